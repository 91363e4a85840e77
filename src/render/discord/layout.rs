//! What stands where.

use crate::domain::{ParagraphKey, QuoteType};
use crate::render::compared;
use crate::reply::{Choice, DiffSide, Excerpt, Reply, Row as Item, Verdict, Visibility};
use crate::text;
use crate::words::Words;

use super::custom_id::{Action, MAX_REFERENCES, Reference};
use super::{Button, Embed, Message, Row, escape};

/// Discord's limits, in UTF-16 units.
const CONTENT: usize = 2_000;
const DESCRIPTION: usize = 4_096;
const TITLE: usize = 256;
/// What is shown of the question.
const QUESTION: usize = 150;
/// Rows of a listing, at most.
const ITEMS: usize = 20;

/// What a look at the archive may show: the words of a paragraph, by article and key.
pub type Paragraphs<'a> = &'a dyn Fn(&str, ParagraphKey) -> Option<String>;

/// How a message is to look.
pub struct Look<'a> {
    /// The catalogue.
    pub words: &'a Words,
    /// Paragraphs, for the context of excerpts.
    pub paragraphs: Paragraphs<'a>,
    /// What was asked, to be said again.
    pub question: Option<&'a str>,
    /// Whether only the asker is to see it.
    pub private: bool,
}

/// A reply as a message.
pub fn reply(reply: &Reply, look: &Look) -> Message {
    let words = look.words;
    let mut message = Message { private: look.private || is_echo(reply), ..Message::default() };
    let mut lines = vec![escape::excerpt(&reply.headline)];
    if let Some(question) = look.question.filter(|question| !question.trim().is_empty()) {
        lines.push(words.say("discord.asked", &[("question", &escape::echoed(question, QUESTION))]));
    }
    let nearest = reply.verdict == Verdict::NotFound && !reply.excerpts.is_empty();
    let shown: Vec<&Excerpt> = reply.excerpts.iter().take(if nearest { 3 } else { MAX_REFERENCES }).collect();
    if let Some(first) = shown.first() {
        if nearest {
            lines.push(words.say("discord.nearest", &[]));
        }
        lines.push(citation(words, first));
        message.embed = Some(embed(first, look));
        let references: Option<Vec<Reference>> = shown.iter().map(|excerpt| Reference::to(excerpt)).collect();
        message.rows.extend(buttons(words, first, 0, &references.unwrap_or_default(), message.private));
    } else if !reply.rows.is_empty() {
        message.embed = Some(listing(words, reply));
    }
    if !reply.choices.is_empty() {
        message.rows.insert(0, menu(words, reply.routed.as_deref().unwrap_or(&reply.command), &reply.choices));
    }
    for related in reply.related.iter().take(5) {
        let key = if related.received { "discord.related_yes" } else { "discord.related_no" };
        lines.push(words.say(key, &[("name", &escape::excerpt(&related.name))]));
    }
    lines.extend(reply.notes.iter().take(5).map(|note| format!("-# {}", escape::echoed(note, 300))));
    if message.rows.is_empty() && !message.private {
        message.rows.extend(remove(words));
    }
    message.content = escape::units(&lines.join("\n"), CONTENT);
    message
}

/// The excerpt at one place of a list that a button remembered.
pub fn page(excerpt: &Excerpt, at: usize, references: &[Reference], look: &Look) -> Message {
    let place = look.words.say("discord.page", &[("at", &(at + 1)), ("of", &references.len())]);
    Message {
        content: escape::units(&format!("{place}\n{}", citation(look.words, excerpt)), CONTENT),
        embed: Some(embed(excerpt, look)),
        rows: buttons(look.words, excerpt, at, references, look.private),
        private: look.private,
    }
}

/// One excerpt that somebody shares.
pub fn single(excerpt: &Excerpt, look: &Look) -> Message {
    let references: Vec<Reference> = Reference::to(excerpt).into_iter().collect();
    Message {
        content: escape::units(&citation(look.words, excerpt), CONTENT),
        embed: Some(embed(excerpt, look)),
        rows: buttons(look.words, excerpt, 0, &references, look.private),
        private: look.private,
    }
}

/// What stands around an excerpt, as far as the article may be shown.
pub fn surroundings(excerpt: &Excerpt, paragraphs: &[String], look: &Look) -> Message {
    let quoted: Vec<String> = paragraphs.iter().map(|text| quote(&escape::excerpt(text))).collect();
    let mut embed = embed(excerpt, look);
    embed.description = escape::units(&quoted.join("\n> \n"), DESCRIPTION);
    embed.footer = escape::plain(&excerpt.licence, 200);
    Message {
        content: escape::units(&citation(look.words, excerpt), CONTENT),
        embed: Some(embed),
        rows: Vec::new(),
        private: true,
    }
}

