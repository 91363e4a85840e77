//! A whole corpus, and what only shows across its files: ids used twice, evidence that is not in the cited article.

use std::collections::{HashMap, HashSet};

use crate::domain::{Article, Tracker};

use super::error::{LoadError, LoadNote, Problem};
use super::items::{Hash, Item, items};
use super::rules::Rules;
use super::source::Source;
use super::tracker::{TrackerFile, trackers};

/// A corpus, read whole, with every mistake in it. What is wrong is left out of what is there.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The articles, in the order of their files.
    pub articles: Vec<Article>,
    /// The trackers, in the order of their files.
    pub trackers: Vec<Tracker>,
    /// What is wrong, by file and line.
    pub errors: Vec<LoadError>,
    /// What was mended.
    pub notes: Vec<LoadNote>,
}

/// What [`stream`] found besides the articles.
#[derive(Debug, Default)]
pub struct Checked {
    /// The sound trackers, in the order of their files.
    pub trackers: Vec<Tracker>,
    /// What is wrong, by file and line.
    pub errors: Vec<LoadError>,
    /// What was mended.
    pub notes: Vec<LoadNote>,
}

/// An article that comes by.
#[derive(Debug)]
pub enum Seen {
    /// One that an earlier reading took in already: its id.
    Known(String),
    /// One that is new or has changed.
    New(Box<Article>),
}

/// Reads and checks every article and tracker of a corpus, and keeps them all.
pub fn load(source: &dyn Source, rules: &Rules<'_>) -> Loaded {
    let mut articles = Vec::new();
    let checked = stream(source, rules, &|_| None, &mut |_, seen| {
        if let Seen::New(article) = seen {
            articles.push(*article);
        }
    });
    let Checked { trackers, errors, notes } = checked;
    Loaded { articles, trackers, errors, notes }
}

/// Reads and checks a corpus, handing each sound article over as it comes, in the order of the files; none is kept.
///
/// `known` gives the id of an article whose bytes an earlier reading found sound: it is not parsed again.
pub fn stream(
    source: &dyn Source,
    rules: &Rules<'_>,
    known: &dyn Fn(&Hash) -> Option<String>,
    visit: &mut dyn FnMut(&Item, Seen),
) -> Checked {
    let found = trackers(source, rules);
    let mut checked = Checked { trackers: Vec::new(), errors: found.errors, notes: found.notes };
    let mut evidence = Evidence::cited_by(&found.files);
    let mut taken: HashMap<String, String> = HashMap::new();
    for item in items(source, rules) {
        let item = match item {
            Ok(item) => item,
            Err(error) => {
                checked.errors.push(error);
                continue;
            }
        };
        let seen = match known(&item.hash).filter(|id| !evidence.wants(id)) {
            Some(id) => Seen::Known(id),
            None => match item.parse(rules) {
                Ok(parsed) => {
                    checked.notes.extend(parsed.notes);
                    Seen::New(Box::new(parsed.article))
                }
                Err(errors) => {
                    checked.errors.extend(errors);
                    continue;
                }
            },
        };
        let id = match &seen {
            Seen::Known(id) => id,
            Seen::New(article) => &article.meta.id,
        };
        if let Some(first) = taken.get(id) {
            let problem = Problem::DuplicateId { id: id.clone(), first: first.clone() };
            let (file, line) = (item.file.to_string(), Some(item.line));
            checked.errors.push(LoadError { file, line, field: Some("id".to_owned()), problem });
            continue;
        }
        taken.insert(id.clone(), item.place());
        let seen = match seen {
            Seen::New(article) => {
                evidence.see(&article);
                match known(&item.hash) {
                    // It was only read again for the evidence in it.
                    Some(id) => Seen::Known(id),
                    None => Seen::New(article),
                }
            }
            seen => seen,
        };
        visit(&item, seen);
    }
    let unproven = evidence.finish();
    let sound = |file: &TrackerFile| !unproven.iter().any(|error| error.file == file.file);
    checked.trackers.extend(found.files.iter().filter(|file| sound(file)).map(|file| file.tracker.clone()));
    checked.errors.extend(unproven);
    checked.errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    checked
}

/// Checks that what records cite is there, letter for letter, while the articles stream by.
struct Evidence<'a> {
    /// Cited article to the records that cite it: their tracker, and their place in it.
    cited: HashMap<&'a str, Vec<(&'a TrackerFile, usize)>>,
    seen: HashSet<&'a str>,
    errors: Vec<LoadError>,
}

impl<'a> Evidence<'a> {
    fn cited_by(trackers: &'a [TrackerFile]) -> Self {
        let mut cited: HashMap<&str, Vec<_>> = HashMap::new();
        for file in trackers {
            for (at, record) in file.tracker.records.iter().enumerate() {
                cited.entry(&record.article).or_default().push((file, at));
            }
        }
        Evidence { cited, seen: HashSet::new(), errors: Vec::new() }
    }

    /// Whether an article with this id must be shown to [`Evidence::see`].
    fn wants(&self, id: &str) -> bool {
        self.cited.contains_key(id)
    }

    fn see(&mut self, article: &Article) {
        let Some((id, records)) = self.cited.get_key_value(article.meta.id.as_str()) else { return };
        self.seen.insert(id);
        for (file, at) in records {
            let Some(record) = file.tracker.records.get(*at) else { continue };
            if !article.paragraphs.iter().any(|paragraph| paragraph.text.contains(&record.evidence)) {
                let problem =
                    Problem::EvidenceNotFound { article: record.article.clone(), evidence: record.evidence.clone() };
                self.errors.push(file.wrong(*at, "evidence", problem));
            }
        }
    }

    fn finish(mut self) -> Vec<LoadError> {
        for (id, records) in self.cited.iter().filter(|(id, _)| !self.seen.contains(*id)) {
            for (file, at) in records {
                self.errors.push(file.wrong(*at, "article", Problem::NoSuchArticle((*id).to_owned())));
            }
        }
        self.errors
    }
}
