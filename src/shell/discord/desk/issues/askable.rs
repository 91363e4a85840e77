//! Who and what is in an article, and what can be asked about it: each was tried before it is named.

use std::collections::HashSet;

use crate::commands::neighbours;
use crate::domain::Audience;
use crate::places::Gazetteer;
use crate::render::discord::desk::issues::{Askable, Starter};
use crate::reply::Verdict;
use crate::shell::discord::archive::{Asker, OpenArchive};
use crate::words::{Words, capital};

/// Questions that are named.
const QUESTIONS: usize = 3;
/// Candidates of one kind that are tried.
const TRIED: usize = 3;

/// What begins a thread about an article; nothing about one that not everybody may read. A command that is off is no answer.
pub(super) fn starter(archive: &OpenArchive, id: &str, words: &Words, is_off: &dyn Fn(&str) -> bool) -> Starter {
    let engine = archive.engine();
    let Some(article) = engine.archive().article(id) else { return Starter::default() };
    if article.meta.audience == Audience::Paid {
        return Starter { paid: true, ..Starter::default() };
    }
    let records: Vec<_> = engine.open_records().into_iter().filter(|(_, record)| record.article == id).collect();
    let people = people(archive, id);
    let title = &article.meta.title;
    let call = |command: &str, value: &str, label: &str| Askable {
        command: command.to_owned(),
        value: value.to_owned(),
        label: label.to_owned(),
    };
    let of_records = records.iter().map(|(tracker, record)| {
        let place = record.subject.geoid();
        let label = place.map_or_else(|| record.subject.label().to_owned(), |place| Gazetteer::embedded().label(place));
        call(&tracker.command, place.map_or(label.as_str(), |place| place.as_str()), &label)
    });
    let kinds = [
        of_records.take(TRIED).collect::<Vec<_>>(),
        people.iter().take(TRIED).map(|who| call("said", who, who)).collect(),
        neighbours(title).iter().take(TRIED).map(|words| call("search", words, words)).collect(),
        vec![call("article", id, title)],
    ];
    // One of each kind first.
    let mut calls: Vec<Askable> = Vec::new();
    let mut left: Vec<_> = kinds.into_iter().map(Vec::into_iter).collect();
    while calls.len() < QUESTIONS && left.iter().any(|kind| kind.len() > 0) {
        for kind in &mut left {
            let answered = |call: &Askable| !is_off(&call.command) && is_answered(archive, call, words);
            calls.extend(kind.find(answered).filter(|_| calls.len() < QUESTIONS));
        }
    }
    let named = records.iter().map(|(_, record)| (record.subject.label().to_owned(), capital(&record.status)));
    let mut seen = HashSet::new();
    let records = named.filter(|(subject, _)| seen.insert(subject.clone())).collect();
    Starter { records, people, calls, paid: false }
}

fn is_answered(archive: &OpenArchive, call: &Askable, words: &Words) -> bool {
    let options = [(String::new(), call.value.as_str().into())];
    let reply = archive.run(&call.command, &options, Asker { paid: false, words });
    reply.is_ok_and(|reply| matches!(reply.verdict, Verdict::Yes | Verdict::No | Verdict::Other | Verdict::Found))
}

/// Those who are certainly quoted in it, in its order; nobody whom the settings keep out of lists.
fn people(archive: &OpenArchive, id: &str) -> Vec<String> {
    let engine = archive.engine();
    let Some(article) = engine.archive().article(id) else { return Vec::new() };
    let mut people: Vec<String> = Vec::new();
    for paragraph in engine.archive().paragraphs(&article) {
        let named = paragraph.quotes.iter().filter(|quote| quote.certain && !quote.denied && !quote.impersonal);
        for name in named.filter_map(|quote| quote.speaker_name.as_deref()).filter(|name| !engine.is_private(name)) {
            let name = engine.full_name(name, false);
            if !people.iter().any(|known| known == name) {
                people.push(name.to_owned());
            }
        }
    }
    people
}
