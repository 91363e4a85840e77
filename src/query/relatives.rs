//! Words for relatives, and which of them may be the same person.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::data::lines;

/// What somebody is to a relative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinship {
    sort: usize,
    gender: Gender,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gender {
    Woman,
    Man,
    Either,
}

static RELATIVES: LazyLock<HashMap<&'static str, Kinship>> = LazyLock::new(|| {
    let of_line = |(sort, line): (usize, &'static str)| {
        let columns = [Gender::Woman, Gender::Man, Gender::Either].into_iter().zip(line.split('|'));
        columns
            .flat_map(move |(gender, words)| words.split_whitespace().map(move |word| (word, Kinship { sort, gender })))
    };
    lines(include_str!("relatives.txt")).enumerate().flat_map(of_line).collect()
});

impl Kinship {
    /// What a folded noun says.
    pub fn of(noun: &str) -> Option<Kinship> {
        RELATIVES.get(noun).copied()
    }

    /// Whether one may be the other: a daughter is a child, and no son.
    pub fn may_be(self, other: Kinship) -> bool {
        let either = [self.gender, other.gender].contains(&Gender::Either);
        self.sort == other.sort && (self.gender == other.gender || either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_daughter_is_a_child_and_no_son() {
        let may_be = |one: &str, other: &str| Some(Kinship::of(one)?.may_be(Kinship::of(other)?));
        assert_eq!(may_be("daughter", "kids"), Some(true));
        assert_eq!(may_be("daughter", "son"), Some(false));
        assert_eq!(may_be("daughter", "wife"), Some(false));
        assert_eq!(may_be("daughter", "mayor"), None);
        assert_eq!(RELATIVES.len(), 44);
    }
}
