//! What every answer starts from: the archive with the words to speak of it, and how the answer is asked for.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::civil::Date;

use super::excluded::Excluded;
use super::hashed::Hashed;
use super::people::Registries;
use super::per_viewer::PerViewer;
use crate::domain::{ArticleMeta, Audience};
use crate::index::{Archive, ArticleFilter, Hit, PassageQuery, StoredArticle, StoredParagraph};
use crate::query::Note;
use crate::words::Words;

/// The archive with everything that answers from it. Cheap to share: it holds no state that a request changes.
#[derive(Clone)]
pub struct Engine {
    pub(crate) archive: Archive,
    pub(crate) words: Words,
    /// Whether the language model reads what may answer.
    pub(crate) meaning: bool,
    /// Of the answer that is being given; without a limit otherwise.
    budget: Budget,
    pub(super) viewer: Viewer,
    /// Whether anybody may ask for the answer that is being given.
    pub(super) open: bool,
    /// Of the answer that is being given.
    pub(super) excluded: Excluded,
    pub(super) registries: Registries,
    newest: PerViewer<Option<Date>>,
    hashed: Hashed,
}

impl Engine {
    /// An engine over an open archive, speaking the words of a catalogue.
    pub fn new(archive: Archive, words: Words) -> Self {
        Engine {
            archive,
            words,
            meaning: true,
            budget: Budget::default(),
            viewer: Viewer::default(),
            open: false,
            excluded: Excluded::default(),
            registries: Registries::default(),
            newest: PerViewer::default(),
            hashed: Hashed::default(),
        }
    }

    /// The same where these people are private: no list, completion or choice has them. What they said is found by a
    /// search, and by their full names.
    #[must_use]
    pub fn keeping_private(self, names: Vec<String>) -> Self {
        Engine { registries: Registries::keeping_private(names), ..self }
    }

    /// The same with the language model, or without it.
    #[must_use]
    pub fn with_meaning(self, meaning: bool) -> Self {
        Engine { meaning, ..self }
    }

    /// The archive it answers from.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    /// Its catalogue.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// The same in the words of another catalogue.
    #[must_use]
    pub fn speaking(&self, words: &Words) -> Engine {
        Engine { words: words.clone(), ..self.clone() }
    }

    /// The same over the archive as programs may be given it; none where that cannot be read.
    pub fn for_programs(&self) -> Option<Engine> {
        let archive = self.archive.for_programs().inspect_err(|error| tracing::error!("index: {error}")).ok()?;
        let (registries, newest) = (self.registries.of_another_archive(), PerViewer::default());
        Some(Engine { archive, registries, newest, hashed: Hashed::default(), ..self.clone() })
    }

    /// The same for one answer. Whoever answers holds the engine, so that is where a long loop finds how long it may take.
    #[must_use]
    pub fn answering(&self, request: &Request) -> Engine {
        let Request { viewer, open, .. } = *request;
        Engine { budget: request.budget.clone(), viewer, open, excluded: request.excluded.clone(), ..self.clone() }
    }

    /// The day of the newest article, that for paying readers too where `paid`; none in an empty archive.
    pub fn newest(&self, paid: bool) -> Option<Date> {
        let filter = ArticleFilter { paid, limit: 1, ..ArticleFilter::default() };
        *self.newest.get(paid, || Some(self.archive.articles(&filter).articles.first()?.meta.date))
    }

    /// The ids of the articles whose [hash](super::hashed::article_hash) begins with these bits, of which there are so many.
    pub fn ids_hashed(&self, opening: u64, bits: u32) -> impl Iterator<Item = &str> {
        self.hashed.ids(&self.archive, opening, bits)
    }

    /// Whether the answer must be given with what is at hand: asked in every loop that can be long.
    pub(crate) fn must_stop(&self) -> bool {
        self.budget.is_spent()
    }

    /// How many paragraphs that the asker may see hold a term.
    pub(crate) fn doc_freq(&self, term: &str) -> u64 {
        self.archive.doc_freq(term, self.viewer.paid)
    }

    /// How much a term tells that so many paragraphs hold.
    pub(crate) fn rarity(&self, frequency: u64) -> f32 {
        (1.0 + self.archive.doc_count() as f32 / (1.0 + frequency as f32)).ln()
    }

    /// The paragraphs that a search finds, as many as there is time to read, and of which something may be cited.
    pub(crate) fn candidates(&self, query: &PassageQuery, limit: usize) -> Vec<Hit> {
        // Each span is of one paragraph.
        let further = limit.saturating_add(self.excluded.len());
        let mut hits = self.archive.candidates_while(query, further, &|| !self.must_stop());
        hits.retain(|hit| self.may_cite_of(&hit.paragraph));
        hits.truncate(limit);
        hits
    }

    /// What is said where only a part is shown: to a person, who could pay for the rest, or to a program, which could not.
    pub(super) fn say_of_part(&self, to_person: &str, to_program: &str) -> String {
        self.words.say(if self.viewer.assistant { to_program } else { to_person }, &[])
    }

    /// What everybody may see who comes in the same way: no paid article, and of programs nothing that is withheld.
    pub(super) fn everybody(&self) -> Viewer {
        Viewer { paid: false, ..self.viewer }
    }

