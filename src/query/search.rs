//! The syntax of `search`: words, "quoted phrases", `-word`, `from:`, `to:`, `place:`, `who:` and `in:`.
//!
//! Lenient: what is not understood is searched for as words, and a note says so.

use jiff::civil::Date;

use super::{MAX_CHARACTERS, MAX_TERMS, Note, compounds};
use crate::domain::period_edge;
use crate::text;

/// One thing searched for: a word, or a phrase of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The terms, in order; one for a word.
    pub terms: Vec<String>,
    /// The words as they were typed.
    pub typed: String,
    /// Whether it stood in quotation marks.
    pub quoted: bool,
}

/// A search as it was understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchQuery {
    /// What is searched for.
    pub wanted: Vec<Unit>,
    /// What must not occur.
    pub unwanted: Vec<Unit>,
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Naming this place.
    pub place: Option<String>,
    /// With words of this person.
    pub who: Option<String>,
    /// In this article or publication.
    pub within: Option<String>,
    /// What was cut or not understood.
    pub notes: Vec<Note>,
}

impl SearchQuery {
    /// Reads a search. Any text gives one.
    pub fn parse(source: &str) -> SearchQuery {
        let mut query = SearchQuery::default();
        let (clipped, cut) = text::clip(source, MAX_CHARACTERS);
        if cut {
            query.notes.push(Note::CutCharacters(MAX_CHARACTERS));
        }
        for piece in pieces(clipped) {
            query.read(piece);
        }
        let mut room = MAX_TERMS;
        let mut dropped = false;
        for units in [&mut query.wanted, &mut query.unwanted] {
            units.retain(|unit| {
                let fits = unit.terms.len() <= room;
                room -= if fits { unit.terms.len() } else { 0 };
                dropped |= !fits;
                fits
            });
        }
        if dropped {
            query.notes.push(Note::CutTerms(MAX_TERMS));
        }
        query
    }

    fn read(&mut self, piece: Piece<'_>) {
        let as_words = |query: &mut SearchQuery| {
            query.notes.push(Note::AsWords(piece.whole().to_owned()));
            query.push_words(piece.value, false);
        };
        match piece.field.map(str::to_ascii_lowercase).as_deref() {
            None if piece.quoted => self.push_phrase(piece.value, piece.minus),
            None => self.push_words(piece.value, piece.minus),
            Some("place") if !piece.minus && !piece.value.trim().is_empty() => {
                self.place = Some(piece.value.trim().to_owned())
            }
            Some("who") if !piece.minus && !piece.value.trim().is_empty() => {
                self.who = Some(piece.value.trim().to_owned())
            }
            Some("in") if !piece.minus && !piece.value.trim().is_empty() => {
                self.within = Some(piece.value.trim().to_owned())
            }
            Some(field @ ("from" | "to")) if !piece.minus => match period_edge(piece.value.trim(), field == "to") {
                Some(date) if field == "from" => self.from = Some(date),
                Some(date) => self.to = Some(date),
                None => as_words(self),
            },
            _ => as_words(self),
        }
    }

    fn push_phrase(&mut self, typed: &str, minus: bool) {
        let terms: Vec<String> = text::terms(typed).map(|term| term.text).filter(|term| !term.is_empty()).collect();
        let units = if minus { &mut self.unwanted } else { &mut self.wanted };
        if !terms.is_empty() {
            units.push(Unit { terms, typed: typed.trim().to_owned(), quoted: true });
        }
    }

    fn push_words(&mut self, typed: &str, minus: bool) {
        let units = if minus { &mut self.unwanted } else { &mut self.wanted };
        for token in compounds::words(typed) {
            let term = text::term(token.text);
            if !term.is_empty() && !units.iter().any(|unit| !unit.quoted && unit.terms.first() == Some(&term)) {
                units.push(Unit { terms: vec![term], typed: token.text.to_owned(), quoted: false });
            }
        }
    }
}

/// A part of the search between spaces, quotation marks kept together.
#[derive(Debug, Clone, Copy)]
struct Piece<'a> {
    source: &'a str,
    start: usize,
    end: usize,
    minus: bool,
    field: Option<&'a str>,
    value: &'a str,
    quoted: bool,
}

