//! A WordPress export (WXR): RSS with the site's own fields.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::draft::{Draft, Origin};
use super::super::html::{self, Block};
use super::super::limits;
use super::super::reading::{ImportOptions, Include, Reading};
use super::super::refused::Refused;
use super::super::{dates, encoding};

/// One item, by the names of its elements as they are printed.
#[derive(Default)]
struct Item {
    fields: Vec<(String, String)>,
}

impl Item {
    fn get(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, text)| text.as_str())
            .filter(|text| !text.trim().is_empty())
    }
}

/// Whether the opening of an XML document says that it is one.
pub(in crate::corpus::import) fn looks_like(head: &str) -> bool {
    head.contains("wordpress.org/export/")
}

pub(in crate::corpus::import) fn read(
    bytes: &[u8],
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<(), Refused> {
    let xml = encoding::xml(bytes);
    limits::no_declarations(&xml)?;
    limits::xml_depth(&xml)?;
    let mut publisher = None;
    let mut language = None;
    let mut site: Option<url::Url> = None;
    let mut authors: Vec<(String, String)> = Vec::new();
    items(&xml, |part| match part {
        Part::Channel(name, text) => match name {
            "title" => publisher = Some(html::clean(text)),
            "language" => language = Some(html::clean(text)),
            // Squarespace gives paths.
            "wp:base_site_url" | "link" if site.is_none() => site = url::Url::parse(text.trim()).ok(),
            _ => {}
        },
        Part::Author(item) => {
            if let (Some(login), Some(name)) = (item.get("wp:author_login"), item.get("wp:author_display_name")) {
                authors.push((login.to_owned(), html::clean(name)));
            }
        }
        Part::Item(item) => {
            let title = item.get("title").map(|title| html::line(title).unwrap_or_default()).unwrap_or_default();
            let kind = item.get("wp:post_type").unwrap_or("post");
            match kind {
                "post" => {}
                "page" if options.include.contains(&Include::Pages) => {}
                "page" => return reading.leave_out(&title, "a page"),
                // Pictures, menus and the like are no texts.
                _ => return,
            }
            if item.get("wp:status").is_some_and(|status| status != "publish") {
                return reading.leave_out(&title, "not published");
            }
            let mut draft = post(item, &title);
            if let Ok(draft) = &mut draft {
                draft.url = draft.url.take().and_then(|url| on_site(url, site.as_ref(), options));
                draft.publisher.clone_from(&publisher);
                draft.language.clone_from(&language);
                let login = item.get("dc:creator").map(str::trim);
                let name =
                    authors.iter().find(|(known, _)| Some(known.as_str()) == login).map(|(_, name)| name.as_str());
                draft.byline = name.or(login).map(str::to_owned);
            }
            reading.add(&title, draft);
        }
    })
}

/// The whole address of a link.
fn on_site(link: String, site: Option<&url::Url>, options: &ImportOptions) -> Option<String> {
    if link.contains("://") {
        return Some(link);
    }
    let on_own = site.and_then(|site| site.join(&link).ok()).map(String::from);
    on_own.or_else(|| options.address(&link).ok())
}

fn post(item: &Item, title: &str) -> Result<Draft, Refused> {
    let mut draft = Draft::new(Origin::Export);
    title.clone_into(&mut draft.title);
    draft.guid = item.get("guid").or_else(|| item.get("wp:post_id")).map(|guid| guid.trim().to_owned());
    draft.url = item.get("link").map(|link| link.trim().to_owned());
    draft.date = item.get("wp:post_date").and_then(dates::any).or_else(|| item.get("pubDate").and_then(dates::any));
    draft.dek = item.get("excerpt:encoded").map(html::line).transpose()?.filter(|dek| !dek.is_empty());
    if item.get("wp:post_password").is_some() {
        draft.audience = Some(crate::domain::Audience::Paid);
    }
    let body = item.get("content:encoded").ok_or(Refused::NoText)?;
    limits::decoded(body)?;
    draft.take(blocks(body)?);
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(draft) }
}

