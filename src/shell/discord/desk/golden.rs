//! Cases of the golden set: added to a file of the data folder, handed over to the importer, or shown to copy.

use std::sync::Arc;

use serde_json::Value;

use super::visit::Visit;
use crate::desk::DeskError;
use crate::render::discord::desk::copied;
use crate::shell::discord::respond::Outcome;
use crate::shell::import::{CASES, add_case};

/// Keeps a case of a server's editors.
pub(super) async fn keep(visit: &Visit<'_>, server: &str, case: &Value) -> Result<Outcome, DeskError> {
    let line = case.to_string();
    if visit.hands_over().await? {
        visit.desk.hand_over_case(server, &line, visit.now).await?;
        return Ok(visit.say("desk.wrong_case_handed_over", &[("file", &CASES)]));
    }
    let written = match visit.written_folder() {
        Some(folder) => {
            let own = line.clone();
            Arc::clone(visit.state).in_turn(move |_| add_case(&folder.at.data, &own)).await
        }
        None => None,
    };
    if let Some(Ok(())) = written {
        return Ok(visit.say("desk.wrong_case_written", &[("file", &CASES)]));
    }
    if let Some(Err(error)) = written {
        tracing::warn!(%error, "{CASES} cannot be written");
    }
    Ok(Outcome::Message(copied(&visit.words().say("desk.wrong_case_copy", &[]), &line, "json", "case.jsonl")))
}
