//! New issues: held for a while, announced in order, kept as the archive has them.
//!
//! What the archive got becomes rows (`noting.rs`), whose time comes (`posting.rs`) or on which the editors decide
//! (`deciding.rs`); each step and the messages that follow from it are one transaction. So a process that is killed
//! repeats a step at most, and its messages have the same keys.

mod article;
mod askable;
mod deciding;
mod noting;
mod posting;
mod trouble;

use std::sync::Arc;
use std::time::Duration;

use super::visit::{Visit, now};
use crate::desk::{Desk, DeskError, Seconds};
use crate::render::discord::desk::issue::of_hex;
use crate::render::discord::desk::issues::{Step, picked};
use crate::shell::discord::incoming::Interaction;
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::state::State;

pub(super) use article::issue_of;
pub(super) use posting::{card_key, thread_key};

/// What waits is looked at this often at least, where nothing is due before.
const PAUSE: Duration = Duration::from_secs(60);
/// What failed is tried again after this time.
const RETRY: Duration = Duration::from_secs(30);

/// Announces new issues, for ever.
pub(super) async fn keep(state: Arc<State>) {
    let mut noted = state.noted.subscribe();
    loop {
        noted.borrow_and_update();
        let Some(desk) = state.desk() else { return };
        let pause = match tend(&state, &desk).await {
            Ok(Some(next)) => until(next),
            Ok(None) => PAUSE,
            Err(error) => {
                tracing::warn!(%error, "new issues could not be announced; it is tried again");
                RETRY
            }
        };
        let _told = tokio::time::timeout(pause, noted.changed()).await;
    }
}

/// Takes in what changed and announces what is due; when the next one's time comes.
async fn tend(state: &Arc<State>, desk: &Arc<Desk>) -> Result<Option<Seconds>, DeskError> {
    noting::take_in(state, desk).await?;
    posting::announce_due(state, desk).await?;
    trouble::look_after(state, desk).await?;
    desk.next_announcement().await
}

fn until(next: Seconds) -> Duration {
    let left = u64::try_from(next - now()).unwrap_or_default();
    Duration::from_secs(left).clamp(Duration::from_secs(1), PAUSE)
}

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let value = visit.asked.values.first().map(String::as_str).unwrap_or_default();
    Ok(match Step::read(what) {
        Some(Step::Read(_, hash)) => read(visit, hash).await,
        Some(Step::Pick(_)) => match of_hex(value) {
            Some(hash) => read(visit, hash).await,
            None => visit.note("discord.unreadable"),
        },
        Some(Step::Ask(_)) => match picked(value) {
            Some((command, value)) => run(visit, command, value).await,
            None => visit.note("discord.unreadable"),
        },
        Some(Step::Post(hash)) => deciding::decide(visit, hash, true).await?,
        Some(Step::Drop(hash)) => deciding::decide(visit, hash, false).await?,
        None => visit.note("discord.unreadable"),
    })
}

/// Shows an article to whoever pressed, with their own rights.
pub(super) async fn read(visit: &Visit<'_>, hash: u64) -> Outcome {
    match visit.served.archive.article_of_hash(hash) {
        Some(article) => run(visit, "article", article).await,
        None => visit.note("discord.altered_archive"),
    }
}

/// Runs a command with the value of its leading option, for whoever pressed alone.
async fn run(visit: &Visit<'_>, command: &str, value: &str) -> Outcome {
    let asked = Interaction {
        kind: 2,
        name: command.to_owned(),
        options: vec![(String::new(), value.into(), false)],
        action: None,
        target: None,
        // What a card of the desk says is no question.
        pressed: Default::default(),
        ..visit.asked.clone()
    };
    let work = move |state: &State| state.served_at(&asked).respond(&asked, state.remembered(), true);
    Arc::clone(visit.state).in_turn(work).await.unwrap_or_else(|| visit.note("discord.failed"))
}