/// The classic editor writes no paragraphs, only blank lines; and both editors leave shortcodes in the text.
fn blocks(body: &str) -> Result<Vec<Block>, Refused> {
    let body = without_shortcodes(body);
    if body.contains("<p>") || body.contains("<p ") || body.contains("<!-- wp:") {
        return super::html_blocks(&body);
    }
    let marked: String = body.replace("\r\n", "\n").split("\n\n").fold(String::new(), |mut out, part| {
        out.push_str("<div>");
        out.push_str(part.trim());
        out.push_str("</div>");
        out
    });
    super::html_blocks(&marked)
}

/// `[caption …]<img> Words[/caption]` is a figure; other shortcodes are instructions to the site.
fn without_shortcodes(body: &str) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    // Looked for once where there is none: else each opening would be looked behind to the end.
    let mut captions_end = true;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let name = after.strip_prefix('/').unwrap_or(after);
        let length = name
            .find(|letter: char| !(letter.is_ascii_lowercase() || matches!(letter, '_' | '-')))
            .unwrap_or(name.len());
        let known = [
            "caption",
            "gallery",
            "embed",
            "audio",
            "video",
            "playlist",
            "youtube",
            "sc",
            "subscribe",
            "contact-form",
            "vc_row",
            "vc_column",
        ];
        let word = name.get(..length).unwrap_or_default();
        let closed = known.contains(&word).then(|| after.find([']', '[', '\n'])).flatten();
        let closed = closed.and_then(|end| after.get(end..)?.strip_prefix(']'));
        match closed {
            Some(behind) => match (word, after.starts_with('/')) {
                ("caption", false) => match captions_end.then(|| behind.split_once("[/caption]")).flatten() {
                    Some((figure, behind)) => {
                        let words = figure.rsplit_once('>').map_or(figure, |(_, words)| words);
                        out.push_str("<figure><figcaption>");
                        out.push_str(words.trim());
                        out.push_str("</figcaption></figure>");
                        rest = behind;
                    }
                    None => {
                        captions_end = false;
                        rest = behind;
                    }
                },
                _ => rest = behind,
            },
            _ => {
                out.push('[');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

enum Part<'a> {
    /// A field of the site: its name and text.
    Channel(&'a str, &'a str),
    Author(&'a Item),
    Item(&'a Item),
}

/// Calls `each` with the site's fields, its authors, and its items.
fn items(xml: &str, mut each: impl FnMut(Part<'_>)) -> Result<(), Refused> {
    let mut reader = Reader::from_str(xml);
    let mut item = Item::default();
    let mut path: Vec<String> = Vec::new();
    let mut text = String::new();
    loop {
        match reader.read_event().map_err(|error| Refused::malformed("a wordpress export", error))? {
            Event::Eof => return Ok(()),
            Event::Start(tag) => {
                path.push(tag.name().as_ref().to_string());
                text.clear();
                if matches!(path.last().map(String::as_str), Some("item" | "wp:author")) && path.len() == 3 {
                    item = Item::default();
                }
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(reference) => {
                let named = reference.xml10_content();
                match reference.resolve_char_ref() {
                    Ok(Some(letter)) => text.push(letter),
                    _ => text.push_str(quick_xml::escape::resolve_predefined_entity(&named).unwrap_or_default()),
                }
            }
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                let within = path.last().map(String::as_str);
                match (within, path.len()) {
                    (Some("channel"), 2) if name == "item" => each(Part::Item(&item)),
                    (Some("channel"), 2) if name == "wp:author" => each(Part::Author(&item)),
                    (Some("channel"), 2) => each(Part::Channel(&name, &text)),
                    (Some("item" | "wp:author"), 3) => item.fields.push((name, std::mem::take(&mut text))),
                    _ => {}
                }
                text.clear();
            }
            _ => {}
        }
    }
}
