//! Questions for somebody by what they are to whom is named ("who is Reyes's daughter?", "harbor board chairman"), and for
//! how old somebody is: an answer has a name, or an age, beside that word. "His daughter was there" is none.

use std::ops::Range;

use super::clause::{Word, words};
use crate::query::{AnswerType, EntityKind, Kinship, List, QueryTerm, Question, QuestionKind, Relation, Role, related};
use crate::text;

/// What a question asks for, of whom or what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    /// The terms of its names.
    own: Vec<String>,
    wanted: Wanted,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    /// The name of a relative.
    Relative(Kinship),
    /// Who holds an office: the terms of its words, the noun last.
    Office(Vec<String>),
    /// How old somebody is.
    Age,
}

/// How many small words may stand between a name and the noun behind it: "Ana, the 18-year-old daughter".
const BETWEEN: usize = 6;
/// How far the comma may be that ends "wife of thirty years,".
const OF_REACH: usize = 6;
/// What says when somebody or something began, before a day or a year.
const BEGAN: [&str; 9] =
    ["born", "built", "founded", "opened", "established", "created", "launched", "dates", "dating"];
/// Nobody's age is greater.
const OLDEST: u32 = 120;

/// Whether a mark behind a word parts it from the next.
fn parts(word: &Word<'_>) -> bool {
    word.gap.contains([',', '—', '–', ':', '(']) || word.gap.contains(" - ")
}

fn owns(word: &Word<'_>) -> bool {
    word.folded.ends_with("'s") || word.folded.ends_with("s'")
}

fn is_any(word: &Word<'_>, of: &[&str]) -> bool {
    of.contains(&word.folded.as_str())
}

/// Whether a word is written as a name is, and is none that the question has.
fn is_fresh(word: &Word<'_>, own: &[String]) -> bool {
    word.capital && !own.contains(&word.term) && !text::is_stop_word(&word.folded) && !List::Honorific.has(&word.folded)
}

/// What a question asks for, where nothing else is asked of it.
pub(crate) fn asked(question: &Question) -> Option<Asked> {
    let of_name = |at: usize| question.entities.get(at).is_some_and(|entity| entity.kind == EntityKind::Name);
    let in_name = |term: &&QueryTerm| term.entity.is_some_and(of_name) && !is_office_in_name(question, term);
    let own: Vec<String> = question.terms.iter().filter(in_name).map(|term| term.text.clone()).collect();
    if own.is_empty() {
        return None;
    }
    let rest: Vec<&str> = question
        .terms
        .iter()
        .filter(|term| term.entity.is_none() || is_office_in_name(question, term))
        .filter(|term| matches!(term.role, Role::Content | Role::Light))
        // The rest of a name: "Ban Ki-moon".
        .filter(|term| !question.text.get(..term.range.start).is_some_and(|before| before.ends_with('-')))
        .map(|term| term.word.as_str())
        .collect();
    let (naming, rest): (Vec<&str>, Vec<&str>) =
        rest.into_iter().partition(|word| matches!(*word, "name" | "names" | "named" | "called" | "full"));
    let folded = text::fold(&question.text);
    let how_old = folded.split_whitespace().zip(folded.split_whitespace().skip(1)).any(|two| two == ("how", "old"));
    if how_old && rest.iter().all(|word| *word == "old") || rest == ["age"] {
        return Some(Asked { own, wanted: Wanted::Age });
    }
    let for_name = match question.kind {
        QuestionKind::Who => question.expects == AnswerType::Person,
        QuestionKind::What | QuestionKind::Which => !naming.is_empty(),
        QuestionKind::Statement => true,
        _ => false,
    };
    let (noun, before) = rest.split_last().filter(|_| for_name)?;
    let noun = without_owner(noun);
    let wanted = match Kinship::of(noun).filter(|_| before.is_empty()) {
        Some(kin) => Wanted::Relative(kin),
        None if List::Person.has(noun) && !List::BarePerson.has(noun) && before.len() < 3 => {
            Wanted::Office(before.iter().copied().chain([noun]).map(text::term).collect())
        }
        None => return None,
    };
    Some(Asked { own, wanted })
}

