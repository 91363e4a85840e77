//! Whether a text is what a receipt's code names.

use super::out::{FAINT, HEADLINE, LINK, Out};
use super::{Look, excerpt, safe};
use crate::render::day;
use crate::reply::{Comparison, Verified};
use crate::words::Words;

/// What came of it, ending in a line end.
pub fn verified(verified: &Verified, words: &Words, look: Look) -> String {
    let mut out = Out { text: String::new(), width: look.width.clamp(20, Look::WIDEST), words };
    out.paragraph("", &safe(&headline(verified, words)), Some(HEADLINE));
    if let Some(url) = &verified.url {
        out.line("  ", &safe(url), LINK);
    }
    if let Some(diff) = &verified.diff {
        excerpt::difference(&mut out, diff);
    }
    if let Some(said) = &verified.said {
        out.paragraph("  ", &safe(&words.say("receipt.said", &[("text", said)])), None);
        let now = if verified.excerpt.is_some() { "receipt.says_now" } else { "receipt.gone" };
        out.paragraph("  ", &words.say(now, &[]), Some(FAINT));
    }
    excerpt::write(&mut out, &verified.excerpt.iter().collect::<Vec<_>>());
    out.text
}

fn headline(verified: &Verified, words: &Words) -> String {
    let shown = |date: Option<jiff::civil::Date>| date.map(|date| day(words, date)).unwrap_or_default();
    let (corrected, date) = (shown(verified.corrected), shown(verified.date));
    let title = verified.title.as_deref().unwrap_or_default();
    match verified.verdict {
        Comparison::Verbatim => words.say("receipt.verbatim", &[]),
        Comparison::Before => words.say("receipt.before", &[("date", &corrected)]),
        Comparison::Since => words.say("receipt.since", &[("date", &corrected)]),
        Comparison::Altered if verified.corrected.is_some() => {
            words.say("receipt.altered_before", &[("date", &corrected)])
        }
        Comparison::Altered => words.say("receipt.altered", &[]),
        Comparison::Replaced => words.say("receipt.replaced", &[("title", &title), ("date", &date)]),
        Comparison::Closed => words.say("receipt.closed", &[("code", &verified.code), ("date", &date)]),
        Comparison::Unknown => words.say("receipt.unknown", &[]),
        Comparison::Unreadable => words.say("receipt.unreadable", &[]),
    }
}
