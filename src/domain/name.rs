//! The name of a person, taken apart to be compared with another: given name, initials, surname, generation.

use crate::text;

/// Words before a surname that belong to it: "de Blasio", "De Blasio" and "deBlasio" are one.
const PARTICLES: &[&str] =
    &["de", "la", "le", "van", "von", "der", "den", "di", "da", "del", "della", "dos", "du", "bin", "al", "el", "st"];

/// What tells father and son apart.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// A person's name, folded.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonName {
    /// The first word of a full name.
    pub given: Option<String>,
    /// The first letters of what stands between it and the surname.
    pub middle: String,
    /// The surname with its particles in one word, or the only name.
    pub surname: String,
    /// "jr", "iii".
    pub suffix: Option<String>,
}

impl PersonName {
    /// Takes a name apart. Takes any text.
    pub fn of(name: &str) -> Self {
        let words = text::tokens(name).map(|token| text::fold(token.text).into_owned());
        let mut words: Vec<String> =
            words.map(|word| word.strip_suffix("'s").map(str::to_owned).unwrap_or(word)).collect();
        let last = words.len().saturating_sub(1);
        let suffix = words.get(last).filter(|word| last > 0 && SUFFIXES.contains(&word.as_str())).cloned();
        words.truncate(words.len() - usize::from(suffix.is_some()));
        let mut surname = words.pop().unwrap_or_default();
        // A particle that opens a name of two words may be a given name ("Al Gore"), or not ("De Blasio").
        while let Some(particle) = words.pop_if(|word| PARTICLES.contains(&word.as_str())) {
            if words.is_empty() && particle == "al" {
                words.push(particle);
                break;
            }
            surname = particle + &surname;
        }
        let mut words = words.into_iter();
        let given = words.next().map(|given| given.trim_end_matches('.').to_owned());
        let letters = |word: String| word.split('.').filter_map(|part| part.chars().next()).collect::<Vec<char>>();
        PersonName { given, middle: words.flat_map(letters).collect(), surname, suffix }
    }

    /// Whether both may be one person's: "Sessions", "J. Sessions" and "Jeff Sessions" may; "Ann Lee" and "Bob Lee", "Ann Lee"
    /// and "Ann Lee Jr.", "George W. Bush" and "George H.W. Bush" may not.
    pub fn may_be(&self, other: &PersonName) -> bool {
        let (Some(one), Some(two)) = (&self.given, &other.given) else {
            // "Trump" may be anybody's, "Trump Jr." the son's alone.
            let bare = |name: &PersonName| name.given.is_none() && name.suffix.is_none();
            return self.surname == other.surname && (self.suffix == other.suffix || bare(self) || bare(other));
        };
        let initial = one.chars().count().min(two.chars().count()) == 1;
        let given = one == two || initial && one.chars().next() == two.chars().next();
        let middle = self.middle.chars().zip(other.middle.chars()).all(|(one, two)| one == two);
        self.surname == other.surname && self.suffix == other.suffix && given && middle && !self.surname.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &str) -> String {
        let (one, two) = names.split_once('/').expect("two names");
        let (one, two) = (PersonName::of(one), PersonName::of(two));
        assert_eq!(one.may_be(&two), two.may_be(&one), "{names}");
        if one.may_be(&two) { "may be one".to_owned() } else { "are two".to_owned() }
    }

    #[test]
    fn spellings_of_a_particle_are_one_name() {
        insta::assert_snapshot!(check("Rosa de Sousa/Rosa deSousa"), @"may be one");
        insta::assert_snapshot!(check("de Sousa/Rosa De\u{a0}Sousa"), @"may be one");
        insta::assert_snapshot!(check("Séan O’Dowd/Sean O'Dowd"), @"may be one");
        insta::assert_snapshot!(check("Al Moss/Ann Moss"), @"are two");
    }

    #[test]
    fn generations_and_initials_tell_people_apart() {
        insta::assert_snapshot!(check("Karl Roth/Karl Roth Jr."), @"are two");
        insta::assert_snapshot!(check("Karl Roth II/Karl Roth III"), @"are two");
        insta::assert_snapshot!(check("Roth Jr./Karl Roth"), @"are two");
        insta::assert_snapshot!(check("Roth Jr./Karl Roth Jr"), @"may be one");
        insta::assert_snapshot!(check("Roth/Karl Roth Jr."), @"may be one");
        insta::assert_snapshot!(check("Karl W. Roth/Karl H.W. Roth"), @"are two");
        insta::assert_snapshot!(check("Karl W. Roth/Karl Roth"), @"may be one");
        insta::assert_snapshot!(check("K. Roth/Karl Roth"), @"may be one");
        insta::assert_snapshot!(check("Karl Roth/Anna Roth"), @"are two");
    }
}
