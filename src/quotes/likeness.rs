//! Whether a name is a person's: what no list of people may show otherwise. Models do not ask; readers do.

use std::ops::Range;

use super::census::is_surname;
use super::lexicon::Class;
use super::mentions::{Finder, Likeness, NEVER_NAME};

/// Endings of nouns, adjectives and verbs that no name ends in but for the known ones.
const ENDINGS: &[&str] =
    &["ing", "ed", "ly", "tion", "sion", "ment", "ness", "ity", "ism", "ics", "ous", "ful", "able"];

/// Whether a word ends as nouns, adjectives and verbs do, in the plural too.
pub(super) fn ends_as_a_noun(word: &str) -> bool {
    let word = word.to_lowercase();
    let singular = match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').unwrap_or(&word).to_owned(),
    };
    ENDINGS.iter().any(|ending| word.ends_with(ending) || singular.ends_with(ending))
}

/// Longer names are titles of something.
const MOST_WORDS: usize = 5;

impl Finder<'_, '_> {
    /// How much a name that may open with a title looks like a person's.
    pub(super) fn likeness(&self, name: Range<usize>, head: usize, titled: bool) -> Likeness {
        let Some(last) = self.reading.token(head) else { return Likeness::None };
        let words: Vec<usize> =
            name.clone().filter(|index| self.reading.token(*index).is_some_and(|token| token.is_word())).collect();
        let first = name.start;
        let given = self.reading.token(first).is_some_and(|token| self.is_given(token));
        let headline = self.headlines.contains(&last.sentence);
        let surname = is_surname(last.hash);
        let strange = words.iter().any(|index| self.is_strange(*index, &name))
            || words.iter().all(|index| self.is_initial(*index))
            || words.len() == 1 && self.is_two_names(head);
        if strange || words.len() > MOST_WORDS || self.is_plural_of_a_name(head) && words.len() == 1 {
            return Likeness::None;
        }
        if words.len() == 1 {
            let plain = self.is_small(last) || last.acronym && !headline;
            let known = (surname || given) && !plain && !last.any(&[Class::People, Class::Place]);
            return if titled && !last.is(Class::People) || known { Likeness::Person } else { Likeness::None };
        }
        let known = given || surname && !self.is_small(last);
        if titled || known || self.is_initial(first + 1) { Likeness::Person } else { Likeness::Unknown }
    }

    /// Whether a word has no place in a person's name.
    fn is_strange(&self, index: usize, name: &Range<usize>) -> bool {
        let Some(token) = self.reading.token(index) else { return true };
        let word = self.reading.word(index);
        let surname = is_surname(token.hash);
        let given = self.is_given(token);
        if token.any(&[Class::Particle, Class::Suffix]) || self.is_initial(index) {
            return false;
        }
        let lone = name.len() == 1;
        // "Bill Skelly", "Ben Jealous": behind a given name any word may be a surname.
        let last = name
            .clone()
            .rev()
            .find(|index| self.reading.token(*index).is_some_and(|token| token.is_word() && !token.is(Class::Suffix)));
        let first = self.reading.token(name.start).is_some_and(|first| self.is_given(first) && !first.is(Class::Place));
        let behind_given = !lone && name.len() <= 3 && first && last == Some(index);
        let inside = word.char_indices().any(|(at, letter)| {
            letter.is_numeric() || matches!(letter, '@' | '_' | '/' | '&') || letter == '.' && at + 1 < word.len()
        });
        let lower = !token.capital;
        let grammar = token.any(NEVER_NAME) && !surname && !given && !behind_given;
        let thing = token.any(&[Class::Organisation, Class::Group, Class::Medium])
            && !given
            && !self.is_surname_here(name, index);
        let place = token.any(&[Class::Place, Class::People])
            && !given
            && !behind_given
            && (!surname || index + 1 < name.end && !lone);
        let unknown = !surname && !given && !behind_given;
        let common = unknown && (self.is_small(token) || token.cue() > 0 || token.is(Class::Adverb));
        let ending = unknown && ends_as_a_noun(word);
        let headline = self.headlines.contains(&token.sentence);
        let short = token.acronym && unknown && !headline && word.len() > 2;
        inside || lower || grammar || thing || place || common || ending || short
    }

    /// "Lee-Ray" where the article has a Lee or a Ray.
    fn is_two_names(&self, index: usize) -> bool {
        let parts = self.reading.word(index).split(['-', '–']);
        let known = |part: &str| self.capitals.contains(&super::lexicon::hashed_as_folded(part));
        let mut known = parts.map(known);
        known.next() == Some(true) && known.next().is_some()
    }

    /// "Khans" where the article has a Khan.
    fn is_plural_of_a_name(&self, index: usize) -> bool {
        let singular = self.reading.word(index).strip_suffix('s').unwrap_or_default();
        let hash = super::lexicon::hashed_as_folded(singular);
        singular.len() > 2
            && self.capitals.contains(&hash)
            && !is_surname(self.reading.token(index).map_or(0, |token| token.hash))
    }
}
