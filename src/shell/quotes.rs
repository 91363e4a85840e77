//! `pullquote quotes`: the extractor over two streams, a text a line in, its quotes a line out.
//!
//! Offsets count Unicode code points of the text, here alone; everywhere else they are bytes.

use std::io::{self, BufRead, Write};
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::commands::{RequestError, RequestErrorKind};
use crate::domain::{Quote, QuoteType};
use crate::quotes::{self, Marks};
use crate::words::Words;

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    doc_id: Json,
    text: String,
}

#[derive(Serialize)]
struct Found<'a> {
    doc_id: &'a Json,
    quotes: Vec<FoundQuote<'a>>,
}

#[derive(Serialize)]
struct Refused {
    doc_id: Json,
    error: RequestError,
}

#[derive(Serialize)]
struct FoundQuote<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    speaker: Option<&'a str>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    speaker_name: Option<String>,
    cue: Option<String>,
    #[serde(rename = "type")]
    quote_type: QuoteType,
    certain: bool,
    utterance: u32,
}

/// Answers every line until the input ends. Blank lines ask for nothing.
pub(super) fn run(words: &Words, marks: Marks, mut input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    let (mut line, mut out) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        out.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let document: Result<Document, serde_json::Error> = serde_json::from_slice(&line);
        match document {
            Ok(document) => serde_json::to_writer(&mut out, &found(&document, marks))?,
            Err(problem) => {
                let message = words.say("request.bad_json", &[("problem", &problem)]);
                let error = RequestError { kind: RequestErrorKind::BadJson, message };
                serde_json::to_writer(&mut out, &Refused { doc_id: Json::Null, error })?;
            }
        }
        out.push(b'\n');
        output.write_all(&out)?;
        output.flush()?;
    }
}

fn found(document: &Document, marks: Marks) -> Found<'_> {
    let text = document.text.as_str();
    let paragraphs: Vec<&str> = text.split('\n').collect();
    let mut starts = Vec::with_capacity(paragraphs.len());
    let mut start = 0;
    for paragraph in &paragraphs {
        starts.push(start);
        start += paragraph.len() + 1;
    }
    let places = Places { text, starts, points: code_points(text) };
    let quotes = quotes::extract_between(&paragraphs, marks).into_iter().filter_map(|quote| places.quote(quote));
    Found { doc_id: &document.doc_id, quotes: quotes.collect() }
}

/// Turns bytes of a paragraph into code points of the text.
struct Places<'a> {
    text: &'a str,
    starts: Vec<usize>,
    points: Vec<usize>,
}

impl<'a> Places<'a> {
    fn quote(&self, quote: Quote) -> Option<FoundQuote<'a>> {
        let (start, end, text) = self.slice(quote.paragraph, &quote.range)?;
        let speaker = quote.speaker.as_ref().and_then(|(paragraph, range)| self.slice(*paragraph, range));
        Some(FoundQuote {
            start,
            end,
            text,
            speaker: speaker.map(|(_, _, phrase)| phrase),
            speaker_start: speaker.map(|(start, _, _)| start),
            speaker_end: speaker.map(|(_, end, _)| end),
            speaker_name: quote.speaker_name,
            cue: quote.cue,
            quote_type: quote.quote_type,
            certain: quote.certain,
            utterance: quote.utterance,
        })
    }

    fn slice(&self, paragraph: usize, range: &Range<usize>) -> Option<(usize, usize, &'a str)> {
        let base = self.starts.get(paragraph)?;
        let (start, end) = (base + range.start, base + range.end);
        Some((*self.points.get(start)?, *self.points.get(end)?, self.text.get(start..end)?))
    }
}

/// How many code points stand before each byte, and before the end.
fn code_points(text: &str) -> Vec<usize> {
    let mut points = Vec::with_capacity(text.len() + 1);
    for (count, character) in text.chars().enumerate() {
        points.extend(std::iter::repeat_n(count, character.len_utf8()));
    }
    points.push(points.last().map_or(0, |last| last + 1));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_code_points_and_every_line_is_answered() {
        let input = "{\"doc_id\": 1, \"text\": \"É.\\n\\n“Enough is enough,” Mayor Ann Lee said.\"}\nnonsense\n";
        let mut out = Vec::new();
        run(&Words::english(), Marks::All, input.as_bytes(), &mut out).expect("streams in memory");
        let lines: Vec<Json> =
            out.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        let quote = &lines[0]["quotes"][0];
        assert_eq!(
            (&quote["text"], &quote["start"], &quote["end"]),
            (&"Enough is enough,".into(), &5.into(), &22.into())
        );
        assert_eq!(lines[1]["error"]["kind"], "bad_json");
    }

    #[test]
    fn single_marks_in_pairs_quote_where_that_is_asked_for() {
        let input = "{\"doc_id\": 1, \"text\": \"''Enough is enough,'' Mayor Ann Lee said.\"}\n";
        let count = |marks| {
            let mut out = Vec::new();
            run(&Words::english(), marks, input.as_bytes(), &mut out).expect("streams in memory");
            let found: Json = serde_json::from_slice(&out).expect("a line of JSON");
            found["quotes"].as_array().map_or(0, Vec::len)
        };
        assert_eq!((count(Marks::All), count(Marks::Labelled)), (1, 0));
    }
}
