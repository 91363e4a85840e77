//! Reads WordNet's database files.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;

pub struct WordNet {
    pub synsets: Vec<Synset>,
    /// An irregular form and its base ("won", "win").
    pub irregular: Vec<(String, String)>,
    uses: HashMap<String, u32>,
}

/// Words that mean one thing.
pub struct Synset {
    pub part: char,
    pub offset: u32,
    /// The number of its field of meaning (`lexnames`).
    pub field: u8,
    pub words: Vec<Word>,
    pub derivations: Vec<Derivation>,
    /// Its words that mean the opposite of a word of another.
    pub antonyms: Vec<Derivation>,
    /// The offsets of what is a kind of this, of the same part of speech.
    pub kinds: Vec<u32>,
}

pub struct Word {
    pub text: String,
    /// Which of its senses this is, 1 being the most used.
    pub sense: u32,
    /// How often the tagged texts use it in this sense.
    pub uses: u32,
}

/// A word of a synset is derived from a word of another, or that from it, or means its opposite.
pub struct Derivation {
    pub from: usize,
    pub to_synset: (char, u32),
    pub to: usize,
}

impl WordNet {
    pub fn read(folder: &Path) -> anyhow::Result<WordNet> {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).with_context(|| name.to_owned());
        // A word, its part of speech and its synset → which sense, and how often used.
        let mut senses: HashMap<(String, char, u32), (u32, u32)> = HashMap::new();
        let mut uses: HashMap<String, u32> = HashMap::new();
        for line in text("index.sense")?.lines() {
            let mut columns = line.split(' ');
            let (Some(key), Some(offset), Some(sense), Some(count)) =
                (columns.next(), columns.next(), columns.next(), columns.next())
            else {
                continue;
            };
            let (word, rest) = key.split_once('%').context("a sense without a key")?;
            let part = match rest.chars().next() {
                Some('1') => 'n',
                Some('2') => 'v',
                Some('4') => 'r',
                _ => 'a',
            };
            let count: u32 = count.parse()?;
            senses.insert((word.to_owned(), part, offset.parse()?), (sense.parse()?, count));
            *uses.entry(word.to_owned()).or_default() += count;
        }
        let mut synsets = Vec::new();
        for name in ["data.noun", "data.verb", "data.adj", "data.adv"] {
            let lines = text(name)?;
            for line in lines.lines().filter(|line| !line.starts_with(' ')) {
                synsets.push(synset(line, &senses).with_context(|| format!("{name}: {line}"))?);
            }
        }
        let mut irregular = Vec::new();
        for name in ["noun.exc", "verb.exc", "adj.exc"] {
            for line in text(name)?.lines() {
                let mut columns = line.split_whitespace();
                if let Some(form) = columns.next() {
                    irregular.extend(columns.map(|base| (form.to_owned(), base.to_owned())));
                }
            }
        }
        Ok(WordNet { synsets, irregular, uses })
    }

    /// Every word, in small letters, and how often the tagged texts use it.
    pub fn all_uses(&self) -> impl Iterator<Item = (&str, u32)> {
        self.uses.iter().map(|(word, uses)| (word.as_str(), *uses))
    }

    /// How often the tagged texts use a word, in any sense.
    pub fn uses(&self, word: &str) -> u32 {
        self.uses.get(&word.to_lowercase()).copied().unwrap_or(0)
    }
}

fn synset(line: &str, senses: &HashMap<(String, char, u32), (u32, u32)>) -> Option<Synset> {
    let part = |tag: &str| if tag == "s" { Some('a') } else { tag.chars().next() };
    let mut columns = line.split(' ');
    let offset: u32 = columns.next()?.parse().ok()?;
    let field: u8 = columns.next()?.parse().ok()?;
    let of = part(columns.next()?)?;
    let count = usize::from_str_radix(columns.next()?, 16).ok()?;
    let mut words = Vec::with_capacity(count);
    for _ in 0..count {
        // An adjective may carry where it stands: "galore(ip)".
        let spelt = columns.next()?.split('(').next()?.to_owned();
        columns.next()?;
        let known = senses.get(&(spelt.to_lowercase(), of, offset));
        let (sense, uses) = known.copied().unwrap_or((u32::MAX, 0));
        words.push(Word { text: spelt, sense, uses });
    }
    let pointers: usize = columns.next()?.parse().ok()?;
    let (mut derivations, mut antonyms, mut kinds) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..pointers {
        let (symbol, to, to_part, ends) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
        let end = |at: std::ops::Range<usize>| usize::from_str_radix(ends.get(at)?, 16).ok()?.checked_sub(1);
        if let ("+" | "!", Some(from), Some(target)) = (symbol, end(0..2), end(2..4)) {
            let other = Derivation { from, to_synset: (part(to_part)?, to.parse().ok()?), to: target };
            if symbol == "+" { derivations.push(other) } else { antonyms.push(other) }
        } else if symbol == "~" {
            kinds.push(to.parse().ok()?);
        }
    }
    Some(Synset { part: of, offset, field, words, derivations, antonyms, kinds })
}
