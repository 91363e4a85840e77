//! What a sentence says of a premise: that it is so, that it is not, or nothing.

use super::reading::Premise;
use crate::engine::clause::{Agent, Clause, Word};
use crate::query::{List, Meaning, Relation, opposites, related, same, vector};

/// What a sentence says of a premise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    /// It is so.
    Affirms,
    /// It is not so.
    Denies,
    /// It is spoken of, by whom is not clear.
    Mentions,
    /// The opposite is so, which rules it out where it was never so.
    Opposes,
}

/// What stands around a sentence.
pub(crate) struct Around<'a> {
    /// Terms of the article's title and of the sentences before it in the paragraph.
    pub before: &'a [String],
    /// Who speaks at a byte of the sentence, and in which role, where it is certain.
    pub speaker: &'a dyn Fn(usize) -> Option<String>,
    /// How much a term tells.
    pub weight: &'a dyn Fn(&str) -> f32,
}

/// The least share of what a premise says beside its subject and verb that stands in the sentence and around it, and in
/// the sentence itself.
const LEAST_OBJECT: f32 = 0.5;
const LEAST_WITHIN: f32 = 0.3;

/// Verbs that say little by themselves: more of the rest must be there.
const LIGHT: [&str; 36] = [
    "have", "get", "be", "do", "make", "take", "go", "give", "say", "come", "see", "put", "use", "become", "call",
    "tell", "run", "work", "move", "turn", "lead", "hold", "keep", "let", "leave", "look", "play", "show", "stand",
    "bring", "set", "think", "want", "find", "ask", "meet",
];
const LEAST_LIGHT: f32 = 0.7;

/// How far behind a verb that says the opposite its object may stand, in words: "won in Nevada, after a loss in Iowa".
const OPPOSITE_REACH: usize = 12;

/// What a sentence says of a premise; a denial, where it says more.
pub(crate) fn stance(premise: &Premise, clause: &Clause, around: &Around<'_>) -> Option<Stance> {
    if denies_name(premise, clause, around) {
        return Some(Stance::Denies);
    }
    let within = |term: &String| clause.words.iter().any(|word| stands(term, &word.term));
    let object = if share(premise, around, &within) < LEAST_WITHIN {
        0.0
    } else {
        share(premise, around, &|term| within(term) || around.before.iter().any(|other| stands(term, other)))
    };
    let mut found = None;
    let mut opposed = false;
    for at in 0..clause.words.len() {
        let Some(word) = clause.words.get(at) else { continue };
        let is_key = |word: &Word| premise.keys.iter().any(|key| same_term(key, &word.term));
        let Some((same, turned)) = said(premise, word).filter(|_| clause.is_verb(at)) else {
            // "The sale of the bridge" speaks of who sold it where it names them.
            let spoken = object >= LEAST_LIGHT
                && is_noun_of(premise, word)
                && clause.words.iter().any(is_key)
                && clause.denied(at) == Some(premise.negated)
                && !clause.conditional(at);
            found = found.or(spoken.then_some(Stance::Mentions));
            continue;
        };
        let light = premise.verbs.iter().all(|verb| LIGHT.contains(verb));
        let least = if light { LEAST_LIGHT } else { LEAST_OBJECT };
        if object < least || light && premise.object.is_empty() || clause.conditional(at) {
            continue;
        }
        let Some(denied) = clause.denied(at) else { continue };
        let real = !clause.unreal(at);
        let does = does(premise, clause, at, turned, around);
        if does != Some(true) {
            let spoken = does.is_none() && same && denied == premise.negated && (real || denied);
            found = found.or(spoken.then_some(Stance::Mentions));
            continue;
        }
        if same ^ denied != premise.negated {
            // "Refused to sign" is as real as "did not sign".
            found = if real || denied { Some(Stance::Affirms) } else { found };
            continue;
        }
        // That it will not be done denies that it was; that it will be does not deny that it was not.
        if same && (denied || real) {
            return Some(Stance::Denies);
        }
        let near = |term: &String| {
            let near = clause.words.get(at.saturating_sub(2)..(at + OPPOSITE_REACH).min(clause.words.len()));
            near.is_some_and(|words| words.iter().any(|word| stands(term, &word.term)))
        };
        // Where it is not told of what it is so, another of that surname may be meant: who survives criticism is not alive for it.
        let whole = || premise.subject.iter().all(|term| within(term) || around.before.contains(term));
        if real && share(premise, around, &near) >= LEAST_OBJECT && (!premise.object.is_empty() || whole()) {
            opposed = true;
        }
    }
    if opposed {
        return Some(Stance::Opposes);
    }
    // "Asked to print it again, they declined": what was refused stands elsewhere in the sentence.
    let asked = |at: usize| {
        let verb = clause.words.get(at).and_then(|word| word.verb);
        verb.is_some_and(|verb| premise.verbs.contains(&verb)) && clause.unreal(at) && !clause.conditional(at)
    };
    let declines = |at: usize| {
        matches!(clause.words.get(at).and_then(|word| word.verb), Some("decline" | "refuse"))
            && clause.folded(at + 1) != "to"
    };
    if !premise.negated
        && found != Some(Stance::Affirms)
        && object >= LEAST_OBJECT
        && (0..clause.words.len()).any(asked)
    {
        let refused = (0..clause.words.len()).filter(|at| declines(*at));
        let refused = refused.filter(|at| clause.denied(*at) == Some(false) && !clause.conditional(*at));
        if refused.into_iter().any(|at| does(premise, clause, at, false, around) == Some(true)) {
            return Some(Stance::Denies);
        }
    }
    found
}

