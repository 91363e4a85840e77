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
    PageWords::read(page).link(url, paragraph, range)
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
pub struct PageWords<'a> {
    texts: &'a [&'a str],
    words: Vec<Word<'a>>,
}

struct Word<'a> {
    paragraph: usize,
    range: Range<usize>,
    text: &'a str,
}

impl Word<'_> {
    /// Whether a browser takes one for the other.
    fn is(&self, other: &Word<'_>) -> bool {
        self.text.eq_ignore_ascii_case(other.text)
            || !(self.text.is_ascii() && other.text.is_ascii()) && text::fold(self.text) == text::fold(other.text)
    }
}

/// What a text directive names: ranges of words.
struct Directive {
    prefix: Range<usize>,
    start: Range<usize>,
    end: Option<Range<usize>>,
    suffix: Range<usize>,
}

impl<'a> PageWords<'a> {
    /// Reads the paragraphs of an article, in reading order.
    pub fn read(texts: &'a [&'a str]) -> Self {
        let mut words = Vec::with_capacity(texts.iter().map(|text| text.len() / text::BYTES_A_WORD).sum());
        for (paragraph, text) in texts.iter().enumerate() {
            words.extend(text::tokens(text).map(|token| Word { paragraph, range: token.range(), text: token.text }));
        }
        PageWords { texts, words }
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
        let inside = |word: &&Word<'_>| {
            word.paragraph == paragraph && word.range.start >= range.start && word.range.end <= range.end
        };
        let first = self.words.iter().position(|word| inside(&word))?;
        let end = first + self.words.iter().skip(first).take_while(inside).count();
        if end - first <= WHOLE_WORDS {
            return Some(self.unique(first..end, None));
        }
        // The opening words must not stand earlier; from there, the closing words must not stand before ours.
        let half = (end - first) / 2;
        let head =
            (EDGE_WORDS..half).find(|count| self.find(first..first + count, 0) == Some(first)).unwrap_or(EDGE_WORDS);
        let tail = (EDGE_WORDS..half)
            .find(|count| self.find(end - count..end, first + head) == Some(end - count))
            .unwrap_or(EDGE_WORDS);
        Some(self.unique(first..first + head, Some(end - tail..end)))
    }

    /// The directive for `start` (and `end`), with the fewest neighbouring words that make `start` the first match.
    fn unique(&self, start: Range<usize>, end: Option<Range<usize>>) -> Directive {
        let paragraph = self.words.get(start.start).map(|word| word.paragraph);
        let same = |word: &Word<'_>| Some(word.paragraph) == paragraph;
        let before = self.words.iter().take(start.start).rev().take_while(|word| same(word)).count();
        let last = end.as_ref().map_or(start.end, |end| end.end);
        let after = self.words.iter().skip(last).take_while(|word| same(word)).count();
        let prefix =
            (0..=before).find(|count| self.find(start.start - count..start.end, 0) == Some(start.start - count));
        let (prefix, suffix) = match prefix {
            Some(prefix) => (prefix, 0),
            // A paragraph that opens alike: what follows tells them apart (only the whole form can carry it exactly).
            None if end.is_none() => {
                (0, (1..=after).find(|count| self.find(start.start..last + count, 0) == Some(start.start)).unwrap_or(0))
            }
            None => (0, 0),
        };
        Directive { prefix: start.start - prefix..start.start, suffix: last..last + suffix, start, end }
    }

    /// Where the words of `target` first stand, at or after the word `from`.
    fn find(&self, target: Range<usize>, from: usize) -> Option<usize> {
        if target.start == from {
            return Some(from);
        }
        let target = self.words.get(target)?;
        let starts = self.words.windows(target.len()).enumerate().skip(from);
        starts.filter(|(_, window)| window.iter().zip(target).all(|(a, b)| a.is(b))).map(|(at, _)| at).next()
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
    fn encoded(&self, words: &Range<usize>) -> PercentEncode<'a> {
        let slice = self.words.get(words.clone()).unwrap_or_default();
        let text = slice.first().zip(slice.last()).and_then(|(first, last)| {
            self.texts.get(first.paragraph).and_then(|text| text.get(first.range.start..last.range.end))
        });
        utf8_percent_encode(text.unwrap_or_default(), ENCODED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &[&str], paragraph: usize, slice: &str) -> String {
        let text = page.get(paragraph).expect("a paragraph of the page");
        let start = text.find(slice).expect("the slice stands in the paragraph");
        text_fragment_url("u", page, paragraph, start..start + slice.len())
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

    #[test]
    fn no_word_no_fragment() {
        insta::assert_snapshot!(check(&["…!"], 0, "…"), @"u");
    }
}
