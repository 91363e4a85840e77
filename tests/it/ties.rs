//! What scores alike is told apart by what it is, never by how the index came about.

use pullquote::commands::{Envelope, Line, Table, decode, run};
use pullquote::corpus::MemorySource;
use pullquote::engine::Engine;
use pullquote::index::{Archive, IndexFolder};
use pullquote::render::json;
use pullquote::words::Words;
use serde_json::{Value, json};

use crate::support::archives::with_rules;
use crate::support::random::Random;

/// Few words, so that much scores alike.
const WORDS: [&str; 12] = [
    "mayor", "letter", "river", "grant", "council", "valley", "police", "budget", "bridge", "ballot", "museum",
    "strike",
];
const PEOPLE: [&str; 5] = ["Ada Byron", "Bob Smith", "Carol Smith", "Mayor Dana Reyes", "Ed Marsh"];
const PLACES: [&str; 4] = ["Lawrence, Mass.", "Boise, Idaho", "Chicago", "Springfield, Ill."];

/// An article a file, as a line.
#[derive(Clone, Default)]
struct Corpus(std::collections::BTreeMap<String, String>);

impl Corpus {
    fn put(&mut self, number: usize, random: &mut Random) {
        let sentence = |random: &mut Random| {
            let words: Vec<&str> = (0..3 + random.below(5)).map(|_| *random.of(&WORDS)).collect();
            match random.below(4) {
                0 => format!("\"The {} is late,\" said {}.", words.join(" "), random.of(&PEOPLE)),
                1 => format!("The {} went to {} in 2018.", words.join(" "), random.of(&PLACES)),
                _ => format!("The {} was lost.", words.join(" ")),
            }
        };
        let paragraphs: Vec<String> = (0..1 + random.below(4))
            .map(|_| (0..1 + random.below(3)).map(|_| sentence(random)).collect::<Vec<_>>().join(" "))
            .collect();
        // Every fifth says the same as others do.
        let body = if number.is_multiple_of(5) { vec!["The mayor got the letter.".to_owned(); 2] } else { paragraphs };
        let mut article = json!({
            "id": format!("a{:03}", number * 37 % 1_000), "title": format!("The {} of the {}", random.of(&WORDS), random.of(&WORDS)),
            "publisher": "The Gazette", "date": format!("2020-01-{:02}", 1 + number % 9), "licence": "CC0",
            "url": format!("https://example.org/{number}"), "paragraphs": body,
        });
        if number % 11 == 3 {
            article["audience"] = json!("paid");
        }
        self.0.insert(format!("{number:03}.jsonl"), format!("{article}\n"));
    }

    fn source(&self) -> MemorySource {
        let tracker = "id = \"pledge\"\ncommand = \"pledge\"\nquestion = \"Did it sign?\"\ntitle = \"The pledge\"\n\
            date = 2020-01-01\nsubject = \"name\"\n[[record]]\nname = \"Acme\"\nreceived = true\narticle = \"a000\"\n\
            evidence = \"The mayor got the letter.\"\n";
        let source = MemorySource::default().with("jurisdictions/pledge.toml", tracker);
        self.0.iter().fold(source, |source, (name, line)| source.with(&format!("articles/{name}"), line.as_str()))
    }
}

