//! Names, numbers, years and quoted phrases in what a person typed.

use std::ops::Range;

use crate::text;

/// What sort of thing is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A run of capitalised words, or an acronym.
    Name,
    /// A number that is no year.
    Number,
    /// A year from 1000 to 2199.
    Year,
    /// Words in quotation marks.
    Quoted,
}

/// Something named outright, which an answer has to be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What sort of thing.
    pub kind: EntityKind,
    /// Its bytes, without quotation marks.
    pub range: Range<usize>,
}

/// Words that link the parts of a name ("Department of Justice") and are written small.
const LINKS: &[&str] =
    &["of", "the", "de", "la", "del", "von", "van", "der", "den", "and", "&", "for", "al", "bin", "du", "le"];

/// Words that are capitalised where a sentence opens, and name nothing.
const OPENERS: &[&str] = &[
    "what",
    "who",
    "whom",
    "whose",
    "which",
    "when",
    "where",
    "why",
    "how",
    "is",
    "are",
    "was",
    "were",
    "do",
    "does",
    "did",
    "has",
    "have",
    "had",
    "can",
    "could",
    "will",
    "would",
    "should",
    "may",
    "might",
    "must",
    "am",
    "if",
    "name",
    "tell",
    "list",
    "give",
    "show",
    "find",
    "describe",
    "explain",
    "in",
    "on",
    "at",
    "to",
    "from",
    "by",
    "for",
    "of",
    "with",
    "the",
    "a",
    "an",
    "i",
    "i'm",
    "i've",
    "i'll",
    "i'd",
    "aside",
    "besides",
    "under",
    "after",
    "before",
    "during",
    "about",
    "according",
    "since",
    "until",
    "as",
    "and",
    "or",
    "but",
    "not",
    "no",
    "yes",
    "please",
];

/// The entities of a text, in order; they do not overlap.
pub fn entities(source: &str) -> Vec<Entity> {
    let mut found = quoted(source);
    let tokens: Vec<text::Token<'_>> = text::tokens(source).collect();
    // In a headline or in capitals every word looks like a name, so capitals then say nothing.
    let letters = tokens.iter().filter(|token| token.text.chars().any(char::is_alphabetic));
    let (small, all) =
        letters.fold((0, 0), |(small, all), token| (small + usize::from(!capitalised(token.text)), all + 1));
    let capitals_mean_names = small > 0 || all <= 4;
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if found.iter().any(|entity| entity.range.contains(&token.start)) {
            at += 1;
            continue;
        }
        if let Some(kind) = number_kind(token.text) {
            found.push(Entity { kind, range: token.range() });
            at += 1;
            continue;
        }
        let opens = at == 0 || opens_sentence(source, token.start);
        if !capitals_mean_names || !capitalised(token.text) || is_opener(token.text, opens) {
            at += 1;
            continue;
        }
        let end = run_end(source, &tokens, at);
        let last = tokens.get(end - 1).map_or(token.range().end, |last| last.range().end);
        found.push(Entity { kind: EntityKind::Name, range: token.start..last });
        at = end;
    }
    found.sort_by_key(|entity| entity.range.start);
    found
}

fn capitalised(word: &str) -> bool {
    word.chars().find(|character| character.is_alphabetic()).is_some_and(char::is_uppercase)
}

fn is_opener(word: &str, opens: bool) -> bool {
    let folded = text::fold(word);
    // "IS" and "WHO" inside a sentence are names; "I" never is.
    let acronym = word.chars().count() > 1 && word.chars().all(|character| !character.is_lowercase());
    OPENERS.contains(&&*folded) && (opens || !acronym || folded == "i")
}

fn opens_sentence(source: &str, start: usize) -> bool {
    let before = source.get(..start).unwrap_or_default().trim_end();
    before.is_empty() || before.ends_with(['.', '?', '!', ':', '"', '“'])
}

/// The token after a run of capitalised words that opens at `at`, linked by small words and not parted by marks.
fn run_end(source: &str, tokens: &[text::Token<'_>], at: usize) -> usize {
    let mut end = at + 1;
    loop {
        let joined = |from: usize, to: usize| {
            let (Some(left), Some(right)) = (tokens.get(from), tokens.get(to)) else { return false };
            // A possessive closes a name: "Trump's Department of Justice" names two.
            let gap = source.get(left.range().end..right.start).unwrap_or("?");
            !left.text.ends_with("'s") && !left.text.ends_with("’s") && matches!(gap.trim(), "" | "." | "-" | "&" | "–")
        };
        let is_name = |index: usize| {
            tokens.get(index).is_some_and(|token| capitalised(token.text) && !is_opener(token.text, false))
        };
        if joined(end - 1, end) && is_name(end) {
            end += 1;
            continue;
        }
        let links = (end..tokens.len())
            .take_while(|index| {
                joined(index - 1, *index) && tokens.get(*index).is_some_and(|token| LINKS.contains(&token.text))
            })
            .count();
        // "and" joins two things as often as it stands in one name: it links only after "of" names would.
        let only_and = links == 1 && tokens.get(end).is_some_and(|token| matches!(token.text, "and" | "for" | "the"));
        if links > 0 && links <= 2 && !only_and && joined(end + links - 1, end + links) && is_name(end + links) {
            end += links + 1;
            continue;
        }
        return end;
    }
}

fn number_kind(word: &str) -> Option<EntityKind> {
    if !word.starts_with(|character: char| character.is_ascii_digit()) {
        return None;
    }
    let digits = word.chars().filter(char::is_ascii_digit).count();
    if digits == 4 && word.len() == 4 && (word.starts_with('1') || word.starts_with("20") || word.starts_with("21")) {
        return Some(EntityKind::Year);
    }
    Some(EntityKind::Number)
}

/// Phrases between double quotation marks, two words or more, or one word of a name's length.
fn quoted(source: &str) -> Vec<Entity> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, character) in source.char_indices() {
        match (character, open) {
            ('"' | '”', Some(start)) => {
                let range = text::trimmed(source, start..at);
                if !range.is_empty() {
                    found.push(Entity { kind: EntityKind::Quoted, range });
                }
                open = None;
            }
            ('"' | '“', _) => open = Some(at + character.len_utf8()),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str) -> String {
        entities(source)
            .into_iter()
            .map(|entity| format!("{:?}:{}", entity.kind, source.get(entity.range).unwrap_or("?")))
            .collect::<Vec<_>>()
            .join(" | ")
    }

    #[test]
    fn names_are_runs_of_capitals() {
        insta::assert_snapshot!(check("What did Attorney General Jeff Sessions say about the Department of Justice in 2018?"), @"Name:Attorney General Jeff Sessions | Name:Department of Justice | Year:2018");
    }

    #[test]
    fn an_opening_word_is_no_name() {
        insta::assert_snapshot!(check("Who leads ICE? Is Denver on it?"), @"Name:ICE | Name:Denver");
    }

    #[test]
    fn a_quoted_phrase_is_one_thing() {
        insta::assert_snapshot!(check("who said \"enough is enough\" 23 times?"), @"Quoted:enough is enough | Number:23");
    }

    #[test]
    fn a_possessive_parts_two_names() {
        insta::assert_snapshot!(check("Did Trump's White House reply to New York City?"), @"Name:Trump's | Name:White House | Name:New York City");
    }

    #[test]
    fn a_text_in_capitals_names_nothing() {
        insta::assert_snapshot!(check("WHO SENT ALL THE LETTERS TO CITIES"), @"");
    }
}
