//! The HTTP API: the machine contract, a request at a time. What is asked stands in the body, and nowhere else.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
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

use super::guard::{Allowance, Asker, DATA_POLICY, Guard, Refused};
use super::serving::Serving;
use crate::commands::{Front, RequestError, RequestErrorKind, given, unknown_command};
use crate::engine::receipt::receipted;
use crate::render::openapi::{self, BASE, Facts, LONGEST_BODY, Refusal};
use crate::reply::{Corrected, DiffPart, Excerpt};
use crate::shell::published::{Published, Receipted};
use crate::shell::settings::Door;
use crate::words::Words;

/// Any site may read every answer.
const FOR_ALL_SITES: [(HeaderName, &str); 2] =
    [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::ACCESS_CONTROL_EXPOSE_HEADERS, "retry-after")];

/// What is answered to a browser that asks whether a page of another site may ask.
const PREFLIGHT: [(HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    (header::ACCESS_CONTROL_MAX_AGE, "86400"),
];

/// The routes.
pub fn routes(serving: Arc<Serving>) -> Router {
    let guard =
        |allowance| Guard { serving: Arc::clone(&serving), door: Door::Api, allowance, policy: DATA_POLICY, refuse };
    let answers = Router::new()
        .route("/openapi.json", get(document))
        .route("/receipts/{code}", get(receipt))
        .route("/{command}", post(run))
        .fallback(no_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(Arc::clone(&serving));
    let completions = Router::new()
        .route("/complete", post(complete))
        .method_not_allowed_fallback(wrong_method)
        .with_state(Arc::clone(&serving));
    let api = guard(Allowance::Requests).over(answers).merge(guard(Allowance::Completions).over(completions));
    Router::new().nest(BASE, api.layer(from_fn_with_state(serving, for_all_sites)))
}

/// Lets pages of all sites read the answers where the door is open. While it is shut, what answers whoever runs the program
/// is nothing for the pages that they happen to read.
async fn for_all_sites(State(serving): State<Arc<Serving>>, request: Request, next: Next) -> Response {
    let is_open = serving.published().settings.publication.doors.is_open(Door::Api);
    let is_preflight = is_open && request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    // It passed the guard, and no route has the method: what is there may be asked by a page of another site.
    if is_preflight && response.status() == StatusCode::METHOD_NOT_ALLOWED {
        *response.status_mut() = StatusCode::NO_CONTENT;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().extend(PREFLIGHT.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if is_open {
        headers.extend(FOR_ALL_SITES.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    response
}

/// A refusal of the guard as an error of the contract.
fn refuse(_: &Published, words: &Words, refused: &Refused) -> Response {
    match refused {
        Refused::Shut(how) => error(Refusal::DoorShut.status(), Refusal::DoorShut.kind(), how),
        Refused::TooOften(_) => refusal(words, Refusal::TooMany),
        Refused::NoPage => refusal(words, Refusal::UnknownPath),
        Refused::NoMethod => refusal(words, Refusal::WrongMethod),
        Refused::Failed => refusal(words, Refusal::Busy),
    }
}

fn refusal(words: &Words, refusal: Refusal) -> Response {
    error(refusal.status(), refusal.kind(), &refusal.message(words))
}

async fn no_path(Extension(asker): Extension<Asker>) -> Response {
    refusal(&asker.words, Refusal::UnknownPath)
}

async fn wrong_method(Extension(asker): Extension<Asker>) -> Response {
    refusal(&asker.words, Refusal::WrongMethod)
}

async fn run(
    State(serving): State<Arc<Serving>>,
    Extension(asker): Extension<Asker>,
    command: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Some(unread) = unread(&headers, &body) {
        return refusal(&asker.words, unread);
    }
    let Ok(Path(command)) = command else { return refusal(&asker.words, Refusal::UnknownPath) };
    answered(&serving, asker, move |serving, published, asker| {
        let words = &asker.words;
        let began = Instant::now();
        let table = published.table(Front::Api, words);
        let spec = table.command(&command).ok_or_else(|| unknown_command(&table, &command))?;
        asker.requested.is_command(&spec.name);
        let options = given(&table, spec, object(words, &body)?);
        let mut reply = published.run((Front::Api, words), &command, options)?;
        serving.bound(published, &mut reply, (&asker.name, words));
        reply.excerpts = reply.excerpts.into_iter().map(|excerpt| given_out(published, excerpt)).collect();
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
    if let Some(unread) = unread(&headers, &body) {
        return refusal(&asker.words, unread);
    }
    answered(&serving, asker, move |_, published, asker| {
        let words = &asker.words;
        let mut asked = object(words, &body)?;
        let [command, option, partial] = ["command", "option", "partial"].map(|name| asked.remove(name));
        let (Some(Json::String(command)), Some(Json::String(option)), true) = (command, option, asked.is_empty())
        else {
            return Err(bad_json(words.say("api.no_completion", &[])));
        };
        let partial = match partial {
            None | Some(Json::Null) => String::new(),
            Some(Json::String(typed)) => typed,
            Some(_) => return Err(bad_json(words.say("api.no_completion", &[]))),
        };
        let choices = published.complete((Front::Api, words), &command, &option, partial)?;
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
    answered(&serving, asker, move |serving, published, asker| {
        let words = &asker.words;
        let receipted = serving.bounded_receipt(published, published.receipt(&code, Front::Api), &asker.name);
        let is_all = match &receipted {
            Receipted::Stands(excerpt) => !excerpt.text.is_empty(),
            Receipted::Corrected(corrected) => !corrected.diff.is_empty(),
            _ => true,
        };
        let named = Named::of(receipted);
        let excerpt = named.excerpt.map(|excerpt| given_out(published, excerpt));
        let notes = (!is_all).then(|| words.say("discord.shown_enough", &[])).into_iter().collect();
        written(words, &Named { excerpt, notes, ..named })
    })
    .await
}

async fn document(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>) -> Response {
    answered(&serving, asker, move |_, published, asker| {
        let words = &asker.words;
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
                let Corrected { on, diff, now, .. } = *corrected;
                let diff = (!diff.is_empty()).then_some(diff);
                Named { excerpt: now, corrected: Some(on), diff, ..outcome("corrected") }
            }
            Receipted::Replaced { date, title, url } => {
                let article = NamedArticle { date, title: Some(title), url: Some(url) };
                Named { article: Some(article), ..outcome("replaced") }
            }
        }
    }
}

/// The excerpt with its receipt.
fn given_out(published: &Published, excerpt: Excerpt) -> Excerpt {
    receipted(excerpt.as_data(), published.settings.web.origin())
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
    work: impl FnOnce(&Serving, &Published, &Asker) -> Result<Vec<u8>, RequestError> + Send + 'static,
) -> Response {
    let (own, words) = (Arc::clone(serving), asker.words.clone());
    match Arc::clone(serving).in_turn(move |published| work(&own, published, &asker)).await {
        Some(Ok(body)) => in_json(StatusCode::OK, body),
        Some(Err(RequestError { kind, message })) => error(openapi::status_of(kind), kind, &message),
        None => refuse(&serving.published(), &words, &Refused::Failed),
    }
}

/// An error as the machine contract writes it.
fn error(status: u16, kind: impl Serialize, message: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    in_json(status, json!({"error": {"kind": kind, "message": message}}).to_string().into_bytes())
}

fn in_json(status: StatusCode, body: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}
