//! Assistants, by the Model Context Protocol.

use std::sync::Arc;

use axum::Router;

use super::Locations;
use super::web::Serving;

/// The routes.
pub(super) fn routes(_serving: Arc<Serving>) -> Router {
    Router::new()
}

/// Serves an assistant over standard input and output.
pub(super) fn over_stdio(_at: &Locations) -> anyhow::Result<()> {
    Ok(())
}
