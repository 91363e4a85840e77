//! The search box on the newsletter's own pages: its script, the page of its frame, and its answers, for the sites that the
//! settings name.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use maud::Markup;

use super::guard::{Allowance, Asker, Guard, Refused, secure, words_of};
use super::pages::Around;
use super::serving::Serving;
use crate::commands::{Front, Value};
use crate::render::web::boxed;
use crate::shell::published::Published;
use crate::shell::settings::{Door, Web};
use crate::words::Words;

/// The script and its style may be kept so long: they change with the program.
const KEPT: &str = "public, max-age=3600";

/// What an answer may load and do, were it looked at as a page: nothing.
const ANSWER_POLICY: &str = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The routes.
pub fn routes(serving: Arc<Serving>) -> Router {
    let guard = |allowance| Guard {
        serving: Arc::clone(&serving),
        door: Door::Web,
        allowance,
        policy: ANSWER_POLICY,
        refuse: refused,
    };
    let files = Router::new()
        .route("/box", get(frame))
        .route("/box.js", get(script))
        .route("/box.css", get(|| async { file("text/css; charset=utf-8", boxed::STYLE.to_owned()) }))
        .with_state(Arc::clone(&serving));
    let answers = Router::new().route("/box", post(ask)).with_state(Arc::clone(&serving));
    let answers = guard(Allowance::Requests).over(answers).layer(from_fn_with_state(serving.clone(), for_sites));
    guard(Allowance::Free).over(files).merge(answers)
}

async fn script(Extension(asker): Extension<Asker>) -> Response {
    file("text/javascript; charset=utf-8", boxed::script(&asker.words))
}

/// What any page may load: it holds nothing of the archive.
fn file(kind: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, KEPT),
        (header::VARY, "accept-language"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    (headers, text).into_response()
}

async fn frame(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>) -> Response {
    let published = serving.published();
    let sites: String =
        published.settings.web.sites.iter().filter_map(|site| origin(site)).map(|site| format!(" {site}")).collect();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'self'{sites}"
    );
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(boxed::frame(&asker.words).into_string())).into_response()
}

/// Answers the box: any command of the pages, with its options as a form sends them.
async fn ask(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>, body: Bytes) -> Response {
    let (bounding, reader) = (Arc::clone(&serving), asker.clone());
    let answered = Arc::clone(&serving).in_turn(move |published| answer(&bounding, published, &reader, &body)).await;
    let (status, shown) = answered
        .unwrap_or_else(|| (StatusCode::SERVICE_UNAVAILABLE, boxed::failure(&asker.words.say("box.failed", &[]))));
    fragment(status, shown)
}

fn answer(serving: &Serving, published: &Published, asker: &Asker, body: &[u8]) -> (StatusCode, Markup) {
    let (mut command, mut options) = ("ask".to_owned(), Vec::new());
    for (name, value) in url::form_urlencoded::parse(body) {
        match name.as_ref() {
            "command" => command = value.into_owned(),
            _ => options.push((name.into_owned(), Value::Text(value.into_owned()))),
        }
    }
    match published.run((Front::Web, &asker.words), &command, options) {
        Ok(mut reply) => {
            asker.requested.is_command(&reply.command);
            // Only what is shown counts as shown.
            reply.excerpts = boxed::chosen(&mut reply);
            serving.bound_for_page(published, &mut reply, &asker.name);
            (StatusCode::OK, boxed::answer(&Around::of(published, &asker.words).look(), &reply))
        }
        Err(error) => (StatusCode::BAD_REQUEST, boxed::failure(&error.message)),
    }
}

/// Answers pages of the sites that the settings name, and tells their browsers that they may read it; of other sites none.
async fn for_sites(State(serving): State<Arc<Serving>>, request: Request, next: Next) -> Response {
    let published = serving.published();
    let mut answer = match asking_site(&published.settings.web, request.headers()) {
        Ok(site) => {
            let mut answer = next.run(request).await;
            if let Some(site) = site {
                answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, site);
            }
            answer
        }
        Err(()) => {
            let said = words_of(&published, request.headers()).say("box.refused", &[]);
            let mut answer = fragment(StatusCode::FORBIDDEN, boxed::failure(&said));
            secure(answer.headers_mut(), ANSWER_POLICY);
            answer
        }
    };
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("origin, accept-language"));
    answer
}

/// The site whose page asks, as the answer must name it; none where a page of the archive's own asks, or no page. An error
/// where a page asks that may not.
fn asking_site(settings: &Web, headers: &HeaderMap) -> Result<Option<HeaderValue>, ()> {
    let Some(value) = headers.get(header::ORIGIN) else { return Ok(None) };
    let asking = value.to_str().ok().and_then(origin).ok_or(())?;
    if settings.sites.iter().any(|site| origin(site).as_ref() == Some(&asking)) {
        return Ok(Some(value.clone()));
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

/// A refusal as the box shows it.
fn refused(_: &Published, words: &Words, refused: &Refused) -> Response {
    let (status, said) = match refused {
        Refused::Shut(how) => (StatusCode::FORBIDDEN, how.clone()),
        Refused::TooOften(wait) => {
            let said = words.say("web.too_often_about", &[("seconds", &wait.as_secs().max(1))]);
            (StatusCode::TOO_MANY_REQUESTS, said)
        }
        Refused::Failed => (StatusCode::SERVICE_UNAVAILABLE, words.say("box.failed", &[])),
        Refused::NoPage => (StatusCode::NOT_FOUND, words.say("web.no_page", &[])),
        Refused::NoMethod => (StatusCode::METHOD_NOT_ALLOWED, words.say("web.no_method", &[])),
    };
    fragment(status, boxed::failure(&said))
}

/// A part of a page, for the script alone.
fn fragment(status: StatusCode, shown: Markup) -> Response {
    (status, Html(shown.into_string())).into_response()
}
