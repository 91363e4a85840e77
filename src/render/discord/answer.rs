//! Replies and what buttons show, as messages: which blocks stand in a card, and in which order.

use super::card::Card;
use super::excerpt::{as_asked, beyond, only_archive, speaker, text};
use super::list::{Found, List};
use super::{
    Cited, Look, Message, Pressed, accent, asked, buttons, cited, desk, escape, excerpt, heading, listing, results,
    small,
};
use crate::reply::{Corrected, Excerpt, Part, Reply, Row as Item, Verdict, Visibility};
use crate::words::Words;

/// What is shown of a headline, in characters, and the longest that is a heading as a whole.
const HEADLINE: usize = 1_000;
const HEADING: usize = 140;
/// Passages shown where nothing answers.
const NEAREST: usize = 3;
/// Comparisons shown of what was quoted with what the archive has.
const COMPARED: usize = 2;
/// Remarks shown, and how much of each.
const NOTES: usize = 8;
const NOTE: usize = 300;
/// A longer list is for the asker alone, whatever is set.
const LONG: usize = 10;

/// Commands that are for the asker alone, whatever is set.
const ALWAYS_PRIVATE: [&str; 3] = ["help", "about", "article"];

/// A reply as a message. Only what is part of the answer stands under the verdict: what is related to it is opened from
/// a button, in a message of its own, and what stands there in place of an answer is called what it is.
pub fn reply(reply: &Reply, look: &Look) -> Message {
    let private = look.private || is_private(reply);
    let look = &Look { private, question: look.question, ..*look };
    let listed = !reply.rows.is_empty();
    let (part, mut shown, related) = lists(reply);
    if listed && reply.excerpts.iter().all(|excerpt| excerpt.diff.is_none()) && reply.command != "article" {
        shown.clear();
    }
    let mut card = Card { accent: accent(reply), ..Card::default() };
    card.text(head(reply, part, &shown, look));
    let in_head = notes_stand_in_the_head(reply);
    match shown.first() {
        Some(_) if results::is_listed(reply) => results::first_page(&mut card, reply, &shown, look),
        Some(first) if !listed || reply.command == "article" => {
            let found = Found::by(reply, first);
            let marked: Vec<Excerpt> = shown.iter().map(|excerpt| with_differences(excerpt)).collect();
            let list = List::of(part, found, &marked.iter().collect::<Vec<_>>());
            card.text(text(first, &list, look));
            if let Some(left) = beyond(shown.len(), reply.total.saturating_sub(related.len())) {
                card.text(small(&look.words.say("discord.left_out", &[("count", &left)])));
            }
            notes(&mut card, reply, !in_head);
            let further = List::of(Part::Related, found_of_related(found), &related);
            let further = Some(further).filter(|list| !list.references.is_empty());
            buttons::rows(&mut card, first, &list, further, look);
        }
        _ if listed => {
            listing::rows(&mut card, reply, look);
            notes(&mut card, reply, !in_head);
            listing::buttons(&mut card, reply, look);
        }
        _ => {
            reply.sources.iter().for_each(|source| card.text(excerpt::article(look.words, source)));
            notes(&mut card, reply, !in_head);
            let read = reply.sources.iter().take(1).filter_map(|source| buttons::read(look, &source.url));
            let read: Vec<_> = read.chain(buttons::removal(look)).collect();
            card.buttons(read);
        }
    }
    if knows_nothing(reply, part, &shown) {
        card.buttons(desk::question::ask(look).into_iter().collect());
    }
    card.buttons(desk::proposals::under(reply, look).into_iter().collect());
    if !reply.choices.is_empty() {
        let command = reply.routed.as_deref().unwrap_or(&reply.command);
        card.menu(buttons::which(look, command, &reply.choices));
        // Beside an answer they are others who might be meant.
        let left = if shown.is_empty() { reply.total.saturating_sub(reply.choices.len()) } else { 0 };
        if left > 0 {
            card.text(small(&look.words.say("discord.left_out", &[("count", &left)])));
        }
    }
    let cited =
        if private { Vec::new() } else { cited::of_reply(reply, shown.get(..on_page(reply)).unwrap_or(&shown)) };
    Message { card: Some(card.fitted()), private, cited, ..Message::default() }
}

/// Commands whose question the editors may answer.
const ASKING: [&str; 4] = ["ask", "said", "search", "source"];

