//! Quotation marks of which a slice holds one alone.

/// The marks that a slice of a text lacks at its beginning and at its end: of a mark that closes, the one that would have
/// opened, and of one that opens, the one that would close. What direction a straight mark has is told by its neighbours.
pub fn torn_marks(slice: &str) -> (Option<char>, Option<char>) {
    let mut lacking = None;
    let mut open: Option<char> = None;
    let mut before: Option<char> = None;
    let mut rest = slice.chars().peekable();
    while let Some(mark) = rest.next() {
        let opens = match mark {
            '“' => true,
            '”' => false,
            '"' => {
                before.is_none_or(|before| before.is_whitespace() || "([—–-‘'“".contains(before))
                    && rest.peek().is_some_and(|after| !after.is_whitespace())
            }
            _ => {
                before = Some(mark);
                continue;
            }
        };
        // Behind a figure it stands for inches.
        let inches = mark == '"' && open.is_none() && before.is_some_and(|before| before.is_ascii_digit());
        match (opens, open) {
            (true, _) => open = Some(if mark == '“' { '”' } else { mark }),
            (false, Some(_)) => open = None,
            (false, None) if lacking.is_none() && !inches => lacking = Some(if mark == '”' { '“' } else { mark }),
            (false, None) => {}
        }
        before = Some(mark);
    }
    (lacking, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_torn_mark_the_other_one_is_told() {
        let check = |slice: &str| {
            let (before, after) = torn_marks(slice);
            [before, after].map(|mark| mark.unwrap_or('-')).iter().collect::<String>()
        };
        let slices = [
            "It violates our values.\"",
            "She tweeted, \"I will not come.",
            "\"We won,\" he said. \"It is over.\"",
            "“We won,” he said.",
            "We won,” he said.",
            "He said, “We won",
            "A 12\" pipe burst.",
            "No mark.",
            "done,\" he said. \"And so",
        ];
        insta::assert_debug_snapshot!(slices.map(check), @r#"
        [
            "\"-",
            "-\"",
            "--",
            "--",
            "“-",
            "-”",
            "--",
            "--",
            "\"\"",
        ]
        "#);
    }
}
