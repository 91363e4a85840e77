//! An article with its mentions and people, and the shapes of what stands between them.

use super::lexicon::Class;
use super::mentions::{Mention, Sort, mentions};
use super::names::People;
use super::reading::{Kind, Reading, Token};

/// Everything that the models look at.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) mentions: Vec<Mention>,
    pub(super) people: People,
    /// The mention that each token belongs to.
    of_token: Vec<Option<usize>>,
    /// Whom each pronoun stands for, once that was decided.
    pub(super) referents: Vec<Option<Referent>>,
    /// What is known of each quotation.
    pub(super) quotes: Vec<QuoteFacts>,
}

/// Whom a pronoun stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Referent {
    /// A person of the article.
    pub(super) person: usize,
    /// How likely, against the others who might be meant.
    pub(super) share: f32,
}

/// What a quotation looks like from outside, and a little of its inside.
#[derive(Debug, Clone, Default)]
pub(super) struct QuoteFacts {
    /// Its token.
    pub(super) token: usize,
    pub(super) words: usize,
    /// Whether its first letter is a capital.
    pub(super) capital: bool,
    /// Whether every word but small ones is capitalised, three words at least.
    pub(super) headline: bool,
    /// "comma", "stop", "none": what ends the words.
    pub(super) ending: &'static str,
    /// Whether somebody speaks in it for himself: "I", "we", "you", "our".
    pub(super) personal: bool,
    /// Whether it has a verb that is easily known.
    pub(super) verb: bool,
    /// Whether it starts its sentence.
    pub(super) opens: bool,
    /// Whether it starts its paragraph.
    pub(super) opens_paragraph: bool,
    /// Whether it ends its paragraph.
    pub(super) ends_paragraph: bool,
    /// The nearest strong cue before it in its sentence, and the first after it.
    pub(super) cue_before: Option<usize>,
    pub(super) cue_after: Option<usize>,
}

/// How far a cue is looked for.
const CUE_REACH: usize = 40;

/// From which share on a word counts as a strong cue.
pub(super) const STRONG_CUE: u8 = 45;

impl<'a> Scene<'a> {
    /// Looks at an article.
    pub(super) fn new(reading: Reading<'a>) -> Self {
        let mentions = mentions(&reading);
        let people = People::new(&reading, &mentions);
        let mut of_token = vec![None; reading.tokens.len()];
        for (index, mention) in mentions.iter().enumerate() {
            for token in mention.tokens.clone() {
                if let Some(slot) = of_token.get_mut(token) {
                    *slot = Some(index);
                }
            }
        }
        let referents = vec![None; mentions.len()];
        let mut scene = Scene { reading, mentions, people, of_token, referents, quotes: Vec::new() };
        scene.quotes = (0..scene.reading.quotations.len()).map(|quote| scene.facts(quote)).collect();
        scene
    }

    /// The mention that a token belongs to.
    pub(super) fn mention_at(&self, token: usize) -> Option<usize> {
        self.of_token.get(token).copied().flatten()
    }

    /// The person whom a mention names or stands for.
    pub(super) fn person(&self, mention: usize) -> Option<usize> {
        let stands_for = || self.referents.get(mention).copied().flatten().map(|referent| referent.person);
        self.people.named(mention).or_else(stands_for)
    }

