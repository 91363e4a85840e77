//! A question: its terms with weights, its kind, what its answer must hold, and what it names.

use std::ops::Range;

use super::entities::{Entity, EntityKind, entities};
use super::kind::{AnswerType, QuestionKind, classify, denies, is_auxiliary, is_negation, of_focus};
use super::lists::{Class, List};
use super::plain::plain;
use super::{MAX_CHARACTERS, MAX_TERMS, Note, compounds};
use crate::text;

/// What a word does in a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It says what the question is about.
    Content,
    /// It says what sort of answer is wanted ("year" in "what year"), and need not stand in the answer.
    Light,
    /// Who, what, when …
    Question,
    /// A function word.
    Stop,
}

/// A word of a question.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryTerm {
    /// What the index knows it by.
    pub text: String,
    /// The word, folded.
    pub word: String,
    /// What it does.
    pub role: Role,
    /// How much it counts, from 0 (function words) to 1.
    pub weight: f32,
    /// The entity that it is part of.
    pub entity: Option<usize>,
    /// Where it stands in the question.
    pub range: Range<usize>,
}

/// A question as it was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The text that was read, without greetings and the like.
    pub text: String,
    /// Its words; each term once, in order.
    pub terms: Vec<QueryTerm>,
    /// Terms that stand next to each other, function words left out: indices into `terms`.
    pub pairs: Vec<(usize, usize)>,
    /// Its kind.
    pub kind: QuestionKind,
    /// What an answer has to hold.
    pub expects: AnswerType,
    /// The noun that says what is asked for ("penalty" in "what is the penalty for …"): an index into `terms`.
    pub focus: Option<usize>,
    /// The names, numbers and quoted phrases in it.
    pub entities: Vec<Entity>,
    /// Whether it asks for what did not happen.
    pub negated: bool,
    /// Of what follows from not doing something, what is not done ("pay" in "the penalty for not paying"): an index into `terms`.
    pub undone: Option<usize>,
    /// What was cut.
    pub notes: Vec<Note>,
}

impl Question {
    /// Reads a question. Any text gives one; a text without a word gives one without terms.
    pub fn parse(source: &str) -> Question {
        let mut notes = Vec::new();
        let (clipped, cut) = text::clip(source, MAX_CHARACTERS);
        if cut {
            notes.push(Note::CutCharacters(MAX_CHARACTERS));
        }
        let plain = plain(clipped);
        let clipped = plain.as_str();
        let tokens = compounds::words(clipped);
        let folded: Vec<String> = tokens.iter().map(|token| text::fold(token.text).replace('’', "'")).collect();
        let words: Vec<&str> = folded.iter().map(String::as_str).collect();
        let (kind, mut expects, question_at) = classify(&words);
        let entities = entities(clipped);
        let focus_at = focus(&words, kind, question_at);
        if let Some(noun) = focus_at.and_then(|at| words.get(at))
            && let QuestionKind::What | QuestionKind::Which = kind
            && expects == AnswerType::Thing
        {
            expects = of_focus(noun).unwrap_or(expects);
        }
        if expects == AnswerType::Thing && asks_definition(&words, kind, question_at) {
            expects = AnswerType::Definition;
        }

        let mut terms: Vec<QueryTerm> = Vec::new();
        let mut pairs = Vec::new();
        let mut before: Option<usize> = None;
        let mut focus = None;
        let mut dropped = 0;
        for (at, token) in tokens.iter().enumerate() {
            let Some(word) = words.get(at).copied() else { continue };
            let stem = text::term(token.text);
            let entity = entities.iter().position(|entity| entity.range.contains(&token.start));
            let is_question_word = at == question_at && !matches!(kind, QuestionKind::YesNo | QuestionKind::Statement);
            // A name's words count even where they would say nothing by themselves ("The Who").
            // "The US" is not us.
            let is_stop = text::is_stop_word(word) && token.text != "US";
            let named = entity.is_some_and(|entity| {
                entities.get(entity).is_some_and(|entity| entity.kind != EntityKind::Quoted) && !is_stop
            });
            let before_word = at.checked_sub(1).and_then(|at| words.get(at)).copied();
            // "This article" points at what is read: no text says so of itself.
            let points = before_word == Some("this") && (List::Published.has(word) || word == "archive");
            let role = if is_question_word {
                Role::Question
            } else if named {
                Role::Content
            } else if points || is_stop || is_auxiliary(word) || is_negation(word) || stem.is_empty() {
                Role::Stop
            } else if List::Light.has(word)
                || expects == AnswerType::Consequence && Class::LeadsTo.has(word)
                || (focus_at == Some(at) && names_answer_type(word, expects))
            {
                Role::Light
            } else {
                Role::Content
            };
            let index = match terms.iter().position(|term| term.text == stem) {
                Some(known) => known,
                None if terms.len() < MAX_TERMS => {
                    let weight = match role {
                        Role::Content => 1.0,
                        Role::Light => 0.3,
                        Role::Question | Role::Stop => 0.0,
                    };
                    terms.push(QueryTerm {
                        text: stem,
                        word: word.to_owned(),
                        role,
                        weight,
                        entity,
                        range: token.range(),
                    });
                    terms.len() - 1
                }
                None => {
                    dropped += 1;
                    continue;
                }
            };
            if focus_at == Some(at) {
                focus = Some(index);
            }
            if let Role::Content | Role::Light = role {
                if let Some(previous) = before
                    && previous != index
                {
                    pairs.push((previous, index));
                }
                before = Some(index);
            }
        }
        if dropped > 0 {
            notes.push(Note::CutTerms(MAX_TERMS));
        }
        let negated = words.iter().any(|word| denies(word));
        let undone = undone(&words, &tokens, &terms).filter(|_| expects == AnswerType::Consequence);
        Question { text: clipped.to_owned(), terms, pairs, kind, expects, focus, entities, negated, undone, notes }
    }

