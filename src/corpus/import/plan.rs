//! What an import does about an article that the corpus may have already: whose text stands, and who may read it.
//!
//! **The text** is that of the source that gave it first, and follows that source. Another source's takes its place
//! where the first was the feed of somebody else, or where the first breaks off or is a summary of it; what a person
//! wrote or changed stays.
//!
//! **The audience** is the strictest that any source names, whichever comes first. It is loosened by a person, or by a
//! source that says so and ranks above all others ([`Line::rank`]); either way it is told.

use crate::domain::{Article, Audience};

use super::draft::{Draft, Origin};
use super::paragraphs::breaks_off;
use super::provenance::Line;
use super::same::{canonical, is_home};
use super::write::seal;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What becomes of the article.
    pub change: Change,
    /// What is to be told of who may read it.
    pub told: Option<String>,
}

/// What becomes of the article.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The corpus has it as it is.
    Unchanged,
    /// Another source brought the same article, or a word on who may read it: its text stays.
    Joined(Article),
    /// The source changed: the old revision is history.
    Changed(Article),
    /// The same as [`Change::Joined`], of a file that a person wrote or changed: nothing else of it may change.
    Restricted(Article),
    /// The source changed, and so did a person: the person's text stays.
    Conflict,
}

/// How many times longer a text must be to stand in for a summary that came first.
const WHOLE: usize = 2;

/// Compares what the corpus holds with what came, which carries the same id and its source's line alone.
pub fn plan(held: &Article, came: &Article) -> Plan {
    let unchanged = Plan { change: Change::Unchanged, told: None };
    let Some(entry) = came.meta.provenance.first() else { return unchanged };
    let Some(new) = Line::read(entry) else { return unchanged };
    let lines: Vec<Line<'_>> = Line::all(&held.meta.provenance).collect();
    let own = own_line(held, &lines, came, &new);
    if own.is_some_and(|own| own.seal == new.seal && own.audience == new.audience) {
        return unchanged;
    }
    let by_hand = !lines.iter().any(|line| line.sealed(held));
    let (audience, told) = audience(held, &lines, own, &new, by_hand);
    let told = told.map(|told| format!("{}: {told}", held.meta.id));
    let with = |text: &Article, entry: &str| {
        let mut article = text.clone();
        article.meta.provenance = with_line(&held.meta.provenance, own.unwrap_or(&new), entry);
        article.meta.audience = audience;
        article
    };
    let same_audience = audience == held.meta.audience;
    let change = match own {
        // What was noted before sources were asked for their audience is as good.
        Some(own) if own.seal == new.seal && same_audience => Change::Unchanged,
        _ if by_hand && !same_audience => Change::Restricted(with(held, entry)),
        Some(_) if by_hand => Change::Conflict,
        None if by_hand => Change::Unchanged,
        // Its text stands, and now breaks off: the whole stays, under the seal that it had.
        Some(own) if own.sealed(held) && is_less(came, held) => match same_audience {
            true => Change::Unchanged,
            false => Change::Joined(with(held, &entry.replace(new.seal, own.seal))),
        },
        Some(own) if own.sealed(held) => Change::Changed(with(came, entry)),
        _ if takes_over(held, came, &lines, &new) => Change::Changed(with(came, entry)),
        _ => Change::Joined(with(held, entry)),
    };
    Plan { change, told }
}

/// The line of what came: of the same source under the same name, or of the same feed under another where the address is
/// the same. Some feeds count a version in their names.
fn own_line<'l, 'a>(held: &Article, lines: &'l [Line<'a>], came: &Article, new: &Line<'_>) -> Option<&'l Line<'a>> {
    let (here, there) = (&held.meta.url, &came.meta.url);
    let stays = new.kind == Origin::Feed && !is_home(here) && canonical(here) == canonical(there);
    let of_feed = |line: &&Line<'_>| stays && line.is_of(new.kind, new.feed);
    lines.iter().find(|line| line.is_same_as(new)).or_else(|| lines.iter().rev().find(of_feed))
}

