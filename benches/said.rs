//! What it takes to find somebody's words in 20,000 paragraphs: `cargo bench --bench said`. Wall clock of one thread, from the
//! decoded request to the reply as JSON; prints the middle, the 99th percentile and the longest by kind of request.
//!
//! A third of the quotations are one person's, as in a real archive, so that a few requests gather thousands of them.

use std::time::{Duration, Instant};

use pullquote::commands::{Table, decode_typed, run};
use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::engine::Engine;
use pullquote::index::Archive;
use pullquote::render::json;
use pullquote::words::Words;

const ARTICLES: usize = 1_000;
const PARAGRAPHS: usize = 20;
const PEOPLE: usize = 400;
const ROUNDS: usize = 500;

const GIVEN: [&str; 8] = ["Ann", "William", "Carla", "Donald", "Ruth", "Peter", "Maria", "George"];
const SYLLABLES: [&str; 10] = ["bar", "cor", "dan", "fel", "gor", "hol", "mar", "nov", "pet", "sul"];
const MATTERS: [&str; 12] = [
    "the ferry",
    "school lunches",
    "the harbor bridge",
    "tax refunds",
    "the water supply",
    "night buses",
    "fishing rights",
    "the hospital",
    "public parks",
    "rent control",
    "the airport",
    "street lights",
];

/// A number that is always the same for the same input, and looks like chance (SplitMix64).
fn mixed(number: usize) -> usize {
    let mut mixed = (number as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)) as usize >> 8
}

fn of<'a>(list: &[&'a str], number: usize) -> &'a str {
    list.get(number % list.len()).copied().unwrap_or_default()
}

/// A third of all quotations are of person 0.
fn person(number: usize) -> String {
    let number = if number.is_multiple_of(3) { 0 } else { mixed(number) % PEOPLE };
    let surname: String = [number, number / 10, number / 100].map(|digit| of(&SYLLABLES, digit)).concat();
    let (first, rest) = surname.split_at_checked(1).unwrap_or_default();
    format!("{} {}{rest}", of(&GIVEN, number), first.to_uppercase())
}

fn archive() -> Archive {
    let paragraph = |number: usize| {
        let (matter, other) = (of(&MATTERS, mixed(number)), of(&MATTERS, mixed(number + 7)));
        let day = mixed(number) % 1_000;
        format!(
            "“We have waited {day} days for {matter}, and nobody in this town can say what became of {other},” said {}, who \
             came to the council on foot and left it by the back door.",
            person(number)
        )
    };
    let line = |article: usize| {
        let paragraphs: Vec<String> = (0..PARAGRAPHS).map(|at| paragraph(article * PARAGRAPHS + at)).collect();
        let day = format!("20{}-{:02}-{:02}", 10 + article % 10, 1 + article % 12, 1 + article % 28);
        serde_json::json!({"id": format!("n{article}"), "title": format!("The council and {}", of(&MATTERS, article)),
            "publisher": "V", "date": day, "url": format!("https://v.example/{article}"), "licence": "CC0",
            "paragraphs": paragraphs})
        .to_string()
    };
    let lines: Vec<String> = (0..ARTICLES).map(line).collect();
    let exists = |_: &pullquote::domain::Geoid| true;
    let loaded = load(&MemorySource::default().with("all.jsonl", lines.join("\n")), &Rules::new(&exists));
    Archive::in_memory(loaded.articles, loaded.trackers).expect("an archive in memory")
}

fn main() {
    let words = Words::english();
    let table = Table::new(&words, &[]).expect("a table");
    let engine = Engine::new(archive(), words);
    let surname = |number: usize| person(number).split(' ').next_back().unwrap_or_default().to_owned();
    let kinds: [(&str, &dyn Fn(usize) -> String); 5] = [
        ("a name", &|number| format!("/said {}", person(number))),
        ("a name, about", &|number| format!("/said {} about: {}", person(number), of(&MATTERS, mixed(number + 3)))),
        ("a surname, about", &|number| format!("/said {} about: {}", surname(number), of(&MATTERS, number))),
        ("misspelt", &|number| format!("/said {}a about: {}", surname(number), of(&MATTERS, number))),
        ("nobody", &|number| format!("/said Xaver Quibbleton {number}")),
    ];
    for (name, line) in kinds {
        let mut out = Vec::new();
        let mut took: Vec<Duration> = (0..ROUNDS)
            .map(|number| {
                let request = decode_typed(&table, &line(number)).expect("a request");
                let start = Instant::now();
                out.clear();
                json::write_reply(None, &run(&engine, &table, &request), &mut out);
                start.elapsed()
            })
            .collect();
        // The first makes what the others find made.
        took.remove(0);
        took.sort_unstable();
        let at = |share: usize| took.get((took.len() * share / 100).min(took.len() - 1)).copied().unwrap_or_default();
        println!("{name:>18}: median {:?}, p99 {:?}, longest {:?}", at(50), at(99), at(100));
    }
}
