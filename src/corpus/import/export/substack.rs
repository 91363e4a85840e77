//! A Substack export: a zip of `posts.csv` and `posts/{id}.{slug}.html`. It has no addresses.

use crate::domain::Audience;

use super::super::dates::Days;
use super::super::draft::{Draft, Origin};
use super::super::encoding;
use super::super::html;
use super::super::limits::{LARGEST_DECODED, LARGEST_RAW};
use super::super::options::{ImportOptions, Include};
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::super::rows::{self, Row};
use super::archive::Archive;

/// The folder inside the archive that holds `posts.csv`, if it is a Substack export.
pub(in crate::corpus::import) fn folder(archive: &Archive<'_>) -> Option<String> {
    archive.names().iter().find_map(|name| {
        let folder = name.strip_suffix("posts.csv")?;
        (folder.is_empty() || folder.ends_with('/') && !folder.starts_with("__MACOSX")).then(|| folder.to_owned())
    })
}

pub(in crate::corpus::import) fn read(
    archive: &mut Archive<'_>,
    folder: &str,
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<(), Refused> {
    options.address("")?;
    // A table of ten thousand posts is a few megabytes.
    let posts = archive.read(&format!("{folder}posts.csv"), 4 * LARGEST_DECODED)?;
    let files: std::collections::HashSet<String> = archive.names().iter().cloned().collect();
    let days = rows::days(&posts);
    let mut rows = Vec::new();
    rows::rows(&posts, |number, row| rows.push((number, row)));
    for (number, row) in rows {
        let Some(row) = reading.sound(&format!("row {number}"), row) else { continue };
        let id = row.get("post_id").map(|id| id.trim().to_owned()).unwrap_or_default();
        let title = row.get("title").filter(|title| !title.trim().is_empty()).unwrap_or(&id).clone();
        if let Some(why) = left_out(&row, options) {
            reading.leave_out(&title, why);
            continue;
        }
        let file = format!("{folder}posts/{id}.html");
        let draft = if files.contains(&file) {
            archive.read(&file, LARGEST_RAW).and_then(|html| post(&row, (&id, days), &html, options))
        } else {
            Err(Refused::NoText)
        };
        reading.add(&title, draft);
    }
    Ok(())
}

/// Why a row is no article, unless it was asked for.
fn left_out(row: &Row, options: &ImportOptions) -> Option<&'static str> {
    let is = |name: &str| row.get(name).map(|text| text.trim().to_lowercase()).unwrap_or_default();
    if !matches!(is("is_published").as_str(), "true" | "1" | "") {
        return Some("not published");
    }
    match is("type").as_str() {
        "podcast" if !options.include.contains(&Include::Podcasts) => Some("a podcast"),
        "thread" if !options.include.contains(&Include::Threads) => Some("a thread"),
        "page" if !options.include.contains(&Include::Pages) => Some("a page"),
        _ => None,
    }
}

fn post(row: &Row, (id, days): (&str, Days), bytes: &[u8], options: &ImportOptions) -> Result<Draft, Refused> {
    let field = |name: &str| {
        row.get(name).map(|text| html::line(text)).transpose().map(|text| text.filter(|text| !text.is_empty()))
    };
    let (number, slug) = id.split_once('.').unwrap_or((id, id));
    let mut draft = Draft::new(Origin::Export);
    draft.guid = Some(format!("substack {number}"));
    draft.title = field("title")?.unwrap_or_default();
    draft.dek = field("subtitle")?;
    draft.take_first_day(["post_date", "email_sent_at"].iter().filter_map(|name| row.get(*name)), days);
    draft.url = Some(options.address(&format!("p/{slug}"))?);
    // Free subscribers have to give an address to read, so their posts are not for everybody either.
    draft.audience = row.get("audience").and_then(|audience| match audience.trim() {
        "" => None,
        "everyone" => Some(Audience::Everyone),
        _ => Some(Audience::Paid),
    });
    super::take_html(&mut draft, &encoding::html(bytes))?;
    draft.name_by_text();
    Ok(draft)
}
