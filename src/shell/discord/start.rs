//! The bot's account and the opened archive become a running front.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use super::{
    Address, Front, Handler, Lasting, OpenArchive, Rest, Sharing, desk::flush as flush_counters,
    desk::keep as keep_desk, registration, serve,
};
use crate::desk::DeskAddress;
use crate::shell::arguments::{ServeArguments, listener};
use crate::shell::environment::variable;
use crate::shell::follow::Follows;
use crate::shell::observability::{Operated, Watched};
use crate::shell::turns::{Share, at_once};
use crate::shell::{History, Locations, Opened};

/// The bot's account, as the environment names it.
pub struct Account {
    /// Its token.
    pub token: String,
    /// Where Discord is.
    pub address: Address,
    /// The client with its rights.
    pub rest: Arc<Rest>,
}

impl Account {
    /// Whether the environment names one.
    pub fn is_named() -> bool {
        variable("DISCORD_TOKEN").is_some()
    }

    /// The one that the environment names.
    pub fn of_environment() -> anyhow::Result<Option<Account>> {
        let Some(token) = variable("DISCORD_TOKEN") else { return Ok(None) };
        let address = Address::new(variable("DISCORD_API").as_deref())?;
        let rest = Arc::new(Rest::new(address.base(), &token)?);
        Ok(Some(Account { token, address, rest }))
    }
}

/// The Discord front, ready to run.
pub struct Started {
    account: Account,
    front: Front,
    handler: Arc<Handler>,
    publish: watch::Sender<Value>,
    desk: DeskAddress,
}

impl Started {
    /// The front that answers from what was opened in this folder.
    pub async fn new(
        account: Account,
        arguments: &ServeArguments,
        opened: &Opened,
        at: &Locations,
        operated: &Operated,
    ) -> anyhow::Result<Started> {
        let settings = opened.settings.discord.clone();
        let desk = opened.settings.desk_at(at)?;
        let (publish, commands) = watch::channel(registration::commands(&opened.table, settings.user_install));
        let front = Front {
            token: account.token.clone(),
            public_key: variable("DISCORD_PUBLIC_KEY"),
            guild: arguments.guild.clone(),
            http: listener("--http", arguments.http).await?,
            readiness: Arc::clone(&operated.readiness),
            shards: arguments.shards,
            // Only who has the file is the only process on it.
            sharing: matches!(desk, DeskAddress::Postgres { .. }).then(Sharing::default),
            commands,
            remembered: Some(at.registered()),
            servers: [settings.servers.as_slice(), &settings.paid_servers].concat(),
            ..Front::default()
        };
        let lasting = Arc::new(Lasting::counted(Arc::clone(&operated.metrics)));
        let handler = handler(opened, at, &account.rest, Share::alone(at_once()), lasting);
        operated.watch(Arc::clone(&handler.state) as Arc<dyn Watched>);
        Ok(Started { account, front, handler, publish, desk })
    }

    /// What is told when the archive was read again.
    pub fn follower(&self) -> Box<dyn Follows> {
        follower(&self.handler, &self.publish)
    }

    /// Runs until `stop` becomes true, or Discord will not have this bot.
    pub async fn serve(self, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let Started { account, front, handler, desk, .. } = self;
        let state = Arc::clone(&handler.state);
        let keeping = tokio::spawn(keep_desk(Arc::clone(&state), desk));
        let served = serve(front, account.address, account.rest, handler, stop).await;
        flush_counters(&state).await;
        keeping.abort();
        let _ended = keeping.await;
        if let Some(desk) = state.desk() {
            // Another process need not wait until its time is over.
            desk.end_duty().await;
        }
        served
    }
}

/// What answers from what was opened in this folder.
pub fn handler(
    opened: &Opened,
    at: &Locations,
    rest: &Arc<Rest>,
    running: Share,
    lasting: Arc<Lasting>,
) -> Arc<Handler> {
    let settings = opened.settings.discord.clone();
    let handler = Handler::with_turns(archive(opened, at), settings, Arc::clone(rest), running, lasting);
    handler.state.set_folder(at.clone(), opened.settings.clone());
    Arc::new(handler)
}

/// What is told when the archive of a handler was read again.
pub fn follower(handler: &Arc<Handler>, publish: &watch::Sender<Value>) -> Box<dyn Follows> {
    Box::new(Replacing { handler: Arc::clone(handler), publish: publish.clone() })
}

/// The archive that was opened in this folder, as this front asks it.
fn archive(opened: &Opened, at: &Locations) -> OpenArchive {
    OpenArchive::new(opened.engine.clone(), opened.table.clone())
        .with_history(History::of(&at.corpus))
        .at_site(opened.settings.publication.site.clone())
        .with_pages_at(opened.settings.pages().map(str::to_owned))
}

/// Puts an archive that was read again in the place of the one that answers.
struct Replacing {
    handler: Arc<Handler>,
    /// Takes the commands that are to be registered.
    publish: watch::Sender<Value>,
}

impl Follows for Replacing {
    fn replaced(&self, opened: &Opened) {
        self.handler.state.set_folder(opened.at.clone(), opened.settings.clone());
        let commands = registration::commands(&opened.table, opened.settings.discord.user_install);
        self.handler.state.replace(archive(opened, &opened.at), opened.settings.discord.clone());
        self.publish.send_if_modified(|last| {
            let changed = *last != commands;
            *last = commands;
            changed
        });
    }

    fn note_behind(&self, behind: bool) {
        self.handler.state.health.is_behind(behind);
    }
}
