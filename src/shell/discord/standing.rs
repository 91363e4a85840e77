//! What became of excerpts that answers cite: decided from the archive alone, so that it is the same whenever it is asked.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::archive::{Lost, OpenArchive};
use crate::desk::answers::Became;
use crate::domain::{Audience, ParagraphKey, Show};
use crate::engine::allowance::is_too_long;
use crate::index::{StoredArticle, StoredParagraph};
use crate::render::discord::reference::{Reference, revision_bits, same_words, words_hash};
use crate::reply::Excerpt;

impl OpenArchive {
    /// An article's text and terms as they are: where this is another, what cites the article is to be compared with it.
    /// Nothing where not everybody may read it.
    pub(super) fn compared(&self, article: &str) -> Option<String> {
        let article = self.engine.archive().article(article).filter(|own| own.meta.audience == Audience::Everyone)?;
        let show = match article.meta.show {
            Show::Whole => 'w',
            Show::Quote => 'q',
            Show::Cite => 'c',
        };
        Some(format!("{}{show}", article.revision))
    }

    /// What became of an excerpt with these words ([`words_hash`]). Words that stand elsewhere in the article now are no
    /// correction; those of a quiet one are withdrawn.
    pub fn became(&self, at: &Reference, words: &str) -> Became {
        let Some(article) = self.article_of(at).filter(|own| own.meta.audience == Audience::Everyone) else {
            return Became::Withdrawn;
        };
        let revision = revision_bits(&article.revision);
        if at.length == 0 {
            return Became::Standing(Reference { revision, ..*at });
        }
        if article.meta.show == Show::Cite {
            return Became::Withdrawn;
        }
        let standing = match revision == at.revision {
            true => Some(*at),
            false => self.verbatim(&article, at, words),
        };
        match standing {
            Some(own) if article.meta.show == Show::Quote && self.is_too_long(&article, &own) => Became::Withdrawn,
            Some(own) => Became::Standing(own),
            None => self.corrected_to(&article, at),
        }
    }

    fn corrected_to(&self, article: &Arc<StoredArticle>, at: &Reference) -> Became {
        if article.meta.is_quiet() {
            return Became::Withdrawn;
        }
        let now = self.corrected(at, article).and_then(|corrected| corrected.now);
        let named = now.filter(|now| !now.text.is_empty()).and_then(|now| {
            let words = words_hash(&now.text, now.speaker.as_deref());
            Some((Reference::to(&now)?, words))
        });
        let (now, words) = named.unwrap_or_else(|| {
            let revision = revision_bits(&article.revision);
            let none = Reference { article: at.article, revision, paragraph: ParagraphKey::Title, start: 0, length: 0 };
            (none, words_hash("", None))
        });
        Became::Corrected { now, words }
    }

    /// Where the words stand in the article as it is: whole sentences or a quotation, in their own paragraph sooner than in
    /// another.
    fn verbatim(&self, article: &Arc<StoredArticle>, at: &Reference, words: &str) -> Option<Reference> {
        let paragraphs = self.engine.archive().paragraphs(article);
        let own = |paragraph: &&Arc<StoredParagraph>| paragraph.paragraph.key == at.paragraph;
        let ordered = paragraphs.iter().filter(own).chain(paragraphs.iter().filter(|paragraph| !own(paragraph)));
        let revision = revision_bits(&article.revision);
        ordered.into_iter().find_map(|paragraph| {
            let range = found(paragraph, at.length as usize, words)?;
            let start = u32::try_from(range.start).ok().filter(|start| *start < 1 << 18)?;
            Some(Reference { revision, paragraph: paragraph.paragraph.key, start, ..*at })
        })
    }

    fn is_too_long(&self, article: &StoredArticle, at: &Reference) -> bool {
        let found = self.engine.archive().paragraph(&article.meta.id, at.paragraph);
        let range = at.start as usize..(at.start as usize + at.length as usize);
        found.is_some_and(|found| found.paragraph.text.get(range).is_some_and(is_too_long))
    }

    /// When the words of an excerpt were corrected, where what stood there before can be shown.
    pub(super) fn corrected_on(&self, was: &Reference) -> Option<Date> {
        match self.reopen(was, false) {
            Err(Lost::Corrected(corrected)) => Some(corrected.on),
            _ => None,
        }
    }

    /// The excerpt that a public answer cites, for everybody; one of no words is its article's citation.
    pub(super) fn cited(&self, at: &Reference) -> Option<Excerpt> {
        if at.length > 0 {
            return self.reopen(at, false).ok();
        }
        let article = self.article_of(at).filter(|own| own.meta.audience == Audience::Everyone)?;
        let title = self.engine.archive().paragraph(&article.meta.id, ParagraphKey::Title)?;
        Some(self.engine.excerpt(&title, 0..0))
    }
}

/// The words in a paragraph: so many bytes from the beginning of a sentence or a quotation to the end of one.
fn found(paragraph: &StoredParagraph, length: usize, words: &str) -> Option<Range<usize>> {
    let quotes = || paragraph.quotes.iter().map(|quote| &quote.range);
    let ends = |end: usize| paragraph.sentences.iter().chain(quotes()).any(|own| own.end == end);
    let starts = paragraph.sentences.iter().chain(quotes()).map(|own| own.start);
    starts.map(|start| start..start + length).find(|range| {
        let Some(text) = paragraph.paragraph.text.get(range.clone()).filter(|_| ends(range.end)) else { return false };
        let quote = paragraph.quotes.iter().find(|quote| quote.range == *range && quote.certain);
        same_words(&words_hash(text, quote.and_then(|quote| quote.speaker_name.as_deref())), words)
    })
}
