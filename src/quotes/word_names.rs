//! Names that are words: "Theresa May", "Joe Friday", "Will Hurd". A word of time or grammar is a name only where what
//! stands around it says so.

use foldhash::{HashSet, HashSetExt};

use super::census::{forename, is_surname};
use super::lexicon::Class;
use super::mentions::{Finder, NEVER_NAME};
use super::reading::{Kind, Token};

/// Words before a month or a day that tell the time: "last May".
const OF_TIME: &[&str] = &[
    "in",
    "on",
    "since",
    "until",
    "till",
    "from",
    "through",
    "during",
    "between",
    "before",
    "after",
    "of",
    "by",
    "every",
    "last",
    "next",
    "this",
    "that",
    "late",
    "early",
    "mid",
    "each",
    "and",
    "or",
    "yesterday",
];

impl Finder<'_, '_> {
    /// Whether a token may belong to a name.
    pub(super) fn nameable(&self, index: usize) -> bool {
        let Some(token) = self.reading.token(index).filter(|token| token.kind == Kind::Word && token.capital) else {
            return false;
        };
        if token.any(NEVER_NAME) {
            return self.names_by_a_word(index, token);
        }
        if is_contraction(self.reading.word(index)) {
            return false;
        }
        !self.headlines.contains(&token.sentence) || self.named_in_a_headline(index, token)
    }

    /// Where every word is capitalised, a name is one that is a name elsewhere or by itself.
    fn named_in_a_headline(&self, index: usize, token: &Token) -> bool {
        let elsewhere = self.capitals.contains(&token.hash) && !self.is_small(token);
        let behind = |before: usize| {
            self.is_initial(before) || self.reading.token(before).is_some_and(|before| self.is_given(before))
        };
        let surname = || index.checked_sub(1).is_some_and(behind) && !self.is_small(token);
        elsewhere
            || self.is_initial(index)
            || self.is_given(token) && !self.is_small(token)
            || surname()
            || token.is(Class::Suffix)
    }

    /// Whether a word is a given name, or one of its initials.
    pub(super) fn is_given(&self, token: &Token) -> bool {
        token.kind == Kind::Word
            && token.capital
            && (token.any(&[Class::GivenHe, Class::GivenShe, Class::Given]) || forename(token.hash).is_some())
    }

    /// Whether a token is an initial: "J.", "H.W.".
    pub(super) fn is_initial(&self, index: usize) -> bool {
        if !self.reading.token(index).is_some_and(|token| token.capital) {
            return false;
        }
        let word = self.reading.word(index);
        match word.chars().filter(|letter| letter.is_alphabetic()).take(3).count() {
            1 => true,
            2 => word.contains('.'),
            _ => false,
        }
    }

    /// The words of time and grammar that are surnames in this article: each once behind a given name.
    pub(super) fn surnames_among_words(&self) -> HashSet<u64> {
        let mut found = HashSet::new();
        for (index, token) in self.reading.tokens.iter().enumerate() {
            if token.kind == Kind::Word
                && token.capital
                && token.any(NEVER_NAME)
                && !self.headlines.contains(&token.sentence)
                && self.behind_a_given_name(index, token)
            {
                found.insert(token.hash);
            }
        }
        found
    }

    fn names_by_a_word(&self, index: usize, token: &Token) -> bool {
        self.behind_a_given_name(index, token) || self.before_a_surname(index, token) || self.stands_alone(index, token)
    }

    fn before(&self, index: usize) -> Option<&Token> {
        let token = self.reading.token(index)?;
        self.reading.token(index.checked_sub(1)?).filter(|before| before.paragraph == token.paragraph)
    }

    /// "Joe Friday", "Theresa May": one given name before, and no time behind.
    fn behind_a_given_name(&self, index: usize, token: &Token) -> bool {
        if token.opens || self.tells_the_time(index) {
            return false;
        }
        let mut first = index;
        while first > 0 && self.is_initial(first - 1) && !self.is_pronoun(first - 1) {
            first -= 1;
        }
        let Some(given) = first.checked_sub(1).and_then(|before| self.reading.token(before)) else { return false };
        let further = self.before(first - 1);
        let title = further.filter(|further| further.any(&[Class::Title, Class::Role]));
        // "Sen. Tom Sunday", "Judge April Day": behind a title any such word is a name. "Pope Francis Friday said": a
        // pope has no surname.
        let titled = title.is_some_and(|title| !title.is(Class::Mononym));
        let surname = is_surname(token.hash) || titled && token.is(Class::Time);
        let plain = !given.possessive && (titled || !given.any(NEVER_NAME));
        if !surname || given.kind != Kind::Word || !self.is_given(given) || !plain || given.paragraph != token.paragraph
        {
            return false;
        }
        if token.is(Class::Time) && !titled {
            // "Sanders Monday said": as much a surname.
            let usual = given.any(&[Class::GivenHe, Class::GivenShe]);
            if title.is_some() || is_surname(given.hash) && !usual {
                return false;
            }
        }
        // "Barack Obama Friday said": a full name and the day. "Prime Minister Theresa May": a title and the name.
        let name = |further: &Token| further.capital && further.kind == Kind::Word && !further.any(NEVER_NAME);
        titled || given.opens || further.is_none_or(|further| !name(further))
    }

