//! One line of an archive to an article.

use crate::domain::ParagraphKind;

use super::article::{Head, Parsed};
use super::attribution;
use super::decode::decode;
use super::error::{LoadError, LoadNote, Problem, Remark};
use super::fields::{Errors, FieldReader, Located, Value};
use super::json_form;
use super::links;
use super::paragraph::{BodyParagraph, empty};
use super::rules::Defaults;

/// The words for what sort of paragraph it is.
const KINDS: [&str; 5] = ["text", "quotation", "heading", "item", "embed"];
const MEANINGS: [ParagraphKind; 5] =
    [ParagraphKind::Text, ParagraphKind::Quotation, ParagraphKind::Heading, ParagraphKind::Item, ParagraphKind::Embed];

pub(super) fn parse(file: &str, line: u32, bytes: &[u8], defaults: &Defaults) -> Result<Parsed, Vec<LoadError>> {
    let (text, encoding) = decode(bytes);
    let mut errors = Errors::new(file);
    let Some(fields) = json_form::read(&text, line, &mut errors) else { return Err(errors.found) };
    let mut reader = FieldReader::new(&mut errors, "", fields);
    let head = Head::read(&mut reader, defaults);
    let mut loose = Vec::new();
    let body = paragraphs(&mut reader, &mut loose);
    // What a dry run of an import says beside an article.
    let _told = reader.take("loss");
    reader.finish();
    let (Some(mut head), Some(mut body), true) = (head, body, errors.found.is_empty()) else {
        return Err(errors.found);
    };

    let mut remarks: Vec<Remark> = encoding.map(Remark::Encoding).into_iter().collect();
    remarks.extend(loose);
    remarks.extend(head.link(&mut body));
    remarks.extend(attribution::attribute(&mut body));
    remarks.extend(empty(&body));
    let note = |remark| LoadNote { file: file.to_owned(), line: Some(line), remark };
    Ok(Parsed { article: head.with_body(body), notes: remarks.into_iter().map(note).collect() })
}

fn paragraphs(reader: &mut FieldReader<'_, '_>, loose: &mut Vec<Remark>) -> Option<Vec<BodyParagraph>> {
    let Some(found) = reader.take("paragraphs") else {
        reader.missing("paragraphs");
        return None;
    };
    let line = found.line;
    let Value::List(items) = found.value else {
        reader.wrong(line, "paragraphs", Problem::WrongType { expected: "a list", found: found.value.name() });
        return None;
    };
    Some(items.into_iter().enumerate().filter_map(|(at, item)| paragraph(reader, at, item, loose)).collect())
}

fn paragraph(
    reader: &mut FieldReader<'_, '_>,
    at: usize,
    item: Located,
    loose: &mut Vec<Remark>,
) -> Option<BodyParagraph> {
    let line = item.line;
    if let Value::Text(text) = item.value {
        return Some(BodyParagraph { text, kind: ParagraphKind::Text, source: None, links: Vec::new(), line });
    }
    let mut inner = reader.inner(&format!("paragraphs[{at}]"), item)?;
    let text = inner.text("text").map(|(text, _)| text);
    let kind = inner.word("kind", &KINDS, &MEANINGS).unwrap_or_default();
    let source = inner.optional_name("source");
    let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let links = links::of_paragraph(&mut inner, text.as_deref().unwrap_or_default(), loose, number);
    inner.finish();
    Some(BodyParagraph { text: text?, kind, source, links, line })
}
