//! Articles as a list of JSON: WordPress's REST interface, Kit's broadcasts, Buttondown's emails, Ghost's content, and
//! others of the like, by the names that they give to the same things.

use serde_json::Value;

use crate::domain::Audience;

use super::super::dates::Days;
use super::super::draft::{Draft, Origin};
use super::super::front_matter::{self, Fields};
use super::super::html;
use super::super::limits;
use super::super::options::{ImportOptions, Include};
use super::super::readers;
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::buttondown;

/// Names of the list, where it stands in an object.
const LISTS: [&str; 8] = ["broadcasts", "posts", "results", "items", "data", "emails", "articles", "campaigns"];

/// Names of a text in HTML, the whole ones first.
const HTML: [&str; 6] = ["content", "html", "body_html", "content_html", "html_content", "email_content"];

/// Names of the day, the likeliest first.
const DATES: [&str; 10] = [
    "date",
    "published_at",
    "publish_date",
    "displayed_date",
    "post_date",
    "sent_at",
    "send_at",
    "send_time",
    "created_at",
    "created",
];

/// Whether JSON is such a list: its first item has a name for a title, and one for a text.
pub(in crate::corpus::import) fn looks_like(bytes: &[u8]) -> bool {
    let named = |name: &str| memchr::memmem::find(bytes, format!("\"{name}\"").as_bytes()).is_some();
    let titled = ["title", "subject"].into_iter().any(named);
    titled && (HTML.into_iter().any(named) || ["body", "body_markdown"].into_iter().any(named))
}

pub(in crate::corpus::import) fn read(
    bytes: &[u8],
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<(), Refused> {
    let document: Value = limits::json(bytes, "json")?;
    let items = match &document {
        Value::Array(items) => items.as_slice(),
        Value::Object(table) => {
            let list = LISTS.iter().find_map(|name| table.get(*name)?.as_array());
            // Kit's answer to one question holds one.
            let one = || ["broadcast", "post"].iter().find_map(|name| table.get(*name)).map(std::slice::from_ref);
            list.map(Vec::as_slice).or_else(one).unwrap_or(std::slice::from_ref(&document))
        }
        _ => return Err(Refused::UnknownFormat),
    };
    let written: Vec<&str> =
        items.iter().flat_map(|item| DATES.iter().filter_map(|name| item.get(*name)?.as_str())).collect();
    let days = Days::of(written.into_iter());
    for (item, number) in items.iter().zip(1..) {
        let fields = front_matter::table(item);
        let what = line(&fields, &["title.rendered", "title", "subject"]).unwrap_or_else(|| format!("item {number}"));
        if let Some(why) = left_out(&fields, options) {
            reading.leave_out(&what, why);
            continue;
        }
        let text = HTML.iter().find_map(|name| html_of(&fields, name));
        match (text, fields.first(&["body_markdown", "markdown", "body"])) {
            (Some(text), _) => {
                let draft = article(&fields, &text, days, options);
                reading.add(&what, draft);
            }
            (None, Some(body)) => buttondown::mail(fields, &body, (&what, days), options, reading),
            (None, None) => reading.add(&what, Err(Refused::NoText)),
        }
    }
    Ok(())
}

/// The HTML under a name: as it is, rendered, or for the web.
fn html_of(fields: &Fields, name: &str) -> Option<String> {
    let inner = ["", ".rendered", ".premium.web", ".free.web", ".web"];
    inner.iter().find_map(|inner| fields.get(&format!("{name}{inner}")).filter(|value| value.table().is_none())?.text())
}

/// The words under the first of these names.
fn line(fields: &Fields, names: &[&str]) -> Option<String> {
    let text = names.iter().find_map(|name| fields.get(name).filter(|value| value.table().is_none())?.text())?;
    html::line(&text).ok().filter(|text| !text.is_empty())
}

fn left_out(fields: &Fields, options: &ImportOptions) -> Option<&'static str> {
    let is_page = fields.is("type", "page") || fields.is("page", "true");
    if is_page && !options.include.contains(&Include::Pages) {
        return Some("a page");
    }
    if ["attachment", "nav_menu_item", "revision", "wp_block"].iter().any(|kind| fields.is("type", kind)) {
        return Some("no text");
    }
    let unfinished = ["draft", "pending", "private", "future", "trash", "auto-draft", "scheduled", "inherit"];
    let status = fields.text("status");
    let published = ["date", "published_at", "publish_date", "post_date", "sent_at", "send_at", "send_time"];
    let undated = published.iter().any(|name| fields.get(name).is_some()) && fields.first(&published).is_none();
    let drafted = status.is_some_and(|status| unfinished.contains(&status.to_lowercase().as_str()))
        || fields.is("published", "false")
        || fields.is("is_published", "false");
    (drafted || undated).then_some("not published")
}

