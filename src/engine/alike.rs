//! Whether two questions ask the same: one that is open already is joined, not asked a second time.
//!
//! A wrong join leaves somebody without an answer, and a missed one costs the editors a card. So numbers, names, what sort
//! of answer is wanted and what is denied must agree, and of the other words those that are rare in the archive.

use std::collections::BTreeSet;

use super::Engine;
use crate::query::{AnswerType, EntityKind, Question, Role, opposites, same, verb, written};
use crate::text;

/// Two questions are one from this likeness on.
pub const SAME: f32 = 0.72;
/// What a word counts at least, which every paragraph may hold.
const LEAST: f32 = 0.1;
/// The rarest word of each must stand in the other, unless it is less than this share of all.
const HEAVY: f32 = 0.34;

/// A question as it is compared.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Its words that say what it is about, each with its weight.
    terms: Vec<(String, f32)>,
    /// All of its words, for names that were typed in small letters.
    words: BTreeSet<String>,
    /// The names, a set of words each.
    names: Vec<BTreeSet<String>>,
    numbers: BTreeSet<String>,
    verbs: Vec<&'static str>,
    expects: AnswerType,
    negated: bool,
}

impl Engine {
    /// Reads a question to be compared with others.
    pub fn compared(&self, text: &str) -> Compared {
        let question = Question::parse(text);
        let entity = |kind: fn(EntityKind) -> bool| {
            let of_kind = question.entities.iter().filter(move |entity| kind(entity.kind));
            of_kind.map(|entity| question.entity_text(entity))
        };
        let names = entity(|kind| kind == EntityKind::Name);
        let of_name = |name: &str| -> BTreeSet<String> {
            let words = text::terms(name).map(|term| term.text);
            words.filter(|term| !term.is_empty() && !text::is_stop_word(term)).collect()
        };
        let weighed = question.terms.iter().filter(|term| matches!(term.role, Role::Content | Role::Light));
        let weight = |term: &str, role: f32| role * self.rarity(self.doc_freq(term)).max(LEAST);
        let numbers = text::terms(&question.text).map(|term| figure(&term.text));
        Compared {
            terms: weighed.map(|term| (term.text.clone(), weight(&term.text, term.weight))).collect(),
            words: text::terms(&question.text).map(|term| term.text).collect(),
            names: names.map(of_name).filter(|name| !name.is_empty()).collect(),
            numbers: numbers.filter(|term| term.contains(|c: char| c.is_ascii_digit())).collect(),
            verbs: question.terms.iter().filter_map(|term| verb(&term.word)).collect(),
            expects: question.expects,
            negated: question.negated,
        }
    }
}

impl Compared {
    /// How alike two questions are, from 0 to 1.
    pub fn likeness(&self, other: &Compared) -> f32 {
        let agrees = self.numbers == other.numbers
            && self.negated == other.negated
            && wants_the_same(self.expects, other.expects)
            && self.names_agree(other)
            && other.names_agree(self)
            && !self.says_the_opposite(other);
        if !agrees || self.lacks_the_rarest_of(other) || other.lacks_the_rarest_of(self) {
            return 0.0;
        }
        let all = self.weight() + other.weight();
        let held = self.held_by(other) + other.held_by(self);
        if all > 0.0 { held / all } else { 0.0 }
    }

    fn weight(&self) -> f32 {
        self.terms.iter().map(|(_, weight)| weight).sum()
    }

    fn has(&self, term: &str) -> bool {
        self.terms.iter().any(|(own, _)| own == term || same(own).contains(&term))
    }

    fn held_by(&self, other: &Compared) -> f32 {
        self.terms.iter().filter(|(term, _)| other.has(term)).map(|(_, weight)| weight).sum()
    }

    fn lacks_the_rarest_of(&self, other: &Compared) -> bool {
        let rarest = other.terms.iter().max_by(|one, two| one.1.total_cmp(&two.1));
        rarest.is_none_or(|(term, weight)| !self.has(term) && *weight > HEAVY * other.weight())
    }

    /// Whether each name stands in the other too: all of its words, or the last word of a shorter form.
    fn names_agree(&self, other: &Compared) -> bool {
        self.names.iter().all(|name| {
            let shorter = other.names.iter().any(|own| own.is_subset(name));
            shorter || name.iter().all(|word| other.words.contains(word) || other.has(word))
        })
    }

    fn says_the_opposite(&self, other: &Compared) -> bool {
        let against = |one: &Compared, two: &Compared| {
            one.verbs.iter().any(|verb| {
                let turned = |against: &crate::query::Opposite| two.verbs.contains(&against.verb);
                !two.verbs.contains(verb) && opposites(verb).iter().any(turned)
            })
        };
        against(self, other) || against(other, self)
    }
}

/// A number in figures, however it is written.
fn figure(term: &str) -> String {
    let figures = |form: &&&str| form.bytes().all(|byte| byte.is_ascii_digit());
    written(term).iter().find(figures).map_or_else(|| term.to_owned(), |form| (*form).to_owned())
}

/// Whether what answers the one can answer the other: keywords and plain "what" leave it open.
fn wants_the_same(one: AnswerType, other: AnswerType) -> bool {
    let open = |expects| matches!(expects, AnswerType::Thing | AnswerType::Definition);
    one == other || open(one) || open(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Archive;
    use crate::words::Words;

    #[allow(clippy::expect_used, reason = "an empty archive always opens")]
    fn engine() -> Engine {
        Engine::new(Archive::in_memory([], Vec::new()).expect("an archive"), Words::english())
    }

    fn check(one: &str, other: &str) -> bool {
        let engine = engine();
        let (one, other) = (engine.compared(one), engine.compared(other));
        assert_eq!(one.likeness(&other) >= SAME, other.likeness(&one) >= SAME);
        one.likeness(&other) >= SAME
    }

    #[test]
    fn paraphrases_are_one_question() {
        for (one, other) in [
            ("When did the mill reopen?", "when did the mill reopen"),
            ("When did the mill reopen?", "What year did the mill reopen?"),
            ("When did the mill reopen?", "Do you know when the mill reopened?"),
            ("Who pays for the new bridge?", "who is paying for the new bridge"),
            ("Did Ann Lee vote for the dam?", "did ann lee vote for the dam?"),
            ("How many people were fined in 2024?", "In 2024, how many people were fined?"),
            ("How many of the three mills are open?", "How many of the 3 mills are open?"),
            ("Which towns lost their funding?", "What towns lost funding?"),
        ] {
            assert!(check(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn near_misses_are_two() {
        for (one, other) in [
            ("When did the mill reopen?", "Why did the mill reopen?"),
            ("When did the mill reopen?", "When did the school reopen?"),
            ("When did the mill open in Salem?", "When did the mill open in Dover?"),
            ("Did Ann Lee vote for the dam?", "Did Bob Lee vote for the dam?"),
            ("How many people were fined in 2024?", "How many people were fined in 2023?"),
            (
                "Did the council accept the bridge plan of the county?",
                "Did the council reject the bridge plan of the county?",
            ),
            ("Who pays for the bridge?", "Who does not pay for the bridge?"),
            ("Who pays for the two bridges?", "Who pays for the three bridges?"),
            ("What does it cost?", "Who was it?"),
            ("", "?!"),
        ] {
            assert!(!check(one, other), "{one} / {other}");
        }
    }
}
