//! The search box on the newsletter's own pages: its script, the page of its frame, and its answers, for the sites that the
//! settings name.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use maud::Markup;

use super::callers::caller_of;
use super::serving::Serving;
use crate::commands::{Front, Value};
use crate::render::web::boxed;
use crate::shell::http::Caller;
use crate::shell::published::Published;
use crate::shell::settings::{Door, Web};
use crate::words::Words;

/// The script and its style may be kept so long, in seconds.
const KEPT: &str = "public, max-age=3600";

/// The routes.
pub fn routes(serving: Arc<Serving>) -> Router {
    Router::new()
        .route("/box", get(frame).merge(post(ask)))
        .route("/box.js", get(script))
        .route("/box.css", get(style))
        .with_state(serving)
}

async fn script(State(serving): State<Arc<Serving>>, headers: HeaderMap) -> Response {
    if let Some(refused) = shut(&serving, &headers) {
        return refused;
    }
    let published = serving.published();
    asset("text/javascript; charset=utf-8", boxed::script(words(&published, &headers)))
}

async fn style(State(serving): State<Arc<Serving>>, headers: HeaderMap) -> Response {
    shut(&serving, &headers).unwrap_or_else(|| asset("text/css; charset=utf-8", boxed::STYLE.to_owned()))
}

/// What any page may load: it holds nothing of the archive.
fn asset(kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, KEPT),
        (header::VARY, "accept-language"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, text).into_response()
}

async fn frame(State(serving): State<Arc<Serving>>, headers: HeaderMap) -> Response {
    if let Some(refused) = shut(&serving, &headers) {
        return refused;
    }
    let published = serving.published();
    let sites: String =
        published.settings.web.sites.iter().filter_map(|site| origin(site)).map(|site| format!(" {site}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'self'{sites}"
    );
    page(StatusCode::OK, &policy, boxed::frame(words(&published, &headers)))
}

/// Answers the box: any command of the pages, with its options as a form sends them.
async fn ask(
    State(serving): State<Arc<Serving>>,
    Extension(connection): Extension<Caller>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refused) = shut(&serving, &headers) {
        return refused;
    }
    let published = serving.published();
    let settings = &published.settings.web;
    let Ok(site) = asking_site(settings, &headers) else {
        let refused = boxed::failure(&words(&published, &headers).say("box.refused", &[]));
        return fragment(StatusCode::FORBIDDEN, None, refused);
    };
    let address = caller_of(&headers, connection, settings.proxies);
    if let Err(wait) = serving.callers.takes(address, settings.requests_per_minute, Instant::now()) {
        let seconds = wait.as_secs() + 1;
        let said = words(&published, &headers).say("box.too_many", &[("seconds", &seconds)]);
        let mut answer = fragment(StatusCode::TOO_MANY_REQUESTS, site, boxed::failure(&said));
        answer.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        return answer;
    }
    let caller = serving.callers.name(address);
    let (own, asked) = (Arc::clone(&serving), headers.clone());
    let answered = Arc::clone(&serving).in_turn(move |published| answer(&own, published, &caller, &asked, &body)).await;
    let (status, shown) = answered.unwrap_or_else(|| {
        let failed = words(&published, &headers).say("box.failed", &[]);
        (StatusCode::SERVICE_UNAVAILABLE, boxed::failure(&failed))
    });
    fragment(status, site, shown)
}

fn answer(
    serving: &Serving,
    published: &Published,
    caller: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> (StatusCode, Markup) {
    let words = words(published, headers);
    let (mut command, mut options) = ("ask".to_owned(), Vec::new());
    for (name, value) in url::form_urlencoded::parse(body) {
        match name.as_ref() {
            "command" => command = value.into_owned(),
            _ => options.push((name.into_owned(), Value::Text(value.into_owned()))),
        }
    }
    match published.run((Front::Web, words), &command, options) {
        Ok(mut reply) => {
            let chosen = boxed::chosen(&mut reply);
            reply.excerpts = chosen.into_iter().map(|excerpt| serving.bounded(published, excerpt, caller)).collect();
            let table = published.table(Front::Web, words);
            let picks = table.command(reply.routed.as_ref().unwrap_or(&reply.command));
            let option = picks.and_then(|spec| Some((spec.name.as_str(), spec.leading_option()?.name)));
            (StatusCode::OK, boxed::answer(&reply, option, words))
        }
        Err(error) => (StatusCode::BAD_REQUEST, boxed::failure(&error.message)),
    }
}

/// The refusal of a door that is shut.
fn shut(serving: &Serving, headers: &HeaderMap) -> Option<Response> {
    let why = || serving.published().settings.publication.doors.check(Door::Web).err();
    let why = if serving.admits(Door::Web, headers) { None } else { why() };
    why.map(|why| (StatusCode::FORBIDDEN, format!("{why}\n")).into_response())
}

/// The site whose page asks, as the answer must name it; none where a page of the archive's own asks, or no page. An error
/// where a page asks that may not.
fn asking_site<'a>(settings: &Web, headers: &'a HeaderMap) -> Result<Option<&'a HeaderValue>, ()> {
    let Some(value) = headers.get(header::ORIGIN) else { return Ok(None) };
    let asking = value.to_str().ok().and_then(origin).ok_or(())?;
    if settings.sites.iter().any(|site| origin(site).as_ref() == Some(&asking)) {
        return Ok(Some(value));
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let is_own = settings.address.as_deref().and_then(origin).as_ref() == Some(&asking)
        || host.is_some_and(|host| asking.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host)));
    if is_own { Ok(None) } else { Err(()) }
}

/// An address's origin, as browsers write it.
fn origin(address: &str) -> Option<String> {
    let origin = url::Url::parse(address).ok()?.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

fn words<'a>(published: &'a Published, headers: &'a HeaderMap) -> &'a Words {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Browsers name the languages in the order of liking.
    published.words(accepted.split(',').map(|one| one.split(';').next().unwrap_or_default().trim()))
}

/// A part of a page, for the script alone.
fn fragment(status: StatusCode, site: Option<&HeaderValue>, shown: Markup) -> Response {
    let mut answer = page(status, "default-src 'none'; frame-ancestors 'none'", shown);
    let headers = answer.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin, accept-language"));
    if let Some(site) = site {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, site.clone());
    }
    answer
}

fn page(status: StatusCode, policy: &str, shown: Markup) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    (status, headers, shown.into_string()).into_response()
}
