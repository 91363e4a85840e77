//! Text of others made harmless: Discord shows it as it was written, and nothing in it does anything.

use crate::text;

/// Words of an article: shown as they are, but for controls that would turn the line around, which become visible.
pub fn excerpt(text: &str) -> String {
    escaped(text, is_bidirectional)
}

/// Words of whoever asked: every character that cannot be seen becomes visible.
pub fn echoed(text: &str, limit: usize) -> String {
    let (clipped, cut) = text::clip(text.trim(), limit);
    let mut shown = escaped(clipped, is_invisible);
    if cut {
        shown.push('…');
    }
    shown.replace('\n', " ")
}

/// Plain text for places that read no markdown (labels, footers): controls made visible.
pub fn plain(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            c if is_bidirectional(c) => out.push_str(&visible(c)),
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() => {}
            // Nothing reads it as a mention there; nor should a person.
            '@' => out.push_str("@\u{2060}"),
            c => out.push(c),
        }
    }
    units(&out, limit)
}

/// Whether nothing in a text could do anything, whatever a client makes of it, and all of it can be seen.
pub fn is_inert(text: &str) -> bool {
    let acts = ["://", "discord.gg", "www."].iter().any(|act| text.contains(act));
    let hidden = |c: char| is_invisible(c) || c.is_control() && c != '\n' || matches!(c, '@' | '<' | '`');
    !acts && !text.chars().any(hidden)
}

/// At most `limit` UTF-16 units, the way Discord counts, with an ellipsis where it was cut. Cuts no character.
pub fn units(text: &str, limit: usize) -> String {
    if text.encode_utf16().count() <= limit {
        return text.to_owned();
    }
    if limit == 0 {
        return String::new();
    }
    let mut left = limit - 1;
    let mut out = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.len_utf16()) else { break };
        left = rest;
        out.push(c);
    }
    // A lone backslash at the cut would escape what follows.
    let slashes = out.chars().rev().take_while(|c| *c == '\\').count();
    if slashes % 2 == 1 {
        out.pop();
    }
    out.push('…');
    out
}

/// At most `limit` characters, cut behind a word, with an ellipsis where it was cut. Nothing is escaped.
pub fn words(text: &str, limit: usize) -> String {
    match text::clip_at_word(text.trim(), limit) {
        (whole, false) => whole.to_owned(),
        (clipped, true) => format!("{clipped}…"),
    }
}

/// A name that reads no markdown, on one line: at most `limit` UTF-16 units, cut behind a word where there is one.
pub fn name(text: &str, limit: usize) -> String {
    let whole = plain(text.trim(), usize::MAX);
    let cut = units(&whole, limit);
    if cut == whole {
        return whole;
    }
    let bare = cut.trim_end_matches('…');
    match bare.rfind(char::is_whitespace).and_then(|end| bare.get(..end)).map(str::trim_end) {
        Some(clipped) if !clipped.is_empty() => format!("{clipped}…"),
        _ => cut,
    }
}

/// The same as [`units`] for text in which words are bold, struck or underlined: what was cut inside of such a mark is closed.
pub fn whole_marks(text: &str, limit: usize) -> String {
    const MARKS: [&str; 3] = ["**", "~~", "__"];
    let mut cut = units(text, limit.saturating_sub(2));
    if cut.len() < text.len() {
        // An escaped mark has a backslash before each of its characters, so none stands beside another.
        for mark in MARKS {
            if cut.matches(mark).count() % 2 == 1 {
                cut.push_str(mark);
            }
        }
    }
    cut
}

fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut line_start = true;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => continue,
            '\n' => {}
            c if hidden(c) => out.push_str(&visible(c)),
            c if c.is_control() => continue,
            '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '>' | '[' | ']' | '@' | '/' => {
                out.push('\\');
                out.push(c);
            }
            // Before a word it opens an emoji, before a slash an address.
            ':' if chars.peek().is_some_and(|next| !next.is_whitespace()) => out.push_str("\\:"),
            '#' | '-' | '+' if line_start => {
                out.push('\\');
                out.push(c);
            }
            // "12. " opens a list at the start of a line.
            '.' if line_start => out.push_str("\\."),
            // An invitation is a link without a scheme.
            '.' if chars.peek().is_some_and(char::is_ascii_alphabetic) => out.push_str("\\."),
            c => out.push(c),
        }
        // Behind an at sign or an angle nothing may be read as a mention, whatever a client makes of the backslash.
        if c == '@' || c == '<' {
            out.push('\u{2060}');
        }
        line_start = c == '\n' || (line_start && (c.is_whitespace() || c.is_ascii_digit()));
    }
    out
}

/// What was typed, from how [`echoed`] shows it; what it made visible stays so.
pub(super) fn typed(shown: &str) -> String {
    let mut out = String::new();
    let mut chars = shown.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '\u{2060}' => {}
            c => out.push(c),
        }
    }
    out
}

fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    is_bidirectional(c)
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{2029}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

fn visible(c: char) -> String {
    format!("⟨U+{:04X}⟩", u32::from(c))
}

#[cfg(test)]
#[allow(clippy::invisible_characters, reason = "they are what is tested")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_in_it_does_anything() {
        insta::assert_snapshot!(excerpt("**b** `c` <@1> @everyone https://evil.example [a](b) ||s||"), @r"\*\*b\*\* \`c\` \<⁠\@⁠1\> \@⁠everyone https\:\/\/evil\.example \[a\](b) \|\|s\|\|");
        insta::assert_snapshot!(excerpt("# head\n- item\n1. one\n> quote, 3.5 well-known"), @r"\# head\- item1\. one\> quote, 3.5 well-known");
        insta::assert_snapshot!(excerpt("a\u{202E}b 👩\u{200D}👧"), @"a⟨U+202E⟩b 👩‍👧");
        insta::assert_snapshot!(echoed("join\u{200B}er discord.gg/x", 150), @r"join⟨U+200B⟩er discord\.gg\/x");
        insta::assert_snapshot!(echoed(&"é".repeat(20), 5), @"ééééé…");
    }

    proptest! {
        #[test]
        fn any_text(text in "\\PC{0,40}|[<@!&#:/.a-z\\u{202E}\\u{2066}h]{0,30}", limit in 1usize..30) {
            for shown in [excerpt(&text), echoed(&text, 150)] {
                prop_assert!(!shown.contains("<@") && !shown.contains("@everyone") && !shown.contains("://"));
                prop_assert!(!shown.chars().any(is_bidirectional));
            }
            prop_assert!(units(&text, limit).encode_utf16().count() <= limit);
        }
    }
}
