//! A question as it would be written with care: without greetings, thanks and asking whether one may ask, without
//! mentions, smileys and repeated marks, and with the apostrophes that phones leave out.

use std::ops::Range;

use super::courtesies::{COURTESIES, is_courtesy};
use super::kind::{is_auxiliary, question_word};
use super::pictures::without_pictures;
use crate::text;

/// What somebody typed who asked nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Courtesy {
    /// "Hi!"
    Greeting,
    /// "Thanks!"
    Thanks,
}

/// Whether a text is a greeting or thanks and nothing else.
pub fn courtesy(source: &str) -> Option<Courtesy> {
    let shown = without_pictures(source);
    let words = folded(&shown);
    if words.is_empty() {
        return None;
    }
    let thanks = |words: &[String]| {
        let rest = COURTESIES.greetings.at_start(words).or(COURTESIES.openings.at_start(words)).unwrap_or(0);
        [words, words.get(rest..).unwrap_or_default()]
            .iter()
            .any(|words| COURTESIES.gratitude.iter().any(|known| words == known))
    };
    if thanks(&words) {
        return Some(Courtesy::Thanks);
    }
    let greeted = COURTESIES.greetings.at_start(&words).is_some()
        || words == ["morning"]
        || words.starts_with(&["morning".to_owned(), "all".to_owned()]);
    let left = Typed::read(&shown).rest().is_empty();
    (greeted && left).then_some(Courtesy::Greeting)
}

fn folded(text: &str) -> Vec<String> {
    text::tokens(text).map(|token| text::fold(token.text).into_owned()).collect()
}

/// The question as it would be written with care. A text without courtesies comes back as it is.
pub(super) fn plain(source: &str) -> String {
    let shown = without_pictures(source);
    let typed = Typed::read(&shown);
    typed.written()
}

/// What follows "us" where the country is meant.
const UNITED_STATES: &[&str] = &[
    "president",
    "government",
    "senate",
    "senator",
    "congress",
    "house",
    "supreme",
    "army",
    "navy",
    "military",
    "troops",
    "citizen",
    "citizens",
    "economy",
    "dollar",
    "attorney",
    "ambassador",
    "treasury",
    "census",
    "constitution",
    "election",
    "elections",
    "foreign",
    "state",
    "states",
    "secretary",
    "population",
    "border",
];

/// The words of a question while what stands around it is taken away.
struct Typed<'t> {
    text: &'t str,
    ranges: Vec<Range<usize>>,
    words: Vec<String>,
    /// Which of the words are left.
    left: Range<usize>,
    /// Whether somebody asked to be told.
    asked: bool,
}

impl<'t> Typed<'t> {
    fn read(text: &'t str) -> Self {
        let ranges: Vec<Range<usize>> = text::tokens(text).map(|token| token.range()).collect();
        let words = folded(text);
        let left = 0..words.len();
        let mut typed = Typed { text, ranges, words, left, asked: false };
        typed.drop_before();
        typed.drop_behind();
        typed
    }

    fn rest(&self) -> &[String] {
        self.words.get(self.left.clone()).unwrap_or_default()
    }

    /// What stands between two words that follow each other, or behind the last.
    fn gap(&self, at: usize) -> &str {
        let from = at.checked_sub(1).and_then(|before| self.ranges.get(before)).map_or(0, |range| range.end);
        let to = self.ranges.get(at).map_or(self.text.len(), |range| range.start);
        self.text.get(from..to).unwrap_or_default()
    }

    fn is_parted(&self, at: usize) -> bool {
        self.gap(at).contains(|mark: char| {
            matches!(mark, ',' | '.' | '!' | '?' | ':' | ';' | '-' | '–' | '—' | '…' | '\n' | '~' | ')')
        })
    }

    fn is_quoted(&self, at: usize) -> bool {
        self.gap(at).contains(['"', '“', '”', '«'])
    }

