//! What is counted and measured, in the words of Prometheus. A label is one of few words that the program knows: none can
//! hold a word of a question, the id of a person, or an address.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::civil::Date;
use prometheus_client::encoding::{EncodeLabelSet, prometheus_text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry};

use crate::shell::freshness::Freshness;

/// Upper bounds of the times that an answer takes, in seconds.
const ANSWER: [f64; 7] = [0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 2.5];
/// The same of a request over any front, of which the slowest are given up after ten seconds.
const REQUEST: [f64; 9] = [0.001, 0.005, 0.02, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What every name begins with.
pub const PREFIX: &str = "pullquote";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    front: &'static str,
    command: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Ended {
    front: &'static str,
    command: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Queued {
    queue: &'static str,
}

/// The labels of a gauge that is not shown before it was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Unlabelled {}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// Where answers wait for their turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Discord's.
    Discord,
    /// That of pages, the HTTP API and assistants.
    Http,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With an answer, be it that nothing was found.
    Answered,
    /// It asked for what is not there, or too often, or at a shut door.
    Refused,
    /// By a fault of ours, or because too much was to be done.
    Failed,
}

impl Ending {
    /// As a label and as a field of a span.
    pub fn name(self) -> &'static str {
        match self {
            Ending::Answered => "answered",
            Ending::Refused => "refused",
            Ending::Failed => "failed",
        }
    }
}

/// A gauge that is not shown before it was set.
type Optional = Family<Unlabelled, Gauge>;

/// What is counted and measured since the process began.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    interactions_received: Counter,
    interactions_answered: Counter,
    failures: Counter,
    requests_refused: Counter,
    answer_seconds: Histogram,
    requests: Family<Ended, Counter>,
    request_seconds: Family<Asked, Histogram, fn() -> Histogram>,
    waiting: Family<Queued, Gauge>,
    running: Family<Queued, Gauge>,
    connected: Optional,
    archive_fresh: Optional,
    newest_article_age: Optional,
    archive_age: Optional,
    archive_articles: Optional,
    archive_generation: Optional,
    published_generation: Optional,
    newest_generation: Optional,
    published_looked: Optional,
    outbox_rows: Optional,
    outbox_oldest_due: Optional,
    open_bytes: Optional,
    ready: Gauge,
    // Locked for a few instructions only.
    archive: Mutex<Option<ArchiveFacts>>,
    // The same, of a replica.
    followed: Mutex<Option<Arc<Freshness>>>,
}

/// What is known of the archive that answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveFacts {
    /// When it was opened.
    pub opened: Instant,
    /// The day of its newest article.
    pub newest: Option<Date>,
    /// How many articles it holds.
    pub articles: u64,
    /// The generation of the index that it was opened from.
    pub generation: Option<u64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let metrics = Metrics {
            interactions_received: kept(&mut registry, "interactions_received", "Interactions that came"),
            interactions_answered: kept(
                &mut registry,
                "interactions_answered",
                "Interactions whose answer Discord took through its callback",
            ),
            failures: kept(&mut registry, "failures", "Answers that failed"),
            requests_refused: kept(
                &mut registry,
                "requests_refused",
                "HTTP requests that were not signed or came twice",
            ),
            answer_seconds: registered(
                &mut registry,
                ("answer_seconds", "Time to an answer in Discord"),
                Histogram::new(ANSWER),
            ),
            requests: kept(&mut registry, "requests", "Requests by front, command and outcome"),
            request_seconds: registered(
                &mut registry,
                ("request_seconds", "Time that a request took, by front and command"),
                Family::new_with_constructor(|| Histogram::new(REQUEST)),
            ),
            waiting: kept(&mut registry, "answers_waiting", "Answers that wait for their turn"),
            running: kept(&mut registry, "answers_running", "Answers that are being worked on"),
            connected: kept(&mut registry, "connected", "Whether every connection to the gateway is live"),
            archive_fresh: kept(&mut registry, "archive_fresh", "Whether what answers holds the corpus as it is"),
            newest_article_age: kept(
                &mut registry,
                "newest_article_age_seconds",
                "Age of the newest article, by whole days",
            ),
            archive_age: kept(&mut registry, "archive_age_seconds", "Time since the archive that answers was opened"),
            archive_articles: kept(&mut registry, "archive_articles", "Articles that the archive holds"),
            archive_generation: kept(&mut registry, "archive_generation", "Generation of the index that answers"),
            published_generation: kept(
                &mut registry,
                "published_generation",
                "Published generation that a replica serves; 0 where nothing was pulled yet",
            ),
            newest_generation: kept(
                &mut registry,
                "newest_generation",
                "Newest published generation that a replica knows of",
            ),
            published_looked: kept(
                &mut registry,
                "published_looked_seconds",
                "Time since a replica last looked at what is published without a failure",
            ),
            outbox_rows: kept(&mut registry, "outbox_rows", "Messages of the desk that are still to be sent"),
            outbox_oldest_due: kept(
                &mut registry,
                "outbox_oldest_due_seconds",
                "How long the oldest message of the desk has been due; 0 where none is",
            ),
            open_bytes: kept(
                &mut registry,
                "open_bytes",
                "Memory that the open archive of a tenant holds, by estimate; 0 where it is closed",
            ),
            ready: kept(&mut registry, "ready", "Whether the process may be asked, as /readyz says it"),
            archive: Mutex::default(),
            followed: Mutex::default(),
            registry: Registry::default(),
        };
        registry.register("build", "Which version runs", Info::new(Build { version: env!("CARGO_PKG_VERSION") }));
        Metrics { registry, ..metrics }
    }
}

