//! A WordPress export (WXR): RSS with the site's own fields.

mod shortcodes;
mod text;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::dates::Days;
use super::super::draft::{Draft, Origin};
use super::super::html;
use super::super::limits;
use super::super::options::{ImportOptions, Include};
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::super::{encoding, service, xml};

/// One item, by the names of its elements as they are printed.
#[derive(Default)]
struct Item {
    fields: Vec<(String, String)>,
    /// Its categories: their domain, their short name, their text.
    categories: Vec<[String; 3]>,
    /// What plugins keep beside it.
    meta: Vec<(String, String)>,
}

/// A user of the site.
struct Author {
    login: String,
    name: Option<String>,
}

/// Types of posts that are no texts.
const NO_TEXTS: [&str; 8] = [
    "attachment",
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "guest-author",
];

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
    let mended = xml::mend(&encoding::xml(bytes))?;
    reading.notes.extend(mended.notes());
    let mut publisher = None;
    let mut language = None;
    let mut site: Option<url::Url> = None;
    let mut authors: Vec<Author> = Vec::new();
    items(&mended.xml, |part| match part {
        Part::Channel(name, text) => match name {
            "title" => publisher = Some(html::clean(text)),
            "language" => language = Some(html::clean(text)),
            // Squarespace gives paths.
            "wp:base_site_url" | "link" if site.is_none() => site = url::Url::parse(text.trim()).ok(),
            _ => {}
        },
        Part::Author(item) => {
            if let Some(login) = item.get("wp:author_login") {
                authors.push(Author { login: login.trim().to_owned(), name: name_of(item) });
            }
        }
        Part::Item(item) => {
            let title = item.get("title").map(|title| html::line(title).unwrap_or_default()).unwrap_or_default();
            let kind = item.get("wp:post_type").map_or("post", str::trim);
            match kind {
                "post" => {}
                "page" if options.include.contains(&Include::Pages) => {}
                "page" => return reading.leave_out(&title, "a page"),
                _ if NO_TEXTS.contains(&kind) || kind.starts_with("wp_") || item.get("content:encoded").is_none() => {
                    return;
                }
                // What a plugin keeps: articles of a newsletter, but messages to the site as well.
                _ => return reading.leave_out(&title, &format!("of the type {kind:?}, not a post")),
            }
            if item.get("wp:status").is_some_and(|status| status.trim() != "publish") {
                return reading.leave_out(&title, "not published");
            }
            reading.attempt(&title, || {
                let mut draft = post(item, &title)?;
                draft.url = draft.url.take().and_then(|url| on_site(url, site.as_ref(), options));
                draft.publisher.clone_from(&publisher);
                draft.language.clone_from(&language);
                draft.byline = byline(item, &authors);
                draft.tags = tags(item);
                Ok(draft)
            });
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

/// What it is filed under. What nobody filed says nothing.
fn tags(item: &Item) -> Vec<String> {
    let filed = item.categories.iter().filter(|[domain, short, _]| {
        matches!(domain.as_str(), "category" | "post_tag" | "tag" | "") && short != "uncategorized"
    });
    let names = filed.filter_map(|[_, _, text]| html::line(text).ok()).filter(|name| !name.is_empty());
    let mut tags: Vec<String> = Vec::new();
    for name in names {
        if !tags.iter().any(|own| own.eq_ignore_ascii_case(&name)) {
            tags.push(name);
        }
    }
    tags
}

/// Who wrote it: those whom it names as authors, or else whoever entered it. An address is no name.
fn byline(item: &Item, authors: &[Author]) -> Option<String> {
    let known = |login: &str| authors.iter().find(|author| author.login == login);
    let named = |name: &str| Some(html::clean(name)).filter(|name| !name.is_empty() && !name.contains('@'));
    let mut names: Vec<String> = Vec::new();
    for [domain, short, text] in &item.categories {
        if domain != "author" {
            continue;
        }
        let login = short.strip_prefix("cap-").unwrap_or(short);
        let user = known(text.trim()).or_else(|| known(login).filter(|_| text.trim().is_empty()));
        let name = user.and_then(|author| author.name.clone()).or_else(|| named(text));
        names.extend(name.filter(|name| !names.contains(name)));
    }
    if !names.is_empty() {
        return Some(names.join(", "));
    }
    let login = item.get("dc:creator")?.trim();
    known(login).and_then(|author| author.name.clone()).or_else(|| named(login))
}

/// The name that a user shows, or the one that stands in the user's own fields.
fn name_of(item: &Item) -> Option<String> {
    let field = |name: &str| {
        let text = item.get(name).map(|name| html::line(name).unwrap_or_default()).unwrap_or_default();
        Some(text).filter(|text| !text.is_empty() && !text.contains('@'))
    };
    let own = || {
        let names = [field("wp:author_first_name"), field("wp:author_last_name")];
        let names: Vec<String> = names.into_iter().flatten().collect();
        Some(names.join(" ")).filter(|name| !name.is_empty())
    };
    field("wp:author_display_name").or_else(own)
}

fn post(item: &Item, title: &str) -> Result<Draft, Refused> {
    let mut draft = Draft::new(Origin::Export);
    title.clone_into(&mut draft.title);
    draft.guid = item.get("guid").or_else(|| item.get("wp:post_id")).map(|guid| guid.trim().to_owned());
    draft.url = item.get("link").map(|link| link.trim().to_owned());
    draft.take_first_day(["wp:post_date", "pubDate"].iter().filter_map(|name| item.get(name)), Days::default());
    draft.dek = item.get("excerpt:encoded").map(html::line).transpose()?.filter(|dek| !dek.is_empty());
    if item.get("wp:post_password").is_some() {
        draft.audience = Some(crate::domain::Audience::Paid);
    }
    let body = item.get("content:encoded").ok_or(Refused::NoText)?;
    limits::decoded(body)?;
    let mut blocks = super::html_blocks(&text::html(body))?;
    service::drop_lines(&mut blocks);
    draft.take(blocks);
    take_footnotes(item, body, &mut draft);
    draft.name_by_text();
    if draft.body.is_empty() { Err(Refused::NoText) } else { Ok(draft) }
}

/// The block editor keeps notes beside the text: each with the id that its mark names.
fn take_footnotes(item: &Item, body: &str, draft: &mut Draft) {
    let kept = item.meta.iter().find(|(key, _)| key == "footnotes").map(|(_, value)| value.as_str());
    let Some(serde_json::Value::Array(notes)) = kept.and_then(|json| serde_json::from_str(json).ok()) else { return };
    let field = |note: &serde_json::Value, name: &str| note.get(name).and_then(|text| text.as_str()).map(str::to_owned);
    // A post that was published keeps a copy of them in its text.
    if !draft.footnotes.is_empty() {
        return;
    }
    for note in notes.iter().filter(|note| field(note, "id").is_some_and(|id| body.contains(&id))) {
        let text = field(note, "content").map(|content| html::line(&content).unwrap_or_default());
        draft.footnotes.extend(text.filter(|text| !text.is_empty()));
    }
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
    let mut category = [String::new(), String::new()];
    let mut key = String::new();
    loop {
        match reader.read_event().map_err(|error| Refused::malformed("a wordpress export", error))? {
            Event::Eof => return Ok(()),
            Event::Start(tag) => {
                path.push(tag.name().as_ref().to_string());
                text.clear();
                match path.last().map(String::as_str) {
                    Some("item" | "wp:author") if path.len() == 3 => item = Item::default(),
                    Some("category") => category = [attribute(&tag, "domain"), attribute(&tag, "nicename")],
                    _ => {}
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
                    (Some("item"), 3) if name == "category" => {
                        let [domain, short] = std::mem::take(&mut category);
                        item.categories.push([domain, short, std::mem::take(&mut text)]);
                    }
                    (Some("item" | "wp:author"), 3) => item.fields.push((name, std::mem::take(&mut text))),
                    (Some("wp:postmeta"), 4) if name == "wp:meta_key" => key = std::mem::take(&mut text),
                    (Some("wp:postmeta"), 4) if name == "wp:meta_value" => {
                        item.meta.push((std::mem::take(&mut key), std::mem::take(&mut text)));
                    }
                    _ => {}
                }
                text.clear();
            }
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag.try_get_attribute(name).ok().flatten();
    found
        .and_then(|attribute| quick_xml::escape::unescape(&attribute.value).ok().map(|value| value.into_owned()))
        .unwrap_or_default()
}