/// Whether a word of a name is of an office that is written large: "Norway's Defense Minister", "Mayor of Harbor City".
fn is_office_in_name(question: &Question, term: &QueryTerm) -> bool {
    let Some(name) = term.entity.and_then(|entity| question.entities.get(entity)) else { return false };
    let typed = |range: Range<usize>| question.text.get(range).unwrap_or_default();
    let owner = |before: &str| before.ends_with("'s ") || before.ends_with("’s ");
    let within = typed(name.range.start..term.range.start);
    let last = text::tokens(typed(name.range.clone())).last().map(|word| text::fold(word.text).into_owned());
    let office = last.is_some_and(|last| List::Person.has(&last));
    let owned = within.contains("'s ") || within.contains("’s ") || owner(typed(0..name.range.start));
    let opens = within.is_empty() && typed(term.range.end..question.text.len()).starts_with(" of ");
    owned && office || opens && List::Person.has(&term.word)
}

fn without_owner(folded: &str) -> &str {
    folded.strip_suffix("'s").unwrap_or(folded)
}

/// Whether a sentence has what is asked for beside the word that asks; `None` where it has no such word.
pub(crate) fn fits(asked: &Asked, sentence: &str) -> Option<bool> {
    let words = words(sentence, usize::MAX);
    let own = &asked.own;
    let names_own = || words.iter().any(|word| own.iter().any(|own| is_of(own, &word.term)));
    match &asked.wanted {
        Wanted::Relative(kin) => {
            let same = |word: &Word| Kinship::of(without_owner(&word.folded)).is_some_and(|found| found.may_be(*kin));
            beside(&words, own, &|at| words.get(at).is_some_and(same))
        }
        Wanted::Office(office) => {
            let ends_here = |at: usize| {
                let said = (at + 1).checked_sub(office.len()).and_then(|from| words.get(from..=at));
                said.is_some_and(|said| said.iter().map(|word| &word.term).eq(office))
            };
            let ends: Vec<usize> = (0..words.len()).filter(|at| ends_here(*at)).collect();
            let of_another = |at: &usize| is_of_another(&words, own, at + 1 - office.len()..*at);
            if !ends.is_empty() && ends.iter().all(of_another) {
                return Some(false);
            }
            // Of an office other words may be used; a sentence that names nobody for it may still answer.
            (names_own() && beside(&words, own, &ends_here) == Some(true)).then_some(true)
        }
        Wanted::Age if tells_age(&words, own) => names_own().then_some(true),
        Wanted::Age => Some(false),
    }
}

/// Whether a word is a name of the question, or is derived from it: "Indian" of "India".
fn is_of(own: &str, term: &str) -> bool {
    let derived = |(other, relation): &(&str, Relation)| *relation == Relation::Derived && *other == term;
    own == term || related(own).iter().any(derived)
}

/// What stands before an office and does not say whose it is.
const QUALIFIERS: [&str; 14] = [
    "acting",
    "city",
    "county",
    "democratic",
    "deputy",
    "first",
    "former",
    "independent",
    "interim",
    "new",
    "republican",
    "state",
    "the",
    "vice",
];