    fn drop_before(&mut self) {
        let known = &*COURTESIES;
        let mut greeted = false;
        loop {
            let (rest, from) = (self.rest(), self.left.start);
            if rest.is_empty() || self.is_quoted(from) {
                return;
            }
            let ends = |length: usize| from + length >= self.left.end;
            let follows = |length: usize| {
                let behind = rest.get(length..).unwrap_or_default();
                self.is_parted(from + length) || ends(length) || opens_question(behind) || is_courtesy(behind)
            };
            if let Some(length) = known.asking.at_start(rest).filter(|length| follows(*length) || *length > 1) {
                let whole = ends(length);
                self.left.start += length;
                self.asked |= !whole;
                while !whole && self.rest().first().is_some_and(|word| matches!(word.as_str(), "if" | "whether")) {
                    self.left.start += 1;
                }
                continue;
            }
            if let Some(length) = known.sources.at_start(rest) {
                self.left.start += length;
                continue;
            }
            let small = self
                .ranges
                .get(from)
                .and_then(|range| self.text.get(range.clone()))
                .is_some_and(|word| word.starts_with(char::is_lowercase));
            let next_small = |length: usize| {
                let next = self.ranges.get(from + length).and_then(|range| self.text.get(range.clone()));
                next.is_some_and(|word| word.starts_with(char::is_lowercase))
            };
            // "Hey Jude" is a song, "hey jude" may be one: what follows a greeting in small letters is taken for a question.
            let greeting =
                known.greetings.at_start(rest).filter(|length| follows(*length) || small && next_small(*length));
            let opening = || known.openings.at_start(rest).filter(|length| follows(*length));
            let addressee = || {
                known.addressees.at_start(rest).filter(|length| greeted && (follows(*length) || next_small(*length)))
            };
            let Some(length) = greeting.or_else(opening).or_else(addressee) else { return };
            greeted = true;
            self.left.start += length;
        }
    }

    fn drop_behind(&mut self) {
        let known = &*COURTESIES;
        loop {
            let rest = self.rest();
            // What is left is a question of a word at least.
            let room = |length: &usize| *length < rest.len();
            let parted = |length: &usize| self.is_parted(self.left.end - length);
            let quoted = self.is_quoted(self.left.end);
            let to = |length: &usize| rest.get(rest.len() - length - 1).is_some_and(|word| word == "to");
            let closing = known.closings.at_end(rest).filter(room).filter(|length| !to(length));
            let marked = || known.marked_closings.at_end(rest).filter(room).filter(parted);
            let source = || known.sources_behind.at_end(rest).filter(room);
            let length = closing.or_else(marked).or_else(source);
            match length {
                Some(length) if !quoted => self.left.end -= length,
                _ => return,
            }
        }
    }

