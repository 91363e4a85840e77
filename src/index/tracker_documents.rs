//! Trackers and their records as documents: they are committed together with the articles that they cite.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tantivy::indexer::UserOperation;
use tantivy::schema::document::Document;
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::document::of_no_article;
use super::packing::Malformed;
use super::schema::{Fields, kind};
use crate::domain::{Record, Tracker};

/// A record, and where it belongs.
#[derive(Debug, Serialize, Deserialize)]
struct Placed {
    tracker: usize,
    at: usize,
    record: Record,
}

/// A tracker without its records, and where it belongs.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    tracker: usize,
    head: Tracker,
}

/// Puts these trackers in the place of those that an index holds.
pub(super) fn replace<D: Document + From<TantivyDocument>>(
    writer: &IndexWriter<D>,
    fields: &Fields,
    trackers: &[Tracker],
) -> tantivy::Result<()> {
    let gone = [kind::TRACKER, kind::RECORD];
    let gone = gone.map(|kind| UserOperation::Delete(Term::from_field_text(fields.kind, kind)));
    let mut operations = Vec::from(gone);
    for (tracker, whole) in trackers.iter().enumerate() {
        let head = Tracker { records: Vec::new(), ..whole.clone() };
        operations.push(UserOperation::Add(document(fields, kind::TRACKER, &Head { tracker, head })?.into()));
        for (at, record) in whole.records.iter().enumerate() {
            let placed = Placed { tracker, at, record: record.clone() };
            let mut added = document(fields, kind::RECORD, &placed)?;
            if let Some(geoid) = record.subject.geoid() {
                added.add_text(fields.place, geoid.as_str());
            }
            operations.push(UserOperation::Add(added.into()));
        }
    }
    writer.run(operations)?;
    Ok(())
}

fn document(fields: &Fields, kind: &str, value: &impl Serialize) -> tantivy::Result<TantivyDocument> {
    let bytes = serde_json::to_vec(value).map_err(|error| tantivy::TantivyError::InternalError(error.to_string()))?;
    Ok(of_no_article(fields, kind, &bytes))
}

/// The trackers of an open index, as they were put in, from what their documents hold.
pub(super) fn read(heads: &[Vec<u8>], records: &[Vec<u8>]) -> Result<Vec<Tracker>, Malformed> {
    let mut heads: Vec<Head> = decoded(heads)?;
    let mut records: Vec<Placed> = decoded(records)?;
    heads.sort_by_key(|head| head.tracker);
    records.sort_by_key(|placed| (placed.tracker, placed.at));
    let mut trackers: Vec<Tracker> = heads.into_iter().map(|head| head.head).collect();
    for Placed { tracker, record, .. } in records {
        if let Some(tracker) = trackers.get_mut(tracker) {
            tracker.records.push(record);
        }
    }
    Ok(trackers)
}

fn decoded<T: DeserializeOwned>(stored: &[Vec<u8>]) -> Result<Vec<T>, Malformed> {
    stored.iter().map(|bytes| serde_json::from_slice(bytes).map_err(|_| Malformed)).collect()
}
