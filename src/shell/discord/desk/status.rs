//! `/pullquote status`.

use super::channels;
use super::visit::Visit;
use crate::desk::DeskError;
use crate::render::discord::Message;
use crate::render::discord::desk::status::{Status, status};
use crate::shell::answer::today;
use crate::shell::discord::state::State;
use crate::shell::import::FeedStates;

pub(super) async fn show(visit: &mut Visit<'_>) -> Result<Message, DeskError> {
    let used = channels::used(visit);
    let lacking = channels::lacking(visit, used).await?;
    let standing = visit.state.standing();
    // A file is read.
    let look = |state: &State| {
        let folder = state.folder()?;
        Some(FeedStates::in_trouble(&folder.at.corpus, &folder.settings.feeds, today()))
    };
    let feeds = std::sync::Arc::clone(visit.state).in_turn(look).await.flatten();
    let shown = Status {
        connected: standing.connected,
        since: standing.since,
        newest: standing.newest,
        fresh: standing.fresh,
        read_at: standing.read_at,
        feeds: feeds.unwrap_or_default(),
        lacking,
    };
    Ok(status(&shown, visit.words()))
}