    /// The United States where small letters are typed: "the us", "us senate", "united states".
    fn country(&self, at: usize, word: &str) -> Option<&'static str> {
        let is = |at: Option<usize>, of: &[&str]| {
            at.and_then(|at| self.words.get(at)).is_some_and(|word| of.contains(&word.as_str()))
        };
        match word {
            "us" if is(at.checked_sub(1), &["the"]) || is(Some(at + 1), UNITED_STATES) => Some("U.S."),
            "united" if is(Some(at + 1), &["states"]) => Some("United"),
            "states" if is(at.checked_sub(1), &["united"]) => Some("States"),
            _ => None,
        }
    }

    /// The words that are left, in full and with one mark behind them.
    fn written(&self) -> String {
        let (Some(first), Some(last)) =
            (self.ranges.get(self.left.start), self.left.end.checked_sub(1).and_then(|at| self.ranges.get(at)))
        else {
            return self.text.trim().to_owned();
        };
        if self.rest().is_empty() {
            return self.text.trim().to_owned();
        }
        // A mark right before or behind belongs to the words: "$5", "(it)", "“so”".
        let start = if self.left.start == 0 { 0 } else { opened(self.text, first.start) };
        let behind = self.text.get(last.end..).unwrap_or_default();
        let mut written = String::with_capacity(self.text.len() + 8);
        let mut from = start;
        let mut quoted = false;
        for (at, range) in self.ranges.iter().enumerate().take(self.left.end).skip(self.left.start) {
            let gap = self.text.get(from..range.start).unwrap_or_default();
            quoted ^= gap.matches(['"', '“', '”']).count() % 2 == 1;
            written.push_str(gap);
            let word = self.text.get(range.clone()).unwrap_or_default();
            if !quoted && let Some(country) = self.country(at, word) {
                written.push_str(country);
                from = range.end;
                continue;
            }
            let full = self
                .words
                .get(at)
                .and_then(|word| COURTESIES.written.get(word))
                // A word in capitals is what it is, "US" or "IM", but for "WHO'S".
                .filter(|_| !(quoted || text::is_acronym(word) && word.chars().all(char::is_alphabetic)));
            match full {
                Some(full) if word.starts_with(char::is_uppercase) => written.push_str(&capitalised(full)),
                Some(full) => written.push_str(full),
                None => written.push_str(word),
            }
            from = range.end;
        }
        let (mark, asks) = last_mark(behind);
        written.push_str(mark);
        if asks || self.asked || opens_question(self.rest()) {
            written.push('?');
        }
        written.trim().to_owned()
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Whether what follows is a question by its first word.
fn opens_question(words: &[String]) -> bool {
    let expanded = |word: &String| {
        COURTESIES.written.get(word).and_then(|full| full.split(' ').next()).map_or_else(|| word.clone(), str::to_owned)
    };
    words.first().map(expanded).is_some_and(|word| question_word(&word).is_some() || is_auxiliary(&word))
}

/// The place of the marks that open right before a word.
fn opened(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    before.trim_end_matches(['$', '€', '£', '#', '(', '"', '“', '‘', '\'', '«']).len()
}

/// Of what stands behind a question the marks that belong to its words, and whether anything there asks.
fn last_mark(behind: &str) -> (&str, bool) {
    let end = behind.find(|mark: char| !matches!(mark, '"' | '”' | '’' | '\'' | '»' | ')' | '%' | '°' | '+'));
    (behind.get(..end.unwrap_or(behind.len())).unwrap_or_default(), behind.contains('?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sources: &[&str]) -> String {
        sources.iter().map(|source| plain(source)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_stands_around_a_question_was_taken_for_content() {
        let questions = [
            "Hi! Who leads ICE?",
            "hey folks, who leads ice??",
            "Hello everyone :) quick question - who leads ICE? Thanks!",
            "Good morning! Does anyone know who leads ICE",
            "does anyone know if Denver got a letter",
            "According to the newsletter, who leads ICE?",
            "who leads ICE according to the newsletter?",
            "<@123456> who leads ICE 🤔🤔 thx",
            "sorry if this was asked before but whos the head of ICE!?!",
            "i was wondering, where's the clerk from lol",
            "whats the cost of 5% of it, about $5?",
            "Could you please tell me who \"dont tread on me\" is from, please?",
            "who did he want to please?",
            "Pueblo signed it, right?",
        ];
        insta::assert_snapshot!(check(&questions), @r#"
        Who leads ICE?
        who leads ice?
        who leads ICE?
        who leads ICE?
        Denver got a letter?
        who leads ICE?
        who leads ICE?
        who leads ICE?
        who is the head of ICE?
        where is the clerk from?
        what is the cost of 5% of it, about $5?
        who "dont tread on me" is from?
        who did he want to please?
        Pueblo signed it?
        "#);
    }

    #[test]
    fn words_that_look_like_courtesies_are_words() {
        let questions = [
            "Hello Kitty was drawn when?",
            "Hey Jude was number one for how long?",
            "Who gave thanks?",
            "So Paulo",
            "Well water in Flint",
            "Right to work laws",
            "No Child Left Behind",
            "Dear Abby column",
            "Morning Joe host",
            "a: b, c: d",
            "is 3 <4?",
            "IM pilots",
            "",
        ];
        insta::assert_snapshot!(check(&questions), @"
        Hello Kitty was drawn when?
        Hey Jude was number one for how long?
        Who gave thanks?
        So Paulo
        Well water in Flint
        Right to work laws
        No Child Left Behind
        Dear Abby column
        Morning Joe host
        a: b, c: d
        is 3 <4?
        IM pilots
        ");
    }

    #[test]
    fn greetings_and_thanks_alone_ask_nothing() {
        let said = [
            "Hi!",
            "hello there",
            "good morning folks :)",
            "thx!!",
            "ok thanks",
            "👋 hey",
            "Hi, who leads ICE?",
            "ICE",
            "",
            "hi thanks",
            "Morning!",
        ];
        insta::assert_snapshot!(said.map(|said| format!("{said} → {:?}", courtesy(said))).join("\n"), @"
        Hi! → Some(Greeting)
        hello there → Some(Greeting)
        good morning folks :) → Some(Greeting)
        thx!! → Some(Thanks)
        ok thanks → Some(Thanks)
        👋 hey → Some(Greeting)
        Hi, who leads ICE? → None
        ICE → None
         → None
        hi thanks → Some(Thanks)
        Morning! → Some(Greeting)
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(hi|hey|who|is|thx|please|[ ,.!?:<>@\"“”-]|[a-zA-Z]|\\PC){0,30}") {
            let once = plain(&text);
            let _ = courtesy(&text);
            proptest::prop_assert!(once.chars().count() <= 2 * text.chars().count() + 16);
        }
    }
}
