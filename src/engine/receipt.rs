//! A short permanent code that names an excerpt, so that whoever doubts a screenshot can look it up.
//!
//! The code says where the words stand: a part of the hash of the article's id, a part of the revision, the paragraph and the
//! bytes. A check over all of it and over the words themselves is part of it, so a code that was mistyped, or made up, names
//! nothing rather than something else.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::{Article, ParagraphKey, Revision};
use crate::index::StoredArticle;
use crate::reply::Excerpt;

use super::Engine;
use super::hashed::article_hash;

/// The digits: those of Crockford's Base32, which leaves out letters that look like digits.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// The first digit, which says how the others are read.
const VERSION: u8 = 1;
/// Bits of the article's hash, of the revision and of the check, each a multiple of five.
const ARTICLE: u32 = 40;
const REVISION: u32 = 10;
const CHECK: u32 = 20;
/// A number takes a digit for each four of its bits; the fifth bit says that more follow.
const BITS: u32 = 4;
/// No code is longer.
const LONGEST: usize = 40;
/// Footnotes are counted from here on.
const FOOTNOTES: u32 = 1 << 20;

/// Names an excerpt of one revision of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The first bits of the hash of the article's id.
    article: u64,
    revision: u32,
    /// The paragraph.
    pub paragraph: ParagraphKey,
    /// First byte of it.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    check: u32,
}

impl Receipt {
    /// The receipt of an excerpt; none where it has no words.
    pub fn of(excerpt: &Excerpt) -> Option<Receipt> {
        let (start, end) = (excerpt.start, excerpt.end);
        if excerpt.text.is_empty() || end <= start || number_of(excerpt.paragraph).is_none() {
            return None;
        }
        let (article, revision) = (&excerpt.article, &excerpt.revision);
        Some(Receipt {
            article: article_bits(article),
            revision: revision_bits(revision),
            paragraph: excerpt.paragraph,
            start,
            end,
            check: check(article, revision, excerpt.paragraph, start..end, &excerpt.text),
        })
    }

    /// The code.
    pub fn code(&self) -> String {
        let mut digits = vec![VERSION];
        fixed(&mut digits, self.article, ARTICLE);
        fixed(&mut digits, self.revision.into(), REVISION);
        counted(&mut digits, number_of(self.paragraph).unwrap_or_default() as usize);
        counted(&mut digits, self.start);
        counted(&mut digits, self.end.saturating_sub(self.start));
        fixed(&mut digits, self.check.into(), CHECK);
        let letter = |digit: &u8| DIGITS.get(usize::from(*digit)).copied().unwrap_or(b'0');
        digits.iter().map(|digit| char::from(letter(digit))).collect()
    }

    /// What a code says, however it was typed: in capitals, with spaces and dashes, with letters for the digits that they look
    /// like. None where it is no code.
    pub fn parse(code: &str) -> Option<Receipt> {
        let mut digits: Vec<u8> = Vec::new();
        for letter in code.trim().chars().filter(|letter| !matches!(letter, '-' | ' ')) {
            let letter = match letter.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            let digit = DIGITS.iter().position(|digit| char::from(*digit) == letter)?;
            digits.push(u8::try_from(digit).ok()?);
            if digits.len() > LONGEST {
                return None;
            }
        }
        let mut rest = digits.into_iter();
        if rest.next()? != VERSION {
            return None;
        }
        let article = read_fixed(&mut rest, ARTICLE)?;
        let revision = u32::try_from(read_fixed(&mut rest, REVISION)?).ok()?;
        let paragraph = paragraph_of(u32::try_from(read_counted(&mut rest)?).ok()?);
        let start = read_counted(&mut rest)?;
        let end = start.checked_add(read_counted(&mut rest)?).filter(|end| *end > start)?;
        let check = u32::try_from(read_fixed(&mut rest, CHECK)?).ok()?;
        let receipt = Receipt { article, revision, paragraph, start, end, check };
        rest.next().is_none().then_some(receipt)
    }

    /// Whether it may be of this revision.
    pub fn is_of(&self, revision: &Revision) -> bool {
        revision_bits(revision) == self.revision
    }

