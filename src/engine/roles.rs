//! Who did it and to whom: "Trump endorsed Ryan" is no answer to "who endorsed Trump?".

use super::clause::{Agent, Clause, Word};
use crate::query::same;
use crate::text;

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
    let at = (0..clause.words.len()).find(|at| matches!(clause.folded(*at), "who" | "whom"))?;
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

/// Whether a sentence may answer: it has the verb with the one who is named on the side that the question names, or says
/// nothing of who is on which.
pub(crate) fn fits(asked: &Asked, sentence: &str) -> bool {
    let clause = Clause::of(sentence);
    let is_own = |word: &Word| word.term == asked.named || same(&asked.named).contains(&word.term.as_str());
    let holds = |from: usize, to: usize| {
        clause.words.get(from..to.min(clause.words.len())).is_some_and(|words| words.iter().any(is_own))
    };
    let mut wrong = false;
    for (at, _) in clause.words.iter().enumerate().filter(|(_, word)| word.verb == Some(asked.verb)) {
        let agent = match clause.agent(at, &is_own) {
            Agent::Named(from, to) => Some(holds(from, to)),
            _ => None,
        };
        let passive = clause.passive(at);
        // In the passive whoever stands before it has it done.
        let before = if passive { asked.does } else { !asked.does };
        let behind = holds(at + 1, at + 8);
        match agent {
            Some(true) if before && !behind => wrong = true,
            Some(false) if !before && behind => wrong = true,
            _ => return true,
        }
    }
    !wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str, sentences: &[&str]) -> String {
        let Some(asked) = asked(question) else { return format!("- | {question}") };
        let fit = |sentence: &&str| format!("{} | {sentence}", if fits(&asked, sentence) { "may" } else { "no" });
        format!("{question}\n{}", sentences.iter().map(fit).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn who_did_it_is_told_from_to_whom() {
        let sentences = [
            "Governor Marsh endorsed Reyes on Monday.",
            "Reyes endorsed Okafor on Monday.",
            "Okafor was endorsed by Reyes.",
            "Reyes was endorsed by the ferry union.",
            "The endorsement of Reyes was a surprise.",
        ];
        insta::assert_snapshot!(check("Who endorsed Daniel Reyes?", &sentences), @"
        Who endorsed Daniel Reyes?
        may | Governor Marsh endorsed Reyes on Monday.
        no | Reyes endorsed Okafor on Monday.
        no | Okafor was endorsed by Reyes.
        may | Reyes was endorsed by the ferry union.
        may | The endorsement of Reyes was a surprise.
        ");
        insta::assert_snapshot!(check("Who did Reyes endorse?", &sentences), @"
        Who did Reyes endorse?
        no | Governor Marsh endorsed Reyes on Monday.
        may | Reyes endorsed Okafor on Monday.
        may | Okafor was endorsed by Reyes.
        no | Reyes was endorsed by the ferry union.
        may | The endorsement of Reyes was a surprise.
        ");
        insta::assert_snapshot!(check("Who was endorsed by Reyes?", &sentences), @"
        Who was endorsed by Reyes?
        no | Governor Marsh endorsed Reyes on Monday.
        may | Reyes endorsed Okafor on Monday.
        may | Okafor was endorsed by Reyes.
        no | Reyes was endorsed by the ferry union.
        may | The endorsement of Reyes was a surprise.
        ");
        insta::assert_snapshot!(check("Who is the mayor?", &[]), @"- | Who is the mayor?");
        insta::assert_snapshot!(check("Who did Reyes work for?", &[]), @"- | Who did Reyes work for?");
    }
}
