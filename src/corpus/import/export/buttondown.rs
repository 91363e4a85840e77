//! A Buttondown export: a zip of `emails.csv` (or `emails.json`) and `emails/{slug}.md`, or a table that holds the texts.

use std::collections::HashSet;

use super::super::dates::Days;
use super::super::draft::{Draft, Origin};
use super::super::front_matter::{self, Fields};
use super::super::limits::{self, LARGEST_DECODED, LARGEST_RAW};
use super::super::markdown::{self, Text};
use super::super::options::ImportOptions;
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::super::rows;
use super::super::templates::TemplateValues;
use super::archive::Archive;

/// What the texts' list is called.
const LISTS: [&str; 2] = ["emails.csv", "emails.json"];

/// The folder inside the archive that holds the list, and the list's name.
pub(in crate::corpus::import) fn folder(archive: &Archive<'_>) -> Option<(String, &'static str)> {
    let names = archive.names();
    let lies = |folder: &str| names.iter().any(|name| name.starts_with(&format!("{folder}emails/")));
    LISTS.iter().find_map(|list| {
        let folder = names.iter().find_map(|name| {
            let folder = name.strip_suffix(list)?;
            (folder.is_empty() || folder.ends_with('/') && !folder.starts_with("__MACOSX")).then_some(folder)
        })?;
        lies(folder).then(|| (folder.to_owned(), *list))
    })
}

pub(in crate::corpus::import) fn read(
    archive: &mut Archive<'_>,
    (folder, list): (String, &str),
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<(), Refused> {
    let bytes = archive.read(&format!("{folder}{list}"), 4 * LARGEST_DECODED)?;
    let mut rows = Vec::new();
    let days = if list.ends_with("json") { Days::default() } else { rows::days(&bytes) };
    if list.ends_with("json") {
        let parsed: serde_json::Value = limits::json(&bytes, "a buttondown export")?;
        let items = parsed.as_array().cloned().unwrap_or_default();
        rows.extend(items.iter().zip(1..).map(|(item, number)| (number, Ok(front_matter::table(item)))));
    } else {
        rows::rows(&bytes, |number, row| rows.push((number, row.map(|row| Fields::from(&row)))));
    }
    let files: HashSet<String> = archive.names().iter().cloned().collect();
    for (number, row) in rows {
        let Some(row) = reading.sound(&format!("row {number}"), row) else { continue };
        let named = |name: &str| row.text(name).unwrap_or_default();
        let names = [named("slug"), named("id"), named("secondary_id")];
        let endings = ["md", "markdown", "html", "txt"];
        let mut paths = names.iter().filter(|name| !name.is_empty()).flat_map(|name| {
            let folder = &folder;
            endings.iter().map(move |ending| format!("{folder}emails/{name}.{ending}"))
        });
        let title = row.first(&["subject", "title"]).unwrap_or_else(|| format!("row {number}"));
        let own = row.text("body");
        let body = match paths.find(|path| files.contains(path)) {
            Some(path) => archive.read(&path, LARGEST_RAW).map(|bytes| {
                crate::corpus::decode::with_plain_line_ends(crate::corpus::decode::decode(&bytes).0).into_owned()
            }),
            None => own.ok_or(Refused::NoText),
        };
        match body {
            Ok(body) => mail(row, &body, (&title, days), options, reading),
            Err(why) => reading.add(&title, Err(why)),
        }
    }
    Ok(())
}

/// A mail of the export: `subject`, `publish_date`, `slug`, `status`, `email_type`, and its body in Markdown, or HTML.
pub(super) fn mail(
    mut row: Fields,
    body: &str,
    (what, days): (&str, Days),
    options: &ImportOptions,
    reading: &mut Reading,
) {
    let (mode, body) =
        match body.trim_start().strip_prefix("<!-- buttondown-editor-mode").and_then(|rest| rest.split_once("-->")) {
            Some((mode, body)) => (mode, body),
            None => ("", body),
        };
    // A text of its own front matter may stand in a file.
    let (own, _, body) = front_matter::split(body);
    row.fill(&own);
    let slug = row.text("slug").unwrap_or_default();
    if !slug.is_empty() && row.text("absolute_url").is_none() {
        row.set_text("permalink", format!("archive/{slug}/"));
    }
    if row.first(&["publish_date", "date"]).is_none() && row.text("status").is_none() {
        return reading.leave_out(what, "not published");
    }
    let text = Text {
        fields: row,
        body,
        stem: &slug,
        placed: None,
        html: mode.contains("fancy") && is_html(body),
        known: TemplateValues::default(),
        days,
    };
    match markdown::article(text, options, reading) {
        Ok(Ok(draft)) => reading.add(what, Ok(Draft { origin: Origin::Export, ..draft })),
        Ok(Err(_)) => reading.leave_out(what, "not published"),
        Err(why) => reading.add(what, Err(why)),
    }
}

/// Whether the editor that writes HTML wrote it.
fn is_html(body: &str) -> bool {
    body.trim_start().starts_with('<') && body.contains("</p>")
}
