//! Who acts at the desk, where, and with which rights.

use std::fmt::Display;
use std::sync::Arc;

use crate::desk::{Desk, DeskError, Seconds, SetUp};
use crate::render::discord::Message;
use crate::shell::discord::answering::Reader;
use crate::shell::discord::incoming::Interaction;
use crate::shell::discord::respond::{Outcome, Served};
use crate::shell::discord::state::{DataFolder, State};
use crate::words::Words;

/// An action at the desk.
pub(super) struct Visit<'a> {
    pub(super) state: &'a Arc<State>,
    /// What answers there, by the rules of the server.
    pub(super) served: &'a Served,
    pub(super) desk: &'a Arc<Desk>,
    pub(super) asked: &'a Interaction,
    /// What the server set.
    pub(super) set_up: Arc<SetUp>,
    pub(super) now: Seconds,
}

impl<'a> Visit<'a> {
    /// Who acts.
    pub(super) fn reader(&self) -> Reader<'_> {
        self.served.reader(self.asked, self.state.remembered())
    }

    /// The words for whoever acts.
    pub(super) fn words(&self) -> &Words {
        self.served.archive.words(&self.reader(), true)
    }

    /// The words for what everybody in the server reads.
    pub(super) fn words_there(&self) -> &Words {
        self.served.archive.words(&self.reader(), false)
    }

    /// A sentence of the catalogue, for whoever acts alone.
    pub(super) fn note(&self, key: &str) -> Outcome {
        self.say(key, &[])
    }

    /// The same with what is to stand in it.
    pub(super) fn say(&self, key: &str, values: &[(&str, &dyn Display)]) -> Outcome {
        Outcome::Message(Message::note(&self.words().say(key, values)))
    }

    /// Whether the server has a desk.
    pub(super) fn has_desk(&self) -> bool {
        self.asked.guild.as_ref().is_some_and(|server| self.served.settings.has_desk(server))
    }

    /// Whether whoever acts is an editor: the server has a desk, and they act in the editors' channel, have a role of the
    /// editors, or look after the server. Discord vouches for all three.
    pub(super) fn is_editor(&self) -> bool {
        let in_channel = self.set_up.editors_channel.is_some() && self.set_up.editors_channel == self.asked.channel;
        let has_role = self.asked.roles.iter().any(|role| self.set_up.editor_roles.contains(role));
        self.has_desk() && (in_channel || has_role || self.asked.manages_server())
    }

    /// The data folder, where what editors approve is written into it at once.
    pub(super) fn written_folder(&self) -> Option<Arc<DataFolder>> {
        self.state.folder().filter(|folder| folder.settings.desk_writes && !folder.at.is_pulled())
    }

    /// Whether what editors approve is handed over to the importer: the archive was pulled, and the importer has this desk,
    /// as the generation says that it published there.
    pub(super) async fn hands_over(&self) -> Result<bool, DeskError> {
        let is_replica = self.state.folder().is_some_and(|folder| folder.settings.desk_writes && folder.at.is_pulled());
        Ok(is_replica && self.desk.is_shared() && self.desk.published().await?.is_some())
    }
}

/// Now.
pub(super) fn now() -> Seconds {
    jiff::Timestamp::now().as_second()
}

/// What answers in a server, by its rules.
pub(super) fn served_in(state: &State, desk: &Desk, server: &str) -> Served {
    state.served().of(&desk.set_up(server), Some(server))
}
