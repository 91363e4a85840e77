//! What a sentence says of a verb, read word by word without a grammar: who does it, whether it is denied, whether it is
//! only thought of. It errs towards not knowing.

use crate::query;
use crate::text;

/// A word of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    /// As it is written.
    pub text: &'a str,
    /// In small letters, with a straight apostrophe.
    pub folded: String,
    /// What the index knows it by.
    pub term: String,
    /// The base of the verb that it may be a form of.
    pub verb: Option<&'static str>,
    /// Whether it is written large.
    pub capital: bool,
    /// Where it begins, in bytes of the sentence.
    pub start: usize,
    /// What stands between it and the next word.
    pub gap: &'a str,
    /// Whether a mark stands there that parts clauses.
    pub parted: bool,
}

/// The words of a sentence.
pub(super) struct Clause<'a> {
    pub words: Vec<Word<'a>>,
}

/// How far before a verb whoever does it may stand, in words.
const REACH: usize = 12;
/// How far behind a denied verb "until" may stand, in words.
const UNTIL_REACH: usize = 6;
/// How far a negation reaches.
const DENIAL: usize = 4;
/// A question of a few hundred characters has no more.
const MOST: usize = 120;

const BEING: [&str; 10] = ["is", "are", "was", "were", "been", "be", "being", "get", "gets", "got"];
const PRONOUNS: [&str; 6] = ["he", "she", "they", "it", "who", "which"];
const OWN: [&str; 2] = ["i", "we"];
/// What stands before a name that is no subject.
const LINKS: [&str; 27] = [
    "like", "as", "with", "of", "from", "against", "by", "for", "to", "in", "on", "at", "than", "into", "over",
    "under", "about", "after", "before", "unlike", "around", "near", "between", "during", "since", "until", "toward",
];
const THINKING: [&str; 8] = ["think", "believe", "know", "hope", "expect", "feel", "say", "see"];
const DETERMINERS: [&str; 17] = [
    "the", "a", "an", "this", "these", "those", "his", "her", "its", "their", "our", "my", "your", "another", "any",
    "every", "each",
];
const MODALS: [&str; 12] =
    ["will", "would", "can", "could", "may", "might", "must", "should", "do", "does", "did", "to"];

/// Who does what a verb says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Agent {
    /// The words from and to.
    Named(usize, usize),
    /// A pronoun for somebody who was named.
    Pronoun(usize),
    /// Whoever speaks.
    Speaker(usize),
    /// Nobody was found.
    Unknown,
}

/// The words of a sentence, so many of them at most.
pub(super) fn words(sentence: &str, most: usize) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut tokens = text::tokens(sentence).take(most).peekable();
    while let Some(token) = tokens.next() {
        let folded = text::fold(token.text).into_owned();
        let next = tokens.peek().map_or(sentence.len(), |next| next.start);
        let gap = sentence.get(token.range().end..next).unwrap_or_default();
        words.push(Word {
            text: token.text,
            term: text::term(token.text),
            verb: query::verb(&folded),
            capital: token.text.starts_with(char::is_uppercase),
            start: token.start,
            gap,
            parted: gap.contains([',', ';', ':', '—', '–', '(', ')', '.', '?', '!']),
            folded,
        });
    }
    words
}

impl<'a> Clause<'a> {
    pub(super) fn of(sentence: &'a str) -> Clause<'a> {
        Clause { words: words(sentence, MOST) }
    }

    pub(super) fn folded(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.folded.as_str())
    }

