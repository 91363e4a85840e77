//! Answers that Discord lets nobody edit: the editors are told where they stand, on one card.

use std::sync::Arc;

use crate::desk::{DAY, Desk, DeskError, Post};
use crate::render::discord::desk::corrections::{LINKS, Step, unreachable};
use crate::shell::discord::desk::visit::now;
use crate::shell::discord::outgoing;
use crate::shell::discord::state::State;

/// The card goes after this time, where nothing changes on it.
const KEPT: i64 = 90 * DAY;

/// Tells the editors of a server which answers could not be edited; where there is none any more, their card goes.
pub(in crate::shell::discord::desk) async fn tell_editors(
    state: &Arc<State>,
    desk: &Desk,
    server: &str,
) -> Result<(), DeskError> {
    let set_up = desk.set_up(server);
    let served = state.served().of(&set_up, Some(server));
    let channel = set_up.editors_channel.clone().filter(|_| served.settings.has_desk(server));
    let key = format!("editors/answers/{server}");
    let before = desk.post(&key).await?;
    let places = desk.answers_out_of_reach(server, LINKS as i64).await?;
    let link = |place: &crate::desk::answers::Place| {
        format!("https://discord.com/channels/{}/{}/{}", place.server, place.channel, place.message)
    };
    let links: Vec<String> = places.iter().map(link).collect();
    let words = served.archive.catalogue(served.settings.language.as_deref());
    let body = (!links.is_empty()).then(|| outgoing::posted(&unreachable(&links, words)));
    let unchanged = before.as_ref().map_or(body.is_none(), |before| before.body == body);
    if unchanged || channel.is_none() && before.is_none() {
        return Ok(());
    }
    let post = Post {
        key,
        server: server.to_owned(),
        channel,
        marker: Step::Retry.id().unwrap_or_default(),
        body,
        expires_at: now() + KEPT,
        ..Post::default()
    };
    desk.put_post(&post, now()).await?;
    state.wake_outbox();
    Ok(())
}