    /// The words that it names in a revision of an article, if it is that one.
    pub fn words<'a>(&self, id: &str, revision: &Revision, paragraph: &'a str) -> Option<&'a str> {
        let words = paragraph.get(self.start..self.end).filter(|_| self.is_of(revision))?;
        let own = check(id, revision, self.paragraph, self.start..self.end, words);
        (article_bits(id) == self.article && own == self.check).then_some(words)
    }

    /// The same in an article that is not served any more.
    pub fn words_of<'a>(&self, article: &'a Article) -> Option<&'a str> {
        let paragraph = article.paragraph(self.paragraph)?;
        self.words(&article.meta.id, &article.revision(), &paragraph.text)
    }
}

/// The page that shows what a code names, where readers find the archive.
pub fn address(code: &str, origin: &str) -> String {
    format!("{origin}/r/{code}")
}

/// The excerpt with its receipt, and the page of it where the archive has an address: for fronts that give receipts.
pub fn receipted(excerpt: Excerpt, origin: Option<&str>) -> Excerpt {
    let code = Receipt::of(&excerpt).map(|receipt| receipt.code());
    let page = code.as_ref().zip(origin).map(|(code, origin)| address(code, origin));
    Excerpt { receipt: Some(code), receipt_url: page, ..excerpt }
}

impl Engine {
    /// The articles that a receipt may be of, whoever may see them.
    pub fn articles_of(&self, receipt: &Receipt) -> impl Iterator<Item = Arc<StoredArticle>> {
        self.ids_hashed(receipt.article, ARTICLE).filter_map(|id| self.archive.article(id))
    }

    /// The excerpt that a receipt names in an article as it is served, cut anew: by what may be shown of it today.
    pub fn receipted(&self, receipt: &Receipt, article: &StoredArticle) -> Option<Excerpt> {
        let id = &article.meta.id;
        let found = self.archive.paragraph(id, receipt.paragraph)?;
        receipt.words(id, &article.revision, &found.paragraph.text)?;
        Some(self.excerpt(&found, receipt.start..receipt.end))
    }

    /// The excerpt of the same words where a later revision of their article has them: whole sentences or a quotation, in
    /// the paragraph of this key sooner than in another. A correction elsewhere in the article does not touch them.
    pub fn still_standing(&self, article: &Arc<StoredArticle>, key: ParagraphKey, words: &str) -> Option<Excerpt> {
        let mut paragraphs = self.archive.paragraphs(article);
        paragraphs.sort_by_key(|own| own.paragraph.key != key);
        paragraphs.iter().find_map(|own| {
            let quotes = own.quotes.iter().map(|quote| &quote.range);
            let bounds: Vec<&Range<usize>> = own.sentences.iter().chain(quotes).collect();
            let whole = |range: &Range<usize>| {
                let starts = bounds.iter().any(|bound| bound.start == range.start);
                starts && bounds.iter().any(|bound| bound.end == range.end)
            };
            let places = own.paragraph.text.match_indices(words).map(|(start, _)| start..start + words.len());
            places.into_iter().find(whole).map(|range| self.excerpt(own, range))
        })
    }
}

fn article_bits(id: &str) -> u64 {
    article_hash(id) >> (u64::BITS - ARTICLE)
}

fn revision_bits(revision: &Revision) -> u32 {
    let opening: String = revision.0.chars().take(3).collect();
    u32::from_str_radix(&opening, 16).unwrap_or(0) & ((1 << REVISION) - 1)
}

fn check(id: &str, revision: &Revision, paragraph: ParagraphKey, range: Range<usize>, words: &str) -> u32 {
    let mut hasher = blake3::Hasher::new();
    let place = format!("{id}\0{}\0{paragraph}\0{}\0{}\0", revision.0, range.start, range.end);
    hasher.update(place.as_bytes()).update(words.as_bytes());
    let hash = hasher.finalize();
    hash.as_bytes().iter().take(3).fold(0, |bits, byte| bits << 8 | u32::from(*byte)) & ((1 << CHECK) - 1)
}

fn number_of(key: ParagraphKey) -> Option<u32> {
    Some(match key {
        ParagraphKey::Title => 0,
        ParagraphKey::Dek => 1,
        ParagraphKey::Caption => 2,
        ParagraphKey::Notice => 3,
        ParagraphKey::Body(number) => number.checked_add(3).filter(|number| *number < FOOTNOTES)?,
        ParagraphKey::Footnote(number) => number.checked_add(FOOTNOTES)?,
    })
}

