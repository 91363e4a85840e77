//! Discord's interactions endpoint: what arrives over HTTP, believed only when it is signed.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use serenity::interactions_endpoint::Verifier;
use tokio::sync::mpsc;

use super::handler::Handler;
use super::incoming::Interaction;
use super::presence::Heard;

/// The header of a signature.
const SIGNATURE: &str = "x-signature-ed25519";
/// How far a timestamp may lie from now.
const WINDOW: Duration = Duration::from_secs(300);

/// Ids, and the order and times in which they came.
type Recent = (HashSet<String>, VecDeque<(u64, String)>);

/// The public key that signatures are checked with.
pub struct Gate {
    verifier: Verifier,
    // Ids that were taken in, oldest first. Locked for a few instructions only.
    seen: Mutex<Recent>,
}

impl Gate {
    /// A gate for this key: 64 hexadecimal digits.
    pub fn new(key: &str) -> anyhow::Result<Self> {
        let bytes = hex::<32>(&key.to_ascii_lowercase());
        let verifier = bytes.and_then(|bytes| Verifier::try_new(bytes).ok());
        match verifier {
            Some(verifier) => Ok(Gate { verifier, seen: Mutex::default() }),
            None => anyhow::bail!("the application's public key is no Ed25519 key of 64 hexadecimal digits"),
        }
    }

    /// Whether Discord signed this, within five minutes of now (seconds since 1970).
    pub fn admits(&self, signature: &str, timestamp: &str, body: &[u8], now: u64) -> bool {
        // The verifier reads numbers leniently (capitals, "+f"), and a second spelling is a second signature.
        let plain = signature.len() == 128 && signature.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let digits = (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|b| b.is_ascii_digit());
        let at: u64 = timestamp.parse().unwrap_or(0);
        plain
            && digits
            && at.abs_diff(now) <= WINDOW.as_secs()
            && self.verifier.verify(signature, timestamp, body).is_ok()
    }

    /// Whether this id comes for the first time within the window.
    pub fn first(&self, id: &str, now: u64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let (ids, order) = &mut *seen;
        while order.front().is_some_and(|(at, _)| now.saturating_sub(*at) > 2 * WINDOW.as_secs()) {
            if let Some((_, old)) = order.pop_front() {
                ids.remove(&old);
            }
        }
        let first = ids.insert(id.to_owned());
        if first {
            order.push_back((now, id.to_owned()));
        }
        first
    }
}

fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let bytes: Vec<u8> = digits?.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    (text.len() == 2 * N).then(|| bytes.try_into().ok()).flatten()
}

/// Held by every answer that is under way; when its last holder is gone, the receiver ends.
pub type UnderWay = mpsc::Sender<()>;

/// The routes: interactions at `/` and `/interactions`, Discord's webhook events at `/events`, and `/healthz`.
pub fn routes(gate: Arc<Gate>, handler: Arc<Handler>, under_way: UnderWay) -> Router {
    Router::new()
        .route("/", post(interaction))
        .route("/interactions", post(interaction))
        .route("/events", post(event))
        .with_state((gate, Arc::clone(&handler), under_way))
        .merge(health(handler))
}

/// Whether the front is well: 200, or 503 with what is not.
fn health(handler: Arc<Handler>) -> Router {
    let say = |State(handler): State<Arc<Handler>>| async move {
        let standing = handler.state.standing();
        let status = if standing.is_well() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
        (status, standing.told())
    };
    Router::new().route("/healthz", get(say)).with_state(handler)
}

async fn interaction(
    State((gate, handler, under_way)): State<(Arc<Gate>, Arc<Handler>, UnderWay)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = now();
    let raw = match signed(&gate, &handler, &headers, &body, now) {
        Ok(raw) => raw,
        Err(status) => return status.into_response(),
    };
    if raw.get("type").and_then(Value::as_u64) == Some(1) {
        return json(&serde_json::json!({"type": 1}));
    }
    let Some(interaction) = Interaction::read(&raw) else { return StatusCode::BAD_REQUEST.into_response() };
    if !gate.first(&interaction.id, now) {
        handler.state.metrics.refused();
        return StatusCode::UNAUTHORIZED.into_response();
    }
    match handler.over_http(interaction, under_way).await {
        Some(body) => json(&body),
        // The answer comes through the callback.
        None => StatusCode::ACCEPTED.into_response(),
    }
}

