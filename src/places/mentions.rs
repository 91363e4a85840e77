//! Places named in running text.

use std::ops::Range;
use std::sync::{Arc, PoisonError};

use fst::Map;
use fst::raw::Node;

use super::layout::Sort;
use super::meanings::NameMeaning;
use super::{Gazetteer, normalize};
use crate::domain::Geoid;
use crate::text::{self, Token};

/// A place named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name with its state, where the text gives it: bytes.
    pub range: Range<usize>,
    /// What it may mean, the likeliest first.
    pub geoids: Vec<Geoid>,
}

/// A bare name is a place's from this size on.
const KNOWN_BY_NAME: u32 = 250_000;
/// What may stand before a name.
const TITLES: [&str; 4] = ["city of ", "county of ", "state of ", "city and county of "];
/// The longest name in words.
const WORDS: usize = 6;
/// Words before a name that are no first name, though they may open a sentence.
const NO_FIRST_NAME: &[&str] = &[
    "did", "does", "has", "have", "was", "is", "are", "in", "the", "of", "for", "from", "and", "or", "why", "when",
    "if", "but",
];

/// Names that are remembered; beyond that the memory starts afresh.
const REMEMBERED: usize = 10_000;

/// A name without its possessive ending.
fn bare(name: &str) -> &str {
    name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")).unwrap_or(name)
}

impl Gazetteer {
    /// The places that a text names: with their state ("Lawrence, Mass."), counties and states by their full names,
    /// and cities that are known by their name alone. A name that may be a person's is left out.
    pub fn mentions(&self, text: &str) -> Vec<Mention> {
        let tokens: Vec<Token<'_>> = text::tokens(text).collect();
        let lower = !text.chars().any(char::is_uppercase);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match self.mention_at(text, &tokens, at, lower) {
                Some((mention, next)) => {
                    found.push(mention);
                    at = next;
                }
                None => at += 1,
            }
        }
        found
    }

    fn mention_at(&self, text: &str, tokens: &[Token<'_>], at: usize, lower: bool) -> Option<(Mention, usize)> {
        let first = tokens.get(at)?;
        if !lower && !first.text.starts_with(char::is_uppercase) {
            return None;
        }
        let mut names = Vec::new();
        for count in 1..=WORDS.min(tokens.len() - at) {
            let end = tokens.get(at + count - 1)?.range().end;
            let name = text.get(first.start..end)?;
            let bare = bare(name);
            let key = normalize(bare);
            // What goes on from here is no name either: most words end it at the first look.
            if name.contains([',', ';', ':', '(', '"', '“', '?', '!']) || !self.opens_name(&key) {
                break;
            }
            if key.len() >= 3 && self.is_name(&key) {
                names.push((count, end, bare, key));
            }
        }
        names.into_iter().rev().find_map(|(count, end, bare, key)| {
            // The state after a comma, the longest first.
            let stated = (1..=3).rev().find_map(|more| {
                let (next, state) = (tokens.get(at + count)?, tokens.get(at + count + more - 1)?);
                let comma = text.get(end..next.start)?.trim() == ",";
                let written = text.get(next.start..state.range().end)?;
                let state_end = state.range().end;
                (comma && !written.contains(',')).then(|| self.state_code_of(&normalize(written), false))??;
                let stop = text.get(state_end..).is_some_and(|rest| rest.starts_with('.') && written.len() < 6);
                Some((format!("{bare}, {written}"), state_end + usize::from(stop), at + count + more))
            });
            if let Some((whole, end, next)) = stated {
                let geoids = self.meaning(&whole).geoids.clone();
                if !geoids.is_empty() {
                    return Some((Mention { range: first.start..end, geoids }, next));
                }
            }
            let person = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
                let adjacent = text.get(before.range().end..first.start) == Some(" ");
                adjacent
                    && before.text.starts_with(char::is_uppercase)
                    && !NO_FIRST_NAME.contains(&before.text.to_lowercase().as_str())
            });
            // "Washington" is a government more often than a place.
            if (person && count == 1) || key == "washington" {
                return None;
            }
            let meaning = self.meaning(bare);
            if !(meaning.known || meaning.is_county && count > 1) {
                return None;
            }
            let range = first.start..first.start + bare.len();
            Some((Mention { range, geoids: meaning.geoids.clone() }, at + count))
        })
    }

    fn is_name(&self, key: &str) -> bool {
        !self.named(key).is_empty()
            || !self.aliased(key).is_empty()
            || TITLES.iter().any(|title| key.strip_prefix(title).is_some_and(|name| !self.named(name).is_empty()))
    }

    /// Whether any name goes on from here.
    fn opens_name(&self, key: &str) -> bool {
        let titled = |title: &&str| title.starts_with(key) || key.starts_with(*title);
        let opens = |map: &Map<&'static [u8]>| {
            let fst = map.as_fst();
            let next = |node: Node<'_>, byte| Some(fst.node(node.transition_addr(node.find_input(byte)?)));
            key.bytes().try_fold(fst.root(), next).is_some()
        };
        TITLES.iter().any(titled) || self.keys.as_ref().is_some_and(|keys| opens(&keys.names) || opens(&keys.aliases))
    }

    fn meaning(&self, name: &str) -> Arc<NameMeaning> {
        let met = || self.meanings.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(meaning) = met().get(name) {
            return Arc::clone(meaning);
        }
        let resolution = self.resolve(name);
        let first = resolution.likely().next();
        let meaning = Arc::new(NameMeaning {
            known: first
                .is_some_and(|reading| self.sort(reading.id) == Sort::State || reading.population >= KNOWN_BY_NAME),
            is_county: first.is_some_and(|reading| self.sort(reading.id).is_county()),
            geoids: resolution.likely().map(|reading| reading.place.geoid.clone()).collect(),
        });
        let mut met = met();
        if met.len() >= REMEMBERED {
            met.clear();
        }
        met.insert(name.to_owned(), Arc::clone(&meaning));
        meaning
    }
}
