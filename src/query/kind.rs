//! What sort of question it is, and what sort of answer it expects.

use super::related::related;
use crate::text;

/// The question by its question word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuestionKind {
    /// Who, whom, whose.
    Who,
    /// What.
    What,
    /// Which.
    Which,
    /// When.
    When,
    /// Where.
    Where,
    /// Why.
    Why,
    /// How many, how much.
    HowMany,
    /// How.
    How,
    /// Did, is, has …
    YesNo,
    /// No question: words.
    Statement,
}

/// What an answer has to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerType {
    /// A person's name.
    Person,
    /// A place.
    Place,
    /// A number, with or without a unit.
    Number,
    /// A day, a year, a time.
    Date,
    /// A company, agency, team.
    Organisation,
    /// Because, so that, in order to.
    Reason,
    /// What follows: results in, risks, would.
    Consequence,
    /// Words that somebody said.
    Quotation,
    /// What something is.
    Definition,
    /// Yes or no: the statement itself.
    YesNo,
    /// Anything else.
    Thing,
}

/// The kind and, for `how` and `what`, the expectation that the question's words make plain.
pub(super) fn classify(words: &[&str]) -> (QuestionKind, AnswerType, usize) {
    let found = words.iter().enumerate().find_map(|(at, word)| Some((at, question_word(word)?)));
    let first_is_auxiliary = words.first().is_some_and(|word| is_auxiliary(word));
    let Some((at, kind)) = found else {
        let kind = if first_is_auxiliary { QuestionKind::YesNo } else { QuestionKind::Statement };
        let expects = if first_is_auxiliary { AnswerType::YesNo } else { AnswerType::Thing };
        return (kind, expects, 0);
    };
    // "Did Sessions say why …" still asks yes or no only in form; what follows the question word counts.
    let next = words.get(at + 1).copied().unwrap_or_default();
    let after = words.get(at + 1..).unwrap_or_default();
    let (kind, expects) = match kind {
        QuestionKind::Who => (kind, AnswerType::Person),
        QuestionKind::When => (kind, AnswerType::Date),
        QuestionKind::Where => (kind, AnswerType::Place),
        QuestionKind::Why => (kind, AnswerType::Reason),
        QuestionKind::How => match next {
            "many" | "much" => (QuestionKind::HowMany, AnswerType::Number),
            "long" | "old" | "far" | "often" | "big" | "large" | "tall" | "high" | "deep" | "fast" | "wide"
            | "small" | "heavy" | "frequently" | "late" | "early" | "hot" | "cold" | "soon" => {
                (kind, AnswerType::Number)
            }
            "come" => (QuestionKind::Why, AnswerType::Reason),
            _ => (kind, AnswerType::Thing),
        },
        QuestionKind::What if after.contains(&"why") => (kind, AnswerType::Reason),
        QuestionKind::What if happens(after) || asks_outcome(after) => (kind, AnswerType::Consequence),
        _ => (kind, says(after).unwrap_or(AnswerType::Thing)),
    };
    (kind, expects, at)
}

fn question_word(word: &str) -> Option<QuestionKind> {
    Some(match word {
        "who" | "whom" | "whose" | "who's" => QuestionKind::Who,
        "what" | "what's" | "whats" => QuestionKind::What,
        "which" => QuestionKind::Which,
        "when" => QuestionKind::When,
        "where" | "where's" => QuestionKind::Where,
        "why" => QuestionKind::Why,
        "how" => QuestionKind::How,
        _ => return None,
    })
}

/// "What happens if", "what would happen when".
fn happens(after: &[&str]) -> bool {
    let opens = after.first().map_or(0, |word| usize::from(is_auxiliary(word)));
    let happens = after.get(opens).is_some_and(|word| matches!(*word, "happen" | "happens" | "happened"));
    happens && after.iter().any(|word| matches!(*word, "if" | "when" | "unless" | "after" | "without"))
}

/// "What would ignoring it cost?", "What could a strike lead to?".
fn asks_outcome(after: &[&str]) -> bool {
    let modal = after.first().is_some_and(|word| matches!(*word, "would" | "could" | "will" | "might" | "may"));
    let last = after.iter().rev().find(|word| !matches!(**word, "to" | "in" | "about"));
    modal && after.len() > 2 && last.is_some_and(|word| tells_outcome(word))
}

/// Verbs, in any form, that join something to what follows from it.
pub fn tells_outcome(word: &str) -> bool {
    const VERBS: &[&str] = &[
        "bring", "caus", "cost", "entail", "face", "lead", "led", "lose", "lost", "mean", "meant", "result", "risk",
        "trigger",
    ];
    VERBS.contains(&text::term(word).as_str())
}

/// Whether a noun names what follows: the words of the list, and whatever is derived from them or may mean the same.
fn names_outcome(noun: &str) -> bool {
    const OUTCOMES: [&str; 4] = ["consequence", "impact", "punishment", "sanction"];
    let term = text::term(noun);
    OUTCOMES
        .iter()
        .map(|outcome| text::term(outcome))
        .any(|outcome| outcome == term || related(&outcome).iter().any(|(other, _)| *other == term))
}

/// "What did X say", "what has X said about".
fn says(after: &[&str]) -> Option<AnswerType> {
    let opens = after.first().is_some_and(|word| matches!(*word, "did" | "does" | "do" | "has" | "have" | "had"));
    let says = after.iter().any(|word| {
        matches!(
            *word,
            "say"
                | "said"
                | "says"
                | "tweet"
                | "tweeted"
                | "claim"
                | "claimed"
                | "comment"
                | "state"
                | "stated"
                | "tell"
                | "told"
        )
    });
    (opens && says).then_some(AnswerType::Quotation)
}