/// The body, where Discord signed it.
fn signed(gate: &Gate, handler: &Handler, headers: &HeaderMap, body: &[u8], now: u64) -> Result<Value, StatusCode> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !gate.admits(text(SIGNATURE), text("x-signature-timestamp"), body, now) {
        handler.state.metrics.refused();
        return Err(StatusCode::UNAUTHORIZED);
    }
    serde_json::from_slice(body).map_err(|_| StatusCode::BAD_REQUEST)
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What Discord tells unasked: that the bot came into a server. Nothing but the server's id is kept. A departure it tells
/// only of a person's own installation, of which nothing is stored.
async fn event(
    State((gate, handler, _)): State<(Arc<Gate>, Arc<Handler>, UnderWay)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = now();
    let raw = match signed(&gate, &handler, &headers, &body, now) {
        Ok(raw) => raw,
        Err(status) => return status.into_response(),
    };
    let is_event = raw.get("type").and_then(Value::as_u64) == Some(1);
    let kind = raw.pointer("/event/type").and_then(Value::as_str);
    let server = raw.pointer("/event/data/guild/id").and_then(Value::as_str);
    let server = server.filter(|id| id.len() <= 20 && id.bytes().all(|byte| byte.is_ascii_digit()));
    // One that is sent again may be older than a departure.
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if is_event
        && kind == Some("APPLICATION_AUTHORIZED")
        && let Some(server) = server
        && gate.first(signature, now)
    {
        handler.state.presence.hear(server, Heard::Here);
    }
    (StatusCode::NO_CONTENT, [(header::CONTENT_TYPE, "application/json")]).into_response()
}

fn json(body: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], Body::from(body.to_string())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};

    fn hexed(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn ten_thousand_mutations_are_refused() {
        let key = SigningKey::from_bytes(&[7; 32]);
        let gate = Gate::new(&hexed(key.verifying_key().as_bytes())).expect("a key");
        let (now, body) = (1_800_000_000u64, br#"{"type":2,"id":"1","token":"t"}"#.to_vec());
        let timestamp = now.to_string();
        let signature = hexed(&key.sign(&[timestamp.as_bytes(), &body].concat()).to_bytes());
        assert!(gate.admits(&signature, &timestamp, &body, now));
        let mut accepted = 0;
        for n in 0..10_000usize {
            let (mut sig, mut stamp, mut sent, mut at) = (signature.clone(), timestamp.clone(), body.clone(), now);
            match n % 8 {
                0 => {
                    let mut bytes = sig.clone().into_bytes();
                    let place = (n / 8) % 128;
                    bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
                    sig = String::from_utf8(bytes).expect("ascii");
                }
                1 => sent[(n / 8) % body.len()] ^= 1 << ((n / 64) % 8),
                2 => stamp = (now + 1 + (n as u64 / 8) % 200).to_string(),
                3 => at = now + 301 + n as u64,
                4 => sig = sig.to_uppercase() + if sig.to_uppercase() == sig { "0" } else { "" },
                5 => sig = sig.chars().take((n / 8) % 128).collect(),
                6 => stamp = format!("{}{stamp}", ["+", " ", "0", "-"][(n / 8) % 4]),
                _ => sent.push((n % 251) as u8),
            }
            accepted += usize::from(gate.admits(&sig, &stamp, &sent, at));
        }
        println!("mutated signatures: 10000, accepted: {accepted}");
        assert_eq!(accepted, 0);
    }

    #[test]
    fn a_replayed_id_is_refused_and_forgotten_later() {
        let gate = Gate::new(&hexed(SigningKey::from_bytes(&[7; 32]).verifying_key().as_bytes())).expect("a key");
        assert!(gate.first("1", 1_000) && !gate.first("1", 1_300) && gate.first("1", 1_601));
        assert!(Gate::new("zz").is_err());
    }
}
