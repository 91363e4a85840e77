//! The corpus folder: what loads, and what each mistake is told as.

use pullquote::corpus::MemorySource;
use pullquote::corpus::import::write;
use pullquote::domain::{CountsAs, ParagraphKey};

use crate::support::sample::{files, read};

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

#[test]
fn the_sample_corpus_loads_whole() {
    insta::assert_snapshot!(check(&files()), @"1 articles, 1 trackers");
    let loaded = read(&files());
    let article = loaded.articles.first().expect("the first article");
    insta::assert_snapshot!(article.revision(), @"69886cbb11593521");
    let sources: Vec<_> =
        article.paragraphs.iter().filter_map(|p| Some((p.key.to_string(), p.source.clone()?))).collect();
    insta::assert_debug_snapshot!(sources, @r#"
    [
        (
            "7",
            "NBC News",
        ),
        (
            "8",
            "NBC News",
        ),
        (
            "10",
            "Reuters",
        ),
    ]
    "#);
    let records = &loaded.trackers.first().expect("the tracker").records;
    insta::assert_debug_snapshot!((records.len(), records.iter().filter(|record| record.counts_as == CountsAs::Yes).count()), @"
    (
        24,
        23,
    )
    ");
}

#[test]
fn lines_of_a_paragraph_are_joined_and_attributions_are_no_text() {
    let loaded = read(&one(ARTICLE));
    let article = loaded.articles.first().expect("an article");
    let body: Vec<_> = article.paragraphs.iter().filter(|p| p.key != ParagraphKey::Title).collect();
    insta::assert_debug_snapshot!(body.iter().map(|p| (&p.text, &p.source)).collect::<Vec<_>>(), @r#"
    [
        (
            "The mill is open.",
            None,
        ),
        (
            "Quoted words.",
            Some(
                "Reuters",
            ),
        ),
    ]
    "#);
}

#[test]
fn line_ends_marks_and_old_encodings_are_read() {
    insta::assert_snapshot!(check(&one(ARTICLE.replace('\n', "\r\n"))), @"1 articles, 0 trackers");
    insta::assert_snapshot!(check(&one(format!("\u{FEFF}{ARTICLE}"))), @"1 articles, 0 trackers");
    let mut old = ARTICLE.as_bytes().to_vec();
    old.extend_from_slice(b"\nCaf\xE9 \x93open\x94.\n");
    let loaded = read(&one(old));
    insta::assert_debug_snapshot!(loaded.notes.iter().map(ToString::to_string).collect::<Vec<_>>(), @r#"
    [
        "articles/a.md: not utf-8: read as windows-1252",
        "articles/a.md:13: paragraph 2 is quoted, but from whom is not clear: end the quotation with a line like `> — Reuters`",
    ]
    "#);
}

#[test]
fn articles_with_mistakes_are_named() {
    insta::assert_snapshot!(check(&one("No front matter.")), @"
    articles/a.md:1: no front matter: the first line must be +++
    0 articles, 0 trackers
    ");
    insta::assert_snapshot!(check(&one(ARTICLE.replace("title = \"A\"\n", ""))), @"
    articles/a.md:2: title: missing
    0 articles, 0 trackers
    ");
    insta::assert_snapshot!(check(&one(ARTICLE.replace("title =", "titel ="))), @"
    articles/a.md:2: title: missing
    articles/a.md:3: titel: unknown field: did you mean title?
    0 articles, 0 trackers
    ");
    insta::assert_snapshot!(check(&one(ARTICLE.replace("2018-01-24", "\"24 Jan\""))), @r#"
    articles/a.md:5: date: not a date: "24 Jan" (year-month-day, such as 2018-01-24)
    0 articles, 0 trackers
    "#);
    insta::assert_snapshot!(check(&one(ARTICLE).with("articles/b.md", ARTICLE)), @r#"
    articles/b.md:1: id: "a" is already the id of articles/a.md:1
    1 articles, 0 trackers
    "#);
    insta::assert_snapshot!(check(&MemorySource::default().with("x.jsonl", "{\"id\": \"x\"\n\n[1]\n")), @"
    x.jsonl:1: not json: eOF while parsing an object at column 0
    x.jsonl:3: not json: a line must hold one object
    0 articles, 0 trackers
    ");
}

#[test]
fn trackers_with_mistakes_are_named() {
    let good = "name = \"Acme\"\nreceived = true\narticle = \"a\"\nevidence = \"The mill is open.\"\n";
    insta::assert_snapshot!(check(&tracker(good)), @"1 articles, 1 trackers");
    insta::assert_snapshot!(check(&tracker(&good.replace("open", "shut"))), @r#"
    jurisdictions/t.toml:11: record[0].evidence: no paragraph of "a" holds these words: "The mill is shut."
    1 articles, 0 trackers
    "#);
    insta::assert_snapshot!(check(&tracker(&good.replace("received = true\n", ""))), @"
    jurisdictions/t.toml:7: record[0].status: missing
    1 articles, 0 trackers
    ");
    insta::assert_snapshot!(check(&tracker(&good.replace("\"a\"", "\"z\""))), @r#"
    jurisdictions/t.toml:10: record[0].article: no article has the id "z"
    1 articles, 0 trackers
    "#);
    insta::assert_snapshot!(check(&tracker(&format!("{good}[[record]]\n{good}"))), @r#"
    jurisdictions/t.toml:12: record[1]: "Acme" has a record already, on line 7: a later one needs a date of its own
    1 articles, 0 trackers
    "#);
}

#[test]
fn a_line_of_ten_megabytes_is_an_article() {
    let text = "word ".repeat(2_000_000);
    let line = format!(
        "{{\"id\":\"x\",\"title\":\"X\",\"publisher\":\"P\",\"date\":\"2018-01-24\",\"url\":\"https://example.org/x\",\"licence\":\"L\",\"paragraphs\":[\"{text}\"]}}\n"
    );
    insta::assert_snapshot!(check(&MemorySource::default().with("x.jsonl", line)), @"1 articles, 0 trackers");
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

#[test]
fn a_quiet_correction_stays_quiet_wherever_it_is_written() {
    let quiet =
        "corrections = [{date = 2024-06-02, text = \"A name.\", quiet = true}, {date = 2024-05-02, text = \"May.\"}]";
    let article = |source: MemorySource| read(&source).articles.remove(0);
    let own = article(one(ARTICLE.replacen("+++\n", &format!("+++\n{quiet}\n"), 1)));
    let told: Vec<bool> = own.meta.corrections.iter().map(|own| own.quiet).collect();
    assert_eq!(told, [false, true], "the oldest first");
    assert_eq!(article(one(write::markdown(&own))), own);
    assert_eq!(article(MemorySource::default().with("articles/a.jsonl", write::json(&own).to_string())), own);
}
