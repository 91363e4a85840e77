//! Words in a mark that was never closed: an attribution among them is the article's.

use super::lexicon::Class;

/// The longest attribution that is looked for in words that were never closed, in words.
const LONGEST_ATTRIBUTION: usize = 8;

/// How often a word reports speech, in a hundred, that may stand in such an attribution.
const REPORTS: u8 = 75;

/// Where an attribution begins in words that were never closed: the byte after the comma before it. "The mill is closed for
/// good, Ann Reed said."
pub(super) fn attributed_at(words: &str) -> Option<usize> {
    let breaks = words
        .match_indices([',', '?', '!'])
        .filter(|(at, _)| words.get(at + 1..).is_some_and(|rest| rest.starts_with(' ')));
    breaks.map(|(at, _)| at + 1).find(|at| words.get(*at..).is_some_and(opens_with_attribution))
}

fn opens_with_attribution(rest: &str) -> bool {
    let mut subject = 0;
    let mut reported = false;
    for word in rest.split_whitespace().take(LONGEST_ATTRIBUTION) {
        let bare = word.trim_end_matches(['.', ',', '!', '?', ':']);
        let folded = crate::text::fold(bare);
        let entry = super::lexicon::look_up(&folded);
        let ends =
            bare.len() < word.len() && !(word.ends_with('.') && entry.is_some_and(|entry| entry.is(Class::Title)));
        let verb = entry.is_some_and(|entry| entry.cue >= REPORTS) && !bare.starts_with(char::is_uppercase);
        if verb && (reported || ends && subject == 0) {
            return false;
        }
        // Whoever is quoted says "I" himself.
        let himself = matches!(&*folded, "i" | "we" | "you");
        let names = bare.starts_with(char::is_uppercase)
            || entry.is_some_and(|entry| {
                entry.any(&[Class::He, Class::She, Class::They, Class::Determiner, Class::Title, Class::Role])
            });
        if himself || !verb && !names {
            return false;
        }
        reported |= verb;
        subject += usize::from(!verb);
        if ends {
            return reported && subject > 0;
        }
    }
    false
}
