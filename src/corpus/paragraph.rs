//! A paragraph of a body that was read and is not part of an article yet.

use crate::domain::{Link, ParagraphKind};

use super::error::Remark;

/// A paragraph of the body before it has a number.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) struct BodyParagraph {
    pub(super) text: String,
    pub(super) kind: ParagraphKind,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) links: Vec<Link>,
    pub(super) line: u32,
}

/// What is to be said of a body, or of a paragraph, without a visible character.
pub(super) fn empty(body: &[BodyParagraph]) -> impl Iterator<Item = Remark> {
    let nothing = body.is_empty().then_some(Remark::NoBody);
    let empty = body.iter().zip(1..).filter(|(paragraph, _)| paragraph.text.trim().is_empty());
    nothing.into_iter().chain(empty.map(|(_, number)| Remark::EmptyParagraph(number)))
}
