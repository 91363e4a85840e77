//! The Discord front against a Discord of our own, over both transports.

mod commands;
mod connected;
mod ended;
mod faults;
mod feeds;
mod files;
mod full_disk;
mod hostile;
mod hostile_archive;
mod http;
mod parts;
mod privacy;
mod program;
mod rights;
mod unfinished;

use std::net::SocketAddr;
use std::sync::Arc;

use pullquote::commands::Table;
use pullquote::shell::discord::{
    Address, Answering, Answers, Archived, Discord, Front, Handler, Rest, registration, serve,
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::discord::{APPLICATION, FakeDiscord, TOKEN};
use crate::support::sample;

/// How interactions reach the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transport {
    Gateway,
    Http,
}

/// A bot that runs in this process.
struct Bot {
    fake: FakeDiscord,
    endpoint: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    running: tokio::task::JoinHandle<anyhow::Result<()>>,
}

/// Settings under which answers are public and their limit is never met.
fn settings() -> Discord {
    Discord { public_channels: vec!["5".into()], public_answers_per_minute: 1_000_000, ..Discord::default() }
}

/// A bot over the sample corpus, and its commands registered.
async fn sample_bot(transport: Transport, settings: Discord) -> Bot {
    let (_, engine) = sample::engine();
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let commands = registration::commands(&table, settings.user_install);
    Bot::start(FakeDiscord::start().await, transport, Box::new(Archived::new(engine, table)), settings, commands).await
}

impl Bot {
    async fn start(
        fake: FakeDiscord,
        transport: Transport,
        answers: Box<dyn Answers>,
        settings: Discord,
        commands: Value,
    ) -> Bot {
        let http = match transport {
            Transport::Http => Some(TcpListener::bind("127.0.0.1:0").await.expect("loopback")),
            Transport::Gateway => None,
        };
        let front = Front { http, commands: watch::channel(commands).1, ..Front::default() };
        Bot::run(fake, front, answers, settings)
    }

    /// The same, of a front that is set up otherwise.
    fn run(fake: FakeDiscord, front: Front, answers: Box<dyn Answers>, settings: Discord) -> Bot {
        let address = Address::new(Some(&fake.base)).expect("an address");
        let rest = Arc::new(Rest::new(address.base(), TOKEN).expect("a client"));
        let handler = Handler::new(Answering(answers), settings, Arc::clone(&rest), 2);
        let (stop, stopped) = watch::channel(false);
        let endpoint = front.http.as_ref().map(|listener| listener.local_addr().expect("an address"));
        let front = Front { token: TOKEN.into(), ..front };
        let running = tokio::spawn(serve(front, address, rest, Arc::new(handler), stopped));
        Bot { fake, endpoint, stop, running }
    }

    /// Sends an interaction and waits for its answer.
    async fn ask(&self, interaction: Value) -> Value {
        let id = interaction["id"].as_str().expect("an id").to_owned();
        match self.endpoint {
            // 202: it has files, and comes through the callback.
            Some(at) => assert!(matches!(self.fake.call(at, &interaction).await, 200 | 202), "{interaction}"),
            None => {
                self.fake.ready(1).await;
                self.fake.dispatch(interaction);
            }
        }
        self.fake.answer(&id).await
    }

    async fn end(self) {
        self.stop.send(true).expect("it runs");
        self.running.await.expect("no panic").expect("a clean end");
        self.fake.end();
    }
}

/// An interaction of member 7 in channel 5 of server 6, on a private message of theirs.
fn interaction(id: u64, kind: u64, data: Value) -> Value {
    json!({"id": id.to_string(), "token": format!("t{id}"), "application_id": APPLICATION, "type": kind, "data": data,
        "channel_id": "5", "guild_id": "6", "member": {"user": {"id": "7"}, "permissions": "0", "roles": []},
        "message": {"flags": 64, "interaction_metadata": {"user": {"id": "7"}}}})
}

/// A slash command with text options.
fn command(id: u64, name: &str, options: &[(&str, &str)]) -> Value {
    let options: Vec<Value> =
        options.iter().map(|(name, value)| json!({"name": name, "type": 3, "value": value})).collect();
    interaction(id, 2, json!({"name": name, "type": 1, "options": options}))
}

/// A press on a button, on a message that is private or not.
fn press(id: u64, custom_id: &str, private: bool) -> Value {
    let mut pressed = interaction(id, 3, json!({"custom_id": custom_id, "component_type": 2}));
    pressed["message"]["flags"] = json!(if private { 64 } else { 0 });
    pressed
}

/// A press on a button of an answer by its label, on the message as it stands.
fn turn(id: u64, answer: &Value, label: &str, private: bool) -> Value {
    let mut pressed = press(id, &button(answer, label), private);
    pressed["message"]["content"] = answer["data"]["content"].clone();
    pressed
}

/// The id of the button that says this.
fn button(answer: &Value, label: &str) -> String {
    let parts =
        answer["data"]["components"].as_array().into_iter().flatten().flat_map(|row| row["components"].as_array());
    let part = parts.flatten().find(|part| part["label"] == json!(label));
    part.unwrap_or_else(|| panic!("no button {label} in {answer}"))["custom_id"].as_str().expect("an id").to_owned()
}

/// What a reader sees: whether alone, the content, the embed, the buttons and menus.
fn shown(answer: &Value) -> String {
    let data = &answer["data"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines =
        vec![format!("[type {}{}]", answer["type"], if data["flags"] == json!(64) { ", private" } else { "" })];
    lines.push(text(&data["content"]));
    for embed in data["embeds"].as_array().into_iter().flatten() {
        lines.push(format!("== {} <{}>", text(&embed["title"]), text(&embed["url"])));
        lines.push(text(&embed["description"]));
        lines.push(format!("-- {}", text(&embed["footer"]["text"])));
    }
    for part in
        data["components"].as_array().into_iter().flatten().flat_map(|row| row["components"].as_array()).flatten()
    {
        let options = part["options"].as_array().into_iter().flatten().map(|option| text(&option["label"]));
        let options: Vec<String> = options.collect();
        lines.push(format!("({}{}{})", text(&part["label"]), text(&part["placeholder"]), options.join(" / ")));
    }
    lines.join("\n")
}
