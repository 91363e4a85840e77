//! What a public answer cites, so that it can be set right later: excerpts and records, and nothing of what was asked.

use super::reference::{Reference, words_hash};
use crate::reply::{Excerpt, Recorded, Reply, Row};

/// Something that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cited {
    /// An excerpt. One of no words stands for its article alone.
    Excerpt {
        /// The article.
        article: String,
        /// The excerpt as a button names it.
        reference: Reference,
        /// [`words_hash`] of its words.
        words: String,
    },
    /// What a list says of a subject.
    Record(Recorded),
}

impl Cited {
    /// An excerpt as it is shown; nothing where it lies beyond what a button can name.
    pub fn excerpt(excerpt: &Excerpt) -> Option<Cited> {
        let mut reference = Reference::to(excerpt)?;
        if excerpt.text.is_empty() {
            // Its citation alone is shown.
            (reference.start, reference.length) = (0, 0);
        }
        let words = words_hash(&excerpt.text, excerpt.speaker.as_deref());
        Some(Cited::Excerpt { article: excerpt.article.clone(), reference, words })
    }
}

/// What the message of a reply cites that shows these excerpts.
pub(super) fn of_reply(reply: &Reply, shown: &[&Excerpt]) -> Vec<Cited> {
    let excerpts = shown.iter().filter_map(|excerpt| Cited::excerpt(excerpt));
    let rows = reply.rows.iter().filter_map(Row::record).map(|row| Recorded {
        tracker: row.tracker.clone(),
        subject: row.place.as_ref().map_or_else(|| row.subject.to_lowercase(), |place| place.geoid.to_string()),
        status: Some(row.status.clone()),
        article: row.article.clone(),
    });
    excerpts.chain(reply.recorded.iter().cloned().chain(rows).map(Cited::Record)).collect()
}
