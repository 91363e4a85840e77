//! A draft to an article: the newsletter's own settings fill in what the source left out.

use jiff::civil::Date;
use serde_json::Value;

use crate::corpus::rules::Defaults;
use crate::domain::{Article, ArticleMeta, Audience, Link, Paragraph, ParagraphKey, ParagraphKind, Show};

use super::addresses::host;
use super::authority::Authority;
use super::draft::{Draft, Origin};
use super::loss::Loss;
use super::refused::Refused;

/// What stands in for a licence that nobody names.
pub const NO_LICENCE: &str = "all rights reserved";

/// A longer part of an address has no meaning for a person.
const LONGEST_WORD: usize = 100;

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
    /// Whose word counts.
    pub authority: Authority,
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
    let date = draft.date.or(settled.date).ok_or_else(|| match &draft.unread_date {
        Some(written) => Refused::UnreadDate(written.clone()),
        None => Refused::NoDate,
    })?;
    let url = draft.url.clone().or_else(|| settled.url.clone()).ok_or(match draft.origin {
        // No pattern of a site leads to a page that was saved, or to what a feed leaves out.
        Origin::Page | Origin::Feed => Refused::NoOwnAddress,
        Origin::Mail | Origin::Export | Origin::Markdown => Refused::NoAddress,
    })?;
    let publisher = draft.publisher.clone().or_else(|| defaults.publisher.clone());
    let publisher = publisher.or_else(|| draft.sender.clone()).or_else(|| host(&url)).ok_or(Refused::NoOwnAddress)?;
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
        aliases: draft.aliases.clone(),
        url_is_guessed: draft.guessed && draft.url.is_some(),
        tags: draft.tags.clone(),
        provenance: Vec::new(),
        corrections: draft.corrections.clone(),
        show,
        audience: draft.audience.unwrap_or_default(),
        assistants: draft.assistants.or(defaults.assistants).unwrap_or(true),
    };
    let base = url::Url::parse(&meta.url).ok();
    let named = |key, text: &Option<String>| {
        text.clone().map(|text| Paragraph { key, text, kind: ParagraphKind::Named, source: None, links: Vec::new() })
    };
    let mut paragraphs: Vec<Paragraph> = named(ParagraphKey::Title, &Some(draft.title.clone())).into_iter().collect();
    paragraphs.extend(named(ParagraphKey::Dek, &draft.dek));
    paragraphs.extend(named(ParagraphKey::Caption, &draft.caption));
    paragraphs.extend(draft.body.iter().zip(1..).map(|(paragraph, number)| Paragraph {
        key: ParagraphKey::Body(number),
        text: paragraph.text.clone(),
        kind: paragraph.kind,
        source: paragraph.source.clone(),
        links: paragraph.links.iter().filter_map(|link| resolved(link, base.as_ref(), draft.origin)).collect(),
    }));
    paragraphs.extend(draft.footnotes.iter().zip(1..).map(|(text, number)| Paragraph {
        key: ParagraphKey::Footnote(number),
        text: text.clone(),
        kind: ParagraphKind::Named,
        source: None,
        links: Vec::new(),
    }));
    paragraphs.extend(named(ParagraphKey::Notice, &draft.notice));
    Ok(Article { meta, paragraphs })
}

/// A link with its whole address, if that is one of a page.
fn resolved(link: &Link, base: Option<&url::Url>, origin: Origin) -> Option<Link> {
    let url = url::Url::options().base_url(base).parse(link.url.trim()).ok()?;
    let of_page = matches!(url.scheme(), "http" | "https") && url.has_host();
    // In a mail most links count who follows them, and say which reader that was: what is behind "?", or a long word.
    let of_reader = || url.query().is_some() || url.path().split('/').any(|part| part.len() > LONGEST_WORD);
    (of_page && !(origin == Origin::Mail && of_reader())).then(|| Link { url: url.into(), ..*link })
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
    let Ok(mut article) = finish(draft, id.to_owned(), &stand_in) else { return String::new() };
    article.meta.provenance = vec![super::provenance::line(draft, &article)];
    let mut unknown = Vec::new();
    if draft.date.or(settled.date).is_none() {
        unknown.push("date");
    }
    if draft.url.is_none() && settled.url.is_none() {
        unknown.push("url");
        if draft.publisher.is_none() {
            unknown.push("publisher");
        }
    }
    line_without(&article, &unknown, draft.loss.as_ref())
}

/// The article as a line of an archive, without what says nothing.
/// What was left out of it with doubt stands beside it; loading passes that over.
pub fn line_of(article: &Article, loss: Option<&Loss>) -> String {
    line_without(article, &[], loss)
}

fn line_without(article: &Article, unknown: &[&str], loss: Option<&Loss>) -> String {
    let Value::Object(mut line) = super::write::json(article) else { return String::new() };
    line.extend(loss.map(|loss| ("loss".to_owned(), loss.json())));
    let says_nothing = |name: &str, value: &Value| {
        value.is_null()
            // Of every truth the usual one is left out.
            || *value == Value::Bool(name == "assistants")
            || value.as_array().is_some_and(Vec::is_empty) && name != "paragraphs"
            || unknown.contains(&name)
    };
    line.retain(|name, value| !says_nothing(name, value));
    if article.meta.audience == Audience::Everyone {
        line.remove("audience");
    }
    // Some characters turn the direction of what a terminal shows; escaped they are the same to a machine.
    let mut out = String::new();
    for letter in Value::Object(line).to_string().chars() {
        match letter {
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            '\u{7f}'..='\u{9f}' => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            other => out.push(other),
        }
    }
    out
}
