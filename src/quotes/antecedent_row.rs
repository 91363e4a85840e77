//! The numbers by which trees compare the people that a pronoun may stand for: how salient each is where it stands
//! (after Lappin and Leass 1994: subjects over objects, near over far, often over seldom), and who spoke last.

use std::sync::LazyLock;

use super::lexicon::Class;
use super::mentions::Sort;
use super::reading::{Kind, Token};
use super::scene::Scene;
use crate::forest::{Columns, number, one_if};

/// What a pronoun's surroundings say, whoever is asked about.
#[derive(Debug)]
pub(super) struct Around<'s> {
    /// What the mentions before say of each person.
    salience: Vec<Salience>,
    /// Who was the last subject of a reporting word, and the one before, another.
    spoke: Option<(usize, usize)>,
    spoke_before: Option<usize>,
    /// The first person of the paragraph, and of the one before.
    opened: [Option<usize>; 2],
    /// The names in the quotation that is nearest in the pronoun's sentence, and in the one before it.
    inside: &'s [u64],
    inside_before: &'s [u64],
    quoted: bool,
    /// Whether the pronoun is the subject of a reporting word.
    speaks: bool,
    /// The last pronoun of the same word that was resolved.
    chain: Option<usize>,
}

/// How present a person is.
#[derive(Debug, Clone, Copy, Default)]
struct Salience {
    person: usize,
    sum: f32,
    times: usize,
    subject: bool,
    /// Sentences since the person was a subject last.
    subject_since: usize,
}

/// How many mentions back are weighed.
const MENTIONS: usize = 60;

/// What a mention's weight becomes with each sentence.
const FADES: f32 = 0.6;

/// The same after so many sentences; what is further away weighs no less.
const LONGEST: usize = 30;
static FADED: LazyLock<[f32; LONGEST + 1]> =
    LazyLock::new(|| std::array::from_fn(|sentences| FADES.powi(sentences as i32)));