/// Whether the office in these words is somebody else's than the question asks about: "Indian Defense Minister",
/// "Toledo's mayor", "the mayor of Toledo".
fn is_of_another(words: &[Word<'_>], own: &[String], office: Range<usize>) -> bool {
    let large = |word: &&Word| word.text.starts_with(char::is_uppercase);
    let is_own = |word: &Word| own.iter().any(|own| is_of(own, &word.term));
    let joined = words.get(office.end).is_some_and(|word| word.gap == " ");
    if joined && words.get(office.end + 1).is_some_and(|word| word.folded == "of") {
        let after = words.iter().skip(office.end + 2).skip_while(|word| word.folded == "the");
        let mut name = after.take_while(large).peekable();
        return name.peek().is_some() && !name.any(is_own);
    }
    let before = words.get(..office.start).unwrap_or_default().iter().rev();
    let mut name = before.take_while(|word| word.gap == " " && large(word)).peekable();
    let qualifies = |word: &Word| QUALIFIERS.contains(&word.folded.as_str()) || List::Honorific.has(&word.folded);
    name.peek().is_some_and(|word| !qualifies(word)) && !name.any(is_own)
}

/// Whether a fresh name stands in apposition to one of these nouns; `None` where none of them is there.
fn beside(words: &[Word<'_>], own: &[String], is_noun: &dyn Fn(usize) -> bool) -> Option<bool> {
    let nouns: Vec<usize> = (0..words.len()).filter(|at| is_noun(*at)).collect();
    let named = |at: &usize| name_follows(words, own, *at) || name_precedes(words, own, *at);
    (!nouns.is_empty()).then(|| nouns.iter().any(named))
}

/// "His wife Ana", "his wife, Ana", "his wife of thirty years, Ana", "his wife's name is Ana".
fn name_follows(words: &[Word<'_>], own: &[String], noun: usize) -> bool {
    let Some(word) = words.get(noun) else { return false };
    let mut next = noun + 1;
    if owns(word) {
        if !words.get(next).is_some_and(|word| is_any(word, &["name", "names"])) {
            return false;
        }
        next += 1;
    } else if words.get(next).is_some_and(|word| is_any(word, &["of", "to"])) && !parts(word) {
        let comma = words.iter().enumerate().skip(next).take(OF_REACH).find(|(_, word)| parts(word));
        let Some((comma, _)) = comma else { return false };
        next = comma + 1;
    }
    let joins = |word: &Word| {
        is_any(word, &["named", "called", "is", "was", "are", "were", "then", "late", "the"])
            || List::Honorific.has(&word.folded)
    };
    next += words.iter().skip(next).take(3).take_while(|word| joins(word)).count();
    let between = words.get(noun..next).unwrap_or_default();
    !between.iter().any(|word| word.gap.contains(['.', '?', '!', ';']) && !List::Honorific.has(&word.folded))
        && words.get(next).is_some_and(|word| is_fresh(word, own))
}

/// "Ana, his wife", "Ana Marsh is the daughter of", "Ana, Reyes's 18-year-old daughter".
fn name_precedes(words: &[Word<'_>], own: &[String], noun: usize) -> bool {
    let (mut determined, mut parted) = (false, false);
    for at in (noun.saturating_sub(BETWEEN)..noun).rev() {
        let Some(word) = words.get(at) else { return false };
        if word.gap.contains(['.', '?', '!', ';']) && !List::Honorific.has(&word.folded) {
            return false;
        }
        if is_fresh(word, own) && !owns(word) {
            let joined =
                words.get(at + 1).is_some_and(|next| is_any(next, &["is", "was", "are", "were", "became", "as"]));
            // Several are named before a word for several: "Ana and Bo, his children".
            let several = !is_plural(words, noun)
                || words
                    .get(at.saturating_sub(4)..at)
                    .is_some_and(|words| words.iter().any(|word| word.folded == "and"));
            return determined && several && (parts(word) || parted || joined);
        }
        // The surname of a relative is often theirs.
        parted = parts(word) && own.contains(&word.term);
        determined |= owns(word) || is_any(word, &["the", "a", "an", "his", "her", "their", "whose"]);
        if is_any(word, &["who", "whose", "which", "that", "said", "says", "with", "and", "or"]) {
            return false;
        }
    }
    false
}

fn is_plural(words: &[Word<'_>], noun: usize) -> bool {
    words.get(noun).is_some_and(|word| word.folded == "children" || word.folded.ends_with('s') && !owns(word))
}

/// "Reyes, 54," "the 54-year-old Reyes", "Reyes is 54 years old", "aged 54", "born in 1971".
fn tells_age(words: &[Word<'_>], own: &[String]) -> bool {
    let is_age = |at: usize| {
        words.get(at).is_some_and(|word| word.text.parse::<u32>().is_ok_and(|years| (1..=OLDEST).contains(&years)))
    };
    let is = |at: usize, forms: &[&str]| words.get(at).is_some_and(|word| is_any(word, forms));
    let is_own = |at: usize| words.get(at).is_some_and(|word| own.contains(&word.term));
    (0..words.len()).any(|at| {
        let before = at.checked_sub(1);
        let apposed = || {
            // The rest of a name that is introduced: "Reyes (D-Maine), 54," keeps its distance small.
            let named = (at.saturating_sub(3)..at).any(is_own);
            let before = before.and_then(|before| words.get(before));
            let ends = |word: &Word| word.gap.is_empty() || word.gap.starts_with([',', '.', ')', ';', '—']);
            named && before.is_some_and(|word| word.gap.contains([',', '('])) && words.get(at).is_some_and(ends)
        };
        let years = || is(at + 1, &["year", "years"]) && is(at + 2, &["old"]);
        let aged = || before.is_some_and(|before| is(before, &["age", "aged", "turned", "turns", "turning"]));
        let began = || is(at, &BEGAN) && (at + 1..=at + 2).any(|next| is(next, &["in", "on", "from", "to"]));
        is_age(at) && (apposed() || years() || aged()) || began()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str, sentences: &[&str]) -> String {
        let Some(asked) = asked(&Question::parse(question)) else { return format!("- | {question}") };
        let fit = |sentence: &&str| format!("{:?} | {sentence}", fits(&asked, sentence));
        format!("{question}\n{}", sentences.iter().map(fit).collect::<Vec<_>>().join("\n"))
    }

    #[test]
    fn a_relative_is_named_beside_the_word() {
        let sentences = [
            "Marsh came with his daughter Ana and his son, Bo.",
            "Marsh thanked his daughter, Ana Lind, on Monday.",
            "Ana Lind, the 18-year-old daughter of Daniel Marsh, spoke.",
            "His daughter’s name is Ana.",
            "Marsh spoke of his daughter’s job with the Harbor Board.",
            "Marsh left with his wife, Eva, and their daughters.",
            "He thanked his wife, Eva Lind, their three daughters and a friend.",
            "Ana and Bo Marsh, his children, were there.",
            "Marsh left with his son, Bo.",
            "Lind said that Marsh has a daughter.",
            "His children are called Ana and Bo.",
            "Marsh spoke on Monday.",
        ];
        insta::assert_snapshot!(check("Who is Daniel Marsh's daughter?", &sentences), @"
        Who is Daniel Marsh's daughter?
        Some(true) | Marsh came with his daughter Ana and his son, Bo.
        Some(true) | Marsh thanked his daughter, Ana Lind, on Monday.
        Some(true) | Ana Lind, the 18-year-old daughter of Daniel Marsh, spoke.
        Some(true) | His daughter’s name is Ana.
        Some(false) | Marsh spoke of his daughter’s job with the Harbor Board.
        Some(false) | Marsh left with his wife, Eva, and their daughters.
        Some(false) | He thanked his wife, Eva Lind, their three daughters and a friend.
        Some(true) | Ana and Bo Marsh, his children, were there.
        None | Marsh left with his son, Bo.
        Some(false) | Lind said that Marsh has a daughter.
        Some(true) | His children are called Ana and Bo.
        None | Marsh spoke on Monday.
        ");
        insta::assert_snapshot!(check("Daniel Marsh wife name", &sentences), @"
        Daniel Marsh wife name
        None | Marsh came with his daughter Ana and his son, Bo.
        None | Marsh thanked his daughter, Ana Lind, on Monday.
        None | Ana Lind, the 18-year-old daughter of Daniel Marsh, spoke.
        None | His daughter’s name is Ana.
        None | Marsh spoke of his daughter’s job with the Harbor Board.
        Some(true) | Marsh left with his wife, Eva, and their daughters.
        Some(true) | He thanked his wife, Eva Lind, their three daughters and a friend.
        None | Ana and Bo Marsh, his children, were there.
        None | Marsh left with his son, Bo.
        None | Lind said that Marsh has a daughter.
        None | His children are called Ana and Bo.
        None | Marsh spoke on Monday.
        ");
        insta::assert_snapshot!(check("Where does Daniel Marsh's wife work?", &[]), @"- | Where does Daniel Marsh's wife work?");
        insta::assert_snapshot!(check("Who did Daniel Marsh's daughter marry?", &[]), @"- | Who did Daniel Marsh's daughter marry?");
    }

    #[test]
    fn who_holds_an_office_is_named_beside_it() {
        let sentences = [
            "“No,” said Ana Lind, the director of the Harbor Board.",
            "Harbor Board director Ana Lind said no.",
            "The Harbor Board will name a director in May.",
            "Ana Lind, the director of the Ferry Union, spoke to the Harbor Board.",
            "Former Director Ana Lind left.",
        ];
        let ministers =
            ["Indian Defense Minister Ana Lind was there.", "Norwegian Defense Minister Bo Marsh was there."];
        insta::assert_snapshot!(check("Who is India's defense minister?", &ministers), @"
        Who is India's defense minister?
        Some(true) | Indian Defense Minister Ana Lind was there.
        Some(false) | Norwegian Defense Minister Bo Marsh was there.
        ");
        insta::assert_snapshot!(check("Who is India's Defense Minister?", &ministers), @"
        Who is India's Defense Minister?
        Some(true) | Indian Defense Minister Ana Lind was there.
        Some(false) | Norwegian Defense Minister Bo Marsh was there.
        ");
        insta::assert_snapshot!(check("Who is the director of the Harbor Board?", &sentences), @"
        Who is the director of the Harbor Board?
        Some(true) | “No,” said Ana Lind, the director of the Harbor Board.
        Some(true) | Harbor Board director Ana Lind said no.
        None | The Harbor Board will name a director in May.
        Some(false) | Ana Lind, the director of the Ferry Union, spoke to the Harbor Board.
        None | Former Director Ana Lind left.
        ");
    }

    #[test]
    fn an_age_stands_beside_who_has_it() {
        let sentences = [
            "Marsh, 54, was elected in May.",
            "The 54-year-old Marsh was elected in May.",
            "Marsh spoke to 13-year-olds.",
            "He was 54 years old then.",
            "Marsh was born in 1971.",
            "The Marsh Bridge opened on May 4, 1971.",
            "Marsh won 54 of 60 towns, all of them small.",
        ];
        insta::assert_snapshot!(check("How old is Daniel Marsh-lind?", &sentences), @"
        How old is Daniel Marsh-lind?
        Some(true) | Marsh, 54, was elected in May.
        Some(true) | The 54-year-old Marsh was elected in May.
        Some(false) | Marsh spoke to 13-year-olds.
        None | He was 54 years old then.
        Some(true) | Marsh was born in 1971.
        Some(true) | The Marsh Bridge opened on May 4, 1971.
        Some(false) | Marsh won 54 of 60 towns, all of them small.
        ");
        insta::assert_snapshot!(check("How old is the bridge in Harbor City that burnt?", &[]), @"- | How old is the bridge in Harbor City that burnt?");
    }

    proptest::proptest! {
        #[test]
        fn any_question_and_sentence_are_read(
            question in "(who is |how old is |[A-Z][a-zé]{1,6}('s|’s)? |daughter |mayor |name |\\PC){0,8}",
            sentence in "([A-Z][a-zé]{1,6}[,.]? |daughters?('s|’s)? |mayor |of |born in |[0-9]{1,4},? |\\PC){0,12}",
        ) {
            if let Some(asked) = asked(&Question::parse(&question)) {
                let _ = fits(&asked, &sentence);
            }
        }
    }
}
