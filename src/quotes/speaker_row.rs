//! The numbers by which trees compare the likeliest speakers of a quotation, after the weights have had their say.

use super::kept::History;
use super::lexicon::Class;
use super::mentions::Sort;
use super::reading::Kind;
use super::scene::Scene;
use super::subject::Tie;
use crate::forest::{Columns, number, one_if};

/// What a quotation's surroundings say, whoever is asked about.
#[derive(Debug)]
pub(super) struct Setting<'s> {
    /// The subjects of the reporting words before and after, and the mentions apposed to them.
    before: Governed,
    after: Governed,
    /// The subject of any other verb right before the quotation.
    weak: Governed,
    /// The folded words of the quotation that are capitalised.
    names: &'s [u64],
}

/// A reporting word, and who stands to it how.
#[derive(Debug, Default)]
struct Governed {
    verb: Option<usize>,
    subject: Option<(usize, Tie)>,
    apposed: Option<usize>,
}

impl Governed {
    /// Whether a mention is the subject of the verb, another is, or nobody is known to be.
    fn tie(&self, candidate: Option<usize>) -> f32 {
        match self.subject {
            Some((subject, tie)) if Some(subject) == candidate => 1.0 + f32::from(tie as u8),
            Some(_) => -1.0,
            None => 0.0,
        }
    }
}

impl Setting<'_> {
    /// How a mention stands to the reporting words before and after, and to the word right before.
    pub(super) fn ties(&self, mention: Option<usize>) -> [f32; 3] {
        [&self.before, &self.after, &self.weak].map(|governed| governed.tie(mention))
    }

    /// Whether the quotation names the person of a mention.
    pub(super) fn names(&self, scene: &Scene<'_>, mention: usize) -> bool {
        scene.is_named(mention, self.names)
    }
}

/// How many tokens around a quotation are looked through for another source.
const FAR: usize = 30;

/// How many words of a quotation are looked through for names.
const WORDS: usize = 120;

