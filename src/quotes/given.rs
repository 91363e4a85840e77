//! Speakers that need no model: the article passes words on as another's, or signs them.

use super::kept::History;
use super::lexicon::Class;
use super::mentions::Sort;
use super::reading::Kind;
use super::scene::Scene;
use super::subject::Tie;

/// How many tokens may stand between the one whose words are passed on and the words.
const NEAR: usize = 8;

/// How many words may open a clause before the words that are quoted in it, or stand before a noun.
const OPENING: usize = 4;

/// The longest line that signs the words before it, in tokens.
const SIGNATURE: usize = 14;

impl Scene<'_> {
    /// The speaker that is certain before anything is weighed.
    pub(super) fn given(&self, quote: usize, history: History) -> Option<usize> {
        let facts = self.quotes.get(quote)?;
        let speaks_on = self.speaks_on(quote, facts, history);
        speaks_on.or_else(|| self.passed_on(quote)).or_else(|| self.held(quote)).or_else(|| self.signed(quote))
    }

    /// "quoted Reed as saying “…”", "was told by Reed, “…”", "“…,” Lee said, quoting Reed".
    fn passed_on(&self, quote: usize) -> Option<usize> {
        let facts = self.quotes.get(quote)?;
        if let Some((mention, Tie::Quoted)) = facts.cue_before.and_then(|cue| self.subject_of(cue)) {
            let from = facts.cue_before?.max(self.mentions.get(mention)?.tokens.end);
            let plain = |at: usize| !matches!(self.reading.token(at).map(|token| token.kind), Some(Kind::Quote(_)));
            return (facts.token - from.min(facts.token) <= NEAR && (from..facts.token).all(plain)).then_some(mention);
        }
        // "“…,” Lee said, quoting Reed.": what ends with the sentence is about the words before.
        let cue = facts.cue_after?;
        let verb = (cue + 1..cue + 6).find(|at| self.passes_on(*at))?;
        let comma = self.reading.token(verb - 1)?.kind == Kind::Comma;
        let (mention, _) = self.quoted_by(verb).filter(|_| comma)?;
        let end = self.mentions.get(mention)?.tokens.end;
        let ends = self.reading.token(end).is_none_or(|token| matches!(token.kind, Kind::Stop | Kind::Break));
        ends.then_some(mention)
    }

    /// "Reed's claim that a “…”", "a statement by Reed that “…”": whoever speaks of it, the words are Reed's.
    fn held(&self, quote: usize) -> Option<usize> {
        let at = self.quotes.get(quote)?.token;
        let word = |at: usize| self.reading.token(at).filter(|token| token.kind == Kind::Word);
        let that = (at.saturating_sub(OPENING)..at)
            .rev()
            .take_while(|at| word(*at).is_some_and(|token| !token.is(Class::Auxiliary) && token.cue() < 45))
            .find(|at| word(*at).and_then(|token| token.entry).is_some_and(|entry| entry.word == "that"))?;
        let noun = |at: usize| word(at).is_some_and(|token| token.is(Class::Utterance));
        let before = that.checked_sub(1)?;
        if noun(before) {
            let back = (before.saturating_sub(OPENING)..before).rev();
            let owner = back.take_while(|at| word(*at).is_some()).find_map(|at| self.mention_at(at))?;
            let head = self.reading.token(self.mentions.get(owner)?.head)?;
            return (head.possessive || head.is(Class::Possessive)).then_some(owner);
        }
        let speaker = self.mention_at(before)?;
        let by = self.phrase_start(speaker).checked_sub(1)?;
        let names = word(by).and_then(|token| token.entry).is_some_and(|entry| matches!(entry.word, "by" | "from"));
        (names && noun(by.checked_sub(1)?)).then_some(speaker)
    }

    /// "“…” — Ann Reed", at the end of the paragraph or as a line of its own.
    fn signed(&self, quote: usize) -> Option<usize> {
        let facts = self.quotes.get(quote)?;
        let mut at = facts.token + 1;
        while self.reading.token(at).is_some_and(|token| matches!(token.kind, Kind::Stop | Kind::Break)) {
            at += 1;
        }
        if self.reading.token(at)?.kind != Kind::Dash || at > facts.token + 3 {
            return None;
        }
        let own_line = self.reading.token(at)?.block > self.reading.token(facts.token)?.block;
        // "Lee said the road was “lost.” --Ann Reed": whoever wrote it.
        if own_line && !facts.opens_paragraph || !own_line && facts.cue_before.is_some() {
            return None;
        }
        let mention = (at + 1..at + 4).find_map(|at| self.mention_at(at))?;
        let named = self.mentions.get(mention).filter(|found| matches!(found.sort, Sort::Name | Sort::Organisation))?;
        let mut rest = named.tokens.end..named.tokens.end + SIGNATURE;
        let line_ends = rest.find_map(|at| match self.reading.token(at) {
            None => Some(true),
            Some(token) if token.kind == Kind::Break => Some(true),
            Some(token) if token.cue() >= 45 || token.is(Class::Auxiliary) => Some(false),
            Some(token) if matches!(token.kind, Kind::Dash | Kind::Quote(_)) => Some(false),
            Some(_) => None,
        });
        (line_ends == Some(true)).then_some(mention)
    }

    /// The mentions that speak together with one: "Ann Reed and Bob Lee said", "said Reed, Lee and Hall". The first and the
    /// last of them.
    pub(super) fn joint(&self, mention: usize) -> Option<(usize, usize)> {
        let first = std::iter::successors(Some(mention), |one| self.joined_before(*one)).take(MOST_JOINED).last()?;
        let last = std::iter::successors(Some(mention), |one| self.joined_behind(*one)).take(MOST_JOINED).last()?;
        if first == last {
            return None;
        }
        let (opening, closing) = (self.mentions.get(first)?, self.mentions.get(last)?);
        let before = self.phrase_start(first).checked_sub(1).and_then(|at| self.reading.token(at));
        let behind = self.reading.token(closing.tokens.end);
        let verb =
            |at: usize| self.reading.token(at).is_some_and(|token| token.cue() >= 20 || token.is(Class::Auxiliary));
        let starts = before.is_none_or(|token| {
            token.kind != Kind::Word || token.is(Class::Conjunction) || token.any(&[Class::Adverb, Class::Time])
        });
        let inverted = before.is_some_and(|token| token.cue() >= 20) && opening.tokens.start > 0;
        let ends = behind.is_none_or(|token| token.kind != Kind::Word || token.is(Class::Preposition));
        let end = closing.tokens.end;
        // "Reed and Lee, the engineers, said".
        let aside = behind.filter(|token| token.kind == Kind::Comma).and_then(|_| {
            (end + 1..end + ASIDE).find(|at| self.reading.token(*at).is_some_and(|token| !token.is_word()))
        });
        let says = verb(end)
            || behind.is_some_and(|token| token.is(Class::Adverb)) && verb(end + 1)
            || aside.is_some_and(|close| verb(close + 1));
        (starts && says || inverted && ends).then_some((first, last))
    }

    /// Where a mention starts with its title and article.
    fn phrase_start(&self, mention: usize) -> usize {
        let Some(found) = self.mentions.get(mention) else { return 0 };
        let mut start = found.role.as_ref().map_or(found.tokens.start, |role| role.start.min(found.tokens.start));
        while start.checked_sub(1).and_then(|at| self.reading.token(at)).is_some_and(|token| {
            token.kind == Kind::Word && token.any(&[Class::Determiner, Class::Title, Class::Role]) && token.cue() < 20
        }) {
            start -= 1;
        }
        // "MSNBC’s Ann Lee": whose reporter she is belongs to the phrase.
        let owner = start.checked_sub(1).and_then(|at| self.mention_at(at)).and_then(|owner| self.mentions.get(owner));
        let owner = owner.filter(|owner| self.reading.token(owner.head).is_some_and(|head| head.possessive));
        owner.map_or(start, |owner| owner.tokens.start)
    }

    /// The mention before "and", or before a comma in a list that ends in "and".
    fn joined_before(&self, mention: usize) -> Option<usize> {
        let at = self.phrase_start(mention).checked_sub(1)?;
        let other = self.mention_at(at.checked_sub(1)?)?;
        let own_comma = self.reading.token(at)?.kind == Kind::Comma;
        let joins = self.is_and(at) || own_comma && self.joined_behind(mention).is_some();
        (joins && self.may_join(mention) && self.may_join(other)).then_some(other)
    }

    fn joined_behind(&self, mention: usize) -> Option<usize> {
        let end = self.mentions.get(mention)?.tokens.end;
        let next = (mention + 1..mention + 3).find(|next| self.may_join(*next) && self.phrase_start(*next) > end)?;
        let start = self.phrase_start(next);
        let joins = start == end + 1 && self.is_and(end);
        // "Reed, Lee and Hall": a list.
        let listed = start == end + 1
            && self.reading.token(end)?.kind == Kind::Comma
            && self.mentions.get(next).is_some_and(|next| self.is_and(next.tokens.end));
        ((joins || listed) && self.may_join(mention)).then_some(next)
    }

    fn is_and(&self, at: usize) -> bool {
        self.reading.token(at).and_then(|token| token.entry).is_some_and(|entry| entry.word == "and")
    }

    fn may_join(&self, mention: usize) -> bool {
        let Some(found) = self.mentions.get(mention) else { return false };
        let head = self.reading.token(found.head);
        found.sort != Sort::Pronoun && head.is_some_and(|head| !head.possessive)
    }
}

/// The longest aside between those who speak together and their verb, in tokens.
const ASIDE: usize = 16;

/// How many speakers are read as one phrase.
const MOST_JOINED: usize = 5;