/// Whether the archive does not know, or has only what is closest.
fn knows_nothing(reply: &Reply, part: Part, shown: &[&Excerpt]) -> bool {
    let unknown = matches!(reply.verdict, Verdict::NotFound | Verdict::UnknownPlace | Verdict::UnknownName);
    ASKING.contains(&reply.command.as_str()) && (unknown || !shown.is_empty() && part == Part::Nearest)
}

/// The first block: the outcome, whose words they are where that is the point, and what must be known to read the rest.
fn head(reply: &Reply, part: Part, shown: &[&Excerpt], look: &Look) -> String {
    let words = look.words;
    let (mut said, scopes) = said(reply);
    // What each of several lists says stands with its name below.
    let lists = listing::lists(reply);
    if lists > 1 {
        said = vec![words.say("discord.records", &[("count", &reply.total), ("lists", &lists)])];
    }
    let mut lines = Vec::new();
    let altered = shown.first().filter(|first| first.diff.is_some() && reply.verdict == Verdict::Altered);
    match altered.and_then(|first| speaker(words, first)) {
        Some(speaker) => {
            lines.push(heading(&words.say("discord.altered", &[("speaker", &speaker)])));
            lines.extend(said);
        }
        None => {
            let mut said = said.into_iter();
            lines.extend(said.next().map(|first| heading(&first)));
            lines.extend(said);
        }
    }
    let unsaid = |question: &&str| !question.trim().is_empty() && *question != reply.headline;
    let asks = matches!(reply.command.as_str(), "ask" | "search") && reply.routed.is_none();
    if let Some(question) = look.question.filter(unsaid).filter(|_| asks) {
        lines.push(asked::line(words, question));
    }
    lines.extend(scopes.iter().map(|scope| small(scope)));
    let diffs = shown.iter().filter_map(|excerpt| excerpt.diff.as_ref()).take(COMPARED);
    lines.extend(diffs.map(|diff| as_asked(words, diff)));
    if notes_stand_in_the_head(reply) {
        lines.extend(noted(reply));
    }
    if !shown.is_empty() {
        lines.extend(label(part, words));
    }
    lines.join("\n")
}

/// What the headline says, a heading and perhaps more, and apart from it of which list it speaks.
fn said(reply: &Reply) -> (Vec<String>, Vec<String>) {
    let mut headline = reply.headline.clone();
    // Of several lists each sentence stays with its own.
    let apart = reply.scopes.len() == 1;
    let scopes: Vec<String> =
        reply.scopes.iter().filter(|scope| apart && headline.contains(scope.as_str())).cloned().collect();
    for scope in &scopes {
        headline = headline.replacen(scope.as_str(), "", 1);
    }
    // It may say the asker's words again, but for an article's title.
    let safe = |text: &str| match reply.command.as_str() {
        "article" => escape::excerpt(text),
        _ => escape::echoed(text, HEADLINE),
    };
    let headline = headline.trim();
    let first = if headline.chars().count() <= HEADING {
        headline.len()
    } else {
        let sentences = crate::text::sentences(headline);
        // "No." is a sentence, and no heading.
        let long_enough = sentences.iter().map(|sentence| sentence.end).find(|end| *end > 12);
        long_enough.unwrap_or(headline.len())
    };
    let (first, rest) = headline.split_at_checked(first).unwrap_or((headline, ""));
    let said = [first, rest.trim()].into_iter().filter(|part| !part.is_empty()).map(safe).collect();
    (said, scopes.iter().map(|scope| safe(scope)).collect())
}

/// Where a message is checked, what is to be heeded belongs to the verdict.
fn notes_stand_in_the_head(reply: &Reply) -> bool {
    reply.routed.as_deref().unwrap_or(&reply.command) == "source"
}

fn noted(reply: &Reply) -> Vec<String> {
    reply.notes.iter().take(NOTES).map(|note| small(&escape::echoed(note, NOTE))).collect()
}

fn notes(card: &mut Card, reply: &Reply, wanted: bool) {
    if wanted {
        card.text(noted(reply).join("\n"));
    }
}

/// The excerpt with the words marked that differ from what was quoted, where it was compared.
fn with_differences(excerpt: &Excerpt) -> Excerpt {
    match excerpt.diff {
        Some(_) => Excerpt { highlights: only_archive(excerpt), ..excerpt.clone() },
        None => excerpt.clone(),
    }
}

