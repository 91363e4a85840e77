//! A word of a question that the archive has no word for, read as the one that was meant.

use super::Engine;
use crate::query::{QueryTerm, Question, Relation, Role, is_known, related, same, vector};
use crate::text;

/// Shorter words have too many neighbours.
const SHORTEST: usize = 6;

/// Of a question of nonsense no more words are looked up: each is some hundred look-ups.
const MOST: usize = 2;

/// The question with words that nobody spells so read as words of the archive, and what was read as what.
pub(crate) fn respelt(engine: &Engine, mut question: Question) -> (Question, Vec<(String, String)>) {
    let mut read = Vec::new();
    let mut looked_up = 0;
    for at in 0..question.terms.len() {
        let Some(term) = question.terms.get(at) else { break };
        let word = &term.word;
        // A name may be one letter off another's.
        let may = term.role == Role::Content
            && term.entity.is_none()
            && word.len() >= SHORTEST
            && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if !may || is_english(&term.text, word) || held(engine, &term.text) {
            continue;
        }
        looked_up += 1;
        if looked_up > MOST {
            break;
        }
        let Some((meant, stem)) = nearest(engine, word, &term.text) else { continue };
        if question.terms.iter().any(|other| other.text == stem) {
            continue;
        }
        read.push((word.clone(), meant));
        if let Some(term) = question.terms.get_mut(at) {
            term.text = stem;
        }
    }
    (question, read)
}

/// Whether a word that stands nowhere is one of the archive's but for a slip.
pub(super) fn is_slip_of_the_archive(engine: &Engine, word: &str, term: &str) -> bool {
    let may = word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase());
    may && nearest(engine, word, term).is_some()
}

/// A question with its words as they were read.
pub(crate) fn as_read(asked: &str, read: &[(String, String)]) -> String {
    let mut text = String::with_capacity(asked.len());
    let mut from = 0;
    for word in text::tokens(asked) {
        let typed = text::fold(word.text);
        let Some((_, meant)) = read.iter().find(|(known, _)| *known == typed) else { continue };
        text.push_str(asked.get(from..word.start).unwrap_or_default());
        text.push_str(meant);
        from = word.range().end;
    }
    text.push_str(asked.get(from..).unwrap_or_default());
    text
}

/// Whether the word is one that is spelt so, or one with something before it: "unused".
fn is_english(term: &str, word: &str) -> bool {
    let rest = ["un", "re", "over", "non"].iter().find_map(|before| word.strip_prefix(before));
    is_known(term) || rest.is_some_and(|rest| is_known(&text::term(rest)))
}

/// Whether this is a word of English, and no name.
fn is_word(word: &str, term: &str) -> bool {
    is_known(term) || vector(word).is_some()
}

/// Whether the archive has the word, or one that stands for it.
fn held(engine: &Engine, term: &str) -> bool {
    let known = |other: &str| engine.doc_freq(other) > 0;
    let derived = related(term).iter().filter(|(_, relation)| *relation == Relation::Derived);
    known(term) || same(term).iter().any(|other| known(other)) || derived.map(|(other, _)| *other).any(known)
}

/// Whether no paragraph has the word, a form or another spelling of it, or one that is a slip of it; a name may be one
/// letter off another's.
pub(crate) fn stands_nowhere(engine: &Engine, term: &QueryTerm) -> bool {
    let word = &term.word;
    let slips = term.entity.is_none() && word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase());
    !(held(engine, &term.text) || slips && nearest(engine, word, &term.text).is_some())
}

/// Whether a name may stand in the archive shortened or written out: by the initials of its words, or as what it is the
/// initials of, which is not looked for.
pub(crate) fn abbreviated(engine: &Engine, name: &str) -> bool {
    let initials: String =
        name.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_uppercase()).collect();
    let shortened = initials.chars().count() > 1 && engine.doc_freq(&text::term(&initials)) > 0;
    let is_initials = (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase());
    shortened || is_initials
}

/// The word one slip away that most paragraphs hold, with its term. A term further off than that lost an ending which
/// the slip made up.
fn nearest(engine: &Engine, word: &str, term: &str) -> Option<(String, String)> {
    let mut best: Option<(u64, String, String)> = None;
    slips(word.as_bytes(), |meant| {
        let Ok(meant) = std::str::from_utf8(meant) else { return };
        let stem = text::term(meant);
        let count = engine.doc_freq(&stem);
        // A name one letter off another's is another name.
        if count > best.as_ref().map_or(0, |(known, _, _)| *known) && is_slip(term, &stem) && is_word(meant, &stem) {
            best = Some((count, meant.to_owned(), stem));
        }
    });
    best.map(|(_, meant, stem)| (meant, stem))
}

/// Every word that differs by a letter too many, too few, another, or two that changed places, behind the first.
fn slips(word: &[u8], mut each: impl FnMut(&[u8])) {
    let mut slip = Vec::with_capacity(word.len() + 1);
    for at in 1..=word.len() {
        let (Some(before), Some(after)) = (word.get(..at), word.get(at..)) else { break };
        let mut put = |between: &[u8], skipped: usize| {
            slip.clear();
            slip.extend_from_slice(before);
            slip.extend_from_slice(between);
            slip.extend_from_slice(after.get(skipped..).unwrap_or_default());
            each(&slip);
        };
        if let [one, two, ..] = after {
            put(&[*two, *one], 2);
        }
        if !after.is_empty() {
            put(&[], 1);
        }
        for letter in b'a'..=b'z' {
            put(&[letter], 0);
            if !after.is_empty() {
                put(&[letter], 1);
            }
        }
    }
}

/// Whether one is the other but for a letter, or for two that changed places.
fn is_slip(one: &str, other: &str) -> bool {
    strsim::osa_distance(one, other) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_written_as_it_was_read() {
        let read = [("recieve".to_owned(), "receive".to_owned())];
        insta::assert_snapshot!(as_read("Did “Zoë” Recieve it? recieve!", &read), @"Did “Zoë” receive it? receive!");
    }

    #[test]
    fn slips_are_one_letter_away() {
        let mut all = Vec::new();
        slips(b"scool", |slip| all.push(String::from_utf8_lossy(slip).into_owned()));
        for meant in ["school", "scool", "sool", "socol", "spool", "scools"] {
            assert!(all.iter().any(|slip| slip == meant), "{meant}");
        }
        assert!(!all.iter().any(|slip| slip == "cool"), "first letters are seldom wrong");
        assert!(all.iter().all(|slip| is_slip("scool", slip)));
        assert!(!is_slip("oversit", "overs"));
    }
}
