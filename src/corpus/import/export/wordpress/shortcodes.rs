//! Shortcodes: what stands in brackets and is an instruction to the site. They go and what they enclose stays; what a person
//! wrote in brackets stays as it is.

use std::collections::HashMap;

/// Shortcodes that need no sign of their own: those of WordPress itself and of plugins that most sites have.
const KNOWN: [&str; 16] = [
    "gallery",
    "embed",
    "audio",
    "video",
    "playlist",
    "caption",
    "wp_caption",
    "youtube",
    "vimeo",
    "tweet",
    "contact-form",
    "subscribe",
    "more",
    "sc",
    "advert",
    "ad",
];

/// Those that show a recording or another page: what they enclose is its address.
const SHOWN: [&str; 10] =
    ["embed", "audio", "video", "youtube", "vimeo", "tweet", "playlist", "gallery", "soundcloud", "instagram"];

/// Those that enclose a footnote.
const NOTES: [&str; 8] = ["efn_note", "mfn", "footnote", "fn", "ref", "note", "footnotes", "sidenote"];

/// Openings of the names that page builders give, and words that blocks which open and shut have: their titles are shown.
const TITLED: [&str; 12] =
    ["et_pb_", "vc_", "fusion_", "av_", "su_", "toggle", "accordion", "tab", "spoiler", "expand", "box", "section"];

/// The longest shortcode, in bytes.
const LONGEST: usize = 8 * 1024;

/// A shortcode as it is written.
struct Shortcode<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
    opens: bool,
    /// Whether it is written with a slash at its end.
    alone: bool,
    after: &'a str,
}

impl Shortcode<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }
}

/// The text without shortcodes, with figures and footnotes as HTML has them.
pub(super) fn expanded(body: &str) -> String {
    if !body.contains('[') {
        return body.to_owned();
    }
    let closed = closed(body);
    let mut out = String::with_capacity(body.len());
    let mut notes: Vec<String> = Vec::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        // Doubled brackets show a shortcode as it is written.
        if let Some((shown, behind)) = after.strip_prefix('[').and_then(|inner| inner.split_once("]]"))
            && read(shown_tail(after)).is_some()
        {
            out.extend(["[", shown, "]"]);
            rest = behind;
            continue;
        }
        let Some(code) = read(after).filter(|code| is_instruction(code, &closed) || is_known(code, &out)) else {
            out.push('[');
            rest = after;
            continue;
        };
        rest = code.after;
        let enclosed = if code.opens && !code.alone { enclosed(&code, &closed) } else { None };
        match enclosed {
            Some((figure, behind)) if matches!(code.name, "caption" | "wp_caption") => {
                self::figure(&code, figure, &mut out);
                rest = behind;
            }
            Some((text, behind)) if NOTES.contains(&code.name) && !text.trim().is_empty() => {
                notes.push(text.to_owned());
                let number = notes.len();
                out.push_str(&format!("<sup><a href=\"#wp-note-{number}\">{number}</a></sup>"));
                rest = behind;
            }
            Some((address, behind)) if SHOWN.contains(&code.name) && !address.trim().contains(char::is_whitespace) => {
                rest = behind;
            }
            _ => title(&code, &mut out),
        }
    }
    out.push_str(rest);
    for (note, number) in notes.iter().zip(1..) {
        out.push_str(&format!("<div id=\"wp-note-{number}\">{note}</div>"));
    }
    out
}

fn shown_tail(after: &str) -> &str {
    after.strip_prefix('[').unwrap_or(after)
}

