//! What readers could not find, for the editors of a server.

use std::sync::Arc;

use super::visit::Visit;
use crate::desk::DeskError;
use crate::render::discord::desk::report;
use crate::shell::desk::{of_archive, of_desk};
use crate::shell::discord::respond::Outcome;

pub(super) async fn respond(visit: &Visit<'_>, _what: &str) -> Result<Outcome, DeskError> {
    if !visit.has_desk() || !visit.is_editor() {
        return Ok(visit.note("desk.not_editor"));
    }
    super::tally::flush(visit.state).await;
    let (paid, folder) = (visit.reader().paid, visit.state.folder());
    let engine = visit.served.archive.engine().speaking(visit.words());
    let speaking = engine.clone();
    let of_all = Arc::clone(visit.state)
        .in_turn(move |_| of_archive(&speaking, paid, folder.as_ref().map(|folder| (&folder.at, &folder.settings))));
    let mut told = of_all.await.unwrap_or_default();
    of_desk(&mut told, visit.desk, &engine, (visit.asked.guild.as_deref(), paid), visit.now).await?;
    Ok(Outcome::Message(report::card(&told, visit.words())))
}
