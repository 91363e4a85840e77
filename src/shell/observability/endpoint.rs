//! What is served at `--metrics`: counters for Prometheus, and whether the process lives, may be asked, and is well.

use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::http::{StatusCode, header};
use axum::routing::get;
use prometheus_client::encoding::prometheus_text::CONTENT_TYPE;

use super::labelled::labelled;
use super::metrics::Metrics;
use super::readiness::{Readiness, live, told};
use crate::shell::answer::today;

/// A running front, as whoever operates the program looks at it.
pub trait Watched: Send + Sync {
    /// What it needs and does not have; nothing where it has all.
    fn lacks(&self) -> Option<&'static str>;

    /// Whether it is well, and the same in words.
    fn health(&self) -> (bool, String);

    /// Sets what is measured only when it is asked for.
    fn measure<'a>(&'a self, metrics: &'a Metrics) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

    /// What is counted for each of its tenants, with their names.
    fn parts(&self) -> Vec<(String, Arc<Metrics>)> {
        Vec::new()
    }
}

/// What all fronts of the process share for whoever operates it.
#[derive(Clone, Default)]
pub struct Operated {
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Whether the process may be asked.
    pub readiness: Arc<Readiness>,
    // Held only to clone the list, or to add to it.
    fronts: Arc<RwLock<Vec<Arc<dyn Watched>>>>,
}

impl Operated {
    /// This front runs.
    pub fn watch(&self, front: Arc<dyn Watched>) {
        self.fronts.write().unwrap_or_else(PoisonError::into_inner).push(front);
    }

    fn fronts(&self) -> Vec<Arc<dyn Watched>> {
        self.fronts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Why the process should not be asked now, by any of its fronts.
    fn lacks(&self) -> Option<&'static str> {
        self.readiness.lacks().or_else(|| self.fronts().iter().find_map(|front| front.lacks()))
    }

    /// The routes.
    pub fn routes(&self) -> Router {
        let (measured, asked, well) = (self.clone(), self.clone(), self.clone());
        let metrics = move || {
            let operated = measured.clone();
            async move { ([(header::CONTENT_TYPE, CONTENT_TYPE)], operated.exposition().await) }
        };
        let ready = move || {
            let told = told(asked.lacks());
            async move { told }
        };
        let health = move || {
            let told = well.health();
            async move { told }
        };
        Router::new()
            .route("/metrics", get(metrics))
            .route("/healthz", get(health))
            .route("/livez", live())
            .route("/readyz", get(ready))
    }

    async fn exposition(&self) -> String {
        self.metrics.ready(self.lacks().is_none());
        for front in self.fronts() {
            front.measure(&self.metrics).await;
        }
        let parts = self.fronts().into_iter().flat_map(|front| front.parts());
        let parts = parts.map(|(tenant, metrics)| (tenant, metrics.exposition(today())));
        labelled(self.metrics.exposition(today()), parts)
    }

    /// All fronts are well, and what the first one says that is not; of several that are, what the first one says.
    fn health(&self) -> (StatusCode, String) {
        let mut told: Vec<(bool, String)> = self.fronts().iter().map(|front| front.health()).collect();
        told.sort_by_key(|(is_well, _)| *is_well);
        match told.into_iter().next() {
            Some((true, told)) => (StatusCode::OK, told),
            Some((false, told)) => (StatusCode::SERVICE_UNAVAILABLE, told),
            None => (StatusCode::SERVICE_UNAVAILABLE, "no archive is open yet\n".to_owned()),
        }
    }
}
