//! Discord's limits: what it refuses. Checked twice, by our own reading of the documentation and by twilight's.

use serde_json::{Value, json};
use twilight_model::application::command::Command;
use twilight_model::channel::message::{Component, Embed};
use twilight_validate::{command, message as validate};

/// The flag of a message that consists of components alone.
const IS_CARD: u64 = 1 << 15;

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
        Some(9) => modal(data),
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

/// What a new message in a channel breaks: it may ping one role, whose mention stands in it once.
pub(super) fn new_message(data: &Value) -> Vec<String> {
    let Some([Value::String(role)]) = data["allowed_mentions"]["roles"].as_array().map(Vec::as_slice) else {
        return message(data);
    };
    let mut quiet = data.clone();
    let mut found = Vec::new();
    if data.to_string().matches(&format!("<@&{role}>")).count() != 1 {
        found.push("a role is pinged that is not mentioned once".to_owned());
    }
    quiet["allowed_mentions"].as_object_mut().expect("an object").remove("roles");
    found.extend(message(&quiet));
    found
}

/// What the beginning of a thread breaks.
pub(super) fn thread(data: &Value) -> Vec<String> {
    let mut found = Found::default();
    found.check((1..=100).contains(&length(&data["name"])), "a thread's name");
    let minutes = &data["auto_archive_duration"];
    found.check(
        minutes.is_null() || [60, 1_440, 4_320, 10_080].iter().any(|own| *minutes == json!(own)),
        "how long it lasts",
    );
    found.0
}

