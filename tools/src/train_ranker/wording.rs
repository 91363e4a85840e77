//! Questions as people type them in a chat, and questions that are twisted so that what answered them does not.

use std::ops::Range;

use pullquote::query::contrary_pairs;

/// A small generator of our own, so that a run can be repeated.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }
}

const GREETINGS: &[&str] =
    &["hi! ", "hey, ", "quick question: ", "does anyone know ", "lol ", "hi all, ", "can someone tell me "];
const ENDS: &[&str] = &["", "?", "??", " thx", " pls"];

/// In small letters, without its mark, with a greeting: each by chance.
pub fn in_a_chat(question: &str, dice: &mut Dice) -> String {
    let bare = question.trim_end_matches(['?', '.', ' ']);
    let bare = if dice.below(10) < 6 { bare.to_lowercase() } else { bare.to_owned() };
    let bare = if dice.below(2) == 0 { bare.replace('\'', "") } else { bare };
    let greeting = if dice.below(10) < 6 { dice.one(GREETINGS).copied().unwrap_or("") } else { "" };
    format!("{greeting}{bare}{}", dice.one(ENDS).copied().unwrap_or(""))
}

/// Runs of capitalised words that do not open a sentence, as bytes of the text.
pub fn names(text: &str) -> Vec<Range<usize>> {
    let mut names: Vec<Range<usize>> = Vec::new();
    let mut opens = true;
    let mut end_of_last = None;
    for word in text.split_whitespace() {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let bare = word.trim_end_matches(|character: char| !character.is_alphanumeric());
        let bare = bare.strip_suffix("'s").unwrap_or(bare);
        let capital = bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().all(char::is_alphabetic);
        if capital && !opens {
            match names.last_mut().filter(|last| end_of_last == Some(last.end)) {
                Some(last) => last.end = start + bare.len(),
                None => names.push(start..start + bare.len()),
            }
        }
        end_of_last = (bare.len() == word.len() && capital).then_some(start + bare.len());
        opens = word.ends_with(['.', '?', '!', ':', '”', '"']);
    }
    names
}

/// The question with a word changed for its contrary, which the paragraph that answers does not hold.
fn turned(question: &str, answering: &str) -> Option<String> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let holds =
        |word: &str| answering.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(|own| own == word);
    contrary_pairs().flat_map(|(one, other)| [(one, other), (other, one)]).find_map(|(one, other)| {
        let at = words.iter().position(|word| *word == one).filter(|_| !holds(other))?;
        let mut words = words.clone();
        words[at] = other;
        Some(words.join(" "))
    })
}

/// The question for what is not so.
fn denied(question: &str) -> Option<String> {
    const AUXILIARIES: [&str; 10] = ["was", "were", "is", "are", "can", "could", "would", "has", "had", "will"];
    let words: Vec<&str> = question.split_whitespace().collect();
    let at = words.iter().take(4).position(|word| AUXILIARIES.contains(word))?;
    // "Who was elected" has its verb right behind; "when was the bridge built" has whom it is about there.
    let open = words.get(at + 1).is_some_and(|next| next.ends_with("ed") || next.ends_with("ing"));
    open.then(|| [&words[..=at], &["not"], &words[at + 1..]].concat().join(" "))
}

/// The question with one of its names or numbers changed for another that the paragraph which answers does not hold, or turned
/// round.
pub fn twisted(question: &str, answering: &str, others: &[&str], dice: &mut Dice) -> Option<String> {
    if dice.below(3) == 0
        && let Some(other) = turned(question, answering).or_else(|| denied(question))
    {
        return Some(other);
    }
    let changed = |at: Range<usize>, other: &str| {
        Some(format!("{}{other}{}", question.get(..at.start)?, question.get(at.end..)?))
    };
    let numbers: Vec<Range<usize>> = question
        .match_indices(|character: char| character.is_ascii_digit())
        .map(|(at, _)| at)
        .filter(|at| {
            at.checked_sub(1).and_then(|at| question.as_bytes().get(at)).is_none_or(|before| !before.is_ascii_digit())
        })
        .filter_map(|at| {
            let length = question.get(at..)?.bytes().take_while(u8::is_ascii_digit).count();
            Some(at..at + length)
        })
        .collect();
    if dice.below(3) == 0
        && let Some(at) = dice.one(&numbers).cloned()
    {
        let number: u64 = question.get(at.clone())?.parse().ok()?;
        let other = (number + 3 + dice.below(9) as u64).to_string();
        return if answering.contains(&other) { None } else { changed(at, &other) };
    }
    let at = dice.one(&names(question)).cloned()?;
    let other = dice.one(others).copied()?;
    if answering.contains(other) || question.contains(other) { None } else { changed(at, other) }
}
