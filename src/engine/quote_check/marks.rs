//! Quotation marks of all kinds as “ and ”, so that a message may use any.

/// A message whose quotation marks are “ and ”: ``…'', ''…'', „…“, «…», »…«, ‹…›, 「…」, and ‘…’ or '…' where it has no
/// others. What is quoted stands on one line.
pub(super) fn made_plain(message: &str) -> String {
    let doubled = message.replace("``", "“").replace("’’", "”").replace("‘‘", "“").replace("&quot;", "\"");
    let mut plain = String::with_capacity(doubled.len());
    let mut open = false;
    let mut low = false;
    let mut characters = doubled.chars().peekable();
    let mut before = None;
    while let Some(character) = characters.next() {
        let after = characters.peek().copied();
        let starts = before.is_none_or(|before: char| !before.is_alphanumeric())
            && after.is_some_and(|after| !after.is_whitespace());
        let mark = match character {
            '\'' if after == Some('\'') => {
                characters.next();
                let opens = !open && characters.peek().is_some_and(|next| !next.is_whitespace());
                Some(opens)
            }
            '‚' => Some(true),
            '‘' | '’' if low && !after.is_some_and(char::is_alphanumeric) => Some(false),
            '„' | '「' | '『' => Some(true),
            '」' | '』' => Some(false),
            '«' | '‹' => Some(!open),
            '»' | '›' => Some(!open && starts),
            // The closing mark of „…“.
            '“' | '‟' | '〝' => Some(!open || starts),
            '”' | '〞' => Some(!open && starts && before.is_none_or(char::is_whitespace)),
            _ => None,
        };
        match mark {
            Some(opens) => {
                open = opens;
                low = opens && character == '‚';
                plain.push(if opens { '“' } else { '”' });
            }
            None if character == '\n' && open && after != Some('\n') && closes_later(characters.clone()) => {
                plain.push(' ')
            }
            None => {
                open = if matches!(character, '"' | '＂') { !open } else { open && character != '\n' };
                plain.push(character);
            }
        }
        before = Some(character);
    }
    plain
}

/// Whether a closing mark follows before an opening one.
fn closes_later(mut rest: impl Iterator<Item = char>) -> bool {
    rest.find(|character| matches!(character, '"' | '“' | '”' | '„' | '»' | '«'))
        .is_some_and(|mark| matches!(mark, '"' | '”' | '»'))
}

#[cfg(test)]
mod tests {
    use super::made_plain;

    fn check<const N: usize>(messages: [&str; N]) -> String {
        messages.map(made_plain).join("\n")
    }

    #[test]
    fn marks_of_all_kinds_delimit_words() {
        insta::assert_snapshot!(check([
            "``We won't go,'' she said, ''and that is that.''",
            "„Wir gehen“, sagte sie, «we go», »wir auch«",
            "\"One\" and “two” and ”three”",
            "‚Wir sind’s‘, sagte sie, ‹nous› »nein«",
            "the '90s don't count, and it's 5' tall",
        ]), @r#"
        “We won't go,” she said, “and that is that.”
        “Wir gehen”, sagte sie, “we go”, “wir auch”
        "One" and “two” and “three”
        “Wir sind’s”, sagte sie, “nous” “nein”
        the '90s don't count, and it's 5' tall
        "#);
    }

    #[test]
    fn words_that_run_over_lines_are_one_quotation() {
        insta::assert_snapshot!(check(["Reed said \"we go\non and on\" and left\nfor \"home"]), @r#"
        Reed said "we go on and on" and left
        for "home
        "#);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(message in "\\PC{0,40}|[`'\"“”„«»‘’ a\n]{0,40}") {
            made_plain(&message);
        }
    }
}
