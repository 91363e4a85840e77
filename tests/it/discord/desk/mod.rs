//! The desk, over both transports, with a database of its own in a folder that goes with the test.

mod expiry;
mod handed_over;
mod hostile;
mod hostile_marks;
mod killed;
mod outbox;
mod presence;
mod privacy;
mod proposals;
mod questions;
mod report;
mod rooms;
mod setup;
mod told;
mod wrong;

use std::sync::Arc;
use std::time::Duration;

use pullquote::desk::Desk;
use pullquote::shell::discord::{Discord, compare_archive, keep_desk};

use serde_json::{Value, json};

use crate::support::desks;

use super::{Bot, Transport, interaction, parts, sample_bot, settings};

/// A bot with a desk.
pub(super) struct DeskBot {
    pub(super) bot: Bot,
    pub(super) desk: Arc<Desk>,
    folder: tempfile::TempDir,
    keeping: tokio::task::JoinHandle<()>,
}

/// Settings under which server 6 has a desk.
pub(super) fn with_desk() -> Discord {
    Discord { desk_servers: vec!["6".into()], ..settings() }
}

/// By somebody who looks after the server.
pub(super) fn managing(mut asked: Value) -> Value {
    asked["member"]["permissions"] = json!("32");
    asked["locale"] = json!("en-US");
    asked
}

/// `/pullquote ACTION`.
pub(super) fn pullquote(id: u64, action: &str) -> Value {
    let options = json!([{"name": action, "type": 1, "options": []}]);
    managing(interaction(id, 2, json!({"name": "pullquote", "type": 1, "options": options})))
}

/// Values picked in the menu of a card whose id ends so, with what Discord resolves of them.
pub(super) fn choose(id: u64, answer: &Value, step: &str, values: &[&str], resolved: Value) -> Value {
    let own = |part: &&&Value| part["custom_id"].as_str().is_some_and(|own| own.ends_with(step));
    let parts = parts(answer);
    let menu = parts.iter().find(own).unwrap_or_else(|| panic!("no {step} in {answer}"));
    let data = json!({"custom_id": menu["custom_id"], "component_type": menu["type"], "values": values,
        "resolved": resolved});
    managing(super::on(interaction(id, 3, data), answer))
}

/// The panel after these were picked in it, one after the other.
pub(super) async fn picked(at: &DeskBot, first: u64, mut panel: Value, picks: &[(&str, &[&str], Value)]) -> Value {
    for (id, (step, values, resolved)) in (first..).zip(picks) {
        panel = at.bot.ask(choose(id, &panel, step, values, resolved.clone())).await;
        assert_eq!(panel["type"], json!(7), "the panel is updated: {panel}");
    }
    panel
}

/// What a card shows: words, menus with what is picked, buttons.
pub(super) fn drawn(answer: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for part in parts(answer) {
        let picked: Vec<String> =
            part["default_values"].as_array().into_iter().flatten().map(|one| text(&one["id"])).collect();
        match part["type"].as_u64() {
            Some(2) => lines.push(format!("({})", text(&part["label"]))),
            Some(3) => {
                let options = part["options"].as_array().into_iter().flatten();
                let mark = |one: &Value| if one["default"] == json!(true) { "[x] " } else { "" };
                let options: Vec<String> = options.map(|one| format!("{}{}", mark(one), text(&one["label"]))).collect();
                lines.push(format!("({}: {})", text(&part["placeholder"]), options.join(" / ")));
            }
            Some(6) => lines.push(format!("(roles: {})", picked.join(" "))),
            Some(8) => lines.push(format!("(channels: {})", picked.join(" "))),
            Some(10) => lines.push(text(&part["content"])),
            Some(13) => lines.push(format!("[{}]", text(&part["file"]["url"]))),
            _ => {}
        }
    }
    lines.join("\n")
}

/// A bot over the sample corpus, with an empty desk.
pub(super) async fn desk_bot(transport: Transport, settings: Discord) -> DeskBot {
    with_empty_desk(sample_bot(transport, settings).await).await
}

/// The same of a bot that runs already.
pub(super) async fn with_empty_desk(bot: Bot) -> DeskBot {
    let folder = tempfile::tempdir().expect("a folder");
    let keeping = tokio::spawn(keep_desk(Arc::clone(&bot.handler.state), desks::at(folder.path().join("desk.sqlite"))));
    let desk = loop {
        match bot.handler.state.desk() {
            Some(desk) => break desk,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    DeskBot { bot, desk, folder, keeping }
}

impl DeskBot {
    /// The desk compares the archive with how it saw it last. What it sees first is no change.
    pub(super) async fn sees_the_archive(&self) {
        assert!(compare_archive(&self.bot.handler.state, &self.desk).await, "the archive is compared");
    }

    /// Everything that the desk's files hold: the database and its journal.
    pub(super) fn bytes(&self) -> Vec<u8> {
        desks::bytes(self.folder.path(), "desk.sqlite")
    }

    /// Whether these words stand anywhere in them.
    pub(super) fn holds(&self, words: &str) -> bool {
        self.bytes().windows(words.len()).any(|window| window == words.as_bytes())
    }

    /// The desk's work stops, as in a kill, and is taken up anew.
    pub(super) fn taken_up_anew(&mut self, meanwhile: impl FnOnce(&DeskBot)) {
        self.keeping.abort();
        meanwhile(self);
        let (state, path) = (Arc::clone(&self.bot.handler.state), desks::at(self.folder.path().join("desk.sqlite")));
        self.keeping = tokio::spawn(keep_desk(state, path));
    }

    pub(super) async fn end(self) {
        self.keeping.abort();
        self.bot.end().await;
    }
}

/// The same interaction by another member.
pub(super) fn by(user: &str, mut asked: Value) -> Value {
    asked["member"]["user"]["id"] = json!(user);
    asked
}

/// The same by a member who looks after the server.
pub(super) fn by_editor(asked: Value) -> Value {
    let mut asked = by("70", asked);
    asked["member"]["permissions"] = json!("32");
    asked
}

/// The same on a message that only the presser sees.
pub(super) fn on_private(mut asked: Value) -> Value {
    let flags = asked["message"]["flags"].as_u64().unwrap_or(0);
    asked["message"]["flags"] = json!(flags | 64);
    asked
}

/// A window, sent with this in its fields.
pub(super) fn sent(id: u64, window: &Value, fields: &[(&str, &[&str])]) -> Value {
    assert_eq!(window["type"], json!(9), "no window: {window}");
    let parts = window["data"]["components"].as_array().into_iter().flatten();
    let filled = parts.filter(|part| part["type"] == json!(18)).map(|part| {
        let input = &part["component"];
        let given =
            fields.iter().find(|(name, _)| input["custom_id"] == json!(name)).map_or(&[][..], |(_, given)| given);
        let mut one = json!({"type": input["type"], "custom_id": input["custom_id"]});
        match input["type"].as_u64() {
            Some(4 | 21) => one["value"] = given.first().map_or(json!(""), |given| json!(given)),
            _ => one["values"] = json!(given),
        }
        json!({"type": 18, "component": one})
    });
    let filled: Vec<Value> = filled.collect();
    interaction(id, 5, json!({"custom_id": window["data"]["custom_id"], "components": filled}))
}
