//! The links that the words of a paragraph carry, as files hold them: an archive by bytes; front matter, which a person
//! reads, by the words, so that a change before them moves nothing.

use crate::domain::{Article, Link};

use super::checked::checked_address;
use super::error::Remark;
use super::fields::FieldReader;
use super::paragraph::BodyParagraph;

/// A link as front matter names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marked {
    paragraph: u32,
    words: String,
    /// Which occurrence of the words in the paragraph, from 1.
    nth: usize,
    url: String,
}

/// `links = [{ paragraph = 3, words = "the mill", url = "https://…" }]`
pub(super) fn read(reader: &mut FieldReader<'_, '_>) -> Vec<Marked> {
    let items = reader.list("links").unwrap_or_default();
    let mut found = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let Some(mut inner) = reader.inner(&format!("links[{at}]"), item) else { continue };
        let paragraph = inner.number("paragraph").and_then(|number| u32::try_from(number).ok());
        let words = inner.text("words").map(|(words, _)| words);
        let nth = inner.optional_number("nth").unwrap_or(1);
        let url = inner.text("url").and_then(|(url, line)| checked_address(&mut inner, "url", url, line));
        inner.finish();
        if let (Some(paragraph), Some(words), Some(url)) = (paragraph, words, url) {
            found.push(Marked { paragraph, words, nth, url });
        }
    }
    found
}

/// Puts the links to their paragraphs. One whose words are not there any more is dropped, and told.
pub(super) fn attach(marked: Vec<Marked>, body: &mut [BodyParagraph]) -> Vec<Remark> {
    let mut lost = Vec::new();
    for Marked { paragraph, words, nth, url } in marked {
        let place = usize::try_from(paragraph).ok().and_then(|number| number.checked_sub(1));
        let place = place.and_then(|at| body.get_mut(at));
        let found = place.and_then(|place| {
            let start = place.text.match_indices(words.as_str()).nth(nth.checked_sub(1)?)?.0;
            Some((place, start))
        });
        match found {
            Some((place, start)) => place.links.push(Link { start, end: start + words.len(), url }),
            None => lost.push(Remark::LooseLink(paragraph, words)),
        }
    }
    body.iter_mut().for_each(|paragraph| paragraph.links.sort_by_key(|link| (link.start, link.end)));
    lost
}

/// `links: [{"start": 0, "end": 8, "url": "https://…"}]` of a paragraph of an archive.
pub(super) fn of_paragraph(
    reader: &mut FieldReader<'_, '_>,
    text: &str,
    remarks: &mut Vec<Remark>,
    number: u32,
) -> Vec<Link> {
    let items = reader.list("links").unwrap_or_default();
    let mut found = Vec::with_capacity(items.len());
    for (at, item) in items.into_iter().enumerate() {
        let Some(mut inner) = reader.inner(&format!("links[{at}]"), item) else { continue };
        let (start, end) = (inner.number("start"), inner.number("end"));
        let url = inner.text("url").and_then(|(url, line)| checked_address(&mut inner, "url", url, line));
        inner.finish();
        let (Some(start), Some(end), Some(url)) = (start, end, url) else { continue };
        match text.get(start..end).filter(|words| !words.is_empty()) {
            Some(_) => found.push(Link { start, end, url }),
            None => remarks.push(Remark::LooseLink(number, format!("{start} to {end}"))),
        }
    }
    found.sort_by_key(|link| (link.start, link.end));
    found
}

/// The links of an article's body, a line of front matter each.
pub(super) fn lines(article: &Article) -> Vec<String> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut lines = Vec::new();
    for paragraph in &article.paragraphs {
        let Some(number) = paragraph.key.number() else { continue };
        for link in &paragraph.links {
            let Some(words) = paragraph.text.get(link.start..link.end) else { continue };
            let before = paragraph.text.match_indices(words).take_while(|(at, _)| *at < link.start).count();
            let nth = if before > 0 { format!(", nth = {}", before + 1) } else { String::new() };
            lines.push(format!(
                "{{ paragraph = {number}, words = {}{nth}, url = {} }}",
                quoted(words),
                quoted(&link.url)
            ));
        }
    }
    lines
}
