//! A request and the archive make a reply. Synchronous and pure: rights and limits come in as values.

mod about;
mod allowance;
mod ask;
mod examples;
mod excerpt;
mod joined;
mod jurisdictions;
mod listing;
mod lists;
mod marks;
mod openings;
mod people;
mod phrasing;
mod quote_check;
mod rank;
mod revised;
mod route;
mod runs;
mod said;
mod search;
mod source;
mod spelling;
mod tracker;
mod tracker_names;

pub use allowance::word_count;
pub use examples::Examples;
pub use rank::{Features, LONGEST_LEAD, NAMES as FEATURES, SCORE_SCALE};

use std::ops::Range;
use std::sync::Arc;

use crate::domain::ParagraphKey;
use crate::index::{Archive, Hit, PassageQuery, StoredArticle, StoredParagraph};
use crate::reply::{DiffPart, Excerpt, Part, Reply, Verdict};
use crate::request::{Budget, Query, Request, Viewer};
use crate::words::Words;

/// The archive with everything that answers from it. Cheap to share: it holds no state that a request changes.
pub struct Engine {
    pub(crate) archive: Archive,
    pub(crate) words: Words,
    /// Of the answer that is being given; without a limit otherwise.
    budget: Budget,
    viewer: Viewer,
}

impl Engine {
    /// An engine over an open archive, speaking the words of a catalogue.
    pub fn new(archive: Archive, words: Words) -> Self {
        Engine { archive, words, budget: Budget::default(), viewer: Viewer::default() }
    }

    /// The archive it answers from.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Its catalogue.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The reply to any request but `help`, which the command table answers.
    pub fn answer(&self, request: &Request) -> Reply {
        // Whoever answers holds the engine, so that is where a long loop finds how long it may take.
        let own = Engine {
            archive: self.archive.clone(),
            words: self.words.clone(),
            budget: request.budget.clone(),
            viewer: request.viewer,
        };
        let mut reply = own.found(request);
        if reply.verdict == Verdict::NotFound {
            reply.excerpts.iter_mut().for_each(|excerpt| excerpt.part = Part::Nearest);
        }
        // What was mended on the way in is said before what was found.
        reply.notes.splice(0..0, request.notes.iter().cloned());
        if request.budget.has_cut() {
            reply.notes.push(self.words.say("reply.cut", &[]));
        }
        reply
    }

    fn found(&self, request: &Request) -> Reply {
        match &request.query {
            Query::Tracker { command, subject } => tracker::answer(self, request, command, subject.as_deref()),
            Query::Said { who, about } => said::answer(self, request, who, about.as_deref()),
            Query::Ask { question, article } => ask::answer(self, request, question, article.as_deref()),
            Query::Search { query, from, to, place, who } => {
                let (place, who) = (place.as_deref(), who.as_deref());
                search::answer(self, request, query, search::Narrowed { from: *from, to: *to, place, who })
            }
            Query::Source { text } => source::answer(self, request, text),
            Query::Jurisdictions { state, kind, verdict } => {
                let (state, kind, counts_as) = (state.as_deref(), *kind, *verdict);
                let narrowed = jurisdictions::Narrowed { state, kind, counts_as, ..Default::default() };
                jurisdictions::answer(self, request, &narrowed)
            }
            Query::Articles { place, from, to } => listing::articles(self, request, place.as_deref(), *from, *to),
            Query::Article { title, paragraph } => listing::article(self, request, title, *paragraph),
            Query::About | Query::Help { .. } => about::answer(self, request),
        }
    }

    /// Whether the answer must be given with what is at hand: asked in every loop that can be long.
    fn must_stop(&self) -> bool {
        self.budget.is_spent()
    }

    /// How many paragraphs that the asker may see hold a term.
    fn doc_freq(&self, term: &str) -> u64 {
        self.archive.doc_freq(term, self.viewer.paid)
    }

    /// The paragraphs that a search finds, as many as there is time to read.
    fn candidates(&self, query: &PassageQuery, limit: usize) -> Vec<Hit> {
        self.archive.candidates_while(query, limit, &|| !self.must_stop())
    }

    /// The excerpt of a slice that was shown before: bytes of the paragraph. One that is a quote has its speaker.
    pub fn excerpt(&self, paragraph: &StoredParagraph, range: Range<usize>) -> Excerpt {
        match paragraph.quotes.iter().find(|quote| quote.range == range) {
            Some(quote) => excerpt::cut_quote(self, paragraph, quote, 0.0),
            None => excerpt::cut(self, paragraph, range, 0.0),
        }
    }

    /// Words that an earlier revision of the article had, beside what stands in their place now.
    pub fn revised(&self, article: &Arc<StoredArticle>, old: &str) -> (Vec<DiffPart>, Option<Excerpt>) {
        revised::compare(self, article, old)
    }

    /// What the ranking measures of every sentence that may answer: what its weights are trained on.
    pub fn measured(&self, question: &str, article: Option<&str>) -> Vec<MeasuredSentence> {
        ask::measured(self, question, article)
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
    /// Its measurements, in the order of [`FEATURES`].
    pub features: Features,
    /// Whether what the question names stands in the evidence.
    pub grounded: bool,
}
