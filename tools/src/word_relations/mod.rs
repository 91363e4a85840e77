//! Makes the lists of words that stand for one another, from Princeton WordNet and the gazetteer.
//!
//! `word-relations WORDNET OUT` reads a folder with WordNet's `data.*`, `index.sense` and `*.exc` files and writes
//! `forms.txt` (one word written or inflected otherwise), `related.txt` (derived words and synonyms), `common.txt` (how
//! often words are used) and `classes.txt` (words of one sort of meaning), all by term; and `verbs.txt` (verbs and their opposites).

mod classes;
mod opposites;
mod wordnet;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use pullquote::domain::Geoid;
use pullquote::places::Gazetteer;
use pullquote::text::{is_stop_word, term};

use wordnet::{Synset, WordNet};

/// Synonyms are taken from the first senses of a word only: what it mostly means.
const FIRST_SENSES: u32 = 2;

/// A sense counts from so many uses in WordNet's tagged texts on.
const LEAST_USES: u32 = 3;

/// Terms are common from so many uses among a million words on.
const LEAST_COMMON: u64 = 100;

/// The tagged texts tag every name with one of these, so how often they are used as words is not known.
const CLASSES_OF_NAMES: [&str; 3] = ["person", "group", "location"];

/// Related words that are kept of a word, the most used first.
const MOST: usize = 8;

/// How one word is spelt in two places: British and American endings and the like.
const SPELLINGS: &[(&str, &str)] = &[
    ("our", "or"),
    ("re", "er"),
    ("ise", "ize"),
    ("isation", "ization"),
    ("yse", "yze"),
    ("ence", "ense"),
    ("ogue", "og"),
    ("amme", "am"),
    ("ey", "ay"),
    ("que", "ck"),
    ("ae", "e"),
    ("oe", "e"),
    ("ll", "l"),
    ("gement", "gment"),
];

type Pairs = BTreeMap<String, BTreeMap<String, u32>>;

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [folder, out] = arguments else { anyhow::bail!("expected: word-relations WORDNET OUT") };
    let words = WordNet::read(Path::new(folder))?;
    let out = Path::new(out);
    let write = |name: &str, text: String| std::fs::write(out.join(name), text).with_context(|| name.to_owned());
    write("forms.txt", forms(&words, &states()))?;
    write("related.txt", related(&words))?;
    write("common.txt", common(&words))?;
    write("verbs.txt", opposites::table(&words))?;
    write("classes.txt", classes::table(&words)?)
}

/// The terms that tagged texts use often, each with its uses among a million words.
fn common(words: &WordNet) -> String {
    let mut uses: BTreeMap<String, u64> = BTreeMap::new();
    let counts = |word: &str| word.chars().all(char::is_alphabetic) && !CLASSES_OF_NAMES.contains(&word);
    for (word, count) in words.all_uses().filter(|(word, _)| counts(word)) {
        *uses.entry(term(word)).or_default() += u64::from(count);
    }
    let all: u64 = uses.values().sum();
    let among_a_million = |count: u64| count * 1_000_000 / all.max(1);
    let mut kept: Vec<(u64, String)> = uses.into_iter().map(|(term, count)| (among_a_million(count), term)).collect();
    kept.retain(|(uses, _)| *uses >= LEAST_COMMON);
    kept.sort_by(|(one, term), (two, other)| two.cmp(one).then(term.cmp(other)));
    let mut out = String::from(
        "# Terms and their uses among a million words. Made by word-relations from WordNet; see LICENSE-WORDNET.\n",
    );
    for (uses, term) in kept {
        let _never_fails = writeln!(out, "{term} {uses}");
    }
    out
}

