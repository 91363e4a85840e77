//! Which of several statements a question wants, where an archive spans years and offices change hands: the newest, the
//! first, or one of a year.

use jiff::civil::Date;

use super::clause::Clause;
use crate::text;

/// The time that a question asks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    /// As things are: "who is the acting director?". The newest statement that answers.
    Now,
    /// "The latest on the strike", "how did it end": the newest that is about it.
    Last,
    /// "When did it first …", "originally": the oldest that answers.
    First,
    /// "In 2018", "before 2019", "since March 2020": one of those days, both included.
    Within(Date, Date),
    /// "When did he resign": one that tells a date, or the day's own news of it.
    When,
}

/// What a question says of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Time {
    /// What it asks of.
    pub sense: Option<Sense>,
    /// The bytes of the question that say no more than that.
    pub said_by: Vec<std::ops::Range<usize>>,
}

/// Words that say that it is asked how things are now.
const NOW: [&str; 3] = ["currently", "now", "presently"];
/// Words for the newest: they say nothing of the topic.
const NEWEST: [&str; 4] = ["latest", "newest", "recent", "recently"];
/// Words for how something came out.
const ENDING: [&str; 8] = ["end", "ended", "finish", "conclude", "turn", "resolved", "eventually", "outcome"];
/// Auxiliaries of the present.
const PRESENT: [&str; 12] =
    ["is", "are", "who's", "whos", "what's", "whats", "has", "have", "does", "do", "where's", "wheres"];
/// Verbs of holding an office or a place, in the present: "who leads", "who runs".
const HOLDING: [&str; 12] = [
    "leads",
    "runs",
    "heads",
    "chairs",
    "owns",
    "holds",
    "serves",
    "represents",
    "controls",
    "governs",
    "directs",
    "oversees",
];

/// Reads what a question says of time. Anything can be read; most questions say nothing of it.
pub(crate) fn read(question: &str) -> Time {
    let clause = Clause::of(question);
    let tokens: Vec<text::Token<'_>> = text::tokens(question).take(clause.words.len()).collect();
    let word = |at: usize| clause.folded(at);
    let length = clause.words.len();
    let bytes = |from: usize, to: usize| Some(tokens.get(from)?.start..tokens.get(to.checked_sub(1)?)?.range().end);
    // A day of the calendar goes before all else: "who is said to have been mayor in 2018" is of 2018.
    for at in 1..length {
        let Some((from, to, first)) = period(&clause, at) else { continue };
        let before = if word(first - 1) == "of" && first > 1 { first - 2 } else { first - 1 };
        let sense = match word(before) {
            "in" | "during" | "throughout" | "of" | "for" => Sense::Within(from, to),
            "before" => Sense::Within(Date::MIN, from.yesterday().unwrap_or(from)),
            "until" | "by" => Sense::Within(Date::MIN, to),
            "after" => Sense::Within(to.tomorrow().unwrap_or(to), Date::MAX),
            "since" => Sense::Within(from, Date::MAX),
            _ => continue,
        };
        let said_by = bytes(before, at + 1).into_iter().collect();
        return Time { sense: Some(sense), said_by };
    }
    let kind = (0..length).find(|at| {
        matches!(
            word(*at),
            "who" | "what" | "which" | "where" | "when" | "how" | "why" | "who's" | "what's" | "whos" | "whats"
        )
    });
    let asked = kind.map_or("", word);
    let sense_at =
        |at: usize, to: usize, sense: Sense| Time { sense: Some(sense), said_by: bytes(at, to).into_iter().collect() };
    for at in 0..length {
        let strong = matches!(word(at), "latest" | "newest")
            || word(at) == "recent" && at > 0 && word(at - 1) == "most"
            || word(at) == "recently" && at > 0 && word(at - 1) == "most";
        if strong && NEWEST.contains(&word(at)) {
            let from = if at > 0 && word(at - 1) == "most" { at - 1 } else { at };
            return sense_at(from, at + 1, Sense::Last);
        }
        if NOW.contains(&word(at)) && asked != "when" && asked != "why" {
            let from = if at > 0 && matches!(word(at - 1), "right" | "as") { at - 1 } else { at };
            return sense_at(from, at + 1, Sense::Now);
        }
    }
    let past = |at: usize| matches!(word(at), "did" | "was" | "were" | "had");
    let next = kind.map_or(0, |at| at + 1);
    match asked {
        "how" if past(next) && (next..length).any(|at| ENDING.contains(&word(at))) => {
            // "End" alone says how; "the shutdown" what.
            Time { sense: Some(Sense::Last), said_by: Vec::new() }
        }
        "what"
            if (next..length).any(|at| word(at) == "happened")
                && (next..length).any(|at| matches!(word(at), "eventually" | "finally" | "end")) =>
        {
            Time { sense: Some(Sense::Last), said_by: Vec::new() }
        }
        "when" if past(next) && (next..length).any(|at| matches!(word(at), "first" | "originally" | "initially")) => {
            let first =
                (next..length).find(|at| matches!(word(*at), "first" | "originally" | "initially")).unwrap_or(next);
            sense_at(first, first + 1, Sense::First)
        }
        "when" if past(next) => Time { sense: Some(Sense::When), said_by: Vec::new() },
        "who" | "what" | "which" | "where" | "how" | "who's" | "what's" | "whos" | "whats" => {
            let near = kind.unwrap_or(0)..length.min(kind.unwrap_or(0) + 10);
            // "Who is said to have won", "who has won": that is over.
            let done = (next..length).any(|at| past(at) || word(at) == "been");
            let present = near.clone().any(|at| PRESENT.contains(&word(at)) || HOLDING.contains(&word(at)));
            let sense = (present && !done).then_some(Sense::Now);
            Time { sense, said_by: Vec::new() }
        }
        _ => Time::default(),
    }
}

