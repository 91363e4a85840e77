//! The trackers as one asker may see them: a record whose evidence is for paying readers is not there for anybody else.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::Engine;
use crate::domain::{Audience, CountsAs, Listed, Record, Tracker};
use crate::engine::Viewer;
use crate::index::{StoredArticle, StoredParagraph};
use crate::reply::ArticleRow;

/// A list, as far as the asker may see it.
pub(super) struct List<'a> {
    pub tracker: &'a Tracker,
    /// Its records as they stand, one a subject, in file order.
    pub records: Vec<&'a Record>,
    /// What they said before, the earliest first.
    pub earlier: Vec<&'a Record>,
    /// Records of subjects of which it says nothing: what they rest on may not be cited.
    pub withheld: Vec<&'a Record>,
    /// Whether the list has more, for paying readers.
    pub partial: bool,
}

impl<'a> List<'a> {
    fn new(tracker: &'a Tracker, seen: Vec<&'a Record>) -> Self {
        let partial = seen.len() < tracker.records.len();
        let (records, earlier, withheld) = (Vec::with_capacity(seen.len()), Vec::new(), Vec::new());
        let mut list = List { tracker, records, earlier, withheld, partial };
        let mut known: HashMap<String, usize> = HashMap::with_capacity(seen.len());
        for record in seen {
            let at = *known.entry(record.subject.key()).or_insert(list.records.len());
            match list.records.get_mut(at) {
                None => list.records.push(record),
                Some(current) if current.since(tracker) < record.since(tracker) => {
                    list.earlier.push(std::mem::replace(current, record));
                }
                Some(_) => list.earlier.push(record),
            }
        }
        list.earlier.sort_by_key(|record| record.since(tracker));
        list
    }

    /// The same without what rests on words that may not be cited; of a subject whose latest record does it says nothing.
    fn without(self, engine: &Engine) -> Self {
        let mut articles: HashMap<&'a str, Vec<Arc<StoredParagraph>>> = HashMap::new();
        let mut may_say = |record: &&'a Record| {
            let paragraphs = articles.entry(record.article.as_str()).or_insert_with(|| {
                let article = engine.archive.article(&record.article);
                let article = article.filter(|article| engine.excluded.are_in(&article.meta.id));
                article.map_or_else(Vec::new, |article| engine.archive.paragraphs(&article))
            });
            let stands = paragraphs.iter().find_map(|own| Some((own, own.paragraph.text.find(&record.evidence)?)));
            stands.is_none_or(|(own, start)| engine.may_cite(own, &(start..start + record.evidence.len())))
        };
        let (records, withheld): (Vec<_>, Vec<_>) = self.records.into_iter().partition(&mut may_say);
        let known = |earlier: &&Record| records.iter().any(|record| record.subject.same(&earlier.subject));
        let earlier = self.earlier.into_iter().filter(|earlier| may_say(earlier) && known(earlier)).collect();
        List { records, earlier, withheld, ..self }
    }

    /// Whether there is such a list for the asker: one whose every record is for others is not. An empty file is a list.
    fn is_there(&self) -> bool {
        self.tracker.records.is_empty() || !(self.records.is_empty() && self.withheld.is_empty())
    }

    /// How many the list is said to have: all that have a record, or those alone that say yes where its file has it so.
    pub fn count(&self) -> usize {
        let all = self.tracker.wording.listed == Listed::All;
        self.records.iter().chain(&self.withheld).filter(|record| all || record.counts_as == CountsAs::Yes).count()
    }

    /// What the list said of a subject before, the earliest first.
    pub fn history(&self, record: &Record) -> impl Iterator<Item = &'a Record> {
        self.earlier.iter().copied().filter(|earlier| earlier.subject.same(&record.subject))
    }
}

/// The lists, newest first, whatever their files are called. What is left out is left out before anything is looked
/// up, so that neither words nor time tell whether it holds what is asked for. In a server, whoever does not pay learns that
/// a list is for those who do; where nobody has rights, it is not there.
pub(super) fn seen(engine: &Engine, viewer: Viewer) -> Vec<List<'_>> {
    let mut known: BTreeMap<&str, bool> = BTreeMap::new();
    let mut lists: Vec<List<'_>> = Vec::new();
    for tracker in engine.archive.trackers() {
        let mut records: Vec<&Record> = Vec::with_capacity(tracker.records.len());
        for record in &tracker.records {
            let seen = known.entry(record.article.as_str()).or_insert_with(|| may_see(engine, viewer, record));
            if *seen {
                records.push(record);
            }
        }
        let list = List::new(tracker, records);
        lists.push(if engine.excluded.len() == 0 { list } else { list.without(engine) });
    }
    lists.retain(|list| !engine.open || list.is_there());
    lists.sort_by(|a, b| b.tracker.date.cmp(&a.tracker.date).then_with(|| a.tracker.id.cmp(&b.tracker.id)));
    lists
}