/// The states with how news writes them after a city.
fn states() -> BTreeSet<(String, String)> {
    let gazetteer = Gazetteer::embedded();
    let places = gazetteer.ids().map(|id| gazetteer.geoid(id)).filter(|geoid| geoid.as_str().len() == 7);
    let of = |city: &Geoid| {
        let state = gazetteer.place(&Geoid::from(city.as_str().get(..2)?))?.name;
        let label = gazetteer.label(city);
        let (_, abbreviation) = label.rsplit_once(", ")?;
        Some((state, abbreviation.to_owned()))
    };
    places.filter_map(|city| of(&city)).collect()
}

/// Groups of terms that are one word, one group a line.
fn forms(words: &WordNet, states: &BTreeSet<(String, String)>) -> String {
    let mut groups: BTreeSet<Vec<String>> = BTreeSet::new();
    let mut add = |spelt: &[&str]| {
        let mut group: Vec<String> = spelt.iter().map(|word| term(word)).collect();
        group.sort();
        group.dedup();
        if group.len() > 1 {
            groups.insert(group);
        }
    };
    let mut inflected: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (form, base) in &words.irregular {
        if plain(form) && plain(base) && words.uses(base) >= LEAST_USES {
            inflected.entry(base).or_default().push(form);
        }
    }
    for (base, forms) in inflected {
        let mut group = forms;
        group.push(base);
        add(&group);
    }
    // What the stemmer does not join of what is regular ("sue" and "sued"), unless it is another word too: "putted" and
    // "put", "evening".
    let mut of_words: HashMap<String, Vec<&str>> = HashMap::new();
    for (word, _) in words.all_uses() {
        of_words.entry(term(word)).or_default().push(word);
    }
    for synset in words.synsets.iter().filter(|synset| synset.part == 'v') {
        for verb in synset.words.iter().map(|word| word.text.as_str()) {
            let regular = !words.irregular.iter().any(|(_, base)| base == verb);
            if regular && plain(verb) && words.uses(verb) >= LEAST_USES {
                let forms = inflections(verb);
                let own = |word: &&str| *word == verb || forms.iter().any(|form| form == word);
                let apart = |form: &&String| {
                    let others = of_words.get(&term(form)).map_or(&[][..], Vec::as_slice);
                    let noun = form.ends_with("ing") && others.contains(&form.as_str());
                    !noun && !is_stop_word(&term(form)) && others.iter().all(own)
                };
                add(&forms.iter().filter(apart).map(String::as_str).chain([verb]).collect::<Vec<_>>());
            }
        }
    }
    for synset in &words.synsets {
        for (one, two) in pairs(synset) {
            let used = plain(&one.text) && plain(&two.text) && one.uses.max(two.uses) >= LEAST_USES;
            if used
                && SPELLINGS
                    .iter()
                    .any(|(british, american)| respelt(&one.text, british, american) == Some(two.text.clone()))
            {
                add(&[&one.text, &two.text]);
            }
        }
    }
    for (state, abbreviation) in states {
        if plain(state) {
            add(&[state, abbreviation]);
        }
    }
    let mut text = String::from(
        "# Terms that are one word, written or inflected otherwise; one group a line. Made by `word-relations` in tools/.\n# From Princeton WordNet 3.0 (see LICENSE-WORDNET) and the names of the states.\n",
    );
    for group in groups {
        let _ = writeln!(text, "{}", group.join(" "));
    }
    text
}

/// The past, the form in "-ing" and that in "-s" of a regular verb.
fn inflections(verb: &str) -> [String; 3] {
    let after_consonant = |end: char| {
        let stem = verb.strip_suffix(end)?;
        stem.chars().next_back().filter(|letter| !"aeiou".contains(*letter)).map(|_| stem)
    };
    if let Some(stem) = after_consonant('y') {
        return [format!("{stem}ied"), format!("{verb}ing"), format!("{stem}ies")];
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| verb.ends_with(end));
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let whole = ["ee", "oe", "ye"].iter().any(|end| verb.ends_with(end));
    let going = if whole { verb } else { stem };
    [format!("{stem}ed"), format!("{going}ing"), format!("{verb}{}", if hisses { "es" } else { "s" })]
}

