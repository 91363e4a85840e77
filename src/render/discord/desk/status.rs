//! How the bot stands, for those who look after a server.

use jiff::civil::Date;

use super::super::card::Card;
use super::super::{Message, escape, heading};
use super::Flow;
use super::permissions::{Lacking, lines};
use super::press::act;
use super::setup::step;
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
    let say = |key: &str, values: &[(&str, &dyn std::fmt::Display)]| words.say(key, values);
    let mut card = Card::default();
    card.text(heading(&say("desk.status_title", &[])));
    let time = |at: i64| format!("<t:{at}:R>");
    let mut facts = vec![match status.connected {
        true => say("desk.status_connected", &[("since", &time(status.since))]),
        false => say("desk.status_not_connected", &[]),
    }];
    facts.push(match status.newest {
        Some(day) => say("desk.status_newest", &[("day", &day)]),
        None => say("desk.status_no_article", &[]),
    });
    facts.push(say(
        if status.fresh { "desk.status_fresh" } else { "desk.status_behind" },
        &[("read", &time(status.read_at))],
    ));
    if status.feeds.is_empty() {
        facts.push(say("desk.status_feeds_well", &[]));
    }
    for (feed, why) in status.feeds.iter().take(FEEDS) {
        let (feed, why) = (escape::echoed(feed, 100), escape::echoed(why, 200));
        facts.push(say("desk.status_feed", &[("feed", &feed), ("why", &why)]));
    }
    card.text(facts.join("\n"));
    card.text(match &status.lacking {
        None => say("desk.status_permissions_unknown", &[]),
        Some(lacking) if lacking.is_empty() => say("desk.status_permissions_well", &[]),
        Some(lacking) => lines(lacking, words),
    });
    card.buttons(vec![act(Flow::SetUp, step::ANSWERS, words.say("desk.setup_open", &[]))]);
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}
