//! The HTTP of a cloud's object store: its requests go through the client that everything here uses, hyper with rustls. The
//! store's own library signs them, repeats what failed for a while, and reads the answers.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as Plain;
use hyper_util::rt::TokioExecutor;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::{ClientConfigKey, ClientOptions};
use tokio::time::{Instant, Sleep};

/// How long a connection may take to stand.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long an answer may take to begin, beside the time for what is sent.
const ANSWERING: Duration = Duration::from_secs(20);
/// What is sent has this many bytes a second, or is given up.
const SLOWEST: u64 = 64 << 10;
/// How long the bytes of an answer may pause.
const PAUSING: Duration = Duration::from_secs(20);

/// Makes clients for a store.
#[derive(Debug)]
pub(super) struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut plain = Plain::new();
        plain.enforce_http(false);
        plain.set_connect_timeout(Some(CONNECTING));
        plain.set_nodelay(true);
        let without_tls = options.get_config_value(&ClientConfigKey::AllowHttp).is_some_and(|value| value == "true");
        let tls = hyper_rustls::HttpsConnectorBuilder::new().with_webpki_roots();
        let tls = if without_tls { tls.https_or_http() } else { tls.https_only() };
        let connector = tls.enable_http1().wrap_connector(plain);
        let client = Client::builder(TokioExecutor::new()).pool_idle_timeout(Duration::from_secs(20)).build(connector);
        Ok(HttpClient::new(Service(client)))
    }
}

#[derive(Debug)]
struct Service(Client<HttpsConnector<Plain>, HttpRequestBody>);

type Called<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for Service {
    // As the trait's macro writes it; it is no dependency of ours.
    fn call<'life0, 'async_trait>(&'life0 self, request: HttpRequest) -> Called<'async_trait>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let sending = Duration::from_secs(request.body().content_length() as u64 / SLOWEST);
            let answered = tokio::time::timeout(ANSWERING + sending, self.0.request(request)).await;
            let late = |_| HttpError::new(HttpErrorKind::Timeout, io::Error::from(io::ErrorKind::TimedOut));
            let (head, body) = answered.map_err(late)?.map_err(failed)?.into_parts();
            Ok(HttpResponse::from_parts(head, HttpResponseBody::new(Paced::new(body))))
        })
    }
}

/// What kind of failure it is: it decides whether the request is repeated.
fn failed(error: hyper_util::client::legacy::Error) -> HttpError {
    let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Interrupted };
    HttpError::new(kind, error)
}

/// A body that ends with an error where its bytes pause too long.
struct Paced {
    body: Incoming,
    patience: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(body: Incoming) -> Paced {
        Paced { body, patience: Box::pin(tokio::time::sleep(PAUSING)) }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = HttpError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, HttpError>>> {
        let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            self.patience.as_mut().reset(Instant::now() + PAUSING);
            return Poll::Ready(frame.map(|frame| frame.map_err(broken)));
        }
        let late = || HttpError::new(HttpErrorKind::Timeout, io::Error::from(io::ErrorKind::TimedOut));
        self.patience.as_mut().poll(context).map(|()| Some(Err(late())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
