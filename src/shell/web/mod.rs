//! Pages, receipts and the search box, the HTTP API, and assistants over HTTP: one archive behind them, open to everybody.

mod api;
mod boxed;
mod callers;
mod guard;
mod pages;
mod serving;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::routing::get;
use axum::{Extension, Router};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::arguments::{ServeArguments, listener};
use super::follow::Follows;
use super::http::{Patience, listen};
use super::observability::{Operated, Watched};
use super::settings::Door;
use super::shutdown::shutdown;
use super::{Locations, Opened, mcp};

pub use callers::{Callers, caller_of, without_port};
pub use guard::{Allowance, Asker, DATA_POLICY, Guard, Refused};
pub use serving::{Serving, Timeouts};

/// Whatever is still under way this long after `stop` is left: a supervisor kills what does not end.
const GRACE: Duration = Duration::from_secs(8);

/// What is served, and where.
pub struct Web {
    serving: Arc<Serving>,
    listening: Vec<(TcpListener, Router)>,
}

impl Web {
    /// Listens where the arguments say, with the doors that the settings open; none where nothing is asked for.
    pub async fn open(
        arguments: &ServeArguments,
        opened: &Opened,
        at: &Locations,
        operated: &Operated,
    ) -> anyhow::Result<Option<Web>> {
        let wanted = [("--web", arguments.web, Door::Web), ("--mcp", arguments.mcp, Door::Mcp)];
        let wanted: Vec<(&str, SocketAddr, Door)> =
            wanted.into_iter().filter_map(|(flag, at, door)| Some((flag, at?, door))).collect();
        if wanted.is_empty() {
            return Ok(None);
        }
        let serving = Arc::new(Serving::new(opened, at).counted(Arc::clone(&operated.metrics)));
        operated.watch(Arc::clone(&serving) as Arc<dyn Watched>);
        let mut listening: Vec<(SocketAddr, TcpListener, Router)> = Vec::new();
        for (flag, address, door) in wanted {
            serving.check(door, address)?;
            let routes = match door {
                Door::Mcp => mcp::routes(Arc::clone(&serving)),
                _ => routes(Arc::clone(&serving)),
            };
            match listening.iter_mut().find(|(known, _, _)| *known == address) {
                Some((_, _, known)) => *known = std::mem::take(known).merge(routes),
                None => {
                    let Some(listener) = listener(flag, Some(address)).await? else { continue };
                    listening.push((address, listener, routes.merge(health(Arc::clone(&serving)))));
                }
            }
            tell_where(&listening, address, door);
        }
        let listening = listening.into_iter().map(|(_, listener, routes)| {
            let is_local = listener.local_addr().is_ok_and(|at| at.ip().is_loopback());
            let routes = if is_local { routes.layer(Extension(callers::AtLoopback)) } else { routes };
            (listener, operated.readiness.over(routes))
        });
        let listening = listening.collect();
        Ok(Some(Web { serving, listening }))
    }

    /// What is told when the archive was read again.
    pub fn follower(&self) -> Box<dyn Follows> {
        Box::new(Arc::clone(&self.serving))
    }

    /// Runs until `stop` becomes true. The end takes eight seconds at most.
    pub async fn serve(self, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let mut ending = stop.clone();
        let mut serving = tokio::task::JoinSet::new();
        for (listener, routes) in self.listening {
            serving.spawn(listen(listener, routes, Patience::default(), stop.clone()));
        }
        let callers = Arc::clone(&self.serving);
        let forgetting = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(60)).await;
                callers.callers.forget(Instant::now());
                callers.completing.forget(Instant::now());
                callers.quoted.forget(Instant::now());
            }
        });
        let overdue = async {
            shutdown(&mut ending).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            () = async { while serving.join_next().await.is_some() {} } => {}
            () = overdue => tracing::warn!("not all that was under way came to its end"),
        }
        forgetting.abort();
        Ok(())
    }
}

/// Says where a door is open: the port that was taken where any would do.
fn tell_where(listening: &[(SocketAddr, TcpListener, Router)], address: SocketAddr, door: Door) {
    let bound = listening.iter().find(|(known, _, _)| *known == address);
    let Some(at) = bound.and_then(|(_, listener, _)| listener.local_addr().ok()) else { return };
    match door {
        Door::Mcp => tell!("Assistants are served at http://{at}/mcp"),
        _ => tell!("Pages are served at http://{at}/"),
    }
}

/// All that is served to browsers and over the API.
pub fn routes(serving: Arc<Serving>) -> Router {
    pages::routes(Arc::clone(&serving)).merge(boxed::routes(Arc::clone(&serving))).merge(api::routes(serving))
}

/// Whether what answers holds the corpus as it is: 200, or 503.
fn health(serving: Arc<Serving>) -> Router {
    let say = move || {
        let (is_well, told) = serving.health();
        async move { (if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, told) }
    };
    Router::new().route("/healthz", get(say))
}
