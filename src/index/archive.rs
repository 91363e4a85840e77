//! An open index, and looking things up in it.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use once_cell::sync::OnceCell;
use tantivy::schema::{Field, Value as _};
use tantivy::store::StoreReader;
use tantivy::{
    BitSet, DocAddress, DocId, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader, TantivyDocument, Term,
};

use super::directory::Directory;
use super::document;
use super::packing::{Malformed, Sample, Table};
use super::person::Person;
use super::postings::{alive_docs, log_err};
use super::schema::{Fields, PAID, WITHHELD, kind};
use super::scoring::{Order, Uncounted};
use super::sealed::Damage;
use super::stored::{self, PageText, StoredArticle, StoredParagraph};
use super::tracker_documents;
use crate::domain::{Article, Audience, PageWords, ParagraphKey, Tracker};

/// How many tokenized articles are cached for making links. One of the longest takes some megabytes.
const KEPT_PAGES: usize = 4;

/// Memory budget of the writer for a small corpus: the least that tantivy accepts.
pub(super) const SMALL_HEAP_BYTES: usize = 15_000_000;

/// An open index. Cheap to clone; never changes while it is held.
#[derive(Clone)]
pub struct Archive(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    damage: Damage,
    stores: Vec<StoreReader>,
    /// The symbol tables that records are compressed with, in the order of their numbers.
    tables: Vec<Table>,
    /// The article documents of each segment, in order.
    pub(super) article_docs: Vec<Vec<DocId>>,
    trackers: Vec<Tracker>,
    pub(super) people: OnceCell<Vec<Person>>,
    pub(super) directory: OnceCell<Directory>,
    /// The documents of each segment that are for paying readers; empty where there are none at all. For programs those
    /// that they may not be given, too: no program pays.
    pub(super) paid: Vec<BitSet>,
    /// For programs, the documents of each segment that they may not be given: names and titles are read without them.
    withheld: Vec<BitSet>,
    /// Documents left out of frequencies: for paying readers the deleted ones, and for everybody else those for paying
    /// readers too, where there are any.
    uncounted: (Uncounted, Option<Uncounted>),
    order: OnceCell<Order>,
    /// The tokenized articles that were linked into last: one reply links into few of them, many times.
    pages: Mutex<Vec<(DocAddress, Arc<PageWords<PageText>>)>>,
    pub(super) paragraphs: u64,
    /// Terms of all paragraphs, counted by their field norms, which round lengths down to one of 256 steps.
    pub(super) tokens: u64,
    /// The same for titles, each counted once for every paragraph of its article.
    pub(super) title_tokens: u64,
    article_count: u64,
}

impl Archive {
    /// An archive in memory, for tests and for data folders that cannot be written.
    pub fn in_memory(
        articles: impl IntoIterator<Item = Article>,
        trackers: Vec<Tracker>,
    ) -> Result<Archive, tantivy::TantivyError> {
        let (_, fields) = Fields::schema();
        let index = Fields::index().create_in_ram()?;
        let mut writer = index.writer_with_num_threads(1, SMALL_HEAP_BYTES)?;
        let articles: Vec<Article> = articles.into_iter().collect();
        let (packer, learnt) = document::packer(&fields, &[], &Sample::of(&articles));
        if let Some(table) = learnt {
            writer.add_document(document::table(&fields, &table)?)?;
        }
        let maker = document::Maker::new(&fields, &packer);
        for article in &articles {
            let documents = maker.documents(article)?;
            writer.run(documents.into_iter().map(tantivy::indexer::UserOperation::Add))?;
        }
        tracker_documents::replace(&writer, &fields, &trackers)?;
        writer.commit()?;
        writer.wait_merging_threads()?;
        Archive::over(&index, fields, Damage::default())
    }

    /// The archive over the last commit of an index.
    pub(super) fn over(index: &Index, fields: Fields, damage: Damage) -> tantivy::Result<Archive> {
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Archive::of(reader.searcher(), fields, damage, false)
    }

