//! Questions for one of a sort whose members are told by how they are written: a song or a book, which has a title, and an
//! illness. A sentence without one does not answer.

use crate::query::{List, Question, QuestionKind, Role};
use crate::text;

/// What a question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Something that has a title.
    Work,
    /// What somebody has, or died of.
    Illness,
}

/// So many words a title may have.
const LONGEST_TITLE: usize = 10;
/// What names of illnesses end on, in small letters.
const ENDINGS: [&str; 5] = ["itis", "oma", "osis", "emia", "pathy"];

/// The sort that a question asks for: "what song did she sing?"
pub(crate) fn asked(question: &Question) -> Option<Sort> {
    if !matches!(question.kind, QuestionKind::What | QuestionKind::Which) {
        return None;
    }
    let noun = question.terms.get(question.focus?).filter(|term| term.role != Role::Question)?.word.as_str();
    let singular = noun.strip_suffix('s').unwrap_or(noun);
    // "What book deal", "what is the song about": what follows the question word at once is asked for.
    let follows = text::tokens(&question.text).nth(1).is_some_and(|second| text::fold(second.text) == noun);
    let is = |list: List| list.has(noun) || list.has(singular);
    if !follows {
        None
    } else if is(List::Work) {
        Some(Sort::Work)
    } else {
        is(List::AilmentAsked).then_some(Sort::Illness)
    }
}

/// Whether a sentence has none of the sort.
pub(crate) fn lacks(sort: Sort, sentence: &str) -> bool {
    match sort {
        Sort::Work => !has_title(sentence),
        Sort::Illness => !text::tokens(sentence).any(|word| is_illness(&text::fold(word.text))),
    }
}

fn is_illness(folded: &str) -> bool {
    let singular = folded.strip_suffix('s').unwrap_or(folded);
    [folded, singular]
        .iter()
        .any(|word| List::Ailment.has(word) || word.len() > 6 && ENDINGS.iter().any(|ending| word.ends_with(ending)))
}

/// Whether some words are a title: in quotation marks and mostly in capitals, or in capitals right behind the word for what
/// has it ("her memoir Low Tide", "called Low Tide").
fn has_title(sentence: &str) -> bool {
    let large =
        |word: &text::Token<'_>| word.text.starts_with(|first: char| first.is_uppercase() || first.is_numeric());
    let quoted =
        sentence.split(['“', '”', '"', '«', '»']).skip(1).step_by(2).chain(sentence.split("''").skip(1).step_by(2));
    // An apostrophe is no mark, so that one word between two of them may be anything.
    let single = sentence.split(['‘', '’']).skip(1).filter(|part| text::tokens(part).nth(1).is_some());
    let titled = |part: &str| {
        let words: Vec<text::Token<'_>> = text::tokens(part).take(LONGEST_TITLE + 1).collect();
        let lead = words.iter().filter(|word| !text::is_stop_word(&text::fold(word.text)));
        let (count, capitals) =
            lead.fold((0, 0), |(count, capitals), word| (count + 1, capitals + usize::from(large(word))));
        words.len() <= LONGEST_TITLE && words.first().is_some_and(large) && count > 0 && capitals == count
    };
    if quoted.chain(single).any(titled) {
        return true;
    }
    let words: Vec<text::Token<'_>> = text::tokens(sentence).collect();
    words.array_windows().any(|[word, next]| {
        let folded = text::fold(word.text);
        let gap = sentence.get(word.range().end..next.start).unwrap_or(".");
        let introduces = List::Work.has(&folded) || matches!(&*folded, "titled" | "entitled" | "called");
        introduces && matches!(gap, " " | ", ") && large(next)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str, sentences: &[&str]) -> String {
        let sort = asked(&Question::parse(question));
        let line = |sentence: &&str| {
            format!("\n{} | {sentence}", sort.map_or("-", |sort| if lacks(sort, sentence) { "no" } else { "yes" }))
        };
        format!("{sort:?}{}", sentences.iter().map(line).collect::<String>())
    }

    #[test]
    fn a_song_has_a_title() {
        let sentences = [
            "The band opened with “Low Tide” and left.",
            "She sang ''Low Tide,'' from the second album.",
            "The band plays on Friday at the Harbor Club.",
            "“We love the harbor,” the singer said.",
            "Her memoir Low Tide comes out in May.",
            "The album, called Low Tide, sold well.",
            "‘Let’s write a song,’ he said.",
        ];
        insta::assert_snapshot!(check("What song did the band open with?", &sentences), @"
        Some(Work)
        yes | The band opened with “Low Tide” and left.
        yes | She sang ''Low Tide,'' from the second album.
        no | The band plays on Friday at the Harbor Club.
        no | “We love the harbor,” the singer said.
        yes | Her memoir Low Tide comes out in May.
        yes | The album, called Low Tide, sold well.
        no | ‘Let’s write a song,’ he said.
        ");
        insta::assert_snapshot!(check("What was the song about?", &[]), @"None");
        insta::assert_snapshot!(check("Which bridge did the band cross?", &[]), @"None");
    }

    #[test]
    fn an_illness_has_a_name() {
        let sentences =
            ["Marsh died of leukemia in May.", "Marsh died in May after a long life.", "Marsh had a stroke."];
        insta::assert_snapshot!(check("What illness did Marsh die of?", &sentences), @"
        Some(Illness)
        yes | Marsh died of leukemia in May.
        no | Marsh died in May after a long life.
        yes | Marsh had a stroke.
        ");
    }
}
