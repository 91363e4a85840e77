//! Whose word on an article counts: the newsletter's own files and its platform's feed most, then its page, then its mail;
//! least whoever repeats what others wrote.

use super::draft::Origin;
use super::provenance::{Line, is_elsewhere};

/// The kinds of sources by the weight of their word, the weightiest first. What is not among them weighs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority(Vec<Vec<Origin>>);

impl Default for Authority {
    fn default() -> Self {
        Authority(vec![vec![Origin::Export, Origin::Markdown, Origin::Feed], vec![Origin::Page], vec![Origin::Mail]])
    }
}

impl Authority {
    /// As settings write it: lists of kinds that weigh the same. An error is a word that is no kind of source.
    pub fn of(levels: &[Vec<String>]) -> Result<Authority, String> {
        let kind = |word: &String| Origin::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(|| word.clone());
        let levels = levels.iter().map(|level| level.iter().map(kind).collect::<Result<Vec<_>, _>>());
        levels.collect::<Result<_, _>>().map(Authority)
    }

    /// How much the word of a source weighs on an article at this address, beside that of others. The feed of another site
    /// repeats what was written there, and weighs nothing.
    pub fn rank(&self, line: &Line<'_>, url: &str) -> usize {
        let repeats = line.kind == Origin::Feed && line.feed.is_some_and(|feed| is_elsewhere(feed, url));
        let level = self.0.iter().position(|level| level.contains(&line.kind));
        level.filter(|_| !repeats).map_or(0, |level| self.0.len() - level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entry: &str, authority: &Authority) -> usize {
        authority.rank(&Line::read(entry).expect("a line"), "https://harbour.example/p/ferry")
    }

    #[test]
    fn the_weight_of_a_source() {
        let usual = Authority::default();
        assert_eq!(check("export ghost 1 0123456789abcdef", &usual), 3);
        assert_eq!(check("feed <harbour.example> 1 0123456789abcdef", &usual), 3);
        assert_eq!(check("page https://harbour.example/p/ferry 0123456789abcdef", &usual), 2);
        assert_eq!(check("mail <1@harbour.example> 0123456789abcdef", &usual), 1);
        assert_eq!(check("feed <planet.example> 1 0123456789abcdef", &usual), 0);
        let levels = |levels: &[&[&str]]| {
            levels
                .iter()
                .map(|level| level.iter().map(|word| (*word).to_owned()).collect())
                .collect::<Vec<Vec<String>>>()
        };
        let pages_first = Authority::of(&levels(&[&["page"], &["feed", "export"]])).expect("kinds");
        assert_eq!(check("page x 0123456789abcdef", &pages_first), 2);
        assert_eq!(check("mail x 0123456789abcdef", &pages_first), 0);
        assert_eq!(Authority::of(&levels(&[&["paper"]])), Err("paper".to_owned()));
    }
}