    /// "August Wilson", "Will Hurd": a surname behind a word that is a given name as well.
    fn before_a_surname(&self, index: usize, token: &Token) -> bool {
        if !token.any(&[Class::GivenHe, Class::GivenShe, Class::Given]) || token.possessive {
            return false;
        }
        let Some(next) = self.reading.token(index + 1) else { return false };
        let word = next.any(NEVER_NAME) && !self.behind_a_given_name(index + 1, next);
        let name = next.kind == Kind::Word && next.capital && !next.opens && !next.acronym && !word;
        let body = next.any(&[Class::Organisation, Class::Place, Class::Group, Class::Medium, Class::Title]);
        if !name || body || self.headlines.contains(&token.sentence) {
            return false;
        }
        // "Last June Ann Lee said": another name begins.
        let another = self.is_given(next) && self.reading.token(index + 2).is_some_and(|third| third.capital);
        let timely = self.before(index).is_some_and(|before| is_one_of(before, OF_TIME) || before.kind == Kind::Number);
        if another || timely {
            return false;
        }
        if !token.opens || !token.is(Class::Auxiliary) {
            return !token.opens || is_surname(next.hash);
        }
        // "Will Hurd said" and "Will Hurd say?"
        self.reading.token(index + 2).is_some_and(|verb| {
            let told = verb.cue() >= 40 && !verb.capital && !verb.is(Class::PlainForm);
            told || matches!(verb.kind, Kind::Comma)
        })
    }

    /// "Mrs. May", and "May said" where the article has a Theresa May.
    fn stands_alone(&self, index: usize, token: &Token) -> bool {
        if self.tells_the_time(index) || !is_surname(token.hash) {
            return false;
        }
        let before = self.before(index);
        if before.is_some_and(|before| before.capital && before.is(Class::Courtesy)) {
            return true;
        }
        // "Prime Minister May said": a month that speaks. Of an office and a day ("Governor Friday said") the office does.
        let speaks = || {
            let next = self.reading.token(index + 1);
            token.possessive || next.is_some_and(|next| next.cue() >= 40 && !next.capital && !next.is(Class::PlainForm))
        };
        let day = self.reading.word(index).ends_with("day");
        if before.is_some_and(|before| before.capital && before.is(Class::Title)) && !day && speaks() {
            return true;
        }
        // "New Hampshire Monday", "the May vote".
        let other = before.is_some_and(|before| {
            let title = before.any(&[Class::Title, Class::Role]);
            before.kind == Kind::Word && (before.capital && !before.opens && !title || before.is(Class::Determiner))
        });
        if other || !self.surnames.contains(&token.hash) {
            return false;
        }
        if token.opens {
            let next = self.reading.token(index + 1);
            return token.possessive
                || next
                    .is_some_and(|next| next.cue() >= 40 && !next.is(Class::PlainForm) || next.is(Class::Auxiliary));
        }
        true
    }

    /// Whether a number, or a time of day, or "last" stands by: "May 5", "Friday morning".
    fn tells_the_time(&self, index: usize) -> bool {
        let time = self.reading.token(index).is_some_and(|token| token.is(Class::Time));
        let next = self.reading.token(index + 1);
        let hour = next.is_some_and(|next| next.kind == Kind::Number || next.is(Class::Time) && !next.capital);
        time && (hour || self.before(index).is_some_and(|before| is_one_of(before, OF_TIME)))
    }

    fn is_pronoun(&self, index: usize) -> bool {
        self.reading.token(index).is_some_and(|token| token.is(Class::Pronoun))
    }
}

fn is_one_of(token: &Token, words: &[&str]) -> bool {
    token.kind == Kind::Word && token.entry.is_some_and(|entry| words.contains(&entry.word))
}

/// "I've", "We're", "Don't": a word with a verb behind it.
fn is_contraction(word: &str) -> bool {
    let Some((_, ending)) = word.rsplit_once(['\'', '’']) else { return false };
    matches!(ending, "ve" | "re" | "ll" | "m" | "d" | "t" | "VE" | "RE" | "LL" | "M" | "D" | "T")
}
