//! The records of the lists, filtered and paged, and how many there are, in the words of each list.

use super::Engine;
use super::allowance::Allowance;
use super::evidence::{CitedArticles, evidence, visibility};
use super::lists::{self, List};
use super::phrasing::{self, Group};
use crate::domain::{JurisdictionKind, Record, RecordSubject};
use crate::engine::Request;
use crate::places::Gazetteer;
use crate::reply::{Listing, Part, RecordRow, Records, Reply, Row, Verdict};

/// The records that are wanted, a page of them.
pub(crate) fn answer(engine: &Engine, request: &Request, narrowed: &Records) -> Reply {
    let words = &engine.words;
    let gazetteer = Gazetteer::embedded();
    let code = narrowed.state.as_deref().and_then(|state| gazetteer.state_named(state));
    let mut lists = lists::seen(engine, request.viewer);
    lists.retain(|list| narrowed.commands.is_empty() || narrowed.commands.contains(&list.tracker.command));
    // Of all lists, so that what is asked for does not tell where the hidden part lies.
    let partial = lists.iter().any(|list| list.partial);
    let admits = |record: &Record| {
        let (geoid, own_kind) = match &record.subject {
            RecordSubject::Place { geoid, kind, .. } => (Some(geoid), Some(*kind)),
            RecordSubject::Name { .. } => (None, None),
        };
        let in_state = narrowed.state.is_none()
            || code.as_ref().zip(geoid).is_some_and(|(state, geoid)| geoid.as_str().starts_with(state.as_str()));
        // A city and county in one is a city too.
        let of_kind = narrowed.kind.is_none_or(|kind| {
            own_kind.is_some_and(|own| {
                own == kind || kind == JurisdictionKind::City && own == JurisdictionKind::Consolidated
            })
        });
        in_state
            && of_kind
            && narrowed.counts_as.is_none_or(|counts| record.counts_as == counts)
            && narrowed.statuses.as_ref().is_none_or(|statuses| statuses.contains(&record.status))
    };
    let mut withheld = 0;
    for list in &mut lists {
        list.records.retain(|record| admits(record));
        withheld += list.withheld.iter().filter(|record| admits(record)).count();
    }
    lists.retain(|list| !list.records.is_empty());
    let group = Group {
        kind: narrowed.kind.and_then(|kind| noun(engine, kind)),
        place: code.as_ref().map(|state| gazetteer.label(state)),
    };
    let counts: Vec<String> = lists.iter().map(|list| counted(engine, list, &group, lists.len() > 1)).collect();
    let total = lists.iter().map(|list| list.records.len()).sum();
    let mut reply = if total == 0 && withheld > 0 {
        phrasing::does_not_know(engine, "jurisdictions")
    } else if total == 0 {
        let key = if partial { "jurisdictions.none_open" } else { "jurisdictions.none" };
        Reply::new("jurisdictions", Verdict::NotFound, words.say(key, &[]))
    } else {
        Reply::new("jurisdictions", Verdict::Found, counts.join(" "))
    };
    if narrowed.state.is_some() && code.is_none() {
        reply.notes.push(words.say("jurisdictions.unknown_state", &[]));
    }
    if partial {
        reply.notes.push(engine.say_of_part("jurisdictions.open_part", "jurisdictions.shown_part"));
    }
    if withheld > 0 {
        reply.notes.push(words.say("jurisdictions.withheld", &[("count", &withheld)]));
    }
    reply.total = total;
    reply.listing = Some(Listing::Records(narrowed.clone()));
    let records: Vec<(&List<'_>, &Record)> =
        lists.iter().flat_map(|list| list.records.iter().map(move |record| (list, *record))).collect();
    let (before, rest) = records.split_at_checked(request.page.offset).unwrap_or_default();
    let page = rest.get(..request.page.limit).unwrap_or(rest);
    let mut allowance = Allowance::default();
    let mut cited = CitedArticles::of(engine);
    let mut shown = |records: &[(&List<'_>, &Record)], limit| {
        let records: Vec<(Part, &Record)> = records.iter().map(|(_, record)| (Part::Answer, *record)).collect();
        evidence(&mut cited, &records, limit, &mut allowance)
    };
    // What the pages before showed counts.
    shown(before, usize::MAX);
    reply.excerpts = shown(page, request.page.limit.max(1));
    let listed = if request.all_rows { records.as_slice() } else { page };
    let rows = listed.iter().filter_map(|(list, record)| row(engine, &mut cited, list, record, &mut allowance));
    reply.rows = rows.map(Row::Record).collect();
    reply.visibility = visibility(engine, listed.iter().map(|(_, record)| *record));
    reply
}

/// How many of a list's records say what, status by status.
fn counted(engine: &Engine, list: &List<'_>, group: &Group, titled: bool) -> String {
    let of = |name: &str| list.records.iter().filter(|record| record.status == name).count();
    let statuses = list.tracker.wording.statuses.iter().map(|status| (status, of(&status.name)));
    let said: Vec<String> = statuses
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| phrasing::several(engine, list, status, count, group))
        .collect();
    let said = said.join(" ");
    if titled { engine.words.say("tracker.titled", &[("title", &list.tracker.title), ("said", &said)]) } else { said }
}

/// What one place of a kind is called, where the kind has a plain name.
fn noun(engine: &Engine, kind: JurisdictionKind) -> Option<String> {
    let key = match kind {
        JurisdictionKind::State => "command.kind_state",
        JurisdictionKind::County => "command.kind_county",
        JurisdictionKind::City => "command.kind_city",
        JurisdictionKind::Town => "command.kind_town",
        JurisdictionKind::Cdp | JurisdictionKind::Consolidated => return None,
    };
    Some(engine.words.say(key, &[]).to_lowercase())
}

fn row(
    engine: &Engine,
    cited: &mut CitedArticles<'_>,
    list: &List<'_>,
    record: &Record,
    allowance: &mut Allowance,
) -> Option<RecordRow> {
    let (paragraph, range) = cited.find(record)?;
    let mut cut = super::excerpt::cut(engine, &paragraph, range, 1.0);
    if !allowance.admits_excerpt(engine, &cut) {
        cut = super::excerpt::cut(engine, &paragraph, 0..0, 1.0);
    }
    Some(RecordRow {
        tracker: list.tracker.id.clone(),
        subject: record.subject.label().to_owned(),
        place: record.subject.geoid().and_then(|geoid| Gazetteer::embedded().place(geoid)),
        status: record.status.clone(),
        counts_as: record.counts_as,
        article: record.article.clone(),
        title: cut.title,
        list: list.tracker.title.clone(),
        is_dated: record.date.is_some(),
        evidence: cut.text,
        revision: cut.revision,
        paragraph: cut.paragraph,
        start: cut.start,
        end: cut.end,
        date: record.since(list.tracker),
        url: cut.url,
    })
}
