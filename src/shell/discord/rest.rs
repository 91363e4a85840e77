//! Requests to Discord: one small client that waits where it must, gives up where it should, and never repeats a
//! request that may have had its effect.
//!
//! twilight-http's limiter was passed over: it repeats a 429 without end and without its caller's knowledge, and its
//! header parser panics on a reset of `inf`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, Method, Request, header};
use http_body_util::{BodyExt, Full, Limited};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::limits::{Limits, RateLimitHeaders, Route, Scope};
use super::multipart::{File, multipart};
use crate::shell::http::{Client, client};

/// What is read of an answer, at most.
const ANSWER_BYTES: usize = 4 << 20;
/// Requests with the bot's token at one time. Few, so that a global limit is met by few.
const AUTHORIZED_AT_ONCE: usize = 4;
/// First responses to interactions at one time; Discord does not count these against the bot's global limit.
const CALLBACKS_AT_ONCE: usize = 24;
/// Other requests under interactions' tokens at one time: edits and further messages, some with files.
const WEBHOOKS_AT_ONCE: usize = 12;

/// The client.
pub struct Rest {
    client: Client,
    base: String,
    authorization: HeaderValue,
    // Held for a few instructions only, never across an await.
    limits: Mutex<Limits>,
    authorized: Semaphore,
    callbacks: Semaphore,
    webhooks: Semaphore,
}

/// A request.
#[derive(Debug, Clone)]
pub struct Call {
    /// Its method.
    pub method: Method,
    /// Path after `/api/v10`.
    pub path: String,
    /// JSON to send.
    pub body: Option<Value>,
    /// Files to send along, as multipart parts named by their place in the list.
    pub files: Vec<File>,
    /// Whether it carries the bot's token.
    pub authorized: bool,
    /// When it is no longer worth sending.
    pub deadline: Instant,
    /// Whether a repetition does no harm: it is idempotent, or Discord tells a second one apart.
    pub repeatable: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestError {
    /// Nothing is sent until refusals lie ten minutes back, or the token is replaced.
    #[error("not sent: discord refused too many requests, or the token")]
    Shut,
    /// The deadline came first.
    #[error("not sent in time")]
    Late,
    /// The connection failed, and repeating could double the effect.
    #[error("discord could not be reached")]
    Unreachable,
    /// Discord refused it.
    #[error("discord answered {status}, code {code}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's code for the reason, 0 where it gave none.
        code: u64,
    },
}

impl Call {
    /// A request with the bot's token, worth half a minute.
    pub fn authorized(method: Method, path: String) -> Self {
        Call {
            repeatable: method != Method::POST,
            method,
            path,
            body: None,
            files: Vec::new(),
            authorized: true,
            deadline: Instant::now() + Duration::from_secs(30),
        }
    }

    /// The first response to an interaction. A second one is refused by Discord (40060), so repeating does no harm.
    pub fn callback(id: &str, token: &str, body: Value, files: Vec<File>, deadline: Instant) -> Self {
        Call {
            method: Method::POST,
            path: format!("/interactions/{id}/{token}/callback"),
            body: Some(body),
            files,
            authorized: false,
            deadline,
            repeatable: true,
        }
    }

    /// The same where Discord is to tell which message it made.
    #[must_use]
    pub fn with_response(mut self) -> Self {
        self.path.push_str("?with_response=true");
        self
    }

    /// Another request under an interaction's token: `suffix` is `/messages/@original`, or empty for a new message.
    pub fn webhook(method: Method, application: &str, token: &str, suffix: &str, body: Option<Value>) -> Self {
        Call {
            path: format!("/webhooks/{application}/{token}{suffix}"),
            repeatable: method != Method::POST,
            method,
            body,
            files: Vec::new(),
            authorized: false,
            deadline: Instant::now() + Duration::from_secs(60),
        }
    }

    /// A new message in a channel. The nonce lets Discord drop a repetition.
    pub fn message(channel: &str, mut body: Value, nonce: &str) -> Self {
        if let Some(fields) = body.as_object_mut() {
            // Digits alone could be taken for a number.
            fields.insert("nonce".to_owned(), Value::from(format!("n{nonce}")));
            fields.insert("enforce_nonce".to_owned(), Value::from(true));
        }
        let mut call = Call::authorized(Method::POST, format!("/channels/{channel}/messages"));
        call.deadline = Instant::now() + Duration::from_secs(90);
        call.body = Some(body);
        call.repeatable = true;
        call
    }
}