/// Whether a reply does little more than say the asker's words again.
fn is_echo(reply: &Reply) -> bool {
    let empty = matches!(reply.verdict, Verdict::NotFound | Verdict::UnknownPlace | Verdict::UnknownName);
    empty || reply.verdict == Verdict::Altered || reply.visibility == Visibility::Private
}

fn citation(words: &Words, excerpt: &Excerpt) -> String {
    let publisher = match &excerpt.quoted_from {
        Some(outlet) => words.say("discord.quoted_by", &[("outlet", outlet), ("publisher", &excerpt.publisher)]),
        None => excerpt.publisher.clone(),
    };
    let cited = words.say(
        "discord.citation",
        &[
            ("publisher", &escape::excerpt(&publisher)),
            ("title", &escape::excerpt(&excerpt.title)),
            ("date", &excerpt.date),
            ("paragraph", &excerpt.paragraph),
        ],
    );
    match link(&excerpt.url) {
        // The fragment makes long links; where it does not fit, the embed still has it.
        Some(url) if url.len() <= 900 => format!("{cited}\n<{url}>"),
        _ => cited,
    }
}

/// The excerpt as a block quotation, its matches in bold, what stands around it in small print.
fn embed(excerpt: &Excerpt, look: &Look) -> Embed {
    let whole = (look.paragraphs)(&excerpt.article, excerpt.paragraph);
    let around = |range: std::ops::Range<usize>| {
        let text = whole.as_deref().and_then(|whole| whole.get(range)).unwrap_or_default();
        escape::units(&escape::excerpt(text.trim()), 600)
    };
    let (before, after) = (around(excerpt.context[0]..excerpt.start), around(excerpt.end..excerpt.context[1]));
    let mut parts = Vec::new();
    parts.extend(speaker(look.words, excerpt));
    if excerpt.quote_type == Some(QuoteType::Indirect) {
        parts.push(look.words.say("discord.indirect", &[]));
    }
    if !before.is_empty() {
        parts.push(small(&before));
    }
    if !excerpt.text.is_empty() {
        parts.push(quote(&escape::units(&marked(excerpt), 2_400)));
    }
    if !after.is_empty() {
        parts.push(small(&after));
    }
    for (key, side) in [("discord.diff_asked", DiffSide::Asked), ("discord.diff_archive", DiffSide::Archive)] {
        if let Some(diff) = &excerpt.diff {
            let text = compared(diff, side, |text| escape::echoed(text, 600));
            parts.push(look.words.say(key, &[("text", &escape::units(&text, 600).replace('\n', " "))]));
        }
    }
    let mut footer = escape::plain(&excerpt.licence, 200);
    if !excerpt.highlights.is_empty() && !excerpt.text.is_empty() {
        footer = format!("{footer} · {}", look.words.say("discord.emphasis", &[]));
    }
    Embed {
        title: escape::units(&escape::excerpt(&excerpt.title), TITLE),
        url: link(&excerpt.url).filter(|url| url.len() <= 2_048).map(str::to_owned),
        description: escape::units(&parts.join("\n"), DESCRIPTION),
        footer,
    }
}

/// Who said it, in which role, with which verb; that it is unclear, where it is.
fn speaker(words: &Words, excerpt: &Excerpt) -> Option<String> {
    if excerpt.certain == Some(false) {
        return Some(words.say("discord.speaker_unclear", &[]));
    }
    let name = escape::excerpt(excerpt.speaker.as_ref()?);
    let mut line = match &excerpt.role {
        Some(role) => words.say("discord.speaker_role", &[("speaker", &name), ("role", &escape::excerpt(role))]),
        None => words.say("discord.speaker", &[("speaker", &name)]),
    };
    if let Some(cue) = &excerpt.cue {
        line.push_str(&words.say("discord.cue", &[("cue", &escape::excerpt(cue))]));
    }
    Some(line)
}

