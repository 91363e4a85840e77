//! What a question takes for granted: "why did the council accept the offer?" says that it accepted it.

use crate::engine::clause::{Clause, refuses};
use crate::text;

/// Something that a question takes to be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Premise {
    /// Terms of who is taken to have done it, or to have had it done to them.
    pub subject: Vec<String>,
    /// Those of them that stand for the whole: a surname, or whose it is.
    pub keys: Vec<String>,
    /// The bases of what they did; of "agreed to pay" both.
    pub verbs: Vec<&'static str>,
    /// Terms of what else is said of it.
    pub object: Vec<String>,
    /// Whether it is taken not to be so: "why won't she apologize".
    pub negated: bool,
    /// Whether it was done to the subject: "why was he convicted".
    pub passive: bool,
    /// Whether it is over, so that it was so if it ever was: "why did he sign", not "why won't he sign".
    pub past: bool,
}

/// A word may be a verb or not ("state", "call"): so many readings are tried.
const READINGS: usize = 3;

const DOING: [&str; 22] = [
    "did",
    "does",
    "do",
    "didn't",
    "doesn't",
    "don't",
    "will",
    "won't",
    "would",
    "wouldn't",
    "can't",
    "couldn't",
    "can",
    "could",
    "didnt",
    "doesnt",
    "dont",
    "wont",
    "should",
    "must",
    "shouldn't",
    "cant",
];
const HAVING: [&str; 6] = ["has", "have", "had", "hasn't", "haven't", "hadn't"];
const BEING: [&str; 8] = ["was", "were", "is", "are", "wasn't", "weren't", "isn't", "aren't"];

/// The words of a question from where it says what it takes for granted, and whether that is in the form of a question:
/// "did the council accept" of "why did the council accept".
pub(crate) fn presupposing(clause: &Clause) -> Option<(usize, bool)> {
    let word = |at: usize| clause.folded(at);
    let length = clause.words.len();
    let at = (0..length).find(|at| matches!(word(*at), "why" | "when" | "how" | "reason" | "reasons"))?;
    let auxiliary = |from: usize, reach: usize| (from..length.min(from + reach)).find(|at| is_auxiliary(word(*at)));
    match word(at) {
        "why" => match auxiliary(at + 1, 1) {
            Some(at) => Some((at, true)),
            // "why the mayor resigned"
            None => Some((at + 1, false)),
        },
        "how" if word(at + 1) == "come" => Some((at + 2, false)),
        // "When will it end?" takes nothing for granted that was.
        "when" => auxiliary(at + 1, 1).filter(|at| is_past(word(*at))).map(|at| (at, true)),
        "how" if matches!(word(at + 1), "long" | "much" | "many" | "often" | "far") => {
            match auxiliary(at + 2, 5) {
                Some(at) => is_past(word(at)).then_some((at, true)),
                // "How much the bridge sold for"
                None => Some((at + 2, false)),
            }
        }
        "how" => auxiliary(at + 1, 1).filter(|at| is_past(word(*at))).map(|at| (at, true)),
        _ => None,
    }
}

fn is_auxiliary(word: &str) -> bool {
    DOING.contains(&word) || HAVING.contains(&word) || BEING.contains(&word)
}

fn is_past(word: &str) -> bool {
    HAVING.contains(&word) || matches!(word, "did" | "didn't" | "didnt" | "was" | "were" | "wasn't" | "weren't")
}

/// Words of a list of keywords that ask for a reason: "library closed reason".
const KEYWORDS: [&str; 5] = ["reason", "reasons", "why", "cause", "explanation"];

/// What a question takes for granted, in its own words: "did the council accept it" of "why did the council accept it?",
/// "council rejects offer" of "council rejects offer reason".
pub(crate) fn statement(question: &str) -> Option<&str> {
    let clause = Clause::of(question);
    let start = |at: usize| clause.words.get(at).map(|word| word.start);
    let said = match presupposing(&clause) {
        Some((from, _)) => question.get(start(from)?..)?,
        None => {
            question.get(..start(clause.words.len().checked_sub(1).filter(|last| asks_reason(&clause, *last))?)?)?
        }
    };
    Some(said.trim_end_matches(['?', '!', '.', ' ', ',']))
}

