//! Verbs, and those that say the opposite of one another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::plain;
use super::wordnet::{Synset, WordNet};

/// A verb is one that tagged texts use so often as a verb, and that is a verb in so large a share of its uses.
const LEAST_USES: u32 = 2;
const LEAST_SHARE: f64 = 0.12;

/// Pairs are taken from the first senses of a verb only.
const FIRST_SENSES: u32 = 3;

/// The fields of meaning whose antonyms exclude one another: cognition, communication, competition, emotion. What comes
/// may go again, and what was opened may be closed.
const FIELDS: [u8; 4] = [31, 32, 33, 37];

/// Opposites in what news reports, by hand from general knowledge of English: WordNet has few antonyms among verbs. Only
/// such as are not both true of the same matter. Of a verb behind `>` it is the object that does the opposite: who wins is
/// not defeated.
const BY_HAND: &[(&str, &str)] = &[
    ("accept", "refuse reject decline spurn"),
    ("acknowledge", "deny"),
    ("adopt", "reject"),
    ("agree", "refuse decline reject"),
    ("allow", "forbid prohibit prevent block"),
    ("approve", "reject veto block"),
    ("attend", "skip boycott miss"),
    ("charge", "clear exonerate"),
    ("comply", "defy refuse"),
    ("concede", "contest"),
    ("condemn", "praise defend"),
    ("confirm", "reject deny"),
    ("convict", "acquit clear exonerate"),
    ("criticize", "praise"),
    ("decline", "accept agree"),
    ("denounce", "praise defend"),
    ("deny", "admit confirm acknowledge grant"),
    ("die", "survive"),
    ("elect", "reject >lose"),
    ("endorse", "oppose reject"),
    ("exclude", "include"),
    ("fail", "succeed pass"),
    ("forbid", "allow permit"),
    ("grant", "deny refuse withhold"),
    ("include", "omit"),
    ("keep", "abandon"),
    ("lose", "win beat defeat >elect >reelect"),
    ("miss", "attend"),
    ("obey", "defy"),
    ("oppose", "support back endorse favor"),
    ("overturn", "uphold affirm"),
    ("pass", "fail reject"),
    ("praise", "condemn criticize denounce"),
    ("prohibit", "allow permit"),
    ("ratify", "reject"),
    ("recommend", "discourage"),
    ("refuse", "accept agree"),
    ("reject", "accept approve adopt ratify"),
    ("sign", "veto"),
    ("skip", "attend"),
    ("spare", "kill destroy"),
    ("succeed", "fail"),
    ("support", "oppose reject"),
    ("survive", "die >kill"),
    ("uphold", "overturn reverse"),
    ("veto", "sign approve"),
    ("welcome", "reject condemn"),
    ("win", "lose >defeat >beat"),
    ("withhold", "release grant"),
];

/// A line a verb: its base, and after a colon the verbs that say the opposite.
pub fn table(words: &WordNet) -> String {
    let mut as_verb: HashMap<&str, u32> = HashMap::new();
    for synset in words.synsets.iter().filter(|synset| synset.part == 'v') {
        for word in &synset.words {
            *as_verb.entry(word.text.as_str()).or_default() += word.uses;
        }
    }
    let is_verb = |verb: &str| {
        let uses = as_verb.get(verb).copied().unwrap_or(0);
        plain(verb) && uses >= LEAST_USES && f64::from(uses) >= LEAST_SHARE * f64::from(words.uses(verb))
    };
    let mut verbs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for verb in as_verb.keys().filter(|verb| is_verb(verb)) {
        verbs.entry((*verb).to_owned()).or_default();
    }
    let by_offset: HashMap<u32, &Synset> =
        words.synsets.iter().filter(|synset| synset.part == 'v').map(|synset| (synset.offset, synset)).collect();
    for synset in by_offset.values().filter(|synset| FIELDS.contains(&synset.field)) {
        for antonym in &synset.antonyms {
            let (Some(one), Some(two)) = (
                synset.words.get(antonym.from),
                by_offset.get(&antonym.to_synset.1).and_then(|other| other.words.get(antonym.to)),
            ) else {
                continue;
            };
            let mostly = one.sense <= FIRST_SENSES && two.sense <= FIRST_SENSES;
            if mostly && is_verb(&one.text) && is_verb(&two.text) {
                verbs.entry(one.text.clone()).or_default().insert(two.text.clone());
                verbs.entry(two.text.clone()).or_default().insert(one.text.clone());
            }
        }
    }
    for (verb, opposites) in BY_HAND {
        let known = verbs.entry((*verb).to_owned()).or_default();
        known.extend(opposites.split(' ').map(str::to_owned));
        for other in opposites.split(' ').map(|other| other.trim_start_matches('>')) {
            verbs.entry(other.to_owned()).or_default();
        }
    }
    let mut text = String::from(
        "# Verbs of English and, after a colon, those that say the opposite; of those behind `>` the object does so.\n# Made by `word-relations` in tools/ from Princeton WordNet 3.0 (see LICENSE-WORDNET) and pairs by hand.\n",
    );
    for (verb, opposites) in verbs {
        let opposites: Vec<String> = opposites.into_iter().collect();
        let colon = if opposites.is_empty() { "" } else { ": " };
        text.push_str(&format!("{verb}{colon}{}\n", opposites.join(" ")));
    }
    text
}
