//! The bot, as whoever operates the program looks at it.

use std::pin::Pin;

use super::health::HealthReport;
use super::state::State;
use crate::shell::observability::{Metrics, Watched};

impl Watched for State {
    fn lacks(&self) -> Option<&'static str> {
        (!self.standing().connected).then_some("the gateway is not connected")
    }

    fn health(&self) -> (bool, String) {
        let standing: HealthReport = self.standing();
        (standing.is_well(), standing.told())
    }

    fn measure<'a>(&'a self, metrics: &'a Metrics) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(async move {
            metrics.connected(self.standing().connected);
            measure_outbox(self, metrics).await;
        })
    }
}

/// Measures what the desk is still to send.
pub async fn measure_outbox(state: &State, metrics: &Metrics) {
    let Some(desk) = state.desk() else { return };
    match desk.backlog(jiff::Timestamp::now().as_second()).await {
        Ok(backlog) => metrics.outbox(backlog.rows, backlog.oldest_due),
        Err(error) => tracing::warn!(%error, "the outbox cannot be counted"),
    }
}
