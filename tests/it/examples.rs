//! The examples that `help` shows: calls that this archive answers, and nothing of what is for paying readers.

use pullquote::commands::{Ask, Call, Help, Table, decode_typed, run};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::reply::{Row, Verdict};

use crate::support::{asked, newsroom, sample};

const OPEN: &str = "+++\nid = \"ferry\"\ntitle = \"Night ferry: a month of fog\"\npublisher = \"The Harbour Letter\"\n\
    date = 2023-11-02\nurl = \"https://harbour.example/ferry\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
    \"The night ferry stays in port until the fog lifts,\" said Harbour Master Edith Crane. Whoever fails to book a berth \
    risks a fine. Answering the harbour's call, Crane booked a berth herself and said she would not be late.\n";
const PAID: &str = "+++\nid = \"sale\"\ntitle = \"Secret sale\"\npublisher = \"The Harbour Letter\"\ndate = 2023-12-24\n\
    url = \"https://harbour.example/sale\"\nlicence = \"CC BY 4.0\"\naudience = \"paid\"\n+++\n\n\
    \"We sell in spring,\" said owner Piet Maas. \"We have no choice,\" Maas said. \"It is done,\" Piet Maas said.\n";

fn harbour() -> Engine {
    let source = MemorySource::default().with("articles/ferry.md", OPEN).with("articles/sale.md", PAID);
    sample::over(&source)
}

/// Every example with the verdict that it has.
fn check(engine: &Engine) -> String {
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let help = run(engine, &table, &Call::new(Help { command: None }));
    let rows = help.rows.iter().filter_map(|row| if let Row::Command(row) = row { Some(row) } else { None });
    let shown = rows.flat_map(|row| &row.examples).map(|example| {
        let request = decode_typed(&table, example).expect("an example is a call");
        format!("{:?}: {example}", run(engine, &table, &request).verdict)
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn examples_named_people_and_places_of_another_newsletter() {
    insta::assert_snapshot!(check(&harbour()), @r#"
    Found: What did Edith Crane say about ferry stays?
    Found: /ask What is known about Night ferry?
    Found: /said Edith Crane
    Found: /said Edith Crane about: ferry stays
    Found: /people
    Found: /people from: 2023
    Found: /search Night ferry
    Found: /search "Night ferry" from: 2023
    Verbatim: /source Edith Crane said "The night ferry stays in port"
    Found: /articles from: 2023
    Found: /article Night ferry
    Found: /help said
    "#);
    insta::assert_snapshot!(check(&newsroom::engine().1), @r#"
    Found: What did Ruth Okafor say about books?
    Found: /ask What is known about Budget Talks?
    Found: /said Ruth Okafor
    Found: /said Ruth Okafor about: books
    Found: /people
    Found: /people from: 2020
    Found: /search Budget Talks
    Found: /search "Budget Talks" from: 2020
    Verbatim: /source Ruth Okafor said "I will sit here until"
    Found: /articles from: 2020
    Found: /article Budget Talks Go
    Found: /help said
    "#);
}

#[test]
fn what_follows_from_not_doing_it_was_told_by_who_did_it() {
    let engine = harbour();
    let ask = |question: &str| {
        let reply = asked(&engine, &Call::new(Ask { question: question.to_owned(), article: None }));
        let found = reply.excerpts.first().filter(|_| reply.verdict == Verdict::Found);
        format!("{question} {}", found.map_or("-", |excerpt| excerpt.text.as_str()))
    };
    insta::assert_snapshot!([
        "What are the repercussions of failing to book a berth?",
        "What is the punishment for not booking a berth?",
        "What could neglecting to book a berth cost?",
        "What are the consequences of not answering the call?",
    ].map(ask).join("\n"), @"
    What are the repercussions of failing to book a berth? Whoever fails to book a berth risks a fine.
    What is the punishment for not booking a berth? -
    What could neglecting to book a berth cost? Whoever fails to book a berth risks a fine.
    What are the consequences of not answering the call? -
    ");
}