fn asks_reason(clause: &Clause, last: usize) -> bool {
    last > 1 && KEYWORDS.contains(&clause.folded(last))
}

/// What a question takes for granted, in the ways that its words can be read; nothing, where it takes nothing so.
pub(crate) fn premises(question: &str) -> Vec<Premise> {
    let clause = Clause::of(question);
    // What was so at first is not denied by what came later.
    if clause.words.iter().any(|word| matches!(word.folded.as_str(), "initially" | "originally")) {
        return Vec::new();
    }
    if let Some((from, asks)) = presupposing(&clause) {
        return if asks { asked(&clause, from) } else { stated(&clause, from) };
    }
    // Keywords: "council rejects offer reason".
    let last = clause.words.len().saturating_sub(1);
    if asks_reason(&clause, last) { stated(&clause, 0) } else { Vec::new() }
}

/// The readings of a question in the form of one: an auxiliary, somebody, a verb.
fn asked(clause: &Clause, auxiliary: usize) -> Vec<Premise> {
    let opening = clause.folded(auxiliary).to_owned();
    let negated = opening.ends_with("n't") || matches!(opening.as_str(), "didnt" | "doesnt" | "dont" | "wont" | "cant");
    let being = BEING.contains(&opening.as_str());
    let having = HAVING.contains(&opening.as_str());
    let verb = |at: &usize| {
        let Some(word) = clause.words.get(*at) else { return false };
        let Some(base) = word.verb else { return false };
        let form = &word.folded;
        let participle =
            form != base && !form.ends_with('s') && !form.ends_with("ing") || form == base && same_participle(base);
        let fits = if being || having { participle } else { form == base };
        fits && !is_auxiliary(form) && !text::is_stop_word(form)
    };
    // What is written large is of a name, unless nothing or everything is.
    let small = |at: &usize| clause.words.get(*at).is_some_and(|word| !word.capital);
    let verbs = (auxiliary + 2..clause.words.len()).filter(small).filter(verb);
    let been = |at: usize| being || (auxiliary + 1..at).any(|before| clause.folded(before) == "been");
    let past = matches!(opening.as_str(), "did" | "was" | "were") && !negated;
    let verbs: Vec<usize> = verbs.collect();
    // Of several words that may be the verb: those before it are of whoever does it ("New York State sued").
    let verbs = verbs.iter().copied().take_while(|at| {
        let first = verbs.first().copied().unwrap_or(*at);
        (first..*at).all(|before| !text::is_stop_word(clause.folded(before)))
    });
    let read = verbs.filter_map(|at| premise(clause, auxiliary + 1, at, negated, been(at)));
    read.map(|premise| Premise { past, ..premise }).take(READINGS).collect()
}

/// The readings of a statement: somebody, a verb in the present or the past.
fn stated(clause: &Clause, from: usize) -> Vec<Premise> {
    let end = clause.words.len();
    let verb = |at: &usize| {
        let Some(word) = clause.words.get(*at) else { return false };
        word.verb.is_some_and(|base| base != word.folded && !word.folded.ends_with("ing"))
            && !is_auxiliary(&word.folded)
            && !text::is_stop_word(&word.folded)
            && !word.capital
    };
    let verbs = (from + 1..end).filter(verb);
    let negated = |at: usize| (from..at).any(|before| clause.folded(before).ends_with("n't"));
    let passive = |at: usize| clause.passive(at);
    verbs.filter_map(|at| premise(clause, from, at, negated(at), passive(at))).take(READINGS).collect()
}

/// Whether a verb's past is spelt as its base: "cut", "put".
fn same_participle(base: &str) -> bool {
    text::Inflected::of(base).participle == base
}

