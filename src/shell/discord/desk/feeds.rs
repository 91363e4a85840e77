//! Feeds that have been silent for longer than is usual: the editors are told once, and once more when they bring something
//! again.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::visit::now;
use crate::desk::{DAY, Desk, DeskError, Post};
use crate::render::discord::desk::feeds::{SilentFeed, card};
use crate::shell::answer::today;
use crate::shell::discord::outgoing;
use crate::shell::discord::state::State;
use crate::shell::import::{FeedStates, Silent};

/// The feeds are looked at this often, and whenever the archive was replaced.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// A card is kept up to date so long.
const KEPT: i64 = 90 * DAY;
/// The keys of the cards.
const KEYS: &str = "editors/feed/";

/// Looks at the feeds, for ever.
pub(super) async fn follow(state: Arc<State>) {
    let mut replaced = state.replaced.subscribe();
    loop {
        let Some(desk) = state.desk() else { return };
        if let Err(error) = tell(&state, &desk).await {
            tracing::warn!(%error, "the editors could not be told of the feeds; it is tried again in an hour");
        }
        let _either = tokio::time::timeout(PAUSE, replaced.changed()).await;
    }
}

async fn tell(state: &Arc<State>, desk: &Desk) -> Result<(), DeskError> {
    let look = |state: &State| {
        let folder = state.folder()?;
        let followed: Vec<String> = folder.settings.feeds.iter().map(|feed| hash(&feed.url)).collect();
        Some((FeedStates::silent(&folder.at.corpus, &folder.settings.feeds, today()), followed))
    };
    let Some((silent, followed)) = Arc::clone(state).in_turn(look).await.flatten() else { return Ok(()) };
    let mut told: HashMap<String, Post> =
        desk.posts_under(KEYS).await?.into_iter().map(|post| (post.key.clone(), post)).collect();
    let host = state.served();
    for server in desk.servers().await?.iter().filter(|server| host.settings.has_desk(server)) {
        let set_up = desk.set_up(server);
        let Some(channel) = &set_up.editors_channel else { continue };
        for feed in &silent {
            // Each silence has its own card.
            let marker = marker(feed);
            let key = format!("{KEYS}{server}/{marker}");
            if told.remove(&key).is_some() {
                continue;
            }
            let words = host.archive.catalogue(set_up.language.as_deref());
            let shown = SilentFeed { site: &feed.site, since: feed.since, usual: Some(feed.usual), marker: &marker };
            let body = Some(outgoing::posted(&card(&shown, words)));
            let (server, channel) = (server.clone(), Some(channel.clone()));
            let post = Post { key, server, channel, marker, body, expires_at: now() + KEPT, ..Post::default() };
            desk.put_post(&post, now()).await?;
            state.wake_outbox();
        }
    }
    for (_, post) in told {
        let set_up = desk.set_up(&post.server);
        let words = host.archive.catalogue(set_up.language.as_deref());
        let Some((site, since)) = named(&post.marker) else { continue };
        let shown = SilentFeed { site, since, usual: None, marker: &post.marker };
        let body = outgoing::posted(&card(&shown, words));
        // It says so already, or the feed is not followed any more.
        if post.body.as_ref() != Some(&body) && followed.iter().any(|hash| post.marker.starts_with(hash.as_str())) {
            desk.put_post(&Post { body: Some(body), ..post.clone() }, now()).await?;
            state.wake_outbox();
        }
    }
    Ok(())
}

/// What a silence is known by: which feed, without its address, its site, since when.
fn marker(feed: &Silent) -> String {
    let site: String = feed.site.chars().take(SITE).collect();
    format!("{}|{}|{site}", hash(&feed.address), feed.since)
}

fn hash(address: &str) -> String {
    blake3::hash(address.as_bytes()).to_hex().chars().take(8).collect()
}

/// What is kept of a site's name, in characters: it stands in a button's id.
const SITE: usize = 60;

fn named(marker: &str) -> Option<(&str, jiff::civil::Date)> {
    let mut parts = marker.splitn(3, '|').skip(1);
    let since = parts.next()?.parse().ok()?;
    Some((parts.next()?, since))
}
