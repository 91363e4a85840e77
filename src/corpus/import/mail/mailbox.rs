//! A mailbox (mbox) to its mails.
//!
//! The four kinds of mbox differ in how they write a line of a text that opens with `From `: two set a `>` before it, and
//! two leave it as it is. So a line parts two mails only where it tells a time and a header follows it.

/// As separators write them.
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// The mails of a mailbox, as they were sent.
pub(super) fn mails(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let here = rest?;
        let end = next_separator(here);
        rest = end.and_then(|end| here.get(end..));
        let own = end.and_then(|end| here.get(..end)).unwrap_or(here);
        Some(unquoted(own.strip_prefix(b"From ").map_or(own, after_line)))
    })
    .filter(|mail| !mail.trim_ascii().is_empty())
}

/// Where the second separator begins; the first opens the bytes.
fn next_separator(bytes: &[u8]) -> Option<usize> {
    let starts = memchr::memmem::find_iter(bytes, b"\nFrom ").map(|at| at + 1);
    starts.into_iter().find(|at| bytes.get(*at..).is_some_and(is_separator))
}

/// Whether the bytes open with a separator: it tells a time, and a header stands under it.
fn is_separator(bytes: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line_of(bytes));
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let mut words = line.split_ascii_whitespace();
    let is_time = |word: &str| {
        let mut parts = word.split(':');
        let first = parts.next().is_some_and(|hour| number(hour, 1..=2));
        let rest: Vec<&str> = parts.collect();
        first && !rest.is_empty() && rest.iter().all(|part| number(part, 2..=2))
    };
    let is_year = |word: &str| number(word, 4..=4) && matches!(word.get(..2), Some("19" | "20" | "21"));
    let is_weekday = |word: &str| WEEKDAYS.contains(&word.trim_end_matches(','));
    let dated = words.clone().any(is_time) && words.clone().any(is_year) && words.any(is_weekday);
    dated && is_header(line_of(after_line(bytes)))
}

fn is_header(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    // An old separator that was quoted stands on top of some headers.
    line.starts_with(b">From ") || !name.is_empty() && name.len() < line.len() && name.iter().all(u8::is_ascii_graphic)
}

fn line_of(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == b'\n').next().unwrap_or_default()
}

fn after_line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
    bytes.get(end..).unwrap_or_default()
}

/// Without the mark that a mailbox sets before lines that open with `From `.
fn unquoted(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len());
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let marks = line.iter().take_while(|byte| **byte == b'>').count();
        let is_quoted = marks > 0 && line.get(marks..).is_some_and(|rest| rest.starts_with(b"From "));
        out.extend_from_slice(line.get(usize::from(is_quoted)..).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mailbox: &str) -> Vec<String> {
        mails(mailbox.as_bytes()).map(|mail| String::from_utf8_lossy(&mail).trim().to_owned()).collect()
    }

    #[test]
    fn a_line_of_a_text_that_opens_with_from_parted_a_mail() {
        for line in
            ["From Monday on it runs at 10:30.", "From 10:00 on 1 May 2024:", "From a@b Wed May  1 10:00:00 2024"]
        {
            let text = format!("From a@b Wed May  1 10:00:00 2024\nSubject: One\n\nText.\n\n{line}\nIt ends.\n");
            assert_eq!(check(&text), [format!("Subject: One\n\nText.\n\n{line}\nIt ends.")]);
        }
    }

    #[test]
    fn mails_are_parted_however_their_separators_are_written() {
        for separator in [
            "From ann@valley.example Wed May  1 10:00:00 2024",
            "From - Wed May  1 10:00:00 2024",
            "From 1790000000000000000@xxx Wed May 01 10:00:00 +0000 2024",
            "From MAILER-DAEMON Wed May  1 10:00 2024",
            "From \"Ann Reed\" <ann@valley.example> Wed, 1 May 2024 10:00:00",
        ] {
            for end in ["\n", "\r\n"] {
                let mail = |text: &str| format!("{separator}{end}X-Mozilla-Status: 0001{end}{end}{text}{end}");
                let mails = check(&(mail("One.") + end + &mail("Two.")));
                assert_eq!(mails.len(), 2, "{separator}: {mails:?}");
                assert!(mails[0].ends_with("One.") && mails[1].ends_with("Two."), "{mails:?}");
            }
        }
    }

    #[test]
    fn marks_before_from_are_taken_off_one_by_one() {
        let text = "From a@b Wed May  1 10:00:00 2024\nSubject: One\n\n>From here\n>>From there\n> From him\n";
        assert_eq!(check(text), ["Subject: One\n\nFrom here\n>From there\n> From him"]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(lines in proptest::collection::vec("(From |>From )?[a-z :0-9]{0,20}", 0..12)) {
            let text = format!("From a@b Wed May  1 10:00:00 2024\nS: x\n{}\n", lines.join("\n"));
            let kept = mails(text.as_bytes()).map(|mail| mail.len()).sum::<usize>();
            let marks = text.matches("\n>From ").count();
            let separators = text.lines().next().map_or(0, |line| line.len() + 1);
            proptest::prop_assert_eq!(kept + marks + separators, text.len());
        }
    }
}
