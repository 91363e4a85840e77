//! A fake Discord: plain state behind real HTTP and a real WebSocket on loopback. It enforces Discord's limits as
//! errors, so that every functional test is a limits test, and it keeps what was sent.

#![allow(dead_code, reason = "the tests and the scenarios each use a part of it")]

mod caller;
mod channels;
mod gateway;
mod limits;
mod rest;

use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The token that the bot must have. No log may hold it.
pub const TOKEN: &str = "canary-token";
/// The bot's application.
pub const APPLICATION: &str = "100";
/// The account that writes the bot's messages: of an older application, so it has another id.
pub const ACCOUNT: &str = "101";
/// Nothing here takes longer, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// How the gateway behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Good,
    /// Closes every session with this code once it asks to begin.
    Close(u16),
    /// Drops every connection this long after its session began, without a word.
    DropAfter(Duration),
    /// Accepts and says nothing.
    Silent,
    /// Refuses every session.
    InvalidSession,
    /// Drops every connection this long after its session began, and closes right after every RESUME.
    CloseOnResume(Duration),
    /// The same, but without a word.
    CutOnResume(Duration),
    /// Hangs up before the handshake: a dial that fails.
    HangUp,
}

/// A request that came.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub body: Value,
    pub status: u16,
}

/// An interaction that was sent, and what became of it.
#[derive(Debug, Clone)]
pub struct Sent {
    pub token: String,
    pub at: Instant,
    pub answered: Option<(Instant, Value)>,
    /// Edits of the answer, and its removal (null).
    pub edits: Vec<Value>,
    /// Messages that followed the answer.
    pub follow_ups: Vec<Value>,
    /// Where it was sent, and the public message that it called forth, once somebody asked for it.
    pub channel: String,
    pub message: Option<String>,
}

/// A message in a channel.
#[derive(Debug, Clone)]
pub struct Posted {
    pub id: String,
    pub channel: String,
    pub author: String,
    pub body: Value,
    /// How often it was edited.
    pub edits: usize,
}

/// A thread: on a message, or a post in a forum.
#[derive(Debug, Clone)]
pub struct Thread {
    pub id: String,
    pub server: String,
    pub parent: String,
    pub owner: String,
    pub name: String,
    pub tags: Vec<String>,
    pub archived: bool,
}

