//! What all interactions share: the archive that answers, what is stored, the client, the turns of those who wait.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use tokio::sync::{Notify, Semaphore, watch};
use tracing::{Instrument as _, Span};

use super::Discord;
use super::archive::OpenArchive;
use super::flood::Flood;
use super::health::{Health, HealthReport};
use super::incoming::Interaction;
use super::presence::Presence;
use super::respond::{Outcome, Remembered, Served};
use super::rest::Rest;
use crate::desk::{Desk, SetUp};
use crate::shell::observability::{Metrics, Queue, Requested, spans};
use crate::shell::{Locations, Settings};

/// The data folder that is served, and what it sets.
pub struct DataFolder {
    /// Where it is.
    pub at: Locations,
    /// Its settings.
    pub settings: Settings,
}

/// Messages that mention the bot and are answered at one time; further ones are not.
const MENTIONS: usize = 16;

/// What all interactions share.
pub struct State {
    // Replaced whole when the data folder changes; held only to clone the pointer.
    served: RwLock<Arc<Served>>,
    /// What is stored; nothing while it cannot be opened. Held only to clone the pointer.
    desk: RwLock<Option<Arc<Desk>>>,
    /// Told when another archive answers.
    pub(super) replaced: watch::Sender<()>,
    /// Told when the desk has kept what became otherwise in it.
    pub(super) noted: watch::Sender<()>,
    /// What was done of late at the desk.
    pub(super) flood: Flood,
    /// The data folder, where there is one on the disk; replaced whole when its settings change.
    folder: RwLock<Option<Arc<DataFolder>>>,
    /// Told when a message of the desk is to be sent.
    pub(super) outbox: Notify,
    /// Told when one of those is to be sent that many are sent.
    pub(super) letters: Notify,
    pub(super) rest: Arc<Rest>,
    running: Arc<Semaphore>,
    /// Messages that mention the bot and are answered at one time.
    pub(super) mentions: Semaphore,
    /// The account that writes our messages, once a session has said it.
    pub(super) account: OnceLock<String>,
    remembered: Remembered,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether it is well.
    pub health: Health,
    /// Servers that the bot came into or left, as far as the desk does not know yet.
    pub(super) presence: Presence,
}

impl State {
    /// A state with this many searches at one time.
    pub(super) fn new(
        archive: OpenArchive,
        settings: Discord,
        rest: Arc<Rest>,
        at_once: usize,
        metrics: Arc<Metrics>,
    ) -> Self {
        let health = Health::default();
        health.was_read();
        // Over HTTP there is no connection to wait for.
        health.wants(0);
        State {
            served: RwLock::new(Arc::new(Served { archive: Arc::new(archive), settings, hiding: None })),
            desk: RwLock::default(),
            replaced: watch::channel(()).0,
            noted: watch::channel(()).0,
            flood: Flood::default(),
            folder: RwLock::default(),
            outbox: Notify::new(),
            letters: Notify::new(),
            rest,
            running: Arc::new(Semaphore::new(at_once.max(1))),
            mentions: Semaphore::new(MENTIONS),
            account: OnceLock::new(),
            remembered: Remembered::default(),
            metrics,
            health,
            presence: Presence::default(),
        }
    }

    /// Answers from another archive and by other rules from now on.
    pub fn replace(&self, archive: OpenArchive, settings: Discord) {
        *self.served.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(Served { archive: Arc::new(archive), settings, hiding: None });
        self.health.was_read();
        self.replaced.send_replace(());
    }

    pub(super) fn served(&self) -> Arc<Served> {
        Arc::clone(&self.served.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What answers, by the rules of the place where it is asked.
    pub(super) fn served_at(&self, asked: &Interaction) -> Arc<Served> {
        let served = self.served();
        match (self.desk(), &asked.guild) {
            (Some(desk), Some(server)) => match (desk.set_up(server), desk.hiding(server)) {
                // Most servers set nothing: nothing is copied for them.
                (set_up, None) if *set_up == SetUp::default() => served,
                (set_up, hiding) => Arc::new(served.of(&set_up, Some(server)).without(hiding)),
            },
            _ => served,
        }
    }

    /// Serves from this folder from now on.
    pub fn set_folder(&self, at: Locations, settings: Settings) {
        let folder = Arc::new(DataFolder { at, settings });
        *self.folder.write().unwrap_or_else(PoisonError::into_inner) = Some(folder);
        self.remembered.behind.forget();
    }

    /// The data folder, where there is one on the disk.
    pub(super) fn folder(&self) -> Option<Arc<DataFolder>> {
        self.folder.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps what is stored here from now on.
    pub fn set_desk(&self, desk: Arc<Desk>) {
        *self.desk.write().unwrap_or_else(PoisonError::into_inner) = Some(desk);
    }

    /// What is stored; nothing while it cannot be opened.
    pub fn desk(&self) -> Option<Arc<Desk>> {
        self.desk.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says that the desk has kept what became otherwise in the archive.
    pub(super) fn archive_noted(&self) {
        self.noted.send_replace(());
    }

    /// Says that a message of the desk is to be sent.
    pub fn wake_outbox(&self) {
        self.outbox.notify_one();
    }

    /// Says that anything may have to be sent: another process wrote it.
    pub(super) fn wake_all(&self) {
        self.wake_outbox();
        self.wake_letters();
    }

    /// Says that a message to a follower is to be sent.
    pub(super) fn wake_letters(&self) {
        self.letters.notify_one();
    }

    /// What is remembered of readers and commands.
    pub(super) fn remembered(&self) -> &Remembered {
        &self.remembered
    }

    /// How it stands.
    pub fn standing(&self) -> HealthReport {
        self.health.standing(self.served().archive.newest())
    }

    /// Takes in the ids that Discord gave the commands, by name: with them, help can name commands to be clicked.
    pub fn registered(&self, commands: BTreeMap<String, String>) {
        self.remembered.registered(commands);
    }

    pub(super) fn note(&self, asked: &Interaction, key: &str) -> Outcome {
        self.served_at(asked).note(asked, &self.remembered, key)
    }

    /// Does work of the archive when its turn comes, on a thread of its own: those that serve the connections are few
    /// and wait for nothing. As many turns are taken at one time as there are places, however long each takes.
    pub(super) async fn in_turn<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> T + Send + 'static,
    ) -> Option<T> {
        let waits = self.metrics.waits(Queue::Discord);
        let turn = Arc::clone(&self.running).acquire_owned().instrument(spans::waiting()).await.ok()?;
        drop(waits);
        let request = Span::current();
        let doing = tokio::task::spawn_blocking(move || {
            // Given back at the work's own end, even where nobody waits for it any more.
            let _turn = turn;
            let (_runs, _answering) = (self.metrics.runs(Queue::Discord), spans::answering(&request));
            request.in_scope(|| work(&self))
        });
        doing.await.ok()
    }

    /// A fault of ours becomes an answer.
    pub(super) fn guarded(&self, interaction: &Interaction, requested: &Requested) -> Outcome {
        let served = self.served_at(interaction);
        if let Some(folder) = self.folder() {
            self.remembered.behind.look(&folder.at, &folder.settings);
        }
        let answered = catch_unwind(AssertUnwindSafe(|| served.respond(interaction, &self.remembered, false)));
        answered.unwrap_or_else(|_| {
            self.metrics.failed();
            requested.fail();
            served.note(interaction, &self.remembered, "discord.failed")
        })
    }
}
