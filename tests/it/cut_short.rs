//! An answer that takes too long is given with what was found by then, and says so.

use std::sync::atomic::{AtomicUsize, Ordering};

use pullquote::commands::{Table, decode_typed, run};
use pullquote::corpus::MemorySource;
use pullquote::engine::{Budget, Engine};
use pullquote::reply::Reply;

use crate::support::sample;

const SAID: &str = "\"We will not pay the toll,\" said Bob Smith, the mayor of the valley. ";

/// An engine over one article of one paragraph that says the same again and again.
fn engine(times: usize) -> (Engine, Table, String) {
    let text = SAID.repeat(times).trim_end().to_owned();
    let article = serde_json::json!({
        "id": "toll", "title": "The toll", "publisher": "The Gazette", "date": "2020-01-01",
        "url": "https://example.org/toll", "licence": "CC0", "paragraphs": [text],
    });
    let engine = sample::over(&MemorySource::default().with("all.jsonl", format!("{article}\n").as_str()));
    let table = Table::new(engine.words(), &[]).expect("a table");
    (engine, table, text)
}

/// The reply where time is up when it was looked for so many times, and how many times it was.
fn asked(engine: &Engine, table: &Table, line: &str, looks: usize) -> (Reply, usize) {
    let mut call = decode_typed(table, line).expect("a call");
    call.request.page.limit = 1_000;
    let count = std::sync::Arc::new(AtomicUsize::new(0));
    let looked = std::sync::Arc::clone(&count);
    call.request.budget = Budget::until(move || looked.fetch_add(1, Ordering::Relaxed) >= looks);
    let reply = run(engine, table, &call);
    (reply, count.load(Ordering::Relaxed))
}

const LINES: [&str; 6] = [
    "/said Bob Smith",
    "/said Bob Smith about: toll",
    "/ask What will the mayor not pay?",
    "/ask Who said \"we will not pay the toll\"?",
    "/search mayor toll",
    "/source Bob Smith said \"we will not pay the toll\" in the valley",
];

#[test]
fn an_answer_over_one_long_paragraph_held_its_worker_for_good() {
    let (engine, table, text) = engine(400);
    let cut = engine.words().say("reply.cut", &[]);
    for line in LINES {
        let (whole, looks) = asked(&engine, &table, line, usize::MAX);
        assert!(looks > 0, "{line}: nobody looks whether time is up");
        assert!(!whole.notes.contains(&cut) && !whole.excerpts.is_empty(), "{line}: {whole:?}");
        for enough in [0, 1, 2, looks / 2, looks - 1].into_iter().filter(|enough| *enough < looks) {
            let (reply, _) = asked(&engine, &table, line, enough);
            assert!(reply.notes.contains(&cut), "{line}: cut after {enough} of {looks} looks, and does not say so");
            assert!(reply.excerpts.len() <= whole.excerpts.len());
            for excerpt in reply.excerpts.iter().filter(|excerpt| excerpt.paragraph.number().is_some()) {
                assert_eq!(text.get(excerpt.start..excerpt.end), Some(excerpt.text.as_str()));
            }
        }
    }
}
