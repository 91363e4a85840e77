//! What became of words that were shown from an earlier revision of an article.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::Engine;
use super::allowance::is_too_long;
use crate::domain::{Article, ParagraphKey, Show};
use crate::index::{StoredArticle, StoredParagraph};
use crate::reply::{Corrected, DiffPart, DiffSide, Excerpt};
use crate::{quotes, text};

/// The least share of words that two passages have in common where one became the other.
const SHARED: f64 = 0.4;

/// Passages of more words are not compared word by word.
const MOST_WORDS: usize = 2_000;

impl Engine {
    /// What became of words of a revision that was put away on a day: bytes of one of its paragraphs. Nothing where they
    /// may not be shown any more, or are no whole sentences or quotation.
    pub fn corrected(
        &self,
        article: &Arc<StoredArticle>,
        old: &Article,
        put_away: Date,
        key: ParagraphKey,
        range: Range<usize>,
    ) -> Option<Corrected> {
        let meta = &article.meta;
        // How much may be shown is what the article says today, or said then, whichever is less.
        if meta.show == Show::Cite || old.meta.show == Show::Cite || old.meta.audience != meta.audience {
            return None;
        }
        if meta.is_quiet() {
            return None;
        }
        let own = old.paragraphs.iter().position(|paragraph| paragraph.key == key)?;
        let words = old.paragraphs.get(own)?.text.get(range.clone()).filter(|words| !words.is_empty())?;
        if [meta.show, old.meta.show].contains(&Show::Quote) && is_too_long(words) {
            return None;
        }
        let mut sentences: Vec<Vec<Range<usize>>> =
            old.paragraphs.iter().map(|paragraph| text::sentences(&paragraph.text)).collect();
        let is_whole = |bounds: &[Range<usize>]| {
            let edge = |at: usize| bounds.iter().any(|bound| bound.start == at || bound.end == at);
            edge(range.start) && edge(range.end)
        };
        if !sentences.get(own).is_some_and(|bounds| is_whole(bounds)) {
            // Of the whole article, as the index has them: a quotation may go on from the paragraph before.
            let quotes = quotes::extract_with_blocks(&old.paragraphs, &sentences).into_iter();
            let quotes = quotes.filter(|quote| quote.paragraph == own).map(|quote| quote.range);
            let bounds: Vec<Range<usize>> = sentences.swap_remove(own).into_iter().chain(quotes).collect();
            if !is_whole(&bounds) {
                return None;
            }
        }
        let (diff, now) = compare(self, article, words);
        let was = Excerpt {
            text: words.to_owned(),
            article: meta.id.clone(),
            revision: old.revision(),
            paragraph: key,
            start: range.start,
            end: range.end,
            context: [range.start, range.end],
            ..Excerpt::default()
        };
        let on = meta.corrections.last().map_or(put_away, |correction| correction.date);
        Some(Corrected { on, diff, was, now })
    }
}

/// The old words beside what the article has in their place, and that place, if it has one.
fn compare(engine: &Engine, article: &Arc<StoredArticle>, old: &str) -> (Vec<DiffPart>, Option<Excerpt>) {
    let gone = || (vec![DiffPart { side: DiffSide::Asked, text: old.to_owned() }], None);
    if article.meta.show == Show::Cite {
        return gone();
    }
    let wanted = words(old);
    let count = text::sentences(old).len().max(1);
    let mut best: Option<(f64, Arc<StoredParagraph>, Range<usize>)> = None;
    for paragraph in engine.archive.paragraphs(article) {
        let Some((share, range)) = most_alike(&wanted, count, &paragraph) else { continue };
        if best.as_ref().is_none_or(|(most, _, _)| share > *most) {
            best = Some((share, paragraph, range));
        }
    }
    match best {
        Some((_, paragraph, range)) => {
            let now = engine.excerpt(&paragraph, range);
            (difference(old, &now.text, str::to_owned), Some(now))
        }
        None => gone(),
    }
}

fn words(passage: &str) -> Vec<String> {
    passage.split_whitespace().map(|word| text::fold(word).into_owned()).collect()
}

