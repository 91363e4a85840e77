//! Words that somebody denied: the article's sentences, which say so themselves.

use std::collections::HashSet;

use crate::domain::{Audience, Quote};
use crate::engine::Request;
use crate::engine::people::{One, Period};
use crate::engine::{Engine, excerpt};
use crate::index::{Filter, PassageQuery, Phrase, StoredParagraph};
use crate::reply::{Excerpt, Part};
use crate::text;

/// How many paragraphs with a denial are looked through.
const CANDIDATES: usize = 100;

/// The sentences in which an article reports that somebody denied words that were given to them, the newest first.
pub(super) fn of(engine: &Engine, request: &Request, who: &One, period: Period) -> Vec<Excerpt> {
    let names: HashSet<String> = who.names.iter().map(|name| text::fold(name).into_owned()).collect();
    let surname = who.name.split_whitespace().last().map(text::term).unwrap_or_default();
    let one = |term: String| Phrase { terms: vec![term], slop: 0 };
    let filter = Filter { from: period.from, to: period.to, paid: request.viewer.paid, ..Filter::default() };
    let query = PassageQuery { must: vec![one(text::term("denied")), one(surname)], filter, ..PassageQuery::default() };
    let mut found: Vec<Excerpt> = Vec::new();
    for hit in engine.candidates(&query, CANDIDATES) {
        let paragraph = &*hit.paragraph;
        let open = request.viewer.paid || paragraph.article.meta.audience == Audience::Everyone;
        let theirs = |quote: &&Quote| {
            quote.denied && quote.speaker_name.as_deref().is_some_and(|name| names.contains(text::fold(name).as_ref()))
        };
        let quotes = paragraph.quotes.iter().filter(theirs).filter(|_| open);
        let mut sentences: Vec<_> = quotes.filter_map(|quote| denying(paragraph, quote)).collect();
        sentences.dedup();
        sentences.retain(|sentence| engine.may_cite(paragraph, sentence));
        found.extend(sentences.into_iter().map(|sentence| {
            let mut cut = excerpt::cut(engine, paragraph, sentence, 0.0);
            (cut.part, cut.certain) = (Part::Related, Some(false));
            cut
        }));
    }
    found.sort_by(|one, two| {
        two.date.cmp(&one.date).then_with(|| (&one.article, one.start).cmp(&(&two.article, two.start)))
    });
    found
}

/// The sentence around a quotation, if it has a word of denial before it.
fn denying(paragraph: &StoredParagraph, quote: &Quote) -> Option<std::ops::Range<usize>> {
    let sentence = paragraph.sentences.iter().find(|sentence| sentence.contains(&quote.range.start))?;
    let whole = paragraph.paragraph.text.get(sentence.clone())?;
    let outside = |start: usize| !quote.range.contains(&(sentence.start + start));
    let denies = |token: text::Token<'_>| outside(token.start) && text::term(token.text) == text::term("denied");
    text::tokens(whole).any(denies).then(|| sentence.clone())
}
