//! Sentences and quotes in the bytes of their paragraph: what can be told from its text is not written.

use std::ops::Range;

use super::codec::{Decoder, Encoder, Malformed};
use super::packing::{Packer, Unpacker};
use crate::domain::{Quote, QuoteType};

/// Sentences in order, each as its length and, where that is no single space, the gap before it. The last ends with its text,
/// or it is said where.
pub(super) fn write_sentences(out: &mut Encoder, sentences: &[Range<usize>], text: usize) {
    let whole = sentences.last().is_some_and(|last| last.end == text);
    out.size(sentences.len() << 1 | usize::from(whole));
    let (mut end, mut usual) = (0, 0);
    for (at, sentence) in sentences.iter().enumerate() {
        let gap = sentence.start.saturating_sub(end);
        let last = whole && at + 1 == sentences.len();
        let length = if last { 0 } else { sentence.len() };
        out.size(length << 1 | usize::from(gap != usual));
        if gap != usual {
            out.size(gap);
        }
        (end, usual) = (sentence.end, 1);
    }
}

pub(super) fn read_sentences(from: &mut Decoder<'_>, text: usize) -> Result<Vec<Range<usize>>, Malformed> {
    let count = from.size()?;
    let (count, whole) = (count >> 1, count & 1 == 1);
    let (mut end, mut usual) = (0_usize, 0);
    let mut sentences = Vec::new();
    for at in 0..count {
        let length = from.size()?;
        let gap = if length & 1 == 1 { from.size()? } else { usual };
        let start = end.checked_add(gap).ok_or(Malformed)?;
        end = match whole && at + 1 == count {
            true if start > text => return Err(Malformed),
            true => text,
            false => start.checked_add(length >> 1).ok_or(Malformed)?,
        };
        sentences.push(start..end);
        usual = 1;
    }
    Ok(sentences)
}

fn write_range(out: &mut Encoder, range: &Range<usize>) {
    out.size(range.start);
    out.size(range.len());
}

fn read_range(from: &mut Decoder<'_>) -> Result<Range<usize>, Malformed> {
    let start = from.size()?;
    Ok(start..start.checked_add(from.size()?).ok_or(Malformed)?)
}

/// What the flags of a quote say besides its type.
const CERTAIN: u64 = 1 << 2;
const HAS_SPEAKER: u64 = 1 << 3;
/// The speaker's words in this very paragraph are the name.
const NAMED_BY_SPEAKER: u64 = 1 << 4;
const HAS_NAME: u64 = 1 << 5;
const HAS_CUE: u64 = 1 << 6;
/// What most quotes have not takes a second byte.
const HAS_ROLE: u64 = 1 << 7;
const DENIED: u64 = 1 << 8;
const IMPERSONAL: u64 = 1 << 9;

/// A quote whose words stand in this paragraph.
pub(super) fn write_quote(out: &mut Encoder, quote: &Quote, (index, text): (usize, &str), packer: &Packer) {
    write_range(out, &quote.range);
    let mut flags = match quote.quote_type {
        QuoteType::Direct => 0,
        QuoteType::Mixed => 1,
        QuoteType::Indirect => 2,
    };
    let written = quote.speaker.as_ref().filter(|(paragraph, _)| *paragraph == index);
    let written = written.and_then(|(_, range)| text.get(range.clone()));
    let named = quote.speaker_name.is_some() && written == quote.speaker_name.as_deref();
    let name = quote.speaker_name.as_deref().filter(|_| !named);
    let said = [
        (quote.certain, CERTAIN),
        (quote.denied, DENIED),
        (quote.impersonal, IMPERSONAL),
        (quote.speaker.is_some(), HAS_SPEAKER),
        (named, NAMED_BY_SPEAKER),
        (name.is_some(), HAS_NAME),
        (quote.role.is_some(), HAS_ROLE),
        (quote.cue.is_some(), HAS_CUE),
    ];
    flags |= said.iter().filter(|(holds, _)| *holds).fold(0, |flags, (_, flag)| flags | flag);
    out.number(flags);
    if let Some((paragraph, range)) = &quote.speaker {
        out.size(*paragraph);
        write_range(out, range);
    }
    for text in [name, quote.role.as_deref(), quote.cue.as_deref()].into_iter().flatten() {
        packer.text(out, text);
    }
    out.number(u64::from(quote.utterance));
}

