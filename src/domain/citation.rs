//! The link that takes a reader to the very sentence: a URL with a text fragment.
//!
//! Source for the syntax: the WICG report "URL Fragment Text Directives",
//! `#:~:text=[prefix-,]start[,end][,-suffix]`.

use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::text;

/// Everything but letters, digits and three marks that mean nothing in a directive: `-`, `,` and `&` do.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_').remove(b'~');

/// Slices of up to this many words are named whole; longer ones by their first and last words.
pub const WHOLE_WORDS: usize = 20;

/// What most directives fit in.
const LINK_BYTES: usize = 256;

/// How many words open and close the `start,end` form before any are added to make it exact.
const EDGE_WORDS: usize = 4;

/// The article's address with a text fragment for `page[paragraph][range]` (a range of bytes).
///
/// `page` is the article's paragraphs in reading order. The fragment names exactly that slice: where the same words
/// stand earlier in the article, words around it are added until it is the first place that fits. A slice without a
/// word has no fragment, and the plain address is returned.
pub fn text_fragment_url(url: &str, page: &[&str], paragraph: usize, range: Range<usize>) -> String {
    PageWords::read(page.to_vec()).link(url, paragraph, range)
}

/// What [`text_fragment_url`] gives for a slice of up to [`WHOLE_WORDS`] words that open like nothing before them on
/// the page: it is named from its first word to its last.
pub fn whole_slice_url(url: &str, slice: &str) -> String {
    // White space always parts words.
    let runs = slice.rsplit(|letter: char| letter.is_ascii_whitespace());
    let ends = runs.scan(slice.len(), |end, run| {
        let start = *end - run.len();
        *end = start.saturating_sub(1);
        Some(text::tokens(run).last().map(|word| start + word.range().end))
    });
    let words = text::tokens(slice).next().map(|first| first.start).zip(ends.flatten().next());
    let mut link = String::with_capacity(url.len() + LINK_BYTES);
    link.push_str(url);
    if let Some(words) = words.and_then(|(start, end)| slice.get(start..end)) {
        link.push_str(opening(url));
        link.extend(utf8_percent_encode(words, ENCODED));
    }
    link
}

/// What stands before a directive. An address may have a fragment of its own, which the directive then follows.
fn opening(url: &str) -> &'static str {
    if url.contains('#') { ":~:text=" } else { "#:~:text=" }
}

/// The words of an article, for many links into it. Browsers compare letters without case and need whole words, so
/// words are the unit here.
///
/// A link takes time in proportion to the page, however often the page repeats itself: where the same words stand
/// elsewhere, how far they go on alike is read off once for all places, not tried length by length.
pub struct PageWords<T> {
    texts: Vec<T>,
    words: Vec<Word>,
}

/// Where a word stands: its paragraph, and bytes of it.
struct Word {
    paragraph: usize,
    range: Range<usize>,
    /// What tells most words of ASCII apart without a look at the text; none of others.
    key: Option<(usize, u8)>,
}

impl Word {
    fn of(paragraph: usize, token: &text::Token<'_>) -> Self {
        let first = token.text.bytes().next().filter(|_| token.text.is_ascii());
        let key = first.map(|first| (token.text.len(), first.to_ascii_lowercase()));
        Word { paragraph, range: token.range(), key }
    }
}

/// Whether a browser takes one word for the other.
fn same_word(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || !(one.is_ascii() && other.is_ascii()) && text::fold(one) == text::fold(other)
}

/// For each place of a sequence of so many, how far the sequence goes on from there as it does from its start, where `same`
/// compares two places; in linear time (Gusfield's Z algorithm). No more than `most` is told apart.
fn alike(count: usize, most: usize, same: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut lengths = vec![0; count];
    // The stretch that reaches furthest and is known to be like the start.
    let (mut from, mut to) = (0, 0);
    for at in 1..count {
        let known = if at < to { lengths.get(at - from).copied().unwrap_or_default().min(to - at) } else { 0 };
        let mut length = known;
        while length < most && at + length < count && same(length, at + length) {
            length += 1;
        }
        if let Some(slot) = lengths.get_mut(at) {
            *slot = length;
        }
        if at + length > to {
            (from, to) = (at, at + length);
        }
    }
    lengths
}