/// The shortcode that a text opens with, its first bracket left out.
fn read(text: &str) -> Option<Shortcode<'_>> {
    let (opens, inner) = match text.strip_prefix('/') {
        Some(inner) => (false, inner),
        None => (true, text),
    };
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    let length = inner.find(|letter: char| !is_name(letter))?;
    let (name, mut rest) = inner.split_at_checked(length)?;
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let window = crate::text::clip(rest, LONGEST).0.len();
    let mut attributes = Vec::new();
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{a0}']);
        if inner.len() - trimmed.len() > length + window {
            return None;
        }
        if let Some(after) = trimmed.strip_prefix(']') {
            return Some(Shortcode { name, attributes, opens, alone: false, after });
        }
        if let Some(after) = trimmed.strip_prefix("/]") {
            return Some(Shortcode { name, attributes, opens, alone: true, after });
        }
        if trimmed.len() == rest.len() {
            return None;
        }
        let end = trimmed.find(|letter: char| !is_name(letter)).unwrap_or(trimmed.len());
        let (key, behind) = trimmed.split_at_checked(end)?;
        let (key, (value, after)) = match behind.trim_start().strip_prefix('=') {
            Some(after) if !key.is_empty() => (key, value(after.trim_start())?),
            _ => ("", bare(trimmed)?),
        };
        attributes.push((key, value));
        rest = after;
    }
}

/// A value and what follows it, in marks of any sort or in none.
fn value(text: &str) -> Option<(&str, &str)> {
    for (opening, closing) in [('"', '"'), ('\'', '\''), ('”', '”'), ('“', '”'), ('″', '″')] {
        if let Some(inner) = text.strip_prefix(opening) {
            return inner.split_once(closing);
        }
    }
    if let Some(inner) = text.strip_prefix("&quot;").or_else(|| text.strip_prefix("&#8221;")) {
        let end = inner.find('&')?;
        let (value, rest) = inner.split_at_checked(end)?;
        return Some((value, rest.split_once(';')?.1));
    }
    bare(text)
}

fn bare(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter: char| letter.is_whitespace() || matches!(letter, ']' | '['))?;
    let (value, rest) = text.split_at_checked(end)?;
    (!value.is_empty()).then_some((value, rest))
}

/// Where each name is closed: `[/name]`.
fn closed(body: &str) -> HashMap<&str, Vec<usize>> {
    let mut closed: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut rest = body;
    while let Some((_, after)) = rest.split_once("[/") {
        let end = after.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')));
        let name = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
        if after.get(name.len()..).is_some_and(|rest| rest.trim_start().starts_with(']')) {
            // Counted from the end, which all parts of a text share.
            closed.entry(name).or_default().push(after.len() + 2);
        }
        rest = after;
    }
    closed
}

/// What the shortcode encloses, and what follows its end.
fn enclosed<'a>(code: &Shortcode<'a>, closed: &HashMap<&str, Vec<usize>>) -> Option<(&'a str, &'a str)> {
    let places = closed.get(code.name)?;
    let end = places.get(places.partition_point(|left| *left > code.after.len()))?;
    let (inner, rest) = code.after.split_at_checked(code.after.len() - end)?;
    Some((inner, rest.split_once(']')?.1))
}

/// Whether brackets hold an instruction: it has a value, an end tag, or a name that no word is.
fn is_instruction(code: &Shortcode<'_>, closed: &HashMap<&str, Vec<usize>>) -> bool {
    let valued = code.attributes.iter().any(|(name, _)| !name.is_empty());
    let made_up = code.name.contains('_') && code.name.chars().all(|letter| !letter.is_ascii_uppercase());
    let ended = code.opens && enclosed(code, closed).is_some();
    !code.opens || code.alone || valued || ended || code.attributes.is_empty() && made_up
}

/// Whether it is one of the known ones, which stand on lines of their own where they have nothing beside their name: such
/// names are words as well.
fn is_known(code: &Shortcode<'_>, before: &str) -> bool {
    let blank = [' ', '\t'];
    let begins = before.trim_end_matches(blank);
    let ends = code.after.trim_start_matches(blank);
    let own_line = (begins.is_empty() || begins.ends_with(['\n', '>', ']']))
        && (ends.is_empty() || ends.starts_with(['\n', '<', '[']));
    // Beside a name that is a word, words are a sentence's: "[video shows the pier]".
    let is_code = |value: &str| value.contains("://") || value.contains(|letter: char| letter.is_ascii_digit());
    let coded = !code.attributes.is_empty() && code.attributes.iter().all(|(_, value)| is_code(value));
    KNOWN.contains(&code.name) && (own_line && code.attributes.len() <= 1 || coded)
}

