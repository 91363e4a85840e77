//! Who said what in any text, over two streams: a document a line in, its quotes a line out, flushed.

use std::io::{self, BufRead, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::{Quote, QuoteType};
use crate::quotes;

#[derive(Deserialize)]
struct Document {
    doc_id: Value,
    text: String,
}

#[derive(Serialize)]
struct Found<'t> {
    doc_id: &'t Value,
    quotes: Vec<FoundQuote<'t>>,
}

/// A quote; offsets are code points of the whole text.
#[derive(Serialize)]
struct FoundQuote<'t> {
    start: usize,
    end: usize,
    text: &'t str,
    speaker: Option<&'t str>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    speaker_name: Option<&'t str>,
    role: Option<&'t str>,
    cue: Option<&'t str>,
    #[serde(rename = "type")]
    quote_type: QuoteType,
    certain: bool,
    utterance: u32,
}

/// Answers every line until the input ends. Blank lines ask for nothing.
pub(super) fn run(mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = match serde_json::from_slice::<Document>(&line) {
            Ok(document) => quotes_line(&document)?,
            Err(error) => serde_json::to_string(&serde_json::json!({
                "error": { "kind": "bad_json", "message": error.to_string() }
            }))?,
        };
        output.write_all(answer.as_bytes())?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
}

fn quotes_line(document: &Document) -> io::Result<String> {
    let lines: Vec<&str> = document.text.split('\n').collect();
    let quotes = quotes::extract(&lines);
    let points = Points::of(&lines);
    let quotes = quotes.iter().map(|quote| found(quote, &lines, &points)).collect();
    Ok(serde_json::to_string(&Found { doc_id: &document.doc_id, quotes })?)
}

fn found<'t>(quote: &'t Quote, lines: &[&'t str], points: &Points<'_>) -> FoundQuote<'t> {
    let words = |paragraph: usize, range: &Range<usize>| lines.get(paragraph).and_then(|line| line.get(range.clone()));
    let span = points.range(quote.paragraph, &quote.range);
    let speaker = quote.speaker.as_ref();
    let phrase = speaker.map(|(paragraph, range)| points.range(*paragraph, range));
    FoundQuote {
        start: span.start,
        end: span.end,
        text: words(quote.paragraph, &quote.range).unwrap_or_default(),
        speaker: speaker.and_then(|(paragraph, range)| words(*paragraph, range)),
        speaker_start: phrase.as_ref().map(|phrase| phrase.start),
        speaker_end: phrase.as_ref().map(|phrase| phrase.end),
        speaker_name: quote.speaker_name.as_deref(),
        role: quote.role.as_deref(),
        cue: quote.cue.as_deref(),
        quote_type: quote.quote_type,
        certain: quote.certain,
        utterance: quote.utterance,
    }
}

/// Where lines and bytes lie in code points. Every hundredth place is remembered, so that long lines cost no more.
struct Points<'t> {
    lines: Vec<(usize, &'t str, Vec<usize>)>,
}

impl<'t> Points<'t> {
    const STEP: usize = 256;

    fn of(lines: &[&'t str]) -> Self {
        let mut start = 0;
        let lines = lines.iter().map(|line| {
            let first = start;
            let mut marks = Vec::with_capacity(line.len() / Self::STEP + 1);
            let mut points = 0;
            for (byte, _) in line.char_indices() {
                while marks.len() * Self::STEP <= byte {
                    marks.push(points);
                }
                points += 1;
            }
            start += points + 1;
            (first, *line, marks)
        });
        Points { lines: lines.collect() }
    }

    fn range(&self, line: usize, range: &Range<usize>) -> Range<usize> {
        self.at(line, range.start)..self.at(line, range.end)
    }

    /// The code point at a byte of a line.
    fn at(&self, line: usize, byte: usize) -> usize {
        let Some((first, text, marks)) = self.lines.get(line) else { return 0 };
        let step = (byte / Self::STEP).min(marks.len().saturating_sub(1));
        // A mark counts the code points that start before its place.
        let known = marks.get(step).copied().unwrap_or_default();
        let bytes = text.as_bytes().get(step * Self::STEP..byte).unwrap_or_default();
        let starts = bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count();
        first + known + starts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_of_the_whole_text() {
        let long = "é”–a ".repeat(300);
        let lines = [long.as_str(), "né"];
        let points = Points::of(&lines);
        for (byte, _) in long.char_indices() {
            assert_eq!(points.at(0, byte), long.get(..byte).map_or(0, |before| before.chars().count()));
        }
        assert_eq!(points.at(1, 3), long.chars().count() + 1 + 2);
    }

    #[test]
    fn a_line_that_is_no_document_is_answered() {
        let mut out = Vec::new();
        let written = run("nonsense\n\n".as_bytes(), &mut out);
        assert!(written.is_ok() && out.starts_with(b"{\"error\""));
    }
}
