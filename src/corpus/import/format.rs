//! Which format a document has: told from its bytes, then from its name.

use std::cell::RefCell;
use std::collections::BTreeSet;

use crate::corpus::rules::Defaults;

use super::draft::Draft;
use super::export::archive::Archive;
use super::export::{buttondown, ghost, listing, mailchimp, medium, substack, table, wordpress};
use super::limits::LARGEST_RAW;
use super::reading::{ImportOptions, Reading};
use super::refused::Refused;
use super::site::{self, Placed, Site};
use super::{encoding, mail};

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
    if table::is_known(&table::columns(bytes)) {
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

/// A zip: the export that it is, or every file in it that can be read.
pub(super) fn read_zip(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) -> Result<(), Refused> {
    let mut archive = Archive::open(bytes)?;
    if let Some(folder) = substack::folder(&archive) {
        return substack::read(&mut archive, &folder, options, reading);
    }
    if let Some(found) = buttondown::folder(&archive) {
        return buttondown::read(&mut archive, found, options, reading);
    }
    if let Some(list) = mailchimp::list(&archive) {
        return mailchimp::read(&mut archive, &list, options, reading);
    }
    let site = site_of(&mut archive);
    let names: Vec<String> = archive.names().iter().filter(|name| is_text(name)).cloned().collect();
    let of_medium =
        names.iter().any(|name| medium::is_post(name)) && names.iter().any(|name| name.contains("profile/"));
    for name in names {
        if of_medium && !medium::is_post(&name) {
            reading.leave_out(&name, "no post");
            continue;
        }
        let placed = site.as_ref().and_then(|(root, site)| {
            Some(Placed { site: site.clone(), path: name.strip_prefix(root.as_str())?.to_owned() })
        });
        if let Some(why) = placed.as_ref().and_then(|placed| placed.site.leaves_out(&placed.path)) {
            reading.leave_out(&name, why);
            continue;
        }
        let options = &ImportOptions { placed, ..options.clone() };
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
                for (field, (articles, words)) in inner.unread {
                    let all = reading.unread.entry(field).or_default();
                    *all = (all.0 + articles, all.1 + words);
                }
            }
            Err(why) => reading.add(&name, Err(why)),
        }
    }
    Ok(())
}

/// The site whose folder was packed, and what stands before its paths: whoever packs a folder often packs its name, too.
fn site_of(archive: &mut Archive<'_>) -> Option<(String, Site)> {
    let roots: BTreeSet<String> = archive
        .names()
        .iter()
        .map(|name| name.split_once('/').map_or(String::new(), |(first, _)| format!("{first}/")))
        .chain([String::new()])
        .collect();
    roots.into_iter().take(MOST_ROOTS).find_map(|root| {
        let packed = Packed { archive: RefCell::new(&mut *archive), root: &root };
        let site = site::find(&packed)?;
        Some((root, site))
    })
}

/// How many folders of an archive may be looked at for the root of a site.
const MOST_ROOTS: usize = 8;

/// A folder inside an archive.
struct Packed<'a, 'b, 'c> {
    archive: RefCell<&'a mut Archive<'b>>,
    root: &'c str,
}

impl site::Files for Packed<'_, '_, '_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let name = format!("{}{path}", self.root);
        let mut archive = self.archive.borrow_mut();
        archive.names().contains(&name).then(|| archive.read(&name, site::LARGEST_CONFIG).ok())?
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let folder = folder.trim_matches('/');
        let above = if folder.is_empty() { self.root.to_owned() } else { format!("{}{folder}/", self.root) };
        let archive = self.archive.borrow();
        let inside = archive.names().iter().filter_map(|name| name.strip_prefix(&above));
        let names: BTreeSet<String> = inside
            .map(|rest| rest.split_once('/').map_or_else(|| rest.to_owned(), |(first, _)| format!("{first}/")))
            .filter(|name| !name.is_empty())
            .collect();
        names.into_iter().collect()
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
