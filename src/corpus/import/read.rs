//! A document of any format to its articles, and a zip to those of its files.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::contained::contained;
use super::export::archive::Archive;
use super::export::{buttondown, ghost, listing, mailchimp, medium, substack, table, wordpress};
use super::format::{self, Format, detect, is_text};
use super::limits::LARGEST_RAW;
use super::options::ImportOptions;
use super::packed::{self, Coding};
use super::reading::Reading;
use super::refused::Refused;
use super::site::{self, Placed, Site};
use super::{feed, mail, markdown, page, record_table};

/// Reads a document of any format. `name` is its file's name or its address; where the bytes leave a doubt it tells.
pub fn read(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Reading, Refused> {
    read_packed(name, bytes, &[], options, None)
}

/// The same of a document that its server compressed in these ways; `pulse` is called with every article of it.
pub fn read_packed(
    name: &str,
    bytes: &[u8],
    codings: &[Coding],
    options: &ImportOptions,
    pulse: Option<fn()>,
) -> Result<Reading, Refused> {
    let bytes = packed::unpacked(bytes, codings)?;
    read_with_pulse(packed::bare_name(name), &bytes, options, pulse)
}

fn read_with_pulse(name: &str, bytes: &[u8], options: &ImportOptions, pulse: Option<fn()>) -> Result<Reading, Refused> {
    let mut reading = Reading { pulse, ..Reading::default() };
    // What was read before a parser broke stays.
    match contained(|| read_into(name, bytes, options, &mut reading)) {
        Ok(()) => {}
        Err(why @ Refused::ParserBroke(_)) if !reading.drafts.is_empty() => reading.add(name, Err(why)),
        Err(why) => return Err(why),
    }
    Ok(reading)
}

fn read_into(name: &str, bytes: &[u8], options: &ImportOptions, reading_of: &mut Reading) -> Result<(), Refused> {
    if let Some(columns) = &options.records {
        return record_table::read(bytes, columns, reading_of);
    }
    match detect(name, bytes) {
        Format::Zip => read_zip(bytes, options, reading_of)?,
        Format::Feed => feed::read(bytes, options, reading_of)?,
        Format::Wordpress => wordpress::read(bytes, options, reading_of)?,
        Format::Ghost => ghost::read(bytes, options, reading_of)?,
        Format::Listing => listing::read(bytes, options, reading_of)?,
        Format::Medium => medium::add(bytes, name, reading_of),
        Format::Mailchimp => mailchimp::add(bytes, name, options, reading_of),
        Format::Table => table::read(bytes, options, reading_of),
        Format::Mailbox => mail::read_mailbox(bytes, options, reading_of),
        Format::Mail => mail::add(bytes, name, options, reading_of),
        Format::Page => reading_of.add(name, page::read(bytes)),
        Format::Markdown => markdown::add(bytes, name, options, reading_of),
        Format::Archive => format::read_archive(name, bytes, reading_of),
        Format::Unknown => return Err(Refused::UnknownFormat),
    }
    Ok(())
}

/// A zip: the export that it is, or every file in it that can be read.
fn read_zip(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) -> Result<(), Refused> {
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
            _ => read_with_pulse(&name, &bytes, options, reading.pulse),
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
