//! A fake Discord: plain state behind real HTTP and a real WebSocket on loopback. It enforces Discord's limits as
//! errors, so that every functional test is a limits test, and it keeps what was sent.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use futures_util::{Sink, Stream};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// How the gateway behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    #[default]
    Good,
    /// Closes every session with this code once it asks to begin.
    Close(u16),
    /// Drops every connection after this long.
    DropAfter(Duration),
    /// Accepts and says nothing.
    Silent,
    /// Refuses every session.
    InvalidSession,
    /// Closes right after a RESUME.
    CloseOnResume,
}

#[derive(Default)]
pub struct Kept {
    pub mood: Mood,
    pub identifies: Vec<Instant>,
    pub resumes: usize,
    pub connects: Vec<Instant>,
    pub closes: Vec<u16>,
    /// Everything that came over HTTP: method, path, body, status answered.
    pub requests: Vec<(String, String, Value, u16)>,
    pub violations: Vec<String>,
    /// Callbacks by interaction id, with the time they came.
    pub callbacks: HashMap<String, (Instant, Value)>,
    pub sent: HashMap<String, Instant>,
    pub nonces: HashMap<String, u64>,
    pub posts: u64,
    pub too_many: usize,
    pub global_until: Option<Instant>,
    pub odd_retry_after: Option<String>,
    /// Dispatches, kept for a resumption: sequence and payload.
    events: Vec<Value>,
    pub gateway_url: String,
    pub verify_key: String,
}

#[derive(Clone)]
pub struct FakeDiscord {
    pub base: String,
    pub state: Arc<Mutex<Kept>>,
}

