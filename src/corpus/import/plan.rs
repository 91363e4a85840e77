//! What an import does about an article that the corpus may have already: whose text stands, who may read it, and on what
//! terms.
//!
//! **The text** is that of the source that gave it first, and follows that source. Another's takes its place where its
//! word weighs more ([`Authority`]), where it weighs the same and changed it later, or where it is whole and the first is
//! a part. A part never takes the place of the whole; what a person wrote or changed stays.
//!
//! **The audience and the terms** are the strictest that any source names, whichever comes first. They are loosened by a
//! person, or by a source that says so and outweighs all others; either way it is told.

use jiff::civil::DateTime;

use crate::corpus::article::show_by_licence;
use crate::domain::{Article, Audience, Show};

use super::addresses::{canonical, is_home};
use super::authority::Authority;
use super::draft::{Draft, Origin};
use super::paragraphs::breaks_off;
use super::provenance::{Line, is_elsewhere};
use super::write::seal;

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What becomes of the article.
    pub change: Change,
    /// What is to be told of who may read it, and on what terms.
    pub told: Vec<String>,
    /// What is to be told of its address, where a source knew the right one.
    pub address: Option<String>,
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

/// What a source said of an article beside its text, and what is known of the source.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// Whether it named the terms: a licence, or how much may be shown.
    pub terms: bool,
    /// Whether the corpus had this very text from a source before and has another now.
    pub again: bool,
    /// Whose word counts; the usual where nothing is set.
    pub authority: Option<&'a Authority>,
}

/// How many times longer a text must be to stand in for a summary that came first.
const WHOLE: usize = 2;

/// Compares what the corpus holds with what came, which carries the same id and its source's line alone.
pub fn plan(held: &Article, came: &Article, given: Given<'_>) -> Plan {
    let unchanged = Plan { change: Change::Unchanged, told: Vec::new(), address: None };
    let Some(entry) = came.meta.provenance.first() else { return unchanged };
    let Some(new) = Line::read(entry) else { return unchanged };
    let usual = Authority::default();
    let comparing = Comparing::new(held, came, new, given.authority.unwrap_or(&usual));
    let own = comparing.own;
    let by_hand = comparing.by_hand;
    let finds = comparing.finds_address();
    if own.is_some_and(|own| own.seal == new.seal && own.audience == new.audience) && !finds {
        return unchanged;
    }
    let (audience, mut told) = comparing.audience();
    let (terms, of_terms) = comparing.terms(given.terms);
    told.extend(of_terms);
    let with = |text: &Article, entry: &str| {
        let mut article = text.clone();
        article.meta.provenance = with_line(&held.meta.provenance, own.as_ref().unwrap_or(&new), entry);
        article.meta.audience = audience;
        // No source takes back what its editors withheld.
        article.meta.assistants = held.meta.assistants && came.meta.assistants;
        if !by_hand {
            (article.meta.show, article.meta.licence, article.meta.licence_url) = terms.clone();
            comparing.address(&mut article);
            comparing.seal_anew(&mut article, std::ptr::eq(text, came));
        }
        article
    };
    let same_audience = audience == held.meta.audience;
    // Several feeds of a site go by one name. Where they give different texts, they would take turns at every poll.
    let returns = given.again && new.kind == Origin::Feed && own.is_none_or(|own| new.modified <= own.modified);
    let change = match own {
        // What was noted before sources were asked for their audience is as good.
        Some(own) if own.seal == new.seal && same_audience && !finds => Change::Unchanged,
        Some(own) if own.seal == new.seal && same_audience => Change::Joined(with(held, entry)),
        _ if by_hand && !same_audience => Change::Restricted(with(held, entry)),
        Some(_) if by_hand => Change::Conflict,
        None if by_hand => Change::Unchanged,
        // Its text stands, and now breaks off, or is an earlier one: the whole stays, under the seal that it had.
        Some(own) if own.sealed(held) && (comparing.is_less() || returns) => match same_audience {
            true => Change::Unchanged,
            false => Change::Joined(with(held, &entry.replace(new.seal, own.seal))),
        },
        Some(own) if own.sealed(held) => Change::Changed(with(came, entry)),
        _ if comparing.takes_over() && !returns => Change::Changed(with(came, entry)),
        _ => Change::Joined(with(held, entry)),
    };
    if returns && change == Change::Unchanged {
        told.push(format!(
            "its {} gives a text again that came before the one that stands: that stays",
            new.kind.word()
        ));
    }
    let address = finds.then(|| {
        let (id, old, right, kind) = (&held.meta.id, &held.meta.url, &came.meta.url, new.kind.word());
        format!("{id}: its address is {right}, as its {kind} says; {old}, which was a guess, still finds it")
    });
    Plan { change, told: told.into_iter().map(|told| format!("{}: {told}", held.meta.id)).collect(), address }
}

/// How much may be shown, the licence, and its address.
type Terms = (Show, String, Option<String>);

