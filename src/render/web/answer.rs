//! A reply as a page: the outcome, the quotation large, its source, and then what else answers, folded away.

use maud::{Markup, html};

use super::excerpt::{article, figure};
use super::form::{PICKED, asking, hidden};
use super::look::{Look, is_ask};
use super::page::{Page, page};
use super::rows::rows;
use super::text::{segment, visible};
use crate::commands::CommandSpec;
use crate::render::openapi::bounds;
use crate::reply::{Excerpt, Part, Reply, Verdict};

/// Passages shown where nothing answers.
const NEAREST: usize = 3;
/// A headline of more characters is a heading in its first sentence alone.
const HEADING: usize = 140;
/// The heading of what came of a question.
const OUTCOME: &str = "outcome";
/// "No." is a sentence, and no heading.
const LEAST_HEADING: usize = 12;

/// What was asked of a command, and what came of it.
pub struct Answered<'a> {
    /// The command.
    pub command: &'a CommandSpec,
    /// The options that were given.
    pub given: &'a [(String, String)],
    /// What came of it, as [`displayed`] leaves it.
    pub reply: &'a Reply,
    /// How many results a page has.
    pub limit: usize,
}

/// The reply without the excerpts that no page shows: evidence that the rows name already, and nearest passages beyond the
/// first three.
pub fn displayed(mut reply: Reply) -> Reply {
    let listed = !reply.rows.is_empty() && reply.command != "article";
    if listed && reply.excerpts.iter().all(|excerpt| excerpt.diff.is_none()) {
        reply.excerpts.clear();
    }
    let mut nearest = 0;
    reply.excerpts.retain(|excerpt| {
        nearest += usize::from(excerpt.part == Part::Nearest);
        excerpt.part != Part::Nearest || nearest <= NEAREST
    });
    reply
}

/// The page of an answer, or of what is wrong with the question; without either the page of the form alone.
pub fn answer(
    look: &Look<'_>,
    command: &CommandSpec,
    given: &[(String, String)],
    came: Option<Result<&Answered<'_>, &str>>,
) -> String {
    let error = came.as_ref().and_then(|came| came.as_ref().err().copied());
    let main = html! {
        @match came {
            Some(Ok(came)) => { (asking(look, command, given, None)) (answered(look, came)) }
            _ => {
                h1 { (look.label(&command.name)) }
                p.lead { (visible(&command.description)) }
                (asking(look, command, given, error))
            }
        }
    };
    let title = look.label(&command.name);
    // The form stands before the answer: whoever asked it has read it.
    let skip_to = matches!(came, Some(Ok(_))).then_some(OUTCOME);
    page(look, &Page { title, command: Some(&command.name), skip_to, main, ..Page::default() })
}

/// What came of a question.
pub fn answered(look: &Look<'_>, came: &Answered<'_>) -> Markup {
    let reply = came.reply;
    let (heading, rest, scopes) = said(reply);
    let heeded = reply.routed.as_deref().unwrap_or(&reply.command) == "source";
    html! {
        section class={ "answer " (colour(reply)) } aria-labelledby=(OUTCOME) {
            h1 id=(OUTCOME) tabindex="-1" { (visible(&heading)) }
            @if let Some(rest) = rest { p.lead { (visible(&rest)) } }
            @for scope in scopes { p.aside { (visible(scope)) } }
            @if heeded { (notes(reply)) }
            (choices(look, came))
            (parts(look, reply))
            @if !reply.sources.is_empty() {
                ol.articles { @for source in &reply.sources { li { (article(look, source)) } } }
            }
            (rows(look, &reply.rows))
            (related_places(reply))
            @if !heeded { (notes(reply)) }
            (paging(look, came))
        }
    }
}

/// The verdict as a class: the colour of the answer's edge. The headline says the same in words.
fn colour(reply: &Reply) -> &'static str {
    match reply.verdict {
        Verdict::Yes | Verdict::Verbatim => "yes",
        Verdict::No | Verdict::Misattributed => "no",
        Verdict::Other | Verdict::Unattributed => "other",
        Verdict::Altered | Verdict::Contradicted => "altered",
        Verdict::Found if !reply.excerpts.is_empty() && reply.rows.is_empty() => "found",
        _ => "plain",
    }
}

/// The heading, what else the headline says, and of which list it speaks.
fn said(reply: &Reply) -> (String, Option<String>, Vec<&String>) {
    let mut headline = reply.headline.clone();
    let apart = reply.scopes.len() == 1;
    let scopes: Vec<&String> = reply.scopes.iter().filter(|scope| apart && headline.contains(scope.as_str())).collect();
    for scope in &scopes {
        headline = headline.replacen(scope.as_str(), "", 1);
    }
    let headline = headline.trim();
    let end = if headline.chars().count() <= HEADING {
        headline.len()
    } else {
        let sentences = crate::text::sentences(headline);
        sentences.iter().map(|sentence| sentence.end).find(|end| *end > LEAST_HEADING).unwrap_or(headline.len())
    };
    let (heading, rest) = headline.split_at_checked(end).unwrap_or((headline, ""));
    let rest = Some(rest.trim()).filter(|rest| !rest.is_empty());
    (heading.to_owned(), rest.map(str::to_owned), scopes)
}

