//! Lists of articles, and of quotes, by what they are filed under.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::HashSet;
use jiff::civil::Date;
use tantivy::{DocAddress, DocId};

use super::archive::{Archive, Inner};
use super::document;
use super::postings::log_err;
use super::schema::{PAID, WITHHELD, kind};
use super::stored::{StoredArticle, StoredParagraph};
use crate::domain::Geoid;
use crate::text;

/// Which articles to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleFilter {
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Naming any of these places.
    pub places: Vec<Geoid>,
    /// Articles for paying readers too.
    pub paid: bool,
    /// Without those that programs may not be given.
    pub assistant: bool,
    /// How many to leave out.
    pub offset: usize,
    /// How many to list at most.
    pub limit: usize,
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// The articles, newest first.
    pub articles: Vec<Arc<StoredArticle>>,
    /// How many there are before offset and limit.
    pub total: usize,
}

/// The paragraphs of one article in reading order: where it stands is looked up once.
pub struct InOrder<'a> {
    archive: &'a Archive,
    article: DocAddress,
    paragraphs: u32,
}

/// Which articles have a term.
pub struct ArticlesWith(Vec<DocAddress>);

impl InOrder<'_> {
    /// Whether it is one of these articles.
    pub fn is_among(&self, articles: &ArticlesWith) -> bool {
        articles.0.binary_search(&self.article).is_ok()
    }

    /// The paragraph at this place, from 0.
    pub fn get(&self, index: usize) -> Option<Arc<StoredParagraph>> {
        let step = u32::try_from(index).ok().filter(|step| *step < self.paragraphs)?;
        self.archive.0.paragraph(DocAddress::new(self.article.segment_ord, self.article.doc_id + step + 1))
    }
}

impl Archive {
    /// The articles with this term, those for paying readers too.
    pub fn articles_with(&self, term: &str) -> ArticlesWith {
        let inner = &self.0;
        let mut articles = Vec::new();
        for ((segment, reader), firsts) in (0..).zip(inner.searcher.segment_readers()).zip(&inner.article_docs) {
            let mut firsts = firsts.iter().peekable();
            // Both lists are sorted, so this is a merge.
            for doc in inner.alive_in(reader, inner.fields.text, term) {
                let mut next = None;
                while let Some(first) = firsts.next_if(|first| **first < doc) {
                    next = Some(*first);
                }
                articles.extend(next.map(|article| DocAddress::new(segment, article)));
            }
        }
        ArticlesWith(articles)
    }

    /// The paragraphs of an article, to be read by their places.
    pub fn in_order(&self, article: &StoredArticle) -> Option<InOrder<'_>> {
        Some(InOrder { archive: self, article: self.0.address(&article.meta.id)?, paragraphs: article.paragraphs })
    }

    /// The articles that a filter lets through, newest first; those of one day by their ids.
    pub fn articles(&self, filter: &ArticleFilter) -> Listing {
        let inner = &self.0;
        let mut found: Vec<(i64, DocAddress)> = Vec::new();
        for (segment, reader) in (0..).zip(inner.searcher.segment_readers()) {
            let Some(days) = log_err(reader.fast_fields().i64("day")) else { continue };
            let within = |doc: DocId| {
                let day = days.first(doc).unwrap_or_default();
                let after = filter.from.is_none_or(|from| day >= document::day(from));
                let before = filter.to.is_none_or(|to| day <= document::day(to));
                (after && before).then_some(day)
            };
            let articles = inner.alive_in(reader, inner.fields.kind, kind::ARTICLE);
            let mut closed = Vec::new();
            if !filter.paid {
                closed.extend(inner.alive_in(reader, inner.fields.audience, PAID));
            }
            if filter.assistant || inner.is_for_programs() {
                closed.extend(inner.alive_in(reader, inner.fields.audience, WITHHELD));
            }
            closed.sort_unstable();
            let named: Option<Vec<DocId>> = (!filter.places.is_empty()).then(|| {
                let places = filter.places.iter();
                let mut named: Vec<DocId> =
                    places.flat_map(|place| inner.alive_in(reader, inner.fields.place, place.as_str())).collect();
                named.sort_unstable();
                named
            });
            for doc in articles {
                let hidden = closed.binary_search(&doc).is_ok();
                let named = named.as_ref().is_none_or(|named| named.binary_search(&doc).is_ok());
                if let (false, true, Some(day)) = (hidden, named, within(doc)) {
                    found.push((day, DocAddress::new(segment, doc)));
                }
            }
        }
        found.sort_unstable_by_key(|(day, address)| (std::cmp::Reverse(*day), *address));
        Listing { articles: inner.page(&found, filter.offset, filter.limit), total: found.len() }
    }

    /// The paragraphs with words of anybody of these names, each with the place of the quote among
    /// [`StoredParagraph::quotes`], by article and in reading order; those that are read before `go_on` says no. What
    /// an article denies is left out. Names are compared folded.
    pub fn quotes_by(&self, names: &[String], go_on: &dyn Fn() -> bool) -> Vec<(Arc<StoredParagraph>, usize)> {
        let names: HashSet<Cow<'_, str>> = names.iter().map(|name| text::fold(name)).collect();
        let order = self.0.order();
        let mut addresses: Vec<DocAddress> = Vec::new();
        for (segment, reader) in (0..).zip(self.0.searcher.segment_readers()) {
            let docs = names.iter().flat_map(|name| self.0.alive_in(reader, self.0.fields.who, name));
            addresses.extend(docs.map(|doc| DocAddress::new(segment, doc)));
        }
        addresses.sort_unstable_by(|one, two| order.compare(*one, *two));
        addresses.dedup();
        let mut found = Vec::new();
        // Those of one article follow each other.
        let mut last: Option<(DocAddress, Arc<StoredArticle>)> = None;
        for address in addresses.into_iter().take_while(|_| go_on()) {
            let Some(of) = self.0.article_of(address) else { continue };
            let known = last.take().filter(|(known, _)| *known == of).map(|(_, article)| article);
            let Some(article) = known.or_else(|| self.0.article(of)) else { continue };
            last = Some((of, Arc::clone(&article)));
            let Some(paragraph) = self.0.paragraph_of(address, article) else { continue };
            let theirs = |name: &str| names.contains(text::fold(name).as_ref());
            let quotes = paragraph.quotes.iter().enumerate();
            let own = quotes.filter(|(_, quote)| !quote.denied && quote.speaker_name.as_deref().is_some_and(theirs));
            found.extend(own.map(|(at, _)| (Arc::clone(&paragraph), at)));
        }
        found
    }
}

impl Inner {
    /// One page of articles sorted by day, newest first, and by id within a day: after updates the document order is not
    /// the order of ids.
    fn page(&self, sorted: &[(i64, DocAddress)], offset: usize, limit: usize) -> Vec<Arc<StoredArticle>> {
        let end = offset.saturating_add(limit).min(sorted.len());
        let Some((newest, oldest)) = sorted.get(offset..end).and_then(|page| Some((page.first()?.0, page.last()?.0)))
        else {
            return Vec::new();
        };
        let first = sorted.partition_point(|(day, _)| *day > newest);
        let last = sorted.partition_point(|(day, _)| *day >= oldest);
        let days = sorted.get(first..last).unwrap_or_default();
        let mut articles: Vec<_> =
            days.iter().filter_map(|(day, address)| Some((*day, self.article(*address)?))).collect();
        articles
            .sort_by(|(day, one), (other_day, other)| other_day.cmp(day).then_with(|| one.meta.id.cmp(&other.meta.id)));
        articles.into_iter().map(|(_, article)| article).skip(offset - first).take(limit).collect()
    }
}
