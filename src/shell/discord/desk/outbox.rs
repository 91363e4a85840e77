//! Sends what the outbox holds: each message is made once, whatever breaks in between.
//!
//! A creation carries a nonce that is the same for each attempt, by which Discord tells a second one apart for some
//! minutes. Later, whoever takes it up looks for the message in its channel first.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::{Value, json};

use tokio::sync::OnceCell;

use super::questions;
use super::visit::now;
use crate::desk::{Again, Desk, DeskError, Post, Seconds};
use crate::shell::discord::presence::Heard;
use crate::shell::discord::rest::{Call, Rest, RestError};
use crate::shell::discord::state::State;

/// The outbox is looked at this often, where nobody says that something is in it.
const PAUSE: Duration = Duration::from_secs(15);
/// For so long after the first attempt Discord surely tells a second one by its nonce.
const NONCE_HOLDS: Seconds = 60;
/// Rows that are taken up at one time.
const BATCH: i64 = 50;
/// What failed is tried again after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Seconds = 5;
const LONGEST_RETRY: Seconds = 3_600;
/// Messages of a channel that are looked through for our own.
const LOOKED_AT: usize = 100;
/// A request is waited for this long.
const DEADLINE: Duration = Duration::from_secs(20);

/// Why a message is not sent now.
enum Unsent {
    /// It is tried again.
    Later(String),
    /// We may not write there, or there is no such place.
    Shut(String),
    /// Discord will not have it.
    Never(String),
    /// The desk failed.
    Desk(DeskError),
}

impl From<DeskError> for Unsent {
    fn from(error: DeskError) -> Unsent {
        Unsent::Desk(error)
    }
}

impl From<RestError> for Unsent {
    fn from(error: RestError) -> Unsent {
        match error {
            RestError::Refused { status: 403 | 404, .. } => Unsent::Shut(error.to_string()),
            RestError::Refused { status: 400, .. } => Unsent::Never(error.to_string()),
            _ => Unsent::Later(error.to_string()),
        }
    }
}

/// Who sends: the client, and whom Discord knows us as, once that was asked.
struct Sender<'a> {
    rest: &'a Rest,
    own: &'a OnceCell<String>,
}

/// Sends what is due, for ever.
pub async fn deliver(state: Arc<State>) {
    let own = OnceCell::new();
    loop {
        let more = match state.desk() {
            Some(desk) => batch(&state, &desk, &own).await,
            None => false,
        };
        if !more {
            let _woken = tokio::time::timeout(PAUSE, state.outbox.notified()).await;
        }
    }
}

