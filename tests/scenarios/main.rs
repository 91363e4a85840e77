//! Scenarios that take real time: the program as it is started by a person (for `global` and `headers` its client
//! alone), against a Discord that misbehaves, for minutes, with a newsletter of many years (`export`), or as a cluster whose
//! machines fail (`machines`, `throughput`; these need PostgreSQL and HAProxy). Not part of `cargo test`; to be run with
//! `cargo test --release --test scenarios`, or with the names of some. All take about half an hour.
//!
//! Each prints its figure. A seed is printed where chance plays a part; `PULLQUOTE_SEED` sets it.

mod community;
mod corpus;
mod desk;
#[allow(dead_code, reason = "the tests use the rest of it")]
#[path = "../it/support/desks.rs"]
mod desks;
#[path = "../it/support/discord/mod.rs"]
mod discord;
mod endpoint;
mod export;
mod flood;
#[path = "../it/support/hostile.rs"]
mod hostile;
#[path = "../it/support/killed.rs"]
mod killed;
#[path = "../it/support/killed_senders.rs"]
mod killed_senders;
mod limits;
mod machines;
mod network;
mod program;
#[path = "../it/support/random.rs"]
mod random;
#[path = "../it/support/s3.rs"]
mod s3;
#[path = "../it/support/web.rs"]
mod web;

use std::pin::Pin;
use std::process::ExitCode;
use std::time::Instant;

/// A figure, or what did not hold.
type Outcome = Result<String, String>;
type Scenario = fn() -> Pin<Box<dyn Future<Output = Outcome>>>;

/// Fails with a message where a condition does not hold.
macro_rules! ensure {
    ($holds:expr, $($message:tt)+) => {
        if !$holds {
            return Err(format!($($message)+));
        }
    };
}
pub(crate) use ensure;

const SCENARIOS: [(&str, Scenario); 28] = [
    ("flood", || Box::pin(flood::ten_thousand())),
    ("hostile", || Box::pin(flood::hostile_strings())),
    ("flipped", || Box::pin(flood::flipped_ids())),
    ("memory", || Box::pin(flood::memory())),
    ("canary", || Box::pin(flood::canary())),
    ("signatures", || Box::pin(endpoint::mutated_signatures())),
    ("replicas", || Box::pin(endpoint::two_replicas())),
    ("unfinished", || Box::pin(endpoint::half_sent_requests())),
    ("drops", || Box::pin(network::dropped_connections())),
    ("silence", || Box::pin(network::silent_handshake())),
    ("resumes", || Box::pin(network::closed_on_resume())),
    ("cuts", || Box::pin(network::cut_on_resume())),
    ("dials", || Box::pin(network::failed_dials())),
    ("short", || Box::pin(network::short_connections())),
    ("op9", || Box::pin(network::refused_sessions())),
    ("fatal", || Box::pin(network::fatal_codes())),
    ("sigterm", || Box::pin(network::ended_while_answering())),
    ("global", || Box::pin(limits::global_limit())),
    ("headers", || Box::pin(limits::odd_headers())),
    ("desk", || Box::pin(desk::many_questions())),
    ("beside", || Box::pin(desk::answers_beside())),
    ("announced", || Box::pin(community::announced())),
    ("killed", || Box::pin(killed_desk())),
    ("senders", || Box::pin(senders_killed())),
    ("servers", || Box::pin(servers_killed())),
    ("machines", || Box::pin(machines::killed())),
    ("throughput", || Box::pin(machines::throughput())),
    ("export", || Box::pin(export::ten_thousand_posts())),
];

/// A desk whose process is killed 1,000 times.
async fn killed_desk() -> Outcome {
    let data = program::sample();
    killed::killed(data.path(), 1_000, 1).await
}

/// The process that sends, killed ten times amidst 200 rows, while another one stands by. With `PULLQUOTE_TEST_POSTGRES` the
/// desk lies in PostgreSQL.
async fn senders_killed() -> Outcome {
    let (_folder, data) = killed_senders::folder();
    killed_senders::sender_killed(&data, 200, 10, 1).await
}

/// PostgreSQL, killed ten times amidst 200 rows.
async fn servers_killed() -> Outcome {
    let (_folder, data) = killed_senders::folder();
    killed_senders::server_killed(&data, 200, 10, 1).await
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if machines::serve_store(&arguments).await {
        return ExitCode::SUCCESS;
    }
    let named: Vec<String> = arguments.into_iter().filter(|argument| !argument.starts_with('-')).collect();
    let unknown = |name: &&String| !SCENARIOS.iter().any(|(own, _)| own == name);
    if let Some(name) = named.iter().find(unknown) {
        let names: Vec<&str> = SCENARIOS.iter().map(|(name, _)| *name).collect();
        println!("there is no scenario {name}; there are: {}", names.join(", "));
        return ExitCode::from(2);
    }
    let mut failed = 0;
    for (name, scenario) in SCENARIOS {
        if !named.is_empty() && !named.iter().any(|own| own == name) {
            continue;
        }
        let began = Instant::now();
        let (mark, said) = match scenario().await {
            Ok(figure) => ("ok    ", figure),
            Err(problem) => ("FAILED", problem),
        };
        failed += usize::from(mark == "FAILED");
        println!("{mark} {name:<10} {said} ({:.0} s)", began.elapsed().as_secs_f64());
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
