//! Where an article came from: a line a source, with what the source calls the article, a seal of what it gave, for whom
//! it said that this is, whether that was a part of it, and when the source changed it last.
//!
//! `feed <valley.example> 101 0123456789abcdef paid part @2024-05-01T10:00:00`: a name counts within its source only, and
//! of feeds there are many. `~` and a second seal say how the article stands that is shown on another's terms.

use jiff::civil::DateTime;

use crate::domain::{Article, Audience};

use super::addresses::{host, name_key};
use super::draft::{Draft, Origin};
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
    /// Whether it was no more than the open part of the article.
    pub part: bool,
    /// When the source changed it last, by the source's own clock.
    pub modified: Option<DateTime>,
    /// The seal of the article as it stands, where others decided on what terms.
    pub stands: Option<&'a str>,
}

impl<'a> Line<'a> {
    /// Reads a line. `None` for what a person wrote.
    pub fn read(entry: &'a str) -> Option<Line<'a>> {
        let (mut rest, mut audience, mut part, mut modified, mut stands) = (entry, None, false, None, None);
        while let Some((before, word)) = rest.rsplit_once(' ') {
            match (word, word.strip_prefix('@'), word.strip_prefix('~')) {
                ("paid", ..) => audience = Some(Audience::Paid),
                ("everyone", ..) => audience = Some(Audience::Everyone),
                ("part", ..) => part = true,
                (_, Some(time), _) if time.parse::<DateTime>().is_ok() => modified = time.parse().ok(),
                (_, _, Some(seal)) if is_seal(seal) => stands = Some(seal),
                _ => break,
            }
            rest = before;
        }
        let (kind, rest) = rest.split_once(' ')?;
        let (name, seal) = rest.rsplit_once(' ')?;
        let kind = Origin::ALL.into_iter().find(|origin| origin.word() == kind)?;
        let (feed, name) = match name.strip_prefix('<').and_then(|rest| rest.split_once("> ")) {
            Some((feed, name)) => (Some(feed), name),
            None => (None, name),
        };
        is_seal(seal).then_some(Line { kind, feed, name, seal, audience, part, modified, stands })
    }

    /// The line, whose entry this is, of an article that stands under another seal.
    pub(super) fn standing_as(&self, entry: &str, seal: &str) -> String {
        let bare = self.stands.and_then(|stands| entry.strip_suffix(stands)).and_then(|rest| rest.strip_suffix(" ~"));
        format!("{} ~{seal}", bare.unwrap_or(entry))
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

    /// Whether the article stands as this source gave it. For whom it is, and on what terms, others may have decided.
    pub fn sealed(&self, article: &Article) -> bool {
        [Audience::Everyone, Audience::Paid].into_iter().any(|audience| {
            let seal = sealed_as(article, audience);
            seal == self.seal || self.stands == Some(seal.as_str())
        })
    }
}

fn is_seal(word: &str) -> bool {
    word.len() == 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
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
    let part = if draft.part { " part" } else { "" };
    let modified = draft.modified.map(|modified| format!(" @{modified}")).unwrap_or_default();
    format!("{} {feed}{name} {}{audience}{part}{modified}", draft.origin.word(), seal(article))
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
            Some(line) => {
                let beside = [
                    line.part.then(|| "part".to_owned()),
                    line.modified.map(|at| at.to_string()),
                    line.stands.map(str::to_owned),
                ];
                let beside: String = beside.into_iter().flatten().map(|word| format!(" {word}")).collect();
                format!("{:?} {:?} {:?} {:?}{beside}", line.kind, line.feed, line.name, line.audience)
            }
        }
    }

    #[test]
    fn lines_taken_apart() {
        insta::assert_snapshot!(check("feed <valley.example> 101 0123456789abcdef"), @r#"Feed Some("valley.example") "101" None"#);
        insta::assert_snapshot!(check("export ghost 1 0123456789abcdef paid"), @r#"Export None "ghost 1" Some(Paid)"#);
        insta::assert_snapshot!(check("feed 101 0123456789abcdef"), @r#"Feed None "101" None"#);
        insta::assert_snapshot!(
            check("feed <v.example> a paid 0123456789abcdef everyone part @2024-05-01T10:00:00 ~fedcba9876543210"),
            @r#"Feed Some("v.example") "a paid" Some(Everyone) part 2024-05-01T10:00:00 fedcba9876543210"#
        );
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
        fn reading_a_line_never_fails(entry in "(feed|mail|x)? ?(<a> )?[a-z <>]{0,9} ?([0-9a-f]{16})?( paid| part| @2024-05-01| ~[0-9a-f]{16}){0,3}") {
            let _line = Line::read(&entry);
        }
    }
}
