//! Questions to the editors: asking, settling, telling, and asking the archive again after it changed.

mod again;
mod asking;
mod passages;
mod settling;
mod telling;

use super::visit::Visit;
use crate::desk::{DeskError, Standing};
use crate::render::discord::desk::question::{self, Step};
use crate::shell::discord::respond::Outcome;

pub(super) use again::{keep, redraw};
pub(super) use telling::card_of;

/// What an interaction of this flow is answered with. A button opens a window whose id is its own; what is then sent
/// from the window is of kind 5.
pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let Some(step) = Step::read(what) else { return Ok(visit.note("discord.unreadable")) };
    // Whoever asked may take it back anywhere, and see the answer.
    match &step {
        Step::Withdraw(asker) => return settling::withdraw(visit, asker).await,
        Step::Show(id, _) => return settling::show(visit, id).await,
        _ => {}
    }
    if !visit.has_desk() {
        return Ok(visit.note("desk.question_no_desk"));
    }
    let sent = visit.asked.kind == 5;
    match step {
        Step::Ask if sent => return asking::ask(visit).await,
        Step::Ask => return asking::window(visit).await,
        _ if !visit.is_editor() => return Ok(visit.note("desk.question_only_editors")),
        _ => {}
    }
    match step {
        Step::Search(id) if sent => settling::search(visit, &id).await,
        Step::Search(id) => settling::window(visit, &id, |text, words| question::search_window(&id, text, words)).await,
        Step::Link(id) if sent => settling::link(visit, &id).await,
        Step::Link(id) => settling::window(visit, &id, |_, words| question::link_window(&id, words)).await,
        Step::Pick(id) => settling::pick(visit, &id).await,
        Step::Approve(id, digest) => settling::approve(visit, &id, &digest).await,
        Step::NotOurs(id) => settling::put_away(visit, &id, Standing::NotOurs).await,
        Step::Close(id) => settling::put_away(visit, &id, Standing::Closed).await,
        Step::Reopen(id) => settling::reopen(visit, &id).await,
        Step::Ask | Step::Show(..) | Step::Withdraw(_) => Ok(visit.note("discord.unreadable")),
    }
}
