//! The gateway: sessions, resumptions, and the moods.

use std::pin::Pin;
use std::time::{Duration, Instant};

use futures_util::{Sink, Stream};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::{ACCOUNT, APPLICATION, FakeDiscord, Kept, Mood, TOKEN};

/// Sessions may be begun this far apart.
const IDENTIFY_SPACING: Duration = Duration::from_secs(5);

pub(super) async fn serve(fake: FakeDiscord, socket: TcpListener) {
    while let Ok((stream, _)) = socket.accept().await {
        tokio::spawn(connection(fake.clone(), stream));
    }
}

async fn connection(fake: FakeDiscord, stream: TcpStream) {
    let mood = fake.with(|state| state.mood);
    let life = match mood {
        Mood::Silent => {
            fake.with(|state| state.connects.push(Instant::now()));
            let _held = stream;
            return std::future::pending().await;
        }
        Mood::HangUp => return fake.with(|state| state.connects.push(Instant::now())),
        Mood::DropAfter(life) | Mood::CloseOnResume(life) | Mood::CutOnResume(life) => life,
        _ => Duration::from_secs(86_400),
    };
    if let Ok(mut socket) = tokio_tungstenite::accept_async(stream).await {
        let begun = Notify::new();
        // Dropped in the middle of whatever goes on, but not before the session began: a busy machine may take long.
        tokio::select! {
            () = talk(&fake, mood, &mut socket, &begun) => {}
            () = async { begun.notified().await; tokio::time::sleep(life).await } => {}
        }
    }
}

async fn talk(fake: &FakeDiscord, mood: Mood, socket: &mut WebSocketStream<TcpStream>, begun: &Notify) {
    send(socket, json!({"op": 10, "d": {"heartbeat_interval": 41_250}})).await;
    let mut changed = fake.changed.subscribe();
    // Where the session stands in the events; none before it began.
    let mut at: Option<usize> = None;
    loop {
        while let Some(place) = at {
            let Some(mut event) = fake.state.lock().expect("no test panics in there").events.get(place).cloned() else {
                break;
            };
            event["s"] = json!(place + 2);
            send(socket, event).await;
            at = Some(place + 1);
        }
        let message = tokio::select! {
            message = receive(socket) => message,
            _ = changed.changed() => continue,
        };
        let text = match message {
            Some(Message::Text(text)) => text,
            Some(Message::Close(frame)) => {
                return fake.with(|state| state.closes.push(frame.map_or(0, |frame| frame.code.into())));
            }
            Some(_) => continue,
            None => return,
        };
        let event: Value = serde_json::from_str(&text).expect("JSON");
        let data = &event["d"];
        match event["op"].as_u64() {
            Some(1) => send(socket, json!({"op": 11})).await,
            Some(2) => {
                fake.with(|state| {
                    state.connects.push(Instant::now());
                    identified(state, data);
                });
                match mood {
                    Mood::Close(code) => return close(socket, code).await,
                    Mood::InvalidSession => send(socket, json!({"op": 9, "d": false})).await,
                    _ => {
                        let resume_at =
                            fake.with(|state| state.resume_at.clone().unwrap_or_else(|| state.gateway_url.clone()));
                        at = Some(fake.with(|state| state.events.len()));
                        let mut ready = json!({"session_id": "s", "resume_gateway_url": resume_at,
                            "application": {"id": APPLICATION}, "user": {"id": ACCOUNT}});
                        if let Some(named) = fake.with(|state| state.named.clone()) {
                            ready["guilds"] = named;
                        }
                        send(socket, json!({"op": 0, "t": "READY", "s": 1, "d": ready})).await;
                        fake.with(|state| state.ready += 1);
                        begun.notify_one();
                    }
                }
            }
            Some(6) => {
                fake.with(|state| {
                    state.connects.push(Instant::now());
                    state.resumes += 1;
                    if !has_token(data) || data["session_id"] != "s" {
                        state.violations.push("a resumption of no session".to_owned());
                    }
                });
                match mood {
                    Mood::CloseOnResume(_) => return close(socket, 4000).await,
                    Mood::CutOnResume(_) => return,
                    _ => {}
                }
                at = Some(data["seq"].as_u64().unwrap_or(1).saturating_sub(1) as usize);
                send(socket, json!({"op": 0, "t": "RESUMED", "s": data["seq"], "d": {}})).await;
                begun.notify_one();
            }
            _ => {}
        }
    }
}

fn has_token(data: &Value) -> bool {
    data["token"].as_str().is_some_and(|token| token.trim_start_matches("Bot ") == TOKEN)
}

fn identified(state: &mut Kept, data: &Value) {
    let now = Instant::now();
    // Servers; and messages in them, where mentions are answered.
    state.intents = data["intents"].as_u64();
    if !has_token(data) || ![Some(1), Some(1 | 1 << 9)].contains(&state.intents) {
        state.violations.push(format!("identified with another token, or with intents {}", data["intents"]));
    }
    if state.identifies.last().is_some_and(|last| now - *last < IDENTIFY_SPACING) {
        state.violations.push("sessions begun too fast".to_owned());
    }
    state.identifies.push(now);
}

async fn send(socket: &mut WebSocketStream<TcpStream>, event: Value) {
    let mut message = Some(Message::text(event.to_string()));
    let _gone = std::future::poll_fn(|cx| {
        let mut pinned = Pin::new(&mut *socket);
        std::task::ready!(pinned.as_mut().poll_ready(cx))?;
        if let Some(message) = message.take() {
            pinned.as_mut().start_send(message)?;
        }
        pinned.poll_flush(cx)
    })
    .await;
}

async fn receive(socket: &mut WebSocketStream<TcpStream>) -> Option<Message> {
    std::future::poll_fn(|cx| Pin::new(&mut *socket).poll_next(cx)).await?.ok()
}

async fn close(socket: &mut WebSocketStream<TcpStream>, code: u16) {
    let _gone = socket.close(Some(CloseFrame { code: code.into(), reason: "".into() })).await;
    // The other side says goodbye in turn, or is gone.
    let _late = tokio::time::timeout(Duration::from_millis(300), receive(socket)).await;
}
