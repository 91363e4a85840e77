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

pub use api::refusal;
pub use callers::{Callers, caller_of, without_port};
pub use guard::{Allowance, Asker, DATA_POLICY, Guard, Refused, secure};
pub use serving::{Known, Serving, Timeouts};

/// Whatever is still under way this long after `stop` is left: a supervisor kills what does not end.
const GRACE: Duration = Duration::from_secs(8);

/// What is served, and where.
pub struct Web {
    serving: Arc<Serving>,
    listening: Vec<(TcpListener, Router)>,
}

/// A listener, and the doors behind it.
pub struct BoundSocket {
    /// The listener.
    pub listener: TcpListener,
    /// The doors.
    pub doors: Vec<Door>,
}

/// Listens where the arguments say, unless a door may not be open there.
pub async fn listening(
    arguments: &ServeArguments,
    check: impl Fn(Door, SocketAddr) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<BoundSocket>> {
    let mut listening: Vec<(SocketAddr, BoundSocket)> = Vec::new();
    for (flag, address, door) in [("--web", arguments.web, Door::Web), ("--mcp", arguments.mcp, Door::Mcp)] {
        let Some(address) = address else { continue };
        check(door, address)?;
        let known = listening.iter().position(|(known, _)| *known == address);
        let (_, own) = match known.and_then(|known| listening.get_mut(known)) {
            Some(known) => known,
            None => {
                let Some(listener) = listener(flag, Some(address)).await? else { continue };
                listening.push((address, BoundSocket { listener, doors: Vec::new() }));
                let Some(new) = listening.last_mut() else { continue };
                new
            }
        };
        own.doors.push(door);
        tell_where(own, door);
    }
    Ok(listening.into_iter().map(|(_, own)| own).collect())
}

/// What is served through these doors.
pub fn routes_of(doors: &[Door], serving: &Arc<Serving>) -> Router {
    doors.iter().fold(Router::new(), |known, door| match door {
        Door::Mcp => known.merge(mcp::routes(Arc::clone(serving))),
        _ => known.merge(routes(Arc::clone(serving))),
    })
}

/// Serves at these addresses until `stop` becomes true. The end takes eight seconds at most.
pub async fn listen_all(listening: Vec<(TcpListener, Router)>, stop: watch::Receiver<bool>) {
    let mut ending = stop.clone();
    let mut serving = tokio::task::JoinSet::new();
    for (listener, routes) in listening {
        serving.spawn(listen(listener, routes, Patience::default(), stop.clone()));
    }
    let overdue = async {
        shutdown(&mut ending).await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        () = async { while serving.join_next().await.is_some() {} } => {}
        () = overdue => tracing::warn!("not all that was under way came to its end"),
    }
}

impl Web {
    /// Listens where the arguments say, with the doors that the settings open; none where nothing is asked for.
    pub async fn open(
        arguments: &ServeArguments,
        opened: &Opened,
        at: &Locations,
        operated: &Operated,
    ) -> anyhow::Result<Option<Web>> {
        if arguments.web.is_none() && arguments.mcp.is_none() {
            return Ok(None);
        }
        let serving = Arc::new(Serving::new(opened, at).counted(Arc::clone(&operated.metrics)));
        operated.watch(Arc::clone(&serving) as Arc<dyn Watched>);
        let listening = listening(arguments, |door, address| serving.check(door, address)).await?;
        let listening = listening.into_iter().map(|BoundSocket { listener, doors }| {
            let is_local = listener.local_addr().is_ok_and(|at| at.ip().is_loopback());
            let routes = routes_of(&doors, &serving).merge(health(Arc::clone(&serving)));
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

    /// Runs until `stop` becomes true.
    pub async fn serve(self, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let known = Arc::clone(&self.serving.known);
        let forgetting = tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(60)).await;
                known.forget(Instant::now());
            }
        });
        listen_all(self.listening, stop).await;
        forgetting.abort();
        Ok(())
    }
}

/// Says where a door is open: the port that was taken where any would do.
fn tell_where(own: &BoundSocket, door: Door) {
    let Ok(at) = own.listener.local_addr() else { return };
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
