//! What replies about records have in common: the verdict, which lists were asked, and the evidence with its rights.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::allowance::Allowance;
use super::lists::{self, List};
use super::phrasing::scope;
use super::{Engine, excerpt};
use crate::domain::{CountsAs, Record};
use crate::index::StoredParagraph;
use crate::reply::{Excerpt, Part, Verdict, Visibility};

/// A longer text is not repeated to whoever typed it.
const LONGEST_ECHO: usize = 60;

/// What each headline says of its list.
pub(super) fn scopes(engine: &Engine, lists: &[List<'_>]) -> Vec<String> {
    lists.iter().map(|list| scope(engine, list, lists.len() > 1)).collect()
}

pub(super) fn verdict(record: Option<&Record>) -> Verdict {
    match record.map(|record| record.counts_as) {
        Some(CountsAs::Yes) => Verdict::Yes,
        Some(CountsAs::No) => Verdict::No,
        Some(CountsAs::Neither) => Verdict::Other,
        None => Verdict::NotListed,
    }
}

/// The records as they stand, then what they said before, the latest first.
pub(super) fn with_history<'l, 'a: 'l>(
    found: impl Iterator<Item = (&'l List<'a>, &'a Record)>,
) -> Vec<(Part, &'a Record)> {
    let (mut records, mut before) = (Vec::new(), Vec::new());
    for (list, record) in found {
        records.push((Part::Answer, record));
        let mut earlier: Vec<(Part, &Record)> = list.history(record).map(|record| (Part::Related, record)).collect();
        earlier.reverse();
        before.extend(earlier);
    }
    records.extend(before);
    records
}

/// Words for paying readers are nobody else's to see.
pub(super) fn visibility<'a>(engine: &Engine, mut records: impl Iterator<Item = &'a Record>) -> Visibility {
    if records.any(|record| lists::for_paying(engine, record)) { Visibility::Private } else { Visibility::Public }
}

/// What was typed, where it is safe to repeat.
pub(super) fn echo(typed: &str) -> Option<&str> {
    let typed = typed.trim();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '\'' | '’' | '.');
    // A stop between letters may be an address that a front makes a link of.
    let address = typed.split('.').skip(1).any(|after| after.chars().take_while(|c| c.is_alphabetic()).count() > 1);
    (typed.chars().count() <= LONGEST_ECHO && typed.chars().all(plain) && !address).then_some(typed)
}

/// The articles that the records of a reply cite, each read once.
pub(super) struct CitedArticles<'e> {
    engine: &'e Engine,
    read: HashMap<String, Vec<Arc<StoredParagraph>>>,
}

impl<'e> CitedArticles<'e> {
    pub(super) fn of(engine: &'e Engine) -> Self {
        CitedArticles { engine, read: HashMap::new() }
    }

    /// Where a record's evidence stands.
    pub(super) fn find(&mut self, record: &Record) -> Option<(Arc<StoredParagraph>, Range<usize>)> {
        let archive = &self.engine.archive;
        let paragraphs = self.read.entry(record.article.clone()).or_insert_with(|| {
            archive.article(&record.article).map_or_else(Vec::new, |article| archive.paragraphs(&article))
        });
        paragraphs.iter().find_map(|paragraph| {
            let start = paragraph.paragraph.text.find(&record.evidence)?;
            Some((Arc::clone(paragraph), start..start + record.evidence.len()))
        })
    }
}

/// Where the evidence names the subject as the list does, as bytes of the paragraph.
fn named_in(paragraph: &str, evidence: &Range<usize>, subject: &str) -> Option<[usize; 2]> {
    let slice = paragraph.get(evidence.clone())?;
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = |at: &usize| {
        let (before, after) = (slice.get(..*at), slice.get(at + subject.len()..));
        !is_word(before.and_then(|before| before.chars().next_back()))
            && !is_word(after.and_then(|after| after.chars().next()))
    };
    let at = slice.match_indices(subject).map(|(at, _)| at).find(whole)?;
    Some([evidence.start + at, evidence.start + at + subject.len()])
}

/// The sentences that hold the evidence of these records, each once, the evidence marked.
/// Each is what its first record is to the reply.
pub(super) fn evidence(
    cited: &mut CitedArticles<'_>,
    records: &[(Part, &Record)],
    limit: usize,
    allowance: &mut Allowance,
) -> Vec<Excerpt> {
    let engine = cited.engine;
    let mut excerpts: Vec<Excerpt> = Vec::new();
    for (part, record) in records {
        let Some((paragraph, range)) = cited.find(record) else { continue };
        let sentences =
            || paragraph.sentences.iter().filter(|sentence| sentence.start < range.end && range.start < sentence.end);
        let start = sentences().next().map_or(range.start, |sentence| sentence.start.min(range.start));
        let end = sentences().next_back().map_or(range.end, |sentence| sentence.end.max(range.end));
        let mut cut = excerpt::cut(engine, &paragraph, start..end, 1.0);
        // Evidence that is the whole of what is shown has nothing to point out but whom it names.
        let named = || named_in(&paragraph.paragraph.text, &range, record.subject.label());
        let mark = if (start, end) == (range.start, range.end) { named() } else { None };
        let mark = mark.unwrap_or([range.start, range.end]);
        let shown = cut.start <= range.start && range.end <= cut.end;
        let full = excerpts.len() >= limit;
        let same = excerpts
            .iter_mut()
            .find(|other| (&other.article, other.paragraph, other.start) == (&cut.article, cut.paragraph, cut.start));
        match same {
            Some(same) => {
                add_new(&mut same.highlights, shown.then_some(mark));
                same.highlights.sort_unstable();
            }
            None if full || !allowance.admits_excerpt(engine, &cut) => {}
            None => {
                if shown {
                    cut.highlights = vec![mark];
                }
                cut.part = *part;
                excerpts.push(cut);
            }
        }
    }
    excerpts
}

/// Adds what is not there yet.
pub(super) fn add_new<T: PartialEq>(all: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for one in more {
        if !all.contains(&one) {
            all.push(one);
        }
    }
}
