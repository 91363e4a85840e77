//! Who is the subject of a verb: read off the row of tokens, over asides, phrases and verbs that stand between.

use super::lexicon::Class;
use super::mentions::Sort;
use super::reading::Kind;
use super::scene::Scene;

/// How a mention stands to a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// "Reed said", "Reed has also said".
    Plain,
    /// "Reed, the mayor, said".
    OverAside,
    /// "a spokeswoman for Reed said": the spokeswoman.
    OverPhrase,
    /// "Reed thanked Lee and said".
    Shared,
    /// "said Reed".
    Inverted,
    /// "quoted Reed as saying", "was told by Reed", "quoting Reed".
    Quoted = 6,
}

/// How many tokens before or after a verb its subject is looked for.
const REACH: usize = 40;

/// The longest aside between a subject and its verb, in tokens.
const ASIDE: usize = 26;

impl Scene<'_> {
    /// The subject of a verb, and how it stands to it.
    pub(super) fn subject_of(&self, verb: usize) -> Option<(usize, Tie)> {
        self.quoted_by(verb).or_else(|| self.subject_before(verb)).or_else(|| self.subject_behind(verb))
    }

    /// The subject before a verb.
    fn subject_before(&self, verb: usize) -> Option<(usize, Tie)> {
        let mut tie = Tie::Plain;
        let mut at = verb;
        let end = verb.saturating_sub(REACH);
        while at > end {
            at -= 1;
            let token = self.reading.token(at)?;
            match token.kind {
                Kind::Word => {}
                Kind::Comma => {
                    at = self.aside_opens(at)?;
                    tie = Tie::OverAside;
                    continue;
                }
                Kind::Dash => {
                    let open = (at.saturating_sub(ASIDE)..at).rev();
                    at = open.take_while(|at| self.in_sentence(*at)).find(|at| self.kind(*at) == Some(Kind::Dash))?;
                    tie = Tie::OverAside;
                    continue;
                }
                Kind::CloseBracket => {
                    let open = (at.saturating_sub(ASIDE)..at).rev();
                    at = open
                        .take_while(|at| self.in_sentence(*at))
                        .find(|at| self.kind(*at) == Some(Kind::OpenBracket))?;
                    continue;
                }
                _ => return None,
            }
            if let Some(mention) = self.mention_at(at) {
                let start = self.mentions.get(mention)?.tokens.start;
                if let Some(head) = self.host_of_phrase(start, verb) {
                    tie = tie.max(Tie::OverPhrase);
                    at = head + 1;
                    continue;
                }
                if !self.can_be_subject(mention) {
                    return None;
                }
                let outer = if tie == Tie::OverAside { self.outside_relative(mention) } else { None };
                return Some((outer.unwrap_or(mention), tie));
            }
            if token.is(Class::Conjunction) && self.joins(at) {
                return Some((self.shared_subject(at)?, Tie::Shared));
            }
            let passes =
                token.any(&[Class::Auxiliary, Class::Adverb, Class::Time]) || self.reading.word(at).ends_with("ly");
            if !passes {
                return None;
            }
        }
        None
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.reading.token(at).map(|token| token.kind)
    }

    /// Whether a token is inside a sentence of the narration.
    fn in_sentence(&self, at: usize) -> bool {
        self.kind(at).is_some_and(|kind| !matches!(kind, Kind::Stop | Kind::Break | Kind::Quote(_)))
    }

    /// "and", "but": what parts two verbs of one subject.
    pub(super) fn joins(&self, at: usize) -> bool {
        matches!(
            self.reading.token(at).and_then(|token| token.entry).map(|entry| entry.word),
            Some("and" | "but" | "then" | "or")
        )
    }

    /// The comma that opens the aside which another closes. "Reed, of Ohio, and Lee, of Iowa, said" has more than one.
    fn aside_opens(&self, close: usize) -> Option<usize> {
        let back = (close.saturating_sub(ASIDE)..close).rev();
        let mut commas = back.take_while(|at| self.in_sentence(*at)).filter(|at| self.kind(*at) == Some(Kind::Comma));
        commas.find(|comma| {
            let host = comma.checked_sub(1).and_then(|before| self.mention_at(before));
            host.is_some_and(|host| self.can_be_subject(host))
        })
    }

    /// The token that a phrase of place or belonging, before which a mention stands, hangs on: "spokeswoman" in "a
    /// spokeswoman for Reed".
    fn host_of_phrase(&self, start: usize, verb: usize) -> Option<usize> {
        let mut before = start.checked_sub(1)?;
        if self.reading.token(before)?.any(&[Class::Determiner, Class::Possessive]) {
            before = before.checked_sub(1)?;
        }
        let token = self.reading.token(before)?;
        // "polls in Ashford and Port Reed": the second hangs where the first does.
        if token.kind == Kind::Word && token.is(Class::Conjunction) && self.joins(before) {
            let first = self.mention_at(before.checked_sub(1)?).and_then(|first| self.mentions.get(first))?;
            let joined = first.tokens.end == before && first.tokens.start < start;
            return if joined { self.host_of_phrase(first.tokens.start, verb) } else { None };
        }
        let preposition = token.kind == Kind::Word && token.is(Class::Preposition) && !token.opens;
        let host = before.checked_sub(1)?;
        let word = token.entry.map_or("", |entry| entry.word);
        let clause = matches!(word, "after" | "before" | "since" | "until" | "as" | "than" | "like" | "but");
        let hangs = preposition && !clause && before < verb && self.mention_at(host).is_some();
        hangs.then_some(host)
    }

    /// Whether a mention may be the subject of a verb.
    fn can_be_subject(&self, mention: usize) -> bool {
        let Some(found) = self.mentions.get(mention) else { return false };
        let Some(head) = self.reading.token(found.head) else { return false };
        let object = head.is(Class::Object) && !head.is(Class::It) && found.sort == Sort::Pronoun;
        !(object || head.possessive || found.sort == Sort::Pronoun && head.is(Class::Possessive))
    }

    /// "Seaman, who lives near the capital, Sacramento, said": whom the clause that a mention stands in is about.
    pub(super) fn outside_relative(&self, mention: usize) -> Option<usize> {
        let start = self.mentions.get(mention)?.tokens.start;
        let back = (start.saturating_sub(ASIDE)..start).rev().take_while(|at| self.in_sentence(*at));
        for at in back {
            let token = self.reading.token(at)?;
            if token.is(Class::Relative) && token.entry.is_some_and(|entry| matches!(entry.word, "who" | "which")) {
                let comma = at.checked_sub(1)?;
                let host = if self.kind(comma)? == Kind::Comma { comma.checked_sub(1)? } else { return None };
                return self.mention_at(host).filter(|host| self.can_be_subject(*host));
            }
            if token.cue() >= 45 {
                return None;
            }
        }
        None
    }

    /// The subject of the verbs before "and": the first mention of the clause.
    fn shared_subject(&self, conjunction: usize) -> Option<usize> {
        let mut first = None;
        let mut verb = false;
        for at in (conjunction.saturating_sub(REACH)..conjunction).rev() {
            let Some(token) = self.reading.token(at) else { break };
            if matches!(token.kind, Kind::Stop | Kind::Break | Kind::Semicolon | Kind::Colon) {
                break;
            }
            if token.is(Class::Relative) || token.entry.is_some_and(|entry| entry.word == "that") {
                break;
            }
            match self.mention_at(at) {
                Some(mention) if self.can_be_subject(mention) => {
                    let start = self.mentions.get(mention)?.tokens.start;
                    let behind = start.checked_sub(1).and_then(|before| self.reading.token(before));
                    if !behind.is_some_and(|word| word.kind == Kind::Word && word.is(Class::Preposition) && !word.opens)
                    {
                        first = Some(mention);
                    }
                }
                Some(_) => {}
                None => verb |= token.kind == Kind::Word || matches!(token.kind, Kind::Quote(_)),
            }
        }
        first.filter(|_| verb)
    }

    /// "said Reed", "said a spokeswoman for Reed, Ann Lee".
    fn subject_behind(&self, verb: usize) -> Option<(usize, Tie)> {
        // "said on Monday Reed" is nothing that is written; "added Mr. Reed" is, with the title in the mention's role.
        for at in verb + 1..verb + 4 {
            let token = self.reading.token(at)?;
            if token.kind != Kind::Word {
                return None;
            }
            if let Some(mention) = self.mention_at(at) {
                let mention = self.modified(mention).unwrap_or(mention);
                return self.can_be_subject(mention).then_some((mention, Tie::Inverted));
            }
            if !(token.any(&[Class::Title, Class::Role, Class::Determiner]) || token.capital) {
                return None;
            }
        }
        None
    }

    /// Whom a name before a noun belongs to: "a Reed aide", "said a former Reed spokesman, Bob Lee".
    pub(super) fn modified(&self, mention: usize) -> Option<usize> {
        let found = self.mentions.get(mention)?;
        let named = matches!(found.sort, Sort::Name | Sort::Organisation);
        let next = self.mentions.get(mention + 1).filter(|_| named)?;
        let head = self.reading.token(found.head).filter(|head| !head.possessive)?;
        let same = self.reading.token(next.head).is_some_and(|noun| noun.block == head.block);
        let noun = next.sort == Sort::Nominal && next.tokens.start == found.tokens.end;
        let office = next.role.as_ref().is_some_and(|role| role.start == found.tokens.end)
            && self.reading.token(found.tokens.end).is_some_and(|office| !office.capital);
        (same && (noun || office)).then_some(mention + 1)
    }

    /// "said one adviser to Reed": the adviser, where the name behind was taken for the speaker.
    pub(super) fn served(&self, quote: usize, speaker: usize) -> Option<usize> {
        let verb = self.quotes.get(quote)?.cue_after?;
        let (subject, tie) = self.subject_of(verb).filter(|(subject, _)| *subject != speaker)?;
        let (found, host) = (self.mentions.get(speaker)?, self.mentions.get(subject)?);
        let named = found.sort == Sort::Name && host.sort == Sort::Nominal && tie == Tie::Inverted;
        let start = found.role.as_ref().map_or(found.tokens.start, |role| role.start.min(found.tokens.start));
        let hangs = self.host_of_phrase(start, usize::MAX).and_then(|at| self.mention_at(at)) == Some(subject);
        (named && hangs && self.apposed(subject) != Some(speaker)).then_some(subject)
    }

    /// The name apposed to a noun phrase: "a spokeswoman for Reed, Ann Lee".
    pub(super) fn apposed(&self, mention: usize) -> Option<usize> {
        let found = self.mentions.get(mention).filter(|found| found.sort == Sort::Nominal)?;
        let mut at = found.tokens.end;
        for _ in 0..2 {
            // "for Reed", "of the group".
            let preposition = self.reading.token(at).is_some_and(|token| token.is(Class::Preposition));
            let inner = (at + 1..at + 4).find_map(|at| self.mention_at(at)).filter(|_| preposition);
            let Some(inner) = inner.and_then(|inner| self.mentions.get(inner)) else { break };
            at = inner.tokens.end;
        }
        if self.kind(at)? != Kind::Comma {
            return None;
        }
        let name = self.mention_at(at + 1)?;
        let named = self.mentions.get(name)?;
        let ends = self
            .kind(named.tokens.end)
            .is_none_or(|kind| matches!(kind, Kind::Comma | Kind::Stop | Kind::Break | Kind::Quote(_) | Kind::Colon));
        let full = named.sort == Sort::Name && named.tokens.len() > 1 && named.tokens.start == at + 1;
        (full && ends).then_some(name)
    }

    /// Whose words are passed on: "quoted Reed as saying", "was told by Reed", "quoting Reed".
    pub(super) fn quoted_by(&self, verb: usize) -> Option<(usize, Tie)> {
        let word = |at: usize| self.reading.token(at).and_then(|token| token.entry).map_or("", |entry| entry.word);
        let reports = |at: usize| self.reading.token(at).is_some_and(|token| token.cue() >= 20);
        let before = verb.checked_sub(1)?;
        let found = if word(before) == "as" && self.reading.word(verb).ends_with("ing") {
            // "quoted Reed as saying"; "Reed was quoted as saying".
            let host = before.checked_sub(1)?;
            match self.mention_at(host) {
                Some(mention) => {
                    let start = self.mentions.get(mention)?.tokens.start;
                    let quotes = (start.saturating_sub(3)..start).any(reports);
                    quotes.then_some(mention)
                }
                None if reports(host) => self.subject_before(host).map(|(mention, _)| mention),
                None => None,
            }
        } else if word(verb) == "told" && matches!(word(verb + 1), "by") {
            self.mention_from(verb + 2)
        } else if self.passes_on(verb) && (self.reading.word(verb).ends_with("ing") || self.is_active(verb)) {
            self.mention_from(verb + 1).filter(|mention| {
                let end = self.mentions.get(*mention).map_or(verb, |mention| mention.tokens.end);
                self.kind(end).is_none_or(|kind| {
                    matches!(kind, Kind::Colon | Kind::Comma | Kind::Stop | Kind::Break | Kind::Quote(_))
                })
            })
        } else {
            None
        };
        found.map(|mention| (mention, Tie::Quoted))
    }

    /// Whether a mention stands right before: "Lee quoted Reed", not "was quoted".
    fn is_active(&self, verb: usize) -> bool {
        verb.checked_sub(1).is_some_and(|before| self.mention_at(before).is_some())
    }

    /// The mention that starts at a token, over a title or an article.
    fn mention_from(&self, at: usize) -> Option<usize> {
        (at..at + 3).find_map(|at| self.mention_at(at)).filter(|mention| {
            let head = self.mentions.get(*mention).and_then(|mention| self.reading.token(mention.head));
            head.is_some_and(|head| !head.possessive && !head.is(Class::Possessive))
        })
    }
}
