//! From drafts to files of the corpus: each is compared with what is there, and what is new is written.

use std::collections::HashMap;

use anyhow::Context;

use crate::corpus::import::plan::{self, Change};
use crate::corpus::import::{self, Draft, Refusal, Settled, write};
use crate::domain::Article;

use super::forgotten::Forgotten;
use super::library::Library;
use super::report::Report;
use super::revisions;
use super::store::Store;

/// Compares each draft with the corpus and writes what is new.
pub(super) fn bring_in(
    library: &mut Library,
    store: &mut Store,
    forgotten: &Forgotten,
    settled: &Settled,
    drafts: &[Draft],
    report: &mut Report,
) -> anyhow::Result<()> {
    // What this import wrote: it is not under its name before the end.
    let mut written: HashMap<String, Article> = HashMap::new();
    for draft in drafts {
        if forgotten.holds(draft) {
            report.left_out.push(format!("{}: was forgotten; --forgotten brings it back", draft.title));
            continue;
        }
        report.notes.extend(draft.notes.iter().map(|note| format!("{}: {note}", draft.title)));
        let found = library.known.find(draft).map(str::to_owned);
        let id = found.clone().unwrap_or_else(|| free_id(library, import::id_of(draft)));
        let mut article = match import::finish(draft, id.clone(), settled) {
            Ok(article) => article,
            Err(why) => {
                report.refused.push(Refusal { what: draft.title.clone(), why });
                continue;
            }
        };
        let entry = write::provenance(draft, &article);
        if found.is_some() && library.known.came_from(&id, &entry) {
            report.unchanged += 1;
            continue;
        }
        article.meta.provenance = vec![entry];
        let held = match &found {
            None => None,
            Some(id) => match written.remove(id) {
                Some(article) => Some(article),
                None => library.article(id, settled),
            },
        };
        let change = held.as_ref().map(|held| plan::change(held, &article, draft));
        let new = match &change {
            None => &article,
            Some(Change::Joined(article) | Change::Changed(article)) => article,
            Some(Change::Unchanged) => {
                report.unchanged += 1;
                written.extend(held.map(|held| (id, held)));
                continue;
            }
            Some(Change::Conflict) => {
                report
                    .conflicts
                    .push(format!("{id}: its source changed, and so did a person: the person's text stays"));
                written.extend(held.map(|held| (id, held)));
                continue;
            }
        };
        let place = library.place(&id).map(str::to_owned);
        if place.as_deref().is_some_and(|place| !is_own_file(place, &id)) {
            report
                .conflicts
                .push(format!("{id}: stands in an archive of many articles, which an import does not rewrite"));
            continue;
        }
        let file = match write::file(new) {
            Ok(file) => file,
            Err(why) => {
                report.refused.push(Refusal { what: draft.title.clone(), why });
                continue;
            }
        };
        if let (Some(Change::Changed(_)), Some(held)) = (&change, &held) {
            revisions::keep(store, held)?;
        }
        let written_to_disk = match place.filter(|place| *place != file.path) {
            Some(other) => store.replace(&other, &file.path, &file.text),
            None => store.write(&file.path, &file.text),
        };
        written_to_disk.with_context(|| format!("{}: cannot be written", file.path))?;
        library.take(new, &file.path);
        match change {
            None => report.added.push(id.clone()),
            Some(Change::Changed(_)) => report.changed.push(id.clone()),
            Some(_) => report.joined.push(id.clone()),
        }
        let new = new.clone();
        written.insert(id, new);
    }
    store.commit().context("the corpus cannot be written")
}

/// Whether a file holds this article and nothing else.
fn is_own_file(place: &str, id: &str) -> bool {
    place == format!("articles/{id}.md") || place == format!("articles/{id}.jsonl")
}

fn free_id(library: &Library, id: String) -> String {
    if !library.known.has(&id) {
        return id;
    }
    (2..).map(|number| format!("{id}-{number}")).find(|id| !library.known.has(id)).unwrap_or(id)
}
