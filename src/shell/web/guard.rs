//! What every request passes before its route, and every response behind it: doors, limits, a time-out, and headers that
//! let a page do nothing but what it is for. Nothing of what is asked is written down here.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tracing::Instrument as _;

use super::callers::caller_of;
use super::serving::Serving;
use crate::shell::http::Caller;
use crate::shell::observability::Requested;
use crate::shell::published::Published;
use crate::shell::settings::Door;
use crate::words::Words;

/// What a page may load and do: what this server has, and nothing else.
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                               connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What an answer for programs may do in a browser.
pub const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Whoever could not be answered is told to come again in so many seconds.
const AGAIN: u64 = 2;

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The settings keep the door shut; how it is opened.
    Shut(String),
    /// The address asks too often; how long to wait.
    TooOften(Duration),
    /// It took too long, or a fault of ours ended it.
    Failed,
    /// Nothing is there.
    NoPage,
    /// What is there cannot be done so.
    NoMethod,
}

/// A refusal as the users of a door read it.
pub type Refuse = fn(&Published, &Words, &Refused) -> Response;

/// Of which allowance of an address a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// That of the settings.
    Requests,
    /// Completions, of which a form asks for many.
    Completions,
    /// None: it costs nothing.
    Free,
}

impl Allowance {
    /// What a request is counted as that names no command.
    fn asks_for(self) -> &'static str {
        match self {
            Allowance::Requests => "other",
            Allowance::Completions => "completion",
            Allowance::Free => "file",
        }
    }
}

/// Completions that an address gets for each request.
const COMPLETIONS: u32 = 5;

/// Who asks, as far as anything behind the guard may know: an extension of each request.
#[derive(Debug, Clone)]
pub struct Asker {
    /// A name that leads nobody back to the address.
    pub name: String,
    /// The catalogue that they are answered in.
    pub words: Words,
    /// What is counted of the request.
    pub requested: Requested,
}

/// What stands before the routes of a door.
#[derive(Clone)]
pub struct Guard {
    /// What is served.
    pub serving: Arc<Serving>,
    /// The door.
    pub door: Door,
    /// What is counted.
    pub allowance: Allowance,
    /// The content security policy.
    pub policy: &'static str,
    /// How a refusal is said.
    pub refuse: Refuse,
}

impl Guard {
    /// The routes behind it.
    pub fn over(self, routes: Router) -> Router {
        routes.layer(from_fn_with_state(self, pass))
    }

    fn allow(
        &self,
        published: &Published,
        words: Words,
        request: &Request,
        requested: &Requested,
    ) -> Result<Asker, Refused> {
        let (headers, settings) = (request.headers(), &published.settings);
        if !self.serving.admits(self.door, headers, request.extensions()) {
            let how = settings.publication.doors.check(self.door).err();
            return Err(Refused::Shut(how.map(|how| how.to_string()).unwrap_or_default()));
        }
        let connection = request.extensions().get::<Caller>().copied();
        let connection = connection.unwrap_or(Caller(std::net::Ipv4Addr::UNSPECIFIED.into()));
        let address = caller_of(headers, connection, settings.web.proxies);
        let a_minute = settings.web.requests_per_minute;
        let taken = match self.allowance {
            Allowance::Requests => self.serving.callers.takes(address, a_minute, Instant::now()),
            Allowance::Completions => {
                self.serving.completing.takes(address, a_minute.saturating_mul(COMPLETIONS), Instant::now())
            }
            Allowance::Free => Ok(()),
        };
        taken.map_err(Refused::TooOften)?;
        Ok(Asker { name: self.serving.callers.name(address), words, requested: requested.clone() })
    }
}

async fn pass(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let requested = Requested::begin(&guard.serving.metrics, guard.door.name(), guard.allowance.asks_for());
    let response = answered(&guard, request, next, &requested).instrument(requested.span().clone()).await;
    requested.end_with(response.status().as_u16());
    response
}

async fn answered(guard: &Guard, mut request: Request, next: Next, requested: &Requested) -> Response {
    let published = guard.serving.published();
    let words = words_of(&published, request.headers());
    let mut response = match guard.allow(&published, words.clone(), &request, requested) {
        Ok(asker) => {
            request.extensions_mut().insert(asker);
            let answered = tokio::time::timeout(guard.serving.timeouts.turn, next.run(request)).await;
            answered.unwrap_or_else(|_| (guard.refuse)(&published, &words, &Refused::Failed))
        }
        Err(refused) => {
            let mut response = (guard.refuse)(&published, &words, &refused);
            if let Refused::TooOften(wait) = refused {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
            }
            response
        }
    };
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(AGAIN.into());
    }
    secure(response.headers_mut(), guard.policy);
    response
}

/// Sets what the route did not set itself.
pub fn secure(headers: &mut HeaderMap, policy: &'static str) {
    let own = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in own {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// The catalogue of the first language that is asked for and there.
pub fn words_of(published: &Published, headers: &HeaderMap) -> Words {
    let asked = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let mut tags: Vec<(&str, f32)> = asked.flat_map(|value| value.split(',')).map(weighed).collect();
    tags.retain(|(_, weight)| *weight > 0.0);
    tags.sort_by(|one, other| other.1.total_cmp(&one.1));
    published.words(tags.into_iter().map(|(tag, _)| tag)).clone()
}

/// A language with its weight: `es;q=0.8`.
fn weighed(part: &str) -> (&str, f32) {
    let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
    let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok());
    (tag.trim(), weight.unwrap_or(1.0))
}
