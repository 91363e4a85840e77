//! Made-up corpora that change, and what an archive over one must hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::domain::Geoid;
use pullquote::index::{Archive, ArticleFilter, PassageQuery, WeightedTerm};
use pullquote::places::Gazetteer;
use pullquote::text;

/// Words that made-up articles are made of.
const WORDS: [&str; 24] = [
    "mayor", "letter", "river", "grant", "council", "valley", "police", "school", "budget", "bridge", "harbor",
    "strike", "winter", "market", "garden", "museum", "signal", "border", "ballot", "orchard", "summer", "station",
    "library", "railway",
];

/// One of them.
pub fn word(random: &mut fastrand::Rng) -> &'static str {
    WORDS[random.usize(0..WORDS.len())]
}

/// A corpus of one archive file, an article a line, and one tracker that cites the article `a0`.
#[derive(Debug, Clone)]
pub struct Made {
    articles: BTreeMap<usize, String>,
    next: usize,
    /// Where its randomness comes from.
    pub random: fastrand::Rng,
}

impl Made {
    /// This many articles, the same for the same seed.
    pub fn new(seed: u64, count: usize) -> Self {
        let mut made = Made { articles: BTreeMap::new(), next: 0, random: fastrand::Rng::with_seed(seed) };
        for _ in 0..count {
            made.add();
        }
        made
    }

    /// Adds, changes or removes some articles; at least one.
    pub fn edit(&mut self) {
        for _ in 0..self.random.usize(1..4) {
            let at = self.random.usize(0..self.next);
            match self.random.u8(0..3) {
                0 => self.add(),
                1 if at > 0 && self.articles.len() > 2 => self.remove(at),
                _ => self.change(at),
            }
        }
    }

    /// Writes an article anew, or brings it back.
    pub fn change(&mut self, id: usize) {
        let line = self.line(id);
        self.articles.insert(id, line);
    }

    /// Takes an article out.
    pub fn remove(&mut self, id: usize) {
        self.articles.remove(&id);
    }

    /// Adds an article.
    pub fn add(&mut self) {
        let line = self.line(self.next);
        self.articles.insert(self.next, line);
        self.next += 1;
    }

    fn line(&mut self, id: usize) -> String {
        let body: Vec<String> = (0..self.random.usize(1..6))
            .map(|_| {
                let words: Vec<&str> = (0..self.random.usize(5..40)).map(|_| self.word()).collect();
                format!("The {}. \"The {} is late,\" said {}.", words.join(" "), self.word(), "Ada Byron")
            })
            .collect();
        let day = self.random.u8(1..29);
        let body = std::iter::once("The pledge was signed.".to_owned()).chain(body);
        serde_json::json!({
            "id": format!("a{id}"), "title": format!("On the {} and the {}", self.word(), self.word()),
            "publisher": "The Gazette", "date": format!("2020-01-{day:02}"), "url": format!("https://example.org/{id}"),
            "licence": "CC0", "paragraphs": body.collect::<Vec<_>>(),
        })
        .to_string()
    }

    fn word(&mut self) -> &'static str {
        word(&mut self.random)
    }

    /// As files.
    pub fn source(&self) -> MemorySource {
        let lines: Vec<&str> = self.articles.values().map(String::as_str).collect();
        let tracker = "id = \"pledge\"\ncommand = \"pledge\"\nquestion = \"Did it sign?\"\ntitle = \"The pledge\"\n\
            date = 2020-01-01\nsubject = \"name\"\n[[record]]\nname = \"Acme\"\nreceived = true\narticle = \"a0\"\n\
            evidence = \"The pledge was signed.\"\n";
        MemorySource::default()
            .with("all.jsonl", format!("{}\n", lines.join("\n")))
            .with("jurisdictions/pledge.toml", tracker)
    }

    /// Writes the files into a corpus folder, each swapped in whole.
    pub fn write(&self, corpus: &Path) {
        fs::create_dir_all(corpus.join("jurisdictions")).expect("a folder");
        for (name, bytes) in self.source().0 {
            let path = corpus.join(name);
            let next = path.with_extension("next");
            fs::write(&next, bytes).expect("a file");
            fs::rename(next, path).expect("a file in its place");
        }
    }

    /// What an archive over it must hold.
    pub fn truth(&self) -> String {
        let loaded = with_rules(|rules| load(&self.source(), rules));
        assert_eq!(loaded.errors, []);
        let archive = Archive::in_memory(loaded.articles, loaded.trackers).expect("an archive in memory");
        let listing = archive.articles(&everything());
        assert_eq!(listing.total, listing.articles.len());
        contents(&archive)
    }
}

/// The rules that the program checks a corpus by.
pub fn with_rules<T>(work: impl FnOnce(&Rules<'_>) -> T) -> T {
    let exists = |geoid: &Geoid| Gazetteer::embedded().place(geoid).is_some();
    work(&Rules::new(&exists))
}

fn everything() -> ArticleFilter {
    ArticleFilter { limit: usize::MAX, ..ArticleFilter::default() }
}

/// All that an archive holds and finds: every article with its paragraphs, quotes and trackers, and what searches for
/// each word bring, with their scores.
pub fn contents(archive: &Archive) -> String {
    let listing = archive.articles(&everything());
    assert!(listing.total == listing.articles.len() || !archive.is_sound());
    let mut told = format!("{} articles, {} paragraphs\n", archive.article_count(), archive.doc_count());
    told.push_str(&format!("{} of {} listed\n", listing.articles.len(), listing.total));
    for article in &listing.articles {
        told.push_str(&format!("{} {} {:?}\n", article.meta.id, article.revision, article.meta.date));
        for paragraph in archive.paragraphs(article) {
            told.push_str(&format!("  {} {} {:?}\n", paragraph.index, paragraph.paragraph.text, paragraph.quotes));
        }
    }
    told.push_str(&format!("{:?}\n{:?}\n", archive.trackers(), archive.people()));
    for word in WORDS {
        let terms = text::terms(word).map(|term| WeightedTerm { term: term.text, weight: 1.0 }).collect();
        let hits = archive.candidates(&PassageQuery { terms, ..PassageQuery::default() }, 1_000);
        let mut hits: Vec<String> = hits
            .iter()
            .map(|hit| format!("{} {} {}", hit.score, hit.paragraph.article.meta.id, hit.paragraph.index))
            .collect();
        hits.sort_unstable();
        told.push_str(&format!("{word} {}\n", hits.join(", ")));
    }
    told
}
