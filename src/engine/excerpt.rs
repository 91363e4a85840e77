//! The one place that cuts an excerpt and cites it, obeying how much of the article may be shown.

use std::collections::HashSet;
use std::ops::Range;

use super::{Engine, allowance};
use crate::domain::{Link, PageWords, Quote, Show, text_fragment_url, whole_slice_url};
use crate::index::{Linking, PageText, StoredArticle, StoredParagraph};
use crate::reply::{AlsoCited, Excerpt, Why};
use crate::text;

impl Engine {
    /// The excerpt of a slice that was shown before: bytes of the paragraph. One that is a quote has its speaker.
    pub fn excerpt(&self, paragraph: &StoredParagraph, range: Range<usize>) -> Excerpt {
        match paragraph.quotes.iter().find(|quote| quote.range == range) {
            Some(quote) => cut_quote(self, paragraph, quote, 0.0),
            None => cut(self, paragraph, range, 0.0),
        }
    }
}

/// The excerpt of `paragraph[range]` (bytes), with its citation.
///
/// An article that shows title and link only gives an empty slice, no context and a link without a fragment, since
/// the fragment would spell the words out. A range that does not lie at character boundaries gives the same, and so do
/// more words than one that shows only quotations may show in a reply.
pub(crate) fn cut(engine: &Engine, paragraph: &StoredParagraph, range: Range<usize>, score: f32) -> Excerpt {
    cut_linked(paragraph, range, score, |range| link(engine, paragraph, range))
}

/// The same where the whole article is at hand, of which it is the paragraph with this number, from 0.
pub(crate) fn cut_on(
    page: &PageWords<PageText>,
    own: usize,
    paragraph: &StoredParagraph,
    range: Range<usize>,
    score: f32,
) -> Excerpt {
    cut_linked(paragraph, range, score, |range| page.link(&paragraph.article.meta.url, own, range.clone()))
}

fn cut_linked(
    paragraph: &StoredParagraph,
    range: Range<usize>,
    score: f32,
    link: impl FnOnce(&Range<usize>) -> String,
) -> Excerpt {
    let article = &paragraph.article;
    let meta = &article.meta;
    let shown = match meta.show {
        Show::Whole => paragraph.paragraph.text.get(range.clone()),
        Show::Quote => paragraph.paragraph.text.get(range.clone()).filter(|slice| !allowance::is_too_long(slice)),
        Show::Cite => None,
    };
    let (slice, range) = match shown {
        Some(text) => (text, range),
        None => ("", 0..0),
    };
    let context = match meta.show {
        Show::Whole => context(paragraph, &range),
        Show::Quote | Show::Cite => range.clone(),
    };
    let source = &paragraph.paragraph.source;
    let reported = || text::closing_source(&paragraph.paragraph.text).map(str::to_owned);
    let (quoted_from, sums_up) = match source {
        Some(source) => (Some(source.clone()), false),
        None => (reported().filter(|_| !range.is_empty()), true),
    };
    Excerpt {
        text: slice.to_owned(),
        article: meta.id.clone(),
        revision: article.revision.clone(),
        paragraph: paragraph.paragraph.key,
        start: range.start,
        end: range.end,
        context: [context.start, context.end],
        score,
        quoted_from,
        sums_up,
        links: links(paragraph, &range),
        title: meta.title.clone(),
        publisher: meta.publisher.clone(),
        date: meta.date,
        url: if range.is_empty() { meta.url.clone() } else { link(&range) },
        licence: meta.licence.clone(),
        licence_url: meta.licence_address(),
        byline: meta.byline.clone(),
        corrected: meta.corrections.last().map(|correction| correction.date),
        ..Excerpt::default()
    }
}

/// The links on the words of the slice, none further than these; and those on the outlet that the paragraph names behind
/// its last sentence, which is no part of an excerpt and tells whom it sums up.
fn links(paragraph: &StoredParagraph, range: &Range<usize>) -> Vec<Link> {
    let text = &paragraph.paragraph.text;
    if range.is_empty() || paragraph.paragraph.links.is_empty() {
        return Vec::new();
    }
    let source = text::closing_source(text).and_then(|source| text.rfind(source));
    let inside = |link: &&Link| link.start < range.end && link.end > range.start;
    let behind = |link: &&Link| source.is_some_and(|start| link.start >= start.max(range.end));
    let cut = |link: &Link| match inside(&link) {
        true => Link { start: link.start.max(range.start), end: link.end.min(range.end), url: link.url.clone() },
        false => link.clone(),
    };
    paragraph.paragraph.links.iter().filter(|link| inside(link) || behind(link)).map(cut).collect()
}

