//! From drafts to files of the corpus: each is compared with what is there, and what is new is written.

use std::collections::{HashMap, HashSet};

use anyhow::Context;

use crate::corpus::import::addresses::is_home;
use crate::corpus::import::plan::{self, Change, Given as Said};
use crate::corpus::import::provenance::{self, Line};
use crate::corpus::import::{self, Draft, Loss, Origin, Refusal, Refused, Settled, write};
use crate::domain::{Article, Audience};

use super::forgotten::Forgotten;
use super::library::Library;
use super::report::Report;
use super::store::Store;
use super::superseded::keep;

/// The articles of one document: a feed, an export, a page.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) drafts: Vec<Draft>,
    /// How many new articles it may bring at once.
    pub(super) most_new: Option<usize>,
}

impl Document {
    /// Whether it is an export of a platform.
    pub(super) fn is_export(&self) -> bool {
        !self.drafts.is_empty() && self.drafts.iter().all(|draft| draft.origin == Origin::Export)
    }
}

/// What an import works with. Without a store nothing is written: a dry run differs in nothing else.
pub(super) struct Bringing<'a> {
    pub(super) library: &'a mut Library,
    pub(super) store: Option<&'a mut Store>,
    pub(super) forgotten: &'a Forgotten,
    pub(super) settled: &'a Settled,
    /// Whom mails are for that do not say it.
    pub(super) mails: Option<Audience>,
    pub(super) report: &'a mut Report,
    /// Called with each article as it will stand, or with a draft that lacks something.
    pub(super) shown: &'a mut dyn FnMut(Shown<'_>),
}

/// What becomes of a draft.
pub(super) enum Shown<'a> {
    /// The article as it will stand.
    Stands(&'a Article, Option<&'a Loss>),
    /// A page that does not say when or where it was published, whose text is worth a look all the same.
    Lacks(&'a Draft),
}

/// Compares each draft with the corpus and writes what is new. Whether every document was taken in whole.
pub(super) fn bring_in(mut with: Bringing<'_>, mut documents: Vec<Document>) -> anyhow::Result<bool> {
    for draft in documents.iter_mut().flat_map(|document| &mut document.drafts) {
        // A site's own address is no article's.
        if draft.url.as_deref().is_none_or(is_home) {
            draft.guessed &= with.settled.url.is_none();
            draft.url = with.settled.url.clone().or(draft.url.take());
        }
        draft.date = draft.date.or(with.settled.date);
        if draft.origin == Origin::Mail {
            draft.audience = draft.audience.or(with.mails);
        }
    }
    let mut drafts: Vec<&mut Draft> = documents.iter_mut().flat_map(|document| &mut document.drafts).collect();
    import::settle_losses(&mut drafts);
    let passed_over = with.passed_over(&documents);
    let (mut written, mut whole) = (HashMap::new(), true);
    for (document, passed_over) in documents.iter().zip(passed_over) {
        let mut given = Given::default();
        for draft in &document.drafts {
            if let (Some(id), Some(address)) = (with.library.known.at_address(draft), draft.address()) {
                given.claimed.insert(id.to_owned(), address);
            }
        }
        let before = with.report.added.len();
        let mut waiting = 0;
        for (draft, passed_over) in document.drafts.iter().zip(passed_over) {
            let full = document.most_new.is_some_and(|most| with.report.added.len() - before >= most);
            if passed_over {
                with.report.unchanged += 1;
            } else if full && with.library.known.find(draft, &|id| given.to_another(id, draft)).is_none() {
                waiting += 1;
            } else {
                with.bring(draft, &mut given, &mut written)?;
            }
        }
        if let (1.., Some(most)) = (waiting, document.most_new) {
            whole = false;
            let feed = document.drafts.iter().find_map(|draft| draft.feed.as_deref()).unwrap_or_default();
            with.report.left_out.push(format!(
                "feed {feed}: {waiting} more articles: {most} new ones come in at once (most_new in the settings); the rest waits"
            ));
        }
    }
    if let Some(store) = with.store {
        store.commit().context("the corpus cannot be written")?;
    }
    Ok(whole)
}

