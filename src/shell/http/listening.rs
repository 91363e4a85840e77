//! An HTTP server that unfinished requests do not stop: connections are bounded in number, and each phase of a request
//! in time.
//!
//! `axum::serve` has neither bound: whoever opens connections and sends half a request on each takes all descriptors.

use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::JoinSet;
use tower_service::Service;

use super::seats::{Patience, Phase, Seats, Welcome};
use crate::shell::shutdown::shutdown;

/// What a request weighs, at most: attachments of an interaction are not in it.
const BODY_BYTES: usize = 1 << 20;
/// After a connection that could not be taken, for want of descriptors for example.
const BREATH: Duration = Duration::from_millis(50);

/// Who is at the other end of a connection, as an extension of each of its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub IpAddr);

/// What all connections of a server share.
struct Server {
    routes: Router,
    patience: Patience,
    began: Instant,
    // Locked for a few instructions only.
    seats: Mutex<Seats<oneshot::Sender<()>>>,
    /// Told whenever a connection is gone or answered.
    room: Notify,
}

/// Serves until `stop` becomes true and every connection is gone.
pub async fn listen(listener: TcpListener, routes: Router, patience: Patience, mut stop: watch::Receiver<bool>) {
    let patience = Patience { connections: patience.connections.min(half_of_all_descriptors()), ..patience };
    let server = Arc::new(Server {
        routes,
        patience,
        began: Instant::now(),
        seats: Mutex::new(Seats::new(patience)),
        room: Notify::new(),
    });
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let (stream, caller) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, from)) => (stream, Caller(from.ip())),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            },
            () = shutdown(&mut stop) => break,
        };
        let (number, ended) = tokio::select! {
            seat = server.seat() => seat,
            () = shutdown(&mut stop) => break,
        };
        let (server, stop) = (Arc::clone(&server), stop.clone());
        connections.spawn(async move { server.connection(stream, caller, number, ended, stop).await });
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// The index, the corpus and the connections to Discord need descriptors, too.
fn half_of_all_descriptors() -> usize {
    let (soft, _) = rlimit::Resource::NOFILE.get().unwrap_or((1_024, 1_024));
    usize::try_from(soft / 2).unwrap_or(usize::MAX)
}

impl Server {
    fn with_seats<T>(&self, act: impl FnOnce(&mut Seats<oneshot::Sender<()>>, Duration) -> T) -> T {
        act(&mut self.seats.lock().unwrap_or_else(PoisonError::into_inner), self.began.elapsed())
    }

    fn turns(&self, number: u64, phase: Phase) {
        self.with_seats(|seats, now| seats.turns(number, phase, now));
    }

    fn sent(&self, number: u64) {
        if self.with_seats(|seats, now| seats.sent(number, now)) {
            self.room.notify_one();
        }
    }

    /// A seat for a connection, once there is one: its number, and what tells that it must go.
    async fn seat(&self) -> (u64, oneshot::Receiver<()>) {
        loop {
            let (end, ended) = oneshot::channel();
            match self.with_seats(|seats, now| seats.welcome(now, end)) {
                Welcome::Free(number) => return (number, ended),
                Welcome::Instead(number, other) => {
                    // It may have gone by itself.
                    let _gone = other.send(());
                    return (number, ended);
                }
                Welcome::Full => self.room.notified().await,
            }
        }
    }

    async fn connection(
        self: Arc<Self>,
        stream: TcpStream,
        caller: Caller,
        number: u64,
        mut ended: oneshot::Receiver<()>,
        mut stop: watch::Receiver<bool>,
    ) {
        let io = TokioIo::new(Heard { stream, server: Arc::clone(&self), number });
        let service = hyper::service::service_fn(|request| self.answer(number, caller, request));
        // Time is kept by the seats: hyper's own limit on heads counts the time between requests, too.
        let mut builder = hyper::server::conn::http1::Builder::new();
        let mut serving = pin!(builder.header_read_timeout(None).serve_connection(io, service));
        let Patience { head, body, send, idle, .. } = self.patience;
        let look = (head.min(body).min(send).min(idle) / 4).max(Duration::from_millis(5));
        let mut ending = false;
        loop {
            tokio::select! {
                // An error is the caller's: it broke off, or sent what is no HTTP.
                _served = serving.as_mut() => break,
                _ = &mut ended => break,
                () = tokio::time::sleep(look) => {
                    if self.with_seats(|seats, now| seats.is_over(number, now)) {
                        break;
                    }
                }
                () = shutdown(&mut stop), if !ending => {
                    ending = true;
                    serving.as_mut().graceful_shutdown();
                }
            }
        }
        self.with_seats(|seats, _| seats.leave(number));
        self.room.notify_one();
    }

    /// Answers one request, once it is whole.
    async fn answer(
        &self,
        number: u64,
        caller: Caller,
        request: Request<Incoming>,
    ) -> Result<Response, std::convert::Infallible> {
        self.turns(number, Phase::Body);
        let (mut head, body) = request.into_parts();
        head.extensions.insert(caller);
        let answer = match Limited::new(body, BODY_BYTES).collect().await {
            Ok(whole) => {
                self.turns(number, Phase::Answering);
                self.routes.clone().call(Request::from_parts(head, Body::from(whole.to_bytes()))).await?
            }
            Err(error) if error.is::<LengthLimitError>() => refusal(StatusCode::PAYLOAD_TOO_LARGE),
            Err(_) => refusal(StatusCode::BAD_REQUEST),
        };
        self.turns(number, Phase::Sending);
        Ok(answer)
    }
}

/// Refused without having been read to its end, so nothing can follow on the same connection.
fn refusal(status: StatusCode) -> Response {
    (status, [(header::CONNECTION, "close")], Bytes::new()).into_response()
}

/// A connection that says when something came, and when what is to go went.
struct Heard {
    stream: TcpStream,
    server: Arc<Server>,
    number: u64,
}

impl AsyncRead for Heard {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, into);
        if into.filled().len() > before {
            self.server.with_seats(|seats, now| seats.heard(self.number, now));
        }
        read
    }
}

impl AsyncWrite for Heard {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        let progress = matches!(written, Poll::Ready(Ok(some)) if some > 0);
        self.server.with_seats(|seats, now| seats.sends(self.number, progress, now));
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if matches!(flushed, Poll::Ready(Ok(()))) {
            self.server.sent(self.number);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
