//! A draft to an article: the newsletter's own settings fill in what the source left out.

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::corpus::rules::Defaults;
use crate::domain::{Article, ArticleMeta, Audience, Paragraph, ParagraphKey, ParagraphKind, Show};

use super::draft::Draft;
use super::refused::Refused;

/// What stands in for a licence that nobody names.
const NO_LICENCE: &str = "all rights reserved";

/// The longest part of a title in an id, in bytes.
const LONGEST_SLUG: usize = 80;

/// What the newsletter and the person who imports say where a source does not.
#[derive(Debug, Clone, Default)]
pub struct Settled {
    /// The newsletter's own defaults.
    pub defaults: Defaults,
    /// The day for articles that have none.
    pub date: Option<Date>,
    /// The address for articles that have none.
    pub url: Option<String>,
}

/// The id that an article gets: its day and the words of its title.
pub fn id_of(draft: &Draft) -> String {
    if let Some(id) = &draft.id {
        return id.clone();
    }
    let mut slug = String::new();
    for word in draft.title.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’') {
        let word: String =
            word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if word.is_empty() {
            continue;
        }
        if slug.len() + word.len() > LONGEST_SLUG {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(&word);
    }
    let slug = if slug.is_empty() { "untitled".to_owned() } else { slug };
    match draft.date {
        Some(date) => format!("{date}-{slug}"),
        None => slug,
    }
}

/// The article, under this id.
pub fn finish(draft: &Draft, id: String, settled: &Settled) -> Result<Article, Refused> {
    let defaults = &settled.defaults;
    let date = draft.date.or(settled.date).ok_or(Refused::NoDate)?;
    let url = draft.url.clone().or_else(|| settled.url.clone()).ok_or(Refused::NoAddress)?;
    let publisher = defaults.publisher.clone().or_else(|| draft.publisher.clone());
    let publisher = publisher.or_else(|| host(&url)).ok_or(Refused::NoAddress)?;
    let licence = draft.licence.clone().or_else(|| draft.licence_url.as_deref().and_then(licence_name));
    let own_licence = licence.is_some();
    let licence = licence.or_else(|| defaults.licence.clone()).unwrap_or_else(|| NO_LICENCE.to_owned());
    let licence_url = if own_licence { draft.licence_url.clone() } else { defaults.licence_url.clone() };
    let linked = licence_url.as_deref().unwrap_or_default().contains("creativecommons.org/");
    let show = draft.show.or(defaults.show).unwrap_or({
        if linked || licence.starts_with("CC ") || licence.starts_with("CC0") { Show::Whole } else { Show::Quote }
    });
    let meta = ArticleMeta {
        id,
        title: draft.title.clone(),
        publisher,
        date,
        url,
        licence,
        licence_url,
        byline: draft.byline.clone().or_else(|| defaults.byline.clone()),
        language: draft.language.clone().or_else(|| defaults.language.clone()),
        archive_url: None,
        provenance: Vec::new(),
        corrections: draft.corrections.clone(),
        show,
        audience: draft.audience,
    };
    let named = |key, text: &Option<String>| {
        text.clone().map(|text| Paragraph { key, text, kind: ParagraphKind::Named, source: None })
    };
    let mut paragraphs: Vec<Paragraph> = named(ParagraphKey::Title, &Some(draft.title.clone())).into_iter().collect();
    paragraphs.extend(named(ParagraphKey::Dek, &draft.dek));
    paragraphs.extend(named(ParagraphKey::Caption, &draft.caption));
    paragraphs.extend(draft.body.iter().zip(1..).map(|(paragraph, number)| Paragraph {
        key: ParagraphKey::Body(number),
        text: paragraph.text.clone(),
        kind: paragraph.kind,
        source: paragraph.source.clone(),
    }));
    paragraphs.extend(named(ParagraphKey::Notice, &draft.notice));
    Ok(Article { meta, paragraphs })
}

/// The host of an address, without `www.`
fn host(url: &str) -> Option<String> {
    let host = url::Url::parse(url).ok()?.host_str()?.to_owned();
    Some(host.strip_prefix("www.").map(str::to_owned).unwrap_or(host))
}

/// The short name of a Creative Commons licence, from its address.
fn licence_name(url: &str) -> Option<String> {
    let (_, path) = url.split_once("creativecommons.org/")?;
    let mut parts = path.trim_end_matches('/').split('/');
    match (parts.next()?, parts.next(), parts.next()) {
        ("licenses", Some(terms), Some(version)) => Some(format!("CC {} {version}", terms.to_uppercase())),
        ("publicdomain", Some("zero"), Some(version)) => Some(format!("CC0 {version}")),
        _ => None,
    }
}

/// The draft as a line of an archive. What is not known yet is left out.
pub fn json_line(draft: &Draft, id: &str, settled: &Settled) -> String {
    let stand_in = Settled {
        date: draft.date.or(settled.date).or(Some(Date::constant(1970, 1, 1))),
        url: draft.url.clone().or_else(|| settled.url.clone()).or_else(|| Some("https://localhost/".to_owned())),
        ..settled.clone()
    };
    let Ok(article) = finish(draft, id.to_owned(), &stand_in) else { return String::new() };
    let meta = &article.meta;
    let mut line = Map::new();
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            line.insert(name.to_owned(), value);
        }
    };
    let known_date = draft.date.or(settled.date).is_some();
    let known_url = draft.url.is_some() || settled.url.is_some();
    set("id", Some(json!(meta.id)));
    set("title", Some(json!(meta.title)));
    set("publisher", (known_url || draft.publisher.is_some()).then(|| json!(meta.publisher)));
    set("date", known_date.then(|| json!(meta.date)));
    set("url", known_url.then(|| json!(meta.url)));
    set("licence", Some(json!(meta.licence)));
    set("licence_url", meta.licence_url.as_ref().map(|text| json!(text)));
    set("byline", meta.byline.as_ref().map(|text| json!(text)));
    set("language", meta.language.as_ref().map(|text| json!(text)));
    set("show", Some(json!(meta.show)));
    set("audience", (meta.audience == Audience::Paid).then(|| json!(meta.audience)));
    set("corrections", (!meta.corrections.is_empty()).then(|| json!(meta.corrections)));
    for (name, key) in
        [("dek", ParagraphKey::Dek), ("caption", ParagraphKey::Caption), ("notice", ParagraphKey::Notice)]
    {
        set(name, article.paragraph(key).map(|paragraph| json!(paragraph.text)));
    }
    set("provenance", Some(json!([super::write::provenance(draft, &article)])));
    set("paragraphs", Some(super::write::json_paragraphs(&article)));
    Value::Object(line).to_string()
}