pub(super) fn read_quote(
    from: &mut Decoder<'_>,
    texts: &Unpacker<'_>,
    (paragraph, text): (usize, &str),
) -> Result<Quote, Malformed> {
    let range = read_range(from)?;
    let flags = from.number()?;
    let quote_type = match flags & 3 {
        0 => QuoteType::Direct,
        1 => QuoteType::Mixed,
        2 => QuoteType::Indirect,
        _ => return Err(Malformed),
    };
    let speaker = if flags & HAS_SPEAKER == 0 { None } else { Some((from.size()?, read_range(from)?)) };
    let mut optional = |flag: u64| if flags & flag == 0 { Ok(None) } else { texts.text(from).map(Some) };
    let (named, role, cue) = (optional(HAS_NAME)?, optional(HAS_ROLE)?, optional(HAS_CUE)?);
    let speaker_name = match &speaker {
        Some((_, range)) if flags & NAMED_BY_SPEAKER != 0 => Some(text.get(range.clone()).ok_or(Malformed)?.to_owned()),
        _ => named,
    };
    let [certain, denied, impersonal] = [CERTAIN, DENIED, IMPERSONAL].map(|flag| flags & flag != 0);
    let utterance = small(from)?;
    Ok(Quote { paragraph, range, quote_type, speaker, speaker_name, impersonal, role, cue, certain, denied, utterance })
}

/// A number that the index holds as a smaller one.
pub(super) fn small(from: &mut Decoder<'_>) -> Result<u32, Malformed> {
    u32::try_from(from.number()?).map_err(|_| Malformed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::index::packing::Sample;

    const TEXT: &str = "Ann Lee, the mayor, said: “It’s done.” Nobody else would say so.";

    fn range() -> impl Strategy<Value = Range<usize>> {
        (0..TEXT.len(), 0..TEXT.len()).prop_map(|(one, other)| one.min(other)..one.max(other))
    }

    fn quote() -> impl Strategy<Value = Quote> {
        let quote_type = prop_oneof![Just(QuoteType::Direct), Just(QuoteType::Mixed), Just(QuoteType::Indirect)];
        let named = prop_oneof![Just(None), Just(Some("Ann Lee".to_owned())), Just(Some("Lee".to_owned()))];
        let speaker = proptest::option::of((2..5_usize, prop_oneof![Just(0..7), range()]));
        let words = || proptest::option::of("[a-z ]{0,9}");
        let parts = (range(), quote_type, speaker, named, words(), words(), any::<[bool; 3]>(), any::<u32>());
        parts.prop_map(
            |(range, quote_type, speaker, speaker_name, role, cue, [certain, denied, impersonal], utterance)| Quote {
                paragraph: 3,
                range,
                quote_type,
                speaker,
                speaker_name,
                impersonal,
                role,
                cue,
                certain,
                denied,
                utterance,
            },
        )
    }

    proptest! {
        #[test]
        fn sentences_come_back(gaps in proptest::collection::vec((0..3_usize, 0..200_usize), 0..9), rest in 0..2_usize) {
            let mut end = 0;
            let sentences: Vec<Range<usize>> = gaps
                .iter()
                .map(|(gap, length)| {
                    let start = end + gap;
                    end = start + length;
                    start..end
                })
                .collect();
            let mut out = Encoder::default();
            write_sentences(&mut out, &sentences, end + rest);
            let bytes = out.into_bytes();
            prop_assert_eq!(read_sentences(&mut Decoder::new(&bytes), end + rest), Ok(sentences));
        }

        #[test]
        fn quotes_come_back(quotes in proptest::collection::vec(quote(), 1..5)) {
            let (packer, _) = Packer::new(&[], &Sample::default());
            let mut out = Encoder::default();
            packer.open(&mut out);
            quotes.iter().for_each(|quote| write_quote(&mut out, quote, (3, TEXT), &packer));
            let bytes = out.into_bytes();
            let mut from = Decoder::new(&bytes);
            let texts = Unpacker::open(&mut from, &[]).expect("a record");
            for quote in &quotes {
                prop_assert_eq!(read_quote(&mut from, &texts, (3, TEXT)), Ok(quote.clone()));
            }
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(bytes: Vec<u8>) {
            let _ = read_sentences(&mut Decoder::new(&bytes), TEXT.len());
            let mut from = Decoder::new(&bytes);
            if let Ok(texts) = Unpacker::open(&mut from, &[]) {
                let _ = read_quote(&mut from, &texts, (3, TEXT));
            }
        }
    }
}
