//! Where an article came from: a line a source, with what the source calls the article, a seal of what it gave, and for
//! whom it said that this is.
//!
//! `feed <valley.example> 101 0123456789abcdef paid`: a name counts within its source only, and of feeds there are many.

use crate::domain::{Article, Audience};

use super::draft::{Draft, Origin};
use super::same::{host, name_key};
use super::write::{seal, sealed_as};

/// A line of an article's provenance, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    /// The kind of source.
    pub kind: Origin,
    /// Which feed it was; older lines do not say.
    pub feed: Option<&'a str>,
    /// What the source calls the article.
    pub name: &'a str,
    /// A hash of all that the source gave.
    pub seal: &'a str,
    /// Whom the source says that it is for, where it says so.
    pub audience: Option<Audience>,
}

impl<'a> Line<'a> {
    /// Reads a line. `None` for what a person wrote.
    pub fn read(entry: &'a str) -> Option<Line<'a>> {
        let (rest, audience) = match entry.rsplit_once(' ')? {
            (rest, "paid") => (rest, Some(Audience::Paid)),
            (rest, "everyone") => (rest, Some(Audience::Everyone)),
            _ => (entry, None),
        };
        let (kind, rest) = rest.split_once(' ')?;
        let (name, seal) = rest.rsplit_once(' ')?;
        let kind = Origin::ALL.into_iter().find(|origin| origin.word() == kind)?;
        let is_seal = seal.len() == 16 && seal.bytes().all(|byte| byte.is_ascii_hexdigit());
        let (feed, name) = match name.strip_prefix('<').and_then(|rest| rest.split_once("> ")) {
            Some((feed, name)) => (Some(feed), name),
            None => (None, name),
        };
        is_seal.then_some(Line { kind, feed, name, seal, audience })
    }

    /// The lines of an article that a source wrote.
    pub fn all(provenance: &'a [String]) -> impl Iterator<Item = Line<'a>> {
        provenance.iter().filter_map(|entry| Line::read(entry))
    }

    /// Whether it is of this source: the same kind, and of feeds the same feed, as far as the line says.
    pub fn is_of(&self, kind: Origin, feed: Option<&str>) -> bool {
        self.kind == kind && (self.feed.is_none() || self.feed == feed)
    }

    /// Whether it is of the source that the other is of, under the same name.
    pub fn is_same_as(&self, other: &Line<'_>) -> bool {
        self.is_of(other.kind, other.feed) && (self.name == other.name || name_key(self.name) == name_key(other.name))
    }

    /// Whether the article stands as this source gave it. For whom it is, other sources may have decided.
    pub fn sealed(&self, article: &Article) -> bool {
        [Audience::Everyone, Audience::Paid].into_iter().any(|audience| sealed_as(article, audience) == self.seal)
    }

    /// How much the source's word about an article at this address counts, beside that of others: the newsletter's own
    /// files most, then its page, its feed, its mail; and least the feed of somebody else, who repeats what others wrote.
    pub fn rank(&self, url: &str) -> u8 {
        match self.kind {
            Origin::Feed if self.repeats(url) => 0,
            Origin::Mail => 1,
            Origin::Feed => 2,
            Origin::Page => 3,
            Origin::Export | Origin::Markdown => 4,
        }
    }

    /// Whether the feed is of another site than the article.
    fn repeats(&self, url: &str) -> bool {
        self.feed.is_some_and(|feed| is_elsewhere(feed, url))
    }
}

/// Whether a feed of this site (its address, without a scheme or with one) repeats what stands at an address of another.
pub(super) fn is_elsewhere(feed: &str, url: &str) -> bool {
    let feed = if feed.contains("://") { host(feed) } else { host(&format!("https://{feed}")) };
    let (Some(feed), Some(own)) = (feed.filter(|feed| feed.contains('.')), host(url)) else { return false };
    let within = |a: &str, b: &str| a == b || a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.'));
    !(within(&feed, &own) || within(&own, &feed))
}

/// The line for what a draft gave, which `article` holds.
pub fn line(draft: &Draft, article: &Article) -> String {
    let name = source_name(draft.guid.as_deref().unwrap_or(&article.meta.url));
    let feed = draft.feed.as_deref().map(|feed| format!("<{feed}> ")).unwrap_or_default();
    let audience = match draft.audience {
        None => "",
        Some(Audience::Everyone) => " everyone",
        Some(Audience::Paid) => " paid",
    };
    format!("{} {feed}{name} {}{audience}", draft.origin.word(), seal(article))
}

/// What a source calls an article, as a line writes it.
pub(super) fn source_name(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entry: &str) -> String {
        match Line::read(entry) {
            None => "a person's".to_owned(),
            Some(line) => format!("{:?} {:?} {:?} {:?}", line.kind, line.feed, line.name, line.audience),
        }
    }

    #[test]
    fn lines_taken_apart() {
        insta::assert_snapshot!(check("feed <valley.example> 101 0123456789abcdef"), @r#"Feed Some("valley.example") "101" None"#);
        insta::assert_snapshot!(check("export ghost 1 0123456789abcdef paid"), @r#"Export None "ghost 1" Some(Paid)"#);
        insta::assert_snapshot!(check("feed 101 0123456789abcdef"), @r#"Feed None "101" None"#);
        insta::assert_snapshot!(check("typed from the paper, paid"), @"a person's");
        insta::assert_snapshot!(check("feed paid"), @"a person's");
    }

    #[test]
    fn a_feed_of_another_site_repeats() {
        let at = "https://www.valley.example/p/mill";
        assert!(is_elsewhere("planet.example", at));
        for own in ["valley.example", "https://valley.example/feed", "blog.valley.example", "tag:letter"] {
            assert!(!is_elsewhere(own, at), "{own}");
        }
        assert!(is_elsewhere("alley.example", at));
    }

    proptest::proptest! {
        #[test]
        fn reading_a_line_never_fails(entry in "(feed|mail|x)? ?(<a> )?[a-z <>]{0,9} ?([0-9a-f]{16})?( paid)?") {
            let _line = Line::read(&entry);
        }
    }
}
