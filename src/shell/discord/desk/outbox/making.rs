//! Makes, changes and takes away what one row of the outbox says.

use std::time::Instant;

use axum::http::Method;
use serde_json::{Value, json};

use super::find;
use super::sender::{DEADLINE, Sender, Unsent, call};
use crate::desk::posts::ON_MESSAGE;
use crate::desk::{Desk, Makes, Post, Seconds};
use crate::shell::discord::desk::visit::now;
use crate::shell::discord::rest::{Call, Rest, RestError};

/// For so long after the first attempt Discord surely tells a second one by its nonce.
const NONCE_HOLDS: Seconds = 60;
/// What Discord says to a second thread on a message, and to a second publication of one.
const HAS_THREAD: u64 = 160_004;
const IS_PUBLISHED: u64 = 40_033;

/// Something of ours in Discord: a message in its channel, or a thread. The first message of a thread of a forum has the
/// thread's own id.
pub(super) struct Made {
    pub(super) channel: String,
    pub(super) id: String,
}

pub(super) async fn send(sender: &Sender<'_>, desk: &Desk, post: &Post) -> Result<(), Unsent> {
    let Some(made) = made(sender, post).await? else {
        return match &post.body {
            // What never was is not made to be taken away.
            None => Ok(desk.post_gone(post).await?),
            Some(body) => make(sender.rest, desk, post, body).await,
        };
    };
    let path = format!("/channels/{}/messages/{}", made.channel, made.id);
    let sent = match (post.makes, &post.body) {
        (Makes::Message, Some(body)) => sender.rest.send(&call(Method::PATCH, path, Some(edited(body)))).await,
        (Makes::Forum, Some(body)) => {
            let first = body.get("message").map(edited);
            sender.rest.send(&call(Method::PATCH, path, first)).await
        }
        // A thread belongs to those who write in it: of a post in a forum our own message goes. What was published stays so.
        (Makes::Message | Makes::Forum, None) => sender.rest.send(&call(Method::DELETE, path, None)).await,
        (Makes::Thread | Makes::Publication | Makes::Answer, _) => Ok(Value::Null),
    };
    match (sent, &post.body) {
        (Ok(_), Some(_)) => Ok(desk.post_sent(post, &made.id).await?),
        // Somebody took it away: there is nothing to be kept up to date.
        (Ok(_), None) | (Err(RestError::Refused { status: 404, .. }), _) => Ok(desk.post_gone(post).await?),
        (Err(error), _) => Err(error.into()),
    }
}

/// What is there of it. Where an attempt was begun and nobody knows what became of it, it is looked for; but not as long as
/// the nonce tells a second attempt apart, except where it is to go away: it is not made again to learn that.
async fn made(sender: &Sender<'_>, post: &Post) -> Result<Option<Made>, Unsent> {
    let (Some(channel), tried) = (&post.channel, post.tried_at) else { return Ok(None) };
    let at = |channel: &str, id: &str| Some(Made { channel: channel.to_owned(), id: id.to_owned() });
    Ok(match (&post.message, post.makes, tried) {
        (Some(id), Makes::Forum, _) => at(id, id),
        (Some(id), _, _) => at(channel, id),
        (None, Makes::Message, Some(tried)) if post.body.is_none() || now() - tried > NONCE_HOLDS => {
            find::message(sender, channel, &post.marker, tried).await?.and_then(|id| at(channel, &id))
        }
        (None, Makes::Forum, Some(tried)) => {
            find::post(sender, &post.server, channel, &post.marker, tried).await?.and_then(|id| at(&id, &id))
        }
        _ => None,
    })
}

async fn make(rest: &Rest, desk: &Desk, post: &Post, body: &Value) -> Result<(), Unsent> {
    let base = match &post.under {
        Some(key) => Some(base(desk, key).await?),
        None => None,
    };
    let channel = match (&base, post.makes) {
        // The thread of the row below, or the post in a forum.
        (Some(base), Makes::Message) => base.id.clone(),
        (Some(base), _) => base.channel.clone(),
        (None, _) => channel(rest, post).await?,
    };
    if !desk.post_tried(post, &channel, now()).await? {
        // It was withdrawn or changed since it was read, and comes as it is then.
        return Ok(());
    }
    // A thread may be on a message that is no row: an answer.
    let (own, body) = on_a_message(body);
    let on = base.as_ref().map_or(own.as_str(), |base| base.id.as_str());
    let mut call = match post.makes {
        Makes::Message => Call::message(&channel, body, &post.nonce()),
        Makes::Thread => call(Method::POST, format!("/channels/{channel}/messages/{on}/threads"), Some(body)),
        Makes::Forum => call(Method::POST, format!("/channels/{channel}/threads"), Some(body)),
        Makes::Publication => call(Method::POST, format!("/channels/{channel}/messages/{on}/crosspost"), None),
        // It stands already.
        Makes::Answer => return Ok(desk.post_gone(post).await?),
    };
    call.deadline = Instant::now() + DEADLINE;
    // A second one is refused.
    call.repeatable |= matches!(post.makes, Makes::Thread | Makes::Publication);
    let id = match rest.send(&call).await {
        Ok(made) => made.get("id").and_then(Value::as_str).map(str::to_owned),
        // A thread on a message has the message's id.
        Err(RestError::Refused { code: HAS_THREAD | IS_PUBLISHED, .. }) if !on.is_empty() => Some(on.to_owned()),
        Err(error) => return Err(error.into()),
    };
    let id = id.ok_or_else(|| Unsent::Later("discord named nothing that it made".to_owned()))?;
    // An earlier attempt may have made it as it was to be then, and Discord only says so again: its edit follows.
    let is_older = post.makes == Makes::Message && post.tried_at.is_some() && post.version > 1;
    let made = Post { version: post.version - i64::from(is_older), ..post.clone() };
    Ok(desk.post_sent(&made, &id).await?)
}

/// The message that the body of a thread names, and the body without it.
fn on_a_message(body: &Value) -> (String, Value) {
    let mut body = body.clone();
    let on = body.as_object_mut().and_then(|fields| fields.remove(ON_MESSAGE));
    (on.and_then(|on| on.as_str().map(str::to_owned)).unwrap_or_default(), body)
}

/// What a row stands under.
async fn base(desk: &Desk, key: &str) -> Result<Made, Unsent> {
    let base = desk.post(key).await?;
    let made = base.and_then(|base| Some(Made { channel: base.channel?, id: base.message? }));
    made.ok_or_else(|| Unsent::Never("what it stands under is gone".to_owned()))
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

/// A message as an edit of itself: what only its making takes is left out, and an edit pings nobody.
fn edited(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("nonce");
        fields.remove("enforce_nonce");
        fields.insert("allowed_mentions".to_owned(), json!({"parse": []}));
    }
    body
}
