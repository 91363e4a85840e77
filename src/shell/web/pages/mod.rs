//! The pages: their routes, and what each asks of the archive.
//!
//! A command is found under its name. A page of our own has a name that no command can have: a dot in it, or a second part.

mod archive;
mod asked;
mod asking;
mod refused;
mod sending;
mod site;

pub(super) use site::Around;

use std::sync::Arc;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use super::guard::{Allowance, Guard, PAGE_POLICY};
use super::serving::Serving;
use crate::render::web;
use crate::shell::settings::Door;

/// An address of a file says what is in it, so a file is fetched once.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// Only articles are for search engines.
const ROBOTS: &str = "User-agent: *\nAllow: /a/\nAllow: /style.css\nAllow: /icon.svg\nDisallow: /\n";

/// The routes.
pub fn routes(serving: Arc<Serving>) -> Router {
    let guard = |allowance| Guard {
        serving: Arc::clone(&serving),
        door: Door::Web,
        allowance,
        policy: PAGE_POLICY,
        refuse: refused::page,
    };
    let pages = Router::new()
        .route("/", get(archive::home))
        .route("/{command}", get(asking::form).post(asking::answer))
        .route("/a/{id}", get(archive::article))
        .route("/r/{code}", get(archive::receipt))
        .route("/list/{id}", get(archive::list))
        .route("/list/{id}/map.png", get(archive::map))
        .route("/list/{id}/table.csv", get(archive::table))
        .method_not_allowed_fallback(refused::no_method)
        .fallback(refused::no_page)
        .with_state(Arc::clone(&serving));
    let completions = Router::new()
        .route("/complete.json", post(asking::complete))
        .method_not_allowed_fallback(refused::no_method)
        .with_state(Arc::clone(&serving));
    let files = Router::new()
        .route("/style.css", get(|| file("style.css")))
        .route("/page.js", get(|| file("page.js")))
        .route("/icon.svg", get(|| file("icon.svg")))
        .route("/robots.txt", get(|| async { ROBOTS }))
        .method_not_allowed_fallback(refused::no_method)
        .with_state(Arc::clone(&serving));
    let pages = guard(Allowance::Requests).over(pages);
    pages.merge(guard(Allowance::Completions).over(completions)).merge(guard(Allowance::Free).over(files))
}

async fn file(name: &'static str) -> Response {
    match web::asset(name) {
        Some(asset) => {
            ([(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, FOREVER)], asset.text).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
