//! What a search found, as a list: a few results a page, and a menu to open any of them. The menu's options are all that
//! the message remembers of the others.

use super::buttons::{OPTIONS, act, option, removal};
use super::card::{Card, Choosable, Menu};
use super::custom_id::Action;
use super::list::{Found, List};
use super::reference::Reference;
use super::{Cited, Look, Message, Pressed, excerpt, small};
use crate::render::day;
use crate::reply::{Excerpt, Part, Reply};

/// Results on a page.
pub(super) const PAGE: usize = 5;

/// Whether a reply's excerpts are shown as a list and not one by one.
pub(super) fn is_listed(reply: &Reply) -> bool {
    reply.command == "search" && reply.parts(Part::Answer).nth(1).is_some()
}

/// The page, from 0, on which a message shows a result of this article ([`article_hash`]); none where it lists no results. It
/// has one of an article.
///
/// [`article_hash`]: super::reference::article_hash
pub fn page_of(pressed: &Pressed, article: u64) -> Option<usize> {
    let of = |list: List| list.references.first().is_some_and(|own| own.article == article);
    pressed.options.iter().filter_map(list_of).position(of).map(|at| at / PAGE)
}

/// The results that a message remembers, and the page that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// The page, from 0.
    pub page: usize,
    options: Vec<Choosable>,
}

impl Results {
    /// Those of a message that was pressed; `None` where it has no such page.
    pub fn of(pressed: &Pressed, page: usize) -> Option<Results> {
        let is_result = |option: &&Choosable| list_of(option).is_some();
        let options: Vec<Choosable> = pressed.options.iter().filter(is_result).take(OPTIONS).cloned().collect();
        (page.checked_mul(PAGE)? < options.len()).then_some(Results { page, options })
    }

    /// The references of the page, each a list of one.
    pub fn lists(&self) -> impl Iterator<Item = List> {
        self.options.iter().skip(self.page * PAGE).take(PAGE).filter_map(list_of)
    }

    /// The page as a message, with what its references lead to; what leads nowhere any more is left out.
    pub fn message(self, found: &[(List, Excerpt)], before: &Pressed, look: &Look) -> Message {
        let mut card = Card { accent: before.accent, ..Card::default() };
        card.text(before.head.clone());
        let results = found.iter().map(|(list, excerpt)| excerpt::result(excerpt, list, look));
        card.blocks.extend(excerpt::parted(results));
        let (page, all) = (self.page, self.options.len());
        below(&mut card, page, all, look);
        card.menu(Menu { options: self.options, ..menu(look) });
        card.buttons(turning(page, all, look));
        let shown = found.iter().filter(|_| !look.private);
        let cited = shown.filter_map(|(_, excerpt)| Cited::excerpt(excerpt)).collect();
        Message { card: Some(card.fitted()), private: look.private, cited, ..Message::default() }
    }
}

/// The first page of a reply's results.
pub(super) fn first_page(card: &mut Card, reply: &Reply, shown: &[&Excerpt], look: &Look) {
    let first = shown.first().copied();
    let found = first.map_or(Found::Words, |first| Found::by(reply, first));
    let alone = |excerpt: &Excerpt| List::of(Part::Answer, found, &[excerpt]);
    let kept: Vec<&Excerpt> =
        shown.iter().copied().take(OPTIONS).filter(|excerpt| Reference::to(excerpt).is_some()).collect();
    let results = kept.iter().take(PAGE).map(|excerpt| excerpt::result(excerpt, &alone(excerpt), look));
    card.blocks.extend(excerpt::parted(results));
    below(card, 0, kept.len(), look);
    let left = reply.total.max(shown.len()).saturating_sub(kept.len());
    if left > 0 {
        card.text(small(&look.words.say("discord.beyond", &[("count", &left)])));
    }
    let options = kept.iter().filter_map(|excerpt| {
        let value = Action::Open(alone(excerpt)).encode()?;
        let detail = format!("{}, {}", excerpt.publisher, day(look.words, excerpt.date));
        Some(option(&excerpt.title, &value, &detail))
    });
    card.menu(Menu { options: options.collect(), ..menu(look) });
    card.buttons(turning(0, kept.len(), look));
}

fn menu(look: &Look) -> Menu {
    let custom_id = Action::View.encode().unwrap_or_default();
    Menu { custom_id, placeholder: look.words.say("discord.open_here", &[]), ..Menu::default() }
}

/// "6–10 of 25", where there is more than one page.
fn below(card: &mut Card, page: usize, all: usize, look: &Look) {
    if all > PAGE {
        let (from, to) = (page * PAGE + 1, all.min((page + 1) * PAGE));
        card.text(range(from, to, all, look));
    }
}

/// "6–10 of 25", in small print.
pub(super) fn range(from: usize, to: usize, of: usize, look: &Look) -> String {
    small(&match from == to {
        true => look.words.say("discord.page", &[("at", &from), ("of", &of)]),
        false => look.words.say("discord.range", &[("from", &from), ("to", &to), ("of", &of)]),
    })
}

fn turning(page: usize, all: usize, look: &Look) -> Vec<super::Button> {
    let before = page.checked_sub(1).and_then(|page| act(look, "discord.previous", &Action::Results(page)));
    let next = ((page + 1) * PAGE < all).then(|| act(look, "discord.next", &Action::Results(page + 1))).flatten();
    before.into_iter().chain(next).chain(removal(look)).collect()
}

fn list_of(option: &Choosable) -> Option<List> {
    match Action::decode(&option.value) {
        Some(Action::Open(list)) => Some(list),
        _ => None,
    }
}
