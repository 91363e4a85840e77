//! Lists: records, articles, an article's paragraphs, commands.

use super::excerpt::paragraph;
use super::{
    DESCRIPTION, Embed, Look, Row, TITLE, buttons, embed_link, escape, link, linked, quoted, small, with_link,
};
use crate::domain::ParagraphKey;
use crate::render::day;
use crate::reply::{ArticleRow, CommandRow, EntryRow, ParagraphRow, RecordRow, Reply, Row as Item};
use crate::words::Words;

/// Words of a record that are shown in a list, in UTF-16 units.
const EVIDENCE: usize = 160;
/// What is shown of a title and of a paragraph, in UTF-16 units.
const HEADING: usize = 150;
const PARAGRAPH: usize = 1_200;

/// How much is said of each item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    Full,
    Linked,
    Named,
}

/// The list, in as much detail as fits.
pub(super) fn embed(words: &Words, reply: &Reply) -> Embed {
    let (head, listed) = match reply.rows.split_first() {
        Some((Item::Article(article), rest)) if reply.command == "article" => (Some(article), rest),
        _ => (None, reply.rows.as_slice()),
    };
    // The title stands above them.
    let titled = |item: &&Item| matches!(item, Item::Paragraph(row) if row.paragraph == ParagraphKey::Title);
    let items: Vec<&Item> = listed.iter().filter(|item| !titled(item)).collect();
    let listed = listed.len();
    let lines = |detail| items.iter().map(|item| line(words, item, detail, items.len() == 1)).collect::<Vec<_>>();
    let length = |lines: &[String]| lines.iter().map(|line| units(line) + 1).sum::<usize>();
    let detail = [Detail::Full, Detail::Linked].into_iter().find(|detail| length(&lines(*detail)) <= DESCRIPTION);
    let mut description = String::new();
    let mut shown = 0;
    for line in lines(detail.unwrap_or(Detail::Named)) {
        if units(&description) + units(&line) + 1 > DESCRIPTION {
            break;
        }
        description.push_str(&line);
        description.push('\n');
        shown += 1;
    }
    let left = reply.total.max(listed).saturating_sub(shown + listed - items.len());
    let mut footer: Vec<String> = head.map(|article| escape::plain(&article.licence, 200)).into_iter().collect();
    if left > 0 && !(items.is_empty() && head.is_some()) {
        footer.push(words.say("discord.left_out", &[("count", &left)]));
    }
    Embed {
        title: head.map_or_else(String::new, |article| escape::units(&escape::excerpt(&article.title), TITLE)),
        url: head.and_then(|article| embed_link(&article.url)),
        description: description.trim_end().to_owned(),
        footer: footer.join(" · "),
    }
}

/// The citation of the one article that is listed.
pub(super) fn cited(words: &Words, reply: &Reply) -> Option<String> {
    let Some(Item::Article(article)) = reply.rows.first().filter(|_| reply.command == "article") else { return None };
    let line = format!("{}, {}", escape::excerpt(&article.publisher), day(words, article.date));
    Some(with_link(line, &article.url))
}

/// A menu that leads from the records of one tracker to the evidence of each.
pub(super) fn menu(reply: &Reply, look: &Look) -> Option<Row> {
    let records = reply.rows.iter().filter_map(|row| match row {
        Item::Record(record) => Some(record),
        _ => None,
    });
    let records: Vec<&RecordRow> = records.collect();
    let command = look.library.command_of(&records.first()?.tracker)?;
    let same = |record: &&&RecordRow| look.library.command_of(&record.tracker).as_ref() == Some(&command);
    let pairs = records.iter().filter(same).map(|record| {
        let value = record.place.as_ref().map_or(record.subject.as_str(), |place| place.geoid.as_str());
        (record.subject.as_str(), value)
    });
    Some(buttons::menu(look.words.say("discord.evidence", &[]), &command, pairs))
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn line(words: &Words, item: &Item, detail: Detail, alone: bool) -> String {
    match item {
        Item::Record(row) => record(words, row, detail),
        Item::Article(row) => article(words, row, detail),
        Item::Paragraph(row) => body(words, row),
        Item::Command(row) => command(row, alone),
        Item::Entry(row) => entry(row),
    }
}

fn record(words: &Words, row: &RecordRow, detail: Detail) -> String {
    let (subject, status) = (escape::excerpt(&row.subject), escape::excerpt(&row.status));
    let said =
        words.say("discord.record", &[("subject", &subject), ("status", &status), ("date", &day(words, row.date))]);
    let place = paragraph(words, row.paragraph);
    let place = match link(&row.url).filter(|_| detail != Detail::Named) {
        Some(url) => linked(&place, url),
        None => place,
    };
    let line = format!("- {said}, {place}");
    // A long sentence that names many is not cut: the menu leads to it.
    if detail != Detail::Full || row.evidence.is_empty() || units(&row.evidence) > EVIDENCE {
        return line;
    }
    format!("{line}\n{}", quoted(&escape::excerpt(&row.evidence)))
}

fn article(words: &Words, row: &ArticleRow, detail: Detail) -> String {
    let title = escape::units(&escape::excerpt(&row.title), HEADING);
    let title = match link(&row.url).filter(|_| detail != Detail::Named) {
        Some(url) => linked(&title, url),
        None => title,
    };
    format!("- {title}\n{}", small(&format!("{}, {}", escape::excerpt(&row.publisher), day(words, row.date))))
}

fn body(words: &Words, row: &ParagraphRow) -> String {
    let text = quoted(&escape::units(&escape::excerpt(&row.text), PARAGRAPH));
    let place = paragraph(words, row.paragraph);
    match &row.quoted_from {
        Some(outlet) => format!("{}\n{text}", small(&format!("{place}, {}", escape::excerpt(outlet)))),
        None => format!("{}\n{text}", small(&place)),
    }
}

fn entry(row: &EntryRow) -> String {
    let name = escape::units(&escape::excerpt(&row.name), HEADING);
    format!("- **{name}**\n{}", small(&escape::units(&escape::excerpt(&row.detail), HEADING)))
}

fn command(row: &CommandRow, alone: bool) -> String {
    let mut line = format!("`{}` {}", code(&row.usage), escape::excerpt(&row.description));
    if alone {
        row.examples.iter().for_each(|example| line.push_str(&format!("\n- `{}`", code(example))));
    }
    line
}

/// Inside backticks nothing is read as markdown, and nothing but a backtick ends them.
fn code(text: &str) -> String {
    escape::plain(text, 120).replace('`', "'")
}
