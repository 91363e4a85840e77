//! What was new, what was corrected, which records changed.

use jiff::civil::Date;

use super::super::card::Card;
use super::super::{Message, escape, heading, link, linked, small};
use super::Flow;
use super::press::{act, id};
use crate::domain::without_text_fragment;
use crate::render::day;
use crate::words::Words;

/// Lines a part, and how much of a title and of a correction is shown, in characters.
const LINES: usize = 12;
const TITLE: usize = 120;
const CORRECTION: usize = 200;

/// What became otherwise between two days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digest {
    /// The first and the last day.
    pub days: (Date, Date),
    /// New articles, in the order of publication.
    pub new: Vec<Titled>,
    /// Articles whose text was corrected, each with what the newsletter printed about that.
    pub corrected: Vec<(Titled, Option<String>)>,
    /// Records whose status is another.
    pub records: Vec<RecordNews>,
}

/// An article as a line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A record whose status is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordNews {
    /// The title of its list.
    pub list: String,
    /// Its subject.
    pub subject: String,
    /// What it said before; nothing of one that came.
    pub before: Option<String>,
    /// What it says; nothing of one that went.
    pub after: Option<String>,
    /// The article with its evidence.
    pub article: Option<Titled>,
}

impl Digest {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.corrected.is_empty() && self.records.is_empty()
    }
}

/// By what a card in a channel is known again.
pub fn marker(week: &str) -> String {
    id(Flow::Digest, week)
}

/// The title of the card, which a post in a forum is named by.
pub fn title(digest: &Digest, words: &Words) -> String {
    let (from, to) = (day(words, digest.days.0), day(words, digest.days.1));
    words.say("digest.title", &[("from", &from), ("to", &to)])
}

/// The card. One in a channel has a button that tells what changed since its week, a Monday.
pub fn card(digest: &Digest, week: Option<&str>, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    card.text(heading(&title(digest, words)));
    if digest.is_empty() {
        card.text(say("digest.nothing"));
    }
    let corrected = digest.corrected.iter().map(|(article, printed)| {
        let what = printed.as_deref().map(|text| escape::excerpt(&escape::words(text, CORRECTION)));
        format!("{}: {}", titled(article), what.unwrap_or_else(|| say("digest.text_changed")))
    });
    part(&mut card, "digest.new", digest.new.iter().map(titled).collect(), words);
    part(&mut card, "digest.corrected", corrected.collect(), words);
    part(&mut card, "digest.records", digest.records.iter().map(|own| record(own, words)).collect(), words);
    card.buttons(week.map(|week| act(Flow::Digest, week, say("digest.button"))).into_iter().collect());
    Message { card: Some(card.fitted()), private: week.is_none(), ..Message::default() }
}

fn part(card: &mut Card, key: &str, all: Vec<String>, words: &Words) {
    if all.is_empty() {
        return;
    }
    let mut lines = vec![format!("**{}**", words.say(key, &[]))];
    lines.extend(all.iter().take(LINES).map(|line| format!("- {line}")));
    if let Some(more) = all.len().checked_sub(LINES).filter(|more| *more > 0) {
        lines.push(small(&words.say("digest.more", &[("count", &more)])));
    }
    card.text(lines.join("\n"));
}

fn titled(article: &Titled) -> String {
    let title = escape::excerpt(&escape::words(&article.title, TITLE));
    match link(without_text_fragment(&article.url)) {
        Some(url) => linked(&title, url),
        None => title,
    }
}

fn record(news: &RecordNews, words: &Words) -> String {
    let echoed = |text: &str| escape::excerpt(&escape::words(text, TITLE));
    let (before, after) = (news.before.as_deref().map(echoed), news.after.as_deref().map(echoed));
    let said = match (&before, &after) {
        (Some(before), Some(after)) => words.say("digest.record_changed", &[("before", before), ("after", after)]),
        (None, Some(after)) => words.say("digest.record_came", &[("after", after)]),
        (Some(before), None) => words.say("digest.record_went", &[("before", before)]),
        (None, None) => String::new(),
    };
    let subject = words.say("digest.list", &[("list", &echoed(&news.list)), ("subject", &echoed(&news.subject))]);
    let source = news.article.as_ref().map(|article| format!(" ({})", titled(article))).unwrap_or_default();
    format!("{subject}: {said}{source}")
}
