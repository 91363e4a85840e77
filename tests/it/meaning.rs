//! What the language model brings: the sentence that means the answer stands first, and one about the same people that does
//! not tell what is asked is no answer.

use pullquote::commands::{Ask, Call};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::{Reply, Verdict};

use crate::support::{asked, sample};

/// A young newsletter of our own.
const ISSUES: &[&[&str]] = &[
    &[
        "The keeper's daughter Maud Pell will run the new lighthouse of Osmouth from June.",
        "Volunteers painted the new lighthouse in Osmouth white last week. It stands 41 feet high above the pier.",
        "Pell lives with her family in the old keeper's cottage and said that the light would never go out.",
    ],
    &[
        "The ferry company dismissed its captain Ivo Brandt on Monday after the boat had run aground.",
        "Brandt commanded the ferry for eleven years. He spoke at the harbour about the weather of that night.",
        "Passengers praised Ivo Brandt, who had brought all of them ashore.",
    ],
    &[
        "The town council raised the fee for a berth in the harbour to 90 crowns a month.",
        "Council member Ruth Adair called the harbour fee fair, and the fishermen called it a mistake.",
    ],
];

fn newsletter() -> Engine {
    let line = |(number, paragraphs): (usize, &&[&str])| {
        serde_json::json!({
            "id": format!("issue-{number}"), "title": format!("Issue {number}"), "publisher": "The Osmouth Letter",
            "date": "2024-05-01", "url": format!("https://osmouth.example/{number}"), "licence": "CC BY 4.0",
            "paragraphs": paragraphs,
        })
    };
    let lines: Vec<String> = ISSUES.iter().enumerate().map(|issue| line(issue).to_string()).collect();
    sample::over(&MemorySource::default().with("articles.jsonl", lines.join("\n")))
}

fn reply(engine: &Engine, question: &str) -> Reply {
    asked(engine, &Call::new(Ask { question: question.to_owned(), article: None }))
}

#[test]
fn the_sentence_that_means_the_answer_stands_first() {
    let engine = newsletter();
    for (question, answer) in [
        ("How tall is the lighthouse in Osmouth?", "41 feet"),
        ("Who was fired by the ferry company?", "dismissed its captain Ivo Brandt"),
        ("What does a mooring in the harbour cost?", "90 crowns"),
    ] {
        let reply = reply(&engine, question);
        let first = reply.excerpts.first().map_or("", |excerpt| excerpt.text.as_str());
        assert!(first.contains(answer), "{question}: {first}");
    }
}

#[test]
fn what_is_not_told_of_somebody_is_not_answered_by_what_is() {
    let engine = newsletter();
    for question in [
        "Who is Ivo Brandt's wife?",
        "How tall is Maud Pell?",
        "What is Ruth Adair's salary?",
        "Where did Ivo Brandt go to school?",
        "hi! anyone know what car maud pell drives",
    ] {
        assert_eq!(reply(&engine, question).verdict, Verdict::NotFound, "{question}");
    }
}

#[test]
fn without_the_model_words_alone_answer() {
    let reply = reply(&newsletter().with_meaning(false), "How long did Brandt command the ferry?");
    let first = reply.excerpts.first().map_or("", |excerpt| excerpt.text.as_str());
    assert!(first.contains("eleven years"), "{first}");
}
