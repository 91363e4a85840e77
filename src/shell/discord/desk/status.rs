//! `/pullquote status`.

use super::channels;
use super::visit::Visit;
use crate::desk::DeskError;
use crate::render::discord::Message;
use crate::render::discord::desk::status::{Status, status};

pub(super) async fn show(visit: &mut Visit<'_>) -> Result<Message, DeskError> {
    let used = channels::used(visit);
    let lacking = channels::lacking(visit, used).await?;
    let standing = visit.state.standing();
    // A file is read.
    let feeds = std::sync::Arc::clone(visit.state).in_turn(|state| state.served().archive.feeds.in_trouble()).await;
    let feeds = feeds.unwrap_or_default().into_iter().map(|(address, why)| {
        // An address may hold the key of a private feed.
        let site = site(&address).to_owned();
        let why = why.replace(&address, &site);
        (site, why)
    });
    let shown = Status {
        connected: standing.connected,
        since: standing.since,
        newest: standing.newest,
        fresh: standing.fresh,
        read_at: standing.read_at,
        feeds: feeds.collect(),
        lacking,
    };
    Ok(status(&shown, visit.words()))
}

/// The host of an address.
fn site(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_a_feed_is_told() {
        for address in
            ["https://a:key@valley.example/rss?token=key", "https://valley.example?key", "valley.example/key"]
        {
            assert_eq!(site(address), "valley.example");
        }
    }
}