/// What a text directive names: ranges of words.
struct Directive {
    prefix: Range<usize>,
    start: Range<usize>,
    end: Option<Range<usize>>,
    suffix: Range<usize>,
}

impl<T: AsRef<str>> PageWords<T> {
    /// Reads the paragraphs of an article, in reading order.
    pub fn read(texts: Vec<T>) -> Self {
        let mut words = Vec::with_capacity(texts.iter().map(|text| text.as_ref().len() / text::BYTES_A_WORD).sum());
        for (paragraph, text) in texts.iter().enumerate() {
            words.extend(text::tokens(text.as_ref()).map(|token| Word::of(paragraph, &token)));
        }
        PageWords { texts, words }
    }

    /// The paragraphs.
    pub fn texts(&self) -> &[T] {
        &self.texts
    }

    /// What [`text_fragment_url`] gives.
    pub fn link(&self, url: &str, paragraph: usize, range: Range<usize>) -> String {
        let mut link = String::with_capacity(url.len() + LINK_BYTES);
        link.push_str(url);
        if let Some(directive) = self.directive(paragraph, range) {
            link.push_str(opening(url));
            self.write(&directive, &mut link);
        }
        link
    }

    fn directive(&self, paragraph: usize, range: Range<usize>) -> Option<Directive> {
        let first = self.words.partition_point(|word| (word.paragraph, word.range.start) < (paragraph, range.start));
        let end = self.words.partition_point(|word| (word.paragraph, word.range.end) <= (paragraph, range.end));
        if first >= end {
            return None;
        }
        if end - first <= WHOLE_WORDS {
            return Some(self.unique(first..end, None));
        }
        // The opening words must not stand earlier; from there, the closing words must not stand before ours.
        let half = (end - first) / 2;
        let exact = |longest: usize| Some(longest + 1).filter(|count| *count < half).unwrap_or(EDGE_WORDS);
        let head = exact(self.alike_before(first, half).max(EDGE_WORDS - 1));
        let opened = first + head;
        let back = alike(end - opened, half, |one, other| self.same(end - 1 - one, end - 1 - other));
        let tail = exact(back.into_iter().max().unwrap_or_default().max(EDGE_WORDS - 1));
        Some(self.unique(first..first + head, Some(end - tail..end)))
    }

    /// How far the page goes on, from any place before this one, as it does from there; no more than `most`.
    fn alike_before(&self, first: usize, most: usize) -> usize {
        self.places_alike(first, most).map(|(_, length)| length).max().unwrap_or_default()
    }

    /// The places before this one where its first word stands, with how far they go on as it does; no more than `most`.
    fn places_alike(&self, first: usize, most: usize) -> impl Iterator<Item = (usize, usize)> {
        // Its words, and behind them all that stand before them, into which what is alike may run.
        let wanted = if first == 0 { 0 } else { most.min(self.words.len() - first) };
        let word = move |at: usize| if at < wanted { first + at } else { at - wanted };
        let lengths = alike(wanted + first + wanted, wanted, |one, other| self.same(word(one), word(other)));
        let before = lengths.into_iter().skip(wanted).take(first).enumerate();
        before.filter(|(_, length)| *length > 0)
    }

