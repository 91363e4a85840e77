//! `pullquote map FILE…`: the places of a list as a picture, or its records as a table.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::domain::{SubjectKind, Tracker};
use crate::engine::records;
use crate::engine::{Engine, Page, Request, Viewer};
use crate::render::map;
use crate::reply::{RecordRow, Records, Row};

use super::Opened;

/// Writes each of these files, by its ending.
pub(super) fn run(opened: &Opened, list: Option<&str>, files: &[&PathBuf]) -> anyhow::Result<()> {
    let engine = &opened.engine;
    let table_only = files.iter().all(|file| file.extension().is_some_and(|ending| ending == "csv"));
    let tracker = tracker(engine, list, table_only)?;
    let rows = rows(engine, tracker);
    for file in files {
        let bytes = match file.extension().and_then(|ending| ending.to_str()) {
            Some("csv") => map::csv(&rows).into_bytes(),
            Some("png") => {
                let drawn = map::picture(engine.words(), tracker, &rows, false);
                let picture =
                    drawn.with_context(|| format!("list {}: no record is of a place on the map", tracker.id))?;
                anstream::println!("{}", picture.description);
                picture.png
            }
            _ => bail!("{}: expected a name that ends in .png or .csv", file.display()),
        };
        fs::write(file, bytes).with_context(|| format!("{}: cannot be written", file.display()))?;
    }
    Ok(())
}

/// The list that is named; else the newest of places, or of anything where a table alone is wanted and there is none.
fn tracker<'a>(engine: &'a Engine, list: Option<&str>, table_only: bool) -> anyhow::Result<&'a Tracker> {
    let trackers = engine.archive().trackers();
    match list {
        Some(id) => trackers.iter().find(|tracker| tracker.id == id).with_context(|| format!("there is no list {id}")),
        None => {
            let places = trackers.iter().filter(|tracker| tracker.subject == SubjectKind::Place);
            let any = trackers.iter().filter(|_| table_only).max_by_key(|tracker| tracker.date);
            places.max_by_key(|tracker| tracker.date).or(any).context("there is no list of places")
        }
    }
}

/// Every record of a list that whoever runs the program may see: all of them.
fn rows(engine: &Engine, tracker: &Tracker) -> Vec<RecordRow> {
    let page = Page { offset: 0, limit: usize::MAX };
    let request = Request { page, viewer: Viewer::reader(true), ..Request::default() };
    let rows = records::answer(&engine.answering(&request), &request, &Records::default()).rows.into_iter();
    rows.filter_map(|row| match row {
        Row::Record(record) if record.tracker == tracker.id => Some(record),
        _ => None,
    })
    .collect()
}
