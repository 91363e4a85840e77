//! An article as everybody may see it: what its licence and its audience allow.

use crate::domain::{Audience, ParagraphKey, ParagraphKind, Show};
use crate::engine::article_row;
use crate::index::StoredArticle;
use crate::render::discord::desk::issue::Issue;
use crate::shell::discord::archive::OpenArchive;

/// How much of an article's first paragraph opens it, in bytes; a longer first sentence is taken whole.
const OPENING: usize = 500;
/// The first text is looked for among so many paragraphs: others are headings, pictures, embeds.
const FIRST: u32 = 8;

/// An article that the archive has. Of one for paying readers title and dek are for everybody; of one that may only be
/// cited the title.
pub(in crate::shell::discord::desk) fn issue_of(archive: &OpenArchive, id: &str) -> Option<Issue> {
    let engine = archive.engine();
    let article = engine.archive().article(id)?;
    let paid = article.meta.audience == Audience::Paid;
    let dek = engine.archive().paragraph(id, ParagraphKey::Dek);
    let dek = dek.map(|dek| engine.excerpt(&dek, 0..dek.paragraph.text.len()).text).filter(|dek| !dek.is_empty());
    let opening = match article.meta.show {
        _ if paid => None,
        Show::Whole => opening(archive, &article, OPENING),
        // Nothing around an excerpt is shown: the dek is one, or else the first sentence.
        Show::Quote if dek.is_none() => opening(archive, &article, 0),
        Show::Quote | Show::Cite => None,
    };
    Some(Issue { row: article_row(&article), dek, opening, paid })
}

/// The first sentences of its text.
fn opening(archive: &OpenArchive, article: &StoredArticle, most: usize) -> Option<String> {
    let engine = archive.engine();
    let keys = (1..=article.body_paragraphs.min(FIRST)).map(ParagraphKey::Body);
    let mut paragraphs = keys.filter_map(|key| engine.archive().paragraph(&article.meta.id, key));
    let first = paragraphs.find(|own| own.paragraph.kind == ParagraphKind::Text && !own.sentences.is_empty())?;
    let start = first.sentences.first()?.start;
    let within = |sentence: &&std::ops::Range<usize>| sentence.end - start <= most;
    let end = first.sentences.iter().take_while(within).last().or(first.sentences.first())?.end;
    Some(engine.excerpt(&first, start..end).text).filter(|text| !text.trim().is_empty())
}
