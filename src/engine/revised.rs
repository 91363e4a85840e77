//! What became of words that were shown from an earlier revision of an article.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::Engine;
use crate::domain::Show;
use crate::index::{StoredArticle, StoredParagraph};
use crate::reply::{DiffPart, DiffSide, Excerpt};
use crate::text;

/// The least share of words that two passages have in common where one became the other.
const SHARED: f64 = 0.4;

/// Passages of more words are not compared word by word.
const MOST_WORDS: usize = 2_000;

impl Engine {
    /// Words that an earlier revision of the article had, beside what stands in their place now.
    pub fn revised(&self, article: &Arc<StoredArticle>, old: &str) -> (Vec<DiffPart>, Option<Excerpt>) {
        compare(self, article, old)
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
            (difference(old, &now.text), Some(now))
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

/// The longest run of words that both have, in order; what only one has stands between.
fn difference(old: &str, new: &str) -> Vec<DiffPart> {
    let (a, b): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    let whole = |side, text: &str| DiffPart { side, text: text.to_owned() };
    if a.len().max(b.len()) > MOST_WORDS {
        return vec![whole(DiffSide::Asked, old), whole(DiffSide::Archive, new)];
    }
    let width = b.len() + 1;
    let mut lengths = vec![0u16; (a.len() + 1) * width];
    let at = |lengths: &[u16], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let length = if a.get(i) == b.get(j) {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = length;
            }
        }
    }
    let mut parts: Vec<DiffPart> = Vec::new();
    let (mut i, mut j) = (0, 0);
    loop {
        let (side, word) = match (a.get(i), b.get(j)) {
            (Some(word), Some(other)) if word == other => (DiffSide::Same, *word),
            (Some(word), other) if other.is_none() || at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) => {
                (DiffSide::Asked, *word)
            }
            (_, Some(other)) => (DiffSide::Archive, *other),
            (Some(_), None) | (None, None) => return parts,
        };
        i += usize::from(side != DiffSide::Archive);
        j += usize::from(side != DiffSide::Asked);
        match parts.last_mut().filter(|last| last.side == side) {
            Some(last) => {
                last.text.push(' ');
                last.text.push_str(word);
            }
            None => parts.push(whole(side, word)),
        }
    }
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
        difference(old, new).into_iter().map(mark).collect::<Vec<_>>().join(" ")
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
            let parts = difference(&old, &new);
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