fn questions(random: &mut Random, count: usize) -> Vec<Value> {
    let words = |random: &mut Random, most: usize| {
        (0..1 + random.below(most)).map(|_| *random.of(&WORDS)).collect::<Vec<_>>().join(" ")
    };
    (0..count)
        .map(|number| {
            let (command, options) = match number % 12 {
                0 => ("search", json!({ "query": words(random, 4), "limit": 1 + random.below(20) })),
                1 => ("search", json!({ "query": format!("{} {}", words(random, 3), "from:2020-01-03") })),
                2 => ("search", json!({ "query": words(random, 2), "place": random.of(&PLACES), "limit": 30 })),
                3 => ("search", json!({ "query": format!("\"{}\"", words(random, 1)), "who": "Bob Smith" })),
                4 => ("ask", json!({ "question": format!("Where is the {}?", words(random, 3)), "limit": 12 })),
                5 => ("ask", json!({ "question": format!("Who said the {} is late?", words(random, 2)) })),
                6 => ("said", json!({ "who": random.of(&PEOPLE), "about": random.of(&WORDS) })),
                7 => ("said", json!({ "who": random.of(&["Smith", "Reyes", "the mayor", "Marhs"]), "limit": 40 })),
                8 => ("source", json!({ "text": format!("The {} was lost. \"The {} is late\"", words(random, 5), words(random, 4)), "limit": 9 })),
                9 => ("articles", json!({ "limit": 7, "offset": random.below(20) })),
                10 => ("article", json!({ "title": format!("The {}", random.of(&WORDS)) })),
                _ => ("pledge", json!({ "name": "Acme" })),
            };
            match number % 25 {
                24 => json!({ "autocomplete": { "command": "article", "option": "title", "partial": "the" } }),
                23 => json!({ "autocomplete": { "command": "said", "option": "who", "partial": random.of(&["s", "b", "ma"]) } }),
                _ => json!({ "command": command, "options": options }),
            }
        })
        .collect()
}

fn replies(archive: Archive, questions: &[Value]) -> Vec<String> {
    let words = Words::english();
    let table = Table::new(&words, archive.trackers()).expect("a table");
    let engine = Engine::new(archive, words);
    let answer = |question: &Value| {
        let Envelope { id, call } = decode(&table, question.to_string().as_bytes());
        let mut out = Vec::new();
        match call.expect("a request") {
            Line::Run(mut call) => {
                call.request.viewer.paid = question.to_string().len().is_multiple_of(3);
                json::write_reply(id.as_ref(), &run(&engine, &table, &call), &mut out);
            }
            Line::Complete(asked) => {
                json::write_choices(id.as_ref(), &pullquote::commands::complete(&engine, &table, &asked), &mut out);
            }
        }
        String::from_utf8(out).expect("JSON")
    };
    questions.iter().map(answer).collect()
}

/// Updates an index step by step, and leaves deleted documents where they are.
fn updated(steps: &[Corpus]) -> Archive {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path()).merged_up_to(0);
    let mut archive = None;
    for corpus in steps {
        let updated = with_rules(|rules| index.update(&corpus.source(), rules, &|_| ()));
        archive = Some(updated.expect("an update").archive);
    }
    archive.expect("a step")
}

#[test]
fn replies_told_how_the_index_came_about() {
    let mut random = Random::seeded();
    let mut whole = Corpus::default();
    (0..60).for_each(|number| whole.put(number, &mut random));
    let without = |numbers: &[usize]| {
        let mut corpus = whole.clone();
        numbers.iter().for_each(|number| drop(corpus.0.remove(&format!("{number:03}.jsonl"))));
        corpus
    };
    let edited = |numbers: &[usize], random: &mut Random| {
        let mut corpus = whole.clone();
        numbers.iter().filter(|number| **number % 5 > 0).for_each(|number| corpus.put(*number, random));
        corpus
    };
    let questions = questions(&mut random, 1_000);
    let fresh = replies(updated(std::slice::from_ref(&whole)), &questions);
    let late: Vec<usize> = (1..30).collect();
    let early: Vec<usize> = (30..60).collect();
    let some = [7, 8, 21, 33, 34, 59];
    let orders = [
        vec![without(&late), whole.clone()],
        vec![without(&early), without(&[2, 59]), whole.clone()],
        vec![whole.clone(), without(&some), whole.clone()],
        vec![whole.clone(), edited(&some, &mut random), edited(&late, &mut random), whole.clone()],
        vec![without(&[1, 2, 3]), edited(&early, &mut random), without(&late), whole.clone()],
    ];
    for (order, steps) in orders.iter().enumerate() {
        for ((question, fresh), reply) in questions.iter().zip(&fresh).zip(replies(updated(steps), &questions)) {
            assert_eq!(*fresh, reply, "order {order}: {question}");
        }
    }
}