/// The run of so many sentences that has most of the words, with its share of them; the first of equals. What a run has
/// in common with the words is carried on from the run before, one sentence further.
fn most_alike(wanted: &[String], count: usize, paragraph: &StoredParagraph) -> Option<(f64, Range<usize>)> {
    let mut left: HashMap<&str, i64> = HashMap::new();
    for word in wanted {
        *left.entry(word).or_default() += 1;
    }
    let text = |sentence: &Range<usize>| words(paragraph.paragraph.text.get(sentence.clone()).unwrap_or_default());
    let sentences: Vec<Vec<String>> = paragraph.sentences.iter().map(text).collect();
    let count = count.min(sentences.len().max(1));
    let (mut both, mut length) = (0_i64, 0);
    let mut best: Option<(f64, Range<usize>)> = None;
    for (last, words) in sentences.iter().enumerate() {
        for word in words {
            if let Some(left) = left.get_mut(word.as_str()) {
                both += i64::from(*left > 0);
                *left -= 1;
            }
        }
        length += words.len();
        if let Some(gone) = last.checked_sub(count).and_then(|gone| sentences.get(gone)) {
            for word in gone {
                if let Some(left) = left.get_mut(word.as_str()) {
                    *left += 1;
                    both -= i64::from(*left > 0);
                }
            }
            length -= gone.len();
        }
        let Some(first) = (last + 1).checked_sub(count) else { continue };
        let share = both as f64 / wanted.len().max(length).max(1) as f64;
        let range = paragraph.sentences.get(first).zip(paragraph.sentences.get(last));
        if let Some((first, last)) = range
            && share >= SHARED
            && best.as_ref().is_none_or(|(most, _)| share > *most)
        {
            best = Some((share, first.start..last.end));
        }
    }
    best
}

/// The words that both have, in order; what only one has stands between. Words are compared as `key` spells them, and those
/// of both are shown as the archive writes them.
pub(super) fn difference(asked: &str, archive: &str, key: impl Fn(&str) -> String) -> Vec<DiffPart> {
    let (a, b): (Vec<&str>, Vec<&str>) = (asked.split_whitespace().collect(), archive.split_whitespace().collect());
    if a.len().max(b.len()) > MOST_WORDS {
        let whole = |side, text: &str| DiffPart { side, text: text.to_owned() };
        return vec![whole(DiffSide::Asked, asked), whole(DiffSide::Archive, archive)];
    }
    let keys = |words: &[&str]| words.iter().map(|word| key(word)).collect::<Vec<String>>();
    let changes = capture_diff_slices(Algorithm::Myers, &keys(&a), &keys(&b));
    let sides = changes.into_iter().flat_map(|change| match change.as_tag_tuple() {
        (DiffTag::Equal, _, new) => [Some((DiffSide::Same, b.get(new))), None],
        (_, old, new) => [Some((DiffSide::Asked, a.get(old))), Some((DiffSide::Archive, b.get(new)))],
    });
    let parts = sides.flatten().filter_map(|(side, words)| Some((side, words.filter(|words| !words.is_empty())?)));
    parts.map(|(side, words)| DiffPart { side, text: words.join(" ") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str) -> String {
        let mark = |part: DiffPart| match part.side {
            DiffSide::Same => part.text,
            DiffSide::Asked => format!("-{}-", part.text),
            DiffSide::Archive => format!("+{}+", part.text),
        };
        difference(old, new, str::to_owned).into_iter().map(mark).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_what_differs_is_marked() {
        insta::assert_snapshot!(check("The weir was repaired.", "The old weir was replaced."), @"The +old+ weir was -repaired.- +replaced.+");
        assert_eq!(check("", ""), "");
        assert_eq!(check("one", ""), "-one-");
        assert_eq!(check("", "one"), "+one+");
    }

    proptest::proptest! {
        #[test]
        fn each_side_comes_back(old in "[ab ]{0,30}", new in "[ab ]{0,30}") {
            let parts = difference(&old, &new, str::to_owned);
            let side = |own| {
                let parts = parts.iter().filter(|part| part.side == DiffSide::Same || part.side == own);
                parts.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
            };
            let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            proptest::prop_assert_eq!(side(DiffSide::Asked), plain(&old));
            proptest::prop_assert_eq!(side(DiffSide::Archive), plain(&new));
        }
    }
}