impl<'a> Piece<'a> {
    fn whole(&self) -> &'a str {
        self.source.get(self.start..self.end).unwrap_or_default().trim()
    }
}

fn is_mark(character: char) -> bool {
    matches!(character, '"' | '“' | '”' | '„')
}

fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) {
        let skipped = rest.len() - rest.trim_start().len();
        at += skipped;
        let Some(rest) = source.get(at..).filter(|rest| !rest.is_empty()) else { break };
        let start = at;
        let minus =
            rest.starts_with('-') && rest.chars().nth(1).is_some_and(|next| next.is_alphanumeric() || is_mark(next));
        at += usize::from(minus);
        let field = field(source, at);
        at += field.map_or(0, |field| field.len() + 1);
        let rest = source.get(at..).unwrap_or_default();
        let opened = rest.chars().next().filter(|first| is_mark(*first));
        let (value_start, value_end, end) = match opened {
            // An unclosed mark closes where the text does.
            Some(mark) => {
                let inside = at + mark.len_utf8();
                let tail = source.get(inside..).unwrap_or_default();
                let closing = tail.char_indices().find(|(_, character)| is_mark(*character));
                let length = closing.map_or(tail.len(), |(length, _)| length);
                (inside, inside + length, inside + length + closing.map_or(0, |(_, mark)| mark.len_utf8()))
            }
            None => {
                let length =
                    rest.find(|character: char| character.is_whitespace() || is_mark(character)).unwrap_or(rest.len());
                (at, at + length, at + length)
            }
        };
        let value = source.get(value_start..value_end).unwrap_or_default();
        pieces.push(Piece { source, start, end, minus, field, value, quoted: opened.is_some() });
        // A step is always taken, so that the loop ends on any text.
        at = end.max(start + 1);
        at = (at..=source.len()).find(|index| source.is_char_boundary(*index)).unwrap_or(source.len());
    }
    pieces
}

/// A field's name where `name:value` stands at `at`; addresses and times have colons too and are no fields.
fn field(source: &str, at: usize) -> Option<&str> {
    let rest = source.get(at..)?;
    let (name, value) = rest.split_once(':')?;
    let looks = !name.is_empty() && name.len() <= 10 && name.chars().all(|character| character.is_ascii_alphabetic());
    let filled = value.chars().next().is_some_and(|first| !first.is_whitespace() && first != '/');
    (looks && filled).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> String {
        let query = SearchQuery::parse(source);
        let units = |units: &[Unit]| units.iter().map(|unit| unit.terms.join("+")).collect::<Vec<_>>().join(" ");
        let mut said = vec![units(&query.wanted)];
        if !query.unwanted.is_empty() {
            said.push(format!("not {}", units(&query.unwanted)));
        }
        said.extend(query.from.map(|date| format!("from {date}")));
        said.extend(query.to.map(|date| format!("to {date}")));
        said.extend(query.place.map(|place| format!("place {place}")));
        said.extend(query.who.map(|who| format!("who {who}")));
        said.extend(query.within.map(|within| format!("in {within}")));
        said.extend(query.notes.iter().map(|note| format!("{note:?}")));
        said.join("; ")
    }

    #[test]
    fn the_syntax() {
        let searches = [
            "grant money",
            "\"grant money\" -lawsuit from:2018 to:2018-02",
            "place:\"New York\" who:Sessions in:renewing letters",
            "from:yesterday colour:red 10:30 https://example.org",
            "-\"racist assault\" \"unclosed phrase",
            "((((\"\"))))~99999 a* [x TO y] -",
        ];
        insta::assert_snapshot!(searches.map(check).join("\n"), @r#"
        grant money
        grant+money; not lawsuit; from 2018-01-01; to 2018-02-28
        letter; place New York; who Sessions; in renewing
        yesterday red 10 30 https exampleorg; AsWords("from:yesterday"); AsWords("colour:red")
        unclos+phrase; not racist+assault
        99999 a x to y
        "#);
    }
}