    /// The directive for `start` (and `end`), with the fewest neighbouring words that make `start` the first match.
    fn unique(&self, start: Range<usize>, end: Option<Range<usize>>) -> Directive {
        let paragraph = self.words.get(start.start).map(|word| word.paragraph);
        let before = start.start - self.words.partition_point(|word| Some(word.paragraph) < paragraph);
        let last = end.as_ref().map_or(start.end, |end| end.end);
        let after = self.words.partition_point(|word| Some(word.paragraph) <= paragraph) - last;
        let longest = start.len() + if end.is_none() { after } else { 0 };
        let earlier: Vec<(usize, usize)> =
            self.places_alike(start.start, longest).filter(|(_, length)| *length >= start.len()).collect();
        let prefix = if earlier.is_empty() {
            Some(0)
        } else {
            // One more word than any of the places has in common with this one.
            let common = self.alike_behind(start.start, before);
            // Before the first word of the page nothing stands.
            let behind = |at: usize| common.get(start.start - at).copied().unwrap_or_default();
            earlier.iter().map(|(at, _)| behind(*at) + 1).max().filter(|count| *count <= before)
        };
        let (prefix, suffix) = match prefix {
            Some(prefix) => (prefix, 0),
            // A paragraph that opens alike: what follows tells them apart (only the whole form can carry it exactly).
            None if end.is_none() => {
                let longest = earlier.iter().map(|(_, length)| length - start.len()).max().unwrap_or_default();
                (0, Some(longest + 1).filter(|count| *count <= after).unwrap_or(0))
            }
            None => (0, 0),
        };
        Directive { prefix: start.start - prefix..start.start, suffix: last..last + suffix, start, end }
    }

    /// For each number of words back from a place, how many words before there are those before the place; no more than
    /// `most`.
    fn alike_behind(&self, place: usize, most: usize) -> Vec<usize> {
        alike(place, most, |one, other| self.same(place - 1 - one, place - 1 - other))
    }

    fn same(&self, one: usize, other: usize) -> bool {
        let Some((one, other)) = self.words.get(one).zip(self.words.get(other)) else { return false };
        let differs = one.key.is_some() && other.key.is_some() && one.key != other.key;
        !differs && self.text(one).zip(self.text(other)).is_some_and(|(one, other)| same_word(one, other))
    }

    fn text(&self, word: &Word) -> Option<&str> {
        self.texts.get(word.paragraph)?.as_ref().get(word.range.clone())
    }

    /// Appends a directive with its parts percent-encoded.
    fn write(&self, directive: &Directive, link: &mut String) {
        let Directive { prefix, start, end, suffix } = directive;
        if !prefix.is_empty() {
            link.extend(self.encoded(prefix));
            link.push_str("-,");
        }
        link.extend(self.encoded(start));
        if let Some(end) = end {
            link.push(',');
            link.extend(self.encoded(end));
        }
        if !suffix.is_empty() {
            link.push_str(",-");
            link.extend(self.encoded(suffix));
        }
    }

    /// The text from the first to the last of these words.
    fn encoded(&self, words: &Range<usize>) -> PercentEncode<'_> {
        let slice = self.words.get(words.clone()).unwrap_or_default();
        let text = slice.first().zip(slice.last()).and_then(|(first, last)| {
            self.texts.get(first.paragraph).and_then(|text| text.as_ref().get(first.range.start..last.range.end))
        });
        utf8_percent_encode(text.unwrap_or_default(), ENCODED)
    }
}

/// The address of the page alone, without the fragment that spells the words out.
pub fn without_text_fragment(url: &str) -> &str {
    url.split_once(":~:text=").map_or(url, |(page, _)| page.strip_suffix('#').unwrap_or(page))
}

#[cfg(test)]
mod tests {
    use proptest::strategy::Strategy as _;

    use super::*;

    fn check(page: &[&str], paragraph: usize, slice: &str) -> String {
        let text = page.get(paragraph).expect("a paragraph of the page");
        let start = text.find(slice).expect("the slice stands in the paragraph");
        text_fragment_url("u", page, paragraph, start..start + slice.len())
    }

    #[test]
    fn a_page_with_a_fragment_of_its_own_kept_the_words_of_the_other() {
        for page in ["https://news.example/a", "https://news.example/a#notes"] {
            let linked = whole_slice_url(page, "Enough is enough.");
            assert_ne!(linked, page);
            assert_eq!(without_text_fragment(&linked), page);
            assert_eq!(without_text_fragment(page), page);
        }
    }

    #[test]
    fn marks_that_mean_something_are_encoded() {
        insta::assert_snapshot!(check(&["Cut-off, then R&D; \"enough\"."], 0, "Cut-off, then R&D"), @"u#:~:text=Cut%2Doff%2C%20then%20R%26D");
    }

    #[test]
    fn a_second_occurrence_gets_a_prefix() {
        insta::assert_snapshot!(check(&["He said no.", "Then she said no."], 1, "said no."), @"u#:~:text=she-,said%20no");
    }

