//! One shard on Discord's gateway: twilight's socket behind our own brake.
//!
//! After every disconnection the shard is made anew from its session, never polled on: so the pace is ours alone, the
//! address to resume at has been checked, and a server's nonsense ends one connection and not the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures_util::Stream;
use serde_json::Value;
use tokio::sync::{oneshot, watch};
use twilight_gateway::queue::Queue;
use twilight_gateway::{CloseFrame, ConfigBuilder, Intents, Message, Session, Shard, ShardId, ShardState};

use super::address::Address;
use super::brake::{IdentifyBudget, ReconnectBackoff, fatal_reason};
use super::unwanted::Unwanted;
use crate::shell::shutdown::shutdown;

/// The longest silence before a session begins: the handshake hangs.
const HANDSHAKE: Duration = Duration::from_secs(20);

/// How far a session has come is told this often: Discord repeats what came later to whoever takes it up.
const TOLD: Duration = Duration::from_secs(2);

/// What all shards share.
pub struct Gateway {
    /// The token.
    pub token: String,
    /// Where Discord is.
    pub address: Address,
    /// The gateway that `GET /gateway/bot` named.
    pub url: Option<String>,
    /// The budget of sessions. Locked for a few instructions only.
    pub budget: Arc<Mutex<IdentifyBudget>>,
    /// When the process began.
    pub began: Instant,
    /// Whether messages that mention the bot are wanted.
    pub mentions: bool,
    /// Where several processes share the bot, a permission of theirs before a session begins.
    pub permits: Option<Arc<dyn Permits>>,
}

/// Lets one process at a time begin a session: Discord counts them by bot, whichever process asks.
pub trait Permits: Send + Sync {
    /// Whether a session may begin now, as far as the others are concerned.
    fn permitted(&self) -> Pin<Box<dyn Future<Output = bool> + Send + '_>>;
}

/// A session, and where Discord wants it taken up.
pub type Resumable = (Session, Option<String>);

/// What came from the gateway.
#[derive(Debug)]
pub enum Event {
    /// A session began: the READY payload.
    Ready(Value),
    /// A session is live, begun or taken up again.
    Live,
    /// How far the session has come: told every few seconds in which something came, and at its end.
    Reached(Resumable),
    /// The live session's connection ended.
    Lost,
    /// Somebody asks something.
    Interaction(Value),
    /// Somebody wrote something. Of what does not mention the bot, Discord tells no words.
    Written(Value),
    /// The bot is in this server.
    Joined(String),
    /// The bot was removed from this server.
    Left(String),
    /// This channel or thread was deleted.
    Deleted(String),
}

/// Grants sessions as the budget allows.
struct Paced {
    budget: Arc<Mutex<IdentifyBudget>>,
    began: Instant,
    granted: Arc<AtomicBool>,
    permits: Option<Arc<dyn Permits>>,
}

impl Queue for Paced {
    fn enqueue(&self, _shard: u32) -> oneshot::Receiver<()> {
        let (grant, receiver) = oneshot::channel();
        let (budget, began, granted) = (Arc::clone(&self.budget), self.began, Arc::clone(&self.granted));
        let permits = self.permits.clone();
        tokio::spawn(async move {
            // One that is no longer waited for takes nothing from the budget.
            while !grant.is_closed() {
                if let Some(permits) = &permits
                    && !permits.permitted().await
                {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    continue;
                }
                let wait = budget.lock().unwrap_or_else(PoisonError::into_inner).take(began.elapsed());
                if wait.is_zero() {
                    granted.store(true, Ordering::Relaxed);
                    let _gone = grant.send(());
                    return;
                }
                tokio::time::sleep(wait.min(Duration::from_secs(5))).await;
            }
        });
        receiver
    }
}

/// How a connection ended.
enum End {
    Lost,
    /// It was ours to end: Discord named an address to resume at that is not Discord's.
    Foreign,
    Fatal(u16),
    Stopped,
}