fn registered<M: Metric + Clone>(registry: &mut Registry, (name, help): (&str, &str), metric: M) -> M {
    registry.register(name, help, metric.clone());
    metric
}

fn kept<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    registered(registry, (name, help), M::default())
}

/// Counts in a gauge as long as it is held.
#[derive(Debug)]
pub struct GaugeGuard(Gauge);

impl GaugeGuard {
    fn of(gauge: Gauge) -> GaugeGuard {
        gauge.inc();
        GaugeGuard(gauge)
    }
}

impl Drop for GaugeGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// An interaction came.
    pub fn received(&self) {
        self.interactions_received.inc();
    }

    /// Its answer was taken.
    pub fn answered(&self) {
        self.interactions_answered.inc();
    }

    /// Something went wrong.
    pub fn failed(&self) {
        self.failures.inc();
    }

    /// A request was not signed, or came twice.
    pub fn refused(&self) {
        self.requests_refused.inc();
    }

    /// An answer took this long.
    pub fn took(&self, time: Duration) {
        self.answer_seconds.observe(time.as_secs_f64());
    }

    /// A request by this front ended. The command is a word of ours, or one that the archive has a command for.
    pub fn request(&self, front: &'static str, command: &str, ending: Ending, time: Duration) {
        let command = command.to_owned();
        let asked = Asked { front, command: command.clone() };
        self.request_seconds.get_or_create(&asked).observe(time.as_secs_f64());
        self.requests.get_or_create(&Ended { front, command, outcome: ending.name() }).inc();
    }

    /// An answer waits for its turn until this is dropped.
    pub fn waits(&self, queue: Queue) -> GaugeGuard {
        GaugeGuard::of(self.waiting.get_or_create_owned(&queued(queue)))
    }

    /// An answer is worked on until this is dropped.
    pub fn runs(&self, queue: Queue) -> GaugeGuard {
        GaugeGuard::of(self.running.get_or_create_owned(&queued(queue)))
    }

    /// Another archive answers.
    pub fn archive(&self, facts: ArchiveFacts) {
        *self.archive.lock().unwrap_or_else(PoisonError::into_inner) = Some(facts);
    }

    /// Whether what answers holds the corpus as it is.
    pub fn archive_fresh(&self, is_fresh: bool) {
        set(&self.archive_fresh, i64::from(is_fresh));
    }

    /// What is published is followed: how far is measured when it is asked for.
    pub fn follows(&self, freshness: &Arc<Freshness>) {
        *self.followed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(freshness));
    }

    /// Whether every connection to the gateway is live.
    pub fn connected(&self, is_connected: bool) {
        set(&self.connected, i64::from(is_connected));
    }

    /// What the outbox holds, and how long its oldest row has been due.
    pub fn outbox(&self, rows: i64, oldest_due: i64) {
        set(&self.outbox_rows, rows);
        set(&self.outbox_oldest_due, oldest_due);
    }

    /// What the open archive of a tenant holds of the memory, by estimate.
    pub fn open_bytes(&self, bytes: u64) {
        set(&self.open_bytes, i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// Whether the process may be asked.
    pub fn ready(&self, is_ready: bool) {
        self.ready.set(i64::from(is_ready));
    }

    /// All of it as Prometheus reads it; `today` is the day that it is.
    pub fn exposition(&self, today: Date) -> String {
        if let Some(facts) = self.archive.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            set(&self.archive_age, seconds(facts.opened.elapsed()));
            set(&self.archive_articles, i64::try_from(facts.articles).unwrap_or(i64::MAX));
            if let Some(generation) = facts.generation {
                set(&self.archive_generation, i64::try_from(generation).unwrap_or(i64::MAX));
            }
            if let Some(newest) = facts.newest {
                let days = newest.until(today).map_or(0, |span| i64::from(span.get_days()));
                set(&self.newest_article_age, days * 86_400);
            }
        }
        if let Some(freshness) = self.followed.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            let now = freshness.now();
            for (gauge, generation) in [(&self.published_generation, now.served), (&self.newest_generation, now.newest)]
            {
                set(gauge, i64::try_from(generation.unwrap_or_default()).unwrap_or(i64::MAX));
            }
            set(&self.published_looked, seconds(now.looked));
        }
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _written = prometheus_text::encode(&mut out, &self.registry);
        out
    }
}