/// Sends what is due now; whether more is.
async fn batch(state: &Arc<State>, desk: &Arc<Desk>, own: &OnceCell<String>) -> bool {
    let due = match desk.due_posts(now(), BATCH).await {
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
    for post in due {
        if post.message.is_none() && post.channel.as_ref().is_some_and(|channel| held.contains(channel)) {
            continue;
        }
        match one(state, &sender, desk, &post).await {
            Ok(true) => {}
            Ok(false) => held.extend(post.channel),
            Err(error) => {
                // What was sent and could not be noted is looked for before it is sent again.
                tracing::warn!(%error, "the outbox cannot be written");
                return false;
            }
        }
    }
    full && held.is_empty()
}

/// Sends one; whether others need not wait for it.
async fn one(state: &Arc<State>, sender: &Sender<'_>, desk: &Arc<Desk>, post: &Post) -> Result<bool, DeskError> {
    let (fault, again) = match send(sender, desk, post).await {
        Ok(()) => return Ok(true),
        Err(Unsent::Desk(error)) => return Err(error),
        Err(Unsent::Later(fault)) => {
            let doublings = u32::try_from(post.failures.clamp(0, 12)).unwrap_or(12);
            let pause = LONGEST_RETRY.min(FIRST_RETRY << doublings);
            (fault, Some(Again::Soon(now() + pause)))
        }
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
    Ok(!matches!(again, Some(Again::Soon(_))))
}

/// Whether it tells somebody of an answer: where that fails, the editors' card says so.
fn is_to_an_asker(post: &Post) -> bool {
    post.key.starts_with("told/")
}

async fn send(sender: &Sender<'_>, desk: &Desk, post: &Post) -> Result<(), Unsent> {
    let rest = sender.rest;
    let known = match (&post.message, &post.channel) {
        (Some(message), Some(channel)) => Some((channel.clone(), message.clone())),
        // It was begun before: is it there? What is to go away is not made again to learn that.
        (None, Some(channel)) if post.tried_at.is_some_and(|at| post.body.is_none() || now() - at > NONCE_HOLDS) => {
            find(sender, channel, &post.marker).await?.map(|message| (channel.clone(), message))
        }
        _ => None,
    };
    match (known, &post.body) {
        (Some((channel, message)), Some(body)) => {
            let path = format!("/channels/{channel}/messages/{message}");
            match rest.send(&call(Method::PATCH, path, Some(edited(body)))).await {
                Ok(_) => Ok(desk.post_sent(post, &message).await?),
                // Somebody took it away: there is nothing to be kept up to date.
                Err(RestError::Refused { status: 404, .. }) => Ok(desk.post_gone(post).await?),
                Err(error) => Err(error.into()),
            }
        }
        (Some((channel, message)), None) => {
            let path = format!("/channels/{channel}/messages/{message}");
            match rest.send(&call(Method::DELETE, path, None)).await {
                Ok(_) | Err(RestError::Refused { status: 404, .. }) => Ok(desk.post_gone(post).await?),
                Err(error) => Err(error.into()),
            }
        }
        (None, None) => Ok(desk.post_gone(post).await?),
        (None, Some(body)) => {
            let channel = channel(rest, post).await?;
            if !desk.post_tried(post, &channel, now()).await? {
                // It was withdrawn or changed since it was read, and comes as it is then.
                return Ok(());
            }
            let mut call = Call::message(&channel, body.clone(), &post.nonce());
            call.deadline = Instant::now() + DEADLINE;
            let made = rest.send(&call).await?;
            let message = made.get("id").and_then(Value::as_str);
            let message = message.ok_or_else(|| Unsent::Later("discord named no message".to_owned()))?;
            Ok(desk.post_sent(post, message).await?)
        }
    }
}

/// Where a message goes: a person's own channel is opened first.
async fn channel(rest: &Rest, post: &Post) -> Result<String, Unsent> {
    if let Some(channel) = &post.channel {
        return Ok(channel.clone());
    }
    let recipient = post.recipient.as_ref().ok_or_else(|| Unsent::Shut("it goes nowhere".to_owned()))?;
    let mut call = call(Method::POST, "/users/@me/channels".to_owned(), Some(json!({"recipient_id": recipient})));
    // The same person has the same channel.
    call.repeatable = true;
    let opened = rest.send(&call).await?;
    let channel = opened.get("id").and_then(Value::as_str);
    channel.map(str::to_owned).ok_or_else(|| Unsent::Later("discord named no channel".to_owned()))
}

/// Our own message of a channel that holds the marker, among the newest. Others may have quoted it.
async fn find(sender: &Sender<'_>, channel: &str, marker: &str) -> Result<Option<String>, Unsent> {
    let own = sender.own.get_or_try_init(|| who_we_are(sender.rest)).await?;
    let path = format!("/channels/{channel}/messages?limit={LOOKED_AT}");
    let messages = sender.rest.send(&call(Method::GET, path, None)).await?;
    let is_ours = |message: &&Value| message.pointer("/author/id").and_then(Value::as_str) == Some(own.as_str());
    let mut ours = messages.as_array().into_iter().flatten().filter(is_ours);
    let ours = ours.find(|message| message.get("components").is_some_and(|components| holds(components, marker)));
    Ok(ours.and_then(|message| message.get("id")?.as_str().map(str::to_owned)))
}

/// The account that writes our messages; older applications have another id than it.
async fn who_we_are(rest: &Rest) -> Result<String, Unsent> {
    let told = rest.send(&call(Method::GET, "/users/@me".to_owned(), None)).await?;
    let id = told.get("id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| Unsent::Later("discord named no account".to_owned()))
}

/// Whether any text in it holds the marker.
fn holds(value: &Value, marker: &str) -> bool {
    match value {
        Value::String(text) => text.contains(marker),
        Value::Array(items) => items.iter().any(|item| holds(item, marker)),
        Value::Object(fields) => fields.values().any(|field| holds(field, marker)),
        _ => false,
    }
}

/// A message as an edit of itself: what only its making takes is left out.
fn edited(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("nonce");
        fields.remove("enforce_nonce");
    }
    body
}

fn call(method: Method, path: String, body: Option<Value>) -> Call {
    let mut call = Call::authorized(method, path);
    call.deadline = Instant::now() + DEADLINE;
    call.body = body;
    call
}
