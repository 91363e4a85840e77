//! The Discord front against a Discord of our own, over both transports.

mod commands;
mod community;
mod connected;
mod desk;
mod ended;
mod faults;
mod feeds;
mod files;
mod full_disk;
mod health;
mod hostile;
mod hostile_archive;
mod http;
mod languages;
mod lists;
mod mention;
mod parts;
mod privacy;
mod program;
mod receipts;
mod rights;
mod sharing;
mod unfinished;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use pullquote::commands::Table;
use pullquote::shell::discord::{Address, Discord, Front, Handler, OpenArchive, Rest, registration, serve};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::discord::{APPLICATION, FakeDiscord, TOKEN};
use crate::support::sample;

/// How interactions reach the bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Gateway,
    Http,
}

/// A bot that runs in this process.
pub(crate) struct Bot {
    fake: FakeDiscord,
    handler: Arc<Handler>,
    endpoint: Option<SocketAddr>,
    stop: watch::Sender<bool>,
    running: tokio::task::JoinHandle<anyhow::Result<()>>,
}

/// Settings under which answers are public and their limit is never met.
pub(crate) fn settings() -> Discord {
    Discord { public_channels: vec!["5".into()], public_answers_per_minute: 1_000_000, ..Discord::default() }
}

/// A bot over the sample corpus, and its commands registered.
async fn sample_bot(transport: Transport, settings: Discord) -> Bot {
    sample_bot_of(FakeDiscord::start().await, transport, settings).await
}

/// The same, of a Discord that is set up already.
async fn sample_bot_of(fake: FakeDiscord, transport: Transport, settings: Discord) -> Bot {
    let (_, engine) = sample::engine();
    let table = Table::new(engine.words(), &engine.open_trackers()).expect("a table");
    let commands = registration::commands(&table, settings.user_install);
    Bot::start(fake, transport, OpenArchive::new(engine, table), settings, commands).await
}

/// An archive that answers is waited for, however busy the machine is that the tests run on: an answer that comes late
/// reads otherwise.
const PATIENCE: Duration = Duration::from_secs(60);

impl Bot {
    pub(crate) async fn start(
        fake: FakeDiscord,
        transport: Transport,
        answers: OpenArchive,
        settings: Discord,
        commands: Value,
    ) -> Bot {
        let http = match transport {
            Transport::Http => Some(TcpListener::bind("127.0.0.1:0").await.expect("loopback")),
            Transport::Gateway => None,
        };
        let front = Front { http, commands: watch::channel(commands).1, ..Front::default() };
        Bot::over(fake, front, answers, settings, |handler| handler.patient(PATIENCE))
    }

    /// The same, of a front that is set up otherwise.
    fn run(fake: FakeDiscord, front: Front, answers: OpenArchive, settings: Discord) -> Bot {
        Bot::over(fake, front, answers, settings, |handler| handler)
    }

    fn over(
        fake: FakeDiscord,
        front: Front,
        answers: OpenArchive,
        settings: Discord,
        made: impl Fn(Handler) -> Handler,
    ) -> Bot {
        let address = Address::new(Some(&fake.base)).expect("an address");
        let rest = Arc::new(Rest::new(address.base(), TOKEN).expect("a client"));
        let handler = Arc::new(made(Handler::new(answers, settings, Arc::clone(&rest), 2)));
        let (stop, stopped) = watch::channel(false);
        let endpoint = front.http.as_ref().map(|listener| listener.local_addr().expect("an address"));
        let front = Front { token: TOKEN.into(), ..front };
        let running = tokio::spawn(serve(front, address, rest, Arc::clone(&handler), stopped));
        Bot { fake, handler, endpoint, stop, running }
    }

