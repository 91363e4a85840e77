//! The HTTP side: routes, and the answers that Discord gives.

use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{ACCOUNT, APPLICATION, FakeDiscord, Kept, Request, TOKEN, caller, channels, limits};

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
    let boundary = headers.get("content-type").and_then(|kind| kind.to_str().ok()?.split_once("boundary="));
    let boundary = boundary.map(|(_, boundary)| boundary.trim_matches('"').to_owned());
    let mut files = Vec::new();
    let body: Value = serde_json::from_slice(&body).unwrap_or_else(|_| match &boundary {
        Some(boundary) => multipart(&body, boundary, &mut files),
        None => Value::Null,
    });
    let path = uri.path().to_owned();
    let verify_key = caller::hex(fake.key.verifying_key().as_bytes());
    fake.with(|state| {
        state.files.extend(files);
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
        let asked = format!("{method} {path}");
        let refused = state.refused.iter().find(|(part, _)| asked.contains(part)).map(|(_, status)| *status);
        // RFC 2046, section 5.1.1: servers differ in what they make of a longer one, and one of them refuses it.
        let too_long = boundary.is_some_and(|boundary| !(1..=70).contains(&boundary.len()));
        let (status, told) = match refused {
            Some(status) => (status, json!({"code": 0})),
            None if too_long => {
                state.violations.push(format!("{asked}: a boundary of more than 70 characters"));
                (400, json!({"code": 50_035}))
            }
            None => respond(state, &method, (&path, uri.query().unwrap_or_default()), &body, signed, &verify_key),
        };
        note(state, status);
        let mut answer = (StatusCode::from_u16(status).expect("a status"), told.to_string()).into_response();
        let headers = state.told.iter().filter(|(part, _)| asked.contains(part)).flat_map(|(_, headers)| headers);
        answer
            .headers_mut()
            .extend(headers.map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))));
        answer
    })
}

/// The JSON part of a body with files, with the names of the files under `files`; and the files.
fn multipart(body: &[u8], boundary: &str, kept: &mut Vec<(String, String)>) -> Value {
    let text = String::from_utf8_lossy(body);
    let (mut json, mut files) = (Value::Null, Vec::new());
    for part in text.split(&format!("--{boundary}")) {
        let Some((head, content)) = part.split_once("\r\n\r\n") else { continue };
        if head.contains("name=\"payload_json\"") {
            json = serde_json::from_str(content.trim_end()).unwrap_or(Value::Null);
        } else if let Some((_, name)) = head.split_once("filename=\"") {
            let name = name.split('"').next().unwrap_or_default().to_owned();
            kept.push((name.clone(), content.trim_end_matches("\r\n").to_owned()));
            files.push(name);
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
    (path, query): (&str, &str),
    body: &Value,
    signed: bool,
    verify_key: &str,
) -> (u16, Value) {
    let parts: Vec<&str> = path.trim_start_matches("/api/v10/").split('/').collect();
    match (method.as_str(), parts.as_slice()) {
        ("GET" | "PUT" | "DELETE", ["applications" | "gateway" | "users" | "guilds", ..]) | (_, ["channels", ..])
            if !signed =>
        {
            (401, json!({"code": 0}))
        }
        ("GET", ["applications", "@me"]) => {
            let mut told =
                json!({"id": APPLICATION, "name": "pullquote", "verify_key": verify_key, "bot": {"id": ACCOUNT}});
            if !state.scopes.is_empty() {
                told["integration_types_config"] = json!({"0": {"oauth2_install_params": {"scopes": state.scopes}}});
            }
            (200, told)
        }
        ("GET", ["gateway", "bot"]) => (
            200,
            json!({"url": state.gateway_url, "shards": 1, "session_start_limit":
                {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}}),
        ),
        ("GET", ["users", "@me"]) => (200, json!({"id": ACCOUNT, "bot": true})),
        ("GET", ["users", "@me", "guilds"]) => {
            let servers: Vec<Value> = state.servers.iter().map(|id| json!({"id": id, "name": "a server"})).collect();
            (200, json!(servers))
        }
        (_, ["applications", APPLICATION, "commands", rest @ ..]) => commands(state, method, "", rest, body),
        (_, ["applications", APPLICATION, "guilds", server, "commands", rest @ ..]) => {
            commands(state, method, server, rest, body)
        }
        ("POST", ["interactions", id, token, "callback"]) => match state.take_answer(id, token, body) {
            (204, _) if query.contains("with_response=true") => match state.made_by(id) {
                Some(message) => (200, json!({"interaction": {"id": id}, "resource": {"type": 4, "message": message}})),
                None => (200, json!({"interaction": {"id": id}})),
            },
            (204, _) => (204, Value::Null),
            (status, code) => (status, json!({"code": code})),
        },
        ("GET", ["webhooks", APPLICATION, token, "messages", "@original"]) => {
            let sent = state.interactions.iter().find(|(_, sent)| sent.token == *token && sent.answered.is_some());
            match sent.map(|(id, _)| id.clone()).and_then(|id| state.made_by(&id)) {
                Some(message) => (200, message),
                None => (404, json!({"code": 10_008})),
            }
        }
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
        (_, ["channels", ..] | ["guilds", _, "threads", "active"]) => {
            channels::respond(state, method, (path, query), parts.as_slice(), body)
        }
        ("GET", ["guilds", _] | ["guilds", _, "members", _]) => state.thing(&parts),
        ("POST", ["users", "@me", "channels"]) => {
            let recipient = body["recipient_id"].as_str().unwrap_or_default();
            // The same person has the same channel.
            (200, json!({"id": format!("77{recipient}"), "type": 1}))
        }
        _ => {
            state.violations.push(format!("there is no {method} {path}"));
            (404, json!({"code": 0}))
        }
    }
}

fn commands(state: &mut Kept, method: &Method, place: &str, rest: &[&str], body: &Value) -> (u16, Value) {
    match (method.as_str(), rest) {
        ("GET", []) => (200, json!(state.commands.get(place).cloned().unwrap_or_default())),
        ("PUT", []) => {
            let found = limits::commands(body);
            if found.is_empty() {
                state.register(place, body);
                return (200, json!(state.commands.get(place)));
            }
            state.violations.extend(found);
            (400, json!({"code": 50_035}))
        }
        ("DELETE", [id]) => {
            let own = state.commands.entry(place.to_owned()).or_default();
            let before = own.len();
            own.retain(|command| command["id"] != json!(id));
            if own.len() < before { (204, Value::Null) } else { (404, json!({"code": 10_063})) }
        }
        _ => {
            state.violations.push(format!("commands have no {method} {rest:?}"));
            (405, json!({"code": 0}))
        }
    }
}
