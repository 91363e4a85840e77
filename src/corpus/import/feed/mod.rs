//! RSS 0.9x, 1.0 and 2.0, Atom and JSON Feed.

mod json;

use std::collections::HashMap;

use feed_rs::model::{Entry, Feed, Link, Text};
use jiff::civil::DateTime;

use super::addresses::{canonical, host, without_tracking};
use super::contained::contained;
use super::dates::{self, Days};
use super::draft::{Draft, Origin};
use super::html::{self, Block, Boilerplate};
use super::options::ImportOptions;
use super::provenance::is_elsewhere;
use super::reading::Reading;
use super::refused::Refused;
use super::{byline, encoding, limits, service, xml};

/// Reads every entry of a feed. One that the parser does not take refuses no other.
pub(super) fn read(bytes: &[u8], options: &ImportOptions, reading: &mut Reading) -> Result<(), Refused> {
    limits::raw(bytes)?;
    let is_json = bytes.trim_ascii_start().strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let (whole, each): (String, fn(&str) -> Vec<String>) = if is_json.starts_with(b"{") {
        limits::json_depth(is_json)?;
        (json::mended(&String::from_utf8_lossy(is_json), reading), json::articles)
    } else {
        let text = encoding::xml(bytes);
        limits::decoded(&text)?;
        let mended = xml::mend(&text)?;
        reading.notes.extend(mended.notes());
        (mended.xml, xml::articles)
    };
    let days = Days::of(days_written(&whole));
    let doubt = |written: &str| Some((dates::moment(written, days)?, days.read(written)?.doubt(written)?));
    let doubts: Doubts = days_written(&whole).filter_map(doubt).collect();
    match parsed(&whole, days) {
        Ok(feed) => entries(&feed, &doubts, options, reading),
        Err(why) => {
            // Which of them it is shows where each is read by itself.
            let read: Vec<_> = each(&whole).iter().map(|one| parsed(one, days)).collect();
            if read.iter().all(Result::is_err) {
                return Err(why);
            }
            for (read, number) in read.into_iter().zip(1..) {
                match read {
                    Ok(feed) => entries(&feed, &doubts, options, reading),
                    Err(why) => reading.add(&format!("article {number}"), Err(why)),
                }
            }
        }
    }
    Ok(())
}

fn parsed(text: &str, days: Days) -> Result<Feed, Refused> {
    // What has no name of its own is named by its address; a name made up here might be another at each poll.
    let unnamed = |_: &[Link], _: &Option<Text>, _: Option<&str>| String::new();
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).id_generator(unnamed);
    let parser = parser.timestamp_parser(move |text| day(text, days)).build();
    contained(|| parser.parse(text.as_bytes()).map_err(|error| Refused::malformed("a feed", error)))
}

/// What leaves the day of an entry in doubt, by the moment that it was read as: the parser keeps no more of it.
type Doubts = HashMap<DateTime, String>;

/// Adds the articles of a feed.
fn entries(feed: &Feed, doubts: &Doubts, options: &ImportOptions, reading: &mut Reading) {
    let name = name_of(feed);
    let site = options.address("").ok();
    let base = site_of(feed, site.as_deref());
    for entry in &feed.entries {
        let title = entry.title.as_ref().map(|title| contained(|| html::line(&title.content)));
        let title = title.transpose().unwrap_or_default().unwrap_or_default();
        let what = if title.is_empty() { entry.id.clone() } else { title.clone() };
        reading.attempt(&what, || {
            let mut draft = read_entry(feed, entry, title)?;
            place(&mut draft, base.as_ref());
            draft.notes.extend(moment(entry.published.or(entry.updated)).and_then(|at| doubts.get(&at)).cloned());
            if let Some(url) =
                draft.url.as_deref().filter(|url| name.as_deref().is_some_and(|name| is_elsewhere(name, url)))
            {
                // Who repeats what others wrote has not published it.
                draft.publisher = host(url).filter(|_| site.as_deref().is_none_or(|site| is_elsewhere(site, url)));
            }
            draft.feed.clone_from(&name);
            Ok(draft)
        });
    }
}

