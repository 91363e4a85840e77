//! The labelled articles, and what they say about a study of the same text.

use std::ops::Range;

use pullquote::quotes::learn::{LearnableMention, Study};
use serde::Deserialize;

/// A labelled article. Offsets are Unicode code points.
#[derive(Debug, Deserialize)]
pub struct Labelled {
    pub doc_id: String,
    pub text: String,
    pub quotes: Vec<GoldQuote>,
    pub negatives: Vec<GoldSpan>,
    pub attributions: Vec<Attribution>,
}

#[derive(Debug, Deserialize)]
pub struct GoldSpan {
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Deserialize)]
pub struct GoldQuote {
    pub start: usize,
    pub end: usize,
    pub speaker_start: Option<usize>,
    pub speaker_end: Option<usize>,
    pub speaker_kind: String,
    pub speaker_head: Option<String>,
    pub speaker_name: Option<String>,
    pub tier: String,
}

#[derive(Debug, Deserialize)]
pub struct Attribution {
    #[serde(default)]
    pub source: Vec<Vec<usize>>,
    #[serde(default)]
    pub cue_spans: Vec<Vec<usize>>,
    pub speaker_kind: String,
    pub speaker_name: Option<String>,
}

/// Converts between code points of a text and bytes of its lines.
pub struct Lines<'a> {
    pub lines: Vec<&'a str>,
    /// The first code point of each line.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub fn of(text: &'a str) -> Self {
        let lines: Vec<&str> = text.split('\n').collect();
        let mut at = 0;
        let starts = lines
            .iter()
            .map(|line| {
                let start = at;
                at += line.chars().count() + 1;
                start
            })
            .collect();
        Lines { lines, starts }
    }

    /// Code points of bytes in a line.
    pub fn points(&self, line: usize, range: &Range<usize>) -> Range<usize> {
        let start = self.starts.get(line).copied().unwrap_or_default();
        let count =
            |to: usize| self.lines.get(line).and_then(|text| text.get(..to)).map_or(0, |text| text.chars().count());
        start + count(range.start)..start + count(range.end)
    }
}

/// The last word of a name, folded, as names are compared.
pub fn surname(name: &str) -> String {
    let words = name.split_whitespace().rev();
    let mut words = words.map(|word| {
        let word = word.trim_matches(|mark: char| !mark.is_alphanumeric());
        let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        pullquote::text::fold(word).into_owned()
    });
    words.find(|word| !matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv")).unwrap_or_default()
}

pub fn overlap(one: &Range<usize>, other: &Range<usize>) -> usize {
    one.end.min(other.end).saturating_sub(one.start.max(other.start))
}

/// Which gold quotation each quotation of the study is, and whether the labels call it unattributed.
pub fn align(study: &Study<'_>, lines: &Lines<'_>, labelled: &Labelled) -> Vec<Label> {
    let spans = study.quotations();
    spans
        .iter()
        .map(|(paragraph, range)| {
            let span = lines.points(*paragraph, range);
            let same = |gold: &Range<usize>| {
                let shared = overlap(gold, &span) as f64;
                let all = (gold.end.max(span.end) - gold.start.min(span.start)).max(1) as f64;
                shared / all >= 0.8
            };
            let gold = labelled.quotes.iter().position(|gold| same(&(gold.start..gold.end)));
            match gold {
                Some(gold) => Label::Said(gold),
                None if labelled
                    .negatives
                    .iter()
                    .any(|gold| overlap(&(gold.start..gold.end), &span) * 2 > span.len()) =>
                {
                    Label::Nobody
                }
                None => Label::Unknown,
            }
        })
        .collect()
}

/// What the labels say about a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// It is this gold quotation.
    Said(usize),
    /// Nobody said it.
    Nobody,
    /// It fits no label.
    Unknown,
}

/// The mentions that are a gold speaker: the one with the labelled head, else any that overlaps it.
pub fn speakers(mentions: &[LearnableMention], lines: &Lines<'_>, gold: &GoldQuote) -> Vec<usize> {
    let (Some(start), Some(end)) = (gold.speaker_start, gold.speaker_end) else { return Vec::new() };
    let span = start..end;
    let inside: Vec<usize> = mentions
        .iter()
        .enumerate()
        .filter(|(_, mention)| overlap(&lines.points(mention.paragraph, &mention.range), &span) > 0)
        .map(|(index, _)| index)
        .collect();
    let head = gold.speaker_head.as_deref().map(surname).unwrap_or_default();
    let headed: Vec<usize> = inside
        .iter()
        .copied()
        .filter(|index| {
            mentions.get(*index).is_some_and(|mention| {
                let text = lines.lines.get(mention.paragraph).and_then(|line| line.get(mention.head.clone()));
                text.is_some_and(|text| surname(text) == head)
            })
        })
        .collect();
    if headed.is_empty() { inside } else { headed }
}
