//! The HTTP side: routes, and the answers that Discord gives.

use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{APPLICATION, FakeDiscord, Kept, Request, TOKEN, caller, limits};

pub(super) async fn serve(fake: FakeDiscord, http: TcpListener) {
    let routes = Router::new().fallback(answer).with_state(fake);
    axum::serve(http, routes).await.expect("it serves");
}

async fn answer(
    State(fake): State<FakeDiscord>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_else(|_| multipart(&body));
    let path = uri.path().to_owned();
    let verify_key = caller::hex(fake.key.verifying_key().as_bytes());
    fake.with(|state| {
        let note = |state: &mut Kept, status| {
            let (method, path, body) = (method.to_string(), path.clone(), body.clone());
            state.requests.push(Request { method, path, body, status });
        };
        let left = state.global_until.map(|until| until.saturating_duration_since(Instant::now()).as_secs_f64());
        if let Some(left) = left.filter(|left| *left > 0.0) {
            state.too_many += 1;
            note(state, 429);
            let odd = state.odd_retry_after.clone();
            let told = if odd.is_some() { json!({}) } else { json!({"retry_after": left, "global": true}) };
            let header = odd.unwrap_or_else(|| left.ceil().to_string());
            return match header.as_str() {
                "absent" => (StatusCode::TOO_MANY_REQUESTS, told.to_string()).into_response(),
                _ => (StatusCode::TOO_MANY_REQUESTS, [("retry-after", header)], told.to_string()).into_response(),
            };
        }
        let signed =
            headers.get("authorization").is_some_and(|given| given.as_bytes() == format!("Bot {TOKEN}").as_bytes());
        let (status, told) = respond(state, &method, &path, &body, signed, &verify_key);
        note(state, status);
        (StatusCode::from_u16(status).expect("a status"), told.to_string()).into_response()
    })
}

/// The JSON part of a body with files, with the names of the files under `files`.
fn multipart(body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let Some((boundary, _)) = text.split_once("\r\n") else { return Value::Null };
    let (mut json, mut files) = (Value::Null, Vec::new());
    for part in text.split(boundary) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
        if head.contains("name=\"payload_json\"") {
            json = serde_json::from_str(content.trim_end()).unwrap_or(Value::Null);
        } else if let Some((_, name)) = head.split_once("filename=\"") {
            files.push(name.split('"').next().unwrap_or_default().to_owned());
        }
    }
    if json.is_object() {
        json["files"] = json!(files);
    }
    json
}

fn respond(
    state: &mut Kept,
    method: &Method,
    path: &str,
    body: &Value,
    signed: bool,
    verify_key: &str,
) -> (u16, Value) {
    let parts: Vec<&str> = path.trim_start_matches("/api/v10/").split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET" | "PUT", ["applications" | "gateway", ..]) | ("POST", ["channels", ..]) if !signed => {
            (401, json!({"code": 0}))
        }
        ("GET", ["applications", "@me"]) => (200, json!({"id": APPLICATION, "verify_key": verify_key})),
        ("GET", ["gateway", "bot"]) => (
            200,
            json!({"url": state.gateway_url, "shards": 1, "session_start_limit":
                {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}}),
        ),
        ("PUT", ["applications", APPLICATION, "commands"] | ["applications", APPLICATION, "guilds", _, "commands"]) => {
            let found = limits::commands(body);
            let good = found.is_empty();
            state.violations.extend(found);
            if good { (200, body.clone()) } else { (400, json!({"code": 50_035})) }
        }
        ("POST", ["interactions", id, token, "callback"]) => match state.take_answer(id, token, body) {
            (204, _) => (204, Value::Null),
            (status, code) => (status, json!({"code": code})),
        },
        ("PATCH" | "DELETE", ["webhooks", APPLICATION, token, "messages", "@original"]) => {
            let answered = |sent: &&mut super::Sent| sent.token == *token && sent.answered.is_some();
            let Some(sent) = state.interactions.values_mut().find(answered) else {
                return (404, json!({"code": 10_015}));
            };
            sent.edits.push(body.clone());
            if method == Method::PATCH {
                state.violations.extend(limits::message(body));
                (200, json!({"id": "1"}))
            } else {
                (204, Value::Null)
            }
        }
        ("POST", ["webhooks", APPLICATION, token]) => {
            let answered = |sent: &&mut super::Sent| sent.token == *token && sent.answered.is_some();
            let Some(sent) = state.interactions.values_mut().find(answered) else {
                return (404, json!({"code": 10_015}));
            };
            sent.follow_ups.push(body.clone());
            state.violations.extend(limits::message(body));
            (200, json!({"id": "2"}))
        }
        ("POST", ["channels", _, "messages"]) => {
            state.violations.extend(limits::message(body));
            let nonce = body["nonce"].as_str().unwrap_or_default().to_owned();
            let times = state.nonces.entry(nonce).or_default();
            *times += 1;
            // A repetition under the same nonce makes no second message.
            state.posts += u64::from(*times == 1);
            (200, json!({"id": "1"}))
        }
        _ => {
            state.violations.push(format!("there is no {method} {path}"));
            (404, json!({"code": 0}))
        }
    }
}