    /// The words of a quotation.
    pub(super) fn quoted(&self, quote: usize) -> &'a str {
        let quotation = self.reading.quotations.get(quote);
        quotation
            .and_then(|quotation| self.reading.paragraphs.get(quotation.paragraph)?.get(quotation.range.clone()))
            .unwrap_or_default()
    }

    fn facts(&self, quote: usize) -> QuoteFacts {
        let token = self.reading.quote_tokens.get(quote).copied().unwrap_or_default();
        let words = self.quoted(quote);
        let kind = |index: Option<usize>| index.and_then(|index| self.reading.token(index)).map(|token| token.kind);
        let before = kind(token.checked_sub(1));
        let opens_paragraph = matches!(before, None | Some(Kind::Break));
        let mut after = token + 1;
        if kind(Some(after)) == Some(Kind::Stop) {
            after += 1;
        }
        let letters = || words.chars().filter(|character| character.is_alphanumeric());
        let mut facts = QuoteFacts {
            token,
            capital: letters().next().is_some_and(char::is_uppercase),
            ending: match words.chars().next_back() {
                Some(',') => "comma",
                Some('.' | '!' | '?' | '…') => "stop",
                _ => "none",
            },
            opens: opens_paragraph || before == Some(Kind::Stop),
            opens_paragraph,
            ends_paragraph: matches!(kind(Some(after)), None | Some(Kind::Break)),
            ..QuoteFacts::default()
        };
        self.inside(words, &mut facts);
        (facts.cue_before, facts.cue_after) = self.cues_around(token);
        facts
    }

    fn inside(&self, words: &str, facts: &mut QuoteFacts) {
        let mut small = 0;
        // The opening tells enough about a long quotation.
        for word in words.split_whitespace().take(40) {
            facts.words += 1;
            let bare = word.trim_matches(|character: char| !character.is_alphanumeric());
            let folded = crate::text::fold(bare);
            facts.personal |= matches!(
                &*folded,
                "i" | "we"
                    | "you"
                    | "my"
                    | "our"
                    | "us"
                    | "me"
                    | "your"
                    | "i'm"
                    | "we're"
                    | "i've"
                    | "we've"
                    | "you're"
            );
            facts.verb |= super::lexicon::look_up(&folded).is_some_and(|entry| entry.is(Class::Auxiliary))
                || folded.contains('\'') && !folded.ends_with("'s");
            small += usize::from(bare.chars().count() > 3 && !bare.starts_with(|first: char| !first.is_lowercase()));
        }
        facts.headline = facts.words >= 2 && small == 0 && facts.capital;
    }

    fn cues_around(&self, token: usize) -> (Option<usize>, Option<usize>) {
        let strong = |index: &usize| self.reading.token(*index).is_some_and(|token| token.cue() >= STRONG_CUE);
        let inside = |index: &usize| {
            self.reading.token(*index).is_some_and(|token| !matches!(token.kind, Kind::Stop | Kind::Break))
        };
        let before = (token.saturating_sub(CUE_REACH)..token).rev().take_while(inside).find(strong);
        let after = (token + 1..token + CUE_REACH).take_while(inside).find(strong);
        (before, after)
    }

    /// One letter for a token, or for the whole mention that it belongs to.
    pub(super) fn symbol(&self, index: usize) -> char {
        let Some(token) = self.reading.token(index) else { return '#' };
        if let Some(mention) = self.mention_at(index).and_then(|mention| self.mentions.get(mention)) {
            return self.mention_symbol(mention);
        }
        match token.kind {
            Kind::Word => word_symbol(token),
            Kind::Number => '9',
            Kind::Quote(_) => 'Q',
            Kind::Comma => ',',
            Kind::Stop => '.',
            Kind::Colon => ':',
            Kind::Semicolon => ';',
            Kind::Dash => '-',
            Kind::OpenBracket => '(',
            Kind::CloseBracket => ')',
            Kind::Break => '#',
        }
    }

    fn mention_symbol(&self, mention: &Mention) -> char {
        let head = self.reading.token(mention.head);
        let possessive = head.is_some_and(|head| head.possessive);
        match mention.sort {
            Sort::Name if possessive => 'm',
            Sort::Name => 'M',
            Sort::Organisation if possessive => 'l',
            Sort::Organisation => 'O',
            Sort::Pronoun => match head {
                Some(head) if head.is(Class::Object) && !head.is(Class::It) => 'i',
                Some(head) if head.is(Class::Possessive) => 'j',
                Some(head) if head.is(Class::Relative) => 'w',
                _ => 'r',
            },
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Medium)) => 's',
            Sort::Nominal => 'n',
        }
    }

    /// The letters from `from` (inclusive) towards `to` (exclusive), going forward; long stretches lose their middle.
    pub(super) fn pattern(&self, from: usize, to: usize, limit: usize) -> String {
        let mut letters = String::with_capacity(limit * 2 + 1);
        let mut at = from;
        let mut count = 0;
        while at < to && count < limit {
            letters.push(self.symbol(at));
            at = self.past(at);
            count += 1;
        }
        if at >= to {
            return letters;
        }
        letters.push('~');
        let tail = self.pattern_back(to, at, limit);
        letters.extend(tail.chars().rev());
        letters
    }

    /// The letters before `from` (exclusive), going back no further than `to`.
    pub(super) fn pattern_back(&self, from: usize, to: usize, limit: usize) -> String {
        let mut letters = String::with_capacity(limit);
        let mut at = from;
        for _ in 0..limit {
            if at <= to {
                break;
            }
            at -= 1;
            letters.push(self.symbol(at));
            if let Some(mention) = self.mention_at(at).and_then(|mention| self.mentions.get(mention)) {
                at = mention.tokens.start;
            }
        }
        letters
    }

    /// The index after the token, or after the mention that it belongs to.
    fn past(&self, at: usize) -> usize {
        self.mention_at(at).and_then(|mention| self.mentions.get(mention)).map_or(at + 1, |mention| mention.tokens.end)
    }

    /// How many mentions start between two tokens.
    pub(super) fn mentions_between(&self, from: usize, to: usize) -> usize {
        let before = |token: usize| self.mentions.partition_point(|mention| mention.tokens.start < token);
        before(to).saturating_sub(before(from))
    }
}

fn word_symbol(token: &Token) -> char {
    let word = token.entry.map_or("", |entry| entry.word);
    match (word, token.cue()) {
        ("to", _) => 't',
        ("of", _) => 'o',
        ("by", _) => 'b',
        ("that", _) => 'h',
        ("according", _) => 'a',
        (_, 50..) if token.is(Class::Tell) => 'T',
        (_, 50..) => 'C',
        (_, 20..) => 'c',
        _ if token.is(Class::Auxiliary) => 'V',
        _ if token.is(Class::Preposition) => 'P',
        _ if token.is(Class::Conjunction) => 'K',
        _ if token.any(&[Class::Determiner, Class::Possessive]) => 'D',
        _ if token.is(Class::Adverb) => 'A',
        _ if token.is(Class::Time) => 'd',
        _ if token.capital => 'X',
        _ => 'x',
    }
}
