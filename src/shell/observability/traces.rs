//! Traces, sent to a collector by OpenTelemetry's protocol over HTTP. There are none unless the environment names a collector;
//! how many are kept, when they are sent and what the service is called is set by OpenTelemetry's own variables.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, Response};
use http_body_util::{BodyExt, Full, Limited};
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{HttpClient, HttpError};
use opentelemetry_otlp::{SpanExporter, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::{Builder, Handle, Runtime};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

use super::spans::SPANS;
use crate::shell::environment::variable;
use crate::shell::http::{Client, client};

/// Either of them names a collector.
const ENDPOINTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
const DISABLED: &str = "OTEL_SDK_DISABLED";
const SERVICE: &str = "OTEL_SERVICE_NAME";

/// What is read of a collector's answer, at most.
const ANSWER_BYTES: usize = 64 << 10;
/// A collector is waited for so long.
const PATIENCE: Duration = Duration::from_secs(10);
/// What is left at the end is sent within this time, or not at all.
const LAST: Duration = Duration::from_secs(3);

/// Traces that are sent to a collector.
pub struct Traces {
    provider: SdkTracerProvider,
    /// Where the client runs: the fronts' own runtime ends before the last spans are sent.
    runtime: Runtime,
}

impl Traces {
    /// Those that the environment asks for.
    pub fn of_environment() -> anyhow::Result<Option<Traces>> {
        let is_off = variable(DISABLED).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        if is_off || ENDPOINTS.iter().all(|name| variable(name).is_none()) {
            return Ok(None);
        }
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("traces").enable_all().build()?;
        let sending =
            Sending { client: client(), runtime: runtime.handle().clone(), is_failing: AtomicBool::new(false) };
        let exporter = SpanExporter::builder().with_http().with_http_client(sending).build()?;
        let resource = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let resource = match variable(SERVICE) {
            Some(_) => resource,
            None => resource.with_service_name(env!("CARGO_PKG_NAME")),
        };
        let provider =
            SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource.build()).build();
        Ok(Some(Traces { provider, runtime }))
    }

    /// What turns spans into traces: those of [`SPANS`], and nothing that is logged.
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer(env!("CARGO_PKG_NAME")))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(SPANS, LevelFilter::INFO))
    }

    /// Sends what is left.
    pub fn end(self) {
        // Why it cannot be sent was told when it was tried.
        let _sent = self.provider.shutdown_with_timeout(LAST);
        self.runtime.shutdown_background();
    }
}

/// Sends spans by our own client, whose runtime is another than that of whoever asks for it.
#[derive(Debug)]
struct Sending {
    client: Client,
    runtime: Handle,
    is_failing: AtomicBool,
}

impl HttpClient for Sending {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        let (client, request) = (self.client.clone(), request.map(Full::new));
        let sending = self.runtime.spawn(async move {
            let sent = async {
                let (head, body) = client.request(request).await?.into_parts();
                let body = Limited::new(body, ANSWER_BYTES).collect().await?.to_bytes();
                Ok::<_, HttpError>(Response::from_parts(head, body))
            };
            tokio::time::timeout(PATIENCE, sent).await?
        });
        Box::pin(async move {
            let sent = sending.await?;
            let fault = match &sent {
                Ok(answer) if answer.status().is_success() => None,
                Ok(answer) => Some(format!("the collector answered {}", answer.status().as_u16())),
                Err(_) => Some("the collector cannot be reached".to_owned()),
            };
            // It may be away for long: that is told once.
            if !self.is_failing.swap(fault.is_some(), Relaxed)
                && let Some(fault) = fault
            {
                tracing::warn!("traces are lost: {fault}");
            }
            sent
        })
    }
}
