//! An open index, and looking things up in it.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::HashSet;
use jiff::civil::Date;
use once_cell::sync::OnceCell;
use tantivy::query::Bm25Weight;
use tantivy::schema::{Field, IndexRecordOption, Value as _};
use tantivy::store::StoreReader;
use tantivy::{
    BitSet, DocAddress, DocId, DocSet, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader, TERMINATED,
    TantivyDocument, Term,
};

use super::directory::Directory;
use super::document;
use super::log::log_err;
use super::malformed::Malformed;
use super::order::Order;
use super::packing::{Sample, Table};
use super::person::Person;
use super::schema::{Fields, PAID, kind};
use super::sealed::Damage;
use super::stored::{self, PageText, StoredArticle, StoredParagraph};
use super::tracker_documents;
use super::uncounted::Uncounted;
use crate::domain::{Article, Geoid, PageWords, ParagraphKey, Tracker};
use crate::text;

/// Pages whose words are kept. One of the longest takes some megabytes.
const KEPT_PAGES: usize = 4;

/// Memory for indexing a small corpus: the least that tantivy takes.
pub(super) const SMALL_HEAP_BYTES: usize = 15_000_000;

/// An open index. Cheap to clone; never changes while it is held.
#[derive(Clone)]
pub struct Archive(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) searcher: Searcher,
    pub(super) fields: Fields,
    damage: Damage,
    stores: Vec<StoreReader>,
    /// What texts are packed by, in the order of their numbers.
    tables: Vec<Table>,
    /// The article documents of each segment, in order.
    article_docs: Vec<Vec<DocId>>,
    trackers: Vec<Tracker>,
    pub(super) people: OnceCell<Vec<Person>>,
    pub(super) directory: OnceCell<Directory>,
    /// The documents of each segment that are for paying readers; empty where there are none at all.
    pub(super) paid: Vec<BitSet>,
    /// What is not counted for those who pay, and for everybody else where that is more.
    uncounted: (Uncounted, Option<Uncounted>),
    order: OnceCell<Order>,
    /// The words of the pages that were linked into last: one reply links into few, many times.
    pages: Mutex<Vec<(DocAddress, Arc<PageWords<PageText>>)>>,
    /// Of texts, and of titles.
    pub(super) rarest: [OnceCell<Rarest>; 2],
    pub(super) paragraphs: u64,
    /// Terms of all paragraphs, by their lengths as BM25 sees them (rounded down to a byte's worth of steps).
    pub(super) tokens: u64,
    /// The same of the titles, counted with each of their paragraphs.
    pub(super) title_tokens: u64,
    article_count: u64,
}

/// Which articles to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ArticleFilter {
    /// Not before this day.
    pub from: Option<Date>,
    /// Not after this day.
    pub to: Option<Date>,
    /// Naming any of these places.
    pub places: Vec<Geoid>,
    /// Articles for paying readers too.
    pub paid: bool,
    /// How many to leave out.
    pub offset: usize,
    /// How many to list at most.
    pub limit: usize,
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listing {
    /// The articles, newest first.
    pub articles: Vec<Arc<StoredArticle>>,
    /// How many there are before offset and limit.
    pub total: usize,
}

/// The paragraphs of one article in reading order: where it stands is looked up once.
pub struct InOrder<'a> {
    archive: &'a Archive,
    article: DocAddress,
    paragraphs: u32,
}

/// Which articles have a term.
pub struct ArticlesWith(Vec<DocAddress>);