    /// The terms that say what the question is about, with their indices.
    pub fn content(&self) -> impl Iterator<Item = (usize, &QueryTerm)> {
        self.terms.iter().enumerate().filter(|(_, term)| term.weight > 0.0)
    }

    /// The names that were typed in full.
    pub fn full_names(&self) -> Vec<FullName> {
        let named = self.entities.iter().filter(|entity| entity.kind == EntityKind::Name);
        let full = named.filter_map(|entity| {
            let words = text::tokens(self.entity_text(entity));
            // "Department of Justice" is no Justice.
            let words: Vec<text::Token<'_>> = words.collect();
            if words.len() < 2 || words.iter().any(|word| word.text.starts_with(char::is_lowercase)) {
                return None;
            }
            let mut terms = words.iter().filter_map(|word| {
                let term = text::term(word.text);
                self.terms.iter().position(|known| known.text == term)
            });
            let last = terms.next_back()?;
            let before: Vec<usize> = terms.filter(|term| *term != last).collect();
            (!before.is_empty()).then_some(FullName { last, before })
        });
        full.collect()
    }

    /// The words of an entity as they were typed.
    pub fn entity_text(&self, entity: &Entity) -> &str {
        let typed = self.text.get(entity.range.clone()).unwrap_or_default();
        typed.strip_suffix("'s").or_else(|| typed.strip_suffix("’s")).unwrap_or(typed)
    }
}

/// A name of several words, of which the last names alone: "Carter" of "Ash Carter".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FullName {
    /// The last word's term: an index into the question's terms.
    pub last: usize,
    /// The terms of the words before it, in order.
    pub before: Vec<usize>,
}

