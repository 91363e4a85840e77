//! Whose words the archive says that found words are, beside whom the message names.

use std::ops::Range;

use super::finding::Finding;
use super::mention::{KnownNames, is_known, mentions, words};
use super::naming::Claimed;
use super::passages::Passage;
use super::whose::{Fit, Named, fit, has_role};
use crate::domain::{NameWords, Quote, QuoteType};
use crate::engine::Engine;
use crate::index::{Person, StoredParagraph};
use crate::text;

/// How the words that were found stand to the speaker whom the message names; the best for the message first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Attribution {
    /// They are certainly the words of whom it names.
    Same,
    /// The reading of the article is not certain, and all that it has agrees with whom the message names.
    Likely,
    /// It names nobody.
    Free,
    /// It says that somebody did not say them, who certainly did.
    Disputed,
    /// They may be the words of whom it names.
    Open,
    /// They are certainly somebody else's.
    Other(String),
    /// They are somebody's, and whether the message means that person is not clear.
    Perhaps(String),
    /// Who said them is not clear.
    Unclear,
    /// They are the article's own words.
    Own,
    /// The article denies that they were said, or leaves it open.
    Denied,
}

impl Attribution {
    /// The place in their order.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Attribution::Same | Attribution::Free => 0,
            Attribution::Likely => 1,
            Attribution::Disputed => 2,
            Attribution::Open => 3,
            Attribution::Other(_) => 4,
            Attribution::Perhaps(_) => 5,
            Attribution::Unclear => 6,
            Attribution::Own => 7,
            Attribution::Denied => 8,
        }
    }

    pub(super) fn is_other(&self) -> bool {
        matches!(self, Attribution::Other(_))
    }

    pub(super) fn is_unclear(&self) -> bool {
        matches!(
            self,
            Attribution::Open | Attribution::Perhaps(_) | Attribution::Unclear | Attribution::Own | Attribution::Denied
        )
    }
}

/// Fewer content words than this are anybody's: that another one used them says nothing of whom the message names.
const LEAST_TELLING: usize = 2;
/// And so are fewer words.
const LEAST_LONG: usize = 4;

/// What whose words they are is judged by.
#[derive(Clone, Copy)]
pub(super) struct Judge<'e> {
    pub(super) engine: &'e Engine,
    /// Those whom the archive quotes, as far as the asker may see.
    pub(super) people: &'e [&'e Person],
}

