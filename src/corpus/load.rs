//! A whole corpus, and what only shows across its files: ids used twice, evidence that is not in the cited article.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::{Article, Tracker};

use super::article::Parsed;
use super::error::{LoadError, LoadNote, Problem};
use super::items::{Hash, Item, items_of, listed, salt};
use super::rules::Rules;
use super::source::{FileKind, Source};
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
    /// The files of articles, each with the mark that tells whether it must be read again, where it has one.
    pub marks: Vec<(String, Option<Hash>)>,
}

/// An article that comes by.
#[derive(Debug)]
pub enum ItemState {
    /// One that an earlier reading took in already: its id.
    Known(String),
    /// One that is new or has changed.
    New(Box<Article>),
}

/// Where an article stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemPosition {
    /// The file, by its path inside the corpus folder.
    pub file: Arc<str>,
    /// The line of an archive; 1 for a Markdown file.
    pub line: u32,
    /// See [`Item::hash`].
    pub hash: Hash,
    /// How many bytes were read for it: none where its whole file was known.
    pub read: u64,
}

/// What an earlier reading of a corpus remembers.
pub trait Earlier {
    /// The id of the article that bytes with this hash became.
    fn id(&self, hash: &Hash) -> Option<String>;

    /// The articles of a file that had this mark: line, hash and id of each.
    fn file(&self, path: &str, mark: &Hash) -> Option<Vec<(u32, Hash, String)>>;
}

/// There was no earlier reading.
pub struct NoEarlier;

impl Earlier for NoEarlier {
    fn id(&self, _hash: &Hash) -> Option<String> {
        None
    }

    fn file(&self, _path: &str, _mark: &Hash) -> Option<Vec<(u32, Hash, String)>> {
        None
    }
}

/// Reads and checks every article and tracker of a corpus, and keeps them all.
pub fn load(source: &dyn Source, rules: &Rules<'_>) -> Loaded {
    let mut articles = Vec::new();
    let checked = stream(source, rules, &NoEarlier, &mut |_, seen| {
        if let ItemState::New(article) = seen {
            articles.push(*article);
        }
    });
    let Checked { trackers, errors, notes, .. } = checked;
    Loaded { articles, trackers, errors, notes }
}

/// Reads and checks a corpus, handing each sound article over as it comes, in the order of the files; none is kept.
///
/// What an earlier reading found sound is not parsed again, and a file that carries the mark that it had then is not
/// read again, unless a tracker's evidence is to be looked for in it.
pub fn stream(
    source: &dyn Source,
    rules: &Rules<'_>,
    earlier: &dyn Earlier,
    visit: &mut dyn FnMut(&ItemPosition, ItemState),
) -> Checked {
    let found = trackers(source, rules);
    let mut reading = Reading {
        rules,
        earlier,
        evidence: Evidence::cited_by(&found.files),
        taken: HashMap::new(),
        checked: Checked { errors: found.errors, notes: found.notes, ..Checked::default() },
    };
    match listed(source) {
        Ok(files) => {
            for (path, kind) in files.into_iter().filter(|(_, kind)| *kind != FileKind::Tracker) {
                let mark = mark_of(source, rules, &path);
                let known = mark.and_then(|mark| earlier.file(&path, &mark));
                match known.filter(|known| !known.iter().any(|(_, _, id)| reading.evidence.wants(id))) {
                    Some(known) => reading.pass_over(&path, known, visit),
                    None => items_of(source, rules, &path, kind).for_each(|item| reading.read(item, visit)),
                }
                reading.checked.marks.push((path, mark));
            }
        }
        Err(error) => reading.checked.errors.push(error),
    }
    let Reading { evidence, mut checked, .. } = reading;
    let unproven = evidence.finish();
    let sound = |file: &TrackerFile| !unproven.iter().any(|error| error.file == file.file);
    checked.trackers.extend(found.files.iter().filter(|file| sound(file)).map(|file| file.tracker.clone()));
    checked.errors.extend(unproven);
    checked.errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    checked
}

