//! The end: within ten seconds of the signal, whatever is under way.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pullquote::shell::discord::{Address, Front, Handler, Rest, serve};
use pullquote::shell::run_to_end;
use serde_json::json;
use tokio::sync::watch;

use super::hostile_archive::hostile_archive;
use super::{Transport, command, settings};
use crate::support::discord::{FakeDiscord, TOKEN};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_never_come_do_not_hold_up_the_end() {
    for transport in [Transport::Gateway, Transport::Http] {
        let fake = FakeDiscord::start().await;
        let http = match transport {
            Transport::Gateway => None,
            Transport::Http => Some(std::net::TcpListener::bind("127.0.0.1:0").expect("loopback")),
        };
        let endpoint = http.as_ref().map(|listener| listener.local_addr().expect("an address"));
        let (stop, stopped) = watch::channel(false);
        let base = fake.base.clone();
        // As the program runs it: on a runtime of its own.
        let running = std::thread::spawn(move || {
            run_to_end(async move {
                let address = Address::new(Some(&base)).expect("an address");
                let rest = Arc::new(Rest::new(address.base(), TOKEN).expect("a client"));
                let handler = Handler::new(hostile_archive(), settings(), Arc::clone(&rest), 2);
                let http = http.map(|listener| {
                    listener.set_nonblocking(true).expect("a socket");
                    tokio::net::TcpListener::from_std(listener).expect("a listener")
                });
                let front = Front { token: TOKEN.into(), http, ..Front::default() };
                serve(front, address, rest, Arc::new(handler), stopped).await
            })
        });
        if endpoint.is_none() {
            fake.ready(1).await;
        }
        // Both places are taken for long, and others wait.
        for id in 1..=4 {
            let asked = command(id, "hold", &[("question", "x")]);
            match endpoint {
                Some(at) => drop(fake.call(at, &asked).await),
                None => fake.dispatch(asked),
            }
        }
        for id in 1..=4 {
            assert_eq!(fake.answer(&id.to_string()).await["type"], 5, "deferred");
        }
        if let Some(at) = endpoint {
            // Those who serve the connections are free.
            let pinged = tokio::time::timeout(Duration::from_secs(2), fake.post(at, br#"{"type":1}"#.to_vec(), |_| {}));
            assert_eq!(pinged.await.expect("at once"), (200, json!({"type": 1})));
        }
        let began = Instant::now();
        stop.send(true).expect("it runs");
        let ended = tokio::task::spawn_blocking(move || running.join()).await.expect("no panic");
        ended.expect("no panic").expect("a runtime").expect("a clean end");
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        fake.end();
    }
}