fn respelt(word: &str, from: &str, to: &str) -> Option<String> {
    let at = word.rfind(from)?;
    Some(format!("{}{to}{}", word.get(..at)?, word.get(at + from.len()..)?))
}

/// A line a term: the terms derived from the same word, then after `|` its synonyms.
fn related(words: &WordNet) -> String {
    let (mut derived, mut synonyms) = (Pairs::new(), Pairs::new());
    let by_offset: HashMap<(char, u32), &Synset> =
        words.synsets.iter().map(|synset| ((synset.part, synset.offset), synset)).collect();
    for synset in &words.synsets {
        for (one, two) in pairs(synset) {
            let often = one.uses.max(two.uses) >= LEAST_USES;
            if one.sense <= FIRST_SENSES && two.sense <= FIRST_SENSES && often {
                join(&mut synonyms, &one.text, &two.text, words);
            }
        }
        for derivation in &synset.derivations {
            let (Some(one), Some(two)) = (
                synset.words.get(derivation.from),
                by_offset.get(&derivation.to_synset).and_then(|other| other.words.get(derivation.to)),
            ) else {
                continue;
            };
            if words.uses(&one.text) + words.uses(&two.text) >= LEAST_USES {
                join(&mut derived, &one.text, &two.text, words);
            }
            // What a synonym is derived from: "lawsuit" is a suit, and who brings a suit sues.
            let mostly = |word: &wordnet::Word| word.sense <= FIRST_SENSES;
            for (_, alike) in synset.words.iter().enumerate().filter(|(at, _)| *at != derivation.from) {
                let often = alike.uses.max(one.uses) >= LEAST_USES;
                if often && mostly(alike) && mostly(one) && mostly(two) {
                    join(&mut synonyms, &alike.text, &two.text, words);
                }
            }
        }
    }
    let mut text = String::from(
        "# Related terms. A line a term: what is derived from it or it from, then after `|` synonyms, the most used first.\n# Made by `word-relations` in tools/ from Princeton WordNet 3.0 (see LICENSE-WORDNET).\n",
    );
    let all: BTreeSet<&String> = derived.keys().chain(synonyms.keys()).collect();
    for word in all {
        let list = |pairs: &Pairs, known: &[String]| {
            let mut others: Vec<(&String, &u32)> = pairs.get(word).into_iter().flatten().collect();
            others.retain(|(other, _)| !known.contains(other));
            others.sort_by_key(|(other, uses)| (std::cmp::Reverse(**uses), (*other).clone()));
            others.into_iter().take(MOST).map(|(other, _)| other.clone()).collect::<Vec<_>>()
        };
        let near = list(&derived, &[]);
        let alike = list(&synonyms, &near);
        let _ = writeln!(
            text,
            "{word}:{}{} |{}{}",
            if near.is_empty() { "" } else { " " },
            near.join(" "),
            if alike.is_empty() { "" } else { " " },
            alike.join(" ")
        );
    }
    text
}

fn join(pairs: &mut Pairs, one: &str, two: &str, words: &WordNet) {
    if !plain(one) || !plain(two) {
        return;
    }
    let (first, second) = (term(one), term(two));
    if first == second {
        return;
    }
    for (from, to, uses) in [(&first, &second, words.uses(two)), (&second, &first, words.uses(one))] {
        let known = pairs.entry(from.clone()).or_default().entry(to.clone()).or_default();
        *known = (*known).max(uses);
    }
}

/// One word in letters, written small.
fn plain(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn pairs(synset: &Synset) -> impl Iterator<Item = (&wordnet::Word, &wordnet::Word)> {
    let all = synset.words.iter().enumerate();
    all.flat_map(|(at, one)| {
        synset.words.iter().enumerate().filter(move |(other, _)| *other != at).map(move |(_, two)| (one, two))
    })
}
