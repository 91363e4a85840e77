//! Sends what the outbox holds: each thing is made once, whatever breaks in between.
//!
//! The creation of a message carries a nonce that is the same for each attempt, by which Discord tells a second one apart
//! for some minutes. Later, whoever takes it up looks for the message in its channel first. A thread on a message and a
//! publication are refused the second time. A post in a forum has no nonce: it is always looked for.
//!
//! What readers follow goes by a lane of its own, and is written when it is sent.

mod find;
mod making;
mod redrawing;
mod sender;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;
use tracing::Instrument as _;

use sender::{Sender, Unsent};

use super::follows::Written;
use super::visit::now;
use super::{corrections, follows, questions};
use crate::desk::letters::is_letter;
use crate::desk::{Again, Desk, DeskError, Lane, Makes, Post, Seconds};
use crate::shell::discord::presence::Heard;
use crate::shell::discord::state::State;
use crate::shell::observability::spans;

/// The outbox is looked at this often, where nobody says that something is in it.
const PAUSE: Duration = Duration::from_secs(15);
/// Rows that are taken up at one time.
const BATCH: i64 = 50;
/// What failed is tried again after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Seconds = 5;
const LONGEST_RETRY: Seconds = 3_600;

/// Sends what is due in a lane, for ever.
pub async fn deliver(state: Arc<State>, lane: Lane) {
    let own = OnceCell::new();
    loop {
        let more = match state.desk() {
            Some(desk) => batch(&state, &desk, lane, &own).await,
            None => false,
        };
        if !more {
            let woken = if lane == Lane::Prompt { &state.outbox } else { &state.letters };
            let _woken = tokio::time::timeout(PAUSE, woken.notified()).await;
        }
    }
}

/// Sends what is due now; whether more is.
async fn batch(state: &Arc<State>, desk: &Arc<Desk>, lane: Lane, own: &OnceCell<String>) -> bool {
    let due = match desk.due_in(lane, now(), BATCH).await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "the outbox cannot be read");
            return false;
        }
    };
    let full = due.len() as i64 == BATCH;
    let sender = Sender { rest: &state.rest, own };
    // Those of a channel are made in their order: where one has to wait, so do those after it.
    let mut held: HashSet<String> = HashSet::new();
    let mut made = false;
    for post in due {
        if post.message.is_none() && post.channel.as_ref().is_some_and(|channel| held.contains(channel)) {
            continue;
        }
        let span = spans::sending(post.makes.name(), if lane == Lane::Prompt { "prompt" } else { "patient" });
        let sent = one(state, &sender, desk, &post).instrument(span.clone()).await;
        span.record("outcome", sent.as_ref().map_or("failed", |sent| if *sent { "done" } else { "later" }));
        match sent {
            // What stands under it can be made now.
            Ok(true) => made |= post.message.is_none(),
            // A publication has no place among the messages.
            Ok(false) if matches!(post.makes, Makes::Thread | Makes::Publication) => {}
            Ok(false) => held.extend(post.channel),
            Err(error) => {
                // What was sent and could not be noted is looked for before it is sent again.
                tracing::warn!(%error, "the outbox cannot be written");
                return false;
            }
        }
    }
    made || full && held.is_empty()
}

/// Sends one; whether others need not wait for it.
async fn one(state: &Arc<State>, sender: &Sender<'_>, desk: &Arc<Desk>, post: &Post) -> Result<bool, DeskError> {
    let written = match &post.body {
        Some(_) if is_letter(post) => follows::written(state, desk, post).await?,
        _ => Written::Message(Box::new(post.clone())),
    };
    let written = match written {
        Written::Message(written) => written,
        Written::Nothing => {
            follows::given_up(desk, post).await?;
            return Ok(true);
        }
        Written::Later => {
            let again = Again::Soon(now() + pause_after(post.failures));
            desk.post_failed(post, "discord did not say what may be shown", Some(again)).await?;
            return Ok(false);
        }
    };
    let is_answer = post.makes == Makes::Answer;
    let sent = match is_answer {
        true => redrawing::send(state, sender, desk, post).await,
        false => making::send(sender, desk, &written).await,
    };
    let (fault, again) = match sent {
        Ok(()) if is_letter(post) => {
            follows::reached(desk, post).await?;
            return Ok(true);
        }
        Ok(()) => {
            if is_answer && post.failures > 0 {
                corrections::tell_editors(state, desk, &post.server).await?;
            }
            return Ok(true);
        }
        Err(Unsent::Desk(error)) => return Err(error),
        Err(Unsent::Shut(_)) if is_letter(post) => {
            follows::refused(state, desk, post).await?;
            return Ok(true);
        }
        Err(Unsent::Later(fault)) => (fault, Some(Again::Soon(now() + pause_after(post.failures)))),
        // Somebody may set it right. Who takes no direct messages is not asked again and again.
        Err(Unsent::Shut(fault)) if !is_to_an_asker(post) => {
            // Perhaps the bot is not in the server any more.
            state.presence.hear(&post.server, Heard::Doubtful);
            (fault, Some(Again::Later(now() + LONGEST_RETRY)))
        }
        Err(Unsent::Never(fault)) if !is_to_an_asker(post) => {
            state.presence.hear(&post.server, Heard::Doubtful);
            (fault, None)
        }
        Err(Unsent::Shut(fault) | Unsent::Never(fault)) => (fault, None),
    };
    match again {
        None if is_to_an_asker(post) => {
            let card = |question: &crate::desk::Question| vec![questions::card_of(state, desk, question)];
            desk.could_not_tell(post, &fault, now(), card).await?;
            state.wake_outbox();
        }
        _ => desk.post_failed(post, &fault, again).await?,
    }
    if is_answer {
        corrections::tell_editors(state, desk, &post.server).await?;
    }
    Ok(!matches!(again, Some(Again::Soon(_))))
}

/// How long what failed so often waits.
fn pause_after(failures: i64) -> Seconds {
    let doublings = u32::try_from(failures.clamp(0, 12)).unwrap_or(12);
    LONGEST_RETRY.min(FIRST_RETRY << doublings)
}

/// Whether it tells somebody of an answer: where that fails, the editors' card says so.
fn is_to_an_asker(post: &Post) -> bool {
    post.key.starts_with("told/")
}
