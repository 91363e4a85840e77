//! Text whose lines flow (RFC 3676): a space at a line's end says that the next goes on with it.

/// The text with each flowing paragraph on one line. With `delsp` the space at a line's end is no part of the text.
pub(super) fn unfolded(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // How deep the line that flows on is quoted.
    let mut flowing: Option<usize> = None;
    for line in text.lines() {
        let unquoted = line.trim_start_matches('>');
        let depth = line.len() - unquoted.len();
        // A space is set before what would be taken for a mark.
        let own = unquoted.strip_prefix(' ').unwrap_or(unquoted);
        let is_signature = own == "-- ";
        if flowing != Some(depth) || is_signature {
            if !out.is_empty() {
                out.push('\n');
            }
            if depth > 0 {
                out.extend(std::iter::repeat_n('>', depth));
                out.push(' ');
            }
        }
        let flows = own.ends_with(' ') && !is_signature;
        out.push_str(if flows && delsp { own.strip_suffix(' ').unwrap_or(own) } else { own });
        flowing = flows.then_some(depth);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_flow() {
        assert_eq!(unfolded("The fer \nry runs.\n\nIt is \nlate.\n", true), "The ferry runs.\n\nIt islate.");
        assert_eq!(unfolded("The ferry \nruns.\nIt is late.", false), "The ferry runs.\nIt is late.");
        assert_eq!(unfolded("> One \n> two.\n>> Three \nfour", false), "> One two.\n>> Three \nfour");
        assert_eq!(unfolded(" From here\nAnn \n-- \nThe pier", false), "From here\nAnn \n-- \nThe pier");
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost(text in "([a-z]{0,4}|>| |\n|-- ){0,20}") {
            let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>();
            proptest::prop_assert_eq!(letters(&unfolded(&text, true)), letters(&text));
        }
    }
}
