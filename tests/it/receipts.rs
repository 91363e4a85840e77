//! Receipts: a code leads to the words that it was made of, as they stood, or to none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pullquote::commands::{Front, Value};
use pullquote::engine::receipt::Receipt;
use pullquote::reply::{Corrected, DiffSide, Excerpt};
use pullquote::shell::{Locations, Published, Receipted, open};

use crate::support::archives::word;
use crate::support::folder::{self, run};
use crate::support::random::Random;
use crate::support::times;

/// The archive of a data folder.
pub fn published(data: &Path) -> Published {
    let at = Locations::new(Some(data.to_owned()), None, None);
    Published::new(&open(&at).expect("an archive"), &at)
}

/// Every excerpt of a sentence of an article, whoever may see it, with its code.
pub fn coded(published: &Published, id: &str) -> Vec<(String, Excerpt)> {
    let engine = published.engine();
    let article = engine.archive().article(id).expect("an article");
    let paragraphs = engine.archive().paragraphs(&article);
    let sentences = paragraphs.iter().flat_map(|own| own.sentences.iter().map(move |range| (own, range.clone())));
    let quotes = paragraphs.iter().flat_map(|own| own.quotes.iter().map(move |quote| (own, quote.range.clone())));
    let excerpts = sentences.chain(quotes).map(|(own, range)| engine.excerpt(own, range));
    excerpts.filter_map(|excerpt| Some((Receipt::of(&excerpt)?.code(), excerpt))).collect()
}

