//! Coreference of people whom a question names in full: where an article has introduced somebody by the full name, the surname
//! alone counts as a match, and so does a pronoun or title that refers to them.

use std::ops::Range;

use super::passage::Passage;
use super::scan::{Match, Word};
use crate::engine::people::same_person;
use crate::query::{FullName, List, Question};
use crate::text;

/// Match strength of a phrase that refers to somebody.
const STAND_IN: f32 = 0.75;

/// So many words a full name may have between its first and its last: "Ash B. Carter".
const REACH: usize = 3;

/// Marks in `words` what stands for a name that the question has in full. `passages` are in reading order, and
/// `of_passage` is where the words of each stand.
pub(super) fn stand_for_full_names(
    question: &Question,
    passages: &[Passage<'_>],
    of_passage: &[Range<usize>],
    words: &mut [Word],
) {
    for name in question.full_names() {
        let full = full(question, &name);
        // The passages of an article stand together.
        let mut from = 0;
        while let Some(first) = passages.get(from) {
            let same = |passage: &&Passage<'_>| passage.article == first.article;
            let article = from..from + passages.iter().skip(from).take_while(same).count();
            from = article.end;
            let mut here = article.clone().filter_map(|at| Some((passages.get(at)?, of_passage.get(at)?)));
            let introduced = in_title(question, &name, first.title)
                || here.any(|(passage, range)| {
                    let words = words.get(range.clone()).unwrap_or_default();
                    (0..words.len()).any(|at| is_whole(&name, passage.text, words, at))
                });
            for at in article {
                let (Some(passage), Some(range)) = (passages.get(at), of_passage.get(at)) else { continue };
                let Some(words) = words.get_mut(range.clone()) else { continue };
                if introduced {
                    by_last_word(&name, passage.text, words);
                }
                by_stand_ins(&name, &full, passage, words);
            }
        }
    }
}

fn full(question: &Question, name: &FullName) -> String {
    let words = name.before.iter().chain([&name.last]).filter_map(|term| question.terms.get(*term));
    words.map(|term| term.word.as_str()).collect::<Vec<_>>().join(" ")
}

fn in_title(question: &Question, name: &FullName, title: &str) -> bool {
    let is = |term: &usize, word: &text::Term| question.terms.get(*term).is_some_and(|known| known.text == word.text);
    let words: Vec<text::Term> = text::terms(title).collect();
    words.array_windows().any(|[first, last]| is(&name.last, last) && name.before.iter().any(|term| is(term, first)))
}

fn is(word: &Word, term: usize) -> bool {
    word.hit.is_some_and(|hit| usize::from(hit.term) == term && hit.strength >= 1.0)
}

/// Whether the word there ends the full name.
fn is_whole(name: &FullName, text: &str, words: &[Word], at: usize) -> bool {
    let Some(last) = words.get(at).filter(|word| is(word, name.last)) else { return false };
    let before = words.get(at.saturating_sub(REACH)..at).unwrap_or_default();
    let Some(first) = before.iter().rev().find(|word| name.before.iter().any(|term| is(word, *term))) else {
        return false;
    };
    let between = text.get(first.end as usize..last.start as usize).unwrap_or(",");
    !between.contains([',', ';', '(', ')']) && before.iter().all(|word| word.start < first.start || word.capital)
}

/// A surname alone, in an article that has introduced the person.
fn by_last_word(name: &FullName, text: &str, words: &mut [Word]) {
    let terms = name.before.iter().filter(|term| **term < u32::BITS as usize).fold(0, |all, term| all | 1 << term);
    for at in 0..words.len() {
        let Some(word) = words.get(at).filter(|word| is(word, name.last) && word.capital) else { continue };
        let before = at.checked_sub(1).and_then(|at| words.get(at)).filter(|before| {
            before.capital && text.get(before.end as usize..word.start as usize).is_some_and(|gap| gap.trim().len() < 2)
        });
        // "Jimmy Carter" is another; "Secretary Carter" and "Mr. Carter" may be this one.
        let other = before.is_some_and(|before| {
            let word = text::fold(text.get(before.range()).unwrap_or_default());
            !name.before.iter().any(|term| is(before, *term))
                && !List::Person.has(&word)
                && !List::Honorific.has(&word)
                && !text::is_stop_word(&word)
        });
        if !other && let Some(word) = words.get_mut(at) {
            word.also |= terms;
        }
    }
}

/// "He", "the secretary", where the quotes have found who that is.
fn by_stand_ins(name: &FullName, full: &str, passage: &Passage<'_>, words: &mut [Word]) {
    let terms = name.before.iter().filter(|term| **term < u32::BITS as usize).fold(0, |all, term| all | 1 << term);
    for (range, whom) in passage.stand_ins {
        if !same_person(full, whom) {
            continue;
        }
        let Ok(term) = u8::try_from(name.last) else { continue };
        let at = words.partition_point(|word| (word.start as usize) < range.start);
        let named = words.iter().skip(at).take_while(|word| (word.end as usize) <= range.end);
        if named.clone().any(|word| word.hit.is_some_and(|hit| usize::from(hit.term) == name.last)) {
            continue;
        }
        if let Some(word) = words.get_mut(at).filter(|word| word.hit.is_none() && word.start as usize == range.start) {
            word.hit = Some(Match { term, strength: STAND_IN });
            word.also |= terms;
        }
    }
}
