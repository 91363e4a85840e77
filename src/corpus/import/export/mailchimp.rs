//! Mailchimp's campaigns: a zip of `campaigns.csv` and a page of HTML for each, which is the whole mail with its merge
//! tags.

use dom_query::Document;

use super::super::dates::Days;
use super::super::draft::{Draft, Origin};
use super::super::front_matter::Fields;
use super::super::html::{self, Block, Boilerplate, Rule};
use super::super::limits::{self, LARGEST_DECODED, LARGEST_RAW};
use super::super::options::ImportOptions;
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::super::rows;
use super::super::{dates, encoding};
use super::archive::Archive;

/// The list of the campaigns inside the archive.
pub(in crate::corpus::import) fn list(archive: &Archive<'_>) -> Option<String> {
    let is_list = |name: &&String| {
        let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        file.ends_with(".csv") && file.contains("campaign") && !name.starts_with("__MACOSX")
    };
    let has_pages = archive.names().iter().any(|name| is_page(name));
    archive.names().iter().find(is_list).filter(|_| has_pages).cloned()
}

fn is_page(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (lower.ends_with(".html") || lower.ends_with(".htm")) && !lower.starts_with("__macosx")
}

pub(in crate::corpus::import) fn read(
    archive: &mut Archive<'_>,
    list: &str,
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<(), Refused> {
    let bytes = archive.read(list, 4 * LARGEST_DECODED)?;
    let days = rows::days(&bytes);
    let mut rows: Vec<Fields> = Vec::new();
    rows::rows(&bytes, |number, row| {
        rows.extend(reading.sound(&format!("row {number}"), row).map(|row| Fields::from(&row)));
    });
    let pages: Vec<String> = archive.names().iter().filter(|name| is_page(name)).cloned().collect();
    let mut told = vec![false; rows.len()];
    for page in pages {
        let at = row_of(&page, &rows);
        let row = at.and_then(|at| rows.get(at));
        if let Some(told) = at.and_then(|at| told.get_mut(at)) {
            *told = true;
        }
        let draft = archive.read(&page, LARGEST_RAW).and_then(|bytes| campaign(&bytes, &page, (row, days), options));
        match draft {
            Ok(Some(draft)) => {
                let title = draft.title.clone();
                reading.add(&title, Ok(draft));
            }
            Ok(None) => reading.leave_out(&page, "not sent"),
            Err(why) => reading.add(&page, Err(why)),
        }
    }
    for (row, _) in rows.iter().zip(told).filter(|(_, told)| !told) {
        let title = row.first(&["subject", "title"]).unwrap_or_default();
        reading.leave_out(&title, "a campaign without a page");
    }
    Ok(())
}

/// The row that a file belongs to: its number stands in the file's name, or its title does.
fn row_of(page: &str, rows: &[Fields]) -> Option<usize> {
    let name = page.to_lowercase();
    let ids = ["unique id", "campaign id", "id", "web id"];
    let by_id = rows.iter().position(|row| {
        ids.iter().filter_map(|id| row.text(id)).any(|id| id.len() >= 4 && name.contains(&id.to_lowercase()))
    });
    let words = |text: &str| html::folded(text).replace(' ', "");
    let spelt = words(page.rsplit_once('.').map_or(page, |(stem, _)| stem));
    by_id.or_else(|| {
        let titled = |row: &Fields| {
            let titles =
                ["title", "subject", "campaign name", "campaign title"].iter().filter_map(|name| row.text(name));
            titles
                .map(|title| words(&title))
                .filter(|title| !title.is_empty() && spelt.ends_with(title))
                .map(|title| title.len())
                .max()
        };
        let found = rows.iter().enumerate().filter_map(|(at, row)| Some((titled(row)?, at))).max();
        found.map(|(_, at)| at)
    })
}

/// Whether a page is a mail of Mailchimp's, by its merge tags.
pub(in crate::corpus::import) fn looks_like(head: &str) -> bool {
    ["*|mc:", "*|archive|*", "*|unsub", "*|list:", "*|mc_preview_text|*"].iter().any(|tag| head.contains(tag))
}

/// A page by itself.
pub(in crate::corpus::import) fn add(bytes: &[u8], name: &str, options: &ImportOptions, reading: &mut Reading) {
    let draft = campaign(bytes, name, (None, Days::default()), options).and_then(|draft| draft.ok_or(Refused::NoDate));
    reading.add(name, draft);
}

fn campaign(
    bytes: &[u8],
    page: &str,
    (row, days): (Option<&Fields>, Days),
    options: &ImportOptions,
) -> Result<Option<Draft>, Refused> {
    limits::raw(bytes)?;
    let text = encoding::html(bytes);
    limits::decoded(&text)?;
    let document = html::parse(&text)?;
    let said = |names: &[&str]| row.and_then(|row| row.first(names));
    let unsent = ["draft", "save", "schedule", "scheduled", "paused", "canceled"];
    if said(&["status"]).is_some_and(|status| unsent.contains(&status.to_lowercase().as_str())) {
        return Ok(None);
    }
    let mut draft = Draft::new(Origin::Export);
    draft.guid = said(&["unique id", "campaign id", "id"]).map(|id| format!("mailchimp {id}"));
    draft.title = said(&["subject", "subject line"]).map(|subject| without_tags(&subject)).unwrap_or_default();
    if draft.title.is_empty() {
        let titled = document.select("title").nodes().first().map(|node| without_tags(&node.text()));
        draft.title = titled.unwrap_or_default();
    }
    if draft.title.is_empty() {
        draft.title = said(&["title"]).unwrap_or_default();
    }
    let written = said(&["send date", "send time", "sent date", "date sent", "date", "send_time", "create time"]);
    let file = page.rsplit('/').next().unwrap_or(page);
    draft.take_day(written.as_deref().unwrap_or_default(), days);
    draft.date = draft.date.or_else(|| dates::any(file));
    draft.publisher = said(&["from name"]);
    draft.url = said(&["archive url", "long archive url", "url"]).or_else(|| archived(&document));
    let mut blocks: Vec<Block> = html::every_block(&document.root(), Boilerplate::Mail, &[]);
    leave_out_service(&mut blocks);
    for block in &mut blocks {
        let text = without_tags(&block.text);
        if text != block.text {
            block.links.clear();
            block.text = text;
        }
    }
    blocks.retain(|block| block.text.chars().any(char::is_alphanumeric));
    draft.take(blocks);
    draft.name_by_text();
    if draft.url.is_none() {
        draft.url = options.address(&super::super::finish::id_of(&draft)).ok();
        draft.guessed = draft.url.is_some();
    }
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(Some(draft)) }
}