/// An article, and what a source gave for it.
struct Comparing<'a> {
    held: &'a Article,
    came: &'a Article,
    /// Of the sources that gave it before.
    lines: Vec<Line<'a>>,
    /// Of this source before.
    own: Option<Line<'a>>,
    new: Line<'a>,
    /// Of the source whose text stands.
    standing: Option<Line<'a>>,
    by_hand: bool,
    authority: &'a Authority,
}

impl<'a> Comparing<'a> {
    fn new(held: &'a Article, came: &'a Article, new: Line<'a>, authority: &'a Authority) -> Comparing<'a> {
        let lines: Vec<Line<'_>> = Line::all(&held.meta.provenance).collect();
        let own = own_line(held, &lines, came, &new).copied();
        let standing = lines.iter().filter(|line| line.sealed(held));
        let standing = standing.max_by_key(|line| authority.rank(line, &held.meta.url)).copied();
        Comparing { held, came, own, new, standing, by_hand: standing.is_none(), authority, lines }
    }

    fn rank(&self, line: &Line<'_>) -> usize {
        self.authority.rank(line, &self.held.meta.url)
    }

    /// Whether another source says where the article stands whose address was made up. Who repeats it stands elsewhere.
    fn finds_address(&self) -> bool {
        let (held, came) = (&self.held.meta, &self.came.meta);
        let guessed_so = self.own.is_some_and(|own| own.seal != self.new.seal && own.sealed(self.held));
        let of_newsletter = match self.new.kind {
            Origin::Export | Origin::Markdown => true,
            Origin::Page | Origin::Feed | Origin::Mail => !is_elsewhere(&held.url, &came.url),
        };
        held.url_is_guessed
            && !came.url_is_guessed
            && !self.by_hand
            && !guessed_so
            && !is_home(&came.url)
            && of_newsletter
            && self.rank(&self.new) > 0
    }

    /// Gives the article the right address of the two; the other leads to it still.
    fn address(&self, article: &mut Article) {
        let (held, came) = (&self.held.meta, &self.came.meta);
        let (right, guess) = match (held.url_is_guessed, came.url_is_guessed) {
            (true, false) if self.finds_address() => (came, held),
            (false, true) => (held, came),
            _ => return,
        };
        article.meta.url.clone_from(&right.url);
        article.meta.url_is_guessed = false;
        for alias in held.aliases.iter().chain([&guess.url]) {
            if *alias != right.url && !article.meta.aliases.contains(alias) {
                article.meta.aliases.push(alias.clone());
            }
        }
    }

    /// Whether another source's text takes the place of the one that stands.
    fn takes_over(&self) -> bool {
        if self.is_less() {
            return false;
        }
        let Some(standing) = self.standing else { return false };
        let (there, here) = (words(self.held), words(self.came));
        let (rank_there, rank_here) = (self.rank(&standing), self.authority.rank(&self.new, &self.came.meta.url));
        let completes = self.is_part(self.held, &standing) && !self.is_part(self.came, &self.new) && here > there;
        // What is much longer is what a summary was made of, unless it is somebody's who repeats.
        let much_longer = here >= WHOLE * there.max(1) && rank_here > 0;
        let much_shorter = there >= WHOLE * here.max(1);
        let later = match (self.new.modified, standing.modified) {
            (Some(here), Some(there)) => here > there,
            _ => false,
        };
        completes || much_longer || !much_shorter && (rank_here > rank_there || rank_here == rank_there && later)
    }

    /// Whether what came is a part, and what stands is more.
    fn is_less(&self) -> bool {
        let standing = self.standing.or(self.own);
        let whole = standing.is_none_or(|standing| !self.is_part(self.held, &standing));
        self.is_part(self.came, &self.new) && (whole || words(self.came) < words(self.held))
    }

    /// Whether the source gave a part of the article.
    fn is_part(&self, article: &Article, line: &Line<'_>) -> bool {
        line.part || is_cut(article)
    }

    /// Whether the word of what came outweighs that of every other source, of those too that `strict` tells of.
    fn outweighs(&self, strict: impl Fn(&Line<'_>) -> bool) -> bool {
        let rank = self.rank(&self.new);
        // A file that names itself by no more than the address may be another file than before.
        let itself = self.new.kind != Origin::Markdown || self.new.name != self.held.meta.url;
        let mut others = self.lines.iter().filter(|line| !(itself && line.is_same_as(&self.new)));
        others.all(|line| {
            let other = self.rank(line);
            rank > other || rank == other && !strict(line)
        })
    }

    /// Notes beside the source whose text stands how the article stands, where that is on the terms of another.
    fn seal_anew(&self, article: &mut Article, of_came: bool) {
        let stands = seal(article);
        let is_standing = |line: &Line<'_>| match of_came {
            true => line.is_same_as(&self.new),
            false => self.lines.iter().any(|old| old.is_same_as(line) && old.sealed(self.held)),
        };
        let anew = |entry: &String| {
            let line = Line::read(entry).filter(is_standing)?;
            (!line.sealed(article)).then(|| line.standing_as(entry, &stands))
        };
        let lines: Vec<String> =
            article.meta.provenance.iter().map(|entry| anew(entry).unwrap_or_else(|| entry.clone())).collect();
        article.meta.provenance = lines;
    }

    /// Who may read the article from now on, and what is to be told of it.
    fn audience(&self) -> (Audience, Vec<String>) {
        let (held, new) = (self.held, &self.new);
        let stands = held.meta.audience;
        // Lines of before sources were asked do not say; then the seal tells what the source gave.
        let said_paid = |line: &Line<'_>| {
            line.audience == Some(Audience::Paid)
                || (line.audience.is_none() && stands == Audience::Paid && line.seal == seal(held))
        };
        match (stands, new.audience) {
            (Audience::Everyone, Some(Audience::Paid)) => {
                // Who opened it knew of this source's word.
                if self.own.as_ref().is_some_and(said_paid) {
                    return (stands, Vec::new());
                }
                let told = format!("for paying readers from now on, as its {} says", new.kind.word());
                (Audience::Paid, vec![told])
            }
            (Audience::Paid, Some(Audience::Everyone)) => {
                let by_source = self.lines.iter().any(said_paid);
                let kind = new.kind.word();
                if by_source && !self.by_hand && self.outweighs(said_paid) {
                    let told = format!("for everyone from now on, as its {kind} says, which ranks highest");
                    (Audience::Everyone, vec![told])
                } else {
                    (
                        stands,
                        vec![format!("stays for paying readers, although its {kind} says that it is for everyone")],
                    )
                }
            }
            _ => (stands, Vec::new()),
        }
    }

    /// On what terms the article may be shown from now on, and what is to be told of it. `said` is whether the source named
    /// any.
    fn terms(&self, said: bool) -> (Terms, Option<String>) {
        let terms =
            |article: &Article| (article.meta.show, article.meta.licence.clone(), article.meta.licence_url.clone());
        let (stands, comes) = (terms(self.held), terms(self.came));
        let follows = self.own.is_some_and(|own| own.sealed(self.held));
        if self.by_hand || stands == comes || !said && !follows {
            return (stands, None);
        }
        let kind = self.new.kind.word();
        match (strictness(&comes), strictness(&stands)) {
            (new, old) if new > old => {
                let told = format!("may be shown less from now on ({}), as its {kind} says", told(&comes));
                (comes, said.then_some(told))
            }
            (new, old) if new == old => {
                let weighs = self.standing.is_none_or(|standing| self.rank(&self.new) > self.rank(&standing));
                (if follows || weighs { comes } else { stands }, None)
            }
            _ if self.outweighs(|line| !follows || !line.is_same_as(&self.new)) => {
                let told = format!(
                    "may be shown more from now on ({}), as its {kind} says, which ranks highest",
                    told(&comes)
                );
                (comes, said.then_some(told))
            }
            _ => {
                let told =
                    format!("keeps its terms ({}), although its {kind} names others ({})", told(&stands), told(&comes));
                (stands, said.then_some(told))
            }
        }
    }
}

