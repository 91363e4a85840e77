//! Why there is no answer, as a page.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::sending;
use super::site::Around;
use crate::render::web;
use crate::shell::published::Published;
use crate::shell::web::guard::{Asker, Refused};
use crate::shell::web::serving::Serving;
use crate::words::Words;

/// The page of a refusal.
pub(super) fn page(published: &Published, words: &Words, refused: &Refused) -> Response {
    let say = |key| words.say(key, &[]);
    let (status, heading, about) = match refused {
        Refused::Shut(how) => (StatusCode::FORBIDDEN, say("web.shut"), how.clone()),
        Refused::TooOften(wait) => {
            let about = words.say("web.too_often_about", &[("seconds", &wait.as_secs().max(1))]);
            (StatusCode::TOO_MANY_REQUESTS, say("web.too_often"), about)
        }
        Refused::Failed => (StatusCode::SERVICE_UNAVAILABLE, say("web.failed"), say("web.failed_about")),
        Refused::NoPage => (StatusCode::NOT_FOUND, say("web.no_page"), say("web.no_page_about")),
        Refused::NoMethod => (StatusCode::METHOD_NOT_ALLOWED, say("web.no_method"), String::new()),
    };
    let html = match refused {
        // Whoever is sent away costs as little as can be, and learns nothing of the archive.
        Refused::Shut(_) | Refused::TooOften(_) => web::refusal(words, &heading, &about),
        _ => web::message(&Around::of(published, words).look(), &heading, &about),
    };
    sending::page(status, html)
}

pub(super) async fn no_page(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>) -> Response {
    page(&serving.published(), &asker.words, &Refused::NoPage)
}

pub(super) async fn no_method(State(serving): State<Arc<Serving>>, Extension(asker): Extension<Asker>) -> Response {
    page(&serving.published(), &asker.words, &Refused::NoMethod)
}
