//! Whether two names are one person's.

use crate::text;

/// The folded words of a name, without possessive endings and without what follows a name.
pub(crate) fn name_words(name: &str) -> Vec<String> {
    let words = text::tokens(name).map(|token| text::fold(token.text).into_owned());
    let mut words: Vec<String> = words.map(|word| word.strip_suffix("'s").map(str::to_owned).unwrap_or(word)).collect();
    while words.len() > 1 && words.last().is_some_and(|last| matches!(last.as_str(), "jr" | "sr" | "ii" | "iii" | "iv"))
    {
        words.pop();
    }
    words
}

/// Whether one name may be another way to write the other: "Sessions", "J. Sessions", "Jeff Sessions".
pub(crate) fn same_person(one: &str, other: &str) -> bool {
    let (one, other) = (name_words(one), name_words(other));
    if one.is_empty() || one.last() != other.last() {
        return false;
    }
    match (one.as_slice(), other.as_slice()) {
        ([first, .., _], [second, .., _]) => {
            let initial = first.chars().count().min(second.chars().count()) == 1;
            first == second || initial && first.chars().next() == second.chars().next()
        }
        _ => true,
    }
}
