//! The commands that are registered, derived from the table, in the words of each language.

use serde_json::{Map, Value, json};

use crate::commands::{Action, CommandSpec, Front, OptionKind, OptionSpec, Table};
use crate::render::discord::escape;
use crate::words::Words;

use super::incoming::MANAGE_SERVER;
use super::outgoing::PRIVATE;

/// Discord's limit for a description and for a choice, in UTF-16 units.
const DESCRIPTION: usize = 100;
/// The languages that come with the program, and what Discord calls them.
const LOCALES: [(&str, &str); 4] = [("en", "en-US"), ("en", "en-GB"), ("es", "es-ES"), ("es", "es-419")];
/// Kinds of commands and options, as Discord numbers them.
const SLASH: u8 = 1;
const ON_A_MESSAGE: u8 = 3;
const ACTION: u8 = 1;
const TEXT: u8 = 3;
const INTEGER: u8 = 4;
const FLAG: u8 = 5;

/// The commands to register, from the table.
pub fn commands(table: &Table, user_install: bool) -> Value {
    let (table, words) = (&table.on(Front::Discord), table.words());
    let (mut installs, mut contexts) = (vec![0], vec![0, 1]);
    if user_install {
        installs.push(1);
        contexts.push(2);
    }
    let mut all: Vec<Value> = table.commands().iter().take(99).map(|spec| slash(spec, words)).collect();
    let mut find = json!({"type": ON_A_MESSAGE, "name": words.say("discord.find_source", &[])});
    localize(&mut find, "name", |words| Some(words.say("discord.find_source", &[])));
    all.push(find);
    for command in &mut all {
        // What is set up is a server.
        let of_servers = command.get("default_member_permissions").is_some();
        command["integration_types"] = if of_servers { json!([0]) } else { json!(installs) };
        command["contexts"] = if of_servers { json!([0]) } else { json!(contexts) };
    }
    Value::Array(all)
}

fn slash(spec: &CommandSpec, words: &Words) -> Value {
    let mut command =
        json!({"type": SLASH, "name": spec.name, "description": escape::units(&spec.description, DESCRIPTION)});
    // What a tracker's file says is in the archive's language.
    if let Some(key) = spec.about {
        localize(&mut command, "name", |words| name(words, &format!("name.{}", spec.name)));
        localize(&mut command, "description", |words| Some(words.say(key, &[])));
    }
    if spec.is_for_moderators() {
        // Who may use it can be changed in the server's settings; whoever uses it is checked again here.
        command["default_member_permissions"] = json!(MANAGE_SERVER.to_string());
    }
    if spec.is_of_the_desk() {
        command["options"] = spec.actions.iter().map(|own| action(own, words)).collect();
        return command;
    }
    let own = spec.options.iter().take(Table::MAX_OPTIONS - 1).map(|option| one(option, words));
    let mut private = json!({"type": FLAG, "name": PRIVATE, "description": words.say("discord.private", &[])});
    localize(&mut private, "name", |words| name(words, "name.private"));
    localize(&mut private, "description", |words| Some(words.say("discord.private", &[])));
    command["options"] = own.chain([private]).collect();
    command
}

fn action(action: &Action, words: &Words) -> Value {
    let said = |words: &Words| escape::units(&words.say(action.about, &[]), DESCRIPTION);
    let english = Words::english();
    let mut built = json!({"type": ACTION, "name": action.name, "description": said(&english)});
    localize(&mut built, "description", |words| Some(said(words)));
    if !action.options.is_empty() {
        built["options"] = action.options.iter().map(|option| one(option, words)).collect();
    }
    built
}

fn one(option: &OptionSpec, words: &Words) -> Value {
    let kind = match &option.kind {
        OptionKind::Integer { .. } => INTEGER,
        OptionKind::Flag => FLAG,
        _ => TEXT,
    };
    let described = |words: &Words| escape::units(&option.description(words), DESCRIPTION);
    let mut built = json!({"type": kind, "name": option.name, "description": described(words)});
    // A command may have the name of an option of another.
    let keys = [format!("name.option_{}", option.name), format!("name.{}", option.name)];
    localize(&mut built, "name", |words| keys.iter().find_map(|key| name(words, key)));
    localize(&mut built, "description", |words| Some(described(words)));
    if option.required {
        built["required"] = json!(true);
    }
    match &option.kind {
        OptionKind::Text { max_length } => {
            // What is longer is cut with a note by the table; Discord itself takes 6,000 at most.
            built["max_length"] = json!((*max_length).clamp(1, 6_000));
        }
        OptionKind::Choice(choices) => {
            let choices = choices.iter().take(25).map(|choice| {
                let label = |words: &Words| escape::units(&choice.label(words), DESCRIPTION);
                let mut built = json!({"name": label(words), "value": choice.value});
                localize(&mut built, "name", |words| Some(label(words)));
                built
            });
            built["choices"] = choices.collect();
        }
        OptionKind::Integer { min, max } => {
            built["min_value"] = json!(min);
            built["max_value"] = json!(max);
        }
        OptionKind::Date(_) | OptionKind::Flag => {}
    }
    if option.completer.is_some() && !matches!(option.kind, OptionKind::Choice(_)) {
        built["autocomplete"] = json!(true);
    }
    built
}

/// Adds what the languages say that ship, where it differs from what is said without a language.
fn localize(built: &mut Value, field: &str, said: impl Fn(&Words) -> Option<String>) {
    let unlocalized = built.get(field).and_then(Value::as_str).map(str::to_owned);
    let mut localized = Map::new();
    for (language, locale) in LOCALES {
        let words = Words::shipped().iter().find(|words| words.language() == language);
        if let Some(said) = words.and_then(&said).filter(|said| Some(said) != unlocalized.as_ref()) {
            localized.insert(locale.to_owned(), Value::from(escape::units(&said, DESCRIPTION)));
        }
    }
    if !localized.is_empty() {
        built[format!("{field}_localizations")] = Value::Object(localized);
    }
}

/// A name of a command or an option, where the catalogue has one that Discord takes.
fn name(words: &Words, key: &str) -> Option<String> {
    let name = words.template(key)?;
    let allowed = |c: char| c == '-' || c == '_' || c.is_alphanumeric() && !c.is_uppercase();
    ((1..=32).contains(&name.chars().count()) && name.chars().all(allowed)).then(|| name.to_owned())
}