impl Gateway {
    /// Runs one shard until `stop` becomes true, handing over what comes; it begins with a session that another process left.
    /// An error is final.
    pub async fn run(
        &self,
        id: ShardId,
        left: Option<Resumable>,
        mut stop: watch::Receiver<bool>,
        mut handle: impl FnMut(Event),
    ) -> anyhow::Result<()> {
        let mut brake = ReconnectBackoff::default();
        let mut session = left;
        loop {
            let jitter = f64::from(self.began.elapsed().subsec_nanos() % 1_000) / 1_000.0;
            let wait = brake.wait(self.began.elapsed(), jitter);
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = shutdown(&mut stop) => return Ok(()),
            }
            brake.connecting(self.began.elapsed());
            let mut live = false;
            let (end, kept) = self
                .connection(id, session.take(), &mut brake, &mut stop, &mut |event| {
                    live |= matches!(event, Event::Live);
                    handle(event);
                })
                .await;
            if live {
                handle(Event::Lost);
            }
            kept.iter().cloned().for_each(|kept| handle(Event::Reached(kept)));
            if !matches!(end, End::Foreign) {
                brake.lost(self.began.elapsed());
            }
            session = if brake.give_up_session() { None } else { kept };
            match end {
                End::Foreign => {
                    tracing::warn!(shard = id.number(), "the address to resume at is not Discord's: not used")
                }
                End::Lost => tracing::info!(shard = id.number(), "the gateway connection is gone"),
                End::Stopped => return Ok(()),
                End::Fatal(code) => {
                    let reason = fatal_reason(code).unwrap_or("discord will not have this bot");
                    return Err(Unwanted(format!("discord closed the gateway with {code}: {reason}")).into());
                }
            }
        }
    }

    async fn connection(
        &self,
        id: ShardId,
        session: Option<Resumable>,
        brake: &mut ReconnectBackoff,
        stop: &mut watch::Receiver<bool>,
        handle: &mut impl FnMut(Event),
    ) -> (End, Option<Resumable>) {
        let granted = Arc::new(AtomicBool::new(false));
        let queue = Paced {
            budget: Arc::clone(&self.budget),
            began: self.began,
            granted: Arc::clone(&granted),
            permits: self.permits.clone(),
        };
        // Interactions need no intent at all; with the first Discord says which servers the bot is in.
        let intents = if self.mentions { Intents::GUILDS | Intents::GUILD_MESSAGES } else { Intents::GUILDS };
        let mut config = ConfigBuilder::new(self.token.clone(), intents)
            .proxy_url(self.address.gateway(self.url.as_deref()))
            .queue(queue);
        if let Some((session, url)) = session.clone() {
            let url = url.filter(|url| !brake.dials_elsewhere() && self.address.is_discord(url));
            let url = url.or_else(|| self.url.clone());
            config = config.session(session).resume_url(self.address.gateway(url.as_deref()));
        }
        let mut shard = Shard::with_config(id, config.build());
        let mut silence = Instant::now();
        let mut reached: Option<Instant> = None;
        let (mut live, mut hello) = (false, false);
        // twilight drops what a broken connection leaves; what is known of the session is kept here.
        let kept = |shard: &Shard<Paced>| {
            shard.session().cloned().map(|session| (session, shard.resume_url().map(str::to_owned)))
        };
        let end = loop {
            let message = tokio::select! {
                message = tokio::time::timeout(Duration::from_secs(1), next(&mut shard)) => message,
                () = shutdown(stop) => {
                    shard.close(CloseFrame::RESUME);
                    let _late = tokio::time::timeout(Duration::from_secs(2), goodbye(&mut shard)).await;
                    break End::Stopped;
                }
            };
            let message = match message {
                Err(_) => {
                    let queued = shard.state() == ShardState::Identifying && !granted.swap(false, Ordering::Relaxed);
                    let greeted = shard.latency().sent().is_some() || shard.ratelimiter().is_some();
                    if live || (queued && greeted && session.is_none()) {
                        silence = Instant::now();
                    }
                    if silence.elapsed() > HANDSHAKE {
                        break End::Lost;
                    }
                    continue;
                }
                Ok(message) => message,
            };
            silence = Instant::now();
            match message {
                Some(Ok(Message::Text(text))) => {
                    let Ok(mut event) = serde_json::from_str::<Value>(&text) else { continue };
                    match event.get("op").and_then(Value::as_u64) {
                        Some(9) => self.budget.lock().unwrap_or_else(PoisonError::into_inner).refused(),
                        // Another connection greets: the one before it ended without a word, and on a busy machine
                        // the next came about before we were asked. It ends before it has said anything.
                        Some(10) if std::mem::replace(&mut hello, true) => break End::Lost,
                        Some(10) => brake.greeted(),
                        _ => {}
                    }
                    let data = event.get_mut("d").map(Value::take).unwrap_or_default();
                    match event.get("t").and_then(Value::as_str) {
                        Some("READY") => {
                            self.budget.lock().unwrap_or_else(PoisonError::into_inner).accepted();
                            live = true;
                            brake.live(self.began.elapsed());
                            handle(Event::Live);
                            handle(Event::Ready(data));
                            // The shard would go there by itself, in the poll in which the connection ends.
                            if shard.resume_url().is_some_and(|url| !self.address.is_discord(url)) {
                                break End::Foreign;
                            }
                        }
                        Some("RESUMED") => {
                            live = true;
                            brake.live(self.began.elapsed());
                            handle(Event::Live);
                        }
                        Some("INTERACTION_CREATE") => {
                            brake.served();
                            handle(Event::Interaction(data));
                        }
                        Some("MESSAGE_CREATE") if self.mentions => handle(Event::Written(data)),
                        // A server that is out of order is not left.
                        Some("GUILD_CREATE") => id_in(&data).into_iter().for_each(|id| handle(Event::Joined(id))),
                        Some("GUILD_DELETE") if data.get("unavailable").and_then(Value::as_bool) != Some(true) => {
                            id_in(&data).into_iter().for_each(|id| handle(Event::Left(id)));
                        }
                        Some("CHANNEL_DELETE" | "THREAD_DELETE") => {
                            id_in(&data).into_iter().for_each(|id| handle(Event::Deleted(id)));
                        }
                        _ => {}
                    }
                    if is_disconnected(&shard) {
                        break End::Lost;
                    }
                    if live && reached.is_none_or(|at| at.elapsed() > TOLD) {
                        reached = Some(Instant::now());
                        kept(&shard).into_iter().for_each(|kept| handle(Event::Reached(kept)));
                    }
                }
                Some(Ok(Message::Close(frame))) => match frame.map(|frame| frame.code) {
                    Some(code) if fatal_reason(code).is_some() => break End::Fatal(code),
                    _ => break End::Lost,
                },
                Some(Err(error)) => {
                    // Its text would hold the event, and with it an interaction's token: only the kind is said.
                    let reconnect = matches!(error.kind(), twilight_gateway::error::ReceiveMessageErrorType::Reconnect);
                    tracing::info!(shard = id.number(), reconnect, "a gateway message could not be received");
                    if reconnect || is_disconnected(&shard) {
                        // The session outlives a connection that did not come about, and so does the address that it
                        // named: the client has dropped that.
                        let untouched = reconnect && !live;
                        return (End::Lost, if untouched { session } else { kept(&shard).or(session) });
                    }
                }
                None => break End::Lost,
            }
        };
        (end, kept(&shard))
    }
}

