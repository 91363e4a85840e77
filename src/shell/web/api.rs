//! To be filled.

use std::sync::Arc;

use axum::Router;

use super::serving::Serving;

/// The routes.
pub fn routes(_serving: Arc<Serving>) -> Router {
    Router::new()
}
