//! Exports that are one table: Beehiiv, Buttondown, and the posts.csv of Substack.

use std::collections::HashMap;

use crate::domain::Audience;

use super::super::draft::{Draft, Origin};
use super::super::html;
use super::super::limits::LARGEST_DECODED;
use super::super::reading::{ImportOptions, Reading};
use super::super::refused::Refused;
use super::super::{dates, markdown};

/// A row by the names of its columns.
pub(in crate::corpus::import) type Row = HashMap<String, String>;

/// The names of the columns, in small letters.
pub(in crate::corpus::import) fn columns(bytes: &[u8]) -> Vec<String> {
    let mut reader = reader(bytes);
    reader.byte_headers().map(|headers| headers.iter().map(name).collect()).unwrap_or_default()
}

/// Calls `each` with every row; a row that cannot be read is an error in its place.
pub(in crate::corpus::import) fn rows(bytes: &[u8], mut each: impl FnMut(usize, Result<Row, Refused>)) {
    let columns = columns(bytes);
    let mut reader = reader(bytes);
    for (record, number) in reader.byte_records().zip(2..) {
        let row = record.map_err(|error| Refused::malformed("a table", error)).and_then(|record| {
            if record.as_slice().len() as u64 > LARGEST_DECODED {
                return Err(Refused::TooLargeDecoded(LARGEST_DECODED));
            }
            let cells = record.iter().map(|cell| crate::corpus::decode::decode(cell).0.into_owned());
            Ok(columns.iter().cloned().zip(cells).collect())
        });
        each(number, row);
    }
}

/// Spreadsheets part cells with semicolons where a comma is the decimal sign, or with tabs: what stands in the first line
/// tells.
fn reader(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let bytes = without_mark(bytes);
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let has = |mark: &u8| first.contains(mark);
    let mark = if has(&b',') { b',' } else { [b';', b'\t'].into_iter().find(has).unwrap_or(b',') };
    csv::ReaderBuilder::new().flexible(true).delimiter(mark).from_reader(bytes)
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_lowercase()
}

/// Whether the table is one that this module reads.
pub(in crate::corpus::import) fn is_known(columns: &[String]) -> bool {
    is_beehiiv(columns) || is_buttondown(columns)
}

fn has(columns: &[String], name: &str) -> bool {
    columns.iter().any(|column| column == name)
}

fn is_beehiiv(columns: &[String]) -> bool {
    has(columns, "content_html") && (has(columns, "web_title") || has(columns, "title"))
}

fn is_buttondown(columns: &[String]) -> bool {
    has(columns, "body") && (has(columns, "subject") || has(columns, "title"))
}

/// Reads every row of the table.
pub(in crate::corpus::import) fn read(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) {
    let beehiiv = is_beehiiv(&columns(bytes));
    rows(bytes, |number, row| match row {
        Err(why) => reading.add(&format!("row {number}"), Err(why)),
        Ok(row) => {
            let title = ["web_title", "title", "subject"]
                .iter()
                .find_map(|name| row.get(*name))
                .filter(|title| !title.trim().is_empty());
            let what = title.cloned().unwrap_or_else(|| format!("row {number}"));
            let read = if beehiiv { beehiiv_post(&row, options) } else { buttondown_mail(&row, options) };
            match read {
                Ok(Some(draft)) => reading.add(&what, Ok(draft)),
                Ok(None) => reading.leave_out(&what, "not published"),
                Err(why) => reading.add(&what, Err(why)),
            }
        }
    });
}

/// A post of a Beehiiv export. Its rows have `web_title`, `web_subtitle`, `url`, `status`, `audience`, `created_at` and
/// `content_html`, among others.
fn beehiiv_post(row: &Row, options: &ImportOptions) -> Result<Option<Draft>, Refused> {
    let field = |names: &[&str]| {
        names.iter().find_map(|name| row.get(*name)).map(|text| html::clean(text)).filter(|text| !text.is_empty())
    };
    if field(&["status"])
        .is_some_and(|status| !matches!(status.to_lowercase().as_str(), "confirmed" | "published" | "live" | "sent"))
    {
        return Ok(None);
    }
    let mut draft = Draft::new(Origin::Export);
    draft.guid = field(&["id", "post_id"]);
    draft.title = field(&["web_title", "title", "email_subject_line"]).unwrap_or_default();
    draft.dek = field(&["web_subtitle", "subtitle"]);
    draft.byline = field(&["authors", "author"]);
    draft.date = field(&["publish_date", "published_at", "scheduled_at", "sent_at", "created_at", "created"])
        .and_then(|date| dates::any(&date));
    draft.url = match (field(&["url", "web_url", "canonical_url"]), field(&["slug"])) {
        (Some(url), _) if url.contains("://") => Some(url),
        (_, Some(slug)) => Some(options.address(&format!("p/{slug}"))?),
        _ => None,
    };
    let audience = field(&["audience", "web_audiences"]).map(|audience| audience.to_lowercase());
    draft.audience = audience.map(|audience| match audience.contains("premium") && !audience.contains("free") {
        true => Audience::Paid,
        false => Audience::Everyone,
    });
    super::take_html(&mut draft, row.get("content_html").map_or("", String::as_str))?;
    draft.name_by_text();
    Ok(Some(draft))
}

/// A mail of a Buttondown export: `subject`, `body` in Markdown (or HTML), `publish_date`, `slug`, `status`, `email_type`.
fn buttondown_mail(row: &Row, options: &ImportOptions) -> Result<Option<Draft>, Refused> {
    let body = row.get("body").map_or("", String::as_str);
    // Buttondown notes its editor's mode in a comment on top.
    let body = body
        .trim_start()
        .strip_prefix("<!-- buttondown-editor-mode")
        .and_then(|rest| rest.split_once("-->"))
        .map_or(body, |(_, body)| body);
    let slug = row.get("slug").filter(|slug| !slug.trim().is_empty());
    let mut row = row.clone();
    if let (Some(slug), false) = (slug, row.contains_key("absolute_url")) {
        row.insert("permalink".to_owned(), format!("archive/{}/", slug.trim()));
    }
    let stem = slug.cloned().unwrap_or_default();
    let draft = markdown::from_fields(&row, body, &stem, options)?;
    Ok(draft.map(|draft| Draft { origin: Origin::Export, ..draft }))
}
