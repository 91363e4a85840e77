//! Edits an answer that stands already: what it says above may be a question, so it is read back from the message itself.

use std::sync::Arc;

use axum::http::Method;

use super::sender::{Sender, Unsent, call};
use crate::desk::{Desk, Post};
use crate::shell::discord::desk::corrections;
use crate::shell::discord::desk::visit::now;
use crate::shell::discord::rest::RestError;
use crate::shell::discord::state::State;

pub(super) async fn send(state: &Arc<State>, sender: &Sender<'_>, desk: &Desk, post: &Post) -> Result<(), Unsent> {
    let (Some(channel), Some(message)) = (&post.channel, &post.message) else { return Ok(desk.post_gone(post).await?) };
    let path = format!("/channels/{channel}/messages/{message}");
    let told = match sender.rest.send(&call(Method::GET, path.clone(), None)).await {
        Ok(told) => told,
        // The message is gone, or its channel with it.
        Err(RestError::Refused { status: 404, .. }) => return Ok(desk.forget_answer(message, now()).await?),
        Err(error) => return Err(error.into()),
    };
    let Some(body) = corrections::drawn(state, desk, message, told).await? else {
        return Ok(desk.post_gone(post).await?);
    };
    match sender.rest.send(&call(Method::PATCH, path, Some(body))).await {
        Ok(_) => Ok(desk.post_sent(post, message).await?),
        Err(RestError::Refused { status: 404, .. }) => Ok(desk.forget_answer(message, now()).await?),
        Err(error) => Err(error.into()),
    }
}