/// What a message breaks.
pub(super) fn message(data: &Value) -> Vec<String> {
    let mut found = Found::default();
    found.check(data["allowed_mentions"]["parse"] == json!([]), "allowed_mentions");
    found.check(data["allowed_mentions"]["roles"].is_null(), "roles are mentioned");
    found.check(mentions_at_most_one(data), "somebody is mentioned who is not the one who agreed to it");
    if data["flags"].as_u64().is_some_and(|flags| flags & IS_CARD != 0) {
        card(data, &mut found);
        return found.0;
    }
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

/// Whether a message pings nobody, or one person, whom its words begin with and who is the only one in them.
fn mentions_at_most_one(data: &Value) -> bool {
    let users = match &data["allowed_mentions"]["users"] {
        Value::Null => return true,
        users => items(users),
    };
    let content = data["content"].as_str().unwrap_or_default();
    let [Value::String(user)] = users else { return false };
    content.starts_with(&format!("<@{user}>")) && content.matches("<@").count() == 1
}

/// What a window breaks.
fn modal(data: &Value) -> Vec<String> {
    let mut found = Found::default();
    found.check((1..=100).contains(&length(&data["custom_id"])), "a window's custom_id");
    found.check((1..=45).contains(&length(&data["title"])), "a window's title");
    let parts = items(&data["components"]);
    let labels: Vec<&Value> = parts.iter().filter(|part| part["type"] == json!(18)).collect();
    found.check((1..=5).contains(&labels.len()), "a window of no field, or of more than five");
    let mut ids: Vec<&str> = Vec::new();
    for part in parts {
        let Some(_) = found.read::<Component>(part, "a part of a window") else { continue };
        if part["type"] == json!(10) {
            found.check((1..=4_000).contains(&length(&part["content"])), "a window's text");
            continue;
        }
        let input = &part["component"];
        found.check((1..=45).contains(&length(&part["label"])), "a label");
        found.check(length(&part["description"]) <= 100, "a label's description");
        let id = input["custom_id"].as_str().unwrap_or_default();
        found.check((1..=100).contains(&id.chars().count()) && !ids.contains(&id), "custom_id");
        ids.push(id);
        let options = items(&input["options"]);
        let named =
            |option: &Value| (1..=100).contains(&length(&option["label"])) && length(&option["description"]) <= 100;
        found.check(options.iter().all(named), "an option of a window");
        match input["type"].as_u64() {
            Some(3) => found.check((1..=25).contains(&options.len()), "a menu of a window"),
            Some(4) => {
                let most = input["max_length"].as_u64().unwrap_or(4_000);
                found.check(most <= 4_000 && length(&input["value"]) as u64 <= most, "a text of a window");
            }
            Some(5..=8) => {}
            Some(21) => found.check((2..=10).contains(&options.len()), "a choice of one"),
            Some(22) => found.check((1..=10).contains(&options.len()), "ticks"),
            other => found.check(false, &format!("a field of type {other:?}")),
        }
    }
    found.0
}

/// What a message that consists of components alone breaks.
fn card(data: &Value, found: &mut Found) {
    for field in ["content", "embeds", "poll", "sticker_ids"] {
        found.check(data[field].is_null() || data[field] == json!([]), "a card beside other words");
    }
    let blocks = items(&data["components"]);
    found.check(!blocks.is_empty(), "an empty card");
    let models: Vec<Component> = blocks.iter().filter_map(|block| found.read(block, "component")).collect();
    found.heed(validate::components(&models, true));
    let mut all = Vec::new();
    blocks.iter().for_each(|block| walk(block, &mut all));
    found.check(all.len() <= 40, "more than 40 components");
    let text: usize = all.iter().filter(|one| one["type"] == json!(10)).map(|one| length(&one["content"])).sum();
    found.check(text <= 4_000, "more than 4,000 characters");
    let files: Vec<&Value> = items(&data["attachments"]).iter().map(|file| &file["filename"]).collect();
    let mut ids: Vec<&str> = Vec::new();
    for one in all {
        let kind = one["type"].as_u64();
        let inside = items(&one["components"]).len();
        match kind {
            Some(1) => found.check((1..=5).contains(&inside), "a row of none or too many"),
            Some(9) => found.check((1..=3).contains(&inside) && one["accessory"].is_object(), "a section"),
            Some(10) => found.check(length(&one["content"]) > 0, "an empty text"),
            Some(17) => found.check(inside > 0, "an empty container"),
            _ => {}
        }
        if let Some(id) = one["custom_id"].as_str() {
            found.check((1..=100).contains(&id.chars().count()) && !ids.contains(&id), "custom_id");
            ids.push(id);
        }
        if kind == Some(2) {
            let (links, acts) = (one["url"].is_string(), one["custom_id"].is_string());
            found.check(links != acts && links == (one["style"] == json!(5)), "a button of both kinds, or of none");
            found.check((1..=80).contains(&length(&one["label"])) && length(&one["url"]) <= 512, "a button");
        }
        if kind == Some(3) {
            let options = items(&one["options"]);
            let mut values: Vec<&Value> = options.iter().map(|option| &option["value"]).collect();
            values.sort_by_key(|value| value.to_string());
            values.dedup();
            found.check((1..=25).contains(&options.len()) && values.len() == options.len(), "options");
            let fits = |text: &Value, least: usize| (least..=100).contains(&length(text));
            let good = |option: &Value| {
                fits(&option["label"], 1) && fits(&option["value"], 1) && fits(&option["description"], 0)
            };
            found.check(options.iter().all(good), "an option");
        }
        let named = [&one["media"]["url"], &one["file"]["url"]]
            .into_iter()
            .chain(items(&one["items"]).iter().map(|item| &item["media"]["url"]));
        if matches!(kind, Some(5..=8)) {
            let most = one["max_values"].as_u64().unwrap_or(1);
            let own = items(&one["default_values"]);
            found.check(most <= 25 && own.len() as u64 <= most, "what is picked");
            found.check(length(&one["placeholder"]) <= 150, "a placeholder");
        }
        for name in named.filter_map(|url| url.as_str()?.strip_prefix("attachment://")) {
            found.check(files.contains(&&json!(name)), "a file that does not come with it");
        }
    }
}

/// A component and all inside of it.
fn walk<'v>(one: &'v Value, all: &mut Vec<&'v Value>) {
    all.push(one);
    items(&one["components"]).iter().for_each(|inner| walk(inner, all));
    if one["accessory"].is_object() {
        walk(&one["accessory"], all);
    }
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
