//! A page as a response, and the part of an address that a route names.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderName, StatusCode};
use axum::response::{Html, IntoResponse, Response};

/// A page with its status.
pub(super) fn page(status: StatusCode, html: String) -> Response {
    (status, Html(html)).into_response()
}

/// A page that search engines may list.
pub(super) fn indexable(html: String) -> Response {
    ([(HeaderName::from_static("x-robots-tag"), "all")], Html(html)).into_response()
}

/// The part of an address that a route names; nothing where it is no text.
pub(super) type Named = Result<Path<String>, PathRejection>;

pub(super) fn named(path: Named) -> String {
    path.map(|Path(name)| name).unwrap_or_default()
}