/// Whether a word says the verb of the premise (or its opposite), and whether of its object.
fn said(premise: &Premise, word: &Word) -> Option<(bool, bool)> {
    let verb = word.verb?;
    if premise.verbs.contains(&verb) {
        return Some((true, false));
    }
    let opposite = premise.verbs.iter().flat_map(|own| opposites(own)).find(|other| other.verb == verb)?;
    Some((false, opposite.of_object))
}

/// Whether a sentence says the opposite of what a premise says, of whomever: no answer to a question that takes it for
/// granted, even where it is too little to deny it.
pub(crate) fn contests(premise: &Premise, clause: &Clause) -> bool {
    let verb = |at: usize| clause.words.get(at).and_then(|word| word.verb);
    let named = |verb: Option<&str>| verb.is_some_and(|verb| premise.verbs.contains(&verb));
    (0..clause.words.len()).any(|at| {
        let Some(word) = clause.words.get(at) else { return false };
        let declined = !premise.negated
            && matches!(word.verb, Some("decline" | "refuse"))
            && clause.denied(at) == Some(false)
            && (0..clause.words.len()).any(|other| other != at && named(verb(other)));
        match said(premise, word).filter(|_| clause.is_verb(at)) {
            Some((same, _)) if same ^ (clause.denied(at) == Some(true)) == premise.negated => !premise.negated,
            _ => declined,
        }
    })
}

/// How near in meaning two verbs are that say the same ("quit" and "resign").
const SAME_VERB: f32 = 0.55;

/// Whether a sentence has the verb of a premise, or one that means the same, and does not deny it, of whomever. Verbs that
/// say little by themselves ("become") say nothing here unless whom the premise is about stands before them.
pub(crate) fn says(premise: &Premise, clause: &Clause) -> bool {
    let verbs: Vec<&str> = premise.verbs.iter().copied().filter(|verb| !LIGHT.contains(verb)).collect();
    let alike = |word: &Word| {
        word.verb.is_some_and(|verb| {
            verbs.iter().any(|own| {
                let known = |(known, _): &(&str, Relation)| *known == word.term;
                *own == verb
                    || related(&crate::text::term(own)).iter().any(known)
                    || near(own, &word.folded) >= SAME_VERB
            })
        })
    };
    let is_key = |word: &Word| premise.keys.iter().any(|key| same_term(key, &word.term));
    let light = |at: usize| {
        let own = clause.words.get(at).and_then(|word| word.verb).is_some_and(|verb| premise.verbs.contains(&verb));
        verbs.is_empty() && own && clause.words.iter().take(at).any(is_key)
    };
    (0..clause.words.len()).any(|at| {
        (clause.words.get(at).is_some_and(alike) || light(at))
            && clause.is_verb(at)
            && !clause.conditional(at)
            && clause.denied(at) == Some(premise.negated)
    })
}

/// How alike two words are in meaning, up to 1.
fn near(one: &str, other: &str) -> f32 {
    let [one, other] = [one, other].map(|word| {
        let mut meaning = Meaning::default();
        vector(word).into_iter().for_each(|vector| meaning.add(vector, 1.0));
        meaning
    });
    one.likeness(&other)
}

/// Whether a word is a noun for what the premise says was done: "sale", "endorsement".
fn is_noun_of(premise: &Premise, word: &Word) -> bool {
    premise.verbs.iter().filter(|verb| !LIGHT.contains(verb) || premise.verbs.len() == 1).any(|verb| {
        let term = crate::text::term(verb);
        let derived =
            |(other, relation): &(&str, Relation)| *relation == Relation::Derived && same_term(other, &word.term);
        same_term(&term, &word.term) || related(&term).iter().any(derived)
    })
}

fn same_term(one: &str, other: &str) -> bool {
    one == other || same(one).contains(&other)
}

