//! What the corpus holds, as far as an import must know it: who is who, and in which file. The texts stay on the disk.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::corpus::import::Settled;
use crate::corpus::import::same::KnownArticles;
use crate::corpus::{self, Defaults, FileKind, Rules, Source, Stamp};
use crate::domain::{Article, Geoid};

use super::super::files::Folder;

/// The articles of a corpus.
pub(super) struct Library {
    folder: Folder,
    pub(super) known: KnownArticles,
    /// The file of each article.
    places: HashMap<String, String>,
    files: HashMap<String, Held>,
    /// The last number behind an id that several articles would have.
    numbers: HashMap<String, usize>,
    /// Where files lie that would move here if anything were written.
    aside: HashMap<String, String>,
}

/// What was found in a file, and the stamp that it had.
#[derive(Default)]
struct Held {
    stamp: Option<Stamp>,
    ids: Vec<String>,
}

impl Library {
    /// Everything that the corpus holds.
    pub(super) fn read(folder: Folder, settled: &Settled) -> Library {
        let (known, places, files, numbers, aside) = Default::default();
        let mut library = Library { folder, known, places, files, numbers, aside };
        for (file, kind) in library.listed() {
            library.read_file(&file, kind, settled);
        }
        library
    }

    /// Brings it up to date with the files, reading only those that changed.
    pub(super) fn refresh(&mut self, settled: &Settled) {
        let files = self.listed();
        let there: HashSet<&str> = files.iter().map(|(file, _)| file.as_str()).collect();
        let mut whole = self.files.keys().all(|file| there.contains(file.as_str()));
        for (file, kind) in &files {
            if !whole {
                break;
            }
            let held = self.files.get(file);
            let same = held.is_some_and(|held| held.stamp.is_some() && held.stamp == self.folder.stamp(file));
            if !same {
                let before = held.map(|held| held.ids.clone()).unwrap_or_default();
                self.read_file(file, *kind, settled);
                let now = self.files.get(file);
                // What is gone cannot be taken out of what is known one by one.
                whole = before.iter().all(|id| now.is_some_and(|now| now.ids.contains(id)));
            }
        }
        if !whole {
            *self = Library::read(self.folder.clone(), settled);
        }
    }

    /// The file that holds an article.
    pub(super) fn place(&self, id: &str) -> Option<&str> {
        self.places.get(id).map(String::as_str)
    }

    /// An article, read from its file.
    pub(super) fn article(&self, id: &str, settled: &Settled) -> Option<Article> {
        let file = self.places.get(id)?;
        leniently(&settled.defaults, |rules| {
            let items = corpus::items_of(&self.folder, rules, self.lies_at(file), FileKind::of(file)?);
            items
                .flatten()
                .filter_map(|item| item.parse(rules).ok())
                .map(|parsed| parsed.article)
                .find(|article| article.meta.id == id)
        })
    }

    /// An id that no article has: this one, or with a number behind it.
    pub(super) fn free_id(&mut self, id: String) -> String {
        if !self.known.has(&id) {
            return id;
        }
        // Of a title that comes again every week, the numbers before are taken.
        let number = self.numbers.entry(id.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{id}-{number}");
            if !self.known.has(&numbered) {
                return numbered;
            }
        }
    }

    /// Whether the article had this text once, and has another now.
    pub(super) fn had(&self, held: &Article, came: &Article) -> bool {
        let revision = came.revision();
        if revision == held.revision() {
            return false;
        }
        let kept = std::fs::read_dir(self.folder.0.join("history").join(&held.meta.id)).into_iter().flatten().flatten();
        let opening = format!("{revision}-");
        kept.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(&opening))
    }

    /// The text of a file.
    pub(super) fn text(&self, file: &str) -> Option<String> {
        std::fs::read_to_string(self.folder.0.join(self.lies_at(file))).ok()
    }

    /// Takes in an article that is being written to this file.
    pub(super) fn take(&mut self, article: &Article, file: &str) {
        self.known.add(article);
        self.places.insert(article.meta.id.clone(), file.to_owned());
    }

    /// Takes in the articles of a file that came into the corpus.
    pub(super) fn take_file(&mut self, file: &str, settled: &Settled) {
        if let Some(kind) = FileKind::of(file) {
            self.read_file(file, kind, settled);
        }
    }

    /// Takes in the articles of a file as if it had come into the corpus, which it does not.
    pub(super) fn take_file_from(&mut self, lies_at: &str, file: &str, settled: &Settled) {
        self.aside.insert(file.to_owned(), lies_at.to_owned());
        self.take_file(file, settled);
    }

    /// The folder of the corpus.
    pub(super) fn corpus(&self) -> &Path {
        &self.folder.0
    }

    fn lies_at<'a>(&'a self, file: &'a str) -> &'a str {
        self.aside.get(file).map_or(file, String::as_str)
    }

    fn listed(&self) -> Vec<(String, FileKind)> {
        // A folder that cannot be listed is reported when the archive is opened.
        let files = self.folder.files().unwrap_or_default().into_iter();
        files.filter_map(|file| Some((FileKind::of(&file)?, file))).filter_map(articles_only).collect()
    }

    fn read_file(&mut self, file: &str, kind: FileKind, settled: &Settled) {
        let mut held = Held { stamp: self.folder.stamp(file), ids: Vec::new() };
        leniently(&settled.defaults, |rules| {
            // What does not load is reported when the archive is opened; it must not keep others out.
            let lies_at = self.aside.get(file).map_or(file, String::as_str);
            for item in corpus::items_of(&self.folder, rules, lies_at, kind).flatten() {
                let Ok(parsed) = item.parse(rules) else { continue };
                self.known.add(&parsed.article);
                let id = parsed.article.meta.id;
                self.places.insert(id.clone(), file.to_owned());
                held.ids.push(id);
            }
        });
        self.files.insert(file.to_owned(), held);
    }
}

fn articles_only((kind, file): (FileKind, String)) -> Option<(String, FileKind)> {
    (kind != FileKind::Tracker).then_some((file, kind))
}

/// Work under rules that ask nothing of places: only articles are read by them.
pub(super) fn leniently<T>(defaults: &Defaults, work: impl FnOnce(&Rules<'_>) -> T) -> T {
    let exists = |_: &Geoid| true;
    work(&Rules { defaults: defaults.clone(), ..Rules::new(&exists) })
}
