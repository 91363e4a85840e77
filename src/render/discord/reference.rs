//! An excerpt named without its words, in nine characters.

use super::marks::FIRST;
use crate::domain::{ParagraphKey, Revision};
use crate::engine::hashed;
use crate::reply::Excerpt;

/// References that an id holds, at most.
pub const MAX_REFERENCES: usize = 8;

/// How many bits stand for an article.
pub const ARTICLE_BITS: u32 = 56;

const BITS: u32 = 14;
pub(super) const CHARS: usize = 9;

/// An excerpt, named without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// [`article_hash`] of the article's id: 56 bits.
    pub article: u64,
    /// The revision's first 20 bits.
    pub revision: u32,
    /// The paragraph.
    pub paragraph: ParagraphKey,
    /// First byte, up to 2^18.
    pub start: u32,
    /// How many bytes, up to 2^16.
    pub length: u32,
}

/// The first bits of the hash of an article's id, which stand for it.
pub fn article_hash(id: &str) -> u64 {
    hashed::article_hash(id) >> (u64::BITS - ARTICLE_BITS)
}

/// The first 20 bits of a revision.
pub fn revision_bits(revision: &Revision) -> u32 {
    let five: String = revision.0.chars().take(5).collect();
    u32::from_str_radix(&five, 16).unwrap_or(0)
}

/// What stands for the words of an excerpt, and for the surname of who is named as their speaker: by it they are known again
/// in another revision.
pub fn words_hash(words: &str, speaker: Option<&str>) -> String {
    let hash = |text: &str| blake3::hash(text.as_bytes()).to_hex().chars().take(16).collect::<String>();
    let surname = speaker.and_then(|name| name.split_whitespace().last()).map(str::to_lowercase);
    surname.map_or_else(|| hash(words), |surname| format!("{}.{}", hash(words), hash(&surname)))
}

/// Whether two of these stand for the same words of the same speaker. Where one names nobody, the words alone decide:
/// who said them may be unclear for a change elsewhere.
pub fn same_words(one: &str, other: &str) -> bool {
    let parted = |hash: &str| {
        hash.split_once('.').map_or((hash.to_owned(), None), |(words, of)| (words.to_owned(), Some(of.to_owned())))
    };
    let ((one, by), (other, other_by)) = (parted(one), parted(other));
    one == other && (by.is_none() || other_by.is_none() || by == other_by)
}

impl Reference {
    /// A reference to this excerpt; `None` where it lies beyond what a reference can say.
    pub fn to(excerpt: &Excerpt) -> Option<Reference> {
        let start = u32::try_from(excerpt.start).ok().filter(|start| *start < 1 << 18)?;
        let length = u32::try_from(excerpt.end.checked_sub(excerpt.start)?).ok().filter(|length| *length < 1 << 16)?;
        paragraph_bits(excerpt.paragraph)?;
        Some(Reference {
            article: article_hash(&excerpt.article),
            revision: revision_bits(&excerpt.revision),
            paragraph: excerpt.paragraph,
            start,
            length,
        })
    }

    /// The reference in nine characters.
    pub fn packed(&self) -> String {
        let mut out = String::new();
        self.pack(&mut out);
        out
    }

    /// What nine characters name.
    pub fn of(packed: &str) -> Option<Reference> {
        let chars: Vec<char> = packed.chars().collect();
        (chars.len() == CHARS).then(|| Reference::unpack(&chars)).flatten()
    }

    /// Whether two share a word: the same revision, the same paragraph, ranges that meet.
    pub fn meets(&self, other: &Reference) -> bool {
        let place = |own: &Reference| (own.article, own.revision, own.paragraph);
        place(self) == place(other) && self.start < other.start + other.length && other.start < self.start + self.length
    }

    pub(super) fn pack(&self, out: &mut String) {
        let bits = u128::from(self.article)
            | u128::from(self.revision) << 56
            | u128::from(paragraph_bits(self.paragraph).unwrap_or(0)) << 76
            | u128::from(self.start) << 92
            | u128::from(self.length) << 110;
        for place in 0..CHARS as u32 {
            let digit = (bits >> (BITS * place)) as u32 & ((1 << BITS) - 1);
            out.push(char::from_u32(FIRST + digit).unwrap_or('一'));
        }
    }

    pub(super) fn unpack(chars: &[char]) -> Option<Reference> {
        let mut bits = 0u128;
        for (place, c) in chars.iter().enumerate() {
            let digit = u32::from(*c).checked_sub(FIRST).filter(|digit| *digit < 1 << BITS)?;
            bits |= u128::from(digit) << (BITS as usize * place);
        }
        let take = |from: u32, count: u32| (bits >> from) & ((1 << count) - 1);
        Some(Reference {
            article: take(0, 56) as u64,
            revision: take(56, 20) as u32,
            paragraph: paragraph_key(take(76, 16) as u32)?,
            start: take(92, 18) as u32,
            length: take(110, 16) as u32,
        })
    }
}

/// Footnotes are counted from here on.
const FOOTNOTES: u32 = 1 << 15;

fn paragraph_bits(key: ParagraphKey) -> Option<u32> {
    Some(match key {
        ParagraphKey::Title => 0,
        ParagraphKey::Dek => 1,
        ParagraphKey::Caption => 2,
        ParagraphKey::Notice => 3,
        ParagraphKey::Body(number) => number.checked_add(3).filter(|bits| *bits < FOOTNOTES)?,
        ParagraphKey::Footnote(number) => number.checked_add(FOOTNOTES - 1).filter(|bits| *bits < 1 << 16)?,
    })
}

pub(super) fn paragraph_key(bits: u32) -> Option<ParagraphKey> {
    Some(match bits {
        0 => ParagraphKey::Title,
        1 => ParagraphKey::Dek,
        2 => ParagraphKey::Caption,
        3 => ParagraphKey::Notice,
        bits @ FOOTNOTES.. => ParagraphKey::Footnote(bits - FOOTNOTES + 1),
        bits => ParagraphKey::Body(bits - 3),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet_in_one_revision_of_one_paragraph_alone() {
        let own = Reference { article: 1, revision: 2, paragraph: ParagraphKey::Body(3), start: 10, length: 5 };
        assert_eq!(Reference::of(&own.packed()), Some(own));
        let meets = |other: Reference| own.meets(&other);
        assert!(meets(own) && meets(Reference { start: 0, length: 11, ..own }));
        assert!(!meets(Reference { start: 15, ..own }) && !meets(Reference { revision: 3, ..own }));
        assert!(!meets(Reference { paragraph: ParagraphKey::Body(4), ..own }));
    }
}
