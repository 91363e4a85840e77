//! Who is mentioned in a stretch of a message: names, roles and pronouns, in order.

use super::whose::Named;
use super::words::List;
use crate::domain::generation;
use crate::index::Person;
use crate::{quotes, text};

/// A word of a message's own, with what stands before it.
pub(super) struct Word<'m> {
    pub(super) text: &'m str,
    pub(super) folded: String,
    pub(super) gap: &'m str,
    /// Its first byte in the stretch.
    pub(super) start: usize,
}

/// What kind of mention it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Name,
    Role,
    Pronoun,
}

/// Somebody who is mentioned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// The words that it takes up, titles before a name included.
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) sort: Sort,
    /// The name without titles, or the role as written.
    pub(super) name: String,
    /// Whether it ends in 's.
    pub(super) possessive: bool,
}

/// The people of the archive whom a message may mention: names of which it holds a word.
pub(super) struct KnownNames(Vec<(String, Vec<String>)>);

impl KnownNames {
    pub(super) fn among(people: &[&Person], message: &str) -> Self {
        let words: foldhash::HashSet<String> =
            text::tokens(message).map(|token| text::fold(token.text).trim_end_matches("'s").to_owned()).collect();
        let may_be = |name: &str| {
            name.split([' ', '\u{a0}', '-']).any(|word| words.contains(text::fold(word).trim_matches(['.', ','])))
                || words.contains(&text::fold(name).replace([' ', '.'], ""))
        };
        let names = people.iter().filter(|person| may_be(&person.name));
        KnownNames(names.map(|person| (person.name.clone(), words_of(&person.name))).collect())
    }

    /// Whether these words are a given name and a surname of somebody.
    fn full(&self, words: &[&str]) -> bool {
        let [first, .., last] = words else { return false };
        self.0.iter().any(|(_, name)| match name.as_slice() {
            [given, .., surname] => given == first && surname == last && (words.len() == 2 || *name == words),
            _ => false,
        })
    }

    /// Whether a word alone is somebody's surname or given name.
    fn single(&self, word: &str) -> bool {
        let names = |(_, name): &(String, Vec<String>)| {
            name.last().is_some_and(|last| last == word) || name.first().is_some_and(|first| first == word)
        };
        self.0.iter().any(names)
    }

    /// The name that is written as one word, as handles are.
    fn joined(&self, word: &str) -> Option<String> {
        let known = self.0.iter().find(|(_, name)| name.len() > 1 && name.concat() == word)?;
        Some(known.0.clone())
    }
}

fn words_of(name: &str) -> Vec<String> {
    let folded = text::tokens(name).map(|token| text::fold(token.text).into_owned());
    folded.filter(|word| generation(word).is_none()).collect()
}

/// The words of a stretch.
pub(super) fn words(stretch: &str) -> Vec<Word<'_>> {
    let mut at = 0;
    text::tokens(stretch)
        .map(|token| {
            let gap = stretch.get(at..token.start).unwrap_or_default();
            at = token.range().end;
            Word { text: token.text, folded: text::fold(token.text).into_owned(), gap, start: token.start }
        })
        .collect()
}

/// A word without its possessive ending.
fn bare(word: &str) -> &str {
    word.strip_suffix("'s").unwrap_or(word)
}

/// A name as it was typed.
fn as_typed(words: &[Word<'_>]) -> String {
    let typed =
        words.iter().map(|word| word.text.strip_suffix("'s").or(word.text.strip_suffix("’s")).unwrap_or(word.text));
    typed.collect::<Vec<_>>().join(" ")
}

fn is_capital(word: &Word<'_>) -> bool {
    word.text.chars().next().is_some_and(char::is_uppercase)
}

fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "la" | "le" | "van" | "von" | "der" | "den" | "di" | "da" | "del" | "al" | "el" | "bin" | "st"
    )
}

fn is_role(word: &Word<'_>) -> bool {
    quotes::is_title(bare(&word.folded)) || quotes::is_role(bare(&word.folded))
}

