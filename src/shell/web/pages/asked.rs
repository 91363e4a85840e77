//! Who asks for a page, and the work that makes it.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use super::refused;
use crate::shell::published::Published;
use crate::shell::web::guard::{Asker, Refused};
use crate::shell::web::serving::Serving;

/// What is served, and who asks.
pub(super) type Asked = (State<Arc<Serving>>, Extension<Asker>);

/// Does the work of a page in its turn; without a page there is none.
pub(super) async fn shown(
    (State(serving), Extension(asker)): Asked,
    work: impl FnOnce(&Serving, &Published, &Asker) -> Option<Response> + Send + 'static,
) -> Response {
    let (own, words) = (Arc::clone(&serving), asker.words.clone());
    match Arc::clone(&serving).in_turn(move |published| work(&own, published, &asker)).await {
        Some(Some(page)) => page,
        Some(None) => refused::page(&serving.published(), &words, &Refused::NoPage),
        None => refused::page(&serving.published(), &words, &Refused::Failed),
    }
}
