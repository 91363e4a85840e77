//! Who did it and to whom: "Trump endorsed Ryan" is no answer to "who endorsed Trump?".

use super::clause::{Agent, Clause, Word};
use crate::query::{List, same};
use crate::text;

/// How far behind a verb its object stands, in words.
const OBJECT_REACH: usize = 8;

/// What a question asks of a verb whose one side it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The base of the verb.
    verb: &'static str,
    /// The term of whom it names: a name's last.
    named: String,
    /// Whether whom it names does it: "who did the mayor endorse?".
    does: bool,
}

/// What a question that asks who did something, or to whom, says of the roles: where it names the other side and nothing
/// makes it unclear.
pub(crate) fn asked(question: &str) -> Option<Asked> {
    let clause = Clause::of(question);
    let at = (0..clause.words.len()).find(|at| matches!(clause.folded(*at), "who" | "whom" | "which" | "what"))?;
    // "Which senator endorsed Trump?"
    let noun = clause.folded(at + 1);
    let of_noun = matches!(clause.folded(at), "which" | "what");
    let at = match of_noun {
        true if List::Person.has(noun) || List::Person.has(noun.strip_suffix('s').unwrap_or(noun)) => at + 1,
        true => return None,
        false => at,
    };
    let next = clause.folded(at + 1);
    let side = |from: usize| {
        // The name right behind, to its last word written large; in small letters the word itself.
        let rest = clause.words.get(from..)?;
        let skip = rest.iter().take_while(|word| matches!(word.folded.as_str(), "the" | "a" | "an")).count();
        let name = rest.get(skip..)?;
        let large = name.iter().take_while(|word| word.capital).count();
        (large > 0).then(|| name.get(large - 1)).flatten().map(|word| word.term.clone())
    };
    let past = |at: usize| {
        let word = clause.words.get(at)?;
        word.verb
            .filter(|base| word.folded != *base && !word.folded.ends_with("ing") && !text::is_stop_word(&word.folded))
    };
    // "Who endorsed Trump?", "Who has endorsed Trump?"
    let behind = at + 1 + usize::from(matches!(next, "has" | "have" | "had"));
    if let Some(verb) = past(behind) {
        return Some(Asked { verb, named: side(behind + 1)?, does: false });
    }
    // "Who did Trump endorse?", "Who has Trump endorsed?"; "who was endorsed by Trump?"
    if matches!(next, "was" | "were" | "is" | "are")
        && let Some(verb) = past(at + 2)
        && clause.folded(at + 3) == "by"
    {
        return Some(Asked { verb, named: side(at + 4)?, does: true });
    }
    if matches!(next, "did" | "does" | "has" | "have" | "had") {
        let own = clause.words.get(at + 2..)?;
        let length = own.iter().take_while(|word| word.capital).count();
        let word = own.get(length).filter(|_| length > 0)?;
        // "Who did Reyes work for": the verb has another object.
        let last = clause.words.len() == at + 2 + length + 1;
        let named = own.get(length - 1)?.term.clone();
        return word.verb.filter(|_| last).map(|verb| Asked { verb, named, does: true });
    }
    None
}

/// Whether a sentence has the verb with the one who is named on the side that the question names; `None` where it does not
/// have the verb, or says nothing of who is on which side.
pub(crate) fn fits(asked: &Asked, sentence: &str) -> Option<bool> {
    let clause = Clause::of(sentence);
    let is_own = |word: &Word| word.term == asked.named || same(&asked.named).contains(&word.term.as_str());
    let holds = |from: usize, to: usize| {
        clause.words.get(from..to.min(clause.words.len())).is_some_and(|words| words.iter().any(is_own))
    };
    let mut wrong = None;
    for (at, _) in clause.words.iter().enumerate().filter(|(_, word)| word.verb == Some(asked.verb)) {
        let subject = match clause.agent(at, &is_own) {
            Agent::Named(from, to) => Some(holds(from, to)),
            _ => None,
        };
        // In the passive whoever stands before it has it done.
        match (asked.does != clause.passive(at), subject) {
            (true, Some(true)) => return Some(true),
            (false, Some(false) | None) if holds(at + 1, at + OBJECT_REACH) => return Some(true),
            (true, Some(false)) | (false, Some(true)) => wrong = Some(false),
            _ => {}
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a sentence fits each of the questions; "-" where it says nothing of who did it to whom.
    fn check(questions: [&str; 4], sentences: [&str; 5]) -> String {
        let questions = questions.map(|question| asked(question).expect("a question with two sides"));
        let told = |fit: Option<bool>| fit.map_or("-", |fits| if fits { "yes" } else { "no" });
        let line = |sentence: &str| questions.each_ref().map(|asked| told(fits(asked, sentence))).join(" ");
        sentences.map(|sentence| format!("{} | {sentence}", line(sentence))).join("\n")
    }

    #[test]
    fn who_did_it_is_told_from_to_whom() {
        let questions = [
            "Who endorsed Daniel Reyes?",
            "Which governors have endorsed Reyes?",
            "Who did Reyes endorse?",
            "Who was endorsed by Reyes?",
        ];
        let sentences = [
            "Governor Marsh endorsed Reyes on Monday.",
            "Reyes endorsed Okafor on Monday.",
            "Okafor was endorsed by Reyes.",
            "Reyes was endorsed by the ferry union.",
            "The endorsement of Reyes was a surprise.",
        ];
        insta::assert_snapshot!(check(questions, sentences), @"
        yes yes no no | Governor Marsh endorsed Reyes on Monday.
        no no yes yes | Reyes endorsed Okafor on Monday.
        no no yes yes | Okafor was endorsed by Reyes.
        yes yes no no | Reyes was endorsed by the ferry union.
        - - - - | The endorsement of Reyes was a surprise.
        ");
        let one_sided = ["Who is the mayor?", "Who did Reyes work for?", "Which bridge did Reyes endorse?"];
        assert!(one_sided.iter().all(|question| asked(question).is_none()));
    }
}
