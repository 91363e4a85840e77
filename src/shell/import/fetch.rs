//! Fetching an address that a person, or a feed, named: never from a place inside, never without end.
//!
//! A name is resolved once for each connection, every address that it has is looked at, and the connection goes to one
//! of those: so a name that changes its mind between the look and the connection changes nothing. Redirects are
//! followed by hand, each with the same looks.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response, Uri, header};
use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::rt::TokioExecutor;
use tower_service::Service;

use crate::corpus::import::Coding;

use super::super::Settings;
use super::address::{Allowed, may_connect};

/// How many redirects are followed.
const MOST_REDIRECTS: usize = 3;

/// How long a connection may take to stand.
const CONNECTING: Duration = Duration::from_secs(10);

/// How long one fetch may take, redirects included.
const FETCHING: Duration = Duration::from_secs(30);

/// What a fetch may do.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    /// Addresses that are not public and allowed all the same.
    pub(super) allowed: Arc<[Allowed]>,
    /// Whether http without TLS will do.
    pub(super) http: bool,
}

impl Rules {
    /// As the settings say.
    pub(super) fn of(settings: &Settings) -> anyhow::Result<Rules> {
        let fetch = &settings.fetch;
        let allowed = fetch.allow_addresses.iter().map(|text| {
            text.parse().map_err(|_| {
                anyhow::anyhow!(
                    "pullquote.toml: fetch.allow_addresses: {text:?} is no IP address, with or without a port"
                )
            })
        });
        Ok(Rules { allowed: allowed.collect::<anyhow::Result<_>>()?, http: fetch.http })
    }
}

/// What the server said of a document when it was fetched last.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Validators {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
}

/// What came of a fetch.
#[derive(Debug)]
pub(super) enum Fetched {
    /// The document, how its server compressed it, and where it was found in the end.
    Document { bytes: Vec<u8>, codings: Vec<Coding>, address: String, validators: Validators },
    /// It has not changed since.
    Unchanged,
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("not an address that can be fetched")]
    Address,
    #[error("not https; say --http to fetch it all the same")]
    Plain,
    #[error("it leads to {0}, which is not a public address; say --allow-address {0} to fetch it all the same")]
    Inside(IpAddr),
    #[error("more than {MOST_REDIRECTS} redirects")]
    Redirects,
    #[error("no answer within {} seconds", FETCHING.as_secs())]
    Late,
    #[error("the server answered {0}")]
    Status(u16, Option<Duration>),
    #[error("larger than {0} bytes")]
    TooLarge(u64),
    #[error("compressed by {0:?}, which is not read")]
    Compressed(String),
    #[error("{0}")]
    Connection(String),
}

/// Fetches a document of no more than so many bytes.
pub(super) async fn fetch(
    address: &str,
    known: &Validators,
    rules: &Rules,
    largest: u64,
) -> Result<Fetched, FetchError> {
    tokio::time::timeout(FETCHING, follow(address, known, rules, largest)).await.unwrap_or(Err(FetchError::Late))
}

/// What stands at an address is asked for, and no more of the answer read than its head: an error says with which status it
/// is none.
pub(super) async fn answers(address: &str, rules: &Rules) -> Result<(), FetchError> {
    let reached = tokio::time::timeout(FETCHING, reach(address, &Validators::default(), rules)).await;
    reached.unwrap_or(Err(FetchError::Late)).map(drop)
}

async fn follow(address: &str, known: &Validators, rules: &Rules, largest: u64) -> Result<Fetched, FetchError> {
    let Some((response, address)) = reach(address, known, rules).await? else { return Ok(Fetched::Unchanged) };
    let text = |name: header::HeaderName| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    // It was not asked for, and is allowed all the same.
    let named = response.headers().get_all(header::CONTENT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings = Coding::all(&named.collect::<Vec<_>>().join(",")).map_err(FetchError::Compressed)?;
    let validators = Validators { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) };
    let limit = usize::try_from(largest).unwrap_or(usize::MAX);
    let body = Limited::new(response.into_body(), limit).collect().await;
    let bytes = body.map_err(|error| {
        if error.is::<http_body_util::LengthLimitError>() {
            FetchError::TooLarge(largest)
        } else {
            FetchError::Connection(error.to_string())
        }
    })?;
    let bytes = bytes.to_bytes().to_vec();
    Ok(Fetched::Document { bytes, codings, address: address.to_string(), validators })
}

/// The answer that has a document, its body still to be read, and where it was found; `None` where it has not changed.
async fn reach(
    address: &str,
    known: &Validators,
    rules: &Rules,
) -> Result<Option<(Response<hyper::body::Incoming>, url::Url)>, FetchError> {
    let mut address = checked(address, rules)?;
    for _ in 0..=MOST_REDIRECTS {
        let response = ask(&address, known, rules).await?;
        let status = response.status();
        let text = |name: header::HeaderName| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            let next = text(header::LOCATION).ok_or(FetchError::Address)?;
            let next = address.join(&next).map_err(|_| FetchError::Address)?;
            address = checked(next.as_str(), rules)?;
            continue;
        }
        if status.as_u16() == 304 {
            return Ok(None);
        }
        if !status.is_success() {
            // A date in place of seconds is not worth a look at the clock: the fetch is backed off from anyway.
            let pause = text(header::RETRY_AFTER).and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
            return Err(FetchError::Status(status.as_u16(), pause));
        }
        return Ok(Some((response, address)));
    }
    Err(FetchError::Redirects)
}