    /// The same archive as programs may be given it: what is withheld from them is found by no search, counted in no
    /// frequency, and names nobody; a list that rests on nothing else is none. The same where nothing is withheld.
    pub fn for_programs(&self) -> Result<Archive, tantivy::TantivyError> {
        let Inner { searcher, fields, damage, .. } = &*self.0;
        let all_open = self.0.trackers.iter().all(|tracker| self.0.is_open(tracker));
        if all_open && self.0.alive_count(fields.audience, WITHHELD) == 0 {
            return Ok(self.clone());
        }
        Archive::of(searcher.clone(), *fields, damage.clone(), true)
    }

    fn of(searcher: Searcher, fields: Fields, damage: Damage, for_programs: bool) -> tantivy::Result<Archive> {
        // Without a cache: there is nothing to decompress.
        let stores = searcher.segment_readers().iter().map(|segment| Ok(segment.get_store_reader(0)?));
        let stores = stores.collect::<tantivy::Result<_>>()?;
        let mut inner = Inner {
            searcher,
            fields,
            damage,
            stores,
            tables: Vec::new(),
            article_docs: Vec::new(),
            trackers: Vec::new(),
            people: OnceCell::new(),
            directory: OnceCell::new(),
            paid: Vec::new(),
            withheld: Vec::new(),
            uncounted: (Uncounted::default(), None),
            order: OnceCell::new(),
            pages: Mutex::new(Vec::new()),
            paragraphs: 0,
            tokens: 0,
            title_tokens: 0,
            article_count: 0,
        };
        inner.tables = inner.read_tables()?;
        // Where they cannot be read, nothing is served: they would be shown to everyone.
        if for_programs {
            inner.withheld = inner.marked(&[WITHHELD])?;
            inner.paid = inner.marked(&[PAID, WITHHELD])?;
        } else if inner.alive_count(fields.audience, PAID) > 0 {
            inner.paid = inner.marked(&[PAID])?;
        }
        inner.paragraphs = inner.alive_count(fields.kind, kind::PARAGRAPH);
        let segments = inner.searcher.segment_readers().iter();
        inner.article_docs = segments.map(|reader| inner.alive_in(reader, fields.kind, kind::ARTICLE)).collect();
        inner.article_count = inner.article_docs.iter().map(|docs| docs.len() as u64).sum();
        let hidden = (!inner.paid.is_empty()).then(|| Uncounted::of(&inner.searcher, &inner.paid));
        inner.uncounted = (Uncounted::of(&inner.searcher, &[]), hidden);
        (inner.tokens, inner.title_tokens) = inner.count_tokens()?;
        inner.trackers = tracker_documents::read(&inner.stored(kind::TRACKER)?, &inner.stored(kind::RECORD)?)?;
        if for_programs {
            let mut trackers = std::mem::take(&mut inner.trackers);
            trackers.retain(|tracker| inner.is_open(tracker));
            inner.trackers = trackers;
        }
        Ok(Archive(Arc::new(inner)))
    }

    /// Whether all blocks read so far matched their hashes. Where one did not, answers may be incomplete.
    pub fn is_sound(&self) -> bool {
        !self.0.damage.was_met()
    }

    /// The trackers, in the order of their files.
    pub fn trackers(&self) -> &[Tracker] {
        &self.0.trackers
    }

    pub(super) fn tables(&self) -> &[Table] {
        &self.0.tables
    }

    /// How many paragraphs there are: the documents that [`Archive::doc_freq`] counts among.
    pub fn doc_count(&self) -> u64 {
        self.0.paragraphs
    }

    /// How many articles there are.
    pub fn article_count(&self) -> u64 {
        self.0.article_count
    }

    /// How many paragraphs hold this term; those for paying readers count where `paid`.
    pub fn doc_freq(&self, term: &str, paid: bool) -> u64 {
        log_err(self.0.doc_freq(&Term::from_field_text(self.0.fields.text, term), paid)).unwrap_or_default()
    }

