//! Transcripts: lines that open with who speaks, "REED: We have time."

use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use super::lexicon::look_up;
use super::scene::Scene;
use crate::domain::{Quote, QuoteType};
use crate::text;

/// An article needs this many such lines, of two speakers at least.
const LEAST_LINES: usize = 3;

/// The longest label, in words.
const LABEL: usize = 4;

/// A line of a transcript: bytes of its paragraph.
#[derive(Debug, Clone)]
struct Line {
    paragraph: usize,
    label: Range<usize>,
    words: Range<usize>,
}

/// The lines of a transcript as quotes, numbered from `utterance` on.
pub(super) fn lines(scene: &Scene<'_>, utterance: u32) -> Vec<Quote> {
    let found: Vec<Line> =
        scene.reading.paragraphs.iter().enumerate().filter_map(|(paragraph, text)| line(paragraph, text)).collect();
    let label = |line: &Line| {
        scene.reading.paragraphs.get(line.paragraph).and_then(|text| text.get(line.label.clone())).unwrap_or_default()
    };
    let mut times: HashMap<&str, usize> = HashMap::new();
    for line in &found {
        *times.entry(label(line)).or_default() += 1;
    }
    // A label that stands once and names nobody is a heading.
    let repeated = |line: &&Line| times.get(label(line)).is_some_and(|times| *times > 1);
    let speaks = |line: &&Line| repeated(line) || speaker(scene, label(line)).is_some_and(|name| name != label(line));
    let found: Vec<&Line> = found.iter().filter(speaks).collect();
    let first = found.first().map(|line| label(line));
    if found.len() < LEAST_LINES || found.iter().all(|line| Some(label(line)) == first) {
        return Vec::new();
    }
    let quote = |(line, utterance): (&&Line, u32)| {
        let name = speaker(scene, label(line));
        Quote {
            paragraph: line.paragraph,
            range: line.words.clone(),
            quote_type: QuoteType::Direct,
            speaker: Some((line.paragraph, line.label.clone())),
            certain: name.is_some(),
            speaker_name: name,
            impersonal: false,
            role: None,
            cue: None,
            denied: false,
            utterance,
        }
    };
    found.iter().zip(utterance..).map(quote).collect()
}

/// "REED: We have time.", "SEN. REED: We have time."
fn line(paragraph: usize, text: &str) -> Option<Line> {
    let colon = text.find(':').filter(|colon| *colon <= 60)?;
    let label = text.get(..colon)?;
    let named = label.split_whitespace().count() <= LABEL
        && label.chars().filter(|letter| letter.is_alphabetic()).count() > 1
        && !label.chars().any(|letter| letter.is_lowercase() || letter.is_numeric());
    let words = text::trimmed(text, colon + 1..text.len());
    let said = text.get(colon + 1..).is_some_and(|rest| rest.starts_with(char::is_whitespace)) && words.len() > 1;
    (named && said).then_some(Line { paragraph, label: text::trimmed(text, 0..colon), words })
}

/// Whose lines they are: the one of that surname whom the article names, or the label itself if it is no plain word.
fn speaker(scene: &Scene<'_>, label: &str) -> Option<String> {
    let last = text::fold(label.split_whitespace().next_back()?);
    let hash = super::lexicon::hashed(&last);
    let bearers = scene.people.people.iter().enumerate().filter(|(person, one)| {
        !one.body && scene.person_hash(*person) == Some(hash) && one.name.chars().any(char::is_lowercase)
    });
    let mut names: Vec<&str> = bearers.map(|(_, person)| person.name.as_str()).collect();
    names.dedup();
    match names.as_slice() {
        [name] => Some((*name).to_owned()),
        // Two of one surname: unclear.
        [_, ..] => None,
        [] => (look_up(&last).is_none() && !is_part(&last)).then(|| label.to_owned()),
    }
}

/// Labels of whoever asks.
fn is_part(label: &str) -> bool {
    matches!(label, "question" | "answer" | "unknown" | "unidentified" | "note" | "update" | "correction")
}