/// Whether the subject of the premise is who does it here, or has it done; `None` where that is not clear.
fn does(premise: &Premise, clause: &Clause, at: usize, turned: bool, around: &Around<'_>) -> Option<bool> {
    let is_key = |term: &str| premise.keys.iter().any(|key| same_term(key, term));
    let is_own = |word: &Word| is_key(&word.term);
    let named = |from: usize, to: usize| clause.words.get(from..to).is_some_and(|words| words.iter().any(is_own));
    let before = || around.before.iter().any(|term| is_key(term));
    let anywhere = || (named(0, clause.words.len()) || before()).then_some(());
    let passive = clause.passive(at);
    let behind = || named(at + 1, (at + 7).min(clause.words.len()));
    // What somebody says that he did not do is his word; what he says that he will not do is so.
    let reported = || clause.words.iter().any(|word| List::Said.has(&word.folded)) && is_over(clause, at);
    let agent = || match clause.agent(at, &is_own) {
        Agent::Named(from, to) => Some(named(from, to)),
        Agent::Pronoun(_) | Agent::Speaker(_) if reported() => Some(false),
        Agent::Pronoun(pronoun) => Some(match clause.first_name(pronoun) {
            Some((from, to)) => named(from, to),
            None => named(0, pronoun) || before(),
        }),
        Agent::Speaker(speaker) => {
            let start = clause.words.get(speaker).map_or(0, |word| word.start);
            Some((around.speaker)(start).is_some_and(|who| crate::text::terms(&who).any(|term| is_key(&term.text))))
        }
        Agent::Unknown => anywhere().map_or(Some(false), |()| None),
    };
    // A verb in the passive, or one that is turned round, is of whom it is done to.
    if premise.passive ^ turned {
        return if passive { agent() } else { Some(behind()) };
    }
    if passive {
        return match clause.by(at) {
            Some(by) => Some(named(by, (by + 6).min(clause.words.len()))),
            None => Some(false),
        };
    }
    agent()
}

/// Whether it is said of what was or was not done, not of what is so or will be.
fn is_over(clause: &Clause, at: usize) -> bool {
    const PAST: [&str; 11] =
        ["did", "didn't", "have", "haven't", "had", "hadn't", "never", "was", "were", "wasn't", "weren't"];
    (at.saturating_sub(4)..at).any(|before| PAST.contains(&clause.folded(before)))
}

/// Verbs of calling something something.
const NAMING: [&str; 9] = ["call", "describe", "label", "brand", "declare", "deem", "consider", "name", "find"];

/// Whether it is denied that something is what somebody is taken to have called it: "Reyes said the lease is no gift", of
/// why he called it one.
fn denies_name(premise: &Premise, clause: &Clause, around: &Around<'_>) -> bool {
    let Some((name, rest)) = premise.object.split_last() else { return false };
    if premise.negated || !premise.verbs.iter().any(|verb| NAMING.contains(verb)) {
        return false;
    }
    let is_key = |term: &str| premise.keys.iter().any(|key| same_term(key, term));
    clause.words.iter().enumerate().filter(|(_, word)| same_term(name, &word.term)).any(|(at, word)| {
        let speaks =
            || (around.speaker)(word.start).is_some_and(|who| crate::text::terms(&who).any(|term| is_key(&term.text)));
        let by_them = || clause.words.iter().any(|word| is_key(&word.term)) || speaks();
        let of = |term: &String| {
            clause.words.iter().any(|word| stands(term, &word.term))
                || around.before.iter().any(|other| stands(term, other))
        };
        clause.denied(at) == Some(true) && !clause.conditional(at) && by_them() && rest.iter().any(of)
    })
}

fn stands(wanted: &str, other: &str) -> bool {
    same_term(wanted, other)
        || related(wanted).iter().any(|(derived, relation)| *relation == Relation::Derived && *derived == other)
}

/// The share of what the premise says beside its subject and verb of which this holds.
fn share(premise: &Premise, around: &Around<'_>, held: &dyn Fn(&String) -> bool) -> f32 {
    let sum = |terms: &mut dyn Iterator<Item = &String>| terms.map(|term| (around.weight)(term)).sum::<f32>();
    let all = sum(&mut premise.object.iter());
    if all > 0.0 { sum(&mut premise.object.iter().filter(|term| held(term))) / all } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::super::reading::premises;
    use super::*;

    fn check(question: &str, sentence: &str) -> bool {
        premises(question).iter().any(|premise| says(premise, &Clause::of(sentence)))
    }

    #[test]
    fn a_verb_of_the_same_kind_says_it() {
        assert!(check("When did Reyes quit the harbor board?", "Reyes said on Monday that she will resign."));
        assert!(check("When did Reyes serve in the senate?", "Reyes served two terms before the bridge was sold."));
        assert!(!check("When did Reyes quit the harbor board?", "Reyes said that she will not resign."));
        assert!(!check("When did Reyes quit the harbor board?", "Reyes did not quit."));
        assert!(!check("Why did Reyes apologize to the crews?", "Reyes spoke to the crews on Monday."));
    }

    #[test]
    fn what_was_not_so_until_a_day_was_taken_for_denied() {
        let denied = |sentence: &str| {
            let clause = Clause::of(sentence);
            let at = (0..clause.words.len()).find(|at| clause.words[*at].verb == Some("end"));
            at.and_then(|at| clause.denied(at))
        };
        assert_eq!(denied("The strike did not end on Monday."), Some(true));
        assert_eq!(denied("The strike itself did not end until 1888."), None);
        assert_eq!(denied("The strike did not end, and until May no ferry left."), Some(true));
    }
}
