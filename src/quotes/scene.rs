//! An article with its mentions and people, and what its quotations look like.

use foldhash::{HashSet, HashSetExt};

use super::feature::{Letters, Part, part};
use super::lexicon::Class;
use super::mentions::{Mention, mentions};
use super::names::People;
use super::reading::{Kind, Reading};
use super::symbols::{Place, inner_symbol, places};

/// Everything that the models look at.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) mentions: Vec<Mention>,
    pub(super) people: People,
    /// The hash of each person's folded surname, as the article writes it last.
    pub(super) surnames: Vec<Option<u64>>,
    /// What stands at each token.
    pub(super) places: Vec<Place>,
    /// What stands around each mention.
    pub(super) surroundings: Vec<Surroundings>,
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
    /// How likely the second of them is.
    pub(super) second: f32,
}

/// What a mention looks like where it stands, whatever quotation is asked about.
#[derive(Debug, Clone)]
pub(super) struct Surroundings {
    /// What sort of phrase it is, finely.
    pub(super) sort: Part<'static>,
    /// Whether no other mention stands before it in its sentence.
    pub(super) first: bool,
    /// The two letters before it, going back, and behind it; and the nearest of them.
    pub(super) before: Letters,
    pub(super) behind: Letters,
    pub(super) near_before: Letters,
    pub(super) near_behind: Letters,
    /// Whether it looks like a subject, and whether like that of a reporting word.
    pub(super) acts: bool,
    pub(super) speaks: bool,
    /// Whether it is a pronoun for one person.
    pub(super) refers: bool,
}

/// What a quotation looks like from outside, and a little of its inside.
#[derive(Debug, Clone)]
pub(super) struct QuoteFacts {
    /// Its token.
    pub(super) token: usize,
    pub(super) words: usize,
    /// Whether its first letter is a capital.
    pub(super) capital: bool,
    /// Whether every word but small ones is capitalised, three words at least.
    pub(super) headline: bool,
    /// Whether a comma ends the words.
    pub(super) comma: bool,
    /// "comma", "stop", "none": what ends the words.
    pub(super) ending: Part<'static>,
    /// Whether somebody speaks in it for himself: "I", "we", "you", "our".
    pub(super) personal: bool,
    /// Whether it has a verb that is easily known.
    pub(super) verb: bool,
    /// A letter for each of its first words, and `~` for more: what sort of words they are.
    pub(super) shape: Letters,
    /// The first word, where the lexicon knows it.
    pub(super) first: Part<'static>,
    /// The last word of a short quotation, where the lexicon knows it.
    pub(super) last: Part<'static>,
    /// Whether the article has the same words in marks before.
    pub(super) repeated: bool,
    /// Whether it starts its sentence.
    pub(super) opens: bool,
    /// Whether it starts its paragraph.
    pub(super) opens_paragraph: bool,
    /// Whether it ends its paragraph.
    pub(super) ends_paragraph: bool,
    /// The nearest strong cue before it in its sentence, and the first after it.
    pub(super) cue_before: Option<usize>,
    pub(super) cue_after: Option<usize>,
    /// Hashes of the capitalised words in it, folded.
    pub(super) names: Vec<u64>,
}

/// Longer quotations are not looked for again.
const MOST_REPEATED: usize = 6;

/// How many words of a quotation its shape shows.
const SHAPE: usize = 3;

/// How far a cue is looked for.
const CUE_REACH: usize = 40;

/// From which share on a word counts as a strong cue.
pub(super) const STRONG_CUE: u8 = 45;

impl<'a> Scene<'a> {
    /// Looks at an article.
    pub(super) fn new(reading: Reading<'a>) -> Self {
        let mentions = mentions(&reading);
        let people = People::new(&reading, &mentions);
        let places = places(&reading, &mentions);
        let referents = vec![None; mentions.len()];
        let mut surnames = vec![None; people.people.len()];
        for (index, mention) in mentions.iter().enumerate() {
            let slot = people.named(index).and_then(|person| surnames.get_mut(person));
            if let Some((slot, head)) = slot.zip(reading.token(mention.head)) {
                *slot = Some(head.hash);
            }
        }
        let mut scene = Scene {
            reading,
            mentions,
            people,
            surnames,
            places,
            surroundings: Vec::new(),
            referents,
            quotes: Vec::new(),
        };
        scene.surroundings = (0..scene.mentions.len()).map(|mention| scene.around(mention)).collect();
        scene.quotes = (0..scene.reading.quotations.len()).map(|quote| scene.facts(quote)).collect();
        let mut seen: HashSet<String> = HashSet::new();
        for quote in 0..scene.quotes.len() {
            let words = scene.quoted(quote);
            if let Some(facts) = scene.quotes.get_mut(quote).filter(|facts| facts.words <= MOST_REPEATED) {
                let bare = words.trim_end_matches(|mark: char| !mark.is_alphanumeric());
                facts.repeated = !seen.insert(crate::text::fold(bare).into_owned());
            }
        }
        scene
    }

    fn around(&self, index: usize) -> Surroundings {
        let tokens = self.mentions.get(index).map_or(0..0, |mention| mention.tokens.clone());
        let (before, behind) = (self.pattern_back(tokens.start, 0, 2), self.pattern_ahead(tokens.end, 2));
        Surroundings {
            sort: self.sort(index),
            first: self.first_in_sentence(index),
            before,
            behind,
            near_before: before.first(),
            near_behind: behind.first(),
            acts: self.acts(index),
            speaks: self.speaks(tokens.end, tokens.start),
            refers: self.is_for_one(index),
        }
    }

    /// The mention that a token belongs to.
    pub(super) fn mention_at(&self, token: usize) -> Option<usize> {
        self.places.get(token)?.mention
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
        let last = words.chars().next_back();
        let mut facts = QuoteFacts {
            token,
            words: 0,
            capital: letters().next().is_some_and(char::is_uppercase),
            headline: false,
            comma: last == Some(','),
            ending: match last {
                Some(',') => part!("comma"),
                Some('.' | '!' | '?' | '…') => part!("stop"),
                _ => part!("none"),
            },
            personal: false,
            verb: false,
            shape: Letters::default(),
            first: part!(""),
            last: part!(""),
            repeated: false,
            opens: opens_paragraph || before == Some(Kind::Stop),
            opens_paragraph,
            ends_paragraph: matches!(kind(Some(after)), None | Some(Kind::Break)),
            cue_before: None,
            cue_after: None,
            names: self.names_in(quote),
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
            let entry = super::lexicon::look_up(&folded);
            if facts.words == 1 {
                facts.first = entry.map_or(part!(""), |entry| entry.part);
            }
            facts.last = entry.map_or(part!(""), |entry| entry.part);
            match facts.words {
                ..=SHAPE => facts.shape.push(inner_symbol(entry, bare)),
                n if n == SHAPE + 1 => facts.shape.push(b'~'),
                _ => {}
            }
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
            facts.verb |= entry.is_some_and(|entry| entry.is(Class::Auxiliary))
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
}