/// The articles that stand for the drafts of a document. Two drafts of one document that give different addresses are not
/// the same article.
#[derive(Default)]
struct Given {
    /// Those that had their turn.
    taken: HashSet<String>,
    /// Those that are at the address of one of the drafts.
    claimed: HashMap<String, String>,
}

impl Given {
    /// Whether the article with this id is another draft's than this one.
    fn to_another(&self, id: &str, draft: &Draft) -> bool {
        match self.claimed.get(id) {
            Some(address) => draft.address().as_ref() != Some(address),
            None => self.taken.contains(id),
        }
    }
}

/// What versions of one article have in common: the kind of their source, its feed, the article's id, and their address.
type Version<'a> = (Origin, Option<&'a str>, String, String);

impl Bringing<'_> {
    /// Which drafts of the documents are a lesser version of an article than another of the same source. If each had its
    /// turn, the article would change to and fro at every import.
    fn passed_over(&self, documents: &[Document]) -> Vec<Vec<bool>> {
        let mut best: HashMap<Version<'_>, (usize, usize)> = HashMap::new();
        let mut passed_over: Vec<Vec<bool>> =
            documents.iter().map(|document| vec![false; document.drafts.len()]).collect();
        let draft_at =
            |(document, draft): (usize, usize)| documents.get(document).and_then(|document| document.drafts.get(draft));
        for (document, drafts) in documents.iter().enumerate() {
            for (at, draft) in drafts.drafts.iter().enumerate() {
                let Some(id) = self.library.known.find(draft, &|_| false) else { continue };
                let address = draft.address().unwrap_or_else(|| draft.title.clone());
                let key = (draft.origin, draft.feed.as_deref(), id.to_owned(), address);
                let here = (document, at);
                let before = best.get(&key).copied();
                let lesser = before.and_then(draft_at).is_some_and(|other| plan::worth(other) >= plan::worth(draft));
                let loser = if lesser { Some(here) } else { before };
                if !lesser {
                    best.insert(key, here);
                }
                if let Some((document, at)) = loser
                    && let Some(loser) = passed_over.get_mut(document).and_then(|drafts| drafts.get_mut(at))
                {
                    *loser = true;
                }
            }
        }
        passed_over
    }

    fn bring(
        &mut self,
        draft: &Draft,
        given: &mut Given,
        // What this import wrote: it is not under its name before the end.
        written: &mut HashMap<String, Article>,
    ) -> anyhow::Result<()> {
        if self.forgotten.holds(draft) {
            self.report.left_out.push(format!("{}: was forgotten; --forgotten brings it back", draft.title));
            return Ok(());
        }
        self.report.notes.extend(draft.notes.iter().map(|note| format!("{}: {note}", draft.title)));
        let found = self.library.known.find(draft, &|id| given.to_another(id, draft)).map(str::to_owned);
        let id = found.clone().unwrap_or_else(|| self.library.free_id(import::id_of(draft)));
        let mut came = match import::finish(draft, id.clone(), self.settled) {
            Ok(article) => article,
            Err(why) => {
                let lacks = matches!(why, Refused::NoDate | Refused::UnreadDate(_) | Refused::NoOwnAddress);
                if lacks && draft.origin == Origin::Page {
                    (self.shown)(Shown::Lacks(draft));
                }
                self.refuse(draft, why);
                return Ok(());
            }
        };
        let again = !given.taken.insert(id.clone());
        let entry = provenance::line(draft, &came);
        if found.is_some() && self.library.known.came_from(&id, &entry, !came.meta.url_is_guessed) {
            self.report.doubt(&id, draft, false);
            self.report.unchanged += 1;
            return Ok(());
        }
        came.meta.provenance = vec![entry.clone()];
        let held = match &found {
            None => None,
            Some(id) => written.get(id).cloned().or_else(|| self.library.article(id, self.settled)),
        };
        if let Some(held) = &held {
            // A new article that its document has twice, or two documents of its source: as above.
            let twice = again || written.contains_key(&id) && is_of_source(held, &entry);
            if twice && plan::worth(draft) <= plan::worth_of(held) {
                self.report.unchanged += 1;
                return Ok(());
            }
        }
        let plan = held.as_ref().map(|held| {
            let terms = draft.licence.is_some() || draft.licence_url.is_some() || draft.show.is_some();
            let again = self.library.had(held, &came);
            plan::plan(held, &came, Said { terms, again, authority: Some(&self.settled.authority) })
        });
        let (change, told) = plan.map_or((None, Vec::new()), |plan| {
            self.report.notes.extend(plan.address);
            (Some(plan.change), plan.told)
        });
        let (new, listed) = match &change {
            None => (&came, &mut self.report.added),
            Some(Change::Changed(article)) => (article, &mut self.report.changed),
            Some(Change::Joined(article) | Change::Restricted(article)) => (article, &mut self.report.joined),
            Some(Change::Unchanged) => {
                self.report.unchanged += 1;
                self.report.audience.extend(told);
                return Ok(());
            }
            Some(Change::Conflict) => {
                let told = format!("{id}: its source changed, and so did a person: the person's text stays");
                self.report.conflicts.push(told);
                return Ok(());
            }
        };
        let place = self.library.place(&id).map(str::to_owned);
        if place.as_deref().is_some_and(|place| !is_own_file(place, &id)) {
            let told = if told.is_empty() { String::new() } else { format!(" ({})", told.join("; ")) };
            let why = "stands in an archive of many articles, which an import does not rewrite";
            self.report.conflicts.push(format!("{id}: {why}{told}"));
            return Ok(());
        }
        let kept = match (&change, &place, &held) {
            (Some(Change::Restricted(_)), Some(place), Some(held)) => self.library.text(place).and_then(|text| {
                let text = write::restricted(&text, held, &entry, &self.settled.defaults)?;
                Some(write::Written { path: place.clone(), text })
            }),
            _ => None,
        };
        let file = match kept.map_or_else(|| write::file(new), Ok) {
            Ok(file) => file,
            Err(why) => {
                self.refuse(draft, why);
                return Ok(());
            }
        };
        (self.shown)(Shown::Stands(new, draft.loss.as_ref()));
        if new.meta.url_is_guessed {
            self.report.guessed.push((id.clone(), new.meta.url.clone()));
        }
        listed.push(id.clone());
        if matches!(change, None | Some(Change::Changed(_))) {
            self.report.doubt(&id, draft, true);
        }
        self.report.audience.extend(told);
        if let Some(store) = self.store.as_deref_mut() {
            if let (Some(Change::Changed(_)), Some(held)) = (&change, &held) {
                keep(store, held)?;
            }
            let done = match place.filter(|place| *place != file.path) {
                Some(other) => store.replace(&other, &file.path, &file.text),
                None => store.write(&file.path, &file.text),
            };
            done.with_context(|| format!("{}: cannot be written", file.path))?;
        }
        self.library.take(new, &file.path);
        written.insert(id, new.clone());
        Ok(())
    }

    fn refuse(&mut self, draft: &Draft, why: Refused) {
        self.report.refused.push(Refusal { what: draft.title.clone(), why });
    }
}

/// Whether one of the article's lines is of the source that this entry names.
fn is_of_source(held: &Article, entry: &str) -> bool {
    Line::read(entry).is_some_and(|new| Line::all(&held.meta.provenance).any(|line| line.is_same_as(&new)))
}

/// Whether a file holds this article and nothing else.
fn is_own_file(place: &str, id: &str) -> bool {
    place == format!("articles/{id}.md") || place == format!("articles/{id}.jsonl")
}
