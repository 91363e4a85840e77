//! Articles that set single marks in pairs for double ones, as old exports do: ''…'' and ``…''. What they enclose is not
//! kept as a quotation, since in a whole archive such marks cannot be told from an apostrophe's reach; where words were
//! found between them it can.

use crate::engine::Engine;
use crate::index::StoredParagraph;
use crate::quotes;

/// The paragraph with the quotations that its article has in such marks; `None` where it has none of them.
pub(super) fn read_anew(engine: &Engine, paragraph: &StoredParagraph) -> Option<StoredParagraph> {
    has_pairs(&paragraph.paragraph.text).then_some(())?;
    let all = engine.archive.paragraphs(&paragraph.article);
    let texts: Vec<String> = all.iter().map(|paragraph| with_double_marks(&paragraph.paragraph.text)).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let own = quotes::extract(&texts).into_iter().filter(|quote| quote.paragraph == paragraph.index);
    Some(paragraph.with_quotes(own.collect()))
}

fn has_pairs(text: &str) -> bool {
    text.contains("''") || text.contains("``")
}

/// The same text with double marks, each byte of other text where it was.
fn with_double_marks(text: &str) -> String {
    let mut open = false;
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, pair)) =
        rest.find("''").into_iter().chain(rest.find("``")).min().and_then(|at| Some((at, rest.get(at..at + 2)?)))
    {
        plain.push_str(rest.get(..at).unwrap_or_default());
        open = pair == "``" || !open;
        plain.push_str(if open { " \"" } else { "\" " });
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::with_double_marks;

    #[test]
    fn marks_in_pairs_take_as_many_bytes_as_they_did() {
        let text = "``We won't go,'' she said. ''It's late.''";
        let plain = with_double_marks(text);
        assert_eq!((plain.as_str(), plain.len()), (" \"We won't go,\"  she said.  \"It's late.\" ", text.len()));
    }
}
