//! Writing a generation: the documents of what changed, and the tidying afterwards.

use std::collections::HashSet;
use std::path::Path;

use tantivy::indexer::{NoMergePolicy, UserOperation};
use tantivy::{Index, IndexWriter, Term};

use super::archive::SMALL_HEAP_BYTES;
use super::document::Maker;
use super::generation::Before;
use super::plan::{Changed, Plan, SMALL_CHANGE_BYTES, earlier};
use super::queue::{Queue, Queued};
use super::schema::Fields;
use super::sources::Sources;
use super::unmapped::UnmappedFolder;
use super::{document, tracker_documents};
use crate::corpus::{ItemState, Rules, Source, stream};
use crate::domain::Article;

/// Memory for indexing a large corpus.
const LARGE_HEAP_BYTES: usize = 64_000_000;

/// An index of up to this many documents is always one segment: merging it takes a moment.
pub(super) const SMALL_INDEX_DOCUMENTS: u64 = 50_000;

/// A larger one is merged into a single segment when it has more segments than this.
const MOST_SEGMENTS: usize = 12;

/// How far an update is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Articles indexed.
    pub done: usize,
    /// Articles to index.
    pub total: usize,
}

/// Writes the planned changes into a folder that holds the previous generation, or nothing. Returns whether the corpus
/// changed since it was planned, so that the result must be thrown away.
pub(super) fn build(
    folder: &Path,
    source: &dyn Source,
    rules: &Rules<'_>,
    before: Option<&Before>,
    plan: &Plan,
    small: u64,
    progress: &dyn Fn(Progress),
) -> tantivy::Result<bool> {
    let (_, fields) = Fields::schema();
    let index = Fields::index().open_or_create(UnmappedFolder::open(folder)?)?;
    let heap = if plan.bytes <= SMALL_CHANGE_BYTES { SMALL_HEAP_BYTES } else { LARGE_HEAP_BYTES };
    // One thread, so that documents stand in the order of the files, whatever the machine.
    let mut writer: IndexWriter<Queued> = index.writer_with_num_threads(1, heap)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    // Files that belong to no segment are removed.
    writer.garbage_collect_files().wait()?;

    let old: HashSet<&str> = before.map(|before| before.sources.ids()).unwrap_or_default();
    let new = plan.sources.ids();
    for gone in old.difference(&new) {
        writer.delete_term(Term::from_field_text(fields.article, gone));
    }
    let tables = before.map(|before| before.generation.archive.tables()).unwrap_or_default();
    let (packer, learnt) = document::packer(&fields, tables, &plan.sample);
    if let Some(table) = learnt {
        writer.add_document(document::table(&fields, &table)?.into())?;
    }
    let maker = Maker::new(&fields, &packer);
    let queue = Queue::new();
    let total = plan.changed.len();
    let mut done = 0;
    let mut put = |article: &Article| -> tantivy::Result<()> {
        let documents = queue.enter(maker.documents(article)?);
        let mut operations: Vec<_> = documents.into_iter().map(UserOperation::Add).collect();
        if old.contains(article.meta.id.as_str()) {
            operations.insert(0, UserOperation::Delete(Term::from_field_text(fields.article, &article.meta.id)));
        }
        writer.run(operations)?;
        done += 1;
        progress(Progress { done, total });
        Ok(())
    };
    let mut stale = false;
    match &plan.changed {
        Changed::Held(articles) => articles.iter().try_for_each(&mut put)?,
        Changed::Many(_) => {
            let mut again = Sources::default();
            let mut failed = Ok(());
            let checked = stream(source, rules, earlier(before), &mut |standing, seen| match seen {
                ItemState::Known(id) => again.add(standing, id),
                ItemState::New(article) => {
                    again.add(standing, article.meta.id.clone());
                    if failed.is_ok() {
                        failed = put(&article);
                    }
                }
            });
            failed?;
            again.mark(checked.marks);
            let same = again.same_articles(&plan.sources) && checked.trackers == plan.trackers;
            stale = !same || !checked.errors.is_empty();
        }
    }
    if stale {
        return Ok(true);
    }
    if before.is_none_or(|before| before.generation.archive.trackers() != plan.trackers) {
        tracker_documents::replace(&writer, &fields, &plan.trackers)?;
    }
    writer.commit()?;
    tidy(&index, &mut writer, small, before.is_none())?;
    writer.wait_merging_threads()?;
    Ok(false)
}

/// Merges segments where that pays: a fresh index and a small one always into one segment without deleted documents, a
/// large one when it has gathered many, or a fifth of it is deleted.
fn tidy(index: &Index, writer: &mut IndexWriter<Queued>, small: u64, fresh: bool) -> tantivy::Result<()> {
    let segments = index.searchable_segment_metas()?;
    let documents: u64 = segments.iter().map(|segment| u64::from(segment.max_doc())).sum();
    let deleted: u64 = segments.iter().map(|segment| u64::from(segment.num_deleted_docs())).sum();
    let worn = segments.len() > MOST_SEGMENTS || deleted * 5 > documents;
    let whole = segments.len() <= 1 && deleted == 0;
    if !whole && (fresh || documents <= small || worn) {
        let ids: Vec<_> = segments.iter().map(|segment| segment.id()).collect();
        writer.merge(&ids).wait()?;
    }
    // Tantivy keeps the files of every segment that somebody still names.
    drop(segments);
    writer.garbage_collect_files().wait()?;
    Ok(())
}