    #[test]
    fn a_paragraph_that_opens_alike_gets_a_suffix() {
        insta::assert_snapshot!(check(&["It is over.", "It is done."], 1, "It is"), @"u#:~:text=It%20is,-done");
    }

    #[test]
    fn a_long_sentence_is_named_by_its_ends() {
        let long = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty twenty-one.";
        insta::assert_snapshot!(check(&["One two three four again.", long], 1, long), @"u#:~:text=One%20two%20three%20four%20five,nineteen%20twenty%20twenty%2Done");
    }

    proptest::proptest! {
        #[test]
        fn a_short_slice_links_as_on_its_page(slice in "([a-zA-Z0-9]{1,4}|[ \\t“”’.,;_-]|\\PC){0,20}") {
            let words = text::tokens(&slice).count();
            proptest::prop_assume!(words <= WHOLE_WORDS);
            for url in ["u", "u#f"] {
                let whole = text_fragment_url(url, &[&slice], 0, 0..slice.len());
                proptest::prop_assert_eq!(whole_slice_url(url, &slice), whole);
            }
        }
    }

    /// The directive by trying every length and every place.
    fn tried(page: &PageWords<&str>, paragraph: usize, range: Range<usize>) -> Option<Directive> {
        let words = || page.words.iter();
        let find = |target: Range<usize>, from: usize| {
            let is = |at: usize| target.clone().enumerate().all(|(step, word)| page.same(at + step, word));
            (from..=words().len() - target.len()).find(|at| is(*at))
        };
        let inside =
            |word: &Word| word.paragraph == paragraph && word.range.start >= range.start && word.range.end <= range.end;
        let first = words().position(inside)?;
        let end = words().rposition(inside)? + 1;
        let (start, tail) = if end - first <= WHOLE_WORDS {
            (first..end, None)
        } else {
            let counts = EDGE_WORDS..(end - first) / 2;
            let head = counts.clone().find(|count| find(first..first + count, 0) == Some(first));
            let head = head.unwrap_or(EDGE_WORDS);
            let tail = counts.clone().find(|count| find(end - count..end, first + head) == Some(end - count));
            (first..first + head, Some(end - tail.unwrap_or(EDGE_WORDS)..end))
        };
        let same = |word: &&Word| word.paragraph == paragraph;
        let last = tail.as_ref().map_or(start.end, |tail| tail.end);
        let before = words().take(start.start).rev().take_while(same).count();
        let after = words().skip(last).take_while(same).count();
        let prefix = (0..=before).find(|count| find(start.start - count..start.end, 0) == Some(start.start - count));
        let suffix = match prefix {
            None if tail.is_none() => {
                (1..=after).find(|count| find(start.start..last + count, 0) == Some(start.start)).unwrap_or(0)
            }
            _ => 0,
        };
        let prefix = prefix.unwrap_or(0);
        Some(Directive { prefix: start.start - prefix..start.start, suffix: last..last + suffix, start, end: tail })
    }

    proptest::proptest! {
        #[test]
        fn what_is_alike_is_read_off_as_trying_would_find_it(
            page in proptest::collection::vec(
                proptest::collection::vec("[abA]|é|É", 0..60).prop_map(|words| words.join(" ")), 1..4),
            at in (0..4_usize, 0..80_usize, 0..80_usize),
        ) {
            let words = PageWords::read(page.iter().map(String::as_str).collect());
            let paragraph = at.0 % page.len();
            let bytes = page[paragraph].len();
            let range = at.1.min(at.2).min(bytes)..at.1.max(at.2).min(bytes);
            let parts = |directive: Option<Directive>| {
                directive.map(|found| (found.prefix, found.start, found.end, found.suffix))
            };
            let expected = parts(tried(&words, paragraph, range.clone()));
            proptest::prop_assert_eq!(parts(words.directive(paragraph, range)), expected);
        }
    }

    #[test]
    fn no_word_no_fragment() {
        insta::assert_snapshot!(check(&["…!"], 0, "…"), @"u");
    }
}