fn set(gauge: &Optional, value: i64) {
    gauge.get_or_create(&Unlabelled {}).set(value);
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

fn queued(queue: Queue) -> Queued {
    let queue = match queue {
        Queue::Discord => "discord",
        Queue::Http => "http",
    };
    Queued { queue }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_keeps_its_name() {
        let metrics = Metrics::default();
        metrics.received();
        metrics.took(Duration::from_millis(30));
        metrics.request("web", "ask", Ending::Answered, Duration::from_millis(30));
        metrics.connected(true);
        metrics.outbox(3, 20);
        let waits = metrics.waits(Queue::Http);
        let running = metrics.runs(Queue::Discord);
        drop(running);
        let (newest, generation) = (Some(jiff::civil::date(2024, 1, 30)), Some(7));
        metrics.archive(ArchiveFacts { opened: Instant::now(), newest, articles: 5, generation });
        let told = metrics.exposition(jiff::civil::date(2024, 2, 2));
        drop(waits);
        let shown: Vec<&str> =
            told.lines().filter(|line| !line.starts_with("# HELP") && !line.contains("_age_seconds 0")).collect();
        insta::assert_snapshot!(shown.join("\n"), @r#"
        # TYPE pullquote_interactions_received_total counter
        pullquote_interactions_received_total 1
        # TYPE pullquote_interactions_answered_total counter
        pullquote_interactions_answered_total 0
        # TYPE pullquote_failures_total counter
        pullquote_failures_total 0
        # TYPE pullquote_requests_refused_total counter
        pullquote_requests_refused_total 0
        # TYPE pullquote_answer_seconds histogram
        pullquote_answer_seconds_bucket{le="0.001"} 0
        pullquote_answer_seconds_bucket{le="0.005"} 0
        pullquote_answer_seconds_bucket{le="0.02"} 0
        pullquote_answer_seconds_bucket{le="0.1"} 1
        pullquote_answer_seconds_bucket{le="0.5"} 1
        pullquote_answer_seconds_bucket{le="1"} 1
        pullquote_answer_seconds_bucket{le="2.5"} 1
        pullquote_answer_seconds_bucket{le="+Inf"} 1
        pullquote_answer_seconds_sum 0.03
        pullquote_answer_seconds_count 1
        # TYPE pullquote_requests_total counter
        pullquote_requests_total{front="web",command="ask",outcome="answered"} 1
        # TYPE pullquote_request_seconds histogram
        pullquote_request_seconds_bucket{front="web",command="ask",le="0.001"} 0
        pullquote_request_seconds_bucket{front="web",command="ask",le="0.005"} 0
        pullquote_request_seconds_bucket{front="web",command="ask",le="0.02"} 0
        pullquote_request_seconds_bucket{front="web",command="ask",le="0.1"} 1
        pullquote_request_seconds_bucket{front="web",command="ask",le="0.5"} 1
        pullquote_request_seconds_bucket{front="web",command="ask",le="1"} 1
        pullquote_request_seconds_bucket{front="web",command="ask",le="2.5"} 1
        pullquote_request_seconds_bucket{front="web",command="ask",le="5"} 1
        pullquote_request_seconds_bucket{front="web",command="ask",le="10"} 1
        pullquote_request_seconds_bucket{front="web",command="ask",le="+Inf"} 1
        pullquote_request_seconds_sum{front="web",command="ask"} 0.03
        pullquote_request_seconds_count{front="web",command="ask"} 1
        # TYPE pullquote_answers_waiting gauge
        pullquote_answers_waiting{queue="http"} 1
        # TYPE pullquote_answers_running gauge
        pullquote_answers_running{queue="discord"} 0
        # TYPE pullquote_connected gauge
        pullquote_connected 1
        # TYPE pullquote_newest_article_age_seconds gauge
        pullquote_newest_article_age_seconds 259200
        # TYPE pullquote_archive_age_seconds gauge
        # TYPE pullquote_archive_articles gauge
        pullquote_archive_articles 5
        # TYPE pullquote_archive_generation gauge
        pullquote_archive_generation 7
        # TYPE pullquote_outbox_rows gauge
        pullquote_outbox_rows 3
        # TYPE pullquote_outbox_oldest_due_seconds gauge
        pullquote_outbox_oldest_due_seconds 20
        # TYPE pullquote_ready gauge
        pullquote_ready 0
        # TYPE pullquote_build_info gauge
        pullquote_build_info{version="0.1.0"} 1
        "#);
    }
}