impl FakeDiscord {
    pub async fn start() -> FakeDiscord {
        let state = Arc::new(Mutex::new(Kept::default()));
        let socket = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let http = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        state.lock().unwrap().gateway_url = format!("ws://{}", socket.local_addr().unwrap());
        let base = format!("http://{}", http.local_addr().unwrap());
        let fake = FakeDiscord { base, state };
        let gateway = fake.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = socket.accept().await {
                tokio::spawn(gateway.clone().connection(stream));
            }
        });
        let routes = Router::new().fallback(answer).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(http, routes).await });
        fake
    }

    pub fn set_mood(&self, mood: Mood) {
        self.state.lock().unwrap().mood = mood;
    }

    /// Sends an interaction over the gateway.
    pub fn dispatch(&self, interaction: Value) {
        let mut state = self.state.lock().unwrap();
        if let Some(id) = interaction["id"].as_str() {
            state.sent.insert(id.to_owned(), Instant::now());
        }
        state.events.push(json!({"op": 0, "t": "INTERACTION_CREATE", "d": interaction}));
    }

    /// Waits for the callback of an interaction.
    pub async fn callback(&self, id: &str) -> Value {
        for _ in 0..1_000 {
            if let Some((_, body)) = self.state.lock().unwrap().callbacks.get(id) {
                return body.clone();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("no callback for {id}");
    }

    /// Writes the traffic as JSON lines for the validator, when a file is named for it.
    pub fn record(&self) {
        let Ok(path) = std::env::var("PULLQUOTE_DISCORD_TRAFFIC") else { return };
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().append(true).create(true).open(path).expect("the traffic file");
        for (method, path, body, status) in &self.state.lock().unwrap().requests {
            if *status < 300 && !body.is_null() {
                writeln!(file, "{}", json!({"method": method, "path": path, "body": body})).expect("written");
            }
        }
    }

    async fn connection(self, stream: TcpStream) {
        self.state.lock().unwrap().connects.push(Instant::now());
        let mood = self.state.lock().unwrap().mood;
        if mood == Mood::Silent {
            tokio::time::sleep(Duration::from_secs(600)).await;
            drop(stream);
            return;
        }
        let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await else { return };
        let began = Instant::now();
        send(&mut socket, json!({"op": 10, "d": {"heartbeat_interval": 41_250}})).await;
        let mut at: Option<usize> = None;
        loop {
            if let Mood::DropAfter(after) = mood
                && began.elapsed() > after
            {
                return;
            }
            // What was dispatched since the session's sequence is sent, again after a resumption.
            while let Some(sequence) = at {
                let next = self.state.lock().unwrap().events.get(sequence).cloned();
                let Some(mut event) = next else { break };
                event["s"] = json!(sequence + 2);
                send(&mut socket, event).await;
                at = Some(sequence + 1);
            }
            let Ok(message) = tokio::time::timeout(Duration::from_millis(5), receive(&mut socket)).await else {
                continue;
            };
            let text = match message {
                Some(Message::Text(text)) => text,
                Some(Message::Close(frame)) => {
                    self.state.lock().unwrap().closes.push(frame.map_or(0, |frame| frame.code.into()));
                    return;
                }
                Some(_) => continue,
                None => return,
            };
            let event: Value = serde_json::from_str(&text).expect("JSON");
            match event["op"].as_u64() {
                Some(1) => send(&mut socket, json!({"op": 11})).await,
                Some(2) => {
                    self.state.lock().unwrap().identifies.push(Instant::now());
                    match mood {
                        Mood::Close(code) => {
                            close(&mut socket, code).await;
                            return;
                        }
                        Mood::InvalidSession => {
                            send(&mut socket, json!({"op": 9, "d": false})).await;
                            continue;
                        }
                        _ => {}
                    }
                    at = Some(self.state.lock().unwrap().events.len());
                    let ready = json!({"session_id": "s", "resume_gateway_url": "wss://foreign.example",
                        "application": {"id": "100"}, "user": {"id": "100"}});
                    send(&mut socket, json!({"op": 0, "t": "READY", "s": 1, "d": ready})).await;
                }
                Some(6) => {
                    self.state.lock().unwrap().resumes += 1;
                    if mood == Mood::CloseOnResume {
                        close(&mut socket, 4000).await;
                        return;
                    }
                    at = Some(event["d"]["seq"].as_u64().unwrap_or(1).saturating_sub(1) as usize);
                    send(&mut socket, json!({"op": 0, "t": "RESUMED", "s": event["d"]["seq"], "d": {}})).await;
                }
                _ => {}
            }
        }
    }
}

async fn send(socket: &mut WebSocketStream<TcpStream>, event: Value) {
    let message = Message::text(event.to_string());
    let mut message = Some(message);
    let _gone = std::future::poll_fn(|cx| {
        let mut pinned = std::pin::Pin::new(&mut *socket);
        std::task::ready!(pinned.as_mut().poll_ready(cx))?;
        if let Some(message) = message.take() {
            pinned.as_mut().start_send(message)?;
        }
        pinned.poll_flush(cx)
    })
    .await;
}

async fn receive(socket: &mut WebSocketStream<TcpStream>) -> Option<Message> {
    std::future::poll_fn(|cx| std::pin::Pin::new(&mut *socket).poll_next(cx)).await?.ok()
}

async fn close(socket: &mut WebSocketStream<TcpStream>, code: u16) {
    let _gone = socket.close(Some(CloseFrame { code: code.into(), reason: "".into() })).await;
    let _late = tokio::time::timeout(Duration::from_millis(300), receive(socket)).await;
}

async fn answer(
    State(fake): State<FakeDiscord>,
    method: Method,
    uri: Uri,
    _headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let path = uri.path().to_owned();
    let mut state = fake.state.lock().unwrap();
    let now = Instant::now();
    if state.global_until.is_some_and(|until| until > now) {
        state.too_many += 1;
        let left = (state.global_until.unwrap() - now).as_secs_f64();
        let header = state.odd_retry_after.clone().unwrap_or_else(|| left.ceil().to_string());
        state.requests.push((method.to_string(), path, body, 429));
        let told =
            if state.odd_retry_after.is_some() { json!({}) } else { json!({"retry_after": left, "global": true}) };
        return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", header)], told.to_string()).into_response();
    }
    let (status, answer) = respond(&mut state, &method, &path, &body, now);
    state.requests.push((method.to_string(), path, body, status));
    (StatusCode::from_u16(status).unwrap(), answer.to_string()).into_response()
}

fn respond(state: &mut Kept, method: &Method, path: &str, body: &Value, now: Instant) -> (u16, Value) {
    let parts: Vec<&str> = path.trim_start_matches("/api/v10/").split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET", ["applications", "@me"]) => (200, json!({"id": "100", "verify_key": state.verify_key})),
        ("GET", ["gateway", "bot"]) => (
            200,
            json!({"url": state.gateway_url, "shards": 1, "session_start_limit":
                {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}}),
        ),
        ("PUT", ["applications", ..]) => (200, body.clone()),
        ("POST", ["interactions", id, _, "callback"]) => {
            if state.callbacks.contains_key(*id) {
                return (400, json!({"code": 40_060}));
            }
            let late = state.sent.get(*id).is_some_and(|sent| now - *sent > Duration::from_secs(3));
            let found = limits(&body["data"], body["type"] == json!(8));
            state.violations.extend(found.iter().map(|what| format!("{id}: {what}")));
            if late || !found.is_empty() {
                state.violations.extend(late.then(|| format!("{id}: late")));
                return (400, json!({"code": 50_035}));
            }
            state.callbacks.insert((*id).to_owned(), (now, body.clone()));
            (204, Value::Null)
        }
        ("POST", ["channels", _, "messages"]) => {
            let nonce = body["nonce"].as_str().unwrap_or_default().to_owned();
            if state.nonces.contains_key(&nonce) {
                return (200, json!({}));
            }
            state.posts += 1;
            *state.nonces.entry(nonce).or_default() += 1;
            (200, json!({}))
        }
        ("PATCH" | "DELETE", ["webhooks", ..]) => (204, Value::Null),
        _ => (404, json!({"code": 0})),
    }
}