fn quote(escaped: &str) -> String {
    escaped.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

fn small(escaped: &str) -> String {
    format!("-# … {}", escaped.replace('\n', " "))
}

/// The excerpt's words with the matches between double asterisks.
fn marked(excerpt: &Excerpt) -> String {
    let mut out = String::new();
    let mut at = 0;
    for [start, end] in &excerpt.highlights {
        let (Some(start), Some(end)) = (start.checked_sub(excerpt.start), end.checked_sub(excerpt.start)) else {
            continue;
        };
        let (Some(before), Some(word)) = (excerpt.text.get(at..start), excerpt.text.get(start..end)) else { continue };
        if word.trim().is_empty() {
            continue;
        }
        out.push_str(&escape::excerpt(before));
        out.push_str("**");
        out.push_str(&escape::excerpt(word));
        out.push_str("**");
        at = end;
    }
    out.push_str(&escape::excerpt(excerpt.text.get(at..).unwrap_or_default()));
    out
}

/// An address that leads somewhere and ends no markdown.
fn link(url: &str) -> Option<&str> {
    let good = (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`'));
    good.then_some(url)
}

fn buttons(words: &Words, excerpt: &Excerpt, at: usize, references: &[Reference], private: bool) -> Vec<Row> {
    let mut actions = Vec::new();
    let page = |at| Action::Page { at, references: references.to_vec() };
    if at > 0 {
        actions.push(("discord.previous", page(at - 1)));
    }
    if at + 1 < references.len() {
        actions.push(("discord.next", page(at + 1)));
    }
    if let Some(reference) = references.get(at).copied() {
        if excerpt.context[0] < excerpt.start || excerpt.context[1] > excerpt.end {
            actions.push(("discord.context", Action::Context(reference)));
        }
        if private {
            actions.push(("discord.share", Action::Share(reference)));
        }
    }
    if !private {
        actions.push(("discord.remove", Action::Remove));
    }
    let buttons: Vec<Button> = actions
        .into_iter()
        .filter_map(|(key, action)| Some(Button { custom_id: action.encode()?, label: words.say(key, &[]) }))
        .collect();
    if buttons.is_empty() { Vec::new() } else { vec![Row::Buttons(buttons)] }
}

fn remove(words: &Words) -> Option<Row> {
    let custom_id = Action::Remove.encode()?;
    Some(Row::Buttons(vec![Button { custom_id, label: words.say("discord.remove", &[]) }]))
}

fn menu(words: &Words, command: &str, choices: &[Choice]) -> Row {
    let mut options: Vec<(String, String)> = Vec::new();
    for choice in choices {
        let fits = !choice.value.is_empty() && choice.value.encode_utf16().count() <= 100;
        if fits && options.len() < 25 && !options.iter().any(|(_, value)| *value == choice.value) {
            let label = escape::plain(&choice.label, 100);
            let label = if label.trim().is_empty() { escape::plain(&choice.value, 100) } else { label };
            options.push((label, choice.value.clone()));
        }
    }
    let custom_id = Action::Pick { command: command.to_owned() }.encode().unwrap_or_default();
    Row::Menu { custom_id, placeholder: words.say("discord.which", &[]), options }
}

fn listing(words: &Words, reply: &Reply) -> Embed {
    let mut lines: Vec<String> = Vec::new();
    for row in reply.rows.iter().take(ITEMS) {
        lines.push(match row {
            Item::Record(row) => {
                let key = if row.received { "discord.record_yes" } else { "discord.record_no" };
                let subject = escape::excerpt(&row.subject);
                let said = words.say(key, &[("subject", &subject), ("date", &row.date)]);
                format!("- {said}\n  > {}", escape::units(&escape::excerpt(&row.evidence), 160).replace('\n', " "))
            }
            Item::Article(row) => {
                let title = escape::units(&escape::excerpt(&row.title), 120);
                let line = format!("- {title} · {} · {}", escape::excerpt(&row.publisher), row.date);
                match link(&row.url).filter(|url| url.len() < 200) {
                    Some(url) => format!("{line}\n  <{url}>"),
                    None => line,
                }
            }
            Item::Paragraph(row) => quote(&escape::units(&escape::excerpt(&row.text), 1_200)),
            Item::Command(row) => {
                let usage = escape::units(&row.usage, 100).replace('`', "'");
                format!("`{usage}` {}", escape::excerpt(&row.description))
            }
        });
    }
    let mut description = String::new();
    let mut shown = 0;
    for line in lines {
        if description.encode_utf16().count() + line.encode_utf16().count() + 1 > DESCRIPTION {
            break;
        }
        description.push_str(&line);
        description.push('\n');
        shown += 1;
    }
    let left = reply.total.max(reply.rows.len()).saturating_sub(shown);
    let footer = if left == 0 { String::new() } else { words.say("discord.left_out", &[("count", &left)]) };
    let title = text::clip(&reply.headline, 200).0;
    Embed { title: escape::units(&escape::excerpt(title), TITLE), url: None, description, footer }
}