/// The excerpt of one quote, with its speaker. A speaker who is not certain is not named.
pub(crate) fn cut_quote(engine: &Engine, paragraph: &StoredParagraph, quote: &Quote, score: f32) -> Excerpt {
    let mut excerpt = cut(engine, paragraph, quote.range.clone(), score);
    if quote.certain {
        excerpt.speaker.clone_from(&quote.speaker_name);
        excerpt.role.clone_from(&quote.role);
    }
    excerpt.cue.clone_from(&quote.cue);
    excerpt.quote_type = Some(quote.quote_type);
    excerpt.certain = Some(quote.certain);
    excerpt.utterance = Some(quote.utterance);
    excerpt
}

/// The same words elsewhere in an article, as a further citation of an excerpt. Of one that shows only quotations the
/// link leads to the page alone: the fragments of many links would spell out more than a reply may show.
pub(crate) fn also(excerpt: Excerpt, of: &StoredArticle) -> AlsoCited {
    let Excerpt { article, revision, paragraph, start, end, title, publisher, date, url, .. } = excerpt;
    let url = if of.meta.show == Show::Quote { of.meta.url.clone() } else { url };
    AlsoCited { article, revision, paragraph, start, end, title, publisher, date, url }
}

/// Marks the words of an excerpt that match.
pub(crate) fn highlight(excerpt: &mut Excerpt, mut is_match: impl FnMut(&str) -> bool) {
    let words = text::tokens(&excerpt.text).filter(|token| is_match(token.text)).map(|token| token.range());
    let marks = marked(&excerpt.text, words).into_iter();
    excerpt.highlights = marks.map(|[from, to]| [excerpt.start + from, excerpt.start + to]).collect();
}

/// The marks of these words of a text, which are in order: those with only white space between them have one, and so has
/// a word with its parts.
pub(crate) fn marked(text: &str, words: impl Iterator<Item = Range<usize>>) -> Vec<[usize; 2]> {
    let mut marks: Vec<[usize; 2]> = Vec::new();
    for word in words {
        let gap = |mark: &[usize; 2]| text.get(mark[1]..word.start).is_none_or(|gap| gap.trim().is_empty());
        match marks.last_mut().filter(|mark| gap(mark)) {
            Some(mark) => mark[1] = mark[1].max(word.end),
            None => marks.push([word.start, word.end]),
        }
    }
    marks
}

/// The sentences that hold the slice, with one before and one after it.
fn context(paragraph: &StoredParagraph, range: &Range<usize>) -> Range<usize> {
    let sentences = &paragraph.sentences;
    let first = sentences.partition_point(|sentence| sentence.end <= range.start);
    let last = sentences.partition_point(|sentence| sentence.start < range.end).checked_sub(1);
    let Some(last) = last.filter(|_| first < sentences.len()) else { return range.clone() };
    let start = sentences.get(first.saturating_sub(1)).map_or(range.start, |sentence| sentence.start);
    let end = sentences.get(last + 1).or(sentences.get(last)).map_or(range.end, |sentence| sentence.end);
    start.min(range.start)..end.max(range.end)
}

fn link(engine: &Engine, paragraph: &StoredParagraph, range: &Range<usize>) -> String {
    let url = &paragraph.article.meta.url;
    let slice = paragraph.paragraph.text.get(range.clone()).unwrap_or_default();
    match paragraph.linking(range) {
        Linking::Whole => return whole_slice_url(url, slice),
        Linking::Alone => return text_fragment_url(url, &[slice], 0, 0..slice.len()),
        Linking::Page => {}
    }
    // A link to the page as a whole is right as well.
    if engine.must_stop() {
        return url.clone();
    }
    let Some(page) = engine.archive.page(&paragraph.article) else { return url.clone() };
    page.link(url, paragraph.index, range.clone())
}

/// Why a text was chosen: which of the words, each with its terms, it holds.
pub(crate) fn why<'w>(
    chosen: &str,
    words: impl Iterator<Item = (&'w str, &'w [String])>,
    parts: Vec<(String, f32)>,
    cut_off: Option<f32>,
) -> Why {
    let held: HashSet<String> = text::terms(chosen).map(|term| term.text).collect();
    let (matched, missing): (Vec<_>, Vec<_>) =
        words.partition(|(_, terms)| terms.iter().all(|term| held.contains(term)));
    let typed = |words: Vec<(&str, &[String])>| words.into_iter().map(|(word, _)| word.to_owned()).collect();
    Why { matched: typed(matched), missing: typed(missing), parts, cut_off }
}
