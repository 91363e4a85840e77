//! Whether the process lives, and whether it may be asked: two questions, of whoever starts it again and of a balancer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;

/// Whether the process may be asked.
#[derive(Debug, Default)]
pub struct Readiness {
    has_archive: AtomicBool,
    is_ending: AtomicBool,
}

/// What `/livez` and `/readyz` say where all is well.
const LIVES: &str = "ok\n";
const READY: &str = "ready\n";

impl Readiness {
    /// An archive is open.
    pub fn has_archive(&self) {
        self.has_archive.store(true, Relaxed);
    }

    /// The process is about to end: whoever sends requests here should send them elsewhere. Those that come are answered.
    /// Whether any may come: none does before an archive is open.
    pub fn ends(&self) -> bool {
        self.is_ending.store(true, Relaxed);
        self.has_archive.load(Relaxed)
    }

    /// Why the process should not be asked now; nothing where it may be.
    pub fn lacks(&self) -> Option<&'static str> {
        match (self.has_archive.load(Relaxed), self.is_ending.load(Relaxed)) {
            (_, true) => Some("the process is ending"),
            (false, _) => Some("no archive is open yet"),
            (true, false) => None,
        }
    }

    /// The routes, and beside them `/livez` and `/readyz`. While the process is ending, every answer also says that its
    /// connection ends: who keeps connections open opens the next one elsewhere.
    pub fn over(self: &Arc<Self>, routes: Router) -> Router {
        let own = Arc::clone(self);
        let ready = move || {
            let told = told(own.lacks());
            async move { told }
        };
        let probes = Router::new().route("/livez", live()).route("/readyz", get(ready));
        routes.merge(probes).layer(from_fn_with_state(Arc::clone(self), closing))
    }
}

/// The process answers.
pub(super) fn live() -> axum::routing::MethodRouter {
    get(|| async { LIVES })
}

/// What `/readyz` says of what is lacking.
pub(super) fn told(lacks: Option<&str>) -> (StatusCode, String) {
    match lacks {
        None => (StatusCode::OK, READY.to_owned()),
        Some(lack) => (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {lack}\n")),
    }
}

async fn closing(State(readiness): State<Arc<Readiness>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if readiness.is_ending.load(Relaxed) {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}
