//! The protocol over HTTP: each request by itself, answered with one JSON document. No session is kept and no stream is held
//! open, since every connection here ends within a bounded time.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::server::Assistants;
use crate::shell::Published;
use crate::shell::settings::Door;
use crate::shell::web::{Allowance, DATA_POLICY, Guard, Refused, Serving, without_port};
use crate::words::Words;

type Service = StreamableHttpService<Assistants, NeverSessionManager>;

/// The one address.
const PATH: &str = "/mcp";

/// The routes.
pub(in crate::shell) fn routes(serving: Arc<Serving>) -> Router {
    // Who may ask from where follows from the settings, which change while it runs: see `of_another_site`.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    let own = Arc::clone(&serving);
    let service: Service = StreamableHttpService::new(move || Ok(Assistants(Arc::clone(&own))), Arc::default(), config);
    let own = Arc::clone(&serving);
    let routes = Router::new().route(PATH, any(move |request| answer(Arc::clone(&own), service.clone(), request)));
    let (door, allowance, policy) = (Door::Mcp, Allowance::Requests, DATA_POLICY);
    Guard { serving, door, allowance, policy, refuse }.over(routes)
}

async fn answer(serving: Arc<Serving>, service: Service, request: Request) -> Response {
    if let Some(refusal) = of_another_site(&serving, request.headers()) {
        return (StatusCode::FORBIDDEN, refusal).into_response();
    }
    let (parts, body) = service.handle(request).await.into_parts();
    Response::from_parts(parts, Body::new(body))
}

/// A refusal of the guard in a line.
fn refuse(_: &Published, _: &Words, refused: &Refused) -> Response {
    let (status, said) = match refused {
        Refused::Shut(how) => (StatusCode::FORBIDDEN, format!("{how}\n")),
        Refused::TooOften(_) => (StatusCode::TOO_MANY_REQUESTS, "too many requests\n".to_owned()),
        Refused::Failed => (StatusCode::SERVICE_UNAVAILABLE, "too much to do at present\n".to_owned()),
        Refused::NoPage => (StatusCode::NOT_FOUND, String::new()),
        Refused::NoMethod => (StatusCode::METHOD_NOT_ALLOWED, String::new()),
    };
    (status, said).into_response()
}

/// Why a request is not answered that a page of another site made a browser send. Such a page can give its own name this
/// machine's address, so the name that a request is for must be one that no other site has.
fn of_another_site(serving: &Serving, headers: &HeaderMap) -> Option<String> {
    let published = serving.published();
    let settings = &published.settings;
    let own = settings.web.origin();
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let host = text(header::HOST).unwrap_or_default().to_ascii_lowercase();
    if !is_address(&host) && own.and_then(host_of).as_ref() != Some(&host) {
        return Some(
            "this name is not the archive's: write its address into pullquote.toml, under [web]: address\n".to_owned(),
        );
    }
    match text(header::ORIGIN) {
        Some(origin) if own != Some(origin) && host_of(origin).as_ref() != Some(&host) => {
            Some("pages of other sites may not ask here\n".to_owned())
        }
        _ => None,
    }
}

/// Whether a host is named by its number, or is this machine: no site can take such a name.
fn is_address(host: &str) -> bool {
    match url::Host::parse(without_port(host)) {
        Ok(url::Host::Domain(name)) => name == "localhost",
        Ok(_) => true,
        Err(_) => false,
    }
}

/// The host of an origin, with its port where it has one.
fn host_of(origin: &str) -> Option<String> {
    let origin = url::Url::parse(origin).ok()?;
    let host = origin.host_str()?;
    Some(origin.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_nobodys_name() {
        for own in ["127.0.0.1:8080", "127.0.0.1", "[::1]:80", "[::1]", "localhost:1", "192.168.1.5:8080"] {
            assert!(is_address(own), "{own}");
        }
        for other in ["evil.example", "evil.example:8080", "localhost.evil.example", "", ":", "a b", "127.0.0.1.evil"] {
            assert!(!is_address(other), "{other}");
        }
        assert_eq!(host_of("https://archive.example").as_deref(), Some("archive.example"));
        assert_eq!(host_of("http://127.0.0.1:81").as_deref(), Some("127.0.0.1:81"));
        assert_eq!(host_of("null"), None);
    }
}