impl Scene<'_> {
    /// What stands around a quotation.
    pub(super) fn setting(&self, quote: usize) -> Setting<'_> {
        let Some(facts) = self.quotes.get(quote) else {
            return Setting {
                before: Governed::default(),
                after: Governed::default(),
                weak: Governed::default(),
                names: &[],
            };
        };
        let weak = facts.token.checked_sub(1).and_then(|last| {
            let near = (last.saturating_sub(12)..=last).rev();
            near.take_while(|at| {
                self.reading
                    .token(*at)
                    .is_some_and(|token| !matches!(token.kind, Kind::Stop | Kind::Break | Kind::Quote(_)))
            })
            .find(|at| self.reading.token(*at).is_some_and(|token| token.cue() >= 10))
        });
        Setting {
            before: self.governed(facts.cue_before),
            after: self.governed(facts.cue_after),
            weak: self.governed(weak),
            names: &facts.names,
        }
    }

    fn governed(&self, verb: Option<usize>) -> Governed {
        let subject = verb.and_then(|verb| self.subject_of(verb));
        let apposed = subject.and_then(|(subject, _)| self.apposed(subject));
        Governed { verb, subject, apposed }
    }

    /// Hashes of the capitalised words of a quotation.
    pub(super) fn names_in(&self, quote: usize) -> Vec<u64> {
        let words = self.quoted(quote).split(|mark: char| !mark.is_alphanumeric()).filter(|word| !word.is_empty());
        let capital = words.take(WORDS).filter(|word| word.starts_with(char::is_uppercase));
        capital.map(super::lexicon::hashed_as_folded).collect()
    }

    /// What trees ask about a candidate. `sum` is what the weights give it, `best` what they give the best of all,
    /// `rank` how many are better.
    pub(super) fn speaker_row<R: Columns>(
        &self,
        quote: usize,
        history: History,
        setting: &Setting<'_>,
        candidate: Option<usize>,
        (sum, best, rank): (f32, f32, usize),
    ) -> R {
        let mut row = R::default();
        let Some(facts) = self.quotes.get(quote) else { return row };
        let found = candidate.and_then(|index| Some((index, self.mentions.get(index)?)));
        let head = found.and_then(|(_, mention)| self.reading.token(mention.head));
        let at = self.reading.token(facts.token);
        row.push(("behind-best", best - sum));
        row.push(("rank", number(rank)));
        row.push(("nobody", one_if(candidate.is_none())));
        let gap = found.map_or(0, |(_, mention)| {
            if mention.tokens.start > facts.token {
                mention.tokens.start - facts.token
            } else {
                facts.token.saturating_sub(mention.tokens.end)
            }
        });
        let side = found.is_some_and(|(_, mention)| mention.tokens.start > facts.token);
        row.push(("gap", if side { number(gap) } else { -number(gap) }));
        let apart =
            |one: fn(&super::reading::Token) -> usize| head.zip(at).map_or(0, |(head, at)| one(head).abs_diff(one(at)));
        row.push(("sentences", number(apart(|token| token.sentence))));
        row.push(("blocks", number(apart(|token| token.block))));
        let between = found.map_or(0, |(_, mention)| {
            let (from, to) =
                if side { (facts.token + 1, mention.tokens.start) } else { (mention.tokens.end, facts.token) };
            self.mentions_between(from, to)
        });
        row.push(("between", number(between)));
        row.push(("sort", found.map_or(0.0, |(index, _)| self.sort_number(index))));
        row.push(("possessive", one_if(head.is_some_and(|head| head.possessive || head.is(Class::Possessive)))));
        row.push(("object", one_if(head.is_some_and(|head| head.is(Class::Object) && !head.is(Class::It)))));
        row.push((
            "first",
            one_if(candidate.is_some_and(|index| self.surroundings.get(index).is_some_and(|around| around.first))),
        ));
        let cue =
            |at: Option<usize>| at.and_then(|at| self.reading.token(at)).map_or(0.0, |token| f32::from(token.cue()));
        row.push(("cue-right-behind", cue(found.map(|(_, mention)| mention.tokens.end))));
        row.push(("cue-right-before", cue(found.and_then(|(_, mention)| mention.tokens.start.checked_sub(1)))));
        row.push(("according", one_if(found.is_some_and(|(_, mention)| self.according_to(mention.tokens.start)))));
        let preposition = found.and_then(|(_, mention)| self.reading.token(mention.tokens.start.checked_sub(1)?));
        row.push((
            "preposition",
            one_if(preposition.is_some_and(|token| token.kind == Kind::Word && token.is(Class::Preposition))),
        ));
        for (name, apposed, steps, governed) in [
            ("tie-before", "apposed-before", "steps-before", &setting.before),
            ("tie-after", "apposed-after", "steps-after", &setting.after),
            ("tie-weak", "apposed-weak", "steps-weak", &setting.weak),
        ] {
            row.push((name, governed.tie(candidate)));
            row.push((apposed, one_if(governed.apposed.is_some() && governed.apposed == candidate)));
            row.push((
                steps,
                match (governed.verb, found) {
                    (Some(verb), Some((_, mention))) if mention.head < verb => {
                        -number(self.mentions_between(mention.tokens.end, verb)) - 1.0
                    }
                    (Some(verb), Some((_, mention))) => number(self.mentions_between(verb, mention.tokens.start)) + 1.0,
                    _ => 0.0,
                },
            ));
        }
        row.push(("cue-before", facts.cue_before.map_or(-1.0, |cue| number(facts.token - cue))));
        row.push(("cue-after", facts.cue_after.map_or(-1.0, |cue| number(cue - facts.token))));
        row.push(("words", number(facts.words)));
        row.push(("capital", one_if(facts.capital)));
        row.push(("comma", one_if(facts.comma)));
        row.push(("opens", one_if(facts.opens) + one_if(facts.opens_paragraph)));
        row.push(("ends-paragraph", one_if(facts.ends_paragraph)));
        row.push(("personal", one_if(facts.personal)));
        self.kept_numbers(quote, history, candidate, &mut row);
        let person = candidate.and_then(|index| self.person(index));
        let named = person.and_then(|person| self.people.get(person));
        row.push(("count", named.map_or(0.0, |person| number(person.count))));
        row.push(("body", one_if(named.is_some_and(|person| person.body))));
        row.push(("known", one_if(person.is_some())));
        let referent = candidate.and_then(|index| self.referents.get(index).copied().flatten());
        row.push(("referent", referent.map_or(1.0, |referent| referent.share)));
        // People seldom name themselves.
        row.push(("named-inside", one_if(found.is_some_and(|(index, _)| self.is_named(index, setting.names)))));
        let inside = candidate
            .and_then(|index| self.mentions.get(index))
            .is_some_and(|mention| self.in_aside(mention.tokens.clone()));
        row.push(("aside", one_if(inside)));
        row
    }

    /// Whether "according to" stands before a token, over an article.
    fn according_to(&self, start: usize) -> bool {
        let word = |back: usize| {
            start
                .checked_sub(back)
                .and_then(|at| self.reading.token(at))
                .and_then(|token| token.entry)
                .map_or("", |entry| entry.word)
        };
        (1..4).any(|back| word(back) == "to" && word(back + 1) == "according")
    }

    /// Whether the sentence of a token has its words from another than a mention: "Reed said, according to the Herald".
    pub(super) fn second_hand(&self, at: usize, mention: usize) -> bool {
        let Some(sentence) = self.reading.token(at).map(|token| token.sentence) else { return false };
        let near = at.saturating_sub(FAR)..at + FAR;
        let own = near.filter(|at| self.reading.token(*at).is_some_and(|token| token.sentence == sentence));
        let mut sources = own.filter(|at| {
            self.reading.token(*at).is_some_and(|token| token.entry.is_some_and(|entry| entry.word == "according"))
        });
        sources.any(|at| {
            let source = (at + 1..at + 5).find_map(|at| self.mention_at(at));
            source.is_some_and(|source| source != mention)
        })
    }

    /// Whether the person of a mention is named by one of these words.
    pub(super) fn is_named(&self, mention: usize, names: &[u64]) -> bool {
        !names.is_empty() && self.mention_hash(mention).is_some_and(|hash| names.contains(&hash))
    }

    /// The hash of the surname that a mention has or stands for.
    fn mention_hash(&self, mention: usize) -> Option<u64> {
        match self.people.named(mention) {
            Some(_) => self.reading.token(self.mentions.get(mention)?.head).map(|token| token.hash),
            None => self.person(mention).and_then(|person| self.person_hash(person)),
        }
    }

    /// The hash of a person's surname.
    pub(super) fn person_hash(&self, person: usize) -> Option<u64> {
        self.surnames.get(person).copied().flatten()
    }

    /// Whether a mention opens an aside: a comma before it, and a mention before the comma.
    fn in_aside(&self, tokens: std::ops::Range<usize>) -> bool {
        let comma = tokens.start.checked_sub(1);
        let comma = comma.filter(|at| self.reading.token(*at).is_some_and(|token| token.kind == Kind::Comma));
        comma.and_then(|comma| self.mention_at(comma.checked_sub(1)?)).is_some()
    }

    fn kept_numbers(&self, quote: usize, history: History, candidate: Option<usize>, row: &mut impl Columns) {
        let last = history.last.and_then(|(last, speaker)| Some((last, speaker, self.quotes.get(last)?)));
        let facts = self.quotes.get(quote);
        let person = |mention: Option<usize>| mention.and_then(|mention| self.person(mention));
        let relation = match (last, candidate) {
            (None, _) => 0.0,
            (Some((_, None, _)), _) => 1.0,
            (Some((_, speaker, _)), candidate) if speaker == candidate => 4.0,
            (Some((_, speaker, _)), candidate) if person(speaker).is_some() && person(speaker) == person(candidate) => {
                3.0
            }
            _ => 2.0,
        };
        row.push(("spoke", relation));
        row.push(("spoke-before", one_if(candidate.is_some() && history.other == candidate)));
        let since = |one: fn(&super::reading::Token) -> usize| {
            let tokens = last
                .zip(facts)
                .and_then(|((_, _, before), now)| self.reading.token(before.token).zip(self.reading.token(now.token)));
            tokens.map_or(9.0, |(before, now)| number(one(now) - one(before).min(one(now))))
        };
        row.push(("since-sentences", since(|token| token.sentence)));
        row.push(("since-blocks", since(|token| token.block)));
        row.push((
            "since-tokens",
            last.zip(facts).map_or(99.0, |((_, _, before), now)| number(now.token - before.token.min(now.token))),
        ));
        row.push((
            "since-mentions",
            last.zip(facts).map_or(9.0, |((_, _, before), now)| number(self.mentions_between(before.token, now.token))),
        ));
        row.push((
            "last-open",
            one_if(last.is_some_and(|(last, _, _)| self.reading.quotations.get(last).is_some_and(|last| !last.closed))),
        ));
        row.push(("last-comma", one_if(last.is_some_and(|(_, _, facts)| facts.comma))));
    }

    /// What sort of phrase a mention is, as a number: the more like a person's name, the higher.
    fn sort_number(&self, index: usize) -> f32 {
        let Some(mention) = self.mentions.get(index) else { return 0.0 };
        let head = self.reading.token(mention.head);
        match mention.sort {
            Sort::Name if mention.titled => 12.0,
            Sort::Name if mention.tokens.len() > 1 => 11.0,
            Sort::Name => 10.0,
            Sort::Pronoun if self.refers(index) => 9.0,
            Sort::Pronoun if head.is_some_and(|head| head.is(Class::They)) => 5.0,
            Sort::Pronoun if head.is_some_and(|head| head.is(Class::It)) => 4.0,
            Sort::Pronoun => 3.0,
            Sort::Organisation => 8.0,
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Role)) => 7.0,
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Group)) => 6.0,
            Sort::Nominal if head.is_some_and(|head| head.is(Class::Medium)) => 2.0,
            Sort::Nominal => 1.0,
        }
    }
}
