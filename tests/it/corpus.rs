//! The corpus folder: what loads, and what each mistake is told as.

use std::path::Path;

use pullquote::corpus::{Loaded, MemorySource, Rules, load};
use pullquote::domain::{Geoid, ParagraphKey};
use pullquote::places::Gazetteer;

fn read(source: &MemorySource) -> Loaded {
    let exists = |geoid: &Geoid| Gazetteer::embedded().place(geoid).is_some();
    load(source, &Rules::new(&exists))
}

fn check(source: &MemorySource) -> String {
    let loaded = read(source);
    let errors = loaded.errors.iter().map(ToString::to_string);
    let counts = format!("{} articles, {} trackers", loaded.articles.len(), loaded.trackers.len());
    errors.chain(std::iter::once(counts)).collect::<Vec<_>>().join("\n")
}

const ARTICLE: &str = "+++\nid = \"a\"\ntitle = \"A\"\npublisher = \"P\"\ndate = 2018-01-24\nurl = \"https://example.org/a\"\nlicence = \"CC BY 4.0\"\n+++\n\nThe mill\nis open.\n\n> Quoted words.\n> — Reuters\n";

fn one(article: impl Into<Vec<u8>>) -> MemorySource {
    MemorySource::default().with("articles/a.md", article)
}

fn tracker(record: &str) -> MemorySource {
    let head = "id = \"t\"\ncommand = \"pledge\"\nquestion = \"Did it?\"\ntitle = \"T\"\ndate = 2018-01-24\nsubject = \"name\"\n";
    one(ARTICLE).with("jurisdictions/t.toml", format!("{head}[[record]]\n{record}"))
}

fn sample() -> MemorySource {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut source = MemorySource::default();
    for path in ["articles/2018-01-24-renewing-racist-assault.md", "jurisdictions/doj-letter-2018-01-24.toml"] {
        source = source.with(path, std::fs::read(root.join(path)).expect("a file of the sample corpus"));
    }
    source
}

#[test]
fn the_sample_corpus_loads_whole() {
    insta::assert_snapshot!(check(&sample()), @"");
    let loaded = read(&sample());
    let article = loaded.articles.first().expect("the first article");
    insta::assert_snapshot!(article.revision(), @"");
    let sources: Vec<_> =
        article.paragraphs.iter().filter_map(|p| Some((p.key.to_string(), p.source.clone()?))).collect();
    insta::assert_debug_snapshot!(sources, @"");
    let records = &loaded.trackers.first().expect("the tracker").records;
    insta::assert_debug_snapshot!((records.len(), records.iter().filter(|record| record.received).count()), @"");
}

#[test]
fn lines_of_a_paragraph_are_joined_and_attributions_are_no_text() {
    let loaded = read(&one(ARTICLE));
    let article = loaded.articles.first().expect("an article");
    let body: Vec<_> = article.paragraphs.iter().filter(|p| p.key != ParagraphKey::Title).collect();
    insta::assert_debug_snapshot!(body.iter().map(|p| (&p.text, &p.source)).collect::<Vec<_>>(), @"");
}

#[test]
fn line_ends_marks_and_old_encodings_are_read() {
    insta::assert_snapshot!(check(&one(ARTICLE.replace('\n', "\r\n"))), @"");
    insta::assert_snapshot!(check(&one(format!("\u{FEFF}{ARTICLE}"))), @"");
    let mut old = ARTICLE.as_bytes().to_vec();
    old.extend_from_slice(b"\nCaf\xE9 \x93open\x94.\n");
    let loaded = read(&one(old));
    insta::assert_debug_snapshot!(loaded.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), @"");
}

#[test]
fn articles_with_mistakes_are_named() {
    insta::assert_snapshot!(check(&one("No front matter.")), @"");
    insta::assert_snapshot!(check(&one(ARTICLE.replace("title = \"A\"\n", ""))), @"");
    insta::assert_snapshot!(check(&one(ARTICLE.replace("title =", "titel ="))), @"");
    insta::assert_snapshot!(check(&one(ARTICLE.replace("2018-01-24", "\"24 Jan\""))), @"");
    insta::assert_snapshot!(check(&one(ARTICLE).with("articles/b.md", ARTICLE)), @"");
    insta::assert_snapshot!(check(&MemorySource::default().with("x.jsonl", "{\"id\": \"x\"\n\n[1]\n")), @"");
}

#[test]
fn trackers_with_mistakes_are_named() {
    let good = "name = \"Acme\"\nreceived = true\narticle = \"a\"\nevidence = \"The mill is open.\"\n";
    insta::assert_snapshot!(check(&tracker(good)), @"");
    insta::assert_snapshot!(check(&tracker(&good.replace("open", "shut"))), @"");
    insta::assert_snapshot!(check(&tracker(&good.replace("received = true\n", ""))), @"");
    insta::assert_snapshot!(check(&tracker(&good.replace("\"a\"", "\"z\""))), @"");
    insta::assert_snapshot!(check(&tracker(&format!("{good}[[record]]\n{good}"))), @"");
}

#[test]
fn a_line_of_ten_megabytes_is_an_article() {
    let text = "word ".repeat(2_000_000);
    let line = format!(
        "{{\"id\":\"x\",\"title\":\"X\",\"publisher\":\"P\",\"date\":\"2018-01-24\",\"url\":\"https://example.org/x\",\"licence\":\"L\",\"paragraphs\":[\"{text}\"]}}\n"
    );
    insta::assert_snapshot!(check(&MemorySource::default().with("x.jsonl", line)), @"");
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_met_with_an_answer(bytes: Vec<u8>, text in "\\PC{0,200}") {
        for file in ["articles/a.md", "x.jsonl", "jurisdictions/t.toml"] {
            let _ = read(&MemorySource::default().with(file, bytes.clone()));
            let _ = read(&MemorySource::default().with(file, text.clone()));
            let _ = read(&MemorySource::default().with(file, format!("+++\n{text}\n+++\n{text}")));
        }
    }
}
