//! The same over S3: a server of the protocol, on a folder, that counts what it is asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use super::network::{Network, moved};
use crate::support::s3;

/// A server of S3 on a folder.
pub struct S3 {
    at: SocketAddr,
    asked: Arc<Mutex<BTreeMap<String, usize>>>,
    away: Arc<AtomicBool>,
    _runtime: tokio::runtime::Runtime,
}

impl S3 {
    pub fn start(folder: &Path) -> S3 {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
        let at = listener.local_addr().expect("an address");
        let (asked, away) = (Arc::new(Mutex::new(BTreeMap::new())), Arc::new(AtomicBool::new(false)));
        let (counted, gone, folder) = (Arc::clone(&asked), Arc::clone(&away), folder.to_owned());
        let note = move |method: &hyper::Method| {
            // The connection breaks.
            assert!(!gone.load(Relaxed), "away");
            *counted.lock().expect("a count").entry(method.to_string()).or_default() += 1;
        };
        runtime.spawn(async move { s3::serve(listener, &folder, note).await });
        S3 { at, asked, away, _runtime: runtime }
    }

    /// What a program has in its environment that asks it.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        s3::environment(self.at)
    }

    /// How often it was asked what, since the last look.
    pub fn asked(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut self.asked.lock().expect("a count"))
    }
}

fn network(articles: usize) -> (Network, S3) {
    let mut network = Network::new(articles);
    let s3 = S3::start(network.folder.path());
    network.store = "s3://bucket/archive".to_owned();
    network.environment = s3.environment();
    (network, s3)
}

#[test]
fn what_is_published_in_a_bucket_is_pulled_from_it() {
    let (network, s3) = network(300);
    network.publish(&[]);
    let first = s3.asked();
    network.pulled();
    let pulled = s3.asked();
    network.assert_same();
    network.write(9, "It cost more.");
    let sent = moved(&network.publish(&[]));
    let second = s3.asked();
    let fetched = moved(&network.pulled());
    let again = s3.asked();
    network.assert_same();
    println!("{first:?}, {pulled:?}; then {sent:?} {second:?}, {fetched:?} {again:?}");
    let all = |counted: &BTreeMap<String, usize>| counted.values().sum::<usize>();
    assert!(all(&first) < 40 && all(&pulled) < 30, "{first:?} {pulled:?}");
    assert!(all(&again) <= fetched.0 + 2, "{again:?}");
    // Nothing new costs one look.
    network.pulled();
    assert_eq!(all(&s3.asked()), 1);
}

#[test]
fn a_bucket_that_cannot_be_reached_is_told_without_its_keys() {
    let (network, s3) = network(2);
    network.publish(&[]);
    network.pulled();
    s3.away.store(true, Relaxed);
    network.write(1, "It rained.");
    let (done, said) = network.pull();
    assert!(!done && said.contains("s3://bucket/archive"), "{said}");
    assert!(!said.contains("a-secret") && !said.contains("Signature"), "{said}");
    network.replica.path().join("pulled/CURRENT").metadata().expect("the last good one stays");
    s3.away.store(false, Relaxed);
    network.publish(&[]);
    network.pulled();
    network.assert_same();
}
