//! Readers who ask over HTTP, and what they ask.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::Request;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use super::corpora::Newsletter;

/// A reader waits so long.
const PATIENCE: Duration = Duration::from_secs(20);

/// The page that tells which version it is of.
pub const TELLING: Question = Question { path: "/a/gauge", body: None };

/// What a balancer asks a replica.
pub const READY: Question = Question { path: "/readyz", body: None };

/// What is asked of each newsletter. All but the first find what several articles say, so that no answer of a mixed archive
/// is that of a version.
pub const QUESTIONS: [Question; 6] = [
    TELLING,
    Question { path: "/api/v1/search", body: Some(r#"{"query":"harbor council","limit":20}"#) },
    Question { path: "/api/v1/search", body: Some(r#"{"query":"gauge","limit":20}"#) },
    Question { path: "/api/v1/ask", body: Some(r#"{"question":"What did Mayor Reed say about the bridges?"}"#) },
    Question { path: "/api/v1/said", body: Some(r#"{"who":"Reed"}"#) },
    Question { path: "/api/v1/about", body: Some("{}") },
];

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    pub path: &'static str,
    /// Of a POST.
    pub body: Option<&'static str>,
}

/// Somebody with an address and connections of their own.
#[derive(Clone)]
pub struct Reader {
    client: Client<HttpConnector, Full<Bytes>>,
    address: Ipv4Addr,
}

impl Reader {
    pub fn new(number: usize) -> Reader {
        let address = Ipv4Addr::new(127, 1, u8::try_from(number / 250).unwrap_or(255), (number % 250) as u8 + 1);
        let mut connector = HttpConnector::new();
        connector.set_local_address(Some(address.into()));
        Reader { client: Client::builder(TokioExecutor::new()).build(connector), address }
    }

    /// Asks a newsletter at an address: the answer without the time that it took, or why there is none.
    pub async fn ask(&self, at: SocketAddr, of: Newsletter, question: Question) -> Result<String, String> {
        let url = format!("http://{at}{}", question.path);
        let request = match question.body {
            Some(_) => Request::post(url).header("content-type", "application/json"),
            None => Request::get(url),
        };
        // The balancer says itself who asks.
        let request = request.header("host", of.host()).header("x-forwarded-for", self.address.to_string());
        let request = request.body(Full::new(Bytes::from(question.body.unwrap_or_default()))).expect("a request");
        let answered = async {
            let answer = self.client.request(request).await.map_err(|_| "no connection".to_owned())?;
            let status = answer.status().as_u16();
            let body = answer.into_body().collect().await.map_err(|_| "cut off".to_owned())?.to_bytes();
            if status == 200 { Ok(without_time(&String::from_utf8_lossy(&body))) } else { Err(status.to_string()) }
        };
        tokio::time::timeout(PATIENCE, answered).await.unwrap_or_else(|_| Err("no answer".to_owned()))
    }
}

fn without_time(body: &str) -> String {
    const TIME: &str = "\"took_us\":";
    match body.split_once(TIME) {
        Some((before, after)) => format!("{before}{TIME}{}", after.trim_start_matches(|c: char| c.is_ascii_digit())),
        None => body.to_owned(),
    }
}
