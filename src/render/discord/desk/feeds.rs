//! The editors' card of a feed that is silent.

use jiff::civil::Date;

use super::super::card::Card;
use super::super::{Message, escape, heading};
use super::Flow;
use super::press::act;
use crate::render::day;
use crate::words::Words;

/// A feed that is silent, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SilentFeed<'a> {
    /// Its site.
    pub site: &'a str,
    /// The day of its newest article then.
    pub since: Date,
    /// The days that usually lie between two; nothing where it brings articles again.
    pub usual: Option<i32>,
    /// By what the card is known again.
    pub marker: &'a str,
}

/// The card.
pub fn card(feed: &SilentFeed<'_>, words: &Words) -> Message {
    let (site, since) = (escape::echoed(feed.site, 100), day(words, feed.since));
    let (title, said) = match feed.usual {
        Some(usual) => (
            words.say("desk.feed_silent", &[("site", &site)]),
            words.say("desk.feed_silent_since", &[("day", &since), ("usual", &usual)]),
        ),
        None => {
            (words.say("desk.feed_again", &[("site", &site)]), words.say("desk.feed_silent_was", &[("day", &since)]))
        }
    };
    let mut card = Card::default();
    card.text(format!("{}\n{said}", heading(&title)));
    card.buttons(vec![act(Flow::Report, feed.marker, words.say("desk.report_title", &[]))]);
    Message { card: Some(card.fitted()), ..Message::default() }
}