/// The page that shows the mail: the link of the line on top of it.
fn archived(document: &Document) -> Option<String> {
    let links = document.select("a[href]");
    let mut addresses = links.nodes().iter().filter_map(|link| link.attr("href")).map(|href| href.to_string());
    addresses.find(|href| {
        let shown = href.contains("campaign-archive") || href.contains("mailchi.mp/");
        shown && href.starts_with("http") && !href.contains("*|")
    })
}

/// Leaves out the lines of Mailchimp's templates, and what stands below the first of them in the second half. What is there
/// and is none of them may be the letter's.
fn leave_out_service(blocks: &mut [Block]) {
    let own = || blocks.iter().enumerate().filter(|(_, block)| block.dropped.is_none());
    let half = own().count() / 2;
    let end = own().skip(half).find(|(_, block)| is_service(block)).map_or(blocks.len(), |(at, _)| at);
    for (at, block) in blocks.iter_mut().enumerate().filter(|(_, block)| block.dropped.is_none()) {
        let is_service = is_service(block);
        if is_service || at >= end {
            block.dropped = Some(Rule::Service);
            block.in_doubt = !is_service;
        }
    }
}

/// Lines that Mailchimp's templates have: what they ask for stands in a tag, or is what each mail must say.
fn is_service(block: &Block) -> bool {
    let lower = block.text.to_lowercase();
    let tagged = [
        "*|archive|*",
        "*|unsub",
        "*|update_profile|*",
        "*|list:",
        "*|html:list",
        "*|current_year|*",
        "*|rewards|*",
        "*|forward|*",
    ];
    let words = html::folded(&lower);
    let lines = [
        "view this email in your browser",
        "unsubscribe from this list",
        "update your preferences",
        "update subscription preferences",
        "want to change how you receive these emails",
        "you can update your preferences or unsubscribe from this list",
        "our mailing address is",
        "add us to your address book",
        "why did i get this",
    ];
    let short = words.split(' ').count() <= 40;
    short && (tagged.iter().any(|tag| lower.contains(tag)) || lines.iter().any(|line| words.starts_with(line)))
}

/// The text without what is filled in for each reader.
fn without_tags(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, (tag, after))) =
        rest.split_once("*|").and_then(|(before, inner)| Some((before, inner.split_once("|*")?)))
    {
        out.push_str(before);
        if tag.len() > 80 {
            out.push_str("*|");
            out.push_str(tag);
            out.push_str("|*");
        }
        rest = after;
    }
    out.push_str(rest);
    html::clean(&out)
}
