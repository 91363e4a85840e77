//! Requests over HTTP: each is handed whole to the tenant whose host it names.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_service::Service as _;
use tracing::Instrument as _;

use super::census::{Entry, named};
use super::hosted::Tenants;
use crate::render::openapi::{BASE, Refusal};
use crate::shell::http::Caller;
use crate::shell::observability::Readiness;
use crate::shell::web::{DATA_POLICY, caller_of, refusal, secure};
use crate::words::Words;

/// Closed archives that one address may have opened a minute: each costs more than many requests.
const OPENINGS: u32 = 60;
/// Whoever asks waits so long for an archive to be opened.
const PATIENCE: Duration = Duration::from_secs(10);
/// Whoever could not be answered is told to come again in so many seconds.
const AGAIN: HeaderValue = HeaderValue::from_static("2");

/// The routes of a listener: all are its tenants', but for the health of the program.
pub(super) fn routes(tenants: Arc<Tenants>, nth: usize, readiness: Arc<Readiness>) -> Router {
    // What is said of the program says nothing of who is here.
    let health = get(|| async { "ok\n" });
    Router::new()
        .route("/healthz", health)
        .fallback(move |request| answer(Arc::clone(&tenants), nth, Arc::clone(&readiness), request))
}

async fn answer(tenants: Arc<Tenants>, nth: usize, readiness: Arc<Readiness>, request: Request) -> Response {
    let register = tenants.register();
    let Some(entry) = host_of(&request).and_then(|host| register.at_host(&host)) else { return unknown(&readiness) };
    let tenant = Arc::clone(&entry.tenant);
    if tenant.held().is_none() && !may_have_opened(&tenants, entry, &request) {
        return unopened(entry, &request);
    }
    let Some(open) = tenants.open(&tenant, PATIENCE).await else { return unopened(entry, &request) };
    let Some(mut routes) = open.routes.get(nth).cloned() else { return unknown(&readiness) };
    // It stays open until it has answered: `open` is held.
    match routes.call(request).instrument(tenant.whose.span()).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// The host that a request names; none where it names several. A proxy sends on the one that it was asked for.
fn host_of(request: &Request) -> Option<String> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, others) = (hosts.next()?.to_str().ok()?, hosts.next());
    let in_address = request.uri().authority().is_none_or(|own| named(own.as_str()) == named(host));
    (others.is_none() && in_address).then(|| host.to_owned())
}

fn may_have_opened(tenants: &Tenants, entry: &Entry, request: &Request) -> bool {
    let connection = request.extensions().get::<Caller>().copied().unwrap_or(Caller(Ipv4Addr::UNSPECIFIED.into()));
    let address = caller_of(request.headers(), connection, entry.settings.web.proxies);
    tenants.openers.takes(address, OPENINGS, Instant::now()).is_ok()
}

/// What is said of a host that is nobody's: nothing of who else is here. While the process may not be asked (a replica that
/// does not know yet who is here), a balancer that has not noticed is told to ask elsewhere.
fn unknown(readiness: &Readiness) -> Response {
    let mut response = match readiness.lacks() {
        None => (StatusCode::NOT_FOUND, "404\n").into_response(),
        Some(_) => (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, AGAIN)], "503\n").into_response(),
    };
    secure(response.headers_mut(), DATA_POLICY);
    response
}

/// What is said where the archive cannot be opened now.
fn unopened(entry: &Entry, request: &Request) -> Response {
    let words =
        Words::shipped().iter().find(|own| entry.settings.language.as_deref().is_some_and(|set| own.is_of(set)));
    let words = words.cloned().unwrap_or_else(Words::english);
    let mut response = match request.uri().path().starts_with(BASE) {
        true => refusal(&words, Refusal::Busy),
        false => {
            let said = format!("{}\n", words.say("web.failed_about", &[]));
            (StatusCode::SERVICE_UNAVAILABLE, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], said)
                .into_response()
        }
    };
    response.headers_mut().insert(header::RETRY_AFTER, AGAIN);
    secure(response.headers_mut(), DATA_POLICY);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, hosts: &[&str]) -> Option<String> {
        let mut request = Request::builder().uri(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        host_of(&request.body(axum::body::Body::empty()).expect("a request"))
    }

    #[test]
    fn a_request_names_one_host() {
        assert_eq!(check("/", &["a.example:80"]).as_deref(), Some("a.example:80"));
        assert_eq!(check("http://A.example/", &["a.example:80"]).as_deref(), Some("a.example:80"));
        assert_eq!(check("/", &["a.example", "b.example"]), None);
        assert_eq!(check("http://b.example/", &["a.example"]), None);
        assert_eq!(check("/", &[]), None);
    }
}