    fn parted(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| word.parted)
    }

    /// The places before a word, nearest first, within reach.
    fn before(&self, at: usize, reach: usize) -> impl Iterator<Item = usize> + use<> {
        (at.saturating_sub(reach)..at).rev()
    }

    /// Whether what this verb says is said not to be so: "did not sign", "refused to sign", "signed no treaty". `None` is
    /// that it was so and is no longer, or not yet.
    pub(super) fn denied(&self, at: usize) -> Option<bool> {
        let mut denied = false;
        for before in self.before(at, DENIAL) {
            let word = self.folded(before);
            if matches!(word, "but" | "because" | "although" | "while" | "that" | "and" | "who" | "which")
                || matches!(self.words.get(before), Some(word) if word.parted)
            {
                break;
            }
            match (word, self.folded(before + 1)) {
                ("not", "only" | "until" | "just") | ("no", "longer") | ("yet", "to") => return None,
                // "Decided against signing"; "a vote against" is of what stands behind.
                ("against", _) if before + 1 == at => denied ^= true,
                ("not" | "never" | "no" | "nor" | "neither" | "nobody" | "none" | "without" | "cannot", _) => {
                    denied ^= true
                }
                (word, next) if word.ends_with("n't") && next != "only" => denied ^= true,
                _ if self.words.get(before).is_some_and(|word| word.verb.is_some()) && refuses(word) => denied ^= true,
                _ => {}
            }
        }
        // "Did not end until 1888": then it did.
        let until = |after: usize| self.folded(after) == "until";
        if denied && (at + 1..=at + UNTIL_REACH).take_while(|after| !self.parted(after - 1)).any(until) {
            return None;
        }
        // "Recommended against charges", "filed no suit", "agreed not to".
        for after in at + 1..at + DENIAL {
            match self.folded(after) {
                _ if self.parted(after - 1) => break,
                "that" | "to" | "the" | "a" => {}
                "not" if self.folded(after + 1) == "only" => break,
                "against" if after > at + 1 => break,
                "not" | "against" | "no" | "nothing" | "neither" => {
                    denied ^= true;
                    break;
                }
                _ => break,
            }
        }
        Some(denied)
    }

    /// Whether it is only thought of: "if he signs", "whether to sign".
    pub(super) fn conditional(&self, at: usize) -> bool {
        self.before(at, 8).any(|before| matches!(self.folded(before), "if" | "whether" | "unless"))
    }

    /// Whether it is said to be going to happen, or to be wanted: "would sign", "plans to sign". No statement that it was.
    pub(super) fn unreal(&self, at: usize) -> bool {
        let modal = |at| {
            matches!(
                self.folded(at),
                "would" | "could" | "might" | "may" | "should" | "must" | "can" | "will" | "going"
            )
        };
        // "Within reach of becoming", "thinking about running".
        let idea = self.folded(at).ends_with("ing")
            && at.checked_sub(1).is_some_and(|before| matches!(self.folded(before), "of" | "about" | "from"));
        idea || self.conditional(at)
            || self.before(at, 3).any(modal)
            || self.before(at, 2).any(|before| {
                self.folded(before) == "to"
                    && before + 1 == at
                    && before.checked_sub(1).is_some_and(|verb| !realizes(self.folded(verb)))
            })
    }

    /// Whether the verb is in the passive.
    pub(super) fn passive(&self, at: usize) -> bool {
        let participle = self.folded(at).ends_with("ed")
            || self.words.get(at).is_some_and(|word| {
                word.verb.is_some_and(|base| word.folded != base)
                    && !word.folded.ends_with("ing")
                    && !word.folded.ends_with('s')
            });
        participle
            && self
                .before(at, 3)
                .take_while(|before| !self.parted(*before))
                .any(|before| BEING.contains(&self.folded(before)))
    }

    /// Whether a word that may be a verb is one here: "the vote" and "his attacks" are none, nor is "win" of "a narrow win".
    pub(super) fn is_verb(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        let Some(base) = word.verb else { return false };
        let before = at.checked_sub(1).and_then(|before| self.words.get(before)).filter(|before| !before.parted);
        let Some(before) = before else { return word.folded != base || at == 0 };
        let last = before.folded.as_str();
        if DETERMINERS.contains(&last) || last.ends_with("'s") {
            return false;
        }
        if word.folded.ends_with("ing") {
            return BEING.contains(&last) || LINKS.contains(&last) || query::denies(last) || before.verb.is_some();
        }
        if word.folded != base {
            return !word.folded.ends_with('s') || !LINKS.contains(&last);
        }
        // The base stands behind what governs it, or behind several who do it.
        let governs = |at: usize| {
            let word = self.folded(at);
            MODALS.contains(&word) || query::denies(word)
        };
        governs(at - 1)
            || last == "to"
            || self.before(at - 1, 2).any(governs)
            || PRONOUNS.contains(&last)
            || OWN.contains(&last)
            || last.ends_with('s') && last.len() > 3
    }

    /// Where, behind a passive verb, whoever does it stands: "rejected by the council".
    pub(super) fn by(&self, at: usize) -> Option<usize> {
        (at + 1..at + 5).find(|after| self.folded(*after) == "by").map(|by| by + 1)
    }

    /// Who does what the verb says, by the nearest that may be a subject before it.
    pub(super) fn agent(&self, at: usize, is_own: &dyn Fn(&Word) -> bool) -> Agent {
        let mut end: Option<usize> = None;
        for before in self.before(at, REACH) {
            let Some(word) = self.words.get(before) else { break };
            let folded = word.folded.as_str();
            if is_own(word) && !self.is_linked(before) && end.is_none() {
                return Agent::Named(before, before + 1);
            }
            if end.is_none() && matches!(folded, "who" | "which") {
                return self.name_before(before).map_or(Agent::Unknown, |(from, to)| Agent::Named(from, to));
            }
            if end.is_none() && PRONOUNS.contains(&folded) {
                return Agent::Pronoun(before);
            }
            if end.is_none() && OWN.contains(&folded) {
                return Agent::Speaker(before);
            }
            let name = self.is_name(before);
            match (name, end) {
                (true, None) => end = Some(before + 1),
                // A name ends where another word or a mark does.
                (false, Some(last)) => match self.named(before + 1, last) {
                    Some(agent) => return agent,
                    None => end = None,
                },
                _ => {}
            }
            // What somebody said is another clause, with its own subject.
            if end.is_none() && (query::List::Said.has(folded) || folded == "that") {
                return Agent::Unknown;
            }
            if word.folded == ";" {
                break;
            }
        }
        let first = at.saturating_sub(REACH);
        end.and_then(|last| self.named(first, last)).unwrap_or(Agent::Unknown)
    }

    /// Whether a word is of a name. What is written large for its weight ("I will NOT go") is none.
    fn is_name(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            let folded = word.folded.as_str();
            word.capital
                && !text::WEEKDAYS.contains(&folded)
                && !text::MONTHS.contains(&folded)
                && !query::denies(folded)
                && !OWN.contains(&folded)
                && !text::is_stop_word(folded)
        })
    }

    /// The name that stands right before a word, or nearly: where it begins, and the word behind it.
    fn name_before(&self, at: usize) -> Option<(usize, usize)> {
        // "Reyes, a Republican who": that is what Reyes is.
        let article = |at: usize| at.checked_sub(1).is_some_and(|before| matches!(self.folded(before), "a" | "an"));
        let last = (0..at).rev().find(|at| self.is_name(*at) && !article(*at))?;
        let length = (0..last).rev().take_while(|at| self.is_name(*at)).count();
        (last + 6 > at).then_some((last - length, last + 1))
    }

    /// The first name of the sentence that may be its subject, if it stands before a word.
    pub(super) fn first_name(&self, at: usize) -> Option<(usize, usize)> {
        let first = (0..at).find(|at| self.is_name(*at) && !self.is_linked(*at))?;
        let length = (first..at).take_while(|at| self.is_name(*at)).count();
        Some((first, first + length))
    }

    /// The name from one word to another as a subject, unless what stands before it makes it something else.
    fn named(&self, from: usize, to: usize) -> Option<Agent> {
        (!self.is_linked(from)).then_some(Agent::Named(from, to))
    }

    /// "like de Blasio", "of the council": what stands behind a preposition is no subject, nor is what stands behind a verb
    /// ("beat Reyes"), but for one of saying or thinking.
    fn is_linked(&self, at: usize) -> bool {
        let done_to = at.checked_sub(1).and_then(|before| self.words.get(before)).is_some_and(|before| {
            let base = before.verb.filter(|base| before.folded != *base && !before.parted);
            base.is_some_and(|base| !query::List::Said.has(&before.folded) && !THINKING.contains(&base))
                && !BEING.contains(&before.folded.as_str())
        });
        if done_to {
            return true;
        }
        self.before(at, 3)
            .take_while(|before| !self.parted(*before) || before + 1 == at)
            .take_while(|before| {
                *before + 1 == at || matches!(self.folded(before + 1), "the" | "a" | "an" | "de" | "van" | "von")
            })
            .any(|before| LINKS.contains(&self.folded(before)) && !self.parted(before))
    }
}