/// Whether two words may be parts of one name.
fn joins(before: &Word<'_>, word: &Word<'_>) -> bool {
    let plain = word.gap.chars().all(|mark| mark.is_whitespace() || matches!(mark, '.' | '-' | '@'));
    let ended = before.folded.ends_with("'s") || word.gap.contains('\n');
    // A full stop ends a sentence, but for an initial and what is always short.
    let stops = word.gap.contains('.') && before.text.chars().count() > 4;
    !ended && !stops && (plain || generation(&word.folded).is_some() && matches!(word.gap, ", " | " "))
}

/// Everybody whom a stretch mentions.
pub(super) fn mentions(words: &[Word<'_>], known: &KnownNames) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mention = capitals(words, at, known).or_else(|| lower_case(words, at, known)).or_else(|| role(words, at));
        match mention {
            Some(mention) => {
                at = mention.end.max(at + 1);
                push(&mut found, mention);
            }
            None => at += 1,
        }
    }
    found
}

/// Takes a mention in. "Reed's spokesman" is one, and a name that follows a role at once is whose role it is.
fn push(found: &mut Vec<Mention>, mention: Mention) {
    if let Some(before) = found.last_mut().filter(|before| before.end == mention.first) {
        match (before.sort, mention.sort) {
            (Sort::Name, Sort::Role) if before.possessive => {
                before.name = format!("{}'s {}", before.name, mention.name);
                (before.sort, before.end, before.possessive) = (Sort::Role, mention.end, mention.possessive);
                return;
            }
            (Sort::Role, Sort::Name) => {
                let first = before.first;
                *before = Mention { first, ..mention };
                return;
            }
            _ => {}
        }
    }
    found.push(mention);
}

