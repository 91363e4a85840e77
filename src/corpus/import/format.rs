//! Which format a document has: told from its bytes, then from its name.

use crate::corpus::rules::Defaults;

use super::draft::Draft;
use super::export::{ghost, listing, mailchimp, medium, table, wordpress};
use super::limits::LARGEST_RAW;
use super::reading::Reading;
use super::refused::Refused;
use super::{encoding, mail, rows};

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A zip: a Substack export, or files of the other formats.
    Zip,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A list of articles in JSON, as interfaces of platforms give them.
    Listing,
    /// A page of a Medium export.
    Medium,
    /// A campaign of Mailchimp's in HTML.
    Mailchimp,
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
        Some('{' | '[') if !is_markdown(&ending) => return json(&ending, head, bytes),
        Some('<') if !is_markdown(&ending) => return marked_up(head),
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
        || head.starts_with(";;;\n")
        || is_markdown(&ending)
    {
        return Format::Markdown;
    }
    if mail::looks_like(bytes) || ending == "eml" {
        return Format::Mail;
    }
    if table::is_known(&rows::columns(bytes)) {
        return Format::Table;
    }
    if matches!(ending.as_str(), "html" | "htm" | "xhtml") { Format::Page } else { Format::Unknown }
}

fn is_markdown(ending: &str) -> bool {
    matches!(ending, "md" | "markdown" | "mkd" | "mkdn" | "mdx" | "mdown" | "qmd")
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
    } else if listing::looks_like(bytes) {
        Format::Listing
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
        _ if medium::looks_like(&lower) => Format::Medium,
        _ if mailchimp::looks_like(&lower) => Format::Mailchimp,
        _ => Format::Page,
    }
}

/// Whether a file's name is one of a format that can be read.
pub fn is_text(name: &str) -> bool {
    let file = super::packed::bare_name(name.rsplit('/').next().unwrap_or(name));
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let known = [
        "md", "markdown", "mkd", "mkdn", "mdown", "mdx", "qmd", "html", "htm", "xhtml", "eml", "mbox", "xml", "rss",
        "atom", "json", "jsonl", "csv",
    ];
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