impl Rest {
    /// A client of the server at `base` (`https://discord.com`, or another scheme and authority).
    pub fn new(base: &str, token: &str) -> anyhow::Result<Self> {
        let mut authorization = HeaderValue::from_str(&format!("Bot {}", token.trim_start_matches("Bot ")))
            .map_err(|_| anyhow::anyhow!("DISCORD_TOKEN has characters that no token has"))?;
        authorization.set_sensitive(true);
        Ok(Rest {
            client: client(),
            base: base.trim_end_matches('/').to_owned(),
            authorization,
            limits: Mutex::default(),
            authorized: Semaphore::new(AUTHORIZED_AT_ONCE),
            callbacks: Semaphore::new(CALLBACKS_AT_ONCE),
            webhooks: Semaphore::new(WEBHOOKS_AT_ONCE),
        })
    }

    /// The server that requests go to.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether Discord refused the token.
    pub fn token_refused(&self) -> bool {
        self.limits().token_refused()
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a request, waiting for limits and repeating what may be repeated until its deadline.
    pub async fn send(&self, call: &Call) -> Result<Value, RestError> {
        let lane = match (call.authorized, call.path.starts_with("/interactions/")) {
            (true, _) => &self.authorized,
            (false, true) => &self.callbacks,
            (false, false) => &self.webhooks,
        };
        let route = Route::of(&call.method, &call.path);
        let mut pause = Duration::from_millis(200);
        loop {
            let left = || call.deadline.saturating_duration_since(Instant::now());
            let _permit = loop {
                let Ok(Ok(permit)) = tokio::time::timeout(left(), lane.acquire()).await else {
                    return Err(RestError::Late);
                };
                // A limit met while waiting for the lane counts too, so it is looked at with the permit in hand; but
                // whoever must wait for a limit keeps no place in the lane from those who need not.
                let wait = self.limits().wait(Instant::now(), &route, call.authorized);
                match wait {
                    None => return Err(RestError::Shut),
                    Some(Duration::ZERO) => break permit,
                    Some(wait) if wait >= left() => return Err(RestError::Late),
                    Some(wait) => {
                        drop(permit);
                        tokio::time::sleep(wait).await;
                    }
                }
            };
            let limit = Duration::from_secs(if call.authorized { 10 } else { 5 }).min(left());
            match tokio::time::timeout(limit, self.attempt(call)).await {
                Ok(Ok((told, body))) => {
                    self.limits().heed(Instant::now(), &route, call.authorized, &told);
                    match told.status {
                        200..=299 => return Ok(body),
                        // Refused before it had any effect: repeated whatever it was, once the limit is over.
                        429 => continue,
                        500..=599 if call.repeatable => {}
                        status => {
                            let code = body.get("code").and_then(Value::as_u64).unwrap_or(0);
                            return Err(RestError::Refused { status, code });
                        }
                    }
                }
                Ok(Err(_)) | Err(_) if call.repeatable => {}
                Ok(Err(_)) | Err(_) => return Err(RestError::Unreachable),
            }
            drop(_permit);
            if pause >= left() {
                return Err(RestError::Late);
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(Duration::from_secs(5));
        }
    }

    async fn attempt(&self, call: &Call) -> anyhow::Result<(RateLimitHeaders, Value)> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(format!("{}/api/v10{}", self.base, call.path))
            .header(header::USER_AGENT, concat!("DiscordBot (pullquote, ", env!("CARGO_PKG_VERSION"), ")"));
        if call.authorized {
            request = request.header(header::AUTHORIZATION, self.authorization.clone());
        }
        let body = match (&call.body, call.files.as_slice()) {
            (None, _) => Vec::new(),
            (Some(body), []) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                serde_json::to_vec(body)?
            }
            (Some(body), files) => {
                let (boundary, bytes) = multipart(body, files)?;
                request = request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={boundary}"));
                bytes
            }
        };
        let response = self.client.request(request.body(Full::new(Bytes::from(body)))?).await?;
        let (head, body) = response.into_parts();
        let bytes = Limited::new(body, ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| anyhow::anyhow!("the answer broke off: {error}"))?
            .to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok((told(head.status.as_u16(), &head.headers, &body), body))
    }
}

fn told(status: u16, headers: &HeaderMap, body: &Value) -> RateLimitHeaders {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let said = |name: &str, what: &str| text(name).is_some_and(|value| value.eq_ignore_ascii_case(what));
    let global = said("x-ratelimit-global", "true") || said("x-ratelimit-scope", "global");
    let scope = match global || body.get("global").and_then(Value::as_bool) == Some(true) {
        true => Scope::Global,
        false if said("x-ratelimit-scope", "shared") => Scope::Shared,
        false => Scope::User,
    };
    let in_body = body.get("retry_after").and_then(Value::as_f64).map(|seconds| seconds.to_string());
    RateLimitHeaders {
        status,
        bucket: text("x-ratelimit-bucket"),
        remaining: text("x-ratelimit-remaining"),
        reset_after: text("x-ratelimit-reset-after"),
        // The body is precise to the millisecond; the header is whole seconds.
        retry_after: in_body.or_else(|| text("retry-after")),
        scope,
    }
}
