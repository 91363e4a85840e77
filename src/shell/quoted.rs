//! What each reader was shown of articles that show only quotations: so much in a day and no more, lest somebody who
//! asks often enough has the whole of one.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::domain::{ParagraphKey, Revision};
use crate::engine::word_count;
use crate::reply::Excerpt;

/// Words of an article, as they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The article's id.
    pub article: String,
    /// Its revision: other words may stand there in another.
    pub revision: Revision,
    /// The paragraph.
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
    // Locked for a few instructions, and once a minute for as long as it takes to go through all.
    shown: Mutex<Shown>,
}

#[derive(Debug, Default)]
struct Shown {
    readers: HashMap<String, Articles>,
    /// How many slices of all readers there are.
    slices: usize,
}

/// When which slices of each article were shown.
type Articles = HashMap<String, VecDeque<(Instant, Slice)>>;

impl Quoted {
    /// Different excerpts of one article that one reader is shown in a day.
    const EXCERPTS: usize = 10;
    /// The share of an article's words that one reader is shown in a day: 15 of 100. A first excerpt is always shown.
    const SHARE: (usize, usize) = (15, 100);
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    /// Slices that are remembered at most, of a few hundred bytes each; beyond, the readers who have been quiet for longest are
    /// forgotten.
    const MOST: usize = 100_000;

    /// The excerpt, or its citation alone where the reader was shown enough of its article today. `of` says how many words an
    /// article has that shows only quotations; nothing of any other.
    pub fn bounded(
        &self,
        user: &str,
        excerpt: Excerpt,
        of: impl FnOnce(&str) -> Option<usize>,
        now: Instant,
    ) -> Excerpt {
        let range = excerpt.start..excerpt.end;
        let admitted = range.is_empty()
            || of(&excerpt.article).is_none_or(|of| {
                let (article, revision) = (excerpt.article.clone(), excerpt.revision.clone());
                let words = word_count(&excerpt.text);
                self.admits(user, &Slice { article, revision, key: excerpt.paragraph, range, words, of }, now)
            });
        if admitted { excerpt } else { excerpt.without_words() }
    }

    /// Whether the reader may be shown the slice. What was shown before is shown again.
    pub fn admits(&self, user: &str, slice: &Slice, now: Instant) -> bool {
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        if shown.slices >= Self::MOST {
            shown.make_room(now);
        }
        let Shown { readers, slices: count } = &mut *shown;
        let slices = readers.entry(user.to_owned()).or_default().entry(slice.article.clone()).or_default();
        *count -= drop_old(slices, now);
        // What a correction brought is counted anew: whoever read the old words must be able to read the right ones.
        let of_now: Vec<&Slice> =
            slices.iter().map(|(_, other)| other).filter(|other| other.revision == slice.revision).collect();
        let holds = |other: &&Slice| {
            other.key == slice.key && other.range.start <= slice.range.start && slice.range.end <= other.range.end
        };
        if of_now.iter().any(holds) {
            return true;
        }
        let words: usize = of_now.iter().map(|other| other.words).sum();
        let (share, whole) = Self::SHARE;
        let fits = (words + slice.words) * whole <= slice.of * share;
        let admitted = of_now.is_empty() || of_now.len() < Self::EXCERPTS && fits;
        if admitted {
            slices.push_back((now, slice.clone()));
            *count += 1;
        }
        admitted
    }

    /// Forgets what was shown a day ago.
    pub fn forget(&self, now: Instant) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).forget(now);
    }
}

impl Shown {
    fn forget(&mut self, now: Instant) {
        for articles in self.readers.values_mut() {
            articles.retain(|_, slices| {
                self.slices -= drop_old(slices, now);
                !slices.is_empty()
            });
        }
        self.readers.retain(|_, articles| !articles.is_empty());
    }

    /// A tenth of the room, so that all are gone through for one request in many.
    fn make_room(&mut self, now: Instant) {
        self.forget(now);
        let last = |articles: &Articles| articles.values().filter_map(|slices| Some(slices.back()?.0)).max();
        let mut quiet: Vec<(Option<Instant>, String)> =
            self.readers.iter().map(|(reader, articles)| (last(articles), reader.clone())).collect();
        quiet.sort_unstable();
        for (_, reader) in quiet {
            if self.slices <= Quoted::MOST / 10 * 9 {
                return;
            }
            let forgotten = self.readers.remove(&reader).unwrap_or_default();
            self.slices -= forgotten.values().map(VecDeque::len).sum::<usize>();
        }
    }
}

/// Drops the slices that were shown a day ago, and says how many they were.
fn drop_old(slices: &mut VecDeque<(Instant, Slice)>, now: Instant) -> usize {
    let old = slices.iter().take_while(|(at, _)| now.saturating_duration_since(*at) >= Quoted::DAY).count();
    slices.drain(..old).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slice(start: usize, words: usize, of: usize) -> Slice {
        let range = start..start + words * 5;
        Slice { article: "a".into(), revision: Revision::default(), key: ParagraphKey::Body(1), range, words, of }
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

    /// Readers and slices that are remembered.
    fn remembered(quoted: &Quoted) -> (usize, usize) {
        let shown = quoted.shown.lock().expect("no panic");
        let counted: usize = shown.readers.values().flat_map(HashMap::values).map(VecDeque::len).sum();
        assert_eq!(counted, shown.slices);
        (shown.readers.len(), counted)
    }

    #[test]
    fn who_read_what_was_kept_for_as_long_as_the_program_ran() {
        let (quoted, now) = (Quoted::default(), Instant::now());
        assert!(quoted.admits("7", &slice(0, 1, 40), now));
        assert!(quoted.admits("7", &slice(500, 1, 40), now + Quoted::DAY / 2));
        quoted.forget(now + Quoted::DAY / 2);
        assert_eq!(remembered(&quoted), (1, 2));
        quoted.forget(now + Quoted::DAY);
        assert_eq!(remembered(&quoted), (1, 1));
        quoted.forget(now + Quoted::DAY * 2);
        assert_eq!(remembered(&quoted), (0, 0));
    }

    #[test]
    fn any_number_of_readers_was_remembered() {
        let (quoted, now) = (Quoted::default(), Instant::now());
        for reader in 0..Quoted::MOST + 50 {
            let at = now + Duration::from_millis(reader as u64);
            assert!(quoted.admits(&reader.to_string(), &slice(0, 1, 40), at));
        }
        assert_eq!(remembered(&quoted).1, Quoted::MOST / 10 * 9 + 50);
        assert!(!quoted.admits(&(Quoted::MOST + 49).to_string(), &slice(500, 30, 40), now));
    }

    #[test]
    fn words_of_an_earlier_revision_opened_those_that_stand_there_now_or_kept_them_from_who_had_read_them() {
        let (quoted, now) = (Quoted::default(), Instant::now());
        let earlier = Slice { revision: Revision("0a1b".into()), ..slice(0, 6, 40) };
        assert!(quoted.admits("7", &earlier, now) && quoted.admits("7", &earlier, now));
        assert!(quoted.admits("7", &slice(500, 6, 40), now), "a corrected article is counted anew");
        assert!(!quoted.admits("7", &slice(0, 6, 40), now), "the same bytes are other words");
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