impl Scene<'_> {
    /// What stands around a pronoun. Those before it have been resolved.
    pub(super) fn around_pronoun(&self, pronoun: usize) -> Around<'_> {
        let mut around = Around {
            salience: Vec::new(),
            spoke: None,
            spoke_before: None,
            opened: [None; 2],
            inside: &[],
            inside_before: &[],
            quoted: false,
            speaks: false,
            chain: None,
        };
        let Some((mention, token)) =
            self.mentions.get(pronoun).and_then(|mention| Some((mention, self.reading.token(mention.head)?)))
        else {
            return around;
        };
        for index in (pronoun.saturating_sub(MENTIONS)..pronoun).rev() {
            let Some(person) = self.person(index) else { continue };
            let Some(head) = self.mentions.get(index).and_then(|found| self.reading.token(found.head)) else {
                continue;
            };
            let far = token.sentence - head.sentence.min(token.sentence);
            let subject = self.surroundings.get(index).is_some_and(|around| around.acts);
            let role = self.place_weight(index, subject);
            if let Some(block) = token.block.checked_sub(head.block).filter(|block| *block < 2)
                && let Some(slot) = around.opened.get_mut(block)
            {
                *slot = Some(person);
            }
            let speaks = subject && self.surroundings.get(index).is_some_and(|around| around.speaks);
            if speaks {
                match around.spoke {
                    None => around.spoke = Some((person, far)),
                    Some((last, _)) if last != person && around.spoke_before.is_none() => {
                        around.spoke_before = Some(person)
                    }
                    Some(_) => {}
                }
            }
            let place = around.salience.iter().position(|known| known.person == person).unwrap_or_else(|| {
                around.salience.push(Salience { person, subject_since: 99, ..Salience::default() });
                around.salience.len() - 1
            });
            if let Some(known) = around.salience.get_mut(place) {
                known.sum += role * FADED.get(far.min(LONGEST)).copied().unwrap_or_default();
                known.times += 1;
                if subject && !known.subject {
                    known.subject = true;
                    known.subject_since = far;
                }
            }
        }
        around.speaks = self.surroundings.get(pronoun).is_some_and(|around| around.speaks);
        around.chain = self.chained(pronoun, token);
        let next = self.quotes.partition_point(|quote| quote.token < mention.head);
        let own = [next.checked_sub(1), Some(next)].into_iter().flatten().filter(|quote| {
            let token_of = self.quotes.get(*quote).and_then(|quote| self.reading.token(quote.token));
            token_of.is_some_and(|quote| quote.sentence == token.sentence)
        });
        let nearest = own
            .min_by_key(|quote| self.quotes.get(*quote).map_or(usize::MAX, |quote| quote.token.abs_diff(mention.head)));
        around.quoted = nearest.is_some();
        let names = |quote: usize| self.quotes.get(quote).map(|facts| facts.names.as_slice());
        around.inside = nearest.and_then(names).unwrap_or_default();
        let before = nearest.or(Some(next)).and_then(|quote| quote.checked_sub(1));
        around.inside_before = before.and_then(names).unwrap_or_default();
        around
    }

    /// Whether a mention looks like a subject: a verb follows, or a reporting word stands before it.
    pub(super) fn acts(&self, index: usize) -> bool {
        let Some(found) = self.mentions.get(index) else { return false };
        let Some(head) = self.reading.token(found.head) else { return false };
        if head.possessive || head.is(Class::Possessive) || head.is(Class::Object) {
            return false;
        }
        let before = found.tokens.start.checked_sub(1).and_then(|at| self.reading.token(at));
        let hangs =
            before.is_some_and(|token| token.kind == Kind::Word && token.is(Class::Preposition) && !token.opens);
        if hangs {
            return false;
        }
        let next = self.reading.token(found.tokens.end);
        let verb = |token: &Token| {
            token.kind == Kind::Word
                && !token.capital
                && (token.cue() >= 20
                    || token.is(Class::Auxiliary)
                    || !token.any(&[Class::Preposition, Class::Conjunction, Class::Determiner, Class::Time]))
        };
        let opens = || self.first_in_sentence(index);
        next.is_some_and(verb)
            || before.is_some_and(|token| token.cue() >= 45)
            || next.is_some_and(|token| token.kind == Kind::Comma) && opens()
    }

    /// Whether a reporting word stands right behind or before.
    pub(super) fn speaks(&self, end: usize, start: usize) -> bool {
        let strong = |at: usize| self.reading.token(at).is_some_and(|token| token.cue() >= 45);
        let over =
            |at: usize| self.reading.token(at).is_some_and(|token| token.any(&[Class::Auxiliary, Class::Adverb]));
        strong(end) || over(end) && strong(end + 1) || start.checked_sub(1).is_some_and(strong)
    }

    fn place_weight(&self, index: usize, subject: bool) -> f32 {
        let head = self.mentions.get(index).and_then(|found| self.reading.token(found.head));
        let possessive = head.is_some_and(|head| head.possessive || head.is(Class::Possessive));
        let first = self.surroundings.get(index).is_some_and(|around| around.first);
        match (subject, possessive) {
            (true, _) if first => 3.0,
            (true, _) => 2.0,
            (_, true) => 0.7,
            _ => 1.0,
        }
    }

    /// What trees ask about a person. `last` is the mention that named them last, `sum` what the weights give them.
    pub(super) fn antecedent_row<R: Columns>(
        &self,
        pronoun: usize,
        around: &Around<'_>,
        (person, last): (usize, usize),
        candidates: &[(usize, usize)],
        (sum, best): (f32, f32),
    ) -> R {
        let mut row = R::default();
        let (Some(mention), Some(named), Some(known)) =
            (self.mentions.get(pronoun), self.mentions.get(last), self.people.get(person))
        else {
            return row;
        };
        let Some((token, head)) = self.reading.token(mention.head).zip(self.reading.token(named.head)) else {
            return row;
        };
        row.push(("behind-best", best - sum));
        row.push(("sum", sum));
        let fit = |person: usize| self.fit_number(token, person);
        let rank = candidates.iter().position(|(other, _)| *other == person).unwrap_or_default();
        row.push(("rank", number(rank)));
        row.push(("fit", fit(person)));
        row.push((
            "fitting-nearer",
            number(
                candidates.iter().take(rank).filter(|(other, _)| fit(*other) >= 0.0 && !self.is_body(*other)).count(),
            ),
        ));
        row.push((
            "fitting-others",
            number(candidates.iter().filter(|(other, _)| *other != person && fit(*other) > 0.0).count()),
        ));
        row.push(("sentences", number(token.sentence.abs_diff(head.sentence))));
        row.push(("blocks", number(token.block.abs_diff(head.block))));
        row.push(("tokens", number(mention.head.abs_diff(named.head))));
        row.push(("later", one_if(last > pronoun)));
        let acts = self.surroundings.get(last).is_some_and(|around| around.acts);
        row.push(("acts", one_if(acts)));
        row.push(("first", one_if(self.surroundings.get(last).is_some_and(|around| around.first))));
        row.push(("possessive", one_if(head.possessive)));
        row.push(("full", if named.titled { 2.0 } else { one_if(named.tokens.len() > 1) }));
        row.push(("body", one_if(known.body || named.sort == Sort::Organisation)));
        row.push(("likeness", one_if(known.is_person())));
        row.push(("place", one_if(head.is(Class::Place))));
        row.push(("count", number(known.count)));
        let most = candidates
            .iter()
            .filter_map(|(other, _)| self.people.get(*other))
            .map(|other| other.count)
            .max()
            .unwrap_or_default();
        row.push(("most", number(known.count) / number(most.max(1))));
        let found = around.salience.iter().find(|one| one.person == person).copied().unwrap_or_default();
        let top = around
            .salience
            .iter()
            .filter(|one| fit(one.person) >= 0.0 && !self.is_body(one.person))
            .map(|one| one.sum)
            .fold(0.0f32, f32::max);
        row.push(("salience", found.sum));
        row.push(("salience-share", found.sum / top.max(0.001)));
        row.push(("times", number(found.times)));
        row.push(("subject-since", number(found.subject_since)));
        row.push((
            "spoke",
            match around.spoke {
                Some((other, _)) if other == person => 2.0,
                Some(_) if around.spoke_before == Some(person) => 1.0,
                Some(_) => 0.0,
                None => -1.0,
            },
        ));
        row.push(("spoke-since", around.spoke.map_or(99.0, |(_, since)| number(since))));
        row.push((
            "opened",
            one_if(around.opened.first().copied().flatten() == Some(person))
                + 2.0 * one_if(around.opened.get(1).copied().flatten() == Some(person)),
        ));
        let hash = self.person_hash(person);
        let inside = |names: &[u64]| one_if(hash.is_some_and(|hash| names.contains(&hash)));
        row.push(("named-inside", inside(around.inside)));
        row.push(("named-before", inside(around.inside_before)));
        row.push(("quoted", one_if(around.quoted)));
        row.push(("speaks", one_if(around.speaks)));
        row.push(("pronoun-first", one_if(self.surroundings.get(pronoun).is_some_and(|around| around.first))));
        row.push((
            "pronoun",
            if token.is(Class::He) {
                0.0
            } else if token.is(Class::She) {
                1.0
            } else {
                2.0
            },
        ));
        row.push(("possessed", one_if(token.is(Class::Possessive)) + 2.0 * one_if(token.is(Class::Object))));
        self.chain_numbers(pronoun, person, around.chain, &mut row);
        row
    }

    /// The last pronoun before of the same word that was resolved.
    fn chained(&self, pronoun: usize, token: &Token) -> Option<usize> {
        let of = |mention: usize| self.mentions.get(mention).and_then(|mention| self.reading.token(mention.head));
        let same_word = |before: &usize| {
            self.refers(*before)
                && of(*before)
                    .is_some_and(|other| other.is(Class::She) == token.is(Class::She) && !other.is(Class::Relative))
        };
        let earlier = (pronoun.saturating_sub(MENTIONS)..pronoun).rev();
        earlier.filter(same_word).find(|before| self.referents.get(*before).is_some_and(Option::is_some))
    }

    /// Whom the pronoun before was taken to stand for.
    fn chain_numbers(&self, pronoun: usize, person: usize, last: Option<usize>, row: &mut impl Columns) {
        let of = |mention: usize| self.mentions.get(mention).and_then(|mention| self.reading.token(mention.head));
        let taken = last.and_then(|last| self.referents.get(last).copied().flatten());
        row.push((
            "chain",
            match taken {
                None => -1.0,
                Some(referent) if referent.person == person => referent.share,
                Some(_) => 0.0,
            },
        ));
        let here = of(pronoun).map_or(0, |token| token.sentence);
        let since = last.and_then(of).map_or(99, |last| here - last.sentence.min(here));
        row.push(("chain-since", number(since)));
        let named = last.is_some_and(|last| (last..pronoun).any(|mention| self.people.named(mention) == Some(person)));
        row.push(("named-since", one_if(named)));
        let others = last.map_or(0, |last| {
            (last..pronoun).filter(|mention| self.people.named(*mention).is_some_and(|other| other != person)).count()
        });
        row.push(("others-since", number(others)));
    }
}