impl InOrder<'_> {
    /// Whether it is one of these articles.
    pub fn is_among(&self, articles: &ArticlesWith) -> bool {
        articles.0.binary_search(&self.article).is_ok()
    }

    /// The paragraph at this place, from 0.
    pub fn get(&self, index: usize) -> Option<Arc<StoredParagraph>> {
        let step = u32::try_from(index).ok().filter(|step| *step < self.paragraphs)?;
        self.archive.0.paragraph(DocAddress::new(self.article.segment_ord, self.article.doc_id + step + 1))
    }
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
        let searcher = reader.searcher();
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
            uncounted: (Uncounted::default(), None),
            order: OnceCell::new(),
            pages: Mutex::new(Vec::new()),
            rarest: [OnceCell::new(), OnceCell::new()],
            paragraphs: 0,
            tokens: 0,
            title_tokens: 0,
            article_count: 0,
        };
        inner.tables = inner.read_tables()?;
        if inner.alive_count(fields.audience, PAID) > 0 {
            let segments = inner.searcher.segment_readers().iter();
            // Where they cannot be read, nothing is served: they would be shown to everyone.
            inner.paid = segments.map(|reader| paid_in(reader, fields.audience)).collect::<tantivy::Result<_>>()?;
        }
        inner.paragraphs = inner.alive_count(fields.kind, kind::PARAGRAPH);
        let segments = inner.searcher.segment_readers().iter();
        inner.article_docs = segments.map(|reader| inner.alive_in(reader, fields.kind, kind::ARTICLE)).collect();
        inner.article_count = inner.article_docs.iter().map(|docs| docs.len() as u64).sum();
        let hidden = (!inner.paid.is_empty()).then(|| Uncounted::of(&inner.searcher, &inner.paid));
        inner.uncounted = (Uncounted::of(&inner.searcher, &[]), hidden);
        (inner.tokens, inner.title_tokens) = inner.count_tokens()?;
        inner.trackers = tracker_documents::read(inner.stored_json(kind::TRACKER)?, inner.stored_json(kind::RECORD)?);
        Ok(Archive(Arc::new(inner)))
    }

    /// Whether all that was read so far is as it was written. Where it is not, answers may lack what could not be read.
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

    /// The article that the first of these addresses leads to which any has: canonical, or the last two
    /// parts of a path ("/p/mill"). `None` where it is two articles'.
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
        self.0.paragraphs_at(address, article).collect()
    }

    /// The article as it was indexed, where its text was another than now.
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
        let paragraphs = self.0.paragraphs_at(address, article).map(PageText);
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

    /// The articles with this term, those for paying readers too.
    pub fn articles_with(&self, term: &str) -> ArticlesWith {
        let inner = &self.0;
        let mut articles = Vec::new();
        for ((segment, reader), firsts) in (0..).zip(inner.searcher.segment_readers()).zip(&inner.article_docs) {
            let mut firsts = firsts.iter().peekable();
            // Both are in order, so an article is passed once.
            for doc in inner.alive_in(reader, inner.fields.text, term) {
                let mut next = None;
                while let Some(first) = firsts.next_if(|first| **first < doc) {
                    next = Some(*first);
                }
                articles.extend(next.map(|article| DocAddress::new(segment, article)));
            }
        }
        ArticlesWith(articles)
    }

    /// The paragraphs of an article, to be read by their places.
    pub fn in_order(&self, article: &StoredArticle) -> Option<InOrder<'_>> {
        Some(InOrder { archive: self, article: self.0.address(&article.meta.id)?, paragraphs: article.paragraphs })
    }

    /// The articles that a filter lets through, newest first; those of one day by their ids.
    pub fn articles(&self, filter: &ArticleFilter) -> Listing {
        let inner = &self.0;
        let mut found: Vec<(i64, DocAddress)> = Vec::new();
        for (segment, reader) in (0..).zip(inner.searcher.segment_readers()) {
            let Some(days) = log_err(reader.fast_fields().i64("day")) else { continue };
            let within = |doc: DocId| {
                let day = days.first(doc).unwrap_or_default();
                let after = filter.from.is_none_or(|from| day >= document::day(from));
                let before = filter.to.is_none_or(|to| day <= document::day(to));
                (after && before).then_some(day)
            };
            let articles = inner.alive_in(reader, inner.fields.kind, kind::ARTICLE);
            let paid = inner.alive_in(reader, inner.fields.audience, PAID);
            let named: Option<Vec<DocId>> = (!filter.places.is_empty()).then(|| {
                let places = filter.places.iter();
                let mut named: Vec<DocId> =
                    places.flat_map(|place| inner.alive_in(reader, inner.fields.place, place.as_str())).collect();
                named.sort_unstable();
                named
            });
            for doc in articles {
                let hidden = !filter.paid && paid.binary_search(&doc).is_ok();
                let named = named.as_ref().is_none_or(|named| named.binary_search(&doc).is_ok());
                if let (false, true, Some(day)) = (hidden, named, within(doc)) {
                    found.push((day, DocAddress::new(segment, doc)));
                }
            }
        }
        found.sort_unstable_by_key(|(day, address)| (std::cmp::Reverse(*day), *address));
        Listing { articles: inner.page(&found, filter.offset, filter.limit), total: found.len() }
    }

    /// The paragraphs with words of anybody of these names, each with the place of the quote among
    /// [`StoredParagraph::quotes`], by article and in reading order; those that are read before `go_on` says no. What
    /// an article denies is left out. Names are compared folded.
    pub fn quotes_by(&self, names: &[String], go_on: &dyn Fn() -> bool) -> Vec<(Arc<StoredParagraph>, usize)> {
        let names: HashSet<Cow<'_, str>> = names.iter().map(|name| text::fold(name)).collect();
        let order = self.0.order();
        let mut places: Vec<(u32, DocAddress)> = Vec::new();
        for (segment, reader) in (0..).zip(self.0.searcher.segment_readers()) {
            let docs = names.iter().flat_map(|name| self.0.alive_in(reader, self.0.fields.who, name));
            places.extend(docs.map(|doc| order.place(DocAddress::new(segment, doc))));
        }
        places.sort_unstable();
        places.dedup();
        let mut found = Vec::new();
        // Those of one article follow each other.
        let mut last: Option<(DocAddress, Arc<StoredArticle>)> = None;
        for (_, address) in places.into_iter().take_while(|_| go_on()) {
            let Some(of) = self.0.article_of(address) else { continue };
            let known = last.take().filter(|(known, _)| *known == of).map(|(_, article)| article);
            let Some(article) = known.or_else(|| self.0.article(of)) else { continue };
            last = Some((of, Arc::clone(&article)));
            let Some(paragraph) = self.0.paragraph_of(address, article) else { continue };
            let theirs = |name: &str| names.contains(text::fold(name).as_ref());
            let quotes = paragraph.quotes.iter().enumerate();
            let own = quotes.filter(|(_, quote)| !quote.denied && quote.speaker_name.as_deref().is_some_and(theirs));
            found.extend(own.map(|(at, _)| (Arc::clone(&paragraph), at)));
        }
        found
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

    /// All paragraphs of an article, which stands there, in reading order.
    fn paragraphs_at(
        &self,
        address: DocAddress,
        article: &StoredArticle,
    ) -> impl Iterator<Item = Arc<StoredParagraph>> {
        let article = Arc::new(article.clone());
        let addresses =
            (1..=article.paragraphs).map(move |step| DocAddress::new(address.segment_ord, address.doc_id + step));
        addresses.filter_map(move |address| self.paragraph_of(address, Arc::clone(&article)))
    }

    /// The article of an article document.
    pub(super) fn article(&self, address: DocAddress) -> Option<Arc<StoredArticle>> {
        let bytes = log_err(self.bytes(address))?;
        log_err(stored::decode_article(&bytes, &self.tables)).map(Arc::new)
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

    /// The order by which paragraphs are told apart that score alike.
    pub(super) fn order(&self) -> &Order {
        static NONE: Order = Order::none();
        log_err(self.order.get_or_try_init(|| Order::read(&self.searcher, &self.fields))).unwrap_or(&NONE)
    }

    /// What is not counted for whoever may or may not see what is for paying readers.
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

    /// One page of articles sorted by day, newest first; those of one day by their ids, which an update in place
    /// does not keep in the order of the documents.
    fn page(&self, sorted: &[(i64, DocAddress)], offset: usize, limit: usize) -> Vec<Arc<StoredArticle>> {
        let end = offset.saturating_add(limit).min(sorted.len());
        let Some((newest, oldest)) = sorted.get(offset..end).and_then(|page| Some((page.first()?.0, page.last()?.0)))
        else {
            return Vec::new();
        };
        let first = sorted.partition_point(|(day, _)| *day > newest);
        let last = sorted.partition_point(|(day, _)| *day >= oldest);
        let days = sorted.get(first..last).unwrap_or_default();
        let mut articles: Vec<_> =
            days.iter().filter_map(|(day, address)| Some((*day, self.article(*address)?))).collect();
        articles
            .sort_by(|(day, one), (other_day, other)| other_day.cmp(day).then_with(|| one.meta.id.cmp(&other.meta.id)));
        articles.into_iter().map(|(_, article)| article).skip(offset - first).take(limit).collect()
    }

    /// The values that documents of one kind hold as JSON, in no order.
    pub(super) fn stored_json<T: serde::de::DeserializeOwned>(&self, kind: &str) -> tantivy::Result<Vec<T>> {
        let values = self.stored(kind)?.into_iter().map(|bytes| serde_json::from_slice(&bytes).map_err(|_| Malformed));
        Ok(values.collect::<Result<_, _>>()?)
    }

    /// What documents of one kind hold, in their order in the segments.
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
    fn paragraph_of(&self, address: DocAddress, article: Arc<StoredArticle>) -> Option<Arc<StoredParagraph>> {
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

fn alive_docs(reader: &SegmentReader, field: Field, term: &str) -> tantivy::Result<Vec<DocId>> {
    let term = Term::from_field_text(field, term);
    let Some(mut postings) = reader.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? else {
        return Ok(Vec::new());
    };
    let mut docs = Vec::new();
    let mut doc = postings.doc();
    while doc != TERMINATED {
        if !reader.is_deleted(doc) {
            docs.push(doc);
        }
        doc = postings.advance();
    }
    Ok(docs)
}

fn paid_in(reader: &SegmentReader, audience: Field) -> tantivy::Result<BitSet> {
    let mut paid = BitSet::with_max_value(reader.max_doc());
    for doc in alive_docs(reader, audience, PAID)? {
        paid.insert(doc);
    }
    Ok(paid)
}

/// What the rarest term of a field scores by the length of a text, and how long texts are on average.
pub(super) struct Rarest {
    pub(super) bm25: Bm25Weight,
    pub(super) length: f32,
}
