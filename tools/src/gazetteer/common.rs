//! English words that are, or are one slip of the finger away from, the name of a place: nobody who types one means it.

use std::collections::{BTreeSet, HashSet};

use pullquote::places::normalize;

use super::sources::Tables;

/// Places smaller than this are never guessed from a bare word.
const SMALLEST_GUESS: u32 = 20_000;

/// Common words that are the name of some small place: nobody who types "president" means President Township.
pub fn names_too(common: &str, tables: &Tables) -> BTreeSet<String> {
    let names: HashSet<String> = tables.places.iter().map(|place| normalize(&place.name)).collect();
    let bare = |name: &String| name.strip_suffix(" township").map(str::to_owned);
    let townships: HashSet<String> = names.iter().filter_map(bare).collect();
    let words = common.lines().map(str::trim).filter(|word| word.len() > 1);
    words.filter(|word| names.contains(*word) || townships.contains(*word)).map(str::to_owned).collect()
}

pub fn one_slip_away(words: &str, tables: &Tables) -> BTreeSet<String> {
    let own: HashSet<String> = tables
        .places
        .iter()
        .flat_map(|place| place.other_names.iter().chain([&place.name]))
        .chain(tables.aliases.iter().map(|alias| &alias.text))
        .map(|name| normalize(name))
        .collect();
    let words: HashSet<&str> = words.lines().map(str::trim).filter(|word| !own.contains(*word)).collect();
    let mut found = BTreeSet::new();
    for place in tables.places.iter().filter(|place| place.named && place.population >= SMALLEST_GUESS) {
        let name = normalize(&place.name);
        if (5..=12).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let near = slips(&name);
            found.extend(near.iter().filter(|slip| words.contains(slip.as_str())).cloned());
            if name.len() >= 8 && place.population >= 100_000 {
                let further = near.iter().flat_map(|slip| slips(slip));
                found.extend(further.filter(|slip| words.contains(slip.as_str())));
            }
        }
    }
    found
}

/// Everything that one missing, added, changed or swapped letter makes of a word.
fn slips(word: &str) -> HashSet<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut found = HashSet::new();
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        let join = |middle: &[char], rest: &[char]| before.iter().chain(middle).chain(rest).collect::<String>();
        if let Some((first, rest)) = after.split_first() {
            found.insert(join(&[], rest));
            if let Some((second, rest)) = rest.split_first() {
                found.insert(join(&[*second, *first], rest));
            }
            found.extend(('a'..='z').map(|letter| join(&[letter], rest)));
        }
        found.extend(('a'..='z').map(|letter| join(&[letter], after)));
    }
    found.remove(word);
    found
}
