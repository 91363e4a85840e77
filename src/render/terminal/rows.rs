//! Rows of the listing commands.

use unicode_width::UnicodeWidthStr;

use crate::domain::CountsAs;
use crate::render::day;
use crate::reply::{ArticleRow, CommandRow, EntryRow, ParagraphRow, RecordRow, Reply, Row};

use super::excerpt::paragraph;
use super::out::{FAINT, LINK, Out};
use super::safe;

pub(super) fn write(out: &mut Out<'_>, reply: &Reply) {
    if reply.rows.is_empty() {
        return;
    }
    out.blank();
    let widest = reply.rows.iter().map(|row| first_column(row).width()).max().unwrap_or(0).min(out.width / 2);
    for row in &reply.rows {
        match row {
            Row::Record(record) => record_row(out, record, widest),
            Row::Article(article) => article_row(out, article),
            Row::Paragraph(row) => paragraph_row(out, row),
            Row::Command(command) => command_row(out, command, widest, reply.rows.len() == 1),
            Row::Entry(entry) => entry_row(out, entry, widest),
        }
    }
}

fn first_column(row: &Row) -> &str {
    match row {
        Row::Record(record) => &record.subject,
        Row::Command(command) => &command.usage,
        Row::Entry(entry) => &entry.name,
        Row::Article(_) | Row::Paragraph(_) => "",
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn record_row(out: &mut Out<'_>, record: &RecordRow, widest: usize) {
    let mark = match record.counts_as {
        CountsAs::Yes => "✓",
        CountsAs::No => "✗",
        CountsAs::Neither => "·",
    };
    let day = day(out.words, record.date);
    let subject = padded(&safe(&record.subject), widest);
    let place = paragraph(record.paragraph);
    let status = safe(&record.status);
    out.paragraph("  ", &format!("{mark} {subject}  {status}, {day}, {place}"), None);
}

fn article_row(out: &mut Out<'_>, article: &ArticleRow) {
    let day = day(out.words, article.date);
    out.paragraph("  ", &safe(&format!("{day}  {}", article.title)), None);
    let line = format!("{}, {} · {}", article.publisher, article.licence, article.article);
    out.paragraph("    ", &safe(&line), Some(FAINT));
    out.line("    ", &safe(&article.url), LINK);
}

fn paragraph_row(out: &mut Out<'_>, row: &ParagraphRow) {
    let place = paragraph(row.paragraph);
    match &row.quoted_from {
        Some(outlet) => out.paragraph("  ", &safe(&format!("{place} ({outlet})")), Some(FAINT)),
        None => out.paragraph("  ", &place, Some(FAINT)),
    }
    out.paragraph("    ", &safe(&row.text), None);
}

fn entry_row(out: &mut Out<'_>, entry: &EntryRow, widest: usize) {
    let name = padded(&safe(&entry.name), widest);
    out.hanging("  ", widest + 2, &format!("{name}  {}", safe(&entry.detail)), None);
}

fn command_row(out: &mut Out<'_>, command: &CommandRow, widest: usize, alone: bool) {
    let usage = padded(&safe(&command.usage), widest);
    out.hanging("  ", widest + 2, &format!("{usage}  {}", safe(&command.description)), None);
    if alone {
        for example in &command.examples {
            out.paragraph("    ", &safe(example), Some(FAINT));
        }
    }
}