/// Verbs that say that what they govern was not done: "refused to", "declined to".
pub(super) fn refuses(word: &str) -> bool {
    matches!(
        query::verb(word),
        Some(
            "refuse"
                | "decline"
                | "fail"
                | "neglect"
                | "omit"
                | "refrain"
                | "deny"
                | "avoid"
                | "reject"
                | "stop"
                | "oppose"
                | "prevent"
                | "block"
                | "forbid"
        )
    )
}

/// Verbs that say that what they govern was done: "agreed to sign", "began to sign".
fn realizes(word: &str) -> bool {
    matches!(
        query::verb(word),
        Some(
            "agree"
                | "begin"
                | "start"
                | "continue"
                | "manage"
                | "choose"
                | "decide"
                | "vote"
                | "go"
                | "come"
                | "use"
                | "move"
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a verb of a sentence, of which somebody is named "Reyes".
    fn check(verb: &str, sentence: &str) -> String {
        let clause = Clause::of(sentence);
        let Some(at) = clause.words.iter().position(|word| word.verb == Some(verb)) else { return "-".to_owned() };
        let agent = match clause.agent(at, &|word| word.folded == "reyes") {
            Agent::Named(from, to) => clause
                .words
                .get(from..to)
                .unwrap_or_default()
                .iter()
                .map(|word| word.folded.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            other => format!("{other:?}"),
        };
        let denied = clause.denied(at).map_or("open", |denied| if denied { "denied" } else { "said" });
        let marks = [(clause.passive(at), "passive"), (clause.conditional(at), "if"), (clause.unreal(at), "unreal")];
        let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| format!(" {mark}")).collect();
        format!("{denied} by {agent}{marks} | {sentence}")
    }

    #[test]
    fn what_is_said_of_a_verb() {
        let sentences = [
            "Mayor Daniel Reyes signed the lease on Monday.",
            "Reyes did not sign the lease.",
            "Reyes refused to sign the lease, and the council waited.",
            "Reyes said that he, like Governor Marsh, would not sign the lease.",
            "Reyes said the treasurer signed the lease.",
            "Governor Marsh never signed it, Reyes said.",
            "If Reyes signs the lease, the ferry stays.",
            "The lease was signed by Reyes.",
            "Reyes not only signed the lease but framed it.",
            "Reyes signed no lease.",
            "\"I signed nothing,\" said Reyes.",
            "Reyes agreed to sign the lease.",
            "Reyes plans to sign the lease.",
        ];
        insta::assert_snapshot!(sentences.map(|sentence| check("sign", sentence)).join("\n"), @r#"
        said by reyes | Mayor Daniel Reyes signed the lease on Monday.
        denied by reyes | Reyes did not sign the lease.
        denied by reyes unreal | Reyes refused to sign the lease, and the council waited.
        denied by Pronoun(3) unreal | Reyes said that he, like Governor Marsh, would not sign the lease.
        said by Unknown | Reyes said the treasurer signed the lease.
        denied by governor marsh | Governor Marsh never signed it, Reyes said.
        said by reyes if unreal | If Reyes signs the lease, the ferry stays.
        said by Unknown passive | The lease was signed by Reyes.
        open by reyes | Reyes not only signed the lease but framed it.
        denied by reyes | Reyes signed no lease.
        denied by Speaker(0) | "I signed nothing," said Reyes.
        said by reyes | Reyes agreed to sign the lease.
        said by reyes unreal | Reyes plans to sign the lease.
        "#);
    }
}
