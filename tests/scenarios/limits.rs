//! Rate limits, met by the client alone: no front sends so much by itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pullquote::shell::discord::{Call, Rest};
use serde_json::json;

use crate::discord::{FakeDiscord, TOKEN};
use crate::{Outcome, ensure};

fn message(nonce: &str) -> Call {
    Call::message("5", json!({"content": "x", "allowed_mentions": {"parse": []}}), nonce)
}

/// 200 callers under a global limit of 30 s.
pub async fn global_limit() -> Outcome {
    let fake = FakeDiscord::start().await;
    let rest = Arc::new(Rest::new(&fake.base, TOKEN).map_err(|error| error.to_string())?);
    fake.with(|state| state.global_until = Some(Instant::now() + Duration::from_secs(30)));
    let callers: Vec<_> = (0..200)
        .map(|n| {
            let (rest, call) = (Arc::clone(&rest), message(&n.to_string()));
            tokio::spawn(async move { rest.send(&call).await })
        })
        .collect();
    let mut sent = 0;
    for caller in callers {
        sent += usize::from(caller.await.is_ok_and(|sent| sent.is_ok()));
    }
    let (too_many, posts, requests) = fake.with(|state| (state.too_many, state.posts, state.requests.len()));
    let figure = format!("{sent} of 200 sent, {too_many} answers of 429, {posts} posts, {requests} requests");
    // The first answer tells of the limit; five more may be on their way.
    ensure!(sent == 200 && too_many <= 6 && posts == 200 && requests == 200 + too_many, "{figure}");
    fake.end();
    Ok(figure)
}

/// Waits that are no waits.
pub async fn odd_headers() -> Outcome {
    let odd = ["inf", "-inf", "nan", "-5", "", "absent", "1e300", "99999999999999999999", "soon"];
    let mut worst = 0;
    for header in odd {
        let fake = FakeDiscord::start().await;
        let rest = Rest::new(&fake.base, TOKEN).map_err(|error| error.to_string())?;
        fake.with(|state| {
            state.global_until = Some(Instant::now() + Duration::from_secs(5));
            state.odd_retry_after = Some(header.to_owned());
        });
        let mut call = message("n");
        call.deadline = Instant::now() + Duration::from_secs(10);
        let began = Instant::now();
        let _told = rest.send(&call).await;
        let (requests, posts) = fake.with(|state| (state.requests.len(), state.posts));
        let a_second = requests as f64 / began.elapsed().as_secs_f64().max(1.0);
        ensure!(posts <= 1 && a_second <= 1.5, "{header}: {requests} requests, {posts} posts");
        worst = worst.max(requests);
        fake.end();
    }
    Ok(format!("{} odd headers: 0 panics, 0 doubled posts, at most {worst} requests in 5 s", odd.len()))
}