/// A picture with its caption: what follows the picture is the caption, whatever is in it.
fn figure(code: &Shortcode<'_>, inner: &str, out: &mut String) {
    let picture = inner.find("<img").and_then(|at| Some(at + inner.get(at..)?.find('>')? + 1)).unwrap_or_default();
    let (shown, rest) = inner.split_at_checked(picture).unwrap_or(("", inner));
    // The link around the picture ends behind it.
    let linked = shown.rfind("<a ").is_some_and(|at| shown.get(at..).is_some_and(|link| !link.contains("</a>")));
    let rest = if linked { rest.split_once("</a>").map_or(rest, |(_, rest)| rest) } else { rest };
    let words = code.get("caption").filter(|_| rest.trim().is_empty()).unwrap_or(rest);
    out.extend(["<figure><figcaption>", words.trim(), "</figcaption></figure>"]);
}

/// The title that a builder's block shows above what it encloses.
fn title(code: &Shortcode<'_>, out: &mut String) {
    let shows = code.opens && TITLED.iter().any(|opening| code.name.starts_with(opening));
    let title = code
        .get("title")
        .or_else(|| code.get("heading"))
        .or_else(|| code.get("text").filter(|_| code.name.contains("heading")));
    if let Some(title) = title.filter(|title| shows && title.contains(char::is_alphabetic)) {
        out.extend(["<h4>", title, "</h4>"]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_go_and_words_in_brackets_stay() {
        for (text, left) in [
            ("[et_pb_row][et_pb_text admin_label=\"a]b\"]One.[/et_pb_text][/et_pb_row]", "One."),
            ("[dropcap]T[/dropcap]he dam [sic] holds [Monday].", "The dam [sic] holds [Monday]."),
            (
                "“[The] board [laughter] agreed [to it],” [1] she [and he] said [see page 4].",
                "“[The] board [laughter] agreed [to it],” [1] she [and he] said [see page 4].",
            ),
            ("[embed]https://a.example/x[/embed]One [gravityform id=5 title=false] two", "One  two"),
            ("[[gallery]] is how", "[gallery] is how"),
            ("[su_spoiler title=\"What it costs\"]Two million.[/su_spoiler]", "<h4>What it costs</h4>Two million."),
            ("[column size='1/2']One[/column] [x", "One [x"),
            (
                "“It is late,” [he said, quietly] she [Ida, that is] left.",
                "“It is late,” [he said, quietly] she [Ida, that is] left.",
            ),
            (
                "One [video shows the pier; audio is cut] two [more on page 4, below]",
                "One [video shows the pier; audio is cut] two [more on page 4, below]",
            ),
            ("[audio is cut here]\n[video https://a.example/x]Two [tweet 12]", "[audio is cut here]\nTwo "),
            ("[button link=”#” newtab]Go[/button]", "Go"),
            ("[box info]One[/box] and [more] of [it].", "One and [more] of [it]."),
            ("One.\n[gallery]\n[tweet 12]", "One.\n\n"),
            ("[]", "[]"),
        ] {
            assert_eq!(expanded(text), left);
        }
    }

    #[test]
    fn captions_and_notes_keep_what_is_in_them() {
        assert_eq!(
            expanded("[caption id=\"a\"]<a href=\"x\"><img src=\"y>\" /></a> The pier in <em>May</em>[/caption]")
                .replace(['\n'], ""),
            "<figure><figcaption>The pier in <em>May</em></figcaption></figure>"
        );
        assert_eq!(
            expanded("[caption caption=\"The pier\"]<img src=y>[/caption]"),
            "<figure><figcaption>The pier</figcaption></figure>"
        );
        assert_eq!(
            expanded("In 1890[efn_note]So <i>says</i> she.[/efn_note] it was."),
            "In 1890<sup><a href=\"#wp-note-1\">1</a></sup> it was.<div id=\"wp-note-1\">So <i>says</i> she.</div>"
        );
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "(\\[/?(caption|a_b|x|mfn)|[\\[\\]/ =\"'a-zé”<>]|<img){0,40}") {
            let _expanded = expanded(&text);
        }
    }
}