fn article(fields: &Fields, text: &str, days: Days, options: &ImportOptions) -> Result<Draft, Refused> {
    let mut draft = Draft::new(Origin::Export);
    draft.title = line(fields, &["title.rendered", "title", "subject"]).unwrap_or_default();
    let named = |names: &[&str]| fields.first(names).filter(|text| !text.is_empty());
    draft.guid = named(&["guid.rendered", "id", "uuid"]).or_else(|| fields.text("id"));
    draft.take_first_day(DATES.iter().filter_map(|name| fields.text(name)), days);
    let addresses =
        ["link", "canonical_url", "web_url", "url", "public_url", "absolute_url", "archive_url", "permalink"];
    let absolute = addresses.iter().find_map(|name| fields.text(name).filter(|url| url.contains("://")));
    draft.url = absolute.or_else(|| {
        let slug = fields.text("slug")?;
        options.address(&slug).ok()
    });
    if draft.url.is_none() && fields.text("subject").is_some() {
        // What was only mailed has no page: its subject makes an address that is told as a guess.
        let id = super::super::finish::id_of(&draft);
        draft.url = options.address(&id).ok();
        draft.guessed = draft.url.is_some();
    }
    draft.byline = byline(fields);
    draft.tags = tags(fields);
    let (audience, unclear) = readers::of_fields(&fields.flat());
    draft.audience = if fields.is("content.protected", "true") { Some(Audience::Paid) } else { audience };
    draft.notes.extend(unclear);
    super::take_html(&mut draft, text)?;
    let dek = line(fields, &["subtitle", "custom_excerpt", "excerpt.rendered", "description", "preview_text"]);
    // An excerpt that a site made of the opening is no line of its own.
    let opening: String = draft.texts().take(3).map(|text| html::folded(text) + " ").collect();
    draft.dek = dek.filter(|dek| {
        let words = html::folded(dek.trim_end_matches(['…', '.', ']', '[', ' ']));
        !opening.starts_with(words.trim_end())
    });
    draft.name_by_text();
    Ok(draft)
}

fn byline(fields: &Fields) -> Option<String> {
    let list = ["_embedded.author", "authors", "publishedBylines"].iter().find_map(|name| {
        let names = fields.texts(name);
        (!names.is_empty()).then(|| names.join(", "))
    });
    let named = ["author.name", "primary_author.name", "yoast_head_json.author", "author_name", "byline", "author"];
    list.or_else(|| named.iter().find_map(|name| line(fields, &[name])))
        // WordPress numbers its users.
        .filter(|name| name.chars().any(char::is_alphabetic) && !name.contains('@'))
}

/// Tags and categories, where they are named and not only numbered.
fn tags(fields: &Fields) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    if let Some(front_matter::Value::List(lists)) = fields.get("_embedded.wp:term") {
        tags.extend(lists.iter().flat_map(front_matter::Value::texts));
    }
    for name in ["tags", "tag_list", "categories", "content_tags"] {
        tags.extend(fields.texts(name).into_iter().filter(|tag| tag.chars().any(char::is_alphabetic)));
    }
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| seen.insert(tag.to_lowercase()));
    tags
}