fn found_of_related(found: Found) -> Found {
    if found == Found::Altered { Found::Quoted } else { found }
}

/// What a message shows of a reply: the answers, or else what is related, or else the nearest passages; and what is
/// related to the answers.
fn lists(reply: &Reply) -> (Part, Vec<&Excerpt>, Vec<&Excerpt>) {
    let of = |part| reply.parts(part).collect::<Vec<_>>();
    let (answers, related) = (of(Part::Answer), of(Part::Related));
    if !answers.is_empty() {
        (Part::Answer, answers, related)
    } else if !related.is_empty() {
        (Part::Related, related, Vec::new())
    } else {
        (Part::Nearest, reply.parts(Part::Nearest).take(NEAREST).collect(), Vec::new())
    }
}

/// What stands above excerpts that are no answer.
fn label(part: Part, words: &Words) -> Option<String> {
    match part {
        Part::Answer => None,
        Part::Related => Some(words.say("discord.related", &[])),
        Part::Nearest => Some(words.say("discord.nearest", &[])),
    }
}

/// The excerpt at one place of a list that a button remembered. What stood above the excerpt in the message that was
/// pressed (`before`, the bot's own words) stays; a message of its own has nothing before it.
pub fn page(excerpt: &Excerpt, list: &List, before: Option<&Pressed>, look: &Look) -> Message {
    let before = before.filter(|before| !before.head.is_empty());
    let mut card = Card { accent: before.and_then(|before| before.accent), ..Card::default() };
    let own = || label(list.part, look.words).map(|label| heading(&label));
    card.text(before.map(|before| before.head.clone()).or_else(own).unwrap_or_default());
    card.text(text(excerpt, list, look));
    buttons::rows(&mut card, excerpt, list, None, look);
    let cited = if look.private { Vec::new() } else { Cited::excerpt(excerpt).into_iter().collect() };
    Message { card: Some(card.fitted()), private: look.private, cited, ..Message::default() }
}

/// A sentence of the bot's own as a card.
pub fn remark(sentence: &str, look: &Look) -> Message {
    let mut card = Card::default();
    card.text(sentence.to_owned());
    card.buttons(buttons::removal(look).into_iter().collect());
    Message { card: Some(card.fitted()), private: look.private, ..Message::default() }
}

/// The excerpts whose words a reply's message shows, as numbers among the reply's: those of its list that stand on the
/// first page, and those that are compared with what was quoted. The others are turned to.
pub fn displayed(reply: &Reply) -> Vec<usize> {
    let (part, _, _) = lists(reply);
    let own = reply.excerpts.iter().enumerate().filter(|(_, excerpt)| excerpt.part == part);
    let compared = own.clone().filter(|(_, excerpt)| excerpt.diff.is_some()).take(COMPARED);
    let mut shown: Vec<usize> = own.take(on_page(reply)).chain(compared).map(|(at, _)| at).collect();
    shown.dedup();
    shown
}

/// How many excerpts the first page of a reply shows.
fn on_page(reply: &Reply) -> usize {
    if results::is_listed(reply) { results::PAGE } else { 1 }
}

/// What stands around an excerpt, as far as the article may be shown.
pub fn surroundings(excerpt: &Excerpt, look: &Look) -> Message {
    Message { card: Some(excerpt::surroundings(excerpt, look)), private: true, ..Message::default() }
}

/// Whether a reply is for the asker alone wherever it is given: one that does little more than say the asker's words
/// again, one about the bot, and a long list.
pub fn is_private(reply: &Reply) -> bool {
    let empty = matches!(reply.verdict, Verdict::NotFound | Verdict::UnknownPlace | Verdict::UnknownName);
    let doubted = matches!(reply.verdict, Verdict::Altered | Verdict::Misattributed | Verdict::Unattributed);
    let long = reply.rows.iter().filter(|row| !matches!(row, Item::Command(_))).count() > LONG;
    let always = ALWAYS_PRIVATE.contains(&reply.command.as_str());
    empty || doubted || long || always || reply.visibility == Visibility::Private
}

/// What is said in place of an excerpt whose article was corrected since.
pub fn corrected(corrected: &Corrected, look: &Look) -> Message {
    Message { card: Some(excerpt::corrected(corrected, look)), private: true, ..Message::default() }
}
