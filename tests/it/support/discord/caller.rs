//! Discord as the caller: interactions sent to a bot's HTTP endpoint, signed.

use std::net::SocketAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::body::Bytes;
use axum::http::Request as HttpRequest;
use ed25519_dalek::Signer;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use super::{FakeDiscord, Request};

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How often a request whose connection broke is made again.
const TRIES: u32 = 50;

impl FakeDiscord {
    /// Sends an interaction to an endpoint, signed, and takes its answer: the status.
    pub async fn call(&self, at: SocketAddr, interaction: &Value) -> u16 {
        let id = interaction["id"].as_str().unwrap_or_default();
        let token = interaction["token"].as_str().unwrap_or_default();
        // A ping has no answer to keep, and one that comes twice has its answer.
        let fresh = interaction["type"] != json!(1) && self.with(|state| !state.interactions.contains_key(id));
        if fresh {
            self.with(|state| state.note_sent(interaction));
        }
        let (status, body) = self.post(at, interaction.to_string().into_bytes(), |_| {}).await;
        if fresh && status == 200 {
            let path = format!("/api/v10/interactions/{id}/{token}/callback");
            self.with(|state| {
                let (status, _) = state.take_answer(id, token, &body);
                state.requests.push(Request { method: "POST".to_owned(), path, body, status });
            });
        }
        status
    }

    /// Posts a body with its signature; `meddle` may change signature and timestamp.
    pub async fn post(&self, at: SocketAddr, body: Vec<u8>, meddle: impl FnOnce(&mut [String; 2])) -> (u16, Value) {
        self.post_signed_as(at, body.clone(), body, meddle).await
    }

    /// Tells an event to an endpoint, signed: status and answer.
    pub async fn tell_event(
        &self,
        at: SocketAddr,
        event: &Value,
        meddle: impl FnOnce(&mut [String; 2]),
    ) -> (u16, Value) {
        let body = event.to_string().into_bytes();
        self.post_to("events", at, body.clone(), body, meddle).await
    }

    /// Posts a signed interaction to an endpoint that may be killed at any moment: the status and the answer, where it gave
    /// one.
    pub async fn try_call(&self, at: SocketAddr, interaction: &Value) -> Option<(u16, Value)> {
        let body = interaction.to_string().into_bytes();
        let [signature, timestamp] = self.signed(&body);
        let client = Client::builder(TokioExecutor::new()).build_http();
        let answer =
            client.request(request(at, "interactions", &[signature, timestamp], Bytes::from(body))).await.ok()?;
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.ok()?.to_bytes();
        Some((status, serde_json::from_slice(&bytes).ok()?))
    }

    /// The same, with the answer taken as Discord takes it, so that it can be edited later: what was answered.
    pub async fn try_ask(&self, at: SocketAddr, interaction: &Value) -> Option<Value> {
        let text = |field: &str| interaction[field].as_str().unwrap_or_default();
        self.with(|state| state.note_sent(interaction));
        let (status, answer) = self.try_call(at, interaction).await?;
        let is_taken =
            status == 200 && self.with(|state| state.take_answer(text("id"), text("token"), &answer).0 == 204);
        is_taken.then_some(answer)
    }

    /// The signature of a body, and the time that it is of.
    fn signed(&self, body: &[u8]) -> [String; 2] {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs().to_string();
        [hex(&self.key.sign(&[now.as_bytes(), body].concat()).to_bytes()), now]
    }

    /// Posts a body with the signature of another.
    pub async fn post_signed_as(
        &self,
        at: SocketAddr,
        signed: Vec<u8>,
        body: Vec<u8>,
        meddle: impl FnOnce(&mut [String; 2]),
    ) -> (u16, Value) {
        self.post_to("interactions", at, signed, body, meddle).await
    }

    async fn post_to(
        &self,
        route: &str,
        at: SocketAddr,
        signed: Vec<u8>,
        body: Vec<u8>,
        meddle: impl FnOnce(&mut [String; 2]),
    ) -> (u16, Value) {
        let mut headers = self.signed(&signed);
        meddle(&mut headers);
        let body = Bytes::from(body);
        let client = Client::builder(TokioExecutor::new()).build_http();
        // A body that is refused by its length is not read to its end: the answer may come too late to be seen by whoever
        // still writes.
        let mut tries = TRIES;
        let answer = loop {
            match client.request(request(at, route, &headers, body.clone())).await {
                Ok(answer) => break answer,
                Err(error) if tries == 0 => panic!("the endpoint does not answer: {error}"),
                Err(_) => tries -= 1,
            }
        };
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.expect("a body").to_bytes();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

fn request(at: SocketAddr, route: &str, [signature, timestamp]: &[String; 2], body: Bytes) -> HttpRequest<Full<Bytes>> {
    HttpRequest::post(format!("http://{at}/{route}"))
        .header("x-signature-ed25519", signature)
        .header("x-signature-timestamp", timestamp)
        .header("content-type", "application/json")
        .body(Full::new(body))
        .expect("a request")
}
