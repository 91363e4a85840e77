//! The commands that are registered, derived from the table.

use serde_json::Value;
use serenity::all::{
    CommandOptionType, CommandType, CreateCommand, CreateCommandOption, InstallationContext, InteractionContext,
};

use crate::commands::{CommandSpec, Front, OptionKind, Table};
use crate::render::discord::escape;

use super::outgoing::PRIVATE;

/// The commands to register, from the table.
pub fn commands(table: &Table, user_install: bool) -> Value {
    let (table, words) = (&table.on(Front::Discord), table.words());
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
        let mut built =
            CreateCommandOption::new(kind, option.name, escape::units(&option.description(table.words()), 100))
                .required(option.required);
        match &option.kind {
            OptionKind::Text { max_length } => {
                // What is longer is cut with a note by the table; Discord itself takes 6,000 at most.
                built = built.max_length(u16::try_from(*max_length).unwrap_or(6_000).clamp(1, 6_000));
            }
            OptionKind::Choice(choices) => {
                for choice in choices.iter().take(25) {
                    built = built.add_string_choice(escape::units(&choice.label(table.words()), 100), choice.value);
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
