//! After the archive was replaced: what became otherwise in it is kept at the desk, and those who act on it are told.

use std::sync::Arc;
use std::time::Duration;

use super::visit::now;
use crate::desk::Desk;
use crate::desk::changes::{Seen, SeenRecord};
use crate::index::ArticleFilter;
use crate::shell::discord::archive::OpenArchive;
use crate::shell::discord::state::State;

/// What failed is tried again after this time.
const RETRY: Duration = Duration::from_secs(30);

/// Compares the archive with how it was last seen, now and whenever it was replaced, for ever.
pub(super) async fn follow(state: Arc<State>) {
    let mut replaced = state.replaced.subscribe();
    loop {
        let Some(desk) = state.desk() else { return };
        replaced.borrow_and_update();
        if !compare(&state, &desk).await {
            tokio::time::sleep(RETRY).await;
            continue;
        }
        if replaced.changed().await.is_err() {
            return;
        }
    }
}

/// Compares the archive with how it was last seen, and keeps what became otherwise; whether that was possible.
pub async fn compare(state: &Arc<State>, desk: &Desk) -> bool {
    if !is_newest(state, desk).await {
        // What is newer would be taken for gone.
        return false;
    }
    let Some(seen) = Arc::clone(state).in_turn(|state| seen(&state.served().archive)).await else {
        tracing::error!("the archive could not be compared with how it was last seen; it is tried again");
        return false;
    };
    match desk.note_archive(&seen, now()).await {
        // Told without a change too: what a process that was killed left is taken up.
        Ok(_) => {
            state.archive_noted();
            true
        }
        Err(error) => {
            tracing::warn!(%error, "what changed in the archive could not be kept; it is tried again");
            false
        }
    }
}

/// Whether nothing newer is published than what answers here: a replica may be behind the process that acted before it.
pub(super) async fn is_newest(state: &State, desk: &Desk) -> bool {
    let Some(own) = state.folder().and_then(|folder| folder.at.generation()) else { return true };
    match desk.published().await {
        Ok(published) => published.is_none_or(|published| published.generation <= own),
        Err(_) => false,
    }
}

/// The archive as it is, in the order of publication.
fn seen(archive: &OpenArchive) -> Seen {
    let engine = archive.engine();
    let all = ArticleFilter { paid: true, limit: usize::MAX, ..ArticleFilter::default() };
    let newest_first = engine.archive().articles(&all).articles;
    let articles = newest_first.iter().rev().map(|own| (own.meta.id.clone(), own.revision.0.clone())).collect();
    let record = |(tracker, record): (&str, &crate::domain::Record)| SeenRecord {
        tracker: tracker.to_owned(),
        subject: record.subject.key(),
        status: record.status.clone(),
        article: record.article.clone(),
    };
    Seen { articles, records: engine.standing_records().into_iter().map(record).collect() }
}
