//! A post as its site shows it. The classic editor writes no paragraphs, only blank lines, and WordPress makes paragraphs of
//! them when it shows a post, wherever text stands between elements (`wpautop`). The block editor marks its blocks by
//! comments; text outside of them, or in a block of the classic editor, is read as before.

use super::shortcodes;

/// Elements whose text stands as it is.
const AS_IT_IS: [&str; 5] = ["pre", "script", "style", "textarea", "svg"];

/// The post's HTML.
pub(super) fn html(body: &str) -> String {
    let body = body.replace("\r\n", "\n");
    with_paragraphs(&shortcodes::expanded(&body))
}

/// The text with its blank lines as breaks of paragraphs, outside of tags, of blocks, and of what stands as it is.
fn with_paragraphs(body: &str) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 8);
    let mut blocks: Vec<bool> = Vec::new();
    let mut rest = body;
    while let Some((text, mark)) = rest.split_once('<') {
        push(text, blocks.last() == Some(&true), &mut out);
        let Some(comment) = mark.strip_prefix("!--") else {
            let end = end_of_tag(mark);
            let name = mark.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
            let name = name.to_ascii_lowercase();
            let close = format!("</{name}");
            let end = match AS_IT_IS.contains(&name.as_str()) {
                true => find_folded(mark, &close).map_or(mark.len(), |at| at + close.len()),
                false => end,
            };
            out.push('<');
            out.push_str(mark.get(..end).unwrap_or(mark));
            rest = mark.get(end..).unwrap_or_default();
            continue;
        };
        let (inner, after) = comment.split_once("-->").unwrap_or((comment, ""));
        let said = inner.trim();
        if let Some(block) = said.strip_prefix("wp:") {
            // The classic editor's own block is text like outside of any.
            if !said.ends_with('/') {
                blocks.push(!block.starts_with("freeform") && !block.starts_with("core/freeform"));
            }
        } else if said.starts_with("/wp:") {
            // What follows the classic editor's own block is another paragraph.
            if blocks.pop() == Some(false) {
                out.push_str("<br><br>");
            }
        }
        out.extend(["<!--", inner, "-->"]);
        rest = after;
    }
    push(rest, blocks.last() == Some(&true), &mut out);
    out
}

fn push(text: &str, in_block: bool, out: &mut String) {
    if in_block || !text.contains('\n') {
        return out.push_str(text);
    }
    let mut blank = false;
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty() && line.ends_with('\n');
        if is_blank && blank && !out.ends_with("<br><br>") {
            out.push_str("<br><br>");
        }
        // A line ends here: one more without a word makes a paragraph.
        blank = line.ends_with('\n');
        out.push_str(line);
    }
}

/// How long the rest of a tag is, marks in its values passed over.
fn end_of_tag(tag: &str) -> usize {
    let mut mark = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (mark, byte) {
            (Some(own), byte) if own == byte => mark = None,
            (None, b'"' | b'\'') if tag.get(..at).is_some_and(|before| before.ends_with('=')) => mark = Some(byte),
            (None, b'>') => return at + 1,
            _ => {}
        }
    }
    tag.find('>').map_or(tag.len(), |at| at + 1)
}

fn find_folded(text: &str, what: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes)
        .find(|at| bytes.get(*at..*at + what.len()).is_some_and(|found| found.eq_ignore_ascii_case(what.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::super::super::html_blocks;
    use super::*;

    fn check(body: &str) -> Vec<String> {
        let blocks = html_blocks(&html(body)).expect("a post");
        blocks.into_iter().filter(|block| block.dropped.is_none()).map(|block| block.text).collect()
    }

    #[test]
    fn blank_lines_part_paragraphs_beside_elements_and_inside_them() {
        assert_eq!(
            check("One.\n\nTwo.\n\n<p>Three.</p>\n\nFour.\n\nFive."),
            ["One.", "Two.", "Three.", "Four.", "Five."]
        );
        assert_eq!(check("One\nline.\n \nTwo."), ["One line.", "Two."]);
        assert_eq!(
            check("<div>One.\n\nTwo.</div>Three.\n\n<em>Four.\n\nFive.</em>"),
            ["One.", "Two.", "Three.", "Four.", "Five."]
        );
        assert_eq!(check("<pre>a\n\nb</pre>\n\n<ul>\n\n<li>One</li>\n\n<li>Two</li>\n\n</ul>"), ["a b", "One", "Two"]);
        assert_eq!(check("<p>One.</p>\n\n<p title=\"a\n\n> b\">Two.</p>"), ["One.", "Two."]);
    }

    #[test]
    fn text_beside_blocks_is_the_classic_editors() {
        let post = "One.\n\nTwo.\n\n<!-- wp:paragraph {\"a\":1} -->\n<p>Three\n\nthree.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:freeform -->Four.\n\nFive.<!-- /wp:freeform --><!-- wp:footnotes /-->Six.\n\nSeven.";
        assert_eq!(check(post), ["One.", "Two.", "Three three.", "Four.", "Five.", "Six.", "Seven."]);
    }

    proptest::proptest! {
        #[test]
        fn no_letter_is_lost(text in "([a-z<>/\"'=\\[\\] \n!-]|<!-- wp:|-->|<pre>|<p>){0,60}") {
            let bare = |text: &str| text.replace("<br><br>", "").chars().filter(|letter| !letter.is_whitespace()).collect::<String>();
            let paragraphs = with_paragraphs(&text);
            proptest::prop_assert!(bare(&paragraphs).starts_with(&bare(&text)), "{paragraphs:?}");
        }
    }
}
