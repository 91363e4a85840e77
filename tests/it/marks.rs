//! Quotation marks of all kinds: in articles and in messages alike.

use pullquote::commands::{Call, Said, Source};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::Verdict;

use crate::support::{asked, sample};

/// Marks that open words, with those that close them.
const MARKS: &[(&str, &str)] = &[
    ("\"", "\""),
    ("“", "”"),
    ("‘", "’"),
    ("'", "'"),
    ("''", "''"),
    ("``", "''"),
    ("‘‘", "’’"),
    ("„", "“"),
    ("„", "”"),
    ("«", "»"),
    ("»", "«"),
    ("« ", " »"),
    ("‹", "›"),
    ("‚", "‘"),
];

const WORDS: &str = "The ferry won't leave the quay before noon";

/// An article of two speakers that quotes with these marks.
fn archive((open, close): (&str, &str)) -> Engine {
    let line = serde_json::json!({"id": "quay", "title": "The ferry and the quay", "publisher": "The Quay",
    "date": "2024-05-01", "url": "https://quay.example/ferry", "licence": "CC0", "paragraphs": [
        format!("{open}{WORDS},{close} said Ann Reed, the harbor master."),
        format!("{open}Nobody here trusts the new timetable,{close} Otto Brandt told the council."),
    ]});
    sample::over(&MemorySource::default().with("all.jsonl", line.to_string().as_str()))
}

/// What `source` makes of a message with these marks that gives the first speaker's words to somebody.
fn source(engine: &Engine, who: &str, (open, close): (&str, &str)) -> Verdict {
    asked(engine, &Call::new(Source { text: format!("{who} said: {open}{WORDS}.{close}") })).verdict
}

#[test]
fn marks_of_any_kind_delimit_words_in_an_article() {
    for marks in MARKS {
        let engine = archive(*marks);
        let said = asked(&engine, &Call::new(Said { who: "Ann Reed".to_owned(), ..Said::default() }));
        let first = said.excerpts.first().map(|excerpt| (excerpt.text.trim_end_matches(','), excerpt.certain));
        assert_eq!(first, Some((WORDS, Some(true))), "{marks:?}");
        assert_eq!(source(&engine, "Ann Reed", ("“", "”")), Verdict::Verbatim, "{marks:?}");
        assert_eq!(source(&engine, "Otto Brandt", ("“", "”")), Verdict::Misattributed, "{marks:?}");
    }
}

#[test]
fn marks_of_any_kind_delimit_words_in_a_message() {
    let engines = [("“", "”"), ("''", "''"), ("'", "'")].map(archive);
    for marks in MARKS {
        for engine in &engines {
            assert_eq!(source(engine, "Ann Reed", *marks), Verdict::Verbatim, "{marks:?}");
            assert_eq!(source(engine, "Otto Brandt", *marks), Verdict::Misattributed, "{marks:?}");
        }
    }
}