/// The site that addresses of the feed count from: what the feed names, else the newsletter's own.
fn site_of(feed: &Feed, own: Option<&str>) -> Option<url::Url> {
    let named = feed.links.iter().filter(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let web = |address: &str| url::Url::parse(address.trim()).ok().filter(|url| url.has_host());
    named.map(|link| link.href.as_str()).chain(own).find_map(web)
}

/// Makes the address whole. An article without one is at the newsletter's site: there a reader can look for it.
fn place(draft: &mut Draft, site: Option<&url::Url>) {
    let resolved = |path: &str| match url::Url::parse(path) {
        Err(url::ParseError::RelativeUrlWithoutBase) => site.and_then(|site| site.join(path).ok()).map(String::from),
        _ => None,
    };
    draft.url = match draft.url.take() {
        Some(url) => Some(resolved(&url).unwrap_or_else(|| without_tracking(&url))),
        None => {
            let home = site.and_then(|site| site.join("/").ok()).map(String::from);
            if home.is_some() {
                draft.notes.push("the feed does not say its address: the site's stands in".to_owned());
            }
            home
        }
    };
}

/// The days of a feed's entries, as it writes them.
fn days_written(xml: &str) -> impl Iterator<Item = &str> {
    const ELEMENTS: [&str; 6] = ["<pubDate>", "<published>", "<updated>", "<dc:date>", "<date>", "<issued>"];
    let opened = ELEMENTS.iter().flat_map(|element| xml.split(element).skip(1));
    opened.filter_map(|rest| rest.split_once("</")).map(|(day, _)| day)
}

/// The day and the time as they are written: the feed's clock is not moved to another zone.
fn day(text: &str, days: Days) -> Option<chrono::DateTime<chrono::Utc>> {
    let at = dates::moment(text, days)?;
    let (day, time) = (at.date(), at.time());
    let day = chrono::NaiveDate::from_ymd_opt(
        day.year().into(),
        day.month().unsigned_abs().into(),
        day.day().unsigned_abs().into(),
    )?;
    let part = |number: i8| u32::from(number.unsigned_abs());
    Some(day.and_hms_opt(part(time.hour()), part(time.minute()), part(time.second()))?.and_utc())
}

/// What [`day`] made of a moment.
fn moment(at: Option<chrono::DateTime<chrono::Utc>>) -> Option<DateTime> {
    dates::moment(&at?.to_rfc3339(), Days::default())
}

/// Which feed it is: the site that it is of, or what else it says of itself that stays.
fn name_of(feed: &Feed) -> Option<String> {
    let site = || feed.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let own = || feed.links.iter().find(|link| link.rel.as_deref() == Some("self"));
    let address = site().or_else(own).map(|link| canonical(&link.href)).filter(|address| !address.is_empty());
    let id = || Some(feed.id.clone()).filter(|id| !id.trim().is_empty());
    let title = || Some(html::folded(&feed.title.as_ref()?.content)).filter(|title| !title.is_empty());
    let name = address.or_else(id).or_else(title)?;
    Some(name.split(|letter: char| letter.is_whitespace() || letter == '>').collect::<Vec<_>>().join("-"))
}

fn read_entry(feed: &Feed, entry: &Entry, title: String) -> Result<Draft, Refused> {
    let mut draft = Draft::new(Origin::Feed);
    draft.title = title;
    draft.guid = Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty());
    draft.date = entry.published.or(entry.updated).and_then(|day| dates::any(&day.to_rfc3339()));
    draft.modified =
        moment(entry.updated.filter(|updated| entry.published.is_some_and(|published| published < *updated)));
    let page = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate"));
    let permanent = draft.guid.clone().filter(|id| id.starts_with("https://") || id.starts_with("http://"));
    draft.url = page.map(|link| link.href.trim().to_owned()).filter(|url| !url.is_empty()).or(permanent);
    draft.publisher =
        feed.title.as_ref().map(|title| html::line(&title.content)).transpose()?.filter(|title| !title.is_empty());
    let names = |people: &[feed_rs::model::Person]| {
        let names: Vec<String> =
            people.iter().filter_map(|person| person.name.as_deref()).filter_map(byline::of).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    draft.byline = names(&entry.authors).or_else(|| names(&feed.authors));
    draft.language = entry.language.clone().or_else(|| feed.language.clone()).filter(|tag| !tag.trim().is_empty());
    let licence = entry.links.iter().chain(&feed.links).find(|link| link.rel.as_deref() == Some("license"));
    draft.licence_url = licence.map(|link| link.href.clone());

    let content = entry.content.as_ref().and_then(|content| {
        let body = content.body.as_deref().filter(|body| !body.trim().is_empty())?;
        Some((body, content.content_type.to_string().contains("plain")))
    });
    let summary = entry.summary.as_ref().filter(|summary| !summary.content.trim().is_empty());
    let content = content.map(|(body, plain)| Ok((body, blocks(body, plain)?))).transpose()?;
    let summary_blocks = summary.map(|summary| blocks(&summary.content, false)).transpose()?;
    let told = summary_blocks.as_deref().map_or(0, words);
    match (content, summary_blocks) {
        // A content of a picture alone, or of "Read more", is none.
        (content, Some(blocks)) if told >= WHOLE * content.as_ref().map_or(0, |(_, blocks)| words(blocks)).max(1) => {
            draft.take(blocks);
            let one = draft.body.len() < 2 || draft.texts().last().is_some_and(super::paragraphs::breaks_off);
            if content.is_none() && one {
                draft.notes.push("the feed holds no more than a summary".to_owned());
            }
        }
        (Some((body, blocks)), _) => {
            draft.dek = summary.map(|summary| dek(summary, body)).transpose()?.flatten();
            draft.take(blocks);
        }
        (None, blocks) => draft.take(blocks.unwrap_or_default()),
    }
    // Substack cuts no other posts, and says no more of it than this.
    let cuts_paid = feed.generator.as_ref().is_some_and(|generator| generator.content.trim() == "Substack");
    if cuts_paid && draft.texts().last().is_some_and(|last| html::folded(last) == "read more") {
        super::stub::close(&mut draft);
    }
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(draft) }
}

/// How many times longer than the content a description must be to be the text.
const WHOLE: usize = 2;

fn words(blocks: &[Block]) -> usize {
    let kept = blocks.iter().filter(|block| block.dropped.is_none());
    kept.map(|block| block.text.split_whitespace().count()).sum()
}

/// The summary where it is a line of its own that the text does not hold.
fn dek(summary: &Text, body: &str) -> Result<Option<String>, Refused> {
    let line = html::line(&summary.content)?;
    let short =
        line.chars().count() <= 300 && !line.ends_with('…') && !line.ends_with("[...]") && !line.ends_with("...");
    let repeated = html::folded(&html::line(body)?).contains(&html::folded(&line));
    Ok((short && !repeated && !line.is_empty()).then_some(line))
}

fn blocks(body: &str, plain: bool) -> Result<Vec<Block>, Refused> {
    let mut blocks = if plain && !body.contains("</") {
        super::plain::blocks(body)
    } else {
        html::every_block(&html::parse(body)?.root(), Boilerplate::Body, &[])
    };
    service::drop_lines(&mut blocks);
    Ok(blocks)
}