/// Whether another source's text takes the place of the one that stands.
fn takes_over(held: &Article, came: &Article, lines: &[Line<'_>], new: &Line<'_>) -> bool {
    if is_less(came, held) {
        return false;
    }
    let stands = lines.iter().filter(|line| line.sealed(held)).map(|line| line.rank(&held.meta.url)).max();
    let repeated = |rank: u8| rank == 0;
    match (stands.is_some_and(repeated), repeated(new.rank(&came.meta.url))) {
        (true, false) => true,
        (false, true) => is_cut(held) && !is_cut(came) && words(came) > words(held),
        _ => words(came) >= WHOLE * words(held).max(1) || (is_cut(held) && !is_cut(came) && words(came) > words(held)),
    }
}

/// Whether what came breaks off before the text that stands does.
fn is_less(came: &Article, held: &Article) -> bool {
    is_cut(came) && (!is_cut(held) || words(came) < words(held))
}

fn is_cut(article: &Article) -> bool {
    let body = article.paragraphs.iter().rev().find(|paragraph| paragraph.key.number().is_some());
    body.is_some_and(|last| breaks_off(&last.text))
}

/// Who may read the article from now on, and what is to be told of it.
fn audience(
    held: &Article,
    lines: &[Line<'_>],
    own: Option<&Line<'_>>,
    new: &Line<'_>,
    by_hand: bool,
) -> (Audience, Option<String>) {
    let stands = held.meta.audience;
    // Lines of before sources were asked do not say; then the seal tells what the source gave.
    let said_paid = |line: &Line<'_>| {
        line.audience == Some(Audience::Paid)
            || (line.audience.is_none() && stands == Audience::Paid && line.seal == seal(held))
    };
    match (stands, new.audience) {
        (Audience::Everyone, Some(Audience::Paid)) => {
            // Who opened it knew of this source's word.
            if own.is_some_and(said_paid) {
                return (stands, None);
            }
            let told = format!("for paying readers from now on, as its {} says", new.kind.word());
            (Audience::Paid, Some(told))
        }
        (Audience::Paid, Some(Audience::Everyone)) => {
            let rank = new.rank(&held.meta.url);
            // A file that names itself by no more than the address may be another file than before.
            let itself = new.kind != Origin::Markdown || new.name != held.meta.url;
            let mut others = lines.iter().filter(|line| !(itself && line.is_same_as(new)));
            let by_source = lines.iter().any(said_paid);
            let highest = others.all(|line| {
                let other = line.rank(&held.meta.url);
                rank > other || (rank == other && !said_paid(line))
            });
            let kind = new.kind.word();
            if by_source && highest && !by_hand {
                (Audience::Everyone, Some(format!("for everyone from now on, as its {kind} says, which ranks highest")))
            } else {
                (stands, Some(format!("stays for paying readers, although its {kind} says that it is for everyone")))
            }
        }
        _ => (stands, None),
    }
}

/// The provenance with this source's line in place of its last one.
fn with_line(lines: &[String], own: &Line<'_>, entry: &str) -> Vec<String> {
    let mut lines = lines.to_vec();
    match lines.iter_mut().find(|line| Line::read(line).is_some_and(|line| line == *own)) {
        Some(line) => entry.clone_into(line),
        None => lines.push(entry.to_owned()),
    }
    lines
}

fn words(article: &Article) -> usize {
    let body = article.paragraphs.iter().filter(|paragraph| paragraph.key.number().is_some());
    body.map(|paragraph| paragraph.text.split_whitespace().count()).sum()
}

/// How good a document's version of an article is, beside another in the same document: the greater of two is taken, so
/// that each poll takes the same.
pub fn worth(draft: &Draft) -> (bool, usize) {
    (!draft.texts().last().is_some_and(breaks_off), draft.words())
}

/// The same of an article.
pub fn worth_of(article: &Article) -> (bool, usize) {
    (!is_cut(article), words(article))
}