fn premise(clause: &Clause, from: usize, at: usize, negated: bool, passive: bool) -> Option<Premise> {
    let content = |range: std::ops::Range<usize>| {
        let words = clause.words.get(range).unwrap_or_default().iter();
        let content = words.filter(|word| {
            let folded = word.folded.as_str();
            !text::is_stop_word(folded)
                && !is_auxiliary(folded)
                && !KEYWORDS.contains(&folded)
                && !matches!(
                    folded,
                    "not"
                        | "never"
                        | "no"
                        | "first"
                        | "originally"
                        | "initially"
                        | "actually"
                        | "finally"
                        | "ever"
                        | "really"
                        | "then"
                        | "so"
                )
        });
        content.map(|word| word.term.clone()).filter(|term| !term.is_empty()).collect::<Vec<_>>()
    };
    let subject = content(from..at);
    // "Reyes's lease": whoever has it is as good as it.
    let owners = clause.words.get(from..at)?.iter().filter(|word| word.folded.ends_with("'s") && word.folded.len() > 3);
    let keys: Vec<String> = subject.last().cloned().into_iter().chain(owners.map(|word| word.term.clone())).collect();
    if subject.is_empty() {
        return None;
    }
    let mut verbs: Vec<&'static str> = vec![clause.words.get(at)?.verb?];
    let mut negated = negated ^ (from..at).any(|before| matches!(clause.folded(before), "not" | "never"));
    let mut last = at;
    // "Vote against", "decide not to run".
    if clause.folded(at + 1) == "against" {
        negated = !negated;
    }
    let not = usize::from(clause.folded(at + 1) == "not");
    // "Agree to pay", "refuse to pay", "stop paying".
    let next = if clause.folded(at + not + 1) == "to" { at + not + 2 } else { at + 1 };
    if refuses(clause.folded(at)) && next > at + 1 && clause.words.get(next).is_none_or(|word| word.verb.is_none()) {
        return None;
    }
    if let Some(governed) = clause.words.get(next).filter(|word| {
        word.verb.is_some_and(|base| next > at + 1 && base == word.folded || word.folded.ends_with("ing"))
    }) {
        if refuses(clause.folded(at)) || not > 0 {
            negated = !negated;
            verbs.clear();
        }
        verbs.extend(governed.verb);
        last = next;
    }
    Some(Premise { subject, keys, verbs, object: content(last + 1..clause.words.len()), negated, passive, past: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str) -> String {
        let one = |premise: &Premise| {
            let not = if premise.negated { "not " } else { "" };
            let passive = if premise.passive { " (passive)" } else { "" };
            format!(
                "{}: {not}{}{passive}: {}",
                premise.subject.join(" "),
                premise.verbs.join("+"),
                premise.object.join(" ")
            )
        };
        let read: Vec<String> = premises(question).iter().map(one).collect();
        format!("{} | {question}", if read.is_empty() { "-".to_owned() } else { read.join(" or ") })
    }

    #[test]
    fn what_a_question_takes_for_granted() {
        let questions = [
            "Why did the council accept the ferry company's offer?",
            "why wont reyes apologize for the toll",
            "Why did Mayor Reyes agree to sell the bridge?",
            "Why did Reyes refuse to sign the lease?",
            "How much money did the museum take from the brewery?",
            "How long was the treasurer suspended?",
            "When was Weil convicted?",
            "When will the bridge open?",
            "How has the harbor lost its license?",
            "okafor loses seat reason",
            "Why the ferry crews walked out",
            "How come the library closed?",
            "Who won the race?",
            "Did the council accept the offer?",
            "ferry strike",
            "Why did the council initially not sell the bridge?",
        ];
        insta::assert_snapshot!(questions.map(check).join("\n"), @"
        council: accept: ferri compani offer | Why did the council accept the ferry company's offer?
        rey: not apologize: toll | why wont reyes apologize for the toll
        mayor rey: agree+sell: bridg | Why did Mayor Reyes agree to sell the bridge?
        rey: not sign: leas | Why did Reyes refuse to sign the lease?
        museum: take: breweri | How much money did the museum take from the brewery?
        treasur: suspend (passive):  | How long was the treasurer suspended?
        weil: convict (passive):  | When was Weil convicted?
        - | When will the bridge open?
        harbor: lose: licens | How has the harbor lost its license?
        okafor: lose: seat | okafor loses seat reason
        ferri crew: walk: out | Why the ferry crews walked out
        librari: close:  | How come the library closed?
        - | Who won the race?
        - | Did the council accept the offer?
        - | ferry strike
        - | Why did the council initially not sell the bridge?
        ");
    }
}
