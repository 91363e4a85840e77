//! From drafts to files of the corpus: each is compared with what is there, and what is new is written.

use std::collections::{HashMap, HashSet};

use anyhow::Context;

use crate::corpus::import::plan::{self, Change};
use crate::corpus::import::provenance;
use crate::corpus::import::same::is_home;
use crate::corpus::import::{self, Draft, Origin, Refusal, Refused, Settled, write};
use crate::domain::Article;

use super::forgotten::Forgotten;
use super::library::Library;
use super::report::Report;
use super::revisions;
use super::store::Store;

/// The articles of one document: a feed, an export, a page.
pub(super) type Document = Vec<Draft>;

/// What an import works with. Without a store nothing is written: a dry run differs in nothing else.
pub(super) struct Bringing<'a> {
    pub(super) library: &'a mut Library,
    pub(super) store: Option<&'a mut Store>,
    pub(super) forgotten: &'a Forgotten,
    pub(super) settled: &'a Settled,
    pub(super) report: &'a mut Report,
    /// Called with each article as it will stand, or with a draft that lacks something.
    pub(super) shown: &'a mut dyn FnMut(Shown<'_>),
}

/// What becomes of a draft.
pub(super) enum Shown<'a> {
    /// The article as it will stand.
    Stands(&'a Article),
    /// A page that does not say when or where it was published, whose text is worth a look all the same.
    Lacks(&'a Draft),
}

/// Compares each draft with the corpus and writes what is new.
pub(super) fn bring_in(mut with: Bringing<'_>, documents: Vec<Document>) -> anyhow::Result<()> {
    let mut written = HashMap::new();
    for mut document in documents {
        for draft in &mut document {
            // A site's own address is no article's.
            if draft.url.as_deref().is_none_or(is_home) {
                draft.guessed &= with.settled.url.is_none();
                draft.url = with.settled.url.clone().or(draft.url.take());
            }
            draft.date = draft.date.or(with.settled.date);
        }
        let mut given = Given::default();
        for draft in &document {
            if let (Some(id), Some(address)) = (with.library.known.at_address(draft), draft.address()) {
                given.claimed.insert(id.to_owned(), address);
            }
        }
        let passed_over = with.passed_over(&document);
        for (draft, passed_over) in document.iter().zip(passed_over) {
            if passed_over {
                with.report.unchanged += 1;
            } else {
                with.bring(draft, &mut given, &mut written)?;
            }
        }
    }
    match with.store {
        Some(store) => store.commit().context("the corpus cannot be written"),
        None => Ok(()),
    }
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

impl Bringing<'_> {
    /// Which drafts of a document are a lesser version of an article than another of its drafts. If each had its turn, the
    /// article would change to and fro at every poll.
    fn passed_over(&self, document: &[Draft]) -> Vec<bool> {
        let mut best: HashMap<(Origin, Option<&str>, String, String), usize> = HashMap::new();
        let mut passed_over = vec![false; document.len()];
        for (at, draft) in document.iter().enumerate() {
            let Some(id) = self.library.known.find(draft, &|_| false) else { continue };
            let address = draft.address().unwrap_or_else(|| draft.title.clone());
            let key = (draft.origin, draft.feed.as_deref(), id.to_owned(), address);
            let before = best.get(&key).copied();
            let lesser = before
                .filter(|before| document.get(*before).is_some_and(|other| plan::worth(other) > plan::worth(draft)));
            let loser = if lesser.is_some() { Some(at) } else { before };
            if lesser.is_none() {
                best.insert(key, at);
            }
            if let Some(loser) = loser.and_then(|loser| passed_over.get_mut(loser)) {
                *loser = true;
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
                let lacks = matches!(why, Refused::NoDate | Refused::UnreadDate(_) | Refused::NoAddress);
                if lacks && draft.origin == Origin::Page {
                    (self.shown)(Shown::Lacks(draft));
                }
                self.refuse(draft, why);
                return Ok(());
            }
        };
        let again = !given.taken.insert(id.clone());
        let entry = provenance::line(draft, &came);
        if found.is_some() && self.library.known.came_from(&id, &entry) {
            self.report.unchanged += 1;
            return Ok(());
        }
        came.meta.provenance = vec![entry.clone()];
        let held = match &found {
            None => None,
            Some(id) => written.get(id).cloned().or_else(|| self.library.article(id, self.settled)),
        };
        if let (true, Some(held)) = (again, &held) {
            // A new article that its document has twice: as above.
            if plan::worth(draft) < plan::worth_of(held) {
                self.report.unchanged += 1;
                return Ok(());
            }
        }
        let change = held.as_ref().map(|held| plan::plan(held, &came));
        let (change, told) = change.map_or((None, None), |plan| (Some(plan.change), plan.told));
        let (new, listed) = match &change {
            None => (&came, &mut self.report.added),
            Some(Change::Changed(article)) => (article, &mut self.report.changed),
            Some(Change::Joined(article) | Change::Restricted(article)) => (article, &mut self.report.joined),
            Some(Change::Unchanged) => {
                self.report.unchanged += 1;
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
            let told = told.map(|told| format!(" ({told})")).unwrap_or_default();
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
        (self.shown)(Shown::Stands(new));
        if new.meta.url_is_guessed {
            self.report.guessed.push((id.clone(), new.meta.url.clone()));
        }
        listed.push(id.clone());
        self.report.audience.extend(told);
        if let Some(store) = self.store.as_deref_mut() {
            if let (Some(Change::Changed(_)), Some(held)) = (&change, &held) {
                revisions::keep(store, held)?;
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

/// Whether a file holds this article and nothing else.
fn is_own_file(place: &str, id: &str) -> bool {
    place == format!("articles/{id}.md") || place == format!("articles/{id}.jsonl")
}
