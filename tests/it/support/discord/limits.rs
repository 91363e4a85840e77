//! Discord's limits: what it refuses. Checked twice, by our own reading of the documentation and by twilight's.

use serde_json::{Value, json};
use twilight_model::application::command::Command;
use twilight_model::channel::message::{Component, Embed};
use twilight_validate::{command, message as validate};

fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.encode_utf16().count())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Collects what does not hold.
#[derive(Default)]
struct Found(Vec<String>);

impl Found {
    fn check(&mut self, good: bool, what: &str) {
        if !good {
            self.0.push(what.to_owned());
        }
    }
    fn read<T: serde::de::DeserializeOwned>(&mut self, value: &Value, what: &str) -> Option<T> {
        let read = serde_json::from_value(value.clone());
        read.map_err(|error| self.0.push(format!("{what}: {error}"))).ok()
    }
    fn heed<E: std::fmt::Display>(&mut self, valid: Result<(), E>) {
        self.0.extend(valid.err().map(|error| error.to_string()));
    }
}

/// What an interaction's response breaks.
pub(super) fn response(body: &Value) -> Vec<String> {
    let data = &body["data"];
    match body["type"].as_u64() {
        Some(4 | 7) => message(data),
        Some(5) | Some(6) => Vec::new(),
        Some(8) => completions(items(&data["choices"])),
        other => vec![format!("type {other:?}")],
    }
}

fn completions(choices: &[Value]) -> Vec<String> {
    let mut found = Found::default();
    found.check(choices.len() <= 25, "more than 25 choices");
    for choice in choices {
        let fits = (1..=100).contains(&length(&choice["name"])) && (1..=100).contains(&length(&choice["value"]));
        found.check(fits, "a choice's name or value");
    }
    found.0
}

/// What a message breaks.
pub(super) fn message(data: &Value) -> Vec<String> {
    let mut found = Found::default();
    found.check(data["allowed_mentions"]["parse"] == json!([]), "allowed_mentions");
    found.check(length(&data["content"]) <= 2_000, "content");
    found.heed(validate::content(data["content"].as_str().unwrap_or_default()));
    let embeds = items(&data["embeds"]);
    found.check(length(&data["content"]) > 0 || !embeds.is_empty(), "an empty message");
    let texts = |e: &Value| length(&e["title"]) + length(&e["description"]) + length(&e["footer"]["text"]);
    found.check(embeds.len() <= 10 && embeds.iter().map(texts).sum::<usize>() <= 6_000, "embeds");
    let mut models = Vec::new();
    for embed in embeds {
        found.check(length(&embed["title"]) <= 256 && length(&embed["description"]) <= 4_096, "embed");
        let mut named = embed.clone();
        // The one field that Discord fills in itself.
        named["type"] = json!("rich");
        models.extend(found.read::<Embed>(&named, "embed"));
    }
    found.heed(validate::embeds(&models));
    let rows = items(&data["components"]);
    let models: Vec<Component> = rows.iter().filter_map(|row| found.read(row, "component")).collect();
    found.heed(validate::components(&models, false));
    let mut ids: Vec<&str> = Vec::new();
    for part in rows.iter().flat_map(|row| items(&row["components"])) {
        let id = part["custom_id"].as_str().unwrap_or_default();
        found.check((1..=100).contains(&id.chars().count()) && !ids.contains(&id), "custom_id");
        ids.push(id);
    }
    for row in rows {
        found.check((1..=5).contains(&items(&row["components"]).len()), "a row of none or too many");
    }
    found.0
}

/// What a registration breaks.
pub(super) fn commands(body: &Value) -> Vec<String> {
    let mut found = Found::default();
    let chat = items(body).iter().filter(|command| command["type"] == json!(1));
    found.check(chat.count() <= 100, "more than 100 commands");
    for one in items(body) {
        let mut full = one.clone();
        // Fields that Discord fills in itself.
        for (field, value) in [("version", json!("1")), ("description", json!("")), ("options", json!([]))] {
            full.as_object_mut().expect("a command").entry(field).or_insert(value);
        }
        let Some(model) = found.read::<Command>(&full, "command") else { continue };
        found.heed(command::command(&model));
        found.check(command::command_characters(&model) <= 8_000, "8,000 characters a command");
        found.check(items(&one["integration_types"]).contains(&json!(0)), "where it may be installed");
        found.check(!items(&one["contexts"]).is_empty(), "where it may be used");
    }
    found.0
}