/// Whether it answers a question by itself, not by another command.
fn is_plain_answer(reply: &Reply) -> bool {
    is_ask(&reply.command) && reply.routed.is_none() && reply.rows.is_empty()
}

fn notes(reply: &Reply) -> Markup {
    html! {
        @if !reply.notes.is_empty() { ul.notes { @for note in &reply.notes { li { (visible(note)) } } } }
    }
}

/// The excerpts by what they are to the reply.
fn parts(look: &Look<'_>, reply: &Reply) -> Markup {
    let of = |part| reply.parts(part).collect::<Vec<&Excerpt>>();
    let (answers, related, nearest) = (of(Part::Answer), of(Part::Related), of(Part::Nearest));
    // One answer is enough to a question; a list of results is asked for as one.
    let enough = if is_plain_answer(reply) { 1 } else { answers.len() };
    let (first, further) = answers.split_at_checked(enough).unwrap_or((&answers, &[]));
    let folded = |key: &str, excerpts: &[&Excerpt]| {
        let label = look.fill(key, &[("count", &excerpts.len())]);
        html! { @if !excerpts.is_empty() { details.more { summary { (label) } (figures(look, excerpts)) } } }
    };
    html! {
        (figures(look, first))
        (folded("web.further", further))
        @if answers.is_empty() && !related.is_empty() {
            h2 { (look.say("web.related_only")) }
            (figures(look, &related))
        } @else { (folded("web.related", &related)) }
        @if !nearest.is_empty() {
            h2 { (look.say("web.nearest")) }
            (figures(look, &nearest))
        }
    }
}

fn figures(look: &Look<'_>, excerpts: &[&Excerpt]) -> Markup {
    html! { @for excerpt in excerpts { (figure(look, excerpt)) } }
}

/// The readings to choose from, as buttons that ask again.
fn choices(look: &Look<'_>, came: &Answered<'_>) -> Markup {
    let reply = came.reply;
    // What another command answered is asked of that one; what this one did, it may narrow itself.
    let other = reply.routed.as_deref().and_then(|routed| look.table.command(routed));
    let leading = other.and_then(CommandSpec::leading_option).map_or(PICKED, |option| option.name);
    let action = other.map_or(&came.command.name, |other| &other.name);
    html! {
        @if !reply.choices.is_empty() {
            form.choices method="post" action={ "/" (segment(action)) } aria-label=(look.say("discord.which")) {
                @if other.is_none() { (hidden(came.given, &[PICKED, "offset"])) }
                @for choice in &reply.choices {
                    button type="submit" name=(leading) value=(choice.value) { (visible(&choice.label)) }
                }
            }
        }
    }
}

/// Listed places in and around the one that was asked about.
fn related_places(reply: &Reply) -> Markup {
    html! {
        @if !reply.related.is_empty() {
            ul.notes { @for place in &reply.related { li { (visible(&place.name)) ": " (visible(&place.status)) } } }
        }
    }
}

/// The ways to the pages before and behind.
fn paging(look: &Look<'_>, came: &Answered<'_>) -> Markup {
    let reply = came.reply;
    let count = reply.rows.len().max(reply.excerpts.len());
    let last = reply.offset + count;
    // Of what is no answer to a question nobody is shown more.
    let answers = !is_plain_answer(reply) || reply.excerpts.last().is_some_and(|last| last.part == Part::Answer);
    let further = reply.verdict != Verdict::NotFound && count > 0 && reply.total > last && answers;
    let offset = look.table.paging().iter().find(|option| option.name == "offset");
    let furthest = offset.and_then(bounds).and_then(|(_, most)| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    let next = further.then(|| reply.offset + came.limit).filter(|offset| *offset <= furthest);
    let previous = (reply.offset > 0).then(|| reply.offset.saturating_sub(came.limit));
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("from", &(reply.offset + 1)), ("to", &last), ("of", &reply.total)];
    let to = |offset: usize, label: &str| {
        html! { button type="submit" name="offset" value=(offset) { (look.say(label)) } }
    };
    html! {
        @if next.is_some() || previous.is_some() {
            form.paging method="post" action={ "/" (segment(&came.command.name)) } {
                (hidden(came.given, &["offset"]))
                @if let Some(offset) = previous { (to(offset, "web.previous")) }
                @if count > 0 { span { (look.fill("web.range", &values)) } }
                @if let Some(offset) = next { (to(offset, "web.next")) }
            }
        }
    }
}
