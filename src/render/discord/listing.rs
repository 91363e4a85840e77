//! Lists: records, articles, an article's paragraphs, people, commands.

use std::collections::HashSet;

use super::buttons::{act, menu, option, read, removal};
use super::card::{Block, Card, Menu, units};
use super::custom_id::Action;
use super::excerpt::{self, article_particulars, paragraph, parted};
use super::reference::article_hash;
use super::results::range;
use super::{Attachment, Button, Look, Message, desk, escape, heading, link, linked, quoted, small};
use crate::domain::{CountsAs, ParagraphKey, without_text_fragment};
use crate::render::day;
use crate::render::window::OMISSION;
use crate::reply::{ArticleRow, CommandRow, EntryRow, Listing, ParagraphRow, RecordRow, Reply, Row as Item};
use crate::words::capital;

/// Articles, people and records on a page.
const ARTICLES: usize = 5;
const ENTRIES: usize = 15;
const RECORDS: usize = 25;
/// What is shown of a title, of what opens an article and of a paragraph.
const TITLE: usize = 70;
const OPENING: usize = 80;
const DETAIL: usize = 110;
const PARAGRAPH: usize = 1_200;
/// Between the names of a list.
const BETWEEN: &str = " · ";

/// The rows, as many as a page has.
pub(super) fn rows(card: &mut Card, reply: &Reply, look: &Look) {
    match reply.rows.first() {
        Some(Item::Record(_)) => groups(card, reply, look),
        Some(Item::Article(_)) if reply.command == "article" => one_article(card, reply, look),
        Some(Item::Article(_)) => {
            let articles = articles(reply).take(ARTICLES);
            card.blocks.extend(parted(articles.map(|row| article(row, look))));
        }
        _ => {
            let lines = reply.rows.iter().take(shown_of(reply)).map(|row| line(row, reply.rows.len() == 1, look));
            card.text(lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The menus and buttons below the rows: what opens one, what turns the page, and what gives the list as a table.
pub(super) fn buttons(card: &mut Card, reply: &Reply, look: &Look) {
    let shown = shown_of(reply);
    let all = reply.total.max(reply.rows.len());
    let of_one_page = reply.offset == 0 && shown >= all;
    if !of_one_page && reply.command != "article" {
        let (from, to) = (reply.offset + 1, reply.offset + shown);
        card.text(range(from, to, all, look));
    }
    card.menu(opened(reply, look));
    let rows = |offset| reply.listing.clone().and_then(|listing| Action::Rows(listing, offset).encode());
    let turn = |key: &str, offset: usize| Some(Button::act(rows(offset)?, look.words.say(key, &[])));
    let mut row: Vec<Button> = Vec::new();
    if let Some(before) = reply.offset.checked_sub(1) {
        row.extend(turn("discord.previous", (before + 1).saturating_sub(page_of(reply))));
    }
    let next = reply.offset + shown;
    if next < all {
        match turn("discord.next", next) {
            Some(button) => row.push(button),
            None => card.text(small(&look.words.say("discord.left_out", &[("count", &(all - next))]))),
        }
    }
    if let Some(Item::Article(row_of)) = reply.rows.first().filter(|_| reply.command == "article") {
        row.extend(read(look, &row_of.url));
        let hash = article_hash(&row_of.article);
        row.extend(look.discussions.and_then(|_| desk::discussions::button(hash, None, look.words)));
    }
    if let Some(listing @ Listing::Records(_)) = &reply.listing
        && matches!(reply.rows.first(), Some(Item::Record(_)))
    {
        row.extend(act(look, "discord.table", &Action::Table(listing.clone())));
    }
    row.extend(removal(look));
    card.buttons(row);
}

/// How many of the rows a page shows; an article's paragraphs show as many as there is room for.
fn shown_of(reply: &Reply) -> usize {
    match reply.rows.first() {
        Some(Item::Record(_)) => reply.rows.len().saturating_sub(reply.offset).min(RECORDS),
        Some(Item::Article(_)) if reply.command == "article" => paragraphs_with_room(reply).count(),
        _ => reply.rows.len().min(page_of(reply)),
    }
}

fn page_of(reply: &Reply) -> usize {
    match reply.rows.first() {
        Some(Item::Record(_)) => RECORDS,
        Some(Item::Article(_)) if reply.command == "article" => paragraphs_with_room(reply).count().max(1),
        Some(Item::Article(_)) => ARTICLES,
        Some(Item::Command(_)) => reply.rows.len(),
        _ => ENTRIES,
    }
}

/// The menu that opens what is listed.
fn opened(reply: &Reply, look: &Look) -> Menu {
    match reply.rows.first() {
        Some(Item::Record(_)) => evidence(reply, look),
        Some(Item::Article(_)) if reply.command != "article" => {
            let action = Action::Pick { command: "article".to_owned() };
            let empty = menu(look.words.say("discord.open_here", &[]), &action, std::iter::empty());
            let fits = |row: &&ArticleRow| units(&row.article) <= 100;
            let options = articles(reply).filter(fits).take(ARTICLES).map(|row| {
                option(&row.title, &row.article, &format!("{}, {}", row.publisher, day(look.words, row.date)))
            });
            Menu { options: options.collect(), ..empty }
        }
        _ => Menu::default(),
    }
}

fn articles(reply: &Reply) -> impl Iterator<Item = &ArticleRow> {
    reply.rows.iter().filter_map(Item::article)
}

fn article(row: &ArticleRow, look: &Look) -> Block {
    let opening = look.library.opening(&row.article);
    let opening = opening.map(|text| {
        let text = text.replace('\n', " ");
        match crate::text::clip_at_word(text.trim(), OPENING) {
            (whole, false) => quoted(&escape::excerpt(whole)),
            (clipped, true) => quoted(&format!("{} {OMISSION}", escape::excerpt(clipped))),
        }
    });
    excerpt::item((&row.title, &row.publisher, row.date, &row.url), opening, look)
}

/// All records of a list, in the order in which they are shown: list by list, first those that say yes.
pub fn records(reply: &mut Reply) {
    let mut lists: Vec<String> = Vec::new();
    let mut statuses: Vec<String> = Vec::new();
    for row in &reply.rows {
        let Item::Record(record) = row else { continue };
        for (known, own) in [(&mut lists, &record.tracker), (&mut statuses, &record.status)] {
            if !known.contains(own) {
                known.push(own.clone());
            }
        }
    }
    let place = |known: &[String], own: &String| known.iter().position(|other| other == own);
    reply.rows.sort_by_cached_key(|row| match row {
        Item::Record(record) => {
            let counts = match record.counts_as {
                CountsAs::Yes => 0,
                CountsAs::Neither => 1,
                CountsAs::No => 2,
            };
            (place(&lists, &record.tracker), counts, place(&statuses, &record.status), record.article.clone())
        }
        _ => (None, 0, None, String::new()),
    });
}

/// Whether a reply lists records of several lists, and of how many.
pub(super) fn lists(reply: &Reply) -> usize {
    reply.rows.iter().filter_map(Item::record).map(|record| record.tracker.as_str()).collect::<HashSet<_>>().len()
}

/// The records of a page, those of one list, status and article together, the article named once.
fn groups(card: &mut Card, reply: &Reply, look: &Look) {
    let all: Vec<&RecordRow> = reply.rows.iter().filter_map(Item::record).collect();
    let several = lists(reply) > 1;
    let page: Vec<&RecordRow> = all.iter().copied().skip(reply.offset).take(RECORDS).collect();
    for of_list in page.chunk_by(|one, other| one.tracker == other.tracker) {
        let Some(first) = of_list.first() else { continue };
        // What all groups were made from is named once, below them.
        let one_article = of_list.iter().all(|row| row.article == first.article);
        let mut lines: Vec<String> = Vec::new();
        if several {
            lines.push(heading(&escape::excerpt(&first.list)));
        }
        for of_status in of_list.chunk_by(|one, other| one.status == other.status) {
            let Some(first) = of_status.first() else { continue };
            let same = |row: &&&RecordRow| row.tracker == first.tracker && row.status == first.status;
            let (status, count) = (escape::excerpt(&capital(&first.status)), all.iter().filter(same).count());
            lines.push(look.words.say("discord.group", &[("status", &status), ("count", &count)]));
            for of_article in of_status.chunk_by(|one, other| one.article == other.article) {
                let names: Vec<String> = of_article.iter().map(|row| named(row, look)).collect();
                lines.push(names.join(BETWEEN));
                if !one_article {
                    lines.extend(of_article.first().map(|row| source(row)));
                }
            }
        }
        lines.extend(of_list.first().filter(|_| one_article).map(|row| source(row)));
        card.text(lines.join("\n"));
    }
}

/// A record's subject, with its day where it has one of its own.
fn named(row: &RecordRow, look: &Look) -> String {
    let subject = escape::excerpt(&row.subject);
    if row.is_dated { format!("{subject} ({})", day(look.words, row.date)) } else { subject }
}

/// The article that a group of records was made from.
fn source(row: &RecordRow) -> String {
    let title = escape::excerpt(&escape::words(&row.title, TITLE));
    match link(without_text_fragment(&row.url)) {
        Some(url) => small(&linked(&title, url)),
        None => small(&title),
    }
}

/// A menu that leads from the records of a page to the evidence of each.
fn evidence(reply: &Reply, look: &Look) -> Menu {
    let page = reply.rows.iter().skip(reply.offset).take(RECORDS);
    let pairs: Vec<(&str, String)> = page
        .filter_map(Item::record)
        .filter_map(|row| {
            let subject = row.place.as_ref().map_or(row.subject.as_str(), |place| place.geoid.as_str());
            Some((row.subject.as_str(), format!("{} {subject}", look.library.command_of(&row.tracker)?)))
        })
        .collect();
    let pairs = pairs.iter().map(|(label, value)| (*label, value.as_str()));
    menu(look.words.say("discord.evidence", &[]), &Action::Evidence, pairs)
}

/// The records of a list as a file.
pub fn table(file: Attachment, look: &Look) -> Message {
    let mut card = Card::default();
    card.text(heading(&escape::excerpt(&file.description)));
    card.blocks.push(Block::File { name: file.name.clone() });
    card.text(small(&look.words.say("discord.table_of", &[])));
    Message { card: Some(card), files: vec![file], private: true, ..Message::default() }
}

/// An article's particulars and those of its paragraphs for which there is room.
fn one_article(card: &mut Card, reply: &Reply, look: &Look) {
    let Some(Item::Article(row)) = reply.rows.first() else { return };
    card.text(article_particulars(look.words, row));
    // The title stands above them.
    let shown =
        paragraphs_with_room(reply).filter(|row| row.paragraph != ParagraphKey::Title).map(|row| body(row, look));
    card.text(shown.collect::<Vec<_>>().join("\n"));
}

/// What an article's text may take of a card.
const ROOM: usize = 3_000;

fn paragraphs_with_room(reply: &Reply) -> impl Iterator<Item = &ParagraphRow> {
    let rows = reply.rows.iter().filter_map(|row| if let Item::Paragraph(row) = row { Some(row) } else { None });
    let mut left = ROOM;
    // The first is shown whatever its length is: it is cut.
    rows.enumerate().map_while(move |(at, row)| {
        let length = units(&escape::excerpt(&row.text)).min(PARAGRAPH) + 24;
        let fits = at == 0 || length <= left;
        left = left.saturating_sub(length);
        fits.then_some(row)
    })
}

fn body(row: &ParagraphRow, look: &Look) -> String {
    let text = quoted(&escape::units(&escape::excerpt(&row.text), PARAGRAPH));
    let place = paragraph(look.words, row.paragraph);
    match &row.quoted_from {
        Some(outlet) => format!("{}\n{text}", small(&format!("{place}{BETWEEN}{}", escape::excerpt(outlet)))),
        None => format!("{}\n{text}", small(&place)),
    }
}

fn line(item: &Item, alone: bool, look: &Look) -> String {
    match item {
        Item::Command(row) => command(row, alone, look),
        Item::Entry(row) => entry(row),
        Item::Record(row) => named(row, look),
        Item::Article(row) => escape::excerpt(&row.title),
        Item::Paragraph(row) => body(row, look),
    }
}

fn entry(row: &EntryRow) -> String {
    let (name, detail) = (escape::words(&row.name, TITLE), escape::words(&row.detail, DETAIL));
    format!("- **{}**\n{}", escape::excerpt(&name), small(&escape::excerpt(&detail)))
}

/// What a command is for; its name can be clicked where Discord has told its id.
fn command(row: &CommandRow, alone: bool, look: &Look) -> String {
    let id = look.commands.get(&row.name).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let name = match id {
        // Of a command with actions, these are what can be clicked.
        Some(id) if is_plain(&row.name) && !row.actions.is_empty() => {
            let actions = row.actions.iter().map(|action| format!("</{} {action}:{id}>", row.name));
            actions.collect::<Vec<_>>().join(" ")
        }
        Some(id) if is_plain(&row.name) => format!("</{}:{id}>", row.name),
        _ => format!("`/{}`", code(&row.name)),
    };
    let mut line = format!("{name} {}", escape::excerpt(&row.description));
    if alone {
        line.push_str(&format!("\n`{}`", code(&row.usage)));
        row.examples.iter().for_each(|example| line.push_str(&format!("\n- `{}`", code(example))));
    }
    line
}

/// Whether nothing in a command's name ends a mention of it.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
}

/// Inside backticks nothing is read as markdown, and nothing but a backtick ends them.
fn code(text: &str) -> String {
    escape::plain(text, 120).replace('`', "'")
}
