//! What it takes to find what ten thousand readers follow in one new article: `cargo bench --bench follows`. Wall clock of
//! one thread; prints the middle and the longest, of making the index of what is followed and of one article's look-up.

use std::hint::black_box;
use std::time::{Duration, Instant};

use pullquote::corpus::{MemorySource, Rules, load};
use pullquote::engine::Engine;
use pullquote::engine::follow::{Followed, Follows, Kind};
use pullquote::index::Archive;
use pullquote::places::Gazetteer;
use pullquote::words::Words;

const FOLLOWS: usize = 10_000;
const PARAGRAPHS: usize = 40;
const ROUNDS: usize = 30;

const GIVEN: [&str; 8] = ["Ann", "William", "Carla", "Donald", "Ruth", "Peter", "Maria", "George"];
const SYLLABLES: [&str; 10] = ["bar", "cor", "dan", "fel", "gor", "hol", "mar", "nov", "pet", "sul"];
const MATTERS: [&str; 8] = [
    "ferry",
    "school lunch",
    "harbor bridge",
    "tax refund",
    "water supply",
    "night bus",
    "fishing right",
    "rent control",
];
const PLACES: [&str; 6] = ["Denver", "New Orleans", "Boise, Idaho", "Chicago", "Dayton, Ohio", "Sacramento"];

fn of<'a>(list: &[&'a str], number: usize) -> &'a str {
    list.get(number % list.len()).copied().unwrap_or_default()
}

fn person(number: usize) -> String {
    let surname: String = [number, number / 10, number / 100].map(|digit| of(&SYLLABLES, digit)).concat();
    let (first, rest) = surname.split_at_checked(1).unwrap_or_default();
    format!("{} {}{rest}", of(&GIVEN, number / 7), first.to_uppercase())
}

/// A third each places, people and phrases, most of which stand in no article; and one list.
fn followed() -> Vec<Followed> {
    let gazetteer = Gazetteer::embedded();
    let all: Vec<u16> = gazetteer.ids().collect();
    let one = |number: usize| match number % 10 {
        0..3 => {
            let id = all.get(number * 7 % all.len()).copied().unwrap_or_default();
            Followed { kind: Kind::Place, value: gazetteer.geoid(id).to_string() }
        }
        3..6 => Followed { kind: Kind::Person, value: person(number) },
        6 => Followed { kind: Kind::Tracker, value: "letter".to_owned() },
        _ => Followed { kind: Kind::Phrase, value: format!("the {} of {}", of(&MATTERS, number), person(number)) },
    };
    (0..FOLLOWS).map(one).collect()
}

fn main() {
    let paragraph = |number: usize| {
        format!(
            "“We have waited {number} days for the {} of {}, and nobody in {} can say what became of it,” said {}, who came \
             to the council on foot, spoke of the {} at some length and left it by the back door.",
            of(&MATTERS, number),
            person(number * 13),
            of(&PLACES, number),
            person(number * 17),
            of(&MATTERS, number + 3),
        )
    };
    let paragraphs: Vec<String> = (0..PARAGRAPHS).map(paragraph).collect();
    let line = serde_json::json!({"id": "new", "title": "The council", "publisher": "V", "date": "2026-01-01",
        "url": "https://v.example/new", "licence": "CC0", "paragraphs": paragraphs});
    let exists = |_: &pullquote::domain::Geoid| true;
    let loaded = load(&MemorySource::default().with("all.jsonl", line.to_string()), &Rules::new(&exists));
    let engine =
        Engine::new(Archive::in_memory(loaded.articles, loaded.trackers).expect("an archive"), Words::english());
    let article = engine.archive().article("new").expect("the article");
    let followed = followed();
    let made = measure(|| drop(black_box(Follows::of(followed.iter().cloned()))));
    let follows = Follows::of(followed.iter().cloned());
    let mut hits = 0;
    let looked = measure(|| {
        let found = follows.in_article(&engine, &article);
        hits = found.iter().map(|hit| hit.follows.len()).sum();
    });
    println!("{FOLLOWS} follows, an article of {PARAGRAPHS} paragraphs, {hits} hits");
    for (name, took) in [("made ready", made), ("looked up", looked)] {
        let at = |place: usize| took.get(place).copied().unwrap_or_default();
        println!("{name:>10}: median {:?}, longest {:?}", at(ROUNDS / 2), at(ROUNDS - 1));
    }
}

fn measure(mut work: impl FnMut()) -> Vec<Duration> {
    let mut took: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    took.sort_unstable();
    took
}
