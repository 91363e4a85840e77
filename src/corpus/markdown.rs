//! A Markdown file to an article: TOML front matter between `+++` lines, then the body.
//!
//! Only blocks are read: blank lines part paragraphs, `>` marks a quotation, `#` a heading, `-`, `*` or `+` with a
//! space an item of a list. What stands inside a line is text, and a backslash before one of these marks makes it
//! text too.

use crate::domain::ParagraphKind;

use super::article::{Head, Parsed};
use super::attribution;
use super::decode::{decode, with_plain_line_ends};
use super::error::{LoadError, LoadNote, Problem, Remark};
use super::fields::{Errors, FieldReader};
use super::paragraph::{BodyParagraph, empty};
use super::rules::Defaults;
use super::toml_form;

/// The line that opens and closes front matter.
const FENCE: &str = "+++";

pub(super) fn parse(file: &str, bytes: &[u8], defaults: &Defaults) -> Result<Parsed, Vec<LoadError>> {
    let (text, encoding) = decode(bytes);
    let text = with_plain_line_ends(text);
    let mut errors = Errors::new(file);
    let (head, mut body) = match split(&text) {
        Ok((front, rest, rest_line)) => {
            let head = toml_form::read(front, 2, &mut errors).and_then(|fields| {
                let mut reader = FieldReader::new(&mut errors, "", fields);
                let head = Head::read(&mut reader, defaults);
                reader.finish();
                head
            });
            (head, Blocks::read(rest, rest_line, &mut errors))
        }
        Err(problem) => {
            errors.push(1, None, problem);
            return Err(errors.found);
        }
    };
    let (Some(mut head), true) = (head, errors.found.is_empty()) else { return Err(errors.found) };

    let mut notes = Vec::new();
    let mut note = |line, remark| notes.push(LoadNote { file: file.to_owned(), line, remark });
    if let Some(name) = encoding {
        note(None, Remark::Encoding(name));
    }
    head.link(&mut body).into_iter().for_each(|remark| note(None, remark));
    for remark in attribution::attribute(&mut body).into_iter().chain(empty(&body)) {
        let line = match remark {
            Remark::UnclearSource(number) => {
                (number as usize).checked_sub(1).and_then(|at| body.get(at)).map(|paragraph| paragraph.line)
            }
            _ => None,
        };
        note(line, remark);
    }
    Ok(Parsed { article: head.with_body(body), notes })
}

/// Front matter, body, and the line that the body begins on.
fn split(text: &str) -> Result<(&str, &str, u32), Problem> {
    let first = text.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != FENCE {
        return Err(Problem::NoFrontMatter);
    }
    let mut end = first.len();
    for (line, number) in text.split_inclusive('\n').skip(1).zip(3..) {
        if line.trim_end() == FENCE {
            let front = text.get(first.len()..end).unwrap_or_default();
            return Ok((front, text.get(end + line.len()..).unwrap_or_default(), number));
        }
        end += line.len();
    }
    Err(Problem::OpenFrontMatter)
}

/// Gathers the lines of a body into paragraphs.
#[derive(Default)]
struct Blocks {
    done: Vec<BodyParagraph>,
    open: Option<OpenParagraph>,
    /// Where the quotation that is being read began in `done`.
    quotation: Option<usize>,
}

struct OpenParagraph {
    lines: Vec<String>,
    kind: ParagraphKind,
    line: u32,
}

impl Blocks {
    fn read(body: &str, first_line: u32, errors: &mut Errors<'_>) -> Vec<BodyParagraph> {
        let mut blocks = Blocks::default();
        for (line, number) in body.split('\n').zip(first_line..) {
            blocks.line(line, number, errors);
        }
        blocks.end_quotation(errors);
        blocks.end_paragraph();
        blocks.done
    }

    fn line(&mut self, line: &str, number: u32, errors: &mut Errors<'_>) {
        let indented = line.trim_start_matches([' ', '\t']);
        let Some(quoted) = indented.strip_prefix('>') else {
            self.end_quotation(errors);
            if line.trim().is_empty() {
                return self.end_paragraph();
            }
            return match heading(indented) {
                Some(text) => {
                    self.end_paragraph();
                    self.add(text, ParagraphKind::Heading, number);
                    self.end_paragraph();
                }
                None => match item(indented) {
                    Some(text) => {
                        self.end_paragraph();
                        self.add(text, ParagraphKind::Item, number);
                    }
                    None => self.add(line, ParagraphKind::Text, number),
                },
            };
        };
        if self.quotation.is_none() {
            self.end_paragraph();
            self.quotation = Some(self.done.len());
        }
        if quoted.trim().is_empty() {
            self.end_paragraph();
        } else {
            self.add(quoted, ParagraphKind::Quotation, number);
        }
    }

    fn add(&mut self, line: &str, kind: ParagraphKind, number: u32) {
        let line = line.trim_matches([' ', '\t']);
        match &mut self.open {
            Some(open) => open.lines.push(line.to_owned()),
            None => self.open = Some(OpenParagraph { lines: vec![unescaped(line).to_owned()], kind, line: number }),
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = open.lines.join(" ");
        self.done.push(BodyParagraph { text, kind: open.kind, source: None, links: Vec::new(), line: open.line });
    }

    /// Takes the last line of the quotation as its attribution, if it is one.
    fn end_quotation(&mut self, errors: &mut Errors<'_>) {
        let Some(start) = self.quotation.take() else { return };
        let mut source = None;
        if let Some(open) = &mut self.open
            && let Some(name) = open.lines.last().and_then(|line| attribution::attribution(line))
        {
            source = Some(name.to_owned());
            open.lines.pop();
            let line = open.line;
            if open.lines.is_empty() {
                self.open = None;
                if self.done.len() == start {
                    errors.push(line, None, Problem::LoneAttribution);
                }
            }
        }
        self.end_paragraph();
        for paragraph in self.done.iter_mut().skip(start) {
            paragraph.source.clone_from(&source);
        }
    }
}

/// The words of a heading line: one to six `#` and a space before them.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let marks = line.len() - text.len();
    ((1..=6).contains(&marks) && text.starts_with([' ', '\t']) && !text.trim().is_empty()).then_some(text)
}

/// The words of an item of a list.
fn item(line: &str) -> Option<&str> {
    let text = line.strip_prefix(['-', '*', '+'])?;
    (text.starts_with([' ', '\t']) && !text.trim().is_empty()).then_some(text)
}

/// Without the backslash that makes a block's mark text.
fn unescaped(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if rest.starts_with(['>', '#', '-', '*', '+', '\\', '—', '–']) => rest,
        _ => line,
    }
}
