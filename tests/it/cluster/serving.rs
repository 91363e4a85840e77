//! Programs that serve: an importer publishes what changes, a replica follows, neither is started again.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use super::network::Network;

const SETTINGS: &str = "[publication]\nname = \"The Valley\"\n";

struct Serving {
    child: Child,
    at: SocketAddr,
}

impl Serving {
    fn start(network: &Network, data: &Path, more: &[&str]) -> Serving {
        let mut child = network.start(data, &[&["serve", "--web", "127.0.0.1:0"], more].concat());
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let named =
            |line: String| line.split("http://").nth(1)?.split(['/', ' ']).next()?.trim_end_matches('.').parse().ok();
        let at = lines.by_ref().map_while(Result::ok).find_map(named).expect("it says where it serves");
        std::thread::spawn(move || lines.for_each(drop));
        Serving { child, at }
    }

    fn page(&self, path: &str) -> String {
        use std::io::{Read as _, Write as _};
        let mut socket = std::net::TcpStream::connect(self.at).expect("it listens");
        let host = self.at;
        write!(socket, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("asked");
        let mut page = String::new();
        let _read = socket.read_to_string(&mut page);
        page
    }

    /// Waits until a page holds this.
    fn shows(&self, path: &str, text: &str) {
        let began = Instant::now();
        while !self.page(path).contains(text) {
            assert!(began.elapsed() < Duration::from_secs(90), "{path} never shows {text:?}: {}", self.page(path));
            std::thread::sleep(Duration::from_millis(1_500));
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

#[test]
fn a_replica_says_which_generation_it_serves() {
    let network = Network::new(3);
    network.publish(&[]);
    let replica = Serving::start(&network, network.replica.path(), &["--replica", "--metrics", "127.0.0.1:0"]);
    replica.shows("/metrics", "\npullquote_published_generation 1\n");
    replica.shows("/healthz", "ok");
    network.write(77, "It is new.");
    network.publish(&[]);
    replica.shows("/metrics", "\npullquote_published_generation 2\n");
    assert!(replica.page("/metrics").contains("\npullquote_archive_fresh 1\n"));
}

#[test]
fn what_changes_at_the_importer_is_shown_by_a_replica_that_runs() {
    let network = Network::new(3);
    fs::write(network.importer.path().join("pullquote.toml"), SETTINGS).expect("settings");
    // Started first: it waits for something to be published.
    let importer = Serving::start(&network, network.importer.path(), &[]);
    let replica = Serving::start(&network, network.replica.path(), &["--replica"]);
    replica.shows("/a/town-2", "Town 2");
    network.write(77, "It is new.");
    importer.shows("/a/town-77", "Town 77");
    replica.shows("/a/town-77", "Town 77");
    drop(importer);
    // It serves on without the importer, and starts without the store.
    let away = network.folder.path().with_extension("away");
    fs::rename(network.folder.path(), &away).expect("moved");
    replica.shows("/a/town-77", "Town 77");
    drop(replica);
    fs::rename(away, network.folder.path()).expect("moved");
}
