//! What sort of question it is, and what sort of answer it expects.

use super::lists::{Class, List};

/// The question by its question word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuestionKind {
    /// Who, whom, whose.
    Who,
    /// What.
    What,
    /// Which.
    Which,
    /// When.
    When,
    /// Where.
    Where,
    /// Why.
    Why,
    /// How many, how much.
    HowMany,
    /// How.
    How,
    /// Did, is, has …
    YesNo,
    /// No question: words.
    Statement,
}

/// What an answer has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerType {
    /// A person's name.
    Person,
    /// A place.
    Place,
    /// A number, with or without a unit.
    Number,
    /// A day, a year, a time.
    Date,
    /// A company, agency, team.
    Organisation,
    /// Because, so that, in order to.
    Reason,
    /// What follows: results in, risks, would.
    Consequence,
    /// Words that somebody said.
    Quotation,
    /// What something is.
    Definition,
    /// Yes or no: the statement itself.
    YesNo,
    /// Anything else.
    Thing,
}

/// The kind and, for `how` and `what`, the expectation that the question's words make plain.
pub(super) fn classify(words: &[&str]) -> (QuestionKind, AnswerType, usize) {
    let found = words.iter().enumerate().find_map(|(at, word)| Some((at, question_word(word)?)));
    let first_is_auxiliary = words.first().is_some_and(|word| is_auxiliary(word));
    let Some((at, kind)) = found else {
        let kind = if first_is_auxiliary { QuestionKind::YesNo } else { QuestionKind::Statement };
        let expects = if first_is_auxiliary { AnswerType::YesNo } else { AnswerType::Thing };
        return (kind, expects, 0);
    };
    // "Did Sessions say why …" still asks yes or no only in form; what follows the question word counts.
    let next = words.get(at + 1).copied().unwrap_or_default();
    let after = words.get(at + 1..).unwrap_or_default();
    let (kind, expects) = match kind {
        QuestionKind::Who => (kind, AnswerType::Person),
        QuestionKind::When => (kind, AnswerType::Date),
        QuestionKind::Where => (kind, AnswerType::Place),
        QuestionKind::Why => (kind, AnswerType::Reason),
        QuestionKind::How => match next {
            "many" | "much" => (QuestionKind::HowMany, AnswerType::Number),
            "long" | "old" | "far" | "often" | "big" | "large" | "tall" | "high" | "deep" | "fast" | "wide"
            | "small" | "heavy" | "frequently" | "late" | "early" | "hot" | "cold" | "soon" => {
                (kind, AnswerType::Number)
            }
            "come" => (QuestionKind::Why, AnswerType::Reason),
            _ => (kind, AnswerType::Thing),
        },
        QuestionKind::What if after.contains(&"why") => (kind, AnswerType::Reason),
        QuestionKind::What if happens(after) || asks_outcome(after) => (kind, AnswerType::Consequence),
        _ => (kind, says(after).unwrap_or(AnswerType::Thing)),
    };
    (kind, expects, at)
}

pub(super) fn question_word(word: &str) -> Option<QuestionKind> {
    Some(match word {
        "who" | "whom" | "whose" | "who's" => QuestionKind::Who,
        "what" | "what's" | "whats" => QuestionKind::What,
        "which" => QuestionKind::Which,
        "when" => QuestionKind::When,
        "where" | "where's" => QuestionKind::Where,
        "why" => QuestionKind::Why,
        "how" => QuestionKind::How,
        _ => return None,
    })
}

/// "What happens if", "what would happen when".
fn happens(after: &[&str]) -> bool {
    let opens = after.first().map_or(0, |word| usize::from(is_auxiliary(word)));
    let happens = after.get(opens).is_some_and(|word| matches!(*word, "happen" | "happens" | "happened"));
    happens && after.iter().any(|word| matches!(*word, "if" | "when" | "unless" | "after" | "without"))
}

/// "What would ignoring it cost?", "What could a strike lead to?".
fn asks_outcome(after: &[&str]) -> bool {
    let modal = after.first().is_some_and(|word| matches!(*word, "would" | "could" | "will" | "might" | "may"));
    let last = after.iter().rev().find(|word| !matches!(**word, "to" | "in" | "about"));
    modal && after.len() > 2 && last.is_some_and(|word| Class::LeadsTo.has(word))
}

/// "What did X say", "what has X said about".
fn says(after: &[&str]) -> Option<AnswerType> {
    let opens = after.first().is_some_and(|word| matches!(*word, "did" | "does" | "do" | "has" | "have" | "had"));
    let says = after.iter().any(|word| List::Says.has(word));
    (opens && says).then_some(AnswerType::Quotation)
}

pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "am"
            | "be"
            | "been"
            | "do"
            | "does"
            | "did"
            | "has"
            | "have"
            | "had"
            | "can"
            | "could"
            | "will"
            | "would"
            | "should"
            | "shall"
            | "may"
            | "might"
            | "must"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "weren't"
            | "don't"
            | "doesn't"
            | "didn't"
            | "hasn't"
            | "haven't"
            | "hadn't"
            | "won't"
            | "can't"
            | "couldn't"
            | "wouldn't"
            | "shouldn't"
    )
}

/// Whether a word turns what is said round by itself.
pub fn is_negation(word: &str) -> bool {
    matches!(word, "not" | "no" | "never" | "without" | "neither" | "nor" | "none" | "nobody" | "nothing")
        || word.ends_with("n't")
}

/// Whether a word says that something is not so, or was not done.
pub fn denies(word: &str) -> bool {
    is_negation(word) || matches!(word, "cannot" | "except" | "unable" | "unless") || Class::Denies.has(word)
}

/// What a question about this noun expects: "which mayor", "what year".
pub(super) fn of_focus(noun: &str) -> Option<AnswerType> {
    let singular = noun.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let singular = singular.as_deref().or_else(|| noun.strip_suffix('s')).unwrap_or(noun);
    let is = |list: List| list.has(noun) || list.has(singular);
    if is(List::Person) {
        Some(AnswerType::Person)
    } else if is(List::Place) {
        Some(AnswerType::Place)
    } else if is(List::Date) {
        Some(AnswerType::Date)
    } else if is(List::Number) {
        Some(AnswerType::Number)
    } else if is(List::Body) {
        Some(AnswerType::Organisation)
    } else if List::Reason.has(noun) {
        Some(AnswerType::Reason)
    } else if Class::Outcome.has(noun) {
        Some(AnswerType::Consequence)
    } else {
        None
    }
}
