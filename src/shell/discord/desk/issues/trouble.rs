//! The editors are told once where new issues cannot be announced.

use std::sync::Arc;

use crate::desk::announcements::trouble_key;
use crate::desk::{DAY, Desk, DeskError, Post, Seconds};
use crate::render::discord::desk::issues::{self as view, Trouble};
use crate::shell::discord::desk::visit::{now, served_in};
use crate::shell::discord::outgoing;
use crate::shell::discord::state::State;

/// It is told again after this time, where nothing changed.
const AGAIN: Seconds = 90 * DAY;

/// Tells a server's editors, where it has any and they do not know.
pub(super) async fn tell(
    state: &State,
    desk: &Arc<Desk>,
    server: &str,
    channel: &str,
    what: Trouble,
) -> Result<(), DeskError> {
    let (served, set_up) = (served_in(state, desk, server), desk.set_up(server));
    let editors = set_up.editors_channel.clone().filter(|_| served.settings.has_desk(server));
    let key = trouble_key(server);
    let Some(editors) = editors else { return Ok(()) };
    if desk.post(&key).await?.is_some_and(|told| told.body.is_some()) {
        return Ok(());
    }
    let words = served.archive.catalogue(served.settings.language.as_deref());
    let (message, marker) = view::trouble(what, channel, words);
    let post = Post {
        key,
        server: server.to_owned(),
        channel: Some(editors),
        marker,
        body: Some(outgoing::posted(&message)),
        expires_at: now() + AGAIN,
        ..Post::default()
    };
    desk.put_post(&post, now()).await?;
    state.wake_outbox();
    Ok(())
}

/// Tells of those that Discord refused, and takes away what was told where nothing waits any more.
pub(super) async fn look_after(state: &State, desk: &Arc<Desk>) -> Result<(), DeskError> {
    let refused = desk.refused_announcements().await?;
    for (server, channel) in &refused {
        // Of a channel that it is not any more nobody needs to know.
        if desk.set_up(server).new_issue_channel.as_ref() == Some(channel) {
            tell(state, desk, server, channel, Trouble::Refused).await?;
        }
    }
    for told in desk.posts_under(&trouble_key("")).await? {
        let is_over = desk.set_up(&told.server).new_issue_channel.is_some()
            && !refused.iter().any(|(server, _)| *server == told.server)
            && !desk.holds_announcements(&told.server).await?;
        if is_over && desk.end_trouble(&told.server, now()).await? {
            state.wake_outbox();
        }
    }
    Ok(())
}
