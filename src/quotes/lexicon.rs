//! What is known about single words: classes compiled by hand, and how often a word reports speech.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use hashbrown::HashTable;
use serde::Deserialize;

use super::feature::Part;
use crate::text;

/// What is known about a word.
#[derive(Debug)]
pub(super) struct Entry {
    /// The word, folded.
    pub(super) word: &'static str,
    /// Its hash. Words are told apart by it alone: that two have the same 64 bits is not to be expected.
    hash: u64,
    /// The word as part of a feature.
    pub(super) part: Part<'static>,
    /// The classes it belongs to.
    classes: u64,
    /// In how many of a hundred places it reports speech.
    pub(super) cue: u8,
    /// The letter for it in the shapes of stretches, where it does not hang on how the word is written.
    pub(super) symbol: Option<u8>,
}

/// A class of words; a word may be in several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u64)]
pub(super) enum Class {
    Determiner = 1,
    Preposition = 1 << 1,
    Conjunction = 1 << 2,
    Auxiliary = 1 << 3,
    Adverb = 1 << 4,
    Relative = 1 << 5,
    Pronoun = 1 << 6,
    Object = 1 << 7,
    Possessive = 1 << 8,
    He = 1 << 9,
    She = 1 << 10,
    It = 1 << 11,
    They = 1 << 12,
    Opener = 1 << 13,
    Time = 1 << 14,
    Title = 1 << 15,
    Role = 1 << 16,
    Group = 1 << 17,
    Medium = 1 << 18,
    Organisation = 1 << 19,
    Place = 1 << 20,
    Suffix = 1 << 21,
    Particle = 1 << 22,
    Tell = 1 << 23,
    Scare = 1 << 24,
    GivenHe = 1 << 25,
    GivenShe = 1 << 26,
    Given = 1 << 27,
    Announcing = 1 << 28,
    Courtesy = 1 << 29,
    PlainForm = 1 << 30,
    Qualifier = 1 << 31,
    Relation = 1 << 32,
    Plural = 1 << 33,
    People = 1 << 34,
    Generation = 1 << 35,
    Mononym = 1 << 36,
    Utterance = 1 << 37,
}

impl Entry {
    fn new(word: &'static str) -> Self {
        Entry { word, hash: hashed(word), part: Part::of(word), classes: 0, cue: 0, symbol: None }
    }

    /// Whether the word is in this class.
    pub(super) fn is(&self, class: Class) -> bool {
        self.classes & class as u64 != 0
    }

    /// Whether the word is in any of these classes.
    pub(super) fn any(&self, classes: &[Class]) -> bool {
        classes.iter().any(|class| self.is(*class))
    }
}

static LEXICON: LazyLock<HashTable<Entry>> = LazyLock::new(|| {
    let cues = OTHER_CUES.get().map_or(include_str!("lexicon/cues.tsv"), |cues| cues.as_str());
    read(include_str!("lexicon/words.toml"), cues)
});

/// Cues to read in place of those built in.
static OTHER_CUES: OnceLock<String> = OnceLock::new();

/// Takes the text of another file of cues. It counts only before any article is read, and once.
pub(super) fn read_cues_from(file: String) {
    // Those of the first call stay.
    let _ = OTHER_CUES.set(file);
}

/// A malformed file would be an empty lexicon; a test holds that neither is.
fn read(words: &str, cues: &'static str) -> HashTable<Entry> {
    let classes: HashMap<Class, String> = toml::from_str(words).unwrap_or_default();
    let mut lexicon = HashTable::new();
    for (class, words) in classes {
        // Read once and kept for the life of the program, like the tables it fills.
        let words: &'static str = Box::leak(words.into_boxed_str());
        for word in words.split_whitespace() {
            of_word(&mut lexicon, word).classes |= class as u64;
        }
    }
    for line in cues.lines().filter(|line| !line.starts_with('#')) {
        let Some((word, share)) = line.split_once('\t') else { continue };
        let share = share.trim().parse().unwrap_or(0);
        of_word(&mut lexicon, word).cue = share;
    }
    for entry in &mut lexicon {
        entry.symbol = entry_symbol(entry);
    }
    lexicon
}

fn of_word<'l>(lexicon: &'l mut HashTable<Entry>, word: &'static str) -> &'l mut Entry {
    let entry = lexicon.entry(hashed(word), |entry| entry.word == word, |entry| entry.hash);
    entry.or_insert_with(|| Entry::new(word)).into_mut()
}

/// The hash of a folded word (FNV-1a): fast for short words, and nobody outside chooses them to collide, since the tables
/// are fixed and what is looked up in them only reads.
pub(super) fn hashed(folded: &str) -> u64 {
    hashed_bytes(folded.bytes())
}

/// The hash of a word as it is once it is folded.
pub(super) fn hashed_as_folded(word: &str) -> u64 {
    if word.is_ascii() {
        hashed_bytes(word.bytes().map(|byte| byte.to_ascii_lowercase()))
    } else {
        hashed(&text::fold(word))
    }
}

fn hashed_bytes(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// What is known about a folded word.
pub(super) fn look_up(folded: &str) -> Option<&'static Entry> {
    look_up_hashed(hashed(folded))
}

/// The same by its hash.
pub(super) fn look_up_hashed(hash: u64) -> Option<&'static Entry> {
    LEXICON.find(hash, |entry| entry.hash == hash)
}

/// The letter for a word that the lexicon knows, where it is the same with a capital and without.
fn entry_symbol(entry: &Entry) -> Option<u8> {
    Some(match (entry.word, entry.cue) {
        ("to", _) => b't',
        ("of", _) => b'o',
        ("by", _) => b'b',
        ("that", _) => b'h',
        ("according", _) => b'a',
        (_, 50..) if entry.is(Class::Tell) => b'T',
        (_, 50..) => b'C',
        (_, 20..) => b'c',
        _ if entry.is(Class::Auxiliary) => b'V',
        _ if entry.is(Class::Preposition) => b'P',
        _ if entry.is(Class::Conjunction) => b'K',
        _ if entry.any(&[Class::Determiner, Class::Possessive]) => b'D',
        _ if entry.is(Class::Adverb) => b'A',
        _ if entry.is(Class::Time) => b'd',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read_whole() {
        let classes: HashMap<Class, String> =
            toml::from_str(include_str!("lexicon/words.toml")).expect("the word classes parse");
        let last = Class::Utterance as u64;
        assert_eq!(classes.keys().fold(0, |all, class| all | *class as u64), last | (last - 1), "a class has no words");
        assert!(look_up("said").is_some_and(|entry| entry.cue > 80));
    }
}
