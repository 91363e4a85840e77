//! Looks for what an attempt may have made of which nobody knows: our own message in a channel, our own post in a forum.

use axum::http::Method;
use serde_json::Value;

use super::sender::{Sender, Unsent, call};
use crate::desk::Seconds;
use crate::shell::discord::rest::{Rest, RestError};

/// Messages that Discord gives at one time.
const PAGE: usize = 100;
/// Pages that are looked through, at most.
const PAGES: usize = 50;
/// Our clock and Discord's differ by no more, in seconds.
const SLACK: Seconds = 600;
/// How the ids of the desk's buttons begin.
const BUTTONS: &str = "3d";
/// The first second of Discord's ids.
const EPOCH: Seconds = 1_420_070_400;

/// Our own message of a channel that holds the marker, since the first attempt. Others may have quoted it.
pub(super) async fn message(
    sender: &Sender<'_>,
    channel: &str,
    marker: &str,
    tried: Seconds,
) -> Result<Option<String>, Unsent> {
    let own = own_account(sender).await?;
    let mut after = first_id(tried);
    for _ in 0..PAGES {
        let path = format!("/channels/{channel}/messages?limit={PAGE}&after={after}");
        let told = sender.rest.send(&call(Method::GET, path, None)).await?;
        let messages = told.as_array().map(Vec::as_slice).unwrap_or_default();
        if let Some(found) = messages.iter().find(|message| is_ours(message, own) && is_marked(message, marker)) {
            return Ok(id(found).map(|id| id.to_string()));
        }
        let newest = messages.iter().filter_map(id).max();
        match newest.filter(|newest| messages.len() == PAGE && *newest > after) {
            Some(newest) => after = newest,
            None => break,
        }
    }
    Ok(None)
}

/// Our own post in a forum whose first message holds the marker, since the first attempt.
pub(super) async fn post(
    sender: &Sender<'_>,
    server: &str,
    forum: &str,
    marker: &str,
    tried: Seconds,
) -> Result<Option<String>, Unsent> {
    let own = own_account(sender).await?;
    let since = first_id(tried);
    let lists =
        [format!("/guilds/{server}/threads/active"), format!("/channels/{forum}/threads/archived/public?limit=100")];
    for list in lists {
        let told = sender.rest.send(&call(Method::GET, list, None)).await?;
        let threads = told.get("threads").and_then(Value::as_array).into_iter().flatten();
        let ours = threads.filter(|thread| {
            let text = |field: &str| thread.get(field).and_then(Value::as_str);
            let new = id(thread).is_some_and(|id| id >= since);
            text("parent_id") == Some(forum) && text("owner_id") == Some(own) && new
        });
        for thread in ours.filter_map(id) {
            let first =
                sender.rest.send(&call(Method::GET, format!("/channels/{thread}/messages/{thread}"), None)).await;
            match first {
                Ok(first) if is_marked(&first, marker) => return Ok(Some(thread.to_string())),
                // Its first message was deleted.
                Ok(_) | Err(RestError::Refused { status: 404, .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(None)
}

/// The account that writes our messages; older applications have another id than it.
async fn own_account<'a>(sender: &Sender<'a>) -> Result<&'a str, Unsent> {
    Ok(sender.own.get_or_try_init(|| who_we_are(sender.rest)).await?)
}

async fn who_we_are(rest: &Rest) -> Result<String, Unsent> {
    let told = rest.send(&call(Method::GET, "/users/@me".to_owned(), None)).await?;
    let id = told.get("id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| Unsent::Later("discord named no account".to_owned()))
}

/// The least id of what was made since a time.
fn first_id(tried: Seconds) -> u64 {
    u64::try_from((tried - SLACK - EPOCH).max(0)).unwrap_or_default().saturating_mul(1_000 << 22)
}

fn id(thing: &Value) -> Option<u64> {
    thing.get("id")?.as_str()?.parse().ok()
}

fn is_ours(message: &Value, own: &str) -> bool {
    message.pointer("/author/id").and_then(Value::as_str) == Some(own)
}

fn is_marked(message: &Value, marker: &str) -> bool {
    message.get("components").is_some_and(|components| holds(components, marker))
}

/// Whether it has the marker: the whole id of a button, or else words of a text or of an id. What a link leads to is not
/// ours to choose.
fn holds(value: &Value, marker: &str) -> bool {
    let is_id = marker.starts_with(BUTTONS);
    match value {
        Value::String(text) => !is_id && text.contains(marker),
        Value::Array(items) => items.iter().any(|item| holds(item, marker)),
        Value::Object(fields) => fields.iter().any(|(name, field)| match name.as_str() {
            "url" => false,
            "custom_id" if is_id => field.as_str() == Some(marker),
            _ => holds(field, marker),
        }),
        _ => false,
    }
}