impl Judge<'_> {
    pub(super) fn standing(&self, passage: &Passage, finding: &Finding<'_>) -> Attribution {
        let quote = quote(finding);
        if quote.is_some_and(|quote| quote.denied) {
            return Attribution::Denied;
        }
        let Some(claimed) = &passage.speaker else { return Attribution::Free };
        let Some(name) = speaker(finding) else {
            return match quote {
                _ if claimed.denied => Attribution::Free,
                None => Attribution::Own,
                Some(quote) => self.unsure(claimed, finding, quote),
            };
        };
        if claimed.names.is_empty() {
            let roles = self.people.iter().filter(|person| person.name == name).flat_map(|person| &person.roles);
            let own = quote.and_then(|quote| quote.role.as_ref());
            let roles: Vec<&str> = roles.chain(own).map(String::as_str).collect();
            let fits = has_role(&claimed.phrase, &roles);
            return if fits || claimed.denied { Attribution::Same } else { Attribution::Perhaps(name) };
        }
        let found = self.best_fit(claimed, &name);
        if claimed.denied {
            return if found == Fit::Same { Attribution::Disputed } else { Attribution::Free };
        }
        let content = passage.words.iter().filter(|word| !text::is_stop_word(&word.folded)).count();
        match found {
            Fit::Same => Attribution::Same,
            Fit::Open => Attribution::Perhaps(name),
            Fit::Other if content < LEAST_TELLING && passage.words.len() < LEAST_LONG => Attribution::Perhaps(name),
            Fit::Other => Attribution::Other(name),
        }
    }

    /// Words whose speaker the reading of the article leaves open. They are taken for those of whom the message names
    /// only where two witnesses agree with it: the reading's own guess, and the article, which has that name with the
    /// words, or first before them, or has certain words of that person beside them.
    fn unsure(&self, claimed: &Claimed, finding: &Finding<'_>, quote: &Quote) -> Attribution {
        let fits = |name: &str| self.best_fit(claimed, name) == Fit::Same;
        let Some(part) = finding.strand.parts.first() else { return Attribution::Unclear };
        let paragraph = part.paragraph;
        let phrase = quote.speaker.as_ref().filter(|(place, _)| *place == paragraph.index);
        let phrase = phrase.and_then(|(_, range)| paragraph.paragraph.text.get(range.clone())).unwrap_or_default();
        let guess = quote.speaker_name.as_deref();
        if guess.is_some_and(|guess| !fits(guess)) {
            return Attribution::Unclear;
        }
        let in_phrase = guess.is_some()
            && text::tokens(phrase)
                .any(|word| word.text.chars().next().is_some_and(char::is_uppercase) && fits(word.text));
        let named = self.named_before(paragraph, quote);
        // A surname alone is whose the reading says, whoever else bears it in the archive.
        let surname = |name: &String| guess.is_some_and(|guess| Named::of(guess).last() == Named::of(name).last());
        // Where not even a guess was made, nobody else may stand near.
        let agrees = match guess {
            Some(guess) => {
                in_phrase
                    || named
                        .first()
                        .is_some_and(|name| fits(name) || NameWords::of(name).words.len() == 1 && surname(name))
                    || self.speaks_beside(paragraph, quote, guess)
            }
            None => !named.is_empty() && named.iter().all(|name| fits(name)),
        };
        if agrees { Attribution::Likely } else { Attribution::Open }
    }

    /// Whether the certain words that stand nearest, before or behind in the paragraph, or last in the one before, are this
    /// person's.
    fn speaks_beside(&self, paragraph: &StoredParagraph, quote: &Quote, who: &str) -> bool {
        let sure = |quote: &&Quote| quote.certain && quote.speaker_name.is_some();
        let own = |found: Option<&Quote>| found.is_some_and(|found| found.speaker_name.as_deref() == Some(who));
        let before = paragraph.quotes.iter().rev().filter(|other| other.range.end <= quote.range.start).find(sure);
        let behind = paragraph.quotes.iter().filter(|other| other.range.start >= quote.range.end).find(sure);
        if before.is_some() || behind.is_some() {
            return own(before) || own(behind);
        }
        let last = paragraph.index.checked_sub(1);
        let last = last.and_then(|index| self.engine.archive.paragraph_at(&paragraph.article.meta.id, index));
        last.is_some_and(|last| own(last.quotes.iter().rev().find(sure)))
    }

    /// The people whom the paragraph's own words name before a quotation, or, where they name none, those of the
    /// paragraph before; in order.
    fn named_before(&self, paragraph: &StoredParagraph, quote: &Quote) -> Vec<String> {
        let own = self.named_in(paragraph, quote.range.start);
        if !own.is_empty() {
            return own;
        }
        let before = paragraph.index.checked_sub(1);
        let before = before.and_then(|index| self.engine.archive.paragraph_at(&paragraph.article.meta.id, index));
        before.map(|before| self.named_in(&before, before.paragraph.text.len())).unwrap_or_default()
    }

    fn named_in(&self, paragraph: &StoredParagraph, end: usize) -> Vec<String> {
        let source = &paragraph.paragraph.text;
        let mut narration = String::new();
        let mut at = 0;
        let spoken = paragraph.quotes.iter().filter(|quote| quote.quote_type != QuoteType::Indirect);
        for range in
            spoken.map(|quote| quote.range.clone()).filter(|range| range.start < end).chain(std::iter::once(end..end))
        {
            narration.push_str(source.get(at..range.start.max(at)).unwrap_or_default());
            narration.push_str(" … ");
            at = at.max(range.end);
        }
        let known = KnownNames::among(self.people, &narration);
        let words = words(&narration);
        let named = mentions(&words, &known).into_iter().filter(|mention| is_known(mention, &known));
        named.map(|mention| mention.name).collect()
    }

    fn best_fit(&self, claimed: &Claimed, name: &str) -> Fit {
        claimed.names.iter().map(|claimed| fit(claimed, name, self.people)).max().unwrap_or(Fit::Open)
    }
}

/// The innermost quote that holds a stretch of a paragraph.
pub(super) fn around<'a>(paragraph: &'a StoredParagraph, span: &Range<usize>) -> Option<&'a Quote> {
    let holds = |quote: &&Quote| quote.range.start <= span.start && span.end <= quote.range.end;
    paragraph.quotes.iter().filter(holds).min_by_key(|quote| quote.range.len())
}

/// The quote that found words are part of.
pub(super) fn quote<'a>(finding: &Finding<'a>) -> Option<&'a Quote> {
    let (part, span) = finding.strand.spans(&finding.archive).into_iter().next()?;
    let part = finding.strand.parts.get(part)?;
    part.quote.or_else(|| around(part.paragraph, &span))
}

/// Who certainly said the words: the speaker, or the source of a block where they are more than one of its sentences.
pub(super) fn speaker(finding: &Finding<'_>) -> Option<String> {
    match quote(finding) {
        Some(quote) => quote.speaker_name.clone().filter(|_| quote.certain),
        None => finding.strand.parts.first()?.paragraph.paragraph.source.clone(),
    }
}
