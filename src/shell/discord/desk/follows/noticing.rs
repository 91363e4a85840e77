//! Finds what came for those who follow it: in new articles, and in records that have another status.

use std::sync::Arc;
use std::time::Duration;

use crate::desk::changes::{ArchiveChange, ChangeKind, Consumer, is_news};
use crate::desk::letters::{Found, Stands};
use crate::desk::{Desk, DeskError, monday_of};
use crate::engine::follow::Follows;
use crate::render::discord::reference::Reference;
use crate::shell::discord::archive::OpenArchive;
use crate::shell::discord::desk::visit::now;
use crate::shell::discord::state::State;

/// Changes that are read at one time.
const BATCH: i64 = 100;
/// The weeks and the follows that lapse are looked at this often.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// What failed is tried again after this time.
const RETRY: Duration = Duration::from_secs(30);

/// Looks for what came, now and whenever the archive changed, and for what is due, for ever.
pub(in crate::shell::discord::desk) async fn keep(state: Arc<State>) {
    let mut noted = state.noted.subscribe();
    loop {
        let Some(desk) = state.desk() else { return };
        noted.borrow_and_update();
        let pause = match look(&state, &desk).await {
            Ok(()) => PAUSE,
            Err(error) => {
                tracing::warn!(%error, "what came for those who follow it could not be kept; it is tried again");
                RETRY
            }
        };
        state.wake_letters();
        if let Ok(Err(_)) = tokio::time::timeout(pause, noted.changed()).await {
            return;
        }
    }
}

async fn look(state: &Arc<State>, desk: &Desk) -> Result<(), DeskError> {
    loop {
        let changes = desk.changes_for(Consumer::Follows, BATCH).await?;
        if changes.is_empty() {
            break;
        }
        let follows = desk.follows(now()).await?;
        let compiled = Arc::new(Follows::of(follows.iter().map(|own| own.followed.clone())));
        let last = changes.last().map_or(0, |change| change.number);
        for change in changes {
            let (number, compiled) = (change.number, Arc::clone(&compiled));
            let work = move |state: &State| found(&state.served().archive, &compiled, &change);
            let found = Arc::clone(state).in_turn(work).await.unwrap_or_else(|| {
                tracing::error!(
                    number,
                    "a change of the archive could not be looked at for those who follow something"
                );
                Vec::new()
            });
            // What nobody follows is noted with the next that somebody does.
            if !found.is_empty() || number == last {
                desk.keep_found(number, &follows, &found, now()).await?;
                state.wake_letters();
            }
        }
    }
    desk.send_week(monday_of(now()), now()).await?;
    desk.ask_to_keep(now()).await
}

/// What a change holds of what is followed.
fn found(archive: &OpenArchive, follows: &Follows, change: &ArchiveChange) -> Vec<Found> {
    if follows.is_empty() {
        return Vec::new();
    }
    match (change.kind, &change.record) {
        (ChangeKind::New, _) => in_article(archive, follows, change),
        // Of a record that is gone nobody knows whether its words were for paying readers.
        (ChangeKind::Record, Some((tracker, subject))) => {
            let Some(after) = change.after.clone() else { return Vec::new() };
            let (tracker, subject) = (tracker.clone(), subject.clone());
            let follows = follows.of_record(&tracker, &subject);
            let stands = Stands::Record { tracker, subject, before: change.before.clone(), after };
            // It may have that status again later: then it is told again.
            let passages = vec![(format!("record {}", change.number), stands)];
            follows.into_iter().map(|follow| Found { follow, passages: passages.clone() }).collect()
        }
        _ => Vec::new(),
    }
}

fn in_article(archive: &OpenArchive, follows: &Follows, change: &ArchiveChange) -> Vec<Found> {
    let engine = archive.engine();
    let article = engine.archive().article(&change.article);
    let Some(article) = article.filter(|own| is_news(own.meta.date, change.seen_at)) else { return Vec::new() };
    let mut found = Vec::new();
    for hit in follows.in_article(engine, &article) {
        let passages = hit
            .passages
            .into_iter()
            .filter_map(|own| Some((own.folded, Stands::Excerpt(Reference::to(&own.excerpt)?.packed()))));
        let passages: Vec<(String, Stands)> = passages.collect();
        found.extend(hit.follows.into_iter().map(|follow| Found { follow, passages: passages.clone() }));
    }
    found
}
