//! Registering the commands with Discord, in the background: whatever comes of it, the bot connects and answers the
//! commands that Discord already has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::watch;

use super::front::Front;
use super::lasting::Lasting;
use super::presence::Heard;
use super::rest::{Call, Rest, RestError};

/// A registration that failed is tried again after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(600);
/// Servers that Discord names on one page, and pages that are read.
const SERVERS: usize = 200;
const PAGES: usize = 5;

/// Registers the commands, now and whenever they change.
pub struct Registrar {
    rest: Arc<Rest>,
    guild: Option<String>,
    /// Servers that the settings name.
    servers: Vec<String>,
    remembered: Option<PathBuf>,
    memory: Memory,
    commands: watch::Receiver<Value>,
    /// Whether servers may still have a copy of their own.
    copies: bool,
    /// Who is told the ids that Discord gave the commands.
    told: Arc<Lasting>,
}

/// What was registered, over restarts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Memory {
    /// The hash of what was registered last.
    hash: String,
    /// The ids that Discord gave them, by name.
    ids: BTreeMap<String, String>,
    /// The names that were registered in single servers, by the path of these servers' commands.
    copies: BTreeMap<String, BTreeSet<String>>,
}

impl Registrar {
    /// Registers what this front is to register.
    pub fn new(rest: Arc<Rest>, front: &Front, told: Arc<Lasting>) -> Self {
        let kept = front.remembered.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        Registrar {
            rest,
            guild: front.guild.clone(),
            servers: front.servers.clone(),
            remembered: front.remembered.clone(),
            memory: kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default(),
            commands: front.commands.clone(),
            copies: front.guild.is_none(),
            told,
        }
    }

    /// Registers from now on, whenever the commands change.
    pub async fn follow(mut self, application: String) {
        let mut pause = FIRST_RETRY;
        loop {
            match self.bring_up_to_date(&application).await {
                Ok(()) => {
                    pause = FIRST_RETRY;
                    // No other commands can come: all is done.
                    if self.commands.changed().await.is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::error!("{error:#}; tried again in {} s", pause.as_secs());
                    let changed = async {
                        if self.commands.changed().await.is_err() {
                            std::future::pending::<()>().await;
                        }
                    };
                    // What has changed may mend it.
                    let _waited = tokio::time::timeout(pause, changed).await;
                    pause = LONGEST_RETRY.min(pause * 2);
                }
            }
        }
    }

    async fn bring_up_to_date(&mut self, application: &str) -> anyhow::Result<()> {
        let commands = self.commands.borrow_and_update().clone();
        if commands.is_null() {
            return Ok(());
        }
        let own = names(&commands);
        self.register(application, commands).await?;
        if self.copies {
            self.remove_copies(application, &own)
                .await
                .map_err(|error| anyhow::anyhow!("single servers may still show the commands twice: {error}"))?;
            self.copies = false;
        }
        Ok(())
    }

    /// Registers these commands, unless they are the ones that were registered last.
    async fn register(&mut self, application: &str, commands: Value) -> anyhow::Result<()> {
        let path = match &self.guild {
            Some(guild) => of_server(application, guild),
            None => format!("/applications/{application}/commands"),
        };
        // The same commands of another application, server or Discord are not these.
        let named = format!("{} {path} {commands}", self.rest.base());
        let hash = blake3::hash(named.as_bytes()).to_hex().to_string();
        if self.memory.hash == hash {
            if self.memory.ids.is_empty() {
                // Registered by a version that did not note them. Without them commands are named all the same.
                let there = self.rest.send(&Call::authorized(Method::GET, path)).await.unwrap_or_default();
                self.memory.ids = ids(&there);
                self.keep();
            }
            self.told.registered(self.memory.ids.clone());
            return Ok(());
        }
        let own = names(&commands);
        let mut call = Call::authorized(Method::PUT, path.clone());
        call.body = Some(commands);
        let registered = self.rest.send(&call).await.map_err(|error| match (&error, &self.guild) {
            (RestError::Refused { status: 403 | 404, .. }, Some(guild)) => {
                anyhow::anyhow!("the commands cannot be registered in server {guild} ({error}): invite the bot there")
            }
            _ => anyhow::anyhow!("the commands cannot be registered: {error}"),
        })?;
        tell!("{} commands are registered with Discord.", own.len());
        self.memory.hash = hash;
        self.memory.ids = ids(&registered);
        self.told.registered(self.memory.ids.clone());
        if self.guild.is_some() {
            let key = self.copy_key(&path);
            self.memory.copies.entry(key).or_default().extend(own);
        }
        self.keep();
        Ok(())
    }

