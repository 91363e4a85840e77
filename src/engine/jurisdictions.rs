//! The records of the trackers, filtered and paged.

use super::{Engine, lists, tracker};
use crate::domain::{JurisdictionKind, Record, RecordSubject, Tracker};
use crate::places::Gazetteer;
use crate::reply::{RecordRow, Reply, Row, Verdict};
use crate::request::Request;

pub(crate) fn answer(
    engine: &Engine,
    request: &Request,
    state: Option<&str>,
    kind: Option<JurisdictionKind>,
    verdict: Option<bool>,
) -> Reply {
    let words = &engine.words;
    let gazetteer = Gazetteer::embedded();
    let code = state.and_then(|state| gazetteer.state_named(state));
    let lists = lists::seen(engine, request.viewer);
    // Of all lists, so that what is asked for does not tell where the hidden part lies.
    let partial = lists.iter().any(|list| list.partial);
    let admits = |record: &Record| {
        let (geoid, own_kind) = match &record.subject {
            RecordSubject::Place { geoid, kind, .. } => (Some(geoid), Some(*kind)),
            RecordSubject::Name { .. } => (None, None),
        };
        let in_state = state.is_none()
            || code.as_ref().zip(geoid).is_some_and(|(state, geoid)| geoid.as_str().starts_with(state.as_str()));
        // A city and county in one is a city too.
        let of_kind = kind.is_none_or(|kind| {
            own_kind.is_some_and(|own| {
                own == kind || kind == JurisdictionKind::City && own == JurisdictionKind::Consolidated
            })
        });
        in_state && of_kind && verdict.is_none_or(|verdict| record.received == verdict)
    };
    let records: Vec<(&Tracker, &Record)> = lists
        .iter()
        .flat_map(|list| list.records.iter().map(|record| (list.tracker, *record)))
        .filter(|(_, record)| admits(record))
        .collect();
    let total = records.len();
    let received = records.iter().filter(|(_, record)| record.received).count();
    let mut reply = if total == 0 {
        let key = if partial { "jurisdictions.none_open" } else { "jurisdictions.none" };
        Reply::new("jurisdictions", Verdict::NotFound, words.say(key, &[]))
    } else {
        let headline =
            words.say("jurisdictions.found", &[("total", &total), ("yes", &received), ("no", &(total - received))]);
        Reply::new("jurisdictions", Verdict::Found, headline)
    };
    if state.is_some() && code.is_none() {
        reply.notes.push(words.say("jurisdictions.unknown_state", &[]));
    }
    if partial {
        reply.notes.push(words.say("jurisdictions.open_part", &[]));
    }
    reply.total = total;
    let page: Vec<(&Tracker, &Record)> =
        records.into_iter().skip(request.page.offset).take(request.page.limit).collect();
    reply.rows = page.iter().filter_map(|(tracker, record)| row(engine, tracker, record)).map(Row::Record).collect();
    let shown: Vec<&Record> = page.iter().map(|(_, record)| *record).collect();
    reply.excerpts = tracker::evidence(engine, &shown, request.page.limit.max(1));
    reply.visibility = tracker::visibility(engine, &shown);
    reply
}

fn row(engine: &Engine, tracker: &Tracker, record: &Record) -> Option<RecordRow> {
    let (paragraph, range) = tracker::evidence_at(engine, record)?;
    let cut = super::excerpt::cut(engine, &paragraph, range, 1.0);
    Some(RecordRow {
        tracker: tracker.id.clone(),
        subject: record.subject.label().to_owned(),
        place: record.subject.geoid().and_then(|geoid| Gazetteer::embedded().place(geoid)),
        received: record.received,
        article: record.article.clone(),
        evidence: cut.text,
        paragraph: cut.paragraph,
        start: cut.start,
        end: cut.end,
        date: tracker.date,
        url: cut.url,
    })
}