/// Whether a corpus is, by the marks of its files, as an earlier reading took it in without a mistake: these marks and
/// these trackers. Of the articles nothing is read.
pub fn is_unchanged(source: &dyn Source, rules: &Rules<'_>, marks: &BTreeMap<String, Hash>, known: &[Tracker]) -> bool {
    let Ok(files) = listed(source) else { return false };
    let mut articles = files.into_iter().filter(|(_, kind)| *kind != FileKind::Tracker);
    let mut count = 0;
    let same = articles.all(|(path, _)| {
        count += 1;
        marks.get(&path).is_some_and(|known| mark_of(source, rules, &path).as_ref() == Some(known))
    });
    same && count == marks.len() && has_trackers(source, rules, known)
}

/// Whether the trackers of a corpus are these, with all that they take from the rules.
pub fn has_trackers(source: &dyn Source, rules: &Rules<'_>, known: &[Tracker]) -> bool {
    let found = trackers(source, rules);
    found.errors.is_empty() && found.files.iter().map(|file| &file.tracker).eq(known)
}

/// Tells whether a file must be read again. Taken before the file is read: what changes meanwhile gets another mark.
fn mark_of(source: &dyn Source, rules: &Rules<'_>, path: &str) -> Option<Hash> {
    source.stamp(path).map(|stamp| *blake3::keyed_hash(&salt(rules), &stamp).as_bytes())
}

/// A corpus half read.
struct Reading<'a, 'r> {
    rules: &'a Rules<'r>,
    earlier: &'a dyn Earlier,
    evidence: Evidence<'a>,
    /// Ids that are taken, and where.
    taken: HashMap<String, (Arc<str>, u32)>,
    checked: Checked,
}

impl Reading<'_, '_> {
    fn pass_over(
        &mut self,
        path: &str,
        known: Vec<(u32, Hash, String)>,
        visit: &mut dyn FnMut(&ItemPosition, ItemState),
    ) {
        let file: Arc<str> = path.into();
        for (line, hash, id) in known {
            let standing = ItemPosition { file: Arc::clone(&file), line, hash, read: 0 };
            if self.claims(&standing, &id) {
                visit(&standing, ItemState::Known(id));
            }
        }
    }

    fn read(&mut self, item: Result<Item, LoadError>, visit: &mut dyn FnMut(&ItemPosition, ItemState)) {
        let item = match item {
            Ok(item) => item,
            Err(error) => return self.checked.errors.push(error),
        };
        let (line, hash, read) = (item.line, item.hash, item.range.end - item.range.start);
        let standing = ItemPosition { file: Arc::clone(&item.file), line, hash, read };
        let known = self.earlier.id(&hash);
        if let Some(id) = known.as_ref().filter(|id| !self.evidence.wants(id)) {
            if self.claims(&standing, id) {
                visit(&standing, ItemState::Known(id.clone()));
            }
            return;
        }
        match item.parse(self.rules) {
            Ok(Parsed { article, notes }) => {
                self.checked.notes.extend(notes);
                if self.claims(&standing, &article.meta.id) {
                    self.evidence.see(&article);
                    // A known one was only read again for the evidence in it.
                    visit(&standing, known.map_or_else(|| ItemState::New(Box::new(article)), ItemState::Known));
                }
            }
            Err(errors) => self.checked.errors.extend(errors),
        }
    }

    /// Takes an id, or says who has it.
    fn claims(&mut self, standing: &ItemPosition, id: &str) -> bool {
        if let Some((file, line)) = self.taken.get(id) {
            let problem = Problem::DuplicateId { id: id.to_owned(), first: format!("{file}:{line}") };
            let (file, line) = (standing.file.to_string(), Some(standing.line));
            self.checked.errors.push(LoadError { file, line, field: Some("id".to_owned()), problem });
            return false;
        }
        self.taken.insert(id.to_owned(), (Arc::clone(&standing.file), standing.line));
        true
    }
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
