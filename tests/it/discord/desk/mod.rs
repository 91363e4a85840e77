//! The desk, over both transports, with a database of its own in a folder that goes with the test.

mod hostile;
mod outbox;
mod proposals;
mod report;
mod wrong;

use std::sync::Arc;
use std::time::Duration;

use pullquote::desk::Desk;
use pullquote::shell::discord::{Discord, keep_desk};

use serde_json::{Value, json};

use super::{Bot, Transport, interaction, sample_bot, settings};

/// A bot with a desk.
struct DeskBot {
    bot: Bot,
    desk: Arc<Desk>,
    folder: tempfile::TempDir,
    keeping: tokio::task::JoinHandle<()>,
}

/// Settings under which server 6 has a desk.
fn with_desk() -> Discord {
    Discord { desk_servers: vec!["6".into()], ..settings() }
}

/// A bot over the sample corpus, with an empty desk.
async fn desk_bot(transport: Transport, settings: Discord) -> DeskBot {
    let bot = sample_bot(transport, settings).await;
    let folder = tempfile::tempdir().expect("a folder");
    let keeping = tokio::spawn(keep_desk(Arc::clone(&bot.handler.state), folder.path().join("desk.sqlite")));
    let desk = loop {
        match bot.handler.state.desk() {
            Some(desk) => break desk,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    DeskBot { bot, desk, folder, keeping }
}

impl DeskBot {
    /// Everything that the desk's files hold: the database and its journal.
    fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).expect("a folder").flatten();
        files.flat_map(|file| std::fs::read(file.path()).unwrap_or_default()).collect()
    }

    /// Whether these words stand anywhere in them.
    fn holds(&self, words: &str) -> bool {
        self.bytes().windows(words.len()).any(|window| window == words.as_bytes())
    }

    async fn end(self) {
        self.keeping.abort();
        self.bot.end().await;
    }
}

/// The same interaction by another member.
fn by(user: &str, mut asked: Value) -> Value {
    asked["member"]["user"]["id"] = json!(user);
    asked
}

/// The same by a member who looks after the server.
fn by_editor(asked: Value) -> Value {
    let mut asked = by("70", asked);
    asked["member"]["permissions"] = json!("32");
    asked
}

/// The same on a message that only the presser sees.
fn on_private(mut asked: Value) -> Value {
    let flags = asked["message"]["flags"].as_u64().unwrap_or(0);
    asked["message"]["flags"] = json!(flags | 64);
    asked
}

/// A window, sent with this in its fields.
fn sent(id: u64, window: &Value, fields: &[(&str, &[&str])]) -> Value {
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