    /// Whether whoever is answered may see anything of an article.
    pub(crate) fn may_see(&self, article: &StoredArticle) -> bool {
        self.viewer.may_see(&article.meta)
    }

    /// Whether the answer may cite these bytes of a paragraph.
    pub(crate) fn may_cite(&self, paragraph: &StoredParagraph, range: &Range<usize>) -> bool {
        self.viewer.may_see(&paragraph.article.meta) && !self.excluded.meet(paragraph, range)
    }

    /// Whether the answer may cite some sentence of a paragraph.
    pub(crate) fn may_cite_of(&self, paragraph: &StoredParagraph) -> bool {
        let anything = self.excluded.len() == 0 && self.viewer.may_see(&paragraph.article.meta);
        anything || paragraph.sentences.iter().any(|sentence| self.may_cite(paragraph, sentence))
    }

    /// The article with this id, or else those with this title.
    pub(crate) fn articles_named(&self, request: &Request, name: &str) -> Vec<Arc<StoredArticle>> {
        let allowed = |article: &Arc<StoredArticle>| request.viewer.may_see(&article.meta);
        if let Some(article) = self.archive.article(name).filter(allowed) {
            return vec![article];
        }
        let mut titled = self.archive.titled(name, request.viewer.paid);
        titled.retain(allowed);
        titled
    }

    /// What was cut while reading a text, in the catalogue's words.
    pub(crate) fn worded(&self, notes: &[Note]) -> Vec<String> {
        let worded = notes.iter().map(|note| match note {
            Note::CutCharacters(limit) => self.words.say("ask.cut_characters", &[("limit", limit)]),
            Note::CutTerms(limit) => self.words.say("ask.cut_terms", &[("limit", limit)]),
            Note::AsWords(typed) => self.words.say("ask.as_words", &[("typed", typed)]),
        });
        worded.collect()
    }
}

/// How an answer is asked for, whatever the command and its options.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// Which part of the results.
    pub page: Page,
    /// What the asker may see.
    pub viewer: Viewer,
    /// What may not be cited.
    pub excluded: Excluded,
    /// Whether a list of records comes with all of its rows, whatever the page: for a front that groups and counts them.
    pub all_rows: bool,
    /// Whether anybody may ask, through a door that is open to all: then no correction says more of an article than its
    /// licence lets its pages say, and a list whose every record is for others is not there.
    pub open: bool,
    /// Whether the reply says why each excerpt was chosen.
    pub explain: bool,
    /// How long the answer may take.
    pub budget: Budget,
    /// The day on which it is asked, where the front knows it: what was written long before says how old it is.
    pub today: Option<Date>,
}

/// How long an answer may take. The front knows the time and hands in a question to it, so that the engine needs no clock.
/// Without a limit an answer takes what it takes.
#[derive(Clone, Default)]
pub struct Budget(Option<Arc<Limit>>);

struct Limit {
    is_over: Box<dyn Fn() -> bool + Send + Sync>,
    spent: AtomicBool,
}

impl Budget {
    /// What lasts until this says that it is over.
    pub fn until(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Budget(Some(Arc::new(Limit { is_over: Box::new(is_over), spent: AtomicBool::new(false) })))
    }

    /// Whether what is at hand must be answered with. Asked in every loop that can be long; whoever is told so stops, and
    /// the reply says that it was cut.
    pub fn is_spent(&self) -> bool {
        self.0.as_ref().is_some_and(|limit| {
            let spent = limit.spent.load(Ordering::Relaxed) || (limit.is_over)();
            if spent {
                limit.spent.store(true, Ordering::Relaxed);
            }
            spent
        })
    }

    /// Whether anything was cut by it.
    pub fn has_cut(&self) -> bool {
        self.0.as_ref().is_some_and(|limit| limit.spent.load(Ordering::Relaxed))
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Budget").field("limited", &self.0.is_some()).field("has_cut", &self.has_cut()).finish()
    }
}

/// Offset and limit, counted in excerpts, rows or choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out.
    pub offset: usize,
    /// How many to show at most.
    pub limit: usize,
}

impl Page {
    /// Results shown unless asked otherwise.
    pub const DEFAULT_LIMIT: usize = 5;
    /// The most that a batch may ask for.
    pub const MAX_LIMIT: usize = 1_000;
}

impl Default for Page {
    fn default() -> Self {
        Page { offset: 0, limit: Page::DEFAULT_LIMIT }
    }
}

/// The rights of the person who asks, as the front established them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Viewer {
    /// May see articles for paying readers.
    pub paid: bool,
    /// Is a program, which may not be given every article. Where much may be withheld from it, [`Engine::for_programs`]
    /// finds what is left.
    pub assistant: bool,
}

impl Viewer {
    /// Somebody who may see articles for paying readers where `paid`.
    pub fn reader(paid: bool) -> Viewer {
        Viewer { paid, assistant: false }
    }

    /// Whether the asker may see anything of an article.
    pub fn may_see(&self, meta: &ArticleMeta) -> bool {
        (self.paid || meta.audience == Audience::Everyone) && (!self.assistant || meta.assistants)
    }
}