/// The articles that these lists were made from, as far as the asker may see them: of each list the one that most of its
/// records cite.
pub(super) fn sources(engine: &Engine, lists: &[List<'_>]) -> Vec<ArticleRow> {
    let mut sources: Vec<ArticleRow> = Vec::new();
    for list in lists {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for record in &list.records {
            *counts.entry(record.article.as_str()).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(article, count)| (*count, std::cmp::Reverse(*article)));
        let Some(article) = most.and_then(|(article, _)| engine.archive.article(article)) else { continue };
        let row = article_row(&article);
        if !sources.contains(&row) {
            sources.push(row);
        }
    }
    sources
}

/// An article as lists show it.
pub(crate) fn article_row(article: &StoredArticle) -> ArticleRow {
    let meta = &article.meta;
    ArticleRow {
        article: meta.id.clone(),
        title: meta.title.clone(),
        publisher: meta.publisher.clone(),
        date: meta.date,
        url: meta.url.clone(),
        licence: meta.licence.clone(),
        licence_url: meta.licence_address(),
        byline: meta.byline.clone(),
        paragraphs: article.body_paragraphs,
    }
}

/// Whether a record's evidence is for paying readers.
pub(super) fn for_paying(engine: &Engine, record: &Record) -> bool {
    engine.archive.article(&record.article).is_some_and(|article| article.meta.audience == Audience::Paid)
}

/// A list with the records that its asker may see.
fn whole(list: List<'_>) -> Tracker {
    let records = list.records.into_iter().chain(list.earlier).cloned().collect();
    Tracker { records, ..list.tracker.clone() }
}

/// Whether a viewer may see a record's evidence.
fn may_see(engine: &Engine, viewer: Viewer, record: &Record) -> bool {
    engine.archive.article(&record.article).is_none_or(|article| viewer.may_see(&article.meta))
}

impl Engine {
    /// The trackers that a question may be for: those of [`seen`], in the order of their files.
    pub(super) fn trackers(&self) -> Vec<&Tracker> {
        // Each question asks, so no more records are looked at than it takes: mostly the first.
        let has_one = |tracker: &Tracker| {
            let mut known: HashSet<&str> = HashSet::new();
            let mut records = tracker.records.iter().filter(|record| known.insert(record.article.as_str()));
            records.any(|record| may_see(self, self.viewer, record))
        };
        let is_there = |tracker: &&Tracker| !self.open || tracker.records.is_empty() || has_one(tracker);
        self.archive.trackers().iter().filter(is_there).collect()
    }

    /// The trackers with the records that everybody may see, or every program: what completion and examples may name.
    pub fn open_trackers(&self) -> Vec<Tracker> {
        seen(self, self.everybody()).into_iter().map(whole).collect()
    }

    /// The same without those that have records, but none for everybody: where nobody has rights they are not there.
    pub fn public_trackers(&self) -> Vec<Tracker> {
        seen(self, self.everybody()).into_iter().filter(List::is_there).map(whole).collect()
    }

    /// How many lists there are for a viewer.
    pub fn count_lists(&self, viewer: Viewer) -> usize {
        seen(self, viewer).iter().filter(|list| list.is_there()).count()
    }

    /// Whether a list has a record for paying readers.
    pub fn has_paid_records(&self, list: &str) -> bool {
        let mut records = self.archive.trackers().iter().filter(|own| own.id == list).flat_map(|own| &own.records);
        records.any(|record| for_paying(self, record))
    }

    /// Every record as it stands, one a subject, with the id of its list; those for paying readers too.
    pub fn standing_records(&self) -> Vec<(&str, &Record)> {
        let mut all = Vec::new();
        for tracker in self.archive.trackers() {
            let list = List::new(tracker, tracker.records.iter().collect());
            all.extend(list.records.into_iter().map(|record| (tracker.id.as_str(), record)));
        }
        all
    }

    /// Every record that everybody may see, or every program, with its list.
    pub fn open_records(&self) -> Vec<(&Tracker, &Record)> {
        let lists = seen(self, self.everybody()).into_iter();
        lists.flat_map(|list| list.records.into_iter().map(move |record| (list.tracker, record))).collect()
    }

    /// Whether a list has records that this viewer may not see.
    pub fn is_partial(&self, tracker: &Tracker, viewer: Viewer) -> bool {
        !viewer.paid && tracker.records.iter().any(|record| for_paying(self, record))
    }
}