/// What it knows.
#[derive(Default)]
pub struct Kept {
    pub mood: Mood,
    /// When a connection asked for a session, or to take one up; or was taken and met with silence.
    pub connects: Vec<Instant>,
    pub identifies: Vec<Instant>,
    pub ready: usize,
    pub resumes: usize,
    /// What the last session asked to be told of.
    pub intents: Option<u64>,
    /// The codes that the bot closed connections with.
    pub closes: Vec<u16>,
    pub requests: Vec<Request>,
    /// What Discord would have refused, or banned for.
    pub violations: Vec<String>,
    pub interactions: HashMap<String, Sent>,
    /// Second answers to one interaction.
    pub doubled: usize,
    pub posts: u64,
    /// Answers of 429.
    pub too_many: usize,
    /// Where a session is said to be resumed, if not here.
    pub resume_at: Option<String>,
    pub global_until: Option<Instant>,
    pub odd_retry_after: Option<String>,
    /// Requests ("PUT /api/v10/…", or a part of that) that are refused, and with which status.
    pub refused: Vec<(&'static str, u16)>,
    /// Headers that the answers to requests have, named in the same way.
    pub told: Vec<(&'static str, Vec<(&'static str, &'static str)>)>,
    /// The servers that the bot is in.
    pub servers: Vec<&'static str>,
    /// The scopes of the invite that the application offers; it offers none where there are none.
    pub scopes: Vec<&'static str>,
    /// The commands that are registered: for all servers (no name), or in one.
    pub commands: BTreeMap<String, Vec<Value>>,
    /// What a request for this path gives: servers, members, channels.
    pub things: BTreeMap<String, Value>,
    /// The servers that a session names at its beginning.
    pub named: Option<Value>,
    /// Our messages in channels, oldest first, as they stand.
    pub messages: Vec<Posted>,
    /// Threads and posts in forums, oldest first.
    pub threads: Vec<Thread>,
    /// The files that were sent, by name, as text.
    pub files: BTreeMap<String, String>,
    /// Messages that were published.
    pub published: Vec<String>,
    ids: u64,
    last_id: u64,
    nonces: HashMap<(String, String), String>,
    /// Dispatches, kept for a resumption.
    events: Vec<Value>,
    gateway_url: String,
}

#[derive(Clone)]
pub struct FakeDiscord {
    pub base: String,
    state: Arc<Mutex<Kept>>,
    changed: Arc<watch::Sender<()>>,
    key: SigningKey,
}

impl FakeDiscord {
    pub async fn start() -> FakeDiscord {
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let http = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let gateway_url = format!("ws://{}", socket.local_addr().expect("an address"));
        let fake = FakeDiscord {
            base: format!("http://{}", http.local_addr().expect("an address")),
            state: Arc::new(Mutex::new(Kept { gateway_url, ..Kept::default() })),
            changed: Arc::new(watch::channel(()).0),
            key: SigningKey::from_bytes(&[7; 32]),
        };
        tokio::spawn(gateway::serve(fake.clone(), socket));
        tokio::spawn(rest::serve(fake.clone(), http));
        fake
    }

    /// Changes the state, or looks at it.
    pub fn with<T>(&self, change: impl FnOnce(&mut Kept) -> T) -> T {
        let result = change(&mut self.state.lock().expect("no test panics in there"));
        self.changed.send_replace(());
        result
    }

    /// Waits until the state is as wished, and gives what was found in it.
    pub async fn until<T>(&self, what: &str, mut look: impl FnMut(&Kept) -> Option<T>) -> T {
        let mut changed = self.changed.subscribe();
        let waited = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(found) = look(&self.state.lock().expect("no test panics in there")) {
                    return found;
                }
                changed.changed().await.expect("the fake holds the sender");
            }
        });
        waited.await.unwrap_or_else(|_| panic!("never came: {what}; {:?}", self.with(|state| state.violations.clone())))
    }

    /// Waits for this many sessions.
    pub async fn ready(&self, count: usize) {
        self.until("a session", |state| (state.ready >= count).then_some(())).await;
    }

    /// Sends an interaction over the gateway.
    pub fn dispatch(&self, interaction: Value) {
        self.with(|state| {
            state.note_sent(&interaction);
            state.events.push(json!({"op": 0, "t": "INTERACTION_CREATE", "d": interaction}));
        });
    }

    /// Tells something over the gateway.
    pub fn tell(&self, kind: &str, data: Value) {
        self.with(|state| state.events.push(json!({"op": 0, "t": kind, "d": data})));
    }

    /// A server with these roles and their permissions, of which the bot has all, and channels where it may do all that
    /// these allow.
    pub fn furnish(&self, server: &str, roles: &[(&str, u64)], channels: &[&str]) {
        let listed: Vec<Value> =
            roles.iter().map(|(id, bits)| json!({"id": id, "permissions": bits.to_string()})).collect();
        let own: Vec<&str> = roles.iter().map(|(id, _)| *id).filter(|id| *id != server).collect();
        self.with(|state| {
            state.things.insert(format!("guilds/{server}"), json!({"id": server, "owner_id": "1", "roles": listed}));
            let member = json!({"user": {"id": APPLICATION}, "roles": own});
            state.things.insert(format!("guilds/{server}/members/{APPLICATION}"), member);
            for channel in channels {
                let about = json!({"id": channel, "guild_id": server, "type": 0, "permission_overwrites": []});
                state.things.insert(format!("channels/{channel}"), about);
            }
        });
    }

    /// Says of what type a channel of a server is (0 text, 5 announcements, 15 forum), and a forum's tags.
    pub fn furnish_channel(&self, server: &str, channel: &str, kind: u64, tags: &[&str]) {
        let tags: Vec<Value> = tags.iter().map(|tag| json!({"id": tag, "name": format!("tag {tag}")})).collect();
        let about = json!({"id": channel, "guild_id": server, "type": kind, "permission_overwrites": [], "available_tags": tags});
        self.with(|state| state.things.insert(format!("channels/{channel}"), about));
    }

    /// Waits for the answer to an interaction.
    pub async fn answer(&self, id: &str) -> Value {
        let answered = |state: &Kept| Some(state.interactions.get(id)?.answered.as_ref()?.1.clone());
        self.until(&format!("an answer to {id}"), answered).await
    }

    /// Waits for a later edit (or the removal, null) of an answer.
    pub async fn edit(&self, id: &str) -> Value {
        self.until(&format!("an edit of {id}"), |state| state.interactions.get(id)?.edits.first().cloned()).await
    }

    /// Waits for a message that follows an answer.
    pub async fn follow_up(&self, id: &str) -> Value {
        let followed = |state: &Kept| state.interactions.get(id)?.follow_ups.first().cloned();
        self.until(&format!("a message after {id}"), followed).await
    }

    /// Waits for a message of ours in a channel that is as wished.
    pub async fn posted(&self, channel: &str, what: &str, mut wished: impl FnMut(&Posted) -> bool) -> Posted {
        let found = |state: &Kept| state.messages.iter().find(|own| own.channel == channel && wished(own)).cloned();
        self.until(what, found).await
    }

    /// The file of this name that was sent last.
    pub fn file(&self, name: &str) -> String {
        self.with(|state| state.files.get(name).cloned()).unwrap_or_else(|| panic!("no file {name}"))
    }

    /// The commands that were registered, oldest first.
    pub fn registrations(&self) -> Vec<Value> {
        let taken = |request: &&Request| request.method == "PUT" && request.status == 200;
        self.with(|state| state.requests.iter().filter(taken).map(|request| request.body.clone()).collect())
    }

    /// The names of the commands that a server shows, as often as it shows them.
    pub fn shown_in(&self, server: &str) -> Vec<String> {
        let of = |state: &Kept, place: &str| state.commands.get(place).cloned().unwrap_or_default();
        let all = self.with(|state| [of(state, ""), of(state, server)].concat());
        let mut names: Vec<String> =
            all.iter().filter_map(|command| Some(command["name"].as_str()?.to_owned())).collect();
        names.sort();
        names
    }

    /// Ends the test: nothing was refused, and the traffic is kept for the validator where a file is named for it.
    pub fn end(&self) {
        let (violations, requests) =
            self.with(|state| (std::mem::take(&mut state.violations), std::mem::take(&mut state.requests)));
        let Ok(path) = std::env::var("PULLQUOTE_DISCORD_TRAFFIC") else {
            return assert_eq!(violations, Vec::<String>::new());
        };
        let mut lines = String::new();
        for Request { method, path, mut body, status } in requests {
            // The names of files that came beside the message are our own note.
            if let Some(fields) = body.as_object_mut() {
                fields.remove("files");
            }
            if status < 300 {
                lines.push_str(&json!({"method": method, "path": path, "body": body}).to_string());
                lines.push('\n');
            }
        }
        let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
        // One write a test: those of other tests do not come in between.
        file.expect("the traffic file").write_all(lines.as_bytes()).expect("written");
        assert_eq!(violations, Vec::<String>::new());
    }
}

