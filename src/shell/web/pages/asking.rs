//! Forms, and what comes of them. What is asked comes in the body of a request and goes nowhere but to its command.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::asked::{Asked, shown};
use super::refused;
use super::sending::{Named, named, page};
use super::site::Around;
use crate::commands::{CommandSpec, Front, RequestError, RequestErrorKind, Value};
use crate::engine::{Budget, Page};
use crate::render::web::{self, Answered, PICKED};
use crate::reply::Reply;
use crate::shell::published::Published;
use crate::shell::web::guard::{Asker, Refused};
use crate::shell::web::serving::Serving;
use crate::words::Words;

/// The form of a command.
pub(super) async fn form((State(serving), Extension(asker)): Asked, command: Named) -> Response {
    let (published, command) = (serving.published(), named(command));
    let around = Around::of(&published, &asker.words);
    let look = around.look();
    match look.table.command(&command) {
        Some(spec) => page(StatusCode::OK, web::answer(&look, spec, &[], None)),
        None => refused::page(&published, &asker.words, &Refused::NoPage),
    }
}

/// The answer to a form.
pub(super) async fn answer(asked: Asked, command: Named, body: Bytes) -> Response {
    let command = named(command);
    shown(asked, move |serving, published, asker| {
        let around = Around::of(published, &asker.words);
        let spec = around.look().table.command(&command)?;
        asker.requested.is_command(&spec.name);
        let Some(given) = fields(&around, spec, &body) else {
            let error = asker.words.say("web.too_many_fields", &[]);
            return Some(page(StatusCode::BAD_REQUEST, web::answer(&around.look(), spec, &[], Some(Err(&error)))));
        };
        Some(answer_of(serving, published, asker, &around, (spec, given)))
    })
    .await
}

/// What a form gives, the last value of each field; nothing where it gives more than a form of the command has.
fn fields(around: &Around, spec: &CommandSpec, body: &[u8]) -> Option<Vec<(String, String)>> {
    let most = spec.options.len() + around.look().table.paging().len() + [PICKED].len();
    let mut given: Vec<(String, String)> = Vec::new();
    for (at, (name, value)) in url::form_urlencoded::parse(body).enumerate() {
        if at == most {
            return None;
        }
        given.retain(|(own, _)| *own != name);
        given.push((name.into_owned(), value.into_owned()));
    }
    Some(given)
}

fn answer_of(
    serving: &Serving,
    published: &Published,
    asker: &Asker,
    around: &Around,
    (spec, mut given): (&CommandSpec, Vec<(String, String)>),
) -> Response {
    let look = around.look();
    given.retain(|(_, value)| !value.trim().is_empty());
    let words = &asker.words;
    // It stays with what was given, so that further pages are of the same.
    let picked = given.iter().find(|(name, _)| name == PICKED).map(|(_, value)| value.as_str());
    let options = given.iter().filter(|(name, _)| name != PICKED);
    let budget = published.budget();
    let meant = |name: &str, value: &str| meant(published, (words, &budget), spec, name, value);
    let options: Vec<(String, Value)> =
        options.map(|(name, value)| (name.clone(), Value::Text(meant(name, value)))).collect();
    match published.pick((Front::Web, words), &spec.name, options, picked, budget.clone()) {
        Ok(reply) => {
            let mut reply: Reply = web::displayed(reply);
            serving.bound_for_page(published, &mut reply, &asker.name);
            let limit = given.iter().find(|(name, _)| name == "limit").and_then(|(_, value)| value.trim().parse().ok());
            let limit = limit.unwrap_or(Page::DEFAULT_LIMIT);
            let answered = Answered { command: spec, given: &given, reply: &reply, limit };
            page(StatusCode::OK, web::answer(&look, spec, &given, Some(Ok(&answered))))
        }
        Err(RequestError { kind, message }) => {
            let ours = kind == RequestErrorKind::Internal;
            let status = if ours { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::BAD_REQUEST };
            page(status, web::answer(&look, spec, &given, Some(Err(&message))))
        }
    }
}

/// The value of the one completion whose label was typed, or picked, in its place: a number says nothing to a reader.
fn meant(
    published: &Published,
    (words, budget): (&Words, &Budget),
    spec: &CommandSpec,
    option: &str,
    typed: &str,
) -> String {
    let completes = spec.options.iter().any(|own| own.name == option && own.completer.is_some());
    let choices =
        || published.complete_within((Front::Web, words), &spec.name, option, typed.to_owned(), budget.clone());
    let choices = if completes { choices().unwrap_or_default() } else { Vec::new() };
    let mut labelled = choices.into_iter().filter(|choice| choice.label == typed.trim());
    match (labelled.next(), labelled.next()) {
        (Some(only), None) => only.value,
        _ => typed.to_owned(),
    }
}

/// What a field is to be completed with.
#[derive(Deserialize)]
struct Completed {
    command: String,
    option: String,
    partial: String,
}

/// Completions for a field, as JSON.
pub(super) async fn complete((State(serving), Extension(asker)): Asked, body: Bytes) -> Response {
    let Ok(Completed { command, option, partial }) = serde_json::from_slice(&body) else {
        return not_completed(StatusCode::BAD_REQUEST);
    };
    let completed =
        serving.in_turn(move |published| published.complete((Front::Web, &asker.words), &command, &option, partial));
    match completed.await {
        Some(Ok(choices)) => {
            let body = json!({ "choices": choices }).to_string();
            ([(header::CONTENT_TYPE, "application/json")], body).into_response()
        }
        Some(Err(_)) => not_completed(StatusCode::BAD_REQUEST),
        None => not_completed(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn not_completed(status: StatusCode) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain")], "no completion\n").into_response()
}
