//! Fields to an article: the same fields, whether they stood in front matter or on a line of an archive.

use crate::domain::{Article, ArticleMeta, Audience, Correction, Paragraph, ParagraphKey, ParagraphKind, Show};

use super::checked::{addresses, checked_address, checked_id, optional_address};
use super::error::{LoadNote, Remark};
use super::fields::FieldReader;
use super::links::{self, Marked};
use super::paragraph::BodyParagraph;
use super::rules::Defaults;

/// An article and what was noticed while reading it.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The article.
    pub article: Article,
    /// Nothing that keeps it from being served.
    pub notes: Vec<LoadNote>,
}

/// What stands over the body: particulars and named paragraphs. `None` where a required field is wrong; the reader
/// has the reasons.
pub(super) struct Head {
    meta: ArticleMeta,
    title: String,
    dek: Option<String>,
    caption: Option<String>,
    footnotes: Vec<String>,
    notice: Option<String>,
    links: Vec<Marked>,
}

impl Head {
    pub(super) fn read(reader: &mut FieldReader<'_, '_>, defaults: &Defaults) -> Option<Head> {
        let id = reader.text("id").and_then(|(id, line)| checked_id(reader, id, line));
        let title = reader.text("title").map(|(title, _)| title);
        let publisher = reader.text_or("publisher", defaults.publisher.as_deref()).map(trimmed);
        let date = reader.date("date");
        let url = reader.text("url").and_then(|(url, line)| checked_address(reader, "url", url, line));
        let licence = reader.text_or("licence", defaults.licence.as_deref()).map(trimmed);
        let dek = reader.optional_text("dek").map(|(text, _)| text);
        let caption = reader.optional_text("caption").map(|(text, _)| text);
        let footnotes = reader.texts("footnotes");
        let notice = reader.optional_text("notice").map(|(text, _)| text);
        let byline = reader.optional_name("byline").or_else(|| defaults.byline.clone());
        let licence_url = optional_address(reader, "licence_url").or_else(|| defaults.licence_url.clone());
        let language = reader.optional_name("language").or_else(|| defaults.language.clone());
        let archive_url = optional_address(reader, "archive_url");
        let aliases = addresses(reader, "aliases");
        let url_is_guessed = reader.optional_truth("url_is_guessed").is_some_and(|(guessed, _)| guessed);
        let tags = reader.texts("tags");
        let provenance = reader.texts("provenance");
        let links = links::read(reader);
        let corrections = corrections(reader);
        let show = reader.word("show", &["whole", "quote", "cite"], &[Show::Whole, Show::Quote, Show::Cite]);
        let audience = reader.word("audience", &["everyone", "paid"], &[Audience::Everyone, Audience::Paid]);
        let assistants = reader.optional_truth("assistants").map(|(may, _)| may);

        let (id, title, publisher, date, url, licence) = (id?, title?, publisher?, date?, url?, licence?);
        let show = show.or(defaults.show).unwrap_or_else(|| show_by_licence(&licence, licence_url.as_deref()));
        let meta = ArticleMeta {
            id,
            title: title.clone(),
            publisher,
            date,
            url,
            licence,
            licence_url,
            byline,
            language,
            archive_url,
            aliases,
            url_is_guessed,
            tags,
            provenance,
            corrections,
            show,
            audience: audience.unwrap_or_default(),
            assistants: assistants.or(defaults.assistants).unwrap_or(true),
        };
        Some(Head { meta, title, dek, caption, footnotes, notice, links })
    }

    /// Puts the links that the fields name to their words in the body.
    pub(super) fn link(&mut self, body: &mut [BodyParagraph]) -> Vec<Remark> {
        links::attach(std::mem::take(&mut self.links), body)
    }

    /// The article: named paragraphs and body in reading order.
    pub(super) fn with_body(self, body: Vec<BodyParagraph>) -> Article {
        let named = |key, text| Paragraph { key, text, kind: ParagraphKind::Named, source: None, links: Vec::new() };
        let mut paragraphs = vec![named(ParagraphKey::Title, self.title)];
        paragraphs.extend(self.dek.map(|text| named(ParagraphKey::Dek, text)));
        paragraphs.extend(self.caption.map(|text| named(ParagraphKey::Caption, text)));
        paragraphs.extend(body.into_iter().zip(1..).map(|(paragraph, number)| Paragraph {
            key: ParagraphKey::Body(number),
            text: paragraph.text,
            kind: paragraph.kind,
            source: paragraph.source,
            links: paragraph.links,
        }));
        paragraphs.extend(
            self.footnotes.into_iter().zip(1..).map(|(text, number)| named(ParagraphKey::Footnote(number), text)),
        );
        paragraphs.extend(self.notice.map(|text| named(ParagraphKey::Notice, text)));
        Article { meta: self.meta, paragraphs }
    }
}

/// What a licence lets a front show. Creative Commons and the public domain allow the whole; all else only a quotation.
pub(super) fn show_by_licence(licence: &str, licence_url: Option<&str>) -> Show {
    let words: Vec<String> = licence.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase).collect();
    let pair =
        |first: &str, second: &str| words.windows(2).any(|pair| matches!(pair, [a, b] if a == first && b == second));
    let named = words.iter().any(|word| word == "cc0" || word == "cc")
        || pair("creative", "commons")
        || pair("public", "domain");
    let address = licence_url.unwrap_or(licence);
    let host = address.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let linked = host == "creativecommons.org" || host.ends_with(".creativecommons.org");
    if named || linked { Show::Whole } else { Show::Quote }
}

fn trimmed((text, _): (String, u32)) -> String {
    text.trim().to_owned()
}

fn corrections(reader: &mut FieldReader<'_, '_>) -> Vec<Correction> {
    let items = reader.list("corrections").unwrap_or_default();
    let mut corrections = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let Some(mut inner) = reader.inner(&format!("corrections[{at}]"), item) else { continue };
        let (date, text) = (inner.date("date"), inner.text("text"));
        let quiet = inner.optional_truth("quiet").is_some_and(|(quiet, _)| quiet);
        inner.finish();
        if let (Some(date), Some((text, _))) = (date, text) {
            corrections.push(Correction { date, text, quiet });
        }
    }
    corrections.sort_by_key(|correction| correction.date);
    corrections
}
