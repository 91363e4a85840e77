//! Public answers whose words were corrected or withdrawn, or whose list says otherwise since, are edited.
//!
//! Each archive is compared with all that answers cite, and what became of it is stored together with the row of the
//! outbox that edits the answer: so a process that is killed loses none, and whichever changes were passed over are found
//! by the next comparison. `drawing.rs` makes the edit when it is sent.

mod drawing;
mod unreachable;

use std::sync::Arc;
use std::time::Duration;

use super::changes::is_newest;
use super::visit::{Visit, now};
use crate::desk::answers::{Became, CitedExcerpt};
use crate::desk::{Desk, DeskError};
use crate::render::discord::desk::corrections::Step;
use crate::shell::discord::archive::OpenArchive;
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::state::State;
pub(super) use drawing::drawn;
pub(super) use unreachable::tell_editors;

/// What failed is tried again after this time.
const RETRY: Duration = Duration::from_secs(30);
/// An answer may be found in one archive and stored while another is compared: all are compared this often.
const AGAIN: Duration = Duration::from_secs(600);

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    match Step::read(what) {
        Some(Step::Before(was)) => {
            let (reader, archive) = (visit.reader(), &visit.served.archive);
            Ok(Outcome::Message(archive.context(&was, &reader)))
        }
        Some(Step::Retry) if !visit.is_editor() => Ok(visit.note("desk.not_editor")),
        Some(Step::Retry) => {
            let server = visit.asked.guild.as_deref().unwrap_or_default();
            visit.desk.retry_answers(server, visit.now).await?;
            visit.state.wake_outbox();
            Ok(visit.note("correction.retried"))
        }
        None => Ok(visit.note("discord.unreadable")),
    }
}

/// Compares what answers cite with each archive that comes, for ever.
pub(super) async fn follow(state: Arc<State>) {
    let mut noted = state.noted.subscribe();
    loop {
        noted.borrow_and_update();
        let Some(desk) = state.desk() else { return };
        let pause = match compare(&state, &desk).await {
            Ok(()) => AGAIN,
            Err(error) => {
                tracing::warn!(%error, "what answers cite could not be compared with the archive; it is tried again");
                RETRY
            }
        };
        if let Ok(Err(_closed)) = tokio::time::timeout(pause, noted.changed()).await {
            return;
        }
    }
}

async fn compare(state: &Arc<State>, desk: &Desk) -> Result<(), DeskError> {
    let archive = Arc::clone(&state.served().archive);
    if archive.newest().is_none() || !is_newest(state, desk).await {
        // A folder that is not there yet is no withdrawal of all that ever was published.
        return Ok(());
    }
    // What was stored since another archive answers may be an answer of that one: it is compared with that one.
    let is_served = || Arc::ptr_eq(&archive, &state.served().archive);
    let mut edits = false;
    let cited = desk.cited_articles().await?;
    for (article, compared) in cited.into_iter().filter(|_| is_served()) {
        match archive.compared(&article) {
            // What no list says cites no article.
            _ if article.is_empty() => {}
            None => {
                desk.withdraw_answers(&article, now()).await?;
                edits = true;
            }
            Some(own) if own == compared => {}
            Some(own) => {
                let citing = desk.citing(&article, &own).await?;
                let became = became(state, &archive, citing).await;
                desk.compared(&article, &own, &became, now()).await?;
                edits |= became.iter().any(|(_, became)| !matches!(became, Became::Standing(_)));
            }
        }
    }
    let statuses = archive.open_statuses();
    let cited = desk.cited_records().await?;
    for (tracker, subject, status) in cited.into_iter().filter(|_| is_served()) {
        let own = statuses.get(&(tracker.clone(), subject.clone()));
        if own != status.as_ref() {
            let (own, status) = (own.map(String::as_str), status.as_deref());
            desk.says_otherwise((&tracker, &subject), status, own, now()).await?;
            edits = true;
        }
    }
    if edits {
        state.wake_outbox();
    }
    Ok(())
}

async fn became(
    state: &Arc<State>,
    archive: &Arc<OpenArchive>,
    citing: Vec<CitedExcerpt>,
) -> Vec<(CitedExcerpt, Became)> {
    let archive = Arc::clone(archive);
    let looked = Arc::clone(state).in_turn(move |_| {
        let one = |cited: CitedExcerpt| {
            let became = archive.became(&cited.reference, &cited.words);
            (cited, became)
        };
        citing.into_iter().map(one).collect()
    });
    looked.await.unwrap_or_default()
}
