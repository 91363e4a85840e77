//! Addresses that try to reach inside: none of them is connected to.

use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::web::{Page, Web};

/// Hosts that are inside, however they are written. `PORT` is where somebody listens.
const INSIDE: [&str; 42] = [
    "127.0.0.1:PORT",
    "127.0.0.2:PORT",
    "127.255.255.254:PORT",
    "127.1:PORT",
    "127.0.1:PORT",
    "2130706433:PORT",
    "0x7f000001:PORT",
    "0x7f.1:PORT",
    "0x7f.0.0.0x1:PORT",
    "0177.0.0.1:PORT",
    "017700000001:PORT",
    "0177.1:PORT",
    "①②⑦.⓪.⓪.①:PORT",
    "127。0。0。1:PORT",
    "0.0.0.0:PORT",
    "0:PORT",
    "localhost:PORT",
    "LOCALHOST:PORT",
    "localhost.:PORT",
    "%6cocalhost:PORT",
    "[::1]:PORT",
    "[0:0:0:0:0:0:0:1]:PORT",
    "[::]:PORT",
    "[::ffff:127.0.0.1]:PORT",
    "[::ffff:7f00:1]:PORT",
    "[::127.0.0.1]:PORT",
    "[64:ff9b::7f00:1]:PORT",
    "[2002:7f00:1::]:PORT",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "2852039166",
    "0xa9fea9fe",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
];

/// Where a server that is allowed sends on to.
const REDIRECTS: [&str; 18] = [
    "http://127.0.0.2:PORT/",
    "http://127.1.2.3:PORT/",
    "http://[::1]:PORT/",
    "http://[::ffff:127.0.0.2]:PORT/",
    "http://2130706434:PORT/",
    "http://0x7f000002:PORT/",
    "http://0177.0.0.2:PORT/",
    "//127.0.0.2:PORT/",
    "http://127.0.0.3:PORT/",
    "http://user@127.0.0.2:PORT/",
    "http://127.0.0.2:PORT#@example.org/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "ftp://127.0.0.2:PORT/",
    "file:///etc/passwd",
    "gopher://127.0.0.2:PORT/_x",
];

/// Listens where an address inside would lead, and counts who comes.
fn listen() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("0.0.0.0:0").expect("a socket");
    let port = listener.local_addr().expect("an address").port();
    let connections = Arc::new(AtomicUsize::new(0));
    // Where the system has no IPv6, nobody can come that way.
    let listeners = [Some(listener), TcpListener::bind(("::1", port)).ok()];
    for listener in listeners.into_iter().flatten() {
        let connections = Arc::clone(&connections);
        std::thread::spawn(move || {
            listener.incoming().for_each(|_| {
                connections.fetch_add(1, Ordering::SeqCst);
            });
        });
    }
    (port, connections)
}

fn refused(arguments: &[String]) -> usize {
    let data = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["import", "--dry-run", "--http"])
        .args(arguments)
        .current_dir(data.path())
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.contains("would be"), "{said}");
    said.lines().filter(|line| line.contains("refused: ") && line.contains("not fetched: ")).count()
}

#[test]
fn none_of_sixty_addresses_leads_inside() {
    assert_eq!(INSIDE.len() + REDIRECTS.len(), 60);
    let (port, connections) = listen();
    let with_port = |text: &&str| text.replace("PORT", &port.to_string());
    let direct: Vec<String> = INSIDE.iter().map(with_port).map(|host| format!("http://{host}/")).collect();
    assert_eq!(refused(&direct), direct.len());

    let web = Web::start();
    let mut asked = vec!["--allow-address".to_owned(), "127.0.0.1".to_owned()];
    for (number, target) in REDIRECTS.iter().enumerate() {
        let page =
            Page { status: 302, etag: None, location: Some(with_port(target)), encoding: None, body: Vec::new() };
        web.with(|site| site.pages.insert(format!("/{number}"), page));
        asked.push(web.url(&format!("/{number}")));
    }
    assert_eq!(refused(&asked), REDIRECTS.len());
    // Each was asked at the server that is allowed, and followed no further.
    assert_eq!(web.with(|site| site.asked.len()), REDIRECTS.len());
    assert_eq!(connections.load(Ordering::SeqCst), 0, "somebody came in");
}

#[test]
fn one_port_of_an_address_is_allowed_and_no_other() {
    let (port, connections) = listen();
    let web = Web::start();
    let asked = [
        "--allow-address".to_owned(),
        format!("127.0.0.1:{}", web.port),
        format!("http://127.0.0.1:{port}/"),
        web.url("/x"),
    ];
    // The one that is allowed has nothing there.
    assert_eq!(refused(&asked), 2);
    assert_eq!(web.with(|site| site.asked.len()), 1);
    assert_eq!(connections.load(Ordering::SeqCst), 0, "somebody came in");
}
