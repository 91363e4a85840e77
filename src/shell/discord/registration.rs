//! The commands that are registered, derived from the table.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use serde_json::Value;
use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InstallationContext, InteractionContext,
};
use tokio::sync::watch;

use crate::command::{CommandSpec, OptionKind, Table};
use crate::render::discord::escape;

use super::outgoing::PRIVATE;
use super::rest::{Call, Rest, RestError};
use super::serve::Front;

/// A registration that failed is tried again after this long.
const AGAIN: Duration = Duration::from_secs(60);

/// Registers the commands, now and whenever they change.
pub(super) struct Registrar {
    rest: Arc<Rest>,
    guild: Option<String>,
    remembered: Option<PathBuf>,
    commands: watch::Receiver<Value>,
    /// The hash of what this process registered.
    done: Option<String>,
}

impl Registrar {
    /// Registers what this front is to register.
    pub(super) fn new(rest: Arc<Rest>, front: &Front) -> Self {
        let (guild, remembered, commands) = (front.guild.clone(), front.remembered.clone(), front.commands.clone());
        Registrar { rest, guild, remembered, commands, done: None }
    }

    /// Registers the commands as they are now, unless they are the ones that were registered last.
    pub(super) async fn register(&mut self, application: &str) -> anyhow::Result<()> {
        let commands = self.commands.borrow_and_update().clone();
        if commands.is_null() {
            return Ok(());
        }
        let path = match &self.guild {
            Some(guild) => format!("/applications/{application}/guilds/{guild}/commands"),
            None => format!("/applications/{application}/commands"),
        };
        // The same commands of another application, server or Discord are not these.
        let named = format!("{} {path} {commands}", self.rest.base());
        let hash = blake3::hash(named.as_bytes()).to_hex();
        let kept = || self.remembered.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        if self.done.clone().or_else(kept).as_deref() == Some(hash.as_str()) {
            return Ok(());
        }
        let mut call = Call::authorized(Method::PUT, path);
        let count = commands.as_array().map_or(0, Vec::len);
        call.body = Some(commands);
        self.rest.send(&call).await.map_err(|error| match (&error, &self.guild) {
            (RestError::Refused { status: 403 | 404, .. }, Some(guild)) => {
                anyhow::anyhow!(
                    "the commands cannot be registered in server {guild} ({error}): invite the bot there first"
                )
            }
            _ => anyhow::anyhow!("the commands cannot be registered: {error}"),
        })?;
        self.done = Some(hash.to_string());
        tell!("{count} commands are registered with Discord.");
        if let Some(file) = &self.remembered {
            let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
            if let Err(error) = folder.and_then(|()| std::fs::write(file, hash.as_str())) {
                tracing::info!(%error, "the commands' hash could not be kept; they are registered again next time");
            }
        }
        Ok(())
    }

    /// Registers in the background from now on, whenever the commands change.
    pub(super) fn follow(mut self, application: String) {
        tokio::spawn(async move {
            loop {
                let failed = self.register(&application).await.inspect_err(|error| tracing::error!(%error)).is_err();
                let changed = match failed {
                    false => self.commands.changed().await,
                    true => tokio::time::timeout(AGAIN, self.commands.changed()).await.unwrap_or(Ok(())),
                };
                if changed.is_err() {
                    return;
                }
            }
        });
    }
}

/// The commands to register, from the table.
pub fn commands(table: &Table, user_install: bool) -> Value {
    let words = table.words();
    let mut installs = vec![InstallationContext::Guild];
    let mut contexts = vec![InteractionContext::Guild, InteractionContext::BotDm];
    if user_install {
        installs.push(InstallationContext::User);
        contexts.push(InteractionContext::PrivateChannel);
    }
    let placed = |command: CreateCommand| command.integration_types(installs.clone()).contexts(contexts.clone());
    let mut all: Vec<CreateCommand> = table.commands().iter().take(99).map(|spec| placed(slash(spec, table))).collect();
    all.push(placed(CreateCommand::new(words.say("discord.find_source", &[])).kind(CommandType::Message)));
    let mut all = serde_json::to_value(&all).unwrap_or(Value::Null);
    // The builders leave the type of a slash command unsaid.
    for command in all.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
        command.entry("type").or_insert(Value::from(1));
    }
    tidy(&mut all);
    all
}

/// Drops what the builders send though it says nothing, some of which Discord's own schema does not know there.
fn tidy(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(tidy);
            fields.retain(|name, value| {
                let empty = match value {
                    Value::Null => true,
                    Value::Array(items) => items.is_empty(),
                    Value::Object(fields) => fields.is_empty(),
                    Value::Bool(flag) => !*flag && name == "autocomplete",
                    _ => false,
                };
                !empty
            });
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn slash(spec: &CommandSpec, table: &Table) -> CreateCommand {
    let mut command = CreateCommand::new(&spec.name).description(escape::units(&spec.description, 100));
    for option in spec.options.iter().take(Table::MAX_OPTIONS - 1) {
        let kind = match &option.kind {
            OptionKind::Integer { .. } => CommandOptionType::Integer,
            OptionKind::Flag => CommandOptionType::Boolean,
            _ => CommandOptionType::String,
        };
        let mut built = CreateCommandOption::new(kind, option.name, escape::units(&option.description, 100))
            .required(option.required);
        match &option.kind {
            OptionKind::Text { max_length } => {
                // What is longer is cut with a note by the table; Discord itself takes 6,000 at most.
                built = built.max_length(u16::try_from(*max_length).unwrap_or(6_000).clamp(1, 6_000));
            }
            OptionKind::Choice(choices) => {
                for choice in choices.iter().take(25) {
                    built = built.add_string_choice(escape::units(&choice.label, 100), choice.value);
                }
            }
            OptionKind::Integer { min, max } => {
                built = built
                    .min_int_value(u64::try_from(*min).unwrap_or(0))
                    .max_int_value(u64::try_from(*max).unwrap_or(0));
            }
            OptionKind::Date(_) | OptionKind::Flag => {}
        }
        if option.completer.is_some() && !matches!(option.kind, OptionKind::Choice(_)) {
            built = built.set_autocomplete(true);
        }
        command = command.add_option(built);
    }
    let private = table.words().say("discord.private", &[]);
    command.add_option(CreateCommandOption::new(CommandOptionType::Boolean, PRIVATE, private).required(false))
}