    /// Removes the commands that single servers have of their own from an earlier `serve --guild`, perhaps on another
    /// machine: beside those of all servers they show twice. What else the application registered there stays.
    async fn remove_copies(&mut self, application: &str, own: &BTreeSet<String>) -> Result<(), RestError> {
        let base = self.copy_key("");
        let mut paths: BTreeSet<String> =
            self.memory.copies.keys().filter_map(|key| key.strip_prefix(&base)).map(str::to_owned).collect();
        let named = self.servers.iter().cloned().chain(self.servers_of_the_bot().await?);
        paths.extend(named.map(|server| of_server(application, &server)));
        for path in paths {
            let key = self.copy_key(&path);
            let mut ours = own.clone();
            ours.extend(self.memory.copies.get(&key).into_iter().flatten().cloned());
            match self.remove_copy(&path, &ours).await {
                // The bot is not there, or may not have commands there.
                Ok(()) => {}
                Err(RestError::Refused { status: 403 | 404, .. }) => {
                    let server = path.rsplit('/').nth(1).unwrap_or_default();
                    self.told.presence.hear(server, Heard::Doubtful);
                }
                Err(error) => return Err(error),
            }
            if self.memory.copies.remove(&key).is_some() {
                self.keep();
            }
        }
        Ok(())
    }

    async fn remove_copy(&self, path: &str, ours: &BTreeSet<String>) -> Result<(), RestError> {
        let there = self.rest.send(&Call::authorized(Method::GET, path.to_owned())).await?;
        let there = there.as_array().map_or(&[][..], Vec::as_slice);
        let (ours, others): (Vec<&Value>, Vec<&Value>) =
            there.iter().partition(|command| name(command).is_some_and(|name| ours.contains(&name)));
        if ours.is_empty() {
            return Ok(());
        }
        if others.is_empty() {
            let mut call = Call::authorized(Method::PUT, path.to_owned());
            call.body = Some(Value::Array(Vec::new()));
            self.rest.send(&call).await?;
        } else {
            for id in ours.iter().filter_map(|command| command.get("id")?.as_str()) {
                match self.rest.send(&Call::authorized(Method::DELETE, format!("{path}/{id}"))).await {
                    Ok(_) | Err(RestError::Refused { status: 404, .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        tell!("{} commands that one server had a second time are removed there.", ours.len());
        Ok(())
    }

    /// The servers that the bot is in, as far as Discord tells.
    async fn servers_of_the_bot(&self) -> Result<Vec<String>, RestError> {
        let mut servers: Vec<String> = Vec::new();
        for _ in 0..PAGES {
            let after = servers.last().map_or("0", String::as_str);
            let path = format!("/users/@me/guilds?limit={SERVERS}&after={after}");
            let page = match self.rest.send(&Call::authorized(Method::GET, path)).await {
                Ok(page) => page,
                Err(RestError::Refused { .. }) => break,
                Err(error) => return Err(error),
            };
            let page = page.as_array().map_or(&[][..], Vec::as_slice);
            servers.extend(page.iter().filter_map(|server| server.get("id")?.as_str()).map(str::to_owned));
            if page.len() < SERVERS {
                break;
            }
        }
        Ok(servers)
    }

    fn copy_key(&self, path: &str) -> String {
        format!("{} {path}", self.rest.base())
    }

    fn keep(&self) {
        let Some(file) = &self.remembered else { return };
        let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        let memory = serde_json::to_vec(&self.memory).unwrap_or_default();
        if let Err(error) = folder.and_then(|()| std::fs::write(file, memory)) {
            tracing::info!(%error, "what was registered could not be noted; it is registered again next time");
        }
    }
}

fn of_server(application: &str, server: &str) -> String {
    format!("/applications/{application}/guilds/{server}/commands")
}

/// What tells commands apart: kind and name.
fn name(command: &Value) -> Option<String> {
    let kind = command.get("type").and_then(Value::as_u64).unwrap_or(1);
    Some(format!("{kind} {}", command.get("name")?.as_str()?))
}

/// The ids of slash commands, by name.
fn ids(commands: &Value) -> BTreeMap<String, String> {
    let slash = |command: &&Value| command.get("type").and_then(Value::as_u64).unwrap_or(1) == 1;
    let text = |command: &Value, field: &str| command.get(field)?.as_str().map(str::to_owned);
    let all = commands.as_array().into_iter().flatten().filter(slash);
    all.filter_map(|command| Some((text(command, "name")?, text(command, "id")?))).collect()
}

fn names(commands: &Value) -> BTreeSet<String> {
    commands.as_array().into_iter().flatten().filter_map(name).collect()
}
