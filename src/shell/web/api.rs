//! The HTTP API: the machine contract, a request at a time. What is asked stands in the body, and nowhere else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::callers::caller_of;
use super::serving::Serving;
use crate::commands::{Front, RequestError, RequestErrorKind, Table, Value, given, unknown_command};
use crate::engine::receipt::receipted;
use crate::render::openapi::{self, BASE, Facts, LONGEST_BODY, Refusal};
use crate::reply::{Corrected, DiffPart, Excerpt};
use crate::shell::http::Caller;
use crate::shell::published::{Published, Receipted};
use crate::shell::settings::Door;
use crate::words::Words;

/// Whoever waits longer than this for an answer is told to come again.
const PATIENCE: Duration = Duration::from_secs(10);
/// In so many seconds.
const AGAIN: u64 = 2;

/// What every answer says: any site may read it, nobody keeps it, and nothing in it does anything.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after"),
    (header::CACHE_CONTROL, "no-store"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::VARY, "accept-language"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// What is answered to a browser that asks whether a page of another site may ask.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

/// The routes.
pub fn routes(serving: Arc<Serving>) -> Router {
    // A tracker whose command is `complete` is not reached here.
    let api = Router::new()
        .route("/openapi.json", get(document))
        .route("/complete", post(complete))
        .route("/receipts/{code}", get(receipt))
        .route("/{command}", post(run))
        .fallback(|State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>| async move {
            refused(&serving, &asker, Refusal::UnknownPath)
        })
        .method_not_allowed_fallback(
            |State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>| async move {
                refused(&serving, &asker, Refusal::WrongMethod)
            },
        )
        .layer(from_fn_with_state(Arc::clone(&serving), guarded))
        .with_state(serving);
    Router::new().nest(BASE, api)
}

/// Who asks, as far as an answer depends on it.
#[derive(Clone)]
struct Asker {
    /// The address, as a name that leads to nobody.
    name: String,
    /// The languages that it asks for, the best first.
    languages: Vec<String>,
}

/// What holds of every request: whether the door is open, and how often an address may ask.
async fn guarded(State(serving): State<Arc<Serving>>, mut request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        (StatusCode::NO_CONTENT, PREFLIGHT).into_response()
    } else {
        match admitted(&serving, &request) {
            Ok(asker) => {
                request.extensions_mut().insert(asker);
                next.run(request).await
            }
            Err(refusal) => *refusal,
        }
    };
    response.headers_mut().extend(HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    response
}

fn admitted(serving: &Serving, request: &Request) -> Result<Asker, Box<Response>> {
    let (published, headers) = (serving.published(), request.headers());
    let web = &published.settings.web;
    let connection = request.extensions().get::<Caller>().copied();
    let connection = connection.unwrap_or(Caller(std::net::Ipv4Addr::UNSPECIFIED.into()));
    let address = caller_of(headers, connection, web.proxies);
    let asker = Asker { name: serving.callers.name(address), languages: languages(headers) };
    if !serving.admits(Door::Api, headers) {
        let opening = published.settings.publication.doors.check(Door::Api);
        let message = opening.err().map(|how| how.to_string()).unwrap_or_default();
        return Err(Box::new(error(Refusal::DoorShut.status(), Refusal::DoorShut.kind(), &message)));
    }
    match serving.callers.takes(address, web.requests_per_minute, Instant::now()) {
        Ok(()) => Ok(asker),
        Err(wait) => {
            let mut response = refused(serving, &asker, Refusal::TooMany);
            let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            Err(Box::new(response))
        }
    }
}

/// The languages of `Accept-Language`, those that are liked best first.
fn languages(headers: &HeaderMap) -> Vec<String> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|accepted| accepted.to_str().ok());
    let mut all: Vec<(f32, String)> = Vec::new();
    for one in accepted.unwrap_or_default().split(',') {
        let (tag, quality) = one.split_once(";q=").unwrap_or((one, "1"));
        all.push((quality.trim().parse().unwrap_or(0.0), tag.trim().to_owned()));
    }
    all.retain(|(quality, _)| *quality > 0.0);
    all.sort_by(|one, other| other.0.total_cmp(&one.0));
    all.into_iter().map(|(_, tag)| tag).collect()
}

