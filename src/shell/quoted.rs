//! What each reader was shown of articles that show only quotations: so much in a day and no more, lest somebody who
//! asks often enough has the whole of one.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::ParagraphKey;

/// Words of an article, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    pub article: String,
    pub key: ParagraphKey,
    /// Bytes of the paragraph.
    pub range: Range<usize>,
    /// How many words they are.
    pub words: usize,
    /// How many words the article has.
    pub of: usize,
}

/// The last day's slices, by reader and article. In memory alone: a restart forgets them.
#[derive(Debug, Default)]
pub struct Quoted {
    // Locked for a few instructions only.
    shown: Mutex<HashMap<String, Articles>>,
}

/// When which slices of each article were shown.
type Articles = HashMap<String, VecDeque<(Instant, Slice)>>;

impl Quoted {
    /// Different excerpts of one article that one reader is shown in a day.
    const EXCERPTS: usize = 10;
    /// The share of an article's words that one reader is shown in a day: 15 of 100. A first excerpt is always shown.
    const SHARE: (usize, usize) = (15, 100);
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    /// Readers who are remembered before those who have been quiet for a day are forgotten.
    const READERS: usize = 10_000;

    /// Whether the reader may be shown the slice. What was shown before is shown again.
    pub fn admits(&self, user: &str, slice: &Slice, now: Instant) -> bool {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |(at, _): &(Instant, Slice)| now.saturating_duration_since(*at) < Self::DAY;
        if shown.len() > Self::READERS {
            shown.retain(|_, articles| articles.values().any(|slices| slices.back().is_some_and(is_recent)));
        }
        let slices = shown.entry(user.to_owned()).or_default().entry(slice.article.clone()).or_default();
        while slices.front().is_some_and(|first| !is_recent(first)) {
            slices.pop_front();
        }
        let holds = |(_, other): &(Instant, Slice)| {
            other.key == slice.key && other.range.start <= slice.range.start && slice.range.end <= other.range.end
        };
        if slices.iter().any(holds) {
            return true;
        }
        let words: usize = slices.iter().map(|(_, other)| other.words).sum();
        let (share, whole) = Self::SHARE;
        let fits = (words + slice.words) * whole <= slice.of * share;
        let admitted = slices.is_empty() || slices.len() < Self::EXCERPTS && fits;
        if admitted {
            slices.push_back((now, slice.clone()));
        }
        admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slice(start: usize, words: usize, of: usize) -> Slice {
        let range = start..start + words * 5;
        Slice { article: "a".into(), key: ParagraphKey::Body(1), range, words, of }
    }

    /// How many of these are admitted, asked for in order.
    fn check(slices: &[Slice]) -> usize {
        let (quoted, now) = (Quoted::default(), Instant::now());
        slices.iter().filter(|slice| quoted.admits("7", slice, now)).count()
    }

    #[test]
    fn ten_excerpts_and_fifteen_in_a_hundred_words() {
        let short: Vec<Slice> = (0..100).map(|at| slice(at * 100, 5, 100_000)).collect();
        assert_eq!(check(&short), 10);
        let long: Vec<Slice> = (0..100).map(|at| slice(at * 100, 20, 400)).collect();
        assert_eq!(check(&long), 3);
        assert_eq!(check(&[slice(0, 30, 40), slice(500, 1, 40)]), 1, "the first of a short article, and no more");
        assert_eq!(check(&[slice(0, 30, 40), slice(0, 30, 40), slice(0, 3, 40)]), 3, "what was shown is shown again");
    }

    #[test]
    fn a_day_gives_back_what_it_took_and_readers_do_not_share() {
        let (quoted, now) = (Quoted::default(), Instant::now());
        assert!(quoted.admits("7", &slice(0, 30, 40), now) && !quoted.admits("7", &slice(500, 30, 40), now));
        assert!(quoted.admits("8", &slice(500, 30, 40), now));
        assert!(quoted.admits("7", &slice(500, 30, 40), now + Quoted::DAY));
    }

    proptest! {
        #[test]
        fn no_thousand_requests_recover_more_than_a_share(
            asked in prop::collection::vec((0usize..200, 1usize..40), 1_000), of in 270usize..5_000
        ) {
            let (quoted, now) = (Quoted::default(), Instant::now());
            let slices = asked.into_iter().map(|(at, words)| slice(at * 1_000, words, of));
            let mut seen: HashMap<usize, usize> = HashMap::new();
            for slice in slices.filter(|slice| quoted.admits("7", slice, now)) {
                let words = seen.entry(slice.range.start).or_default();
                *words = slice.words.max(*words);
            }
            prop_assert!(seen.values().sum::<usize>() * 100 <= of * 15);
        }
    }
}