/// The term that a denial stands right before, over a few light words: "did not pay", "refused to pay", "ignored the bill".
fn undone(words: &[&str], tokens: &[text::Token<'_>], terms: &[QueryTerm]) -> Option<usize> {
    const REACH: usize = 3;
    let denial = words.iter().position(|word| {
        matches!(*word, "not" | "never" | "without") || word.ends_with("n't") || Class::Denies.has(word)
    })?;
    tokens
        .iter()
        .skip(denial + 1)
        .take(REACH)
        .find_map(|token| terms.iter().position(|term| term.role == Role::Content && term.range.start == token.start))
}

/// "year" need not stand in an answer that is a year; "mayor" should stand beside a mayor, and "population" beside a
/// number of people.
fn names_answer_type(word: &str, expects: AnswerType) -> bool {
    match expects {
        AnswerType::Date => of_focus(word) == Some(expects) && !List::TellingDate.has(word),
        AnswerType::Number => List::BareNumber.has(word),
        AnswerType::Reason => matches!(word, "reason" | "reasons"),
        // What follows is seldom called by its name.
        AnswerType::Consequence => of_focus(word) == Some(expects),
        AnswerType::Person => List::BarePerson.has(word),
        AnswerType::Place => List::BarePlace.has(word),
        _ => false,
    }
}

/// "What is X", "who was X", "what are X" and nothing after.
fn asks_definition(words: &[&str], kind: QuestionKind, at: usize) -> bool {
    matches!(kind, QuestionKind::What)
        && words.get(at + 1).is_some_and(|word| matches!(*word, "is" | "are" | "was" | "were"))
        && words.len() <= at + 5
}

/// The index of the word that says what is asked for.
fn focus(words: &[&str], kind: QuestionKind, at: usize) -> Option<usize> {
    let start = match kind {
        QuestionKind::What | QuestionKind::Which => at + 1,
        QuestionKind::HowMany => at + 2,
        _ => return None,
    };
    let ends = |word: &str| {
        is_auxiliary(word)
            || matches!(
                word,
                "of" | "in" | "for" | "to" | "from" | "by" | "with" | "on" | "at" | "that" | "which" | "who" | "and"
            )
    };
    // "What is the penalty for …": the noun phrase stands after the verb.
    let start = if words.get(start).is_some_and(|word| is_auxiliary(word)) {
        let after = words.get(start + 1..)?;
        start + 1 + after.iter().take_while(|word| matches!(**word, "the" | "a" | "an" | "some" | "one")).count()
    } else {
        start
    };
    let length = words.get(start..)?.iter().take_while(|word| !ends(word)).count();
    if length == 0 || length > 6 {
        return None;
    }
    let last = start + length - 1;
    // "Type of purchase", "name of the ship": what follows is what is asked for.
    let empty = List::Empty.has(words.get(last)?);
    if empty && words.get(last + 1) == Some(&"of") {
        let after = words.get(last + 2..)?;
        let skip = after.iter().take_while(|word| matches!(**word, "the" | "a" | "an")).count();
        let run = after.iter().skip(skip).take_while(|word| !ends(word)).count();
        if run > 0 {
            return Some(last + 1 + skip + run.min(3));
        }
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> String {
        let question = Question::parse(source);
        let terms: Vec<String> = question
            .terms
            .iter()
            .filter(|term| term.weight > 0.0)
            .map(|term| if term.weight < 1.0 { format!("({})", term.text) } else { term.text.clone() })
            .collect();
        let focus = question.focus.and_then(|at| question.terms.get(at)).map_or("-", |term| &term.word);
        let negated = if question.negated { " negated" } else { "" };
        format!("{:?} → {:?} focus {focus}: {}{negated}", question.kind, question.expects, terms.join(" "))
    }

    #[test]
    fn kinds_and_expectations() {
        let questions = [
            "Who leads ICE?",
            "What is the penalty for not complying?",
            "What would defying the order cost?",
            "What does a ticket cost?",
            "Which mayor used the phrase racist assault?",
            "In which year did the revolt begin?",
            "How many states, counties and cities got the letters?",
            "What did Landrieu say about props?",
            "Why did they get letters?",
            "What is the name of Durst 's group ?",
            "what type of purchase had a sales tax exemption reversed",
            "Did Landrieu plan to attend the White House meeting?",
            "grant money",
            "",
        ];
        insta::assert_snapshot!(questions.map(check).join("\n"), @"
        Who → Person focus -: lead ice
        What → Consequence focus penalty: (penalti) compli negated
        What → Consequence focus cost: defi order (cost) negated
        What → Number focus cost: ticket cost
        Which → Thing focus assault: mayor (use) phrase racist assault
        Which → Date focus year: (year) revolt begin
        HowMany → Number focus counties: (mani) state counti citi (got) letter
        What → Quotation focus props: landrieu (say) prop
        Why → Reason focus -: (get) letter
        What → Organisation focus group: (name) durst s group
        What → Thing focus purchase: (type) purchas sale tax exempt revers
        YesNo → YesNo focus -: landrieu plan attend white hous meet
        Statement → Thing focus -: grant money
        Statement → Thing focus -:
        ");
    }

    #[test]
    fn long_questions_are_cut_and_say_so() {
        let question = Question::parse(&"word ".repeat(4_000));
        assert_eq!(question.notes, [Note::CutCharacters(MAX_CHARACTERS)]);
    }
}
