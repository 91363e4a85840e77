//! A made-up archive of many articles.

use std::io::{BufWriter, Write};
use std::path::Path;

use serde_json::json;

use crate::random::Random;

const WORDS: [&str; 48] = [
    "the",
    "city",
    "council",
    "voted",
    "on",
    "a",
    "budget",
    "for",
    "schools",
    "and",
    "roads",
    "after",
    "mayor",
    "Ortiz",
    "governor",
    "Hale",
    "residents",
    "of",
    "Springfield",
    "Portland",
    "asked",
    "whether",
    "water",
    "prices",
    "would",
    "rise",
    "before",
    "winter",
    "federal",
    "grant",
    "money",
    "paid",
    "police",
    "overtime",
    "which",
    "judge",
    "blocked",
    "in",
    "March",
    "while",
    "union",
    "leaders",
    "warned",
    "that",
    "layoffs",
    "could",
    "follow",
    "soon",
];

/// A word of its vocabulary.
pub fn word(random: &mut Random) -> &'static str {
    WORDS[random.below(WORDS.len())]
}

/// Writes articles of about 800 words each; how many megabytes they are.
pub fn generate(file: &Path, count: usize, random: &mut Random) -> f64 {
    let mut out = BufWriter::new(std::fs::File::create(file).expect("a file"));
    for number in 0..count {
        let paragraphs: Vec<String> = (0..20).map(|_| paragraph(random)).collect();
        let (year, month, day) = (2010 + number % 14, 1 + number % 12, 1 + number % 28);
        let article = json!({
            "id": format!("made-up-{number}"),
            "title": sentence(random, 8),
            "publisher": "The Made-up Letter",
            "date": format!("{year}-{month:02}-{day:02}"),
            "url": format!("https://www.commondreams.org/made-up/{number}"),
            "licence": "CC BY 4.0",
            "paragraphs": paragraphs,
        });
        writeln!(out, "{article}").expect("written");
    }
    out.flush().expect("written");
    std::fs::metadata(file).expect("a file").len() as f64 / 1e6
}

/// A few sentences, perhaps with a quotation.
pub fn paragraph(random: &mut Random) -> String {
    let told = [sentence(random, 12), sentence(random, 15), sentence(random, 10)].join(" ");
    match random.below(4) {
        0 => format!("{told} \"{}\" said Mayor Ortiz.", sentence(random, 9).replace('.', ",")),
        _ => told,
    }
}

/// A sentence of this many words.
pub fn sentence(random: &mut Random, length: usize) -> String {
    let words: Vec<String> = (0..length)
        .map(|_| match random.below(4) {
            0 => format!("x{}", random.below(10_000)),
            _ => word(random).to_owned(),
        })
        .collect();
    let text = words.join(" ");
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