/// The address, taken apart, if it is one that may be asked. An address in numbers is judged here: nothing resolves it.
fn checked(address: &str, rules: &Rules) -> Result<url::Url, FetchError> {
    let address = url::Url::parse(address).map_err(|_| FetchError::Address)?;
    match address.scheme() {
        "https" => {}
        "http" if rules.http => {}
        "http" => return Err(FetchError::Plain),
        _ => return Err(FetchError::Address),
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(FetchError::Address);
    }
    let number = match address.host().ok_or(FetchError::Address)? {
        url::Host::Ipv4(number) => Some(IpAddr::V4(number)),
        url::Host::Ipv6(number) => Some(IpAddr::V6(number)),
        url::Host::Domain(_) => None,
    };
    match number {
        Some(number) if !may_connect(number, port_of(&address), &rules.allowed) => Err(FetchError::Inside(number)),
        _ => Ok(address),
    }
}

fn port_of(address: &url::Url) -> u16 {
    address.port_or_known_default().unwrap_or(443)
}

async fn ask(
    address: &url::Url,
    known: &Validators,
    rules: &Rules,
) -> Result<Response<hyper::body::Incoming>, FetchError> {
    let mut connector =
        HttpConnector::new_with_resolver(Pinned { allowed: Arc::clone(&rules.allowed), port: port_of(address) });
    connector.enforce_http(false);
    connector.set_connect_timeout(Some(CONNECTING));
    let tls = hyper_rustls::HttpsConnectorBuilder::new().with_webpki_roots();
    let connector =
        if rules.http { tls.https_or_http() } else { tls.https_only() }.enable_http1().wrap_connector(connector);
    // No connection outlives its request: the next one is looked at anew.
    let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(0).build::<_, Empty<Bytes>>(connector);
    let mut without_fragment = address.clone();
    without_fragment.set_fragment(None);
    let uri: Uri = without_fragment.as_str().parse().map_err(|_| FetchError::Address)?;
    let mut request = Request::get(uri)
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::USER_AGENT, concat!("pullquote/", env!("CARGO_PKG_VERSION")))
        .header(header::ACCEPT, "text/html, application/xhtml+xml, application/xml, application/feed+json, */*;q=0.5");
    for (name, value) in [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let request = request.body(Empty::new()).map_err(|_| FetchError::Address)?;
    client.request(request).await.map_err(|error| inside(&error))
}

/// The refusal behind a connection that was not made.
fn inside(error: &(dyn std::error::Error + 'static)) -> FetchError {
    let mut cause = Some(error);
    let mut last = error.to_string();
    while let Some(error) = cause {
        if let Some(Refusal(address)) = error.downcast_ref::<Refusal>() {
            return FetchError::Inside(*address);
        }
        let inner = error
            .downcast_ref::<io::Error>()
            .and_then(|error| error.get_ref())
            .and_then(|inner| inner.downcast_ref::<Refusal>());
        if let Some(Refusal(address)) = inner {
            return FetchError::Inside(*address);
        }
        last = error.to_string();
        cause = error.source();
    }
    FetchError::Connection(last)
}

/// A name that leads inside.
#[derive(Debug, thiserror::Error)]
#[error("{0} is not a public address")]
struct Refusal(IpAddr);

/// Resolves a name and hands out only addresses that may be connected to. One that may not refuses the name: a public
/// site has no address inside.
#[derive(Clone)]
struct Pinned {
    allowed: Arc<[Allowed]>,
    /// Where the connection will go.
    port: u16,
}

impl Service<Name> for Pinned {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (allowed, port) = (Arc::clone(&self.allowed), self.port);
        Box::pin(async move {
            // The port is set by the connector.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match found.iter().find(|found| !may_connect(found.ip(), port, &allowed)) {
                Some(inside) => Err(io::Error::new(io::ErrorKind::PermissionDenied, Refusal(inside.ip()))),
                None => Ok(found.into_iter()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(address: &str) -> String {
        match checked(address, &Rules::default()) {
            Ok(address) => address.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn numbers_in_disguise_are_seen_through() {
        for address in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://127.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://0/",
            "https://[fd00:ec2::254]/",
            "https://[64:ff9b::7f00:1]/",
            "https://10.0.0.1:8443/",
            "https://①②⑦.⓪.⓪.①/",
        ] {
            assert!(check(address).contains("not a public address"), "{address}: {}", check(address));
        }
    }

    #[test]
    fn other_schemes_and_names_in_addresses_are_refused() {
        for address in [
            "http://example.org/",
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://x/",
            "https://user:pass@example.org/",
            "https://",
        ] {
            assert!(checked(address, &Rules::default()).is_err(), "{address}");
        }
        assert_eq!(check("https://example.org/feed"), "https://example.org/feed");
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        // The name of this machine leads to the loopback address, whoever is asked.
        let error = fetch("https://localhost:1/", &Validators::default(), &Rules::default(), 1 << 20)
            .await
            .expect_err("refused");
        assert!(matches!(error, FetchError::Inside(_)), "{error}");
    }

    #[tokio::test]
    async fn a_redirect_that_leads_inside_is_not_followed() {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let mut asked = [0; 1024];
                let _read = socket.read(&mut asked).await;
                let answer = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n";
                let _written = socket.write_all(answer.as_bytes()).await;
            }
        });
        let rules = Rules { allowed: Arc::new(["127.0.0.1".parse().expect("an address")]), http: true };
        let error = fetch(&format!("http://127.0.0.1:{port}/"), &Validators::default(), &rules, 1 << 20)
            .await
            .expect_err("refused");
        assert!(matches!(error, FetchError::Inside(_)), "{error}");
    }
}