async fn run(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    command: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = unread(&headers, &body) {
        return refused(&serving, &asker, refusal);
    }
    let Ok(Path(command)) = command else { return refused(&serving, &asker, Refusal::UnknownPath) };
    answered(&serving, asker, move |serving, published, words, asker| {
        let began = Instant::now();
        let table = published.table(Front::Api, words);
        let spec = table.command(&command).ok_or_else(|| unknown_command(&table, &command))?;
        let options: Vec<(String, Value)> = given(&table, spec, object(words, &body)?).collect();
        within_bounds(&table, &options)?;
        let mut reply = published.run((Front::Api, words), &command, options)?;
        let mut all_shown = true;
        let excerpts = std::mem::take(&mut reply.excerpts).into_iter();
        reply.excerpts = excerpts
            .map(|excerpt| {
                let (excerpt, shown) = given_out(serving, published, asker, excerpt);
                all_shown &= shown;
                excerpt
            })
            .collect();
        reply.notes.extend((!all_shown).then(|| words.say("discord.shown_enough", &[])));
        reply.took_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        written(words, &reply)
    })
    .await
}

async fn complete(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(refusal) = unread(&headers, &body) {
        return refused(&serving, &asker, refusal);
    }
    answered(&serving, asker, move |_, published, words, _| {
        let asked = object(words, &body)?;
        let text = |name: &str| asked.get(name).and_then(Json::as_str);
        let (Some(command), Some(option)) = (text("command"), text("option")) else {
            return Err(bad_json(words.say("api.no_completion", &[])));
        };
        let partial = text("partial").unwrap_or_default().to_owned();
        let choices = published.complete((Front::Api, words), command, option, partial)?;
        written(words, &json!({"choices": choices}))
    })
    .await
}

async fn receipt(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    code: Result<Path<String>, PathRejection>,
) -> Response {
    let code = code.map(|Path(code)| code).unwrap_or_default();
    answered(&serving, asker, move |serving, published, words, asker| {
        let named = Named::of(published.receipt(&code, Front::Api));
        let Some(excerpt) = named.excerpt else { return written(words, &named) };
        let (excerpt, shown) = given_out(serving, published, asker, excerpt);
        let notes = (!shown).then(|| words.say("discord.shown_enough", &[])).into_iter().collect();
        let diff = named.diff.filter(|_| shown);
        written(words, &Named { excerpt: Some(excerpt), diff, notes, ..named })
    })
    .await
}

async fn document(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>) -> Response {
    answered(&serving, asker, move |_, published, words, _| {
        let settings = &published.settings;
        let facts = Facts {
            name: settings.publication.name.as_deref(),
            origin: settings.web.origin(),
            a_minute: settings.web.requests_per_minute,
            version: env!("CARGO_PKG_VERSION"),
        };
        written(words, &openapi::document(&published.table(Front::Api, words), &facts))
    })
    .await
}

