//! Trackers whose subjects are names: companies, schools.

use super::lists::List;
use super::{Engine, tracker};
use crate::domain::{Record, RecordSubject};
use crate::places::normalize;
use crate::reply::{Choice, Reply, Verdict, Visibility};
use crate::request::Request;

/// Names offered to somebody who typed none of the list's.
const OFFERED: usize = 5;
/// How alike a name must be to be offered.
const ALIKE: f64 = 0.84;

pub(super) fn answer(engine: &Engine, request: &Request, lists: &[List<'_>], typed: &str) -> Reply {
    let words = &engine.words;
    let wanted = plain(typed);
    let records: Vec<(&str, &Record)> =
        lists.iter().flat_map(|list| list.records.iter().map(|record| (list.tracker.id.as_str(), *record))).collect();
    let slips = |record: &Record| {
        names(record).map(|name| strsim::osa_distance(&plain(name), &wanted)).min().unwrap_or(usize::MAX)
    };
    let allowed = match wanted.chars().count() {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    let best = records.iter().map(|(_, record)| slips(record)).min().filter(|slips| *slips <= allowed);
    let Some(best) = best.filter(|_| !wanted.is_empty()) else {
        return unknown(engine, lists, typed, &wanted);
    };
    let found: Vec<(&str, &Record)> = records.into_iter().filter(|(_, record)| slips(record) == best).collect();
    let mut labels: Vec<&str> = found.iter().map(|(_, record)| record.subject.label()).collect();
    labels.sort_by_key(|label| plain(label));
    labels.dedup_by_key(|label| plain(label));
    let answers = |label: &str| {
        let of = found.iter().filter(|(_, record)| plain(record.subject.label()) == plain(label));
        of.map(|(list, record)| (*list, record.received)).collect::<Vec<_>>()
    };
    if labels.windows(2).any(|pair| matches!(pair, [a, b] if answers(a) != answers(b))) {
        let mut reply = Reply::new("", Verdict::Ambiguous, words.say("tracker.ambiguous_name", &[]));
        reply.choices = labels.iter().map(|label| Choice { value: (*label).into(), label: (*label).into() }).collect();
        return reply;
    }
    let verdict = tracker::verdict(found.first().map(|(_, record)| *record));
    let sentences = lists.iter().map(|list| {
        let record = found.iter().find(|(id, _)| *id == list.tracker.id).map(|(_, record)| *record);
        let subject = record.map(|record| record.subject.label()).or(labels.first().copied()).unwrap_or_default();
        let said = tracker::say(engine, list, tracker::verdict(record), subject);
        format!("{said} {}", tracker::scope(engine, list, lists.len() > 1))
    });
    let mut reply = Reply::new("", verdict, sentences.collect::<Vec<_>>().join(" "));
    if best > 0
        && let (Some(typed), Some(label)) = (tracker::echo(typed), labels.first())
    {
        reply.notes.push(words.say("tracker.read_as", &[("typed", &typed), ("place", label)]));
    }
    let records: Vec<&Record> = found.iter().map(|(_, record)| *record).collect();
    reply.excerpts = tracker::evidence(engine, &records, request.page.limit.max(1));
    reply.total = reply.excerpts.len();
    reply.visibility = tracker::visibility(engine, &records);
    reply
}

fn unknown(engine: &Engine, lists: &[List<'_>], typed: &str, wanted: &str) -> Reply {
    let words = &engine.words;
    let headline = match tracker::echo(typed) {
        _ if lists.iter().any(|list| list.partial) => words.say("tracker.open_part", &[]),
        Some(typed) => words.say("tracker.unknown_name_named", &[("typed", &typed)]),
        None => words.say("tracker.unknown_name", &[]),
    };
    let mut reply = Reply::new("", Verdict::UnknownName, headline);
    let records = lists.iter().flat_map(|list| &list.records);
    let mut near: Vec<(f64, &str)> = records
        .map(|record| {
            let alike = names(record).map(|name| strsim::jaro_winkler(&plain(name), wanted)).fold(0.0, f64::max);
            (alike, record.subject.label())
        })
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    near.dedup_by_key(|(_, label)| *label);
    reply.choices =
        near.into_iter().take(OFFERED).map(|(_, label)| Choice { value: label.into(), label: label.into() }).collect();
    reply.visibility = Visibility::Private;
    reply
}

fn names(record: &Record) -> impl Iterator<Item = &str> {
    let aliases: &[String] = match &record.subject {
        RecordSubject::Name { aliases, .. } => aliases,
        RecordSubject::Place { .. } => &[],
    };
    std::iter::once(record.subject.label()).chain(aliases.iter().map(String::as_str))
}

/// A name without what companies add to it.
fn plain(name: &str) -> String {
    const FORMS: &[&str] =
        &[" inc", " incorporated", " corp", " corporation", " co", " company", " llc", " ltd", " plc"];
    let normal = normalize(name);
    let bare = FORMS.iter().find_map(|form| normal.strip_suffix(form)).unwrap_or(&normal);
    bare.strip_prefix("the ").unwrap_or(bare).to_owned()
}