impl Kept {
    /// Registers commands in place of those that are there. The application has the same number for each always.
    fn register(&mut self, place: &str, commands: &Value) {
        let numbered = commands.as_array().into_iter().flatten().zip(1_000..).map(|(command, id)| {
            let mut command = command.clone();
            command["id"] = json!(id.to_string());
            command
        });
        let numbered = numbered.collect();
        self.commands.insert(place.to_owned(), numbered);
    }

    fn note_sent(&mut self, interaction: &Value) {
        let text = |field: &str| interaction[field].as_str().unwrap_or_default().to_owned();
        let sent = Sent {
            token: text("token"),
            at: Instant::now(),
            answered: None,
            edits: Vec::new(),
            follow_ups: Vec::new(),
            channel: text("channel_id"),
            message: None,
        };
        self.interactions.insert(text("id"), sent);
    }

    /// Takes an interaction's answer: status and code.
    fn take_answer(&mut self, id: &str, token: &str, body: &Value) -> (u16, u64) {
        let Some(sent) = self.interactions.get_mut(id).filter(|sent| sent.token == token) else {
            self.violations.push(format!("{id}: nobody asked"));
            return (404, 10_062);
        };
        if sent.answered.is_some() {
            self.doubled += 1;
            return (400, 40_060);
        }
        let mut found = limits::response(body);
        if sent.at.elapsed() > Duration::from_secs(3) {
            found.push("late".to_owned());
        }
        if !found.is_empty() {
            self.violations.extend(found.iter().map(|what| format!("{id}: {what}")));
            return (400, 50_035);
        }
        sent.answered = Some((Instant::now(), body.clone()));
        (204, 0)
    }
}