/// How much terms keep back: first what may be shown, then whether the licence is a free one.
fn strictness((show, licence, url): &Terms) -> (u8, bool) {
    let show = match show {
        Show::Whole => 0,
        Show::Quote => 1,
        Show::Cite => 2,
    };
    let free = show_by_licence(licence, url.as_deref()) == Show::Whole;
    (show, !free)
}

fn told((show, licence, _): &Terms) -> String {
    let show = match show {
        Show::Whole => "whole",
        Show::Quote => "quote",
        Show::Cite => "cite",
    };
    format!("{licence}, show {show}")
}

/// The line of what came: of the same source under the same name, or of the same feed under another where the address is
/// the same. Some feeds count a version in their names.
fn own_line<'l, 'a>(held: &Article, lines: &'l [Line<'a>], came: &Article, new: &Line<'_>) -> Option<&'l Line<'a>> {
    let (here, there) = (&held.meta.url, &came.meta.url);
    let stays = new.kind == Origin::Feed && !is_home(here) && canonical(here) == canonical(there);
    let of_feed = |line: &&Line<'_>| stays && line.is_of(new.kind, new.feed);
    lines.iter().find(|line| line.is_same_as(new)).or_else(|| lines.iter().rev().find(of_feed))
}

/// Whether the text breaks off.
fn is_cut(article: &Article) -> bool {
    article
        .paragraphs
        .iter()
        .rfind(|paragraph| paragraph.key.number().is_some())
        .is_some_and(|last| breaks_off(&last.text))
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

/// How good a version of an article is that one of an import's documents has, beside another of the same source: the
/// greater is taken, so that each import takes the same.
pub fn worth(draft: &Draft) -> (bool, Option<DateTime>, usize) {
    let whole = !draft.part && !draft.texts().last().is_some_and(breaks_off);
    (whole, draft.modified, draft.words())
}

/// The same of an article that the import wrote.
pub fn worth_of(article: &Article) -> (bool, Option<DateTime>, usize) {
    let lines = || Line::all(&article.meta.provenance).filter(|line| line.sealed(article));
    let whole = !is_cut(article) && lines().all(|line| !line.part);
    (whole, lines().filter_map(|line| line.modified).max(), words(article))
}
