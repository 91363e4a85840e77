//! The one thread of an article in a server.

use super::visit::Visit;
use crate::desk::DeskError;
use crate::shell::discord::respond::Outcome;

pub(super) async fn respond(visit: &Visit<'_>, _what: &str) -> Result<Outcome, DeskError> {
    Ok(visit.note("discord.unreadable"))
}
