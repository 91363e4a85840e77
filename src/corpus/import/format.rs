//! Which format a document has: told from its bytes, then from its name.

use crate::corpus::rules::Defaults;

use super::draft::Draft;
use super::export::archive::Archive;
use super::export::{ghost, substack, table, wordpress};
use super::limits::LARGEST_RAW;
use super::reading::{ImportOptions, Reading};
use super::refused::Refused;
use super::{encoding, mail};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A zip: a Substack export, or files of the other formats.
    Zip,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A WordPress export.
    Wordpress,
    /// A Ghost export.
    Ghost,
    /// A Beehiiv or Buttondown export in CSV.
    Table,
    /// A mailbox (mbox).
    Mailbox,
    /// One mail.
    Mail,
    /// A web page.
    Page,
    /// A Markdown file.
    Markdown,
    /// An archive of our own, an article a line.
    Archive,
    /// Something else.
    Unknown,
}

/// How much of the opening is looked at.
const OPENING: usize = 16 * 1024;

/// The format of these bytes.
pub fn detect(name: &str, bytes: &[u8]) -> Format {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    if bytes.starts_with(b"From ") && ending != "md" {
        return Format::Mailbox;
    }
    let head = encoding::xml(bytes.get(..bytes.len().min(OPENING)).unwrap_or_default());
    let head = head.trim_start_matches('\u{feff}').trim_start();
    match head.chars().next() {
        Some('{' | '[') => return json(&ending, head, bytes),
        Some('<') if ending != "md" => return marked_up(head),
        _ => {}
    }
    // A program's warnings before its feed; a mail would say what it is about.
    if let Some((before, _)) = head.split_once("<?xml").filter(|_| !matches!(ending.as_str(), "md" | "eml"))
        && !before.to_ascii_lowercase().contains("subject:")
        && marked_up(head) != Format::Page
    {
        return marked_up(head);
    }
    if head.starts_with("---\n")
        || head.starts_with("---\r\n")
        || head.starts_with("+++")
        || matches!(ending.as_str(), "md" | "markdown" | "mdx")
    {
        return Format::Markdown;
    }
    if mail::looks_like(bytes) || ending == "eml" {
        return Format::Mail;
    }
    if table::is_known(&table::columns(bytes)) {
        return Format::Table;
    }
    if matches!(ending.as_str(), "html" | "htm" | "xhtml") { Format::Page } else { Format::Unknown }
}

fn json(ending: &str, head: &str, bytes: &[u8]) -> Format {
    if head.contains("jsonfeed.org/version") || head.contains("\"items\"") && head.contains("\"version\"") {
        Format::Feed
    } else if ghost::looks_like(bytes) {
        Format::Ghost
    } else if ending == "jsonl" || head.lines().next().is_some_and(|line| line.contains("\"paragraphs\"")) {
        Format::Archive
    } else if memchr::memmem::find(bytes, b"jsonfeed.org/version").is_some() {
        Format::Feed
    } else {
        Format::Unknown
    }
}

fn marked_up(head: &str) -> Format {
    let lower = head.to_ascii_lowercase();
    let roots = ["<rss", "<feed", "<rdf:rdf", "<html", "<!doctype html"];
    let root = roots.iter().filter_map(|root| Some((lower.find(root)?, *root))).min();
    match root {
        Some((_, "<rss")) if wordpress::looks_like(&lower) => Format::Wordpress,
        Some((_, "<rss" | "<feed" | "<rdf:rdf")) => Format::Feed,
        _ => Format::Page,
    }
}

/// A zip: the export that it is, or every file in it that can be read.
pub(super) fn read_zip(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) -> Result<(), Refused> {
    let mut archive = Archive::open(bytes)?;
    if let Some(folder) = substack::folder(&archive) {
        return substack::read(&mut archive, &folder, options, reading);
    }
    let names: Vec<String> = archive.names().iter().filter(|name| is_text(name)).cloned().collect();
    for name in names {
        let inner = archive.read(&name, LARGEST_RAW).and_then(|bytes| match detect(&name, &bytes) {
            // An archive in an archive hides its size.
            Format::Zip => Err(Refused::UnknownFormat),
            _ => super::read_with_pulse(&name, &bytes, options, reading.pulse),
        });
        match inner {
            Ok(inner) => {
                reading.drafts.extend(inner.drafts);
                reading.refused.extend(inner.refused);
                reading.left_out.extend(inner.left_out);
                reading.notes.extend(inner.notes.into_iter().map(|note| format!("{name}: {note}")));
            }
            Err(why) => reading.add(&name, Err(why)),
        }
    }
    Ok(())
}

/// Whether a file's name is one of a format that can be read.
pub fn is_text(name: &str) -> bool {
    let file = super::packed::bare_name(name.rsplit('/').next().unwrap_or(name));
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let known =
        ["md", "markdown", "mdx", "html", "htm", "xhtml", "eml", "mbox", "xml", "rss", "atom", "json", "jsonl", "csv"];
    !file.starts_with('.') && !name.starts_with("__MACOSX") && known.contains(&ending.as_str())
}

/// What a line says by itself.
#[derive(serde::Deserialize)]
struct Said {
    audience: Option<String>,
}

/// Our own form, an article a line.
pub(super) fn read_archive(name: &str, bytes: &[u8], reading: &mut Reading) {
    for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let what = format!("line {number}");
        if line.len() as u64 > LARGEST_RAW {
            reading.add(&what, Err(Refused::TooLarge(LARGEST_RAW)));
            continue;
        }
        let parsed = crate::corpus::jsonl::parse(name, number, line, &Defaults::default());
        let said = serde_json::from_slice::<Said>(line).is_ok_and(|said| said.audience.is_some());
        let draft = parsed.map(|parsed| Draft::of_article(parsed.article, said)).map_err(|errors| {
            let first = errors.first().map(ToString::to_string).unwrap_or_default();
            Refused::WouldNotLoad(first)
        });
        reading.add(&what, draft);
    }
}
