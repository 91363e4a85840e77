//! What comes from Discord: of the tenant whose settings name the server.

use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::watch;

use super::hosted::{Bot, Tenants};
use super::registering;
use super::tenant::{Task, Tenant};
use crate::desk::Desk;
use crate::desk::follows::Whose as Follower;
use crate::shell::arguments::{ServeArguments, listener};
use crate::shell::discord::{
    Account, Addressee, Dispatch, Front, Interaction, Lasting, Pending, Rest, Sharing, Unanswered, followed,
    is_of_tenant, open_desk,
};
use crate::shell::environment::variable;
use crate::shell::observability::{Operated, Watched};
use crate::shell::settings::Common;

/// Discord wants the first response within three seconds, and the answer needs some of that.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// All tenants in Discord.
struct ByServer {
    tenants: Arc<Tenants>,
    bot: Arc<Bot>,
    /// The program's own desk, where all tenants have one database: by it several processes share the bot.
    desk: Arc<OnceLock<Arc<Desk>>>,
}

/// Serves the bot until `stop` becomes true, or Discord will not have it.
pub(super) async fn serve(
    arguments: &ServeArguments,
    account: Account,
    (tenants, bot): (&Arc<Tenants>, Arc<Bot>),
    operated: &Operated,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let own = Common::of(&tenants.folder)?.desk_at()?;
    let front = Front {
        token: account.token,
        public_key: variable("DISCORD_PUBLIC_KEY"),
        http: listener("--http", arguments.http).await?,
        readiness: Arc::clone(&operated.readiness),
        shards: arguments.shards,
        sharing: own.is_some().then(Sharing::default),
        ..Front::default()
    };
    let desk = Arc::new(OnceLock::new());
    let opened = Arc::clone(&desk);
    let _opening = own.filter(|_| arguments.http.is_none()).map(|at| {
        Task(tokio::spawn(async move {
            let _first = opened.set(Arc::new(open_desk(&at).await));
        }))
    });
    let dispatch = ByServer { tenants: Arc::clone(tenants), bot, desk };
    crate::shell::discord::serve_all(front, account.address, account.rest, Arc::new(dispatch), stop).await
}

impl ByServer {
    /// Who answers of a tenant.
    async fn addressee(&self, tenant: &Arc<Tenant>) -> Result<Addressee, Unanswered> {
        let open = self.tenants.open(tenant, PATIENCE).await.ok_or(Unanswered::Unopened)?;
        let handler = open.handler.clone().ok_or(Unanswered::Nobody)?;
        // What is asked may leave the desk something to do: it is looked at before the archive is closed.
        open.rests.store(false, Relaxed);
        Ok(Addressee { handler, span: tenant.whose.span(), held: Some(open) })
    }

    fn tenant_of(&self, server: &str) -> Option<Arc<Tenant>> {
        self.tenants.register().of_server(server).map(|entry| Arc::clone(&entry.tenant))
    }

    /// Who answers what was pressed outside of a server: the tenant that sent the message, where what was pressed says which
    /// follow it was sent for. Its id says whose that is; of one that began before it did, or under another name, the desks
    /// are asked.
    async fn outside(&self, asked: &Interaction) -> Result<Addressee, Unanswered> {
        let follow = followed(asked).ok_or(Unanswered::Outside)?;
        let whose = Follower::Person(asked.user.clone());
        let now = super::desk::now();
        let register = self.tenants.register();
        let in_discord = register.all.iter().filter(|(name, _)| !register.servers_of(name).is_empty());
        let mut entries: Vec<_> = in_discord.map(|(_, entry)| entry).collect();
        let mut named = entries.iter().filter(|entry| is_of_tenant(&follow, &entry.tenant.name));
        if let (Some(entry), None) = (named.next(), named.next()) {
            return self.addressee(&entry.tenant).await;
        }
        // Those that are open answer at once.
        entries.sort_by_key(|entry| entry.tenant.held().is_none());
        for entry in entries {
            let tenant = &entry.tenant;
            let open = tenant.held().and_then(|_| tenant.opened());
            let desk = match open.as_ref().and_then(|open| open.handler.as_ref()?.state.desk()) {
                Some(desk) => desk,
                // Of one whose archive is closed, the desk is enough to know.
                None if open.is_none() => match entry.desk().await {
                    Some(desk) => Arc::new(desk),
                    None => continue,
                },
                None => continue,
            };
            if desk.follow_of(&follow, &whose, now).await.is_ok_and(|follow| follow.is_some()) {
                drop(desk);
                return self.addressee(tenant).await;
            }
        }
        Err(Unanswered::Outside)
    }
}

impl Dispatch for ByServer {
    fn rest(&self) -> &Rest {
        &self.bot.rest
    }

    fn desk(&self) -> Option<Arc<Desk>> {
        self.desk.get().cloned()
    }

    fn program(&self) -> &Lasting {
        &self.bot.program
    }

    fn all(&self) -> Vec<Arc<Lasting>> {
        self.tenants.register().all.values().map(|entry| Arc::clone(&entry.tenant.lasting)).collect()
    }

    fn of_server(&self, server: &str) -> Option<Arc<Lasting>> {
        self.tenant_of(server).map(|tenant| Arc::clone(&tenant.lasting))
    }

    fn of_interaction<'a>(&'a self, asked: &'a Interaction) -> Pending<'a, Result<Addressee, Unanswered>> {
        Box::pin(async move {
            match &asked.guild {
                Some(server) => self.addressee(&self.tenant_of(server).ok_or(Unanswered::Nobody)?).await,
                None => {
                    let outside = tokio::time::timeout(PATIENCE, self.outside(asked)).await;
                    outside.unwrap_or(Err(Unanswered::Unopened))
                }
            }
        })
    }

    fn in_server<'a>(&'a self, server: &'a str) -> Pending<'a, Option<Addressee>> {
        Box::pin(async move { self.addressee(&self.tenant_of(server)?).await.ok() })
    }

    fn hear_all(&self, number: u64, of: u64, servers: Vec<String>) {
        let register = self.tenants.register();
        for (name, entry) in &register.all {
            let own = register.servers_of(name);
            let there = servers.iter().filter(|server| own.contains(server)).cloned().collect();
            entry.tenant.lasting.hear_all(number, of, there);
        }
    }

    fn wants_mentions(&self) -> bool {
        self.tenants.register().all.values().any(|entry| entry.settings.discord.mentions)
    }

    fn begins(&self, application: String) {
        self.bot.application.send_replace(Some(application.clone()));
        tokio::spawn(registering::remove_global(Arc::clone(&self.bot), application));
    }

    fn health(&self) -> (bool, String) {
        Watched::health(&*self.tenants)
    }
}