/// The id of a server: all that is kept of what Discord tells of it.
fn id_in(data: &Value) -> Option<String> {
    data.get("id")?.as_str().filter(|id| id.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}

/// The next message; none where the connection is gone.
///
/// Where a connection ends without a word, twilight opens the next one in the same poll, without a pause. That attempt
/// is dropped here, or when it is greeted, before a word is said: what it called sees a connection that ends. A panic
/// inside the client (a heartbeat interval of zero) is a lost connection, too.
async fn next(shard: &mut Shard<Paced>) -> Option<Result<Message, twilight_gateway::error::ReceiveMessageError>> {
    std::future::poll_fn(|cx| {
        let was_disconnected = is_disconnected(shard);
        match catch_unwind(AssertUnwindSafe(|| Pin::new(&mut *shard).poll_next(cx))) {
            Ok(Poll::Pending) if !was_disconnected && is_disconnected(shard) => Poll::Ready(None),
            Ok(poll) => poll,
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}

/// Waits for the other side's answer to our goodbye, but begins nothing anew.
async fn goodbye(shard: &mut Shard<Paced>) {
    let mut said = false;
    std::future::poll_fn(|cx| {
        loop {
            let polled = catch_unwind(AssertUnwindSafe(|| Pin::new(&mut *shard).poll_next(cx)));
            said |= is_disconnected(shard);
            match polled {
                Ok(_) if said && !is_disconnected(shard) => return Poll::Ready(()),
                Ok(Poll::Pending) => return Poll::Pending,
                Ok(Poll::Ready(Some(Ok(Message::Text(_))))) => {}
                Ok(Poll::Ready(_)) | Err(_) => return Poll::Ready(()),
            }
        }
    })
    .await;
}

fn is_disconnected(shard: &Shard<Paced>) -> bool {
    matches!(shard.state(), ShardState::Disconnected { .. })
}
