//! The bot's account and the opened archive become a running front.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use super::{
    Address, Front, Handler, OpenArchive, Rest, desk::flush as flush_counters, desk::keep as keep_desk, registration,
    serve,
};
use crate::shell::arguments::{ServeArguments, listener};
use crate::shell::environment::variable;
use crate::shell::follow::Follows;
use crate::shell::{History, Locations, Opened};

/// The bot's account, as the environment names it.
pub struct Account {
    token: String,
    address: Address,
    rest: Arc<Rest>,
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
    at: Locations,
}

impl Started {
    /// The front that answers from what was opened in this folder.
    pub async fn new(
        account: Account,
        arguments: &ServeArguments,
        opened: &Opened,
        at: &Locations,
    ) -> anyhow::Result<Started> {
        let settings = opened.settings.discord.clone();
        let (publish, commands) = watch::channel(registration::commands(&opened.table, settings.user_install));
        let front = Front {
            token: account.token.clone(),
            public_key: variable("DISCORD_PUBLIC_KEY"),
            guild: arguments.guild.clone(),
            http: listener("--http", arguments.http).await?,
            metrics: listener("--metrics", arguments.metrics).await?,
            shards: arguments.shards,
            commands,
            remembered: Some(at.registered()),
            servers: [settings.servers.as_slice(), &settings.paid_servers].concat(),
            ..Front::default()
        };
        let at_once = std::thread::available_parallelism().map_or(2, usize::from).clamp(2, 8);
        let handler = Arc::new(Handler::new(archive(opened, at), settings, Arc::clone(&account.rest), at_once));
        handler.state.set_folder(at.clone(), opened.settings.clone());
        Ok(Started { account, front, handler, publish, at: at.clone() })
    }

    /// What is told when the archive was read again.
    pub fn follower(&self) -> Box<dyn Follows> {
        let (handler, publish) = (Arc::clone(&self.handler), self.publish.clone());
        Box::new(Replacing { handler, publish })
    }

    /// Runs until `stop` becomes true, or Discord will not have this bot.
    pub async fn serve(self, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let Started { account, front, handler, at, .. } = self;
        let state = Arc::clone(&handler.state);
        tokio::spawn(keep_desk(Arc::clone(&state), at.desk()));
        let served = serve(front, account.address, account.rest, handler, stop).await;
        flush_counters(&state).await;
        served
    }
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