/// What a receipt names.
#[derive(Serialize, Default)]
struct Named {
    outcome: &'static str,
    /// What the words are today.
    excerpt: Option<Excerpt>,
    /// The day of the correction.
    corrected: Option<Date>,
    /// The old words ("asked") and the new ones.
    diff: Option<Vec<DiffPart>>,
    /// The article, where no more may be said.
    article: Option<NamedArticle>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct NamedArticle {
    date: Date,
    title: Option<String>,
    url: Option<String>,
}

impl Named {
    fn of(receipted: Receipted) -> Named {
        let outcome = |outcome| Named { outcome, ..Named::default() };
        match receipted {
            Receipted::Unreadable => outcome("unreadable"),
            Receipted::Unknown => outcome("unknown"),
            Receipted::Closed(date) => {
                Named { article: Some(NamedArticle { date, title: None, url: None }), ..outcome("closed") }
            }
            Receipted::Stands(excerpt) => Named { excerpt: Some(*excerpt), ..outcome("stands") },
            Receipted::Corrected(corrected) => {
                let Corrected { on, diff, now } = *corrected;
                Named { excerpt: now, corrected: Some(on), diff: Some(diff), ..outcome("corrected") }
            }
            Receipted::Replaced { date, title, url } => {
                let article = NamedArticle { date, title: Some(title), url: Some(url) };
                Named { article: Some(article), ..outcome("replaced") }
            }
        }
    }
}

/// The excerpt as this address is given it, with its receipt, and whether that is with its words. An excerpt without
/// words is a slice of none, so that its bytes are its text as ever.
fn given_out(serving: &Serving, published: &Published, asker: &Asker, excerpt: Excerpt) -> (Excerpt, bool) {
    let had_words = !excerpt.text.is_empty();
    let mut excerpt = serving.bounded(published, excerpt, &asker.name);
    let shown = !(had_words && excerpt.text.is_empty());
    if !shown {
        (excerpt.end, excerpt.context) = (excerpt.start, [excerpt.start; 2]);
    }
    (receipted(excerpt, published.settings.web.origin()), shown)
}

/// Refuses pages that are larger or further back than an open server bears.
fn within_bounds(table: &Table, options: &[(String, Value)]) -> Result<(), RequestError> {
    for option in table.paging() {
        let Some((min, max)) = openapi::bounds(option) else { continue };
        let number = |value: &Value| match value {
            Value::Integer(number) => Some(*number),
            Value::Text(typed) => typed.trim().parse().ok(),
            _ => None,
        };
        let own = options.iter().filter(|(name, _)| name == option.name);
        if let Some(given) = own.filter_map(|(_, value)| number(value)).find(|number| *number > max) {
            let fields: [(&str, &dyn std::fmt::Display); 4] =
                [("option", &option.name), ("given", &given), ("min", &min), ("max", &max)];
            let message = table.words().say("request.bad_integer", &fields);
            return Err(RequestError { kind: RequestErrorKind::BadOption, message });
        }
    }
    Ok(())
}

/// Why a body is not read.
fn unread(headers: &HeaderMap, body: &Bytes) -> Option<Refusal> {
    if body.len() > LONGEST_BODY {
        return Some(Refusal::TooLong);
    }
    let said = headers.get(header::CONTENT_TYPE).and_then(|said| said.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim();
    (!body.is_empty() && !essence.eq_ignore_ascii_case("application/json")).then_some(Refusal::NoJson)
}

/// The fields of a body; no body has none.
fn object(words: &Words, body: &[u8]) -> Result<Map<String, Json>, RequestError> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Json::Object(fields)) => Ok(fields),
        Ok(_) => Err(bad_json(words.say("api.no_object", &[]))),
        Err(problem) => Err(bad_json(words.say("api.bad_json", &[("problem", &problem)]))),
    }
}

fn bad_json(message: String) -> RequestError {
    RequestError { kind: RequestErrorKind::BadJson, message }
}

fn written(words: &Words, body: &impl Serialize) -> Result<Vec<u8>, RequestError> {
    let internal = |_| RequestError { kind: RequestErrorKind::Internal, message: words.say("request.internal", &[]) };
    serde_json::to_vec(body).map_err(internal)
}

/// Does the work of an answer when its turn comes, and answers with what it wrote.
async fn answered(
    serving: &Arc<Serving>,
    asker: Asker,
    work: impl FnOnce(&Serving, &Published, &Words, &Asker) -> Result<Vec<u8>, RequestError> + Send + 'static,
) -> Response {
    let (own, waiting) = (Arc::clone(serving), asker.clone());
    let turn = Arc::clone(serving).in_turn(move |published| {
        let words = published.words(asker.languages.iter().map(String::as_str));
        work(&own, published, words, &asker)
    });
    match tokio::time::timeout(PATIENCE, turn).await {
        Ok(Some(Ok(body))) => in_json(StatusCode::OK, body),
        Ok(Some(Err(RequestError { kind, message }))) => error(openapi::status_of(kind), kind, &message),
        Ok(None) | Err(_) => {
            let mut response = refused(serving, &waiting, Refusal::Busy);
            response.headers_mut().insert(header::RETRY_AFTER, AGAIN.into());
            response
        }
    }
}

fn refused(serving: &Serving, asker: &Asker, refusal: Refusal) -> Response {
    let published = serving.published();
    let words = published.words(asker.languages.iter().map(String::as_str));
    error(refusal.status(), refusal.kind(), &refusal.message(words))
}

/// An error as the machine contract writes it.
fn error(status: u16, kind: impl Serialize, message: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    in_json(status, json!({"error": {"kind": kind, "message": message}}).to_string().into_bytes())
}

fn in_json(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
