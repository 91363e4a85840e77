//! The name of a person, taken apart to be compared with another: given name, initials, surname, generation.

use crate::text;

/// Words before a surname that belong to it: "de Blasio", "De Blasio" and "deBlasio" are one.
const PARTICLES: [&str; 21] = [
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "ibn", "la", "le", "mac",
    "st", "ter", "van", "von",
];

/// Whether a folded word belongs to the surname behind it.
pub fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

/// What a folded word behind a name tells of its bearer, father or son: "jr" of "jr.", and of "junior".
pub fn generation(word: &str) -> Option<&'static str> {
    match word.trim_end_matches('.') {
        "jr" | "junior" => Some("jr"),
        "sr" | "senior" => Some("sr"),
        "ii" => Some("ii"),
        "iii" => Some("iii"),
        "iv" => Some("iv"),
        _ => None,
    }
}

/// The folded words of a name without possessive endings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameWords {
    /// All but the generation.
    pub words: Vec<String>,
    /// The generation, where it is not the only word.
    pub suffix: Option<&'static str>,
}

impl NameWords {
    /// Those of any text.
    pub fn of(name: &str) -> NameWords {
        let words = text::tokens(name).map(|token| text::fold(token.text).into_owned());
        let mut words: Vec<String> =
            words.map(|word| word.strip_suffix("'s").map(str::to_owned).unwrap_or(word)).collect();
        let mut suffix = None;
        while words.len() > 1
            && let Some(known) = words.last().and_then(|last| generation(last))
        {
            suffix = Some(known);
            words.pop();
        }
        NameWords { words, suffix }
    }
}

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
    pub suffix: Option<&'static str>,
}

impl PersonName {
    /// Takes a name apart. Takes any text.
    pub fn of(name: &str) -> Self {
        let NameWords { mut words, suffix } = NameWords::of(name);
        let mut surname = words.pop().unwrap_or_default();
        // A particle that opens a name of two words may be a given name ("Al Gore"), or not ("De Blasio").
        while let Some(particle) = words.pop_if(|word| is_particle(word)) {
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