/// The year, or the month of a year, that ends at a word: its days, and where it begins.
fn period(clause: &Clause, at: usize) -> Option<(Date, Date, usize)> {
    let word = clause.folded(at);
    let year: i16 = word.parse().ok().filter(|year| word.len() == 4 && (1900..=2100).contains(year))?;
    // "In 2016 election ads": the year is of what follows.
    let next = clause.words.get(at + 1);
    let of_next = next.is_some_and(|next| {
        !clause.words.get(at).is_some_and(|word| word.parted)
            && !text::is_stop_word(&next.folded)
            && next.verb.is_none()
    });
    if of_next {
        return None;
    }
    let month =
        at.checked_sub(1).and_then(|before| text::MONTHS.iter().position(|month| *month == clause.folded(before)));
    let (from, to, first) = match month.and_then(|month| i8::try_from(month + 1).ok()) {
        Some(month) => {
            let from = Date::new(year, month, 1).ok()?;
            (from, from.last_of_month(), at - 1)
        }
        None => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?, at),
    };
    (first > 0).then_some((from, to, first))
}

/// A question without the bytes that say no more than when.
pub(crate) fn without(question: &str, said_by: &[std::ops::Range<usize>]) -> String {
    let mut text = String::with_capacity(question.len());
    let mut from = 0;
    for range in said_by {
        text.push_str(question.get(from..range.start).unwrap_or_default());
        from = range.end;
    }
    text.push_str(question.get(from..).unwrap_or_default());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text names a month or a year: "a year after" and "on Monday" name no day that a reader could look up.
pub(crate) fn names_day(text: &str) -> bool {
    text::tokens(text).any(|token| {
        let year = token.text.len() == 4 && token.text.parse().is_ok_and(|year: i16| (1900..=2100).contains(&year));
        let month =
            || text::MONTHS.contains(&text::fold(token.text).as_ref()) && token.text.starts_with(char::is_uppercase);
        year || month()
    })
}

/// How old something is, in whole months.
pub(crate) fn months_between(from: Date, to: Date) -> i32 {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let whole = months(to) - months(from) - i32::from(to.day() < from.day());
    whole.max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str) -> String {
        let Time { sense, said_by } = read(question);
        let sense = match sense {
            Some(Sense::Within(from, to)) => format!("{from} to {to}"),
            Some(sense) => format!("{sense:?}"),
            None => "-".to_owned(),
        };
        format!("{sense} | {}", without(question, &said_by))
    }

    #[test]
    fn what_a_question_says_of_time() {
        let questions = [
            "Who is the acting harbor master?",
            "who's the harbor master now",
            "Who runs the ferry line?",
            "Who was the harbor master in 2018?",
            "What did the toll cost in March 2020?",
            "Who ran the port before 2019?",
            "How many ferries sank since 2021?",
            "What is the latest on the ferry strike?",
            "How did the ferry strike end?",
            "When did Weil resign?",
            "When was the bridge first closed?",
            "Who won the 2016 election?",
            "Which ads ran in 2016 election coverage?",
            "Who closed the bridge?",
            "Why is the bridge closed?",
            "",
        ];
        insta::assert_snapshot!(questions.map(check).join("\n"), @"
        Now | Who is the acting harbor master?
        Now | who's the harbor master
        Now | Who runs the ferry line?
        2018-01-01 to 2018-12-31 | Who was the harbor master ?
        2020-03-01 to 2020-03-31 | What did the toll cost ?
        -009999-01-01 to 2018-12-31 | Who ran the port ?
        2021-01-01 to 9999-12-31 | How many ferries sank ?
        Last | What is the on the ferry strike?
        Last | How did the ferry strike end?
        When | When did Weil resign?
        First | When was the bridge closed?
        - | Who won the 2016 election?
        - | Which ads ran in 2016 election coverage?
        - | Who closed the bridge?
        - | Why is the bridge closed?
        - |
        ");
    }

    #[test]
    fn an_age_is_told_in_whole_months() {
        let date = |text: &str| text.parse::<Date>().expect("a date");
        assert_eq!(months_between(date("2020-03-31"), date("2020-04-30")), 0);
        assert_eq!(months_between(date("2018-01-24"), date("2026-11-30")), 106);
        assert_eq!(months_between(date("2026-11-30"), date("2018-01-24")), 0);
    }
}