pub(super) fn is_auxiliary(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "am"
            | "be"
            | "been"
            | "do"
            | "does"
            | "did"
            | "has"
            | "have"
            | "had"
            | "can"
            | "could"
            | "will"
            | "would"
            | "should"
            | "shall"
            | "may"
            | "might"
            | "must"
            | "isn't"
            | "aren't"
            | "wasn't"
            | "weren't"
            | "don't"
            | "doesn't"
            | "didn't"
            | "hasn't"
            | "haven't"
            | "hadn't"
            | "won't"
            | "can't"
            | "couldn't"
            | "wouldn't"
            | "shouldn't"
    )
}

pub(super) fn is_negation(word: &str) -> bool {
    matches!(word, "not" | "no" | "never" | "without" | "neither" | "nor" | "none" | "nobody" | "nothing")
        || word.ends_with("n't")
}

/// Whether a word says that something is not so, or was not done.
pub fn denies(word: &str) -> bool {
    const DENYING: [&str; 10] =
        ["absen", "cannot", "declin", "denied", "deny", "fail", "lack", "refus", "reject", "unable"];
    is_negation(word) || matches!(word, "except" | "unless") || DENYING.iter().any(|opening| word.starts_with(opening))
}

/// What readers call a published text, or what is published.
pub fn is_a_text(word: &str) -> bool {
    matches!(
        word,
        "account"
            | "article"
            | "articles"
            | "column"
            | "coverage"
            | "dispatch"
            | "editorial"
            | "essay"
            | "item"
            | "newsletter"
            | "page"
            | "paragraph"
            | "passage"
            | "piece"
            | "post"
            | "report"
            | "reporting"
            | "reports"
            | "story"
            | "text"
            | "writeup"
    )
}

/// What a question about this noun expects: "which mayor", "what year".
pub(super) fn of_focus(noun: &str) -> Option<AnswerType> {
    const PEOPLE: &[&str] = &[
        "actor",
        "actress",
        "architect",
        "artist",
        "attorney",
        "author",
        "brother",
        "captain",
        "chairman",
        "character",
        "chief",
        "coach",
        "composer",
        "congressman",
        "daughter",
        "director",
        "economist",
        "emperor",
        "explorer",
        "father",
        "founder",
        "general",
        "governor",
        "historian",
        "husband",
        "inventor",
        "judge",
        "king",
        "lawyer",
        "leader",
        "man",
        "mayor",
        "minister",
        "mother",
        "musician",
        "officer",
        "official",
        "owner",
        "painter",
        "person",
        "philosopher",
        "player",
        "poet",
        "politician",
        "pope",
        "president",
        "prince",
        "professor",
        "queen",
        "scholar",
        "scientist",
        "secretary",
        "senator",
        "singer",
        "sister",
        "sheriff",
        "son",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "star",
        "wife",
        "winner",
        "woman",
        "writer",
    ];
    const PLACES: &[&str] = &[
        "address",
        "airport",
        "area",
        "borough",
        "capital",
        "city",
        "continent",
        "country",
        "county",
        "district",
        "hometown",
        "island",
        "jurisdiction",
        "location",
        "lake",
        "mountain",
        "nation",
        "neighborhood",
        "ocean",
        "place",
        "province",
        "region",
        "river",
        "sea",
        "state",
        "street",
        "town",
        "village",
    ];
    const DATES: &[&str] =
        &["age", "birthday", "century", "date", "day", "decade", "era", "month", "season", "time", "year", "weekday"];
    const NUMBERS: &[&str] = &[
        "amount",
        "cost",
        "degree",
        "depth",
        "distance",
        "fraction",
        "height",
        "length",
        "number",
        "percent",
        "percentage",
        "population",
        "price",
        "proportion",
        "quantity",
        "rank",
        "rate",
        "ratio",
        "revenue",
        "salary",
        "score",
        "share",
        "size",
        "speed",
        "temperature",
        "total",
        "value",
        "weight",
        "width",
    ];
    const BODIES: &[&str] = &[
        "agency",
        "airline",
        "army",
        "association",
        "band",
        "bank",
        "brand",
        "business",
        "church",
        "club",
        "college",
        "company",
        "corporation",
        "court",
        "department",
        "employer",
        "firm",
        "foundation",
        "government",
        "group",
        "institution",
        "league",
        "magazine",
        "manufacturer",
        "museum",
        "network",
        "newspaper",
        "organisation",
        "organization",
        "outlet",
        "party",
        "publisher",
        "school",
        "studio",
        "team",
        "tribe",
        "union",
        "university",
    ];
    let singular = noun.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let singular = singular.as_deref().or_else(|| noun.strip_suffix('s')).unwrap_or(noun);
    let is = |list: &[&str]| list.contains(&noun) || list.contains(&singular);
    if is(PEOPLE) {
        Some(AnswerType::Person)
    } else if is(PLACES) {
        Some(AnswerType::Place)
    } else if is(DATES) {
        Some(AnswerType::Date)
    } else if is(NUMBERS) {
        Some(AnswerType::Number)
    } else if is(BODIES) {
        Some(AnswerType::Organisation)
    } else if matches!(noun, "reason" | "reasons" | "cause" | "causes" | "purpose") {
        Some(AnswerType::Reason)
    } else if names_outcome(noun) {
        Some(AnswerType::Consequence)
    } else {
        None
    }
}