    /// How many terms an average paragraph has.
    pub fn average_length(&self) -> f32 {
        self.0.tokens as f32 / (self.0.paragraphs.max(1)) as f32
    }

    /// The article with this id.
    pub fn article(&self, id: &str) -> Option<Arc<StoredArticle>> {
        self.0.article(self.0.address(id)?)
    }

    /// The article with one of these addresses (canonical, or the last two parts of a path: "/p/mill"); the first address
    /// that any article has decides. `None` where two articles have it.
    pub fn article_at(&self, addresses: &[String]) -> Option<Arc<StoredArticle>> {
        let with = |address: &String| -> Vec<DocAddress> {
            let segments = (0..).zip(self.0.searcher.segment_readers());
            let found = segments.flat_map(|(segment, reader)| {
                let docs = self.0.alive_in(reader, self.0.fields.address, address);
                docs.into_iter().map(move |doc| DocAddress::new(segment, doc))
            });
            found.collect()
        };
        match addresses.iter().map(with).find(|found| !found.is_empty())?.as_slice() {
            [one] => self.0.article(*one),
            _ => None,
        }
    }

    /// All paragraphs of an article, in reading order.
    pub fn paragraphs(&self, article: &StoredArticle) -> Vec<Arc<StoredParagraph>> {
        let Some(address) = self.0.address(&article.meta.id) else { return Vec::new() };
        self.0.paragraphs_at(address, Arc::new(article.clone()), 0..usize::MAX).collect()
    }

    /// The paragraphs of an article at these positions in reading order, from 0.
    pub fn paragraphs_in(&self, article: &Arc<StoredArticle>, places: Range<usize>) -> Vec<Arc<StoredParagraph>> {
        let Some(address) = self.0.address(&article.meta.id) else { return Vec::new() };
        self.0.paragraphs_at(address, Arc::clone(article), places).collect()
    }

    /// The indexed version of an article, where its text differs from this one.
    pub(super) fn earlier(&self, now: &Article) -> Option<Article> {
        let stored = self.article(&now.meta.id).filter(|stored| stored.revision != now.revision())?;
        let paragraphs = self.paragraphs(&stored).iter().map(|stored| stored.paragraph.clone()).collect();
        Some(Article { meta: stored.meta.clone(), paragraphs })
    }

    /// The words of an article, to link into it.
    pub fn page(&self, article: &StoredArticle) -> Option<Arc<PageWords<PageText>>> {
        let address = self.0.address(&article.meta.id)?;
        let kept = || self.0.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, page)) = kept().iter().find(|(known, _)| *known == address) {
            return Some(Arc::clone(page));
        }
        let paragraphs = self.0.paragraphs_at(address, Arc::new(article.clone()), 0..usize::MAX).map(PageText);
        let page = Arc::new(PageWords::read(paragraphs.collect()));
        let mut pages = kept();
        pages.truncate(KEPT_PAGES - 1);
        pages.insert(0, (address, Arc::clone(&page)));
        Some(page)
    }

    /// One paragraph of an article.
    pub fn paragraph(&self, article: &str, key: ParagraphKey) -> Option<Arc<StoredParagraph>> {
        let address = self.0.address(article)?;
        let stored = self.0.article(address)?;
        let last = address.doc_id + stored.paragraphs;
        // Few named paragraphs stand before the body, so a body paragraph is close to where its number says.
        let guess = key.number().map_or(address.doc_id + 1, |number| last.min(address.doc_id + number));
        let steps = (guess..=last).chain((address.doc_id + 1..guess).rev());
        steps
            .filter_map(|doc| self.0.paragraph_of(DocAddress::new(address.segment_ord, doc), Arc::clone(&stored)))
            .find(|paragraph| paragraph.paragraph.key == key)
    }

    /// The paragraph at this place in its article's reading order, from 0.
    pub fn paragraph_at(&self, article: &str, index: usize) -> Option<Arc<StoredParagraph>> {
        let address = self.0.address(article)?;
        let step = u32::try_from(index).ok()?;
        if step >= self.0.article(address)?.paragraphs {
            return None;
        }
        self.0.paragraph(DocAddress::new(address.segment_ord, address.doc_id + step + 1))
    }
}

