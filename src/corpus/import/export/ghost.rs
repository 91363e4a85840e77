//! A Ghost export: one JSON file of the site's tables.

use std::collections::HashMap;

use serde::Deserialize;

use crate::domain::Audience;

use super::super::draft::{Draft, Origin};
use super::super::html;
use super::super::limits;
use super::super::options::{ImportOptions, Include};
use super::super::reading::Reading;
use super::super::refused::Refused;
use super::super::{dates, plain};

#[derive(Deserialize)]
struct Export {
    #[serde(default)]
    db: Vec<Database>,
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Database {
    data: Data,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Data {
    posts: Vec<Post>,
    users: Vec<User>,
    posts_authors: Vec<PostAuthor>,
    posts_meta: Vec<PostMeta>,
    settings: Vec<Setting>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(u64),
}

impl Id {
    fn text(&self) -> String {
        match self {
            Id::Text(text) => text.clone(),
            Id::Number(number) => number.to_string(),
        }
    }
}

#[derive(Deserialize)]
struct Post {
    id: Id,
    title: Option<String>,
    slug: Option<String>,
    html: Option<String>,
    plaintext: Option<String>,
    status: Option<String>,
    visibility: Option<String>,
    published_at: Option<serde_json::Value>,
    custom_excerpt: Option<String>,
    canonical_url: Option<String>,
    author_id: Option<Id>,
    locale: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Older exports say so instead of by type.
    page: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct User {
    id: Id,
    name: Option<String>,
}

#[derive(Deserialize)]
struct PostAuthor {
    post_id: Id,
    author_id: Id,
}

#[derive(Deserialize)]
struct PostMeta {
    post_id: Id,
    feature_image_caption: Option<String>,
}

#[derive(Deserialize)]
struct Setting {
    key: Option<String>,
    value: Option<serde_json::Value>,
}

pub(in crate::corpus::import) fn read(
    bytes: &[u8],
    options: &ImportOptions,
    reading: &mut Reading,
) -> Result<(), Refused> {
    let export: Export = limits::json(bytes, "a ghost export")?;
    let data = export.db.into_iter().next().map(|database| database.data).or(export.data).unwrap_or_default();
    let users: HashMap<String, String> =
        data.users.into_iter().filter_map(|user| Some((user.id.text(), user.name?))).collect();
    let mut authors: HashMap<String, Vec<String>> = HashMap::new();
    for link in &data.posts_authors {
        if let Some(name) = users.get(&link.author_id.text()) {
            authors.entry(link.post_id.text()).or_default().push(name.clone());
        }
    }
    let captions: HashMap<String, String> = data
        .posts_meta
        .into_iter()
        .filter_map(|meta| Some((meta.post_id.text(), meta.feature_image_caption?)))
        .collect();
    let publisher = data.settings.iter().find(|setting| setting.key.as_deref() == Some("title"));
    let publisher = publisher.and_then(|setting| setting.value.as_ref()?.as_str()).map(str::to_owned);
    for post in data.posts {
        let title = post.title.clone().unwrap_or_default();
        if !matches!(post.status.as_deref(), Some("published" | "sent")) {
            reading.leave_out(&title, "not published");
            continue;
        }
        let is_page =
            post.kind.as_deref() == Some("page") || post.page.as_ref().is_some_and(|page| *page == true || *page == 1);
        if is_page && !options.include.contains(&Include::Pages) {
            reading.leave_out(&title, "a page");
            continue;
        }
        let id = post.id.text();
        let byline =
            authors.get(&id).cloned().or_else(|| Some(vec![users.get(&post.author_id.as_ref()?.text())?.clone()]));
        let mut draft = read_post(&post, options);
        if let Ok(draft) = &mut draft {
            draft.byline = byline.map(|names| names.join(", "));
            draft.publisher.clone_from(&publisher);
            if let Some(caption) = captions.get(&id) {
                draft.caption = html::line(caption).ok().filter(|caption| !caption.is_empty());
            }
        }
        reading.add(&title, draft);
    }
    Ok(())
}

fn read_post(post: &Post, options: &ImportOptions) -> Result<Draft, Refused> {
    let text = |text: &Option<String>| text.as_deref().map(html::clean).filter(|text| !text.is_empty());
    let mut draft = Draft::new(Origin::Export);
    draft.guid = Some(format!("ghost {}", post.id.text()));
    draft.title = text(&post.title).unwrap_or_default();
    draft.dek = text(&post.custom_excerpt);
    draft.language = text(&post.locale);
    draft.date = post.published_at.as_ref().and_then(|date| match date {
        serde_json::Value::String(text) => dates::any(text),
        number => dates::any(&number.to_string()),
    });
    draft.url = match (text(&post.canonical_url), text(&post.slug)) {
        (Some(url), _) => Some(url),
        (None, Some(slug)) => Some(options.address(&format!("{slug}/"))?),
        (None, None) => None,
    };
    draft.audience = post.visibility.as_deref().map(|visibility| match visibility {
        "public" => Audience::Everyone,
        _ => Audience::Paid,
    });
    match (&post.html, &post.plaintext) {
        (Some(html), _) if !html.trim().is_empty() => super::take_html(&mut draft, html)?,
        (_, Some(text)) if !text.trim().is_empty() => draft.take(plain::blocks(text)),
        _ => return Err(Refused::NoText),
    }
    draft.name_by_text();
    Ok(draft)
}

/// Whether the JSON is such an export: it names its tables.
pub(in crate::corpus::import) fn looks_like(bytes: &[u8]) -> bool {
    let named = |name: &[u8]| memchr::memmem::find(bytes, name).is_some();
    named(b"\"posts\"") && (named(b"\"db\"") || named(b"\"data\""))
}
