//! How the bot stands, for those who look after a server.

use jiff::civil::Date;

use super::super::card::Card;
use super::super::{Message, escape, heading};
use super::permissions::{Lacking, lines};
use super::setup::step;
use super::{Flow, act};
use crate::words::Words;

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Whether it is connected, and since when, in seconds since 1970.
    pub connected: bool,
    /// See above.
    pub since: i64,
    /// The day of the newest article.
    pub newest: Option<Date>,
    /// Whether what answers holds the archive as it is, and when that was read.
    pub fresh: bool,
    /// See above.
    pub read_at: i64,
    /// Feeds that could not be read the last time, and why.
    pub feeds: Vec<(String, String)>,
    /// What the bot may not do in the channels that are set; nothing where Discord did not say.
    pub lacking: Option<Vec<Lacking>>,
}

/// Feeds that are named.
const FEEDS: usize = 5;

/// The card.
pub fn status(status: &Status, words: &Words) -> Message {
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| words.say(&format!("desk.status_{key}"), values);
    let mut card = Card::default();
    card.text(heading(&say("title", &[])));
    let time = |at: i64| format!("<t:{at}:R>");
    let mut facts = vec![match status.connected {
        true => say("connected", &[("since", &time(status.since))]),
        false => say("not_connected", &[]),
    }];
    facts.push(match status.newest {
        Some(day) => say("newest", &[("day", &day)]),
        None => say("no_article", &[]),
    });
    facts.push(say(if status.fresh { "fresh" } else { "behind" }, &[("read", &time(status.read_at))]));
    if status.feeds.is_empty() {
        facts.push(say("feeds_well", &[]));
    }
    for (feed, why) in status.feeds.iter().take(FEEDS) {
        let (feed, why) = (escape::echoed(feed, 100), escape::echoed(why, 200));
        facts.push(say("feed", &[("feed", &feed), ("why", &why)]));
    }
    card.text(facts.join("\n"));
    card.text(match &status.lacking {
        None => say("permissions_unknown", &[]),
        Some(lacking) if lacking.is_empty() => say("permissions_well", &[]),
        Some(lacking) => lines(lacking, words),
    });
    card.buttons(vec![act(Flow::SetUp, step::ANSWERS, words.say("desk.setup_open", &[]))]);
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}