impl Inner {
    /// The article document with this id.
    pub(super) fn address(&self, id: &str) -> Option<DocAddress> {
        // The first document of a batch is the article's.
        (0..).zip(self.searcher.segment_readers()).find_map(|(segment, reader)| {
            self.alive_in(reader, self.fields.article, id).first().map(|doc| DocAddress::new(segment, *doc))
        })
    }

    /// The article document that a paragraph document follows.
    pub(super) fn article_of(&self, paragraph: DocAddress) -> Option<DocAddress> {
        let docs = self.article_docs.get(usize::try_from(paragraph.segment_ord).ok()?)?;
        let at = docs.partition_point(|doc| *doc < paragraph.doc_id).checked_sub(1)?;
        docs.get(at).map(|doc| DocAddress::new(paragraph.segment_ord, *doc))
    }

    /// The paragraphs at these places, in reading order, of the article that stands there.
    fn paragraphs_at(
        &self,
        address: DocAddress,
        article: Arc<StoredArticle>,
        places: Range<usize>,
    ) -> impl Iterator<Item = Arc<StoredParagraph>> {
        let steps = (1..=article.paragraphs).skip(places.start).take(places.len());
        let addresses = steps.map(move |step| DocAddress::new(address.segment_ord, address.doc_id + step));
        addresses.filter_map(move |address| self.paragraph_of(address, Arc::clone(&article)))
    }

    /// The article of an article document.
    pub(super) fn article(&self, address: DocAddress) -> Option<Arc<StoredArticle>> {
        let bytes = log_err(self.bytes(address))?;
        log_err(stored::decode_article(&bytes, &self.tables)).map(Arc::new)
    }

    /// Whether a list has a record for every program, or none at all yet.
    fn is_open(&self, tracker: &Tracker) -> bool {
        let is_open = |id: &str| {
            let article = self.address(id).and_then(|address| self.article(address));
            article.is_none_or(|own| own.meta.assistants && own.meta.audience == Audience::Everyone)
        };
        tracker.records.is_empty() || tracker.records.iter().any(|record| is_open(&record.article))
    }

    /// Tantivy's own count is exact in a fresh segment and an estimate in a merged one, so that scores would depend on
    /// how an index came about.
    ///
    /// Titles keep no lengths, but are paragraphs themselves: the first of their article.
    fn count_tokens(&self) -> tantivy::Result<(u64, u64)> {
        let (mut tokens, mut title_tokens) = (0, 0);
        for (reader, articles) in self.searcher.segment_readers().iter().zip(&self.article_docs) {
            let lengths = reader.get_fieldnorms_reader(self.fields.text)?;
            let mut articles = articles.iter().peekable();
            let mut title = 0;
            for doc in alive_docs(reader, self.fields.kind, kind::PARAGRAPH)? {
                while let Some(article) = articles.next_if(|article| **article < doc) {
                    title = u64::from(lengths.fieldnorm(article + 1));
                }
                tokens += u64::from(lengths.fieldnorm(doc));
                title_tokens += title;
            }
        }
        Ok((tokens, title_tokens))
    }

    /// The order that breaks ties of score.
    pub(super) fn order(&self) -> &Order {
        self.order.get_or_init(|| log_err(Order::open(&self.searcher)).unwrap_or_default())
    }

    /// The documents that are left out of frequencies for a reader who pays, or does not.
    pub(super) fn uncounted(&self, paid: bool) -> &Uncounted {
        let (deleted, hidden) = &self.uncounted;
        hidden.as_ref().filter(|_| !paid).unwrap_or(deleted)
    }