/// What a corrected article said.
fn said(corrected: &Corrected) -> String {
    let own = corrected.diff.iter().filter(|part| part.side != DiffSide::Archive);
    own.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// An article as the model has it: what its file says.
#[derive(Clone)]
struct Made {
    title: String,
    /// Sentences by paragraph.
    body: Vec<Vec<String>>,
    show: &'static str,
    paid: bool,
    assistants: bool,
    /// Whether each correction is quiet.
    corrections: Vec<bool>,
    /// How often it became another matter who may read how much of it.
    opened: usize,
    /// Which of its files it stands in: the id stays.
    file: usize,
}

impl Made {
    fn new(random: &mut Random) -> Made {
        let paragraphs = 3 + random.below(3);
        let body = (0..paragraphs).map(|_| (0..1 + random.below(3)).map(|_| sentence(random)).collect()).collect();
        let (title, show, corrections) = (sentence(random), "whole", Vec::new());
        Made { title, body, show, paid: false, assistants: true, corrections, opened: 0, file: 0 }
    }

    fn write(&self, data: &Path, id: &str) {
        let folder = data.join("corpus/articles");
        let quoted = |text: &str| serde_json::to_string(text).expect("a string");
        let corrections: Vec<String> = (1..)
            .zip(&self.corrections)
            .map(|(number, quiet)| format!("{{ date = 2024-06-01, text = \"Slip {number}.\", quiet = {quiet} }}"))
            .collect();
        let audience = if self.paid { "paid" } else { "everyone" };
        let body: Vec<String> = self.body.iter().map(|sentences| sentences.join(" ")).collect();
        let text = format!(
            "+++\nid = \"{id}\"\ntitle = {}\npublisher = \"The Gazette\"\ndate = 2024-05-01\nurl = \"https://gazette.example/{id}\"\n\
             licence = \"CC0 1.0\"\nshow = \"{}\"\naudience = \"{audience}\"\nassistants = {}\ncorrections = [{}]\n+++\n\n{}\n",
            quoted(&self.title),
            self.show,
            self.assistants,
            corrections.join(", "),
            body.join("\n\n")
        );
        for other in 0..2 {
            let _none = fs::remove_file(folder.join(format!("{id}-{other}.md")));
        }
        fs::write(folder.join(format!("{id}-{}.md", self.file)), text).expect("a file");
    }

    /// One random edit.
    fn edit(&mut self, random: &mut Random) {
        let paragraph = random.below(self.body.len());
        let at = random.below(self.body[paragraph].len());
        match random.below(15) {
            0 | 1 => self.body[paragraph][at] = changed(&self.body[paragraph][at], random),
            2 if self.body.iter().map(Vec::len).sum::<usize>() > 2 => {
                self.body[paragraph].remove(at);
            }
            3 => self.body[paragraph].insert(at, sentence(random)),
            4 => {
                let moved = self.body[paragraph].remove(at);
                let to = random.below(self.body.len());
                self.body[to].push(moved);
            }
            5 => {
                let rest = self.body[paragraph].split_off(at);
                self.body.insert(paragraph + 1, rest);
            }
            6 if paragraph > 0 => {
                let joined = self.body.remove(paragraph);
                self.body[paragraph - 1].extend(joined);
            }
            7 => self.title = sentence(random),
            8 | 9 => {
                self.body[paragraph][at] = changed(&self.body[paragraph][at], random);
                self.corrections.push(random.below(6) == 0);
            }
            10 => self.open(["whole", "whole", "quote", "quote", "cite"][random.below(5)], self.paid),
            11 => self.open(self.show, !self.paid && random.below(3) == 0),
            12 => self.assistants = !self.assistants,
            // Its entry is saved, and its text is still to come.
            13 => self.corrections.push(random.below(6) == 0),
            _ => self.file = 1 - self.file,
        }
        self.body.retain(|sentences| !sentences.is_empty());
    }

    fn open(&mut self, show: &'static str, paid: bool) {
        self.opened += usize::from((self.show, self.paid) != (show, paid));
        (self.show, self.paid) = (show, paid);
    }

    /// All that it says.
    fn text(&self) -> Vec<String> {
        let body = self.body.iter().map(|sentences| sentences.join(" "));
        std::iter::once(self.title.clone()).chain(body).collect()
    }
}

fn sentence(random: &mut Random) -> String {
    let mut chance = fastrand::Rng::with_seed(random.below(usize::MAX) as u64);
    let words: Vec<&str> = (0..3 + chance.usize(0..6)).map(|_| word(&mut chance)).collect();
    match chance.u8(0..3) {
        0 => format!("“The {} is late,” said Ada Byron.", words.join(" ")),
        _ => format!("The {} did not hold.", words.join(" ")),
    }
}

/// The sentence with another word in it.
fn changed(sentence: &str, random: &mut Random) -> String {
    let mut chance = fastrand::Rng::with_seed(random.below(usize::MAX) as u64);
    let mut words: Vec<&str> = sentence.split(' ').collect();
    let at = 1 + random.below(words.len().saturating_sub(2));
    words[at] = loop {
        let other = word(&mut chance);
        if other != words[at] {
            break other;
        }
    };
    words.join(" ")
}

/// A code, and what the model knew when it was made.
struct Issued {
    code: String,
    id: String,
    words: String,
    /// How often the article had been opened or closed.
    opened: usize,
}

/// What all codes came to.
#[derive(Debug, Default)]
struct Counted {
    stands: usize,
    corrected: usize,
    replaced: usize,
    closed: usize,
    unknown: usize,
}

/// Compares what a code leads to with the model; `made` is its article as it is now.
fn check(published: &Published, issued: &Issued, made: Option<&Made>, counted: &mut Counted) {
    let Issued { code, id, words, opened } = issued;
    let found = published.receipt(code, Front::Web);
    let Some(made) = made else {
        counted.unknown += 1;
        return assert_eq!(found, Receipted::Unknown, "{id} was forgotten: {words}");
    };
    let api = published.receipt(code, Front::Api);
    assert!(made.assistants || matches!(api, Receipted::Closed(_)), "{id} is not for programs: {api:?}");
    let is_open = !made.paid && made.show != "cite";
    let has = |words: &str| made.text().iter().any(|paragraph| paragraph.contains(words));
    let is_quiet = made.corrections.contains(&true);
    match found {
        Receipted::Stands(excerpt) => {
            assert!(is_open && has(words), "{id}: {words}");
            assert_eq!((&excerpt.text, &excerpt.article), (words, id));
            counted.stands += 1;
        }
        Receipted::Corrected(corrected) => {
            assert!(is_open && !is_quiet, "{id}: {words}");
            assert_eq!(&said(&corrected), words, "{id}");
            let now = corrected.now.as_ref();
            assert!(now.is_none_or(|now| &now.article == id && has(&now.text)), "{id}: {now:?}");
            counted.corrected += 1;
        }
        Receipted::Replaced { title, .. } => {
            assert!(is_open && title == made.title, "{id}: {words}");
            assert!(is_quiet || made.opened > *opened, "{id}: what it said could be shown: {words}");
            counted.replaced += 1;
        }
        Receipted::Closed(_) => {
            assert!(!is_open, "{id} is open to everybody: {words}");
            counted.closed += 1;
        }
        other => panic!("{id}: {words}: {other:?}"),
    }
}

#[test]
fn a_code_leads_to_its_words_as_they_stood_or_to_none() {
    let mut random = Random::seeded();
    let (edits, articles) = (times("PULLQUOTE_RECEIPT_EDITS", 60), 30);
    let data = folder::data(&[]);
    let mut all: BTreeMap<String, Made> = (0..articles).map(|at| (format!("a{at}"), Made::new(&mut random))).collect();
    all.iter().for_each(|(id, made)| made.write(data.path(), id));
    let mut issued: Vec<Issued> = Vec::new();
    let issue = |published: &Published, id: &str, made: &Made, issued: &mut Vec<Issued>| {
        let (coded, id, opened) = (coded(published, id).into_iter(), id.to_owned(), made.opened);
        issued.extend(coded.map(|(code, excerpt)| Issued { code, id: id.clone(), words: excerpt.text, opened }));
    };
    let first = published(data.path());
    all.iter().for_each(|(id, made)| issue(&first, id, made, &mut issued));
    let mut done = 0;
    let last = loop {
        // Of one reading of the folder each article is edited once: what stands between two readings was never served.
        let mut ids: Vec<String> = all.keys().cloned().collect();
        let mut edited = Vec::new();
        while edited.len() < 12 && done + edited.len() < edits {
            let id = ids.remove(random.below(ids.len()));
            let made = all.get_mut(&id).expect("an article");
            made.edit(&mut random);
            made.write(data.path(), &id);
            edited.push(id);
        }
        done += edited.len();
        let published = published(data.path());
        for id in &edited {
            issue(&published, id, &all[id], &mut issued);
        }
        for _ in 0..40 {
            let one = &issued[random.below(issued.len())];
            check(&published, one, all.get(&one.id), &mut Counted::default());
        }
        if done >= edits {
            break published;
        }
    };
    let mut counted = Counted::default();
    issued.iter().for_each(|one| check(&last, one, all.get(&one.id), &mut counted));
    println!("{} codes over {done} edits: {counted:?}", issued.len());
    assert!(counted.stands > 0 && counted.corrected > 0 && counted.closed > 0, "{counted:?}");
    // The same once every article is open to everybody.
    for (id, made) in &mut all {
        made.open("whole", false);
        made.write(data.path(), id);
    }
    let (shown, mut counted) = (published(data.path()), Counted::default());
    issued.iter().for_each(|one| check(&shown, one, all.get(&one.id), &mut counted));
    println!("all open: {counted:?}");
    assert_eq!(counted.closed, 0);
    // Forgotten articles, history and all.
    for id in ["a0", "a1"] {
        all.remove(id);
        let (code, out, err) = run(data.path(), &["forget", id], "");
        assert_eq!(code, Some(0), "{out}{err}");
    }
    let after = published(data.path());
    issued.iter().for_each(|one| check(&after, one, all.get(&one.id), &mut counted));
    assert!(counted.unknown > 0, "{counted:?}");
}

#[test]
fn every_excerpt_of_a_reply_has_a_code_that_comes_back_to_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = folder::data(&[]);
    for folder in ["corpus/articles", "corpus/jurisdictions", "tests/it/newsroom"] {
        let to = data.path().join(if folder.ends_with("jurisdictions") { folder } else { "corpus/articles" });
        fs::create_dir_all(&to).expect("a folder");
        for entry in fs::read_dir(root.join(folder)).expect("a folder") {
            let from = entry.expect("an entry").path();
            fs::copy(&from, to.join(from.file_name().expect("a name"))).expect("a copy");
        }
    }
    // Which excerpts there are, and not which is the best, is what matters here.
    fs::write(data.path().join("pullquote.toml"), "meaning = \"off\"\n").expect("settings");
    let published = published(data.path());
    let words = published.words(std::iter::empty()).clone();
    let vocabulary: Vec<String> = {
        let archive = published.engine().archive();
        let article = archive.article("2018-01-24-renewing-racist-assault").expect("the article");
        let texts = archive.paragraphs(&article).into_iter().map(|own| own.paragraph.text.clone());
        texts.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
    };
    let mut random = Random::seeded();
    let mut excerpts = 0;
    for _ in 0..times("PULLQUOTE_RECEIPT_REPLIES", 300) {
        let (command, option) = *random.of(&[
            ("ask", "question"),
            ("search", "query"),
            ("source", "text"),
            ("said", "who"),
            ("letter", "place"),
        ]);
        let typed: Vec<&str> = (0..1 + random.below(6)).map(|_| random.of(&vocabulary).as_str()).collect();
        let asked = [(option.to_owned(), Value::Text(typed.join(" ")))];
        let reply = published.run((Front::Web, &words), command, asked).expect("a reply");
        for excerpt in reply.excerpts.iter().filter(|excerpt| !excerpt.text.is_empty()) {
            let code = Receipt::of(excerpt).expect("words").code();
            let Receipted::Stands(again) = published.receipt(&code, Front::Web) else { panic!("{code}: {excerpt:?}") };
            let place = |own: &Excerpt| (own.article.clone(), own.paragraph, own.start, own.end, own.text.clone());
            assert_eq!(place(&again), place(excerpt), "{code}");
            excerpts += 1;
        }
    }
    assert!(excerpts > 300, "{excerpts}");
}