fn paragraph_of(number: u32) -> ParagraphKey {
    match number {
        0 => ParagraphKey::Title,
        1 => ParagraphKey::Dek,
        2 => ParagraphKey::Caption,
        3 => ParagraphKey::Notice,
        FOOTNOTES.. => ParagraphKey::Footnote(number - FOOTNOTES),
        _ => ParagraphKey::Body(number - 3),
    }
}

fn fixed(digits: &mut Vec<u8>, value: u64, bits: u32) {
    digits.extend((0..bits / 5).rev().map(|place| (value >> (5 * place) & 31) as u8));
}

fn read_fixed(digits: &mut impl Iterator<Item = u8>, bits: u32) -> Option<u64> {
    (0..bits / 5).try_fold(0, |value, _| Some(value << 5 | u64::from(digits.next()?)))
}

fn counted(digits: &mut Vec<u8>, mut value: usize) {
    loop {
        let four = (value & 15) as u8;
        value >>= BITS;
        digits.push(if value == 0 { four } else { four | 16 });
        if value == 0 {
            return;
        }
    }
}

fn read_counted(digits: &mut impl Iterator<Item = u8>) -> Option<usize> {
    let mut value = 0usize;
    for place in 0.. {
        let digit = digits.next()?;
        // Nothing that an excerpt can be needs more.
        if place > 7 {
            return None;
        }
        value |= usize::from(digit & 15) << (BITS * place);
        if digit & 16 == 0 {
            // Written in one way alone: a leading zero is no digit of it.
            return (place == 0 || digit != 0).then_some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn excerpt(text: &str, paragraph: ParagraphKey, start: usize) -> Excerpt {
        let (article, revision) = ("2018-01-24-a-title".to_owned(), Revision("0a1b2c3d4e5f6071".to_owned()));
        Excerpt {
            text: text.to_owned(),
            article,
            revision,
            paragraph,
            start,
            end: start + text.len(),
            ..Excerpt::default()
        }
    }

    #[test]
    fn a_code_is_short_and_read_however_it_is_typed() {
        let own = Receipt::of(&excerpt(&"A sentence. ".repeat(20), ParagraphKey::Body(11), 300)).expect("words");
        let code = own.code();
        assert!((18..=24).contains(&code.len()), "{code}");
        let (front, back) = code.split_at(8);
        for typed in [code.to_uppercase(), format!(" {front}-{back} "), code.replace('0', "O").replace('1', "l")] {
            assert_eq!(Receipt::parse(&typed), Some(own), "{typed}");
        }
        assert_eq!(Receipt::of(&excerpt("", ParagraphKey::Title, 0)), None);
        assert_eq!(Receipt::parse("").or(Receipt::parse("what is this")), None);
    }

    #[test]
    fn a_code_with_another_digit_names_nothing() {
        let text = "The letter did not come. It never came, said the mayor.";
        let own = excerpt("It never came, said the mayor.", ParagraphKey::Body(2), 25);
        let code = Receipt::of(&own).expect("words").code();
        let names = |code: &str| {
            let receipt = Receipt::parse(code)?;
            (receipt.paragraph == own.paragraph).then_some(())?;
            receipt.words(&own.article, &own.revision, text)
        };
        assert_eq!(names(&code), Some("It never came, said the mayor."));
        for at in 0..code.len() {
            for digit in DIGITS.iter().map(|digit| char::from(*digit)) {
                let changed: String =
                    code.chars().enumerate().map(|(place, own)| if place == at { digit } else { own }).collect();
                assert!(changed == code || names(&changed).is_none(), "{changed} for {code}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(number in 0u32..40_000, footnote: bool, start in 0usize..2_000_000, text in "\\PC{1,400}") {
            let paragraph =
                if footnote { ParagraphKey::Footnote(number % 900 + 1) } else { paragraph_of(number) };
            let own = Receipt::of(&excerpt(&text, paragraph, start)).expect("words");
            prop_assert_eq!(Receipt::parse(&own.code()), Some(own));
        }

        #[test]
        fn any_text_is_read(code in "\\PC{0,40}|[0-9a-z -]{0,50}") {
            if let Some(receipt) = Receipt::parse(&code) {
                prop_assert_eq!(Receipt::parse(&receipt.code()), Some(receipt));
            }
        }
    }
}
