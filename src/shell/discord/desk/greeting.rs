//! The one line that a server's moderators get without having asked for it.

use std::sync::Arc;

use crate::render::discord::Message;
use crate::render::discord::desk::setup;
use crate::shell::discord::incoming::Interaction;
use crate::shell::discord::state::State;

/// Whether whoever asks may set the server up, and has just used a command there.
pub(in crate::shell::discord) fn may_be_greeted(asked: &Interaction) -> bool {
    asked.kind == 2 && asked.manages_server() && asked.installed
}

/// What is told to whoever asked, where nobody was told in this server before.
pub(in crate::shell::discord) async fn greeting(state: &Arc<State>, asked: &Interaction) -> Option<Message> {
    let (desk, server) = (state.desk()?, asked.guild.as_ref()?);
    let served = state.served_at(asked);
    if !served.settings.is_served(asked) {
        return None;
    }
    match desk.greet(server, super::visit::now()).await {
        // Whoever has the panel before them knows of it.
        Ok(first) if !first || asked.name == crate::commands::PULLQUOTE => None,
        Ok(_) => Some(setup::greeting(served.archive.words(&served.reader(asked, state.remembered()), true))),
        Err(error) => {
            tracing::warn!(%error, "a server's moderators could not be greeted");
            None
        }
    }
}
