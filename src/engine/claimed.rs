//! Whether a text that somebody shows is what the archive has: word by word, whoever set or typed it.

use super::revised::difference;
use crate::reply::DiffPart;
use crate::text;

/// Whether both are the same words. White space, capitals, the form of quotation marks and dashes, marks around the whole
/// and a full stop or comma at its end do not matter; any other letter or mark does.
pub fn same_words(claimed: &str, words: &str) -> bool {
    text::spelled(bare(claimed)) == text::spelled(bare(words))
}

/// What differs: the claim's words are the asked side. Words that count as the same are shown as the archive writes them.
pub fn differing_words(claimed: &str, words: &str) -> Vec<DiffPart> {
    difference(bare(claimed), bare(words), text::spelled)
}

/// The text without what may stand around it.
fn bare(text: &str) -> &str {
    let around = |character: char| matches!(text::spelled(character.encode_utf8(&mut [0; 4])).as_str(), "" | "'");
    let behind = |character: char| matches!(character, '.' | ',' | '…') || around(character);
    text.trim_start_matches(around).trim_end_matches(behind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::DiffSide;

    const WORDS: &str = "“The weir ‘did not’ hold — it broke,” said the mayor’s office.";

    fn check(claimed: &str) -> String {
        if same_words(claimed, WORDS) {
            return "the same".to_owned();
        }
        let mark = |part: DiffPart| match part.side {
            DiffSide::Same => part.text,
            DiffSide::Asked => format!("-{}-", part.text),
            DiffSide::Archive => format!("+{}+", part.text),
        };
        differing_words(claimed, WORDS).into_iter().map(mark).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn how_a_text_is_typed_does_not_matter() {
        for typed in [
            WORDS,
            "\"The weir 'did not' hold - it broke,\" said the mayor's office.",
            "the weir \"did not\" hold – it broke,'' said the mayor’s\n   office",
            "« The weir «did not» hold — it broke,” said the mayor´s office. »",
            "THE WEIR “DID NOT” HOLD — IT BROKE,” SAID THE MAYOR'S OFFICE",
            "The wei\u{AD}r ‘did\u{A0}not’ hold — it broke,” said the mayor’s office…",
        ] {
            assert_eq!(check(typed), "the same", "{typed}");
        }
    }

    #[test]
    fn a_letter_or_a_word_does() {
        insta::assert_snapshot!([
            "The weir ‘did’ hold — it broke,” said the mayor’s office.",
            "The weir did not hold — it broke, said the mayor’s office.",
            "The weir ‘did not’ hold — it broke,” said the mayor’s officer.",
            "The weir ‘did not’ hold, it broke,” said the mayor’s office.",
            "The weir ‘did not’ hold — […] said the mayor’s office.",
            "The weir ‘did not’ hold — it broke,” said the mayor’s office!",
            "",
        ].map(check).join("\n"), @"
        The weir -‘did’- +‘did not’+ hold — it broke,” said the mayor’s office
        The weir -did not- +‘did not’+ hold — it -broke,- +broke,”+ said the mayor’s office
        The weir ‘did not’ hold — it broke,” said the mayor’s -officer- +office+
        The weir ‘did not’ -hold,- +hold —+ it broke,” said the mayor’s office
        The weir ‘did not’ hold — -[…]- +it broke,”+ said the mayor’s office
        The weir ‘did not’ hold — it broke,” said the mayor’s -office!- +office+
        +The weir ‘did not’ hold — it broke,” said the mayor’s office+
        ");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_compared(one in "\\PC{0,40}", other in "[ab'\". \u{AD}—]{0,12}") {
            let framed = format!(" “{other}”. ");
            proptest::prop_assert!(same_words(&one, &one) && same_words(&other, &framed));
            proptest::prop_assert_eq!(same_words(&one, &other), same_words(&other, &one));
            differing_words(&one, &other);
        }
    }
}