    /// How many documents hold a term.
    pub(super) fn doc_freq(&self, term: &Term, paid: bool) -> tantivy::Result<u64> {
        let mut frequency = 0;
        for segment in (0..).zip(self.searcher.segment_readers()) {
            if let Some(info) = segment.1.inverted_index(term.field())?.get_term_info(term)? {
                frequency += u64::from(self.uncounted(paid).counted(segment, term, &info)?);
            }
        }
        Ok(frequency)
    }

    /// The documents of each segment that one of these marks keeps from somebody.
    fn marked(&self, marks: &[&str]) -> tantivy::Result<Vec<BitSet>> {
        let in_segment = |reader: &SegmentReader| {
            let mut marked = BitSet::with_max_value(reader.max_doc());
            for mark in marks {
                for doc in alive_docs(reader, self.fields.audience, mark)? {
                    marked.insert(doc);
                }
            }
            Ok(marked)
        };
        self.searcher.segment_readers().iter().map(in_segment).collect()
    }

    /// Whether what programs may not be given is left out.
    pub(super) fn is_for_programs(&self) -> bool {
        !self.withheld.is_empty()
    }

    /// The segments, each with what names and titles are read without.
    pub(super) fn named_segments(&self) -> impl Iterator<Item = (&SegmentReader, Option<&BitSet>)> {
        let withheld = self.withheld.iter().map(Some).chain(std::iter::repeat(None));
        self.searcher.segment_readers().iter().zip(withheld)
    }

    /// The stored records of all documents of one kind, in document order.
    fn stored(&self, kind: &str) -> tantivy::Result<Vec<Vec<u8>>> {
        let mut values = Vec::new();
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            for doc in alive_docs(reader, self.fields.kind, kind)? {
                values.push(self.bytes(DocAddress::new(segment, doc))?);
            }
        }
        Ok(values)
    }

    fn read_tables(&self) -> tantivy::Result<Vec<Table>> {
        let mut tables: Vec<Table> = self
            .stored(kind::TABLE)?
            .into_iter()
            .map(|bytes| Ok(Table::decode(&bytes)?))
            .collect::<tantivy::Result<_>>()?;
        tables.sort_by_key(Table::number);
        Ok(tables)
    }

    /// The paragraph of a paragraph document.
    pub(super) fn paragraph(&self, address: DocAddress) -> Option<Arc<StoredParagraph>> {
        self.paragraph_of(address, self.article(self.article_of(address)?)?)
    }

    /// A paragraph of this article.
    pub(super) fn paragraph_of(
        &self,
        address: DocAddress,
        article: Arc<StoredArticle>,
    ) -> Option<Arc<StoredParagraph>> {
        let bytes = log_err(self.bytes(address))?;
        log_err(stored::decode_paragraph(&bytes, &self.tables, article)).map(Arc::new)
    }

    fn bytes(&self, address: DocAddress) -> tantivy::Result<Vec<u8>> {
        let store = usize::try_from(address.segment_ord).ok().and_then(|segment| self.stores.get(segment));
        let document: TantivyDocument = store.ok_or(Malformed)?.get(address.doc_id)?;
        let bytes = document.get_first(self.fields.stored).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
        Ok(bytes.ok_or(Malformed)?)
    }

    /// The documents of a segment with this term that have not been deleted, in order; none where they cannot be read.
    pub(super) fn alive_in(&self, reader: &SegmentReader, field: Field, term: &str) -> Vec<DocId> {
        log_err(alive_docs(reader, field, term)).unwrap_or_default()
    }

    fn alive_count(&self, field: Field, term: &str) -> u64 {
        let count = |reader: &SegmentReader| {
            if reader.has_deletes() {
                return self.alive_in(reader, field, term).len() as u64;
            }
            let term = Term::from_field_text(field, term);
            let count = reader.inverted_index(field).and_then(|index| Ok(index.doc_freq(&term)?));
            log_err(count).map_or(0, u64::from)
        };
        self.searcher.segment_readers().iter().map(count).sum()
    }
}
