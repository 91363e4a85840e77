//! What heads a clause: a condition, a question, a rumour, a picture that is a fake.

use super::super::lexicon::Class;
use super::super::reading::Kind;
use super::super::scene::{STRONG_CUE, Scene};
use super::words::{Sense, Word};

/// How many tokens before a clause its frame may take.
const REACH: usize = 10;

/// How many tokens after a verb name the place where it was said.
const PHRASE: usize = 14;

impl Scene<'_> {
    /// Whether the subject (tokens from `start` to `end`), or what stands before it, makes the clause of a verb no fact.
    pub(super) fn clause_denies(&self, start: usize, end: usize, verb: &Word) -> bool {
        self.is_nobody(start, end)
            || self.mention_at(start).is_some_and(|mention| self.is_posed(mention))
            || self.head_denies(start, verb)
            || self.awaits(start, end)
    }

    /// "nobody", "no aide", "none of the aides", "neither Reed nor Lee", "not one aide".
    fn is_nobody(&self, start: usize, end: usize) -> bool {
        let none = |word: &Word| word.is(Sense::Nobody) || word.folded == "no";
        let inside = (start..end).any(|at| none(&self.word(at)) && !self.is_name(at)) || self.names_a_fake(start..end);
        let before = |back: usize| start.checked_sub(back).map(|at| self.word(at)).unwrap_or_default();
        let one = before(1);
        // "none of the aides", "no one in the crowd", "nobody at City Hall".
        let determined = self.reading.token(start.wrapping_sub(1)).is_some_and(|token| token.is(Class::Determiner));
        let at = start.wrapping_sub(1 + usize::from(determined));
        let within = self.reading.token(at).is_some_and(|token| token.is(Class::Preposition));
        let back = 2 + usize::from(determined);
        let noun = before(back + 1);
        let group = within && (before(back).is(Sense::Nobody) || noun.folded == "no" || noun.is(Sense::Negation));
        inside
            || none(&one)
            || one.is(Sense::Negation)
            || group
            || one.is(Sense::Fake)
            || self.opens_with_hypothesis(start)
    }

    /// "a hoax article", "a fake Reed".
    pub(super) fn names_a_fake(&self, mut phrase: std::ops::Range<usize>) -> bool {
        phrase.any(|at| self.is_fake(at, &self.word(at)) && !self.is_name(at))
    }

    /// "Imagine Ann Reed saying": a verb that was read as part of the name.
    pub(super) fn opens_with_hypothesis(&self, start: usize) -> bool {
        self.reading.token(start).is_some_and(|token| token.opens) && self.word(start).is(Sense::Hypothesis)
    }

    /// Whether a word names something made up. "Fake news" is what speakers call the press.
    fn is_fake(&self, at: usize, word: &Word) -> bool {
        word.is(Sense::Fake) && self.word(at + 1).folded != "news"
    }

    pub(super) fn is_name(&self, at: usize) -> bool {
        self.reading.token(at).is_some_and(|token| token.capital && !token.opens)
    }

    /// Whether what stands right before the subject makes its clause no fact.
    fn head_denies(&self, start: usize, verb: &Word) -> bool {
        let Some(mut at) = start.checked_sub(1) else { return false };
        while self.is_filler(at) {
            if self.word(at).is(Sense::Supposedly) {
                return true;
            }
            let Some(before) = at.checked_sub(1) else { return false };
            at = before;
        }
        let Some(token) = self.reading.token(at) else { return false };
        match token.kind {
            Kind::Word => {}
            Kind::Comma => return self.aside_denies(at) || self.found_in_a_fake(at) || self.staged_before(at),
            Kind::Colon => return self.fake_label(at),
            _ => return false,
        }
        let word = self.word(at);
        if word.is(Sense::Hypothesis) || word.folded == "though" && self.word(at.wrapping_sub(1)).folded == "as" {
            return true;
        }
        if self.is_no_word_of(at, &word) {
            return true;
        }
        // "tried to make Reed say".
        if verb.is_bare() && word.is(Sense::Causes) && self.chain_denies(at) {
            return true;
        }
        let inverted = token.is(Class::Auxiliary) && self.staged_before(at);
        inverted || self.is_inverted(at, &word, verb) || self.is_told_by_another(at, &word) || self.fake_depicts(start)
    }

    /// "is not what Reed said", "is not something that Reed said". `at` is the token before the subject.
    fn is_no_word_of(&self, at: usize, word: &Word) -> bool {
        let before = |back: usize| at.checked_sub(back).map(|at| self.word(at)).unwrap_or_default();
        if word.folded == "what" {
            return before(1).is(Sense::Negation);
        }
        let noun = usize::from(word.folded == "that");
        let negated = (1..4).any(|back| before(noun + back).is(Sense::Negation) || before(noun + back).folded == "no");
        before(noun).is(Sense::Quoted) && negated && !(1..4).any(|back| before(noun + back).is(Sense::Narrows))
    }

    /// "When Reed says “…,” we will worry", "until she has said “…,” nothing will change": it is still to come. The subject
    /// goes from `start` to `end`.
    fn awaits(&self, start: usize, end: usize) -> bool {
        const FAR: usize = 30;
        let before = |back: usize| start.checked_sub(back).map(|at| self.word(at).folded).unwrap_or_default();
        let moment = || {
            matches!(before(1).as_ref(), "day" | "moment" | "minute" | "time" | "week" | "year" | "instant")
                && matches!(before(2).as_ref(), "the" | "by" | "next")
        };
        let heads = matches!(before(1).as_ref(), "when" | "once" | "until" | "till" | "before" | "after")
            || before(1) == "as" && before(2) == "soon"
            || moment();
        let verb = self.word(end);
        let perfect = matches!(verb.folded.as_ref(), "has" | "have") && self.word(end + 1).is_past();
        let present = verb.folded.ends_with('s') && verb.is(Sense::Saying);
        if !(heads && (perfect || present)) {
            return false;
        }
        let mut quoted = false;
        for at in end..end + FAR {
            let Some(token) = self.reading.token(at) else { return false };
            match token.kind {
                Kind::Stop | Kind::Break => return false,
                Kind::Quote(_) => quoted = true,
                _ => {}
            }
            let word = self.word(at);
            let will = word.folded.ends_with("'ll") || word.is(Sense::Modal) && !word.folded.starts_with("must");
            if will && (quoted || moment()) {
                return true;
            }
        }
        false
    }

    /// Adverbs between the head of a clause and its subject.
    fn is_filler(&self, at: usize) -> bool {
        let Some(token) = self.reading.token(at).filter(|token| token.kind == Kind::Word) else { return false };
        let word = self.word(at);
        let determiner =
            token.any(&[Class::Determiner, Class::Possessive]) && word.folded != "that" && word.folded != "no";
        (determiner || word.is(Sense::Filler) || token.is(Class::Adverb) || word.folded.ends_with("ly"))
            && !word.is(Sense::Negation)
            && !word.is(Sense::Fake)
            && !word.is(Sense::Hypothesis)
    }

    /// "if, as reported, Reed said" and "if the mayor, Ann Reed, said".
    fn aside_denies(&self, comma: usize) -> bool {
        let heads = |at: usize| self.word(at).is(Sense::Hypothesis);
        if self.aside(comma).is_some_and(heads) {
            return true;
        }
        let apposed = comma.checked_sub(1).and_then(|before| self.mention_at(before));
        let Some(apposed) = apposed.and_then(|mention| self.mentions.get(mention)) else { return false };
        apposed.tokens.start.checked_sub(1).is_some_and(heads)
    }

    /// "did Reed say", "had she said", "was he saying": a question, a condition, or an opening that denies ("at no point
    /// did"). "Only then did", "not until Monday did" and "not only did" tell what happened.
    fn is_inverted(&self, at: usize, auxiliary: &Word, verb: &Word) -> bool {
        let plain = auxiliary.folded.strip_suffix("n't").unwrap_or(&auxiliary.folded);
        let fits = match plain {
            "did" | "does" | "do" => verb.is_bare(),
            "had" | "has" | "have" => verb.is_past(),
            "was" | "were" | "is" | "are" => verb.is_gerund() || verb.is_bare(),
            _ => auxiliary.is(Sense::Modal) && verb.is_bare() || auxiliary.is(Sense::Modal) && verb.is_past(),
        };
        let tells = (at.saturating_sub(6)..at).any(|before| {
            let (word, behind) = (self.word(before), self.word(before + 1));
            word.folded == "only" || word.folded == "so" || word.folded == "not" && behind.folded == "until"
        });
        fits && !tells
    }

    /// "denied that Reed said", "no evidence that Reed said", "falsely claimed Reed said". `at` is the token before the
    /// subject, `word` the word there.
    fn is_told_by_another(&self, at: usize, word: &Word) -> bool {
        let verb = if word.folded == "that" { at.checked_sub(1) } else { Some(at) };
        let Some(verb) = verb else { return false };
        let matrix = self.word(verb);
        let clause = self.clause_back(verb);
        let denied = clause.clone().any(|at| {
            let word = self.word(at);
            word.is(Sense::Negation)
                || word.is(Sense::Nobody)
                || matches!(word.folded.as_ref(), "no" | "little" | "few")
        });
        let before = verb.checked_sub(1).map(|before| self.word(before).folded).unwrap_or_default();
        if matrix.folded == "it" && matches!(before.as_ref(), "has" | "had") {
            // "Legend has it that".
            return true;
        }
        if matrix.is(Sense::UnrealThat) {
            // "There is no doubt that Reed said".
            return !denied;
        }
        let told = word.folded == "that" || matrix.is(Sense::Belief) || matrix.is(Sense::Depicts);
        if !told {
            return false;
        }
        let rejected = clause.clone().any(|at| at < verb && self.word(at).is(Sense::Rejects));
        matrix.is(Sense::Belief) && denied != rejected || clause.clone().any(|at| self.is_fake(at, &self.word(at)))
    }

    /// The tokens from the opening of a clause to its verb, the verb included, as far as they are looked at.
    fn clause_back(&self, verb: usize) -> std::ops::Range<usize> {
        let first = verb.saturating_sub(REACH);
        let inside = |at: &usize| {
            let token = self.reading.token(*at);
            token.is_some_and(|token| token.is_word()) && !matches!(self.word(*at).folded.as_ref(), "and" | "but")
        };
        let start = (first..verb).rev().take_while(inside).last().unwrap_or(verb);
        start..verb + 1
    }

    /// Whether the words before a mention are those of something made up that puts words into its mouth: "a doctored
    /// image has", "a parody video in which", "the fake quote attributed to".
    pub(super) fn fake_depicts(&self, start: usize) -> bool {
        let Some(at) = start.checked_sub(1) else { return false };
        self.word(at).is(Sense::Depicts) && self.fake_before(at)
            || self.word(at).is(Sense::Hypothesis)
            || self.word(at).is(Sense::Fake)
    }

    /// Whether a fake is named in the clause before a token. No other report may stand between.
    fn fake_before(&self, end: usize) -> bool {
        for at in (end.saturating_sub(REACH)..end).rev() {
            let Some(token) = self.reading.token(at).filter(|token| token.is_word()) else { return false };
            let word = self.word(at);
            if self.is_fake(at, &word) {
                return true;
            }
            if token.is(Class::Conjunction) || token.cue() >= STRONG_CUE && !word.is(Sense::Depicts) {
                return false;
            }
        }
        false
    }

    /// "Fake quote: Reed said".
    fn fake_label(&self, colon: usize) -> bool {
        const LONGEST: usize = 4;
        let mut fake = false;
        for at in (colon.saturating_sub(LONGEST)..colon).rev() {
            let Some(token) = self.reading.token(at).filter(|token| token.is_word()) else { return false };
            let word = self.word(at);
            if token.is(Class::Auxiliary) || token.cue() >= STRONG_CUE {
                return false;
            }
            fake |= self.is_fake(at, &word);
            if token.opens {
                return fake;
            }
        }
        false
    }

    /// "In a doctored video, Reed says"; but "asked about a doctored video, Reed says".
    pub(super) fn found_in_a_fake(&self, comma: usize) -> bool {
        let mut fake = false;
        for at in (comma.saturating_sub(REACH)..comma).rev() {
            let Some(token) = self.reading.token(at).filter(|token| token.is_word()) else { return false };
            let word = self.word(at);
            let after_comma = || {
                at.checked_sub(1).and_then(|at| self.reading.token(at)).is_some_and(|token| token.kind == Kind::Comma)
            };
            if fake && word.is(Sense::FoundIn) && (token.opens || after_comma()) {
                return true;
            }
            if fake && word.folded != "to" && token.any(&[Class::Preposition, Class::Auxiliary, Class::Conjunction]) {
                return false;
            }
            fake |= self.is_fake(at, &word);
        }
        false
    }

    /// "Reed said in a doctored video", "said Reed in a hoax article".
    pub(super) fn said_in_a_fake(&self, verb: usize) -> bool {
        let next = self.mention_at(verb + 1).and_then(|mention| self.mentions.get(mention));
        let start = next.map_or(verb + 1, |mention| mention.tokens.end);
        matches!(self.word(start).folded.as_ref(), "in" | "on") && self.is_staged(start + 1, start + PHRASE)
    }

    /// "according to a fabricated post".
    pub(super) fn according_to_a_fake(&self, verb: usize) -> bool {
        let inside = |at: &usize| self.reading.token(*at).is_some_and(|token| token.is_word());
        (verb + 1..verb + 7).take_while(inside).any(|at| self.word(at).is(Sense::Fake))
    }
}