/// Which of Discord's limits a message breaks.
fn limits(data: &Value, completion: bool) -> Vec<String> {
    let mut found = Vec::new();
    let length = |value: &Value| value.as_str().map_or(0, |text| text.encode_utf16().count());
    let mut check = |good: bool, what: &str| {
        if !good {
            found.push(what.to_owned());
        }
    };
    if completion {
        let choices = data["choices"].as_array().cloned().unwrap_or_default();
        check(choices.len() <= 25, "25 choices");
        check(choices.iter().all(|c| (1..=100).contains(&length(&c["name"])) && length(&c["value"]) <= 100), "choice");
        return found;
    }
    if data.is_null() {
        return found;
    }
    check(data["allowed_mentions"]["parse"] == json!([]), "allowed_mentions");
    check(length(&data["content"]) <= 2_000, "content");
    let embeds = data["embeds"].as_array().cloned().unwrap_or_default();
    let total: usize =
        embeds.iter().map(|e| length(&e["title"]) + length(&e["description"]) + length(&e["footer"]["text"])).sum();
    check(embeds.len() <= 10 && total <= 6_000, "embeds");
    for embed in &embeds {
        check(length(&embed["title"]) <= 256 && length(&embed["description"]) <= 4_096, "embed");
    }
    for row in data["components"].as_array().cloned().unwrap_or_default() {
        let parts = row["components"].as_array().cloned().unwrap_or_default();
        check((1..=5).contains(&parts.len()), "row");
        let mut ids: Vec<String> = Vec::new();
        for part in parts {
            let id = part["custom_id"].as_str().unwrap_or_default().to_owned();
            check((1..=100).contains(&id.chars().count()) && !ids.contains(&id), "custom_id");
            ids.push(id);
            if part["type"] == json!(3) {
                let options = part["options"].as_array().cloned().unwrap_or_default();
                check((1..=25).contains(&options.len()), "options");
            }
        }
    }
    found
}
