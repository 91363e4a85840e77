//! A web server as plain state: what stands at each path, and what was asked.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// What stands at a path.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    /// Its tag; who has it already gets a 304.
    pub etag: Option<String>,
    pub location: Option<String>,
    /// How its body is compressed, whether that was asked for or not.
    pub encoding: Option<String>,
    pub body: Vec<u8>,
}

/// A request that came, and the status that it got.
#[derive(Debug, Clone)]
#[allow(dead_code, reason = "what a failing test prints")]
pub struct Asked {
    pub path: String,
    pub status: u16,
    pub at: Instant,
}

/// What the server knows.
#[derive(Debug, Default)]
pub struct Site {
    pub pages: HashMap<String, Page>,
    pub asked: Vec<Asked>,
}

/// The server, on loopback, until the test ends.
#[derive(Clone)]
pub struct Web {
    pub port: u16,
    site: Arc<Mutex<Site>>,
}

impl Web {
    pub fn start() -> Web {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let web = Web { port: listener.local_addr().expect("an address").port(), site: Arc::default() };
        let serving = web.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // A client that goes away is no matter.
                let _gone = serving.answer(stream);
            }
        });
        web
    }

    /// Changes the state, or looks at it.
    pub fn with<T>(&self, change: impl FnOnce(&mut Site) -> T) -> T {
        change(&mut self.site.lock().expect("no test panics in there"))
    }

    /// Puts a page at a path.
    pub fn put(&self, path: &str, etag: Option<&str>, body: impl Into<Vec<u8>>) {
        let page =
            Page { status: 200, etag: etag.map(str::to_owned), location: None, encoding: None, body: body.into() };
        self.with(|site| site.pages.insert(path.to_owned(), page));
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut has = None;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("if-none-match")
            {
                has = Some(value.trim().to_owned());
            }
        }
        let page = self.with(|site| {
            let page = site.pages.get(&path).cloned();
            let page =
                page.unwrap_or(Page { status: 404, etag: None, location: None, encoding: None, body: Vec::new() });
            let page = match &page.etag {
                Some(tag) if has.as_ref() == Some(tag) => Page { status: 304, body: Vec::new(), ..page },
                _ => page,
            };
            site.asked.push(Asked { path, status: page.status, at: Instant::now() });
            page
        });
        let mut head = format!("HTTP/1.1 {} X\r\ncontent-length: {}\r\n", page.status, page.body.len());
        for (name, value) in [("etag", &page.etag), ("location", &page.location), ("content-encoding", &page.encoding)]
        {
            if let Some(value) = value {
                head += &format!("{name}: {value}\r\n");
            }
        }
        stream.write_all(format!("{head}connection: close\r\n\r\n").as_bytes())?;
        stream.write_all(&page.body)
    }
}
