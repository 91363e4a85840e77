//! Sentences as the ranking measures them, for the programs that train it.

use super::reading::read;
use super::sentences::{looked_at, rank_sentences};
use super::spelling::respelt;
use super::{Engine, Features, Request, rank};
use crate::domain::ParagraphKey;

impl Engine {
    /// What the ranking measures of every sentence that may answer: what its weights are trained on.
    pub fn measured(&self, question: &str, article: Option<&str>) -> Vec<MeasuredSentence> {
        let request = Request::default();
        let (question, _) = respelt(self, read(self, &request, question));
        let paragraphs = looked_at(self, &request, &question, article).unwrap_or_default();
        let ranked =
            rank_sentences(self, &question, &paragraphs, article.is_none(), &mut rank::Readings::default()).into_iter();
        let sentence = |measured: rank::Measured| {
            let paragraph = paragraphs.get(measured.passage)?;
            let range = paragraph.sentences.get(measured.sentence)?.clone();
            Some(MeasuredSentence {
                article: paragraph.article.meta.id.clone(),
                paragraph: paragraph.paragraph.key,
                text: paragraph.paragraph.text.get(range)?.to_owned(),
                features: measured.features,
                grounded: measured.grounded,
                read_again: measured.read_again,
            })
        };
        ranked.filter_map(sentence).collect()
    }
}

/// A sentence that may answer a question, as the ranking sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct MeasuredSentence {
    /// The article's id.
    pub article: String,
    /// The paragraph.
    pub paragraph: ParagraphKey,
    /// The sentence.
    pub text: String,
    /// Its measurements, in the order of [`FEATURES`](super::FEATURES).
    pub features: Features,
    /// Whether what the question names stands in the evidence.
    pub grounded: bool,
    /// Whether the language model read it.
    pub read_again: bool,
}