    /// Sends an interaction and waits for its answer.
    pub(crate) async fn ask(&self, interaction: Value) -> Value {
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

    pub(crate) async fn end(self) {
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
pub(crate) fn command(id: u64, name: &str, options: &[(&str, &str)]) -> Value {
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
    on(press(id, &button(answer, label), private), answer)
}

/// The same press on the message that this answer is.
fn on(mut pressed: Value, answer: &Value) -> Value {
    let flags =
        pressed["message"]["flags"].as_u64().unwrap_or(0) | answer["data"]["flags"].as_u64().unwrap_or(0) & CARD;
    pressed["message"]["flags"] = json!(flags);
    for field in ["content", "components"] {
        pressed["message"][field] = answer["data"][field].clone();
    }
    pressed
}

/// Something picked from the menu of an answer, by its label or a part of it.
fn pick(id: u64, answer: &Value, label: &str, private: bool) -> Value {
    let parts = parts(answer);
    let menu = parts.iter().find(|part| part["type"] == json!(3)).unwrap_or_else(|| panic!("no menu in {answer}"));
    let options = menu["options"].as_array().into_iter().flatten();
    let option = options.clone().find(|option| option["label"].as_str().is_some_and(|own| own.contains(label)));
    let value = option.unwrap_or_else(|| panic!("no {label} in {menu}"))["value"].clone();
    let data = json!({"custom_id": menu["custom_id"], "component_type": 3, "values": [value]});
    let mut picked = interaction(id, 3, data);
    picked["message"]["flags"] = json!(if private { PRIVATE } else { 0 });
    on(picked, answer)
}

/// Presses "⋯" on an answer, and then a button of the menu that it opens.
async fn press_more(bot: &Bot, ids: (u64, u64), answer: &Value, label: &str, private: bool) -> Value {
    let menu = bot.ask(turn(ids.0, answer, "⋯", private)).await;
    bot.ask(turn(ids.1, &menu, label, true)).await
}

/// Flags of messages: for the asker alone, and of components alone.
const PRIVATE: u64 = 64;
const CARD: u64 = 1 << 15;

/// Whether only the asker sees it.
fn is_private(answer: &Value) -> bool {
    answer["data"]["flags"].as_u64().is_some_and(|flags| flags & PRIVATE != 0)
}

/// All components of an answer, from top to bottom, what is inside of others behind them.
pub(crate) fn parts(answer: &Value) -> Vec<&Value> {
    fn walk<'v>(one: &'v Value, all: &mut Vec<&'v Value>) {
        all.push(one);
        one["components"].as_array().into_iter().flatten().for_each(|inner| walk(inner, all));
        if one["accessory"].is_object() {
            walk(&one["accessory"], all);
        }
    }
    let mut all = Vec::new();
    answer["data"]["components"].as_array().into_iter().flatten().for_each(|one| walk(one, &mut all));
    all
}

/// All words of an answer: those of a plain message, or of a card.
pub(crate) fn content(answer: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let card = parts(answer).into_iter().filter(|part| part["type"] == json!(10)).map(|part| text(&part["content"]));
    std::iter::once(text(&answer["data"]["content"]))
        .chain(card)
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The id of the button that says this.
fn button(answer: &Value, label: &str) -> String {
    let part = parts(answer).into_iter().find(|part| part["label"] == json!(label));
    part.unwrap_or_else(|| panic!("no button {label} in {answer}"))["custom_id"].as_str().expect("an id").to_owned()
}

/// What a reader sees: whether alone, the words, the colour, the buttons and menus.
fn shown(answer: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!("[type {}{}]", answer["type"], if is_private(answer) { ", private" } else { "" })];
    lines.extend(Some(text(&answer["data"]["content"])).filter(|content| !content.is_empty()));
    for part in parts(answer) {
        match part["type"].as_u64() {
            Some(2) if part["url"].is_string() => {
                lines.push(format!("({} ↗ {})", text(&part["label"]), text(&part["url"])))
            }
            Some(2) => lines.push(format!("({})", text(&part["label"]))),
            Some(3) => {
                let options = part["options"].as_array().into_iter().flatten().map(|option| text(&option["label"]));
                lines.push(format!("({}: {})", text(&part["placeholder"]), options.collect::<Vec<_>>().join(" / ")));
            }
            Some(10) => lines.push(text(&part["content"])),
            Some(12) => lines.push(format!("[{}]", text(&part["items"][0]["media"]["url"]))),
            Some(13) => lines.push(format!("[{}]", text(&part["file"]["url"]))),
            Some(17) => lines.extend(part["accent_color"].as_u64().map(|accent| format!("#{accent:06x}"))),
            _ => {}
        }
    }
    lines.join("\n")
}
