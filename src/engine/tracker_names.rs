//! Lists whose subjects are names: people, companies, bills.

use super::Engine;
use super::allowance::Allowance;
use super::evidence::{CitedArticles, echo, evidence, scopes, verdict, visibility, with_history};
use super::lists::List;
use super::phrasing::{self, Manner};
use crate::domain::{NameWords, Record, RecordSubject};
use crate::engine::Request;
use crate::places::normalize;
use crate::quotes;
use crate::reply::{Choice, Recorded, Reply, Verdict, Visibility};

/// Names offered to somebody who typed none of the list's.
const OFFERED: usize = 5;
/// How alike a name must be to be offered.
const ALIKE: f64 = 0.84;

pub(super) fn answer(engine: &Engine, request: &Request, all: Vec<List<'_>>, typed: &str, manner: Manner) -> Reply {
    let words = &engine.words;
    let wanted = plain(typed);
    let says_nothing = |list: &List<'_>| {
        let withheld = list.withheld.iter().map(|record| ("", *record)).collect();
        meant(withheld, &wanted).is_some_and(|(_, exact)| exact)
    };
    let (silent, lists): (Vec<_>, Vec<_>) = all.into_iter().partition(says_nothing);
    if lists.is_empty() && !silent.is_empty() {
        return phrasing::does_not_know(engine, "");
    }
    let lists = lists.as_slice();
    let records: Vec<(&str, &Record)> =
        lists.iter().flat_map(|list| list.records.iter().map(|record| (list.tracker.id.as_str(), *record))).collect();
    let Some((found, exact)) = meant(records, &wanted) else { return unknown(engine, lists, typed, &wanted) };
    let mut labels: Vec<&str> = found.iter().map(|(_, record)| record.subject.label()).collect();
    labels.sort_by_key(|label| plain(label));
    labels.dedup_by_key(|label| plain(label));
    let answers = |label: &str| {
        let of = found.iter().filter(|(_, record)| plain(record.subject.label()) == plain(label));
        of.map(|(list, record)| (*list, record.status.as_str())).collect::<Vec<_>>()
    };
    if labels.windows(2).any(|pair| matches!(pair, [a, b] if answers(a) != answers(b))) {
        let mut reply = Reply::new("", Verdict::Ambiguous, words.say("tracker.ambiguous_name", &[]));
        reply.choices = labels.iter().map(|label| Choice { value: (*label).into(), label: (*label).into() }).collect();
        return reply;
    }
    let first = found.first().map(|(_, record)| *record);
    let own = |list: &List<'_>| found.iter().find(|(id, _)| *id == list.tracker.id).map(|(_, record)| *record);
    let sentences = lists.iter().map(|list| {
        let record = own(list);
        let subject = record.map(|record| record.subject.label()).or(labels.first().copied()).unwrap_or_default();
        let said = phrasing::say(engine, list, record, subject, manner);
        format!("{said} {}", phrasing::scope(engine, list, lists.len() > 1))
    });
    let headline = crate::words::one_stop(&sentences.collect::<Vec<_>>().join(" "));
    let mut reply = Reply::new("", verdict(first), headline);
    reply.status = first.map(|record| record.status.clone());
    let recorded = found.iter().map(|(tracker, record)| Recorded {
        tracker: (*tracker).to_owned(),
        subject: record.subject.key(),
        status: Some(record.status.clone()),
        article: record.article.clone(),
    });
    reply.recorded = recorded.collect();
    reply.scopes = scopes(engine, lists);
    if !exact && let (Some(typed), Some(label)) = (echo(typed), labels.first()) {
        reply.notes.push(words.say("tracker.read_as", &[("typed", &typed), ("place", label)]));
    }
    let listed = || lists.iter().filter_map(|list| own(list).map(|record| (list, record)));
    reply.notes.extend(listed().filter_map(|(list, record)| phrasing::history(engine, list, record)));
    reply.notes.extend(listed().find_map(|(list, _)| phrasing::open_record(engine, list)));
    let records = with_history(listed());
    let mut allowance = Allowance::default();
    reply.excerpts = evidence(&mut CitedArticles::of(engine), &records, request.page.limit.max(1), &mut allowance);
    reply.notes.extend(allowance.note(engine));
    reply.total = reply.excerpts.len();
    reply.visibility = visibility(engine, records.iter().map(|(_, record)| *record));
    reply
}

/// The records that are meant, and whether the name is theirs letter for letter: by the whole name, by the surname
/// alone, or by either with a slip or two.
fn meant<'r, 'a>(records: Vec<(&'r str, &'a Record)>, wanted: &str) -> Option<(Vec<(&'r str, &'a Record)>, bool)> {
    if wanted.is_empty() {
        return None;
    }
    let named = |fits: &dyn Fn(&str) -> bool| {
        let found = records.iter().filter(|(_, record)| names(record).any(|name| fits(&plain(name)))).copied();
        Some(found.collect::<Vec<_>>()).filter(|found| !found.is_empty())
    };
    // A name that stands alone may be the last of a longer one; more than one word must be the whole.
    let last = |name: &str| !wanted.contains(' ') && surname(name).is_some_and(|surname| surname == wanted);
    let allowed = match wanted.chars().count() {
        0..=4 => 0,
        5..=7 => 1,
        _ => 2,
    };
    // "HB 12" and "HB 13" are one slip apart and two bills.
    let numbers = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let slips = |name: &str| {
        if numbers(name) == numbers(wanted) { strsim::osa_distance(name, wanted) } else { usize::MAX }
    };
    let least = records.iter().flat_map(|(_, record)| names(record)).map(|name| slips(&plain(name))).min();
    let whole = named(&|name| name == wanted).map(|found| (found, true));
    whole.or_else(|| named(&last).map(|found| (found, true))).or_else(|| {
        let least = least.filter(|least| *least <= allowed)?;
        named(&|name| slips(name) == least).map(|found| (found, false))
    })
}

fn unknown(engine: &Engine, lists: &[List<'_>], typed: &str, wanted: &str) -> Reply {
    let words = &engine.words;
    let headline = match echo(typed) {
        _ if lists.iter().any(|list| list.partial) => engine.say_of_part("tracker.open_part", "tracker.shown_part"),
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

/// The last word of a name of several.
fn surname(name: &str) -> Option<String> {
    let mut words = NameWords::of(name).words;
    let last = words.pop().filter(|_| !words.is_empty())?;
    last.chars().any(char::is_alphabetic).then_some(last)
}

/// A name without the titles before it and what companies add to it.
fn plain(name: &str) -> String {
    const FORMS: &[&str] =
        &[" inc", " incorporated", " corp", " corporation", " co", " company", " llc", " ltd", " plc"];
    let normal = normalize(name);
    let bare = FORMS.iter().find_map(|form| normal.strip_suffix(form)).unwrap_or(&normal);
    let mut rest = bare.strip_prefix("the ").unwrap_or(bare);
    while let Some((first, others)) = rest.split_once(' ')
        && quotes::is_title(first)
    {
        rest = others;
    }
    rest.to_owned()
}