fn of(words: &[Word<'_>], first: usize, end: usize, sort: Sort, name: String) -> Mention {
    let last = end.checked_sub(1).and_then(|last| words.get(last));
    let after = words.get(end).map_or("", |word| word.gap);
    let possessive = last.is_some_and(|last| {
        last.folded.ends_with("'s") || last.folded.ends_with('s') && after.starts_with(['\'', '’'])
    });
    Mention { first, end, sort, name, possessive }
}

/// A name as chat writes it: in small letters, or as one word.
fn lower_case(words: &[Word<'_>], at: usize, known: &KnownNames) -> Option<Mention> {
    for length in (2..=4).rev() {
        let slice = words.get(at..at + length).unwrap_or_default();
        let folded: Vec<&str> = slice.iter().map(|word| bare(&word.folded)).collect();
        let whole = slice.iter().zip(slice.iter().skip(1)).all(|(one, next)| joins(one, next));
        if whole && known.full(&folded) {
            // "otto brandt jr": father and son are two.
            let suffix = words.get(at + length).is_some_and(|next| generation(&next.folded).is_some());
            let end = at + length + usize::from(suffix);
            return Some(of(words, at, end, Sort::Name, as_typed(words.get(at..end)?)));
        }
    }
    let word = words.get(at)?;
    let folded = bare(&word.folded);
    if matches!(folded, "he" | "she" | "they") {
        return Some(of(words, at, at + 1, Sort::Pronoun, folded.to_owned()));
    }
    if let Some(name) = known.joined(folded) {
        return Some(of(words, at, at + 1, Sort::Name, name));
    }
    // A surname in small letters is a word of its own as well ("may", "hill"), but for where somebody speaks.
    let speaks = words.get(at + 1).is_some_and(|next| {
        next.gap.trim_start().starts_with(':') || next.gap == " " && List::Utters.has(&next.folded)
    });
    let after = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|before| {
        List::Utters.has(&before.folded) && word.gap == " " || word.gap.contains(['—', '–']) || word.gap.contains(" -")
    });
    let alone = at == 0 && (words.len() == 1 || word.gap.contains(['—', '–']) || word.gap.contains(" -"));
    let likely = (speaks || after || alone) && !text::is_stop_word(folded) && known.single(folded);
    likely.then(|| of(words, at, at + 1, Sort::Name, folded.to_owned()))
}

fn capitals(words: &[Word<'_>], at: usize, known: &KnownNames) -> Option<Mention> {
    let capital = |at: usize| words.get(at).is_some_and(is_capital);
    if !capital(at) {
        return None;
    }
    let mut end = at + 1;
    while let Some((before, word)) = words.get(end - 1).zip(words.get(end))
        && joins(before, word)
        && (is_capital(word) || generation(&word.folded).is_some() || is_particle(&word.folded) && capital(end + 1))
    {
        end += 1;
    }
    // What opens a sentence with a capital, and titles, are no part of the name.
    let mut start = at;
    while words.get(start).is_some_and(|word| {
        let folded = bare(&word.folded);
        start < end
            && !(is_particle(folded) && start + 1 < end)
            && (text::is_stop_word(folded) || List::Nobody.has(folded))
    }) {
        start += 1;
    }
    let first = start;
    while start + 1 < end && words.get(start).is_some_and(|word| quotes::is_title(bare(&word.folded))) {
        start += 1;
    }
    if start >= end {
        return None;
    }
    let name = words.get(start..end)?;
    let only = name.first().filter(|_| name.len() == 1);
    if let Some(only) = only {
        let folded = bare(&only.folded);
        if let Some(name) = known.joined(folded) {
            return Some(of(words, first, end, Sort::Name, name));
        }
        if is_role(only) && !known.single(folded) {
            return Some(of(words, first, end, Sort::Role, only.text.to_owned()));
        }
        // One capital at the start of a sentence may be any word.
        let next = words.get(end);
        let named = known.single(folded)
            || first < start
            || only.folded.ends_with("'s")
            || next.is_none_or(|next| next.gap.contains([':', ',', '(']) || List::Utters.has(&next.folded))
            || next.is_some_and(|next| List::Circumstances.has(&next.folded) || List::Adverbs.has(&next.folded));
        if start == 0 && !named {
            return None;
        }
    }
    let folded: Vec<&str> = name.iter().map(|word| bare(&word.folded)).collect();
    // "Recorder Helen Moss": the name is the end that somebody has.
    let shorter =
        (1..folded.len().saturating_sub(1)).find(|skip| folded.get(*skip..).is_some_and(|rest| known.full(rest)));
    let name = folded.get(shorter.unwrap_or(0)..).unwrap_or_default();
    let typed = words.get(end - name.len()..end)?;
    Some(of(words, first, end, Sort::Name, as_typed(typed)))
}

/// "the governor of …", "a spokesman", "spokeswoman Ida Moss".
fn role(words: &[Word<'_>], at: usize) -> Option<Mention> {
    let word = words.get(at)?;
    let determined = List::Determiners.has(&word.folded);
    let start = if determined { at + 1 } else { at };
    let most = if determined { 4 } else { 1 };
    let length = (0..most).take_while(|step| {
        let here = words.get(start + step);
        here.is_some_and(|here| *step == 0 || matches!(here.gap, " " | "-"))
            && !here.is_some_and(|here| List::Utters.has(&here.folded))
    });
    let last = length.filter(|step| words.get(start + step).is_some_and(is_role)).last()?;
    let end = start + last + 1;
    let name = words.get(start..end)?.iter().map(|word| bare(&word.folded)).collect::<Vec<_>>().join(" ");
    Some(of(words, at, end, Sort::Role, name))
}

/// Whether a mention is of somebody whom the archive quotes, as far as the name tells.
pub(super) fn is_known(mention: &Mention, known: &KnownNames) -> bool {
    let last = Named::of(&mention.name);
    mention.sort == Sort::Name && known.single(last.last())
}

/// Whether a mention may be told from others by its name.
pub(super) fn is_name(mention: &Mention) -> bool {
    mention.sort == Sort::Name && Named::of(&mention.name) != Named::of("")
}
