//! The program as it serves pages, the API and assistants on this machine, and a client that says what came back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

/// A running program; it is ended with the test.
pub struct Pages {
    child: Child,
    pub at: SocketAddr,
    /// Where its metrics are, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// What it says on standard error after its addresses.
    said: Option<JoinHandle<String>>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("text")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

impl Pages {
    /// The program in this data folder: pages, API and assistants at one address that it picks itself.
    pub fn serve(data: &Path) -> Pages {
        Pages::serve_with(data, &[])
    }

    pub fn serve_with(data: &Path, arguments: &[&str]) -> Pages {
        Pages::started(data, "127.0.0.1", arguments, &[])
    }

    /// The program, which listens to the world.
    pub fn serve_the_world(data: &Path) -> Pages {
        Pages::started(data, "0.0.0.0", &[], &[])
    }

    /// The program, which logs so much.
    pub fn serve_logging(data: &Path, level: &str) -> Pages {
        Pages::started(data, "127.0.0.1", &[], &[("RUST_LOG", level)])
    }

    /// The program, with these variables in its environment.
    pub fn serve_in(data: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Pages {
        Pages::started(data, "127.0.0.1", arguments, environment)
    }

    /// Tells it to end, as a supervisor does.
    pub fn terminate(&self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(told.expect("kill is there").success());
    }

    /// Whether it ended well; waits for its end.
    pub fn ends_well(&mut self) -> bool {
        self.child.wait().expect("an end").success()
    }

    /// Ends it, and gives all that it said.
    pub fn ended(&mut self) -> String {
        let _ended = self.child.kill();
        self.said.take().expect("it was not ended before").join().expect("no panic")
    }

    fn started(data: &Path, ip: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Pages {
        // Any free port: taken here and given back, since two flags are to have the same.
        let free = std::net::TcpListener::bind((ip, 0)).and_then(|free| free.local_addr()).expect("a free port");
        let address = free.to_string();
        let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .args(["serve", "--web", &address, "--mcp", &address])
            .args(arguments)
            .current_dir(data)
            .env_remove("DISCORD_TOKEN")
            .envs(environment.iter().copied())
            .stderr(Stdio::piped())
            .stdout(Stdio::null())
            .stdin(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let (mut said, mut metrics) = (Vec::new(), None);
        let at = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {said:?}")).expect("text");
            let address = |what: &str| {
                let (_, rest) = line.split_once(&format!("{what} are served at http://"))?;
                Some(rest.split('/').next()?.parse().expect("an address"))
            };
            let pages = address("Pages");
            metrics = metrics.or(address("Metrics"));
            said.push(line);
            if let Some(at) = pages {
                break at;
            }
        };
        // What else it says must not fill the pipe.
        let rest = std::thread::spawn(move || {
            let rest = lines.map_while(Result::ok);
            said.into_iter().chain(rest).collect::<Vec<_>>().join("\n")
        });
        Pages { child, at, metrics, said: Some(rest) }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    /// Sends a form as a browser does.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send("POST", path, &[("content-type", "application/x-www-form-urlencoded")], body.as_bytes())
    }

    pub fn post_json(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        send(self.at, method, path, headers, body)
    }
}

/// Sends a request to an address.
pub fn send(at: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(at).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out");
    let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    if !headers.iter().any(|(name, _)| *name == "host") {
        head += &format!("host: {at}\r\n");
    }
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n").as_bytes()).expect("it reads");
    stream.write_all(body).expect("it reads");
    let mut came = Vec::new();
    stream.read_to_end(&mut came).expect("it answers");
    answer(&came)
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

fn answer(came: &[u8]) -> Answer {
    let end = came.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
    let head = String::from_utf8_lossy(&came[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_lowercase(), value.trim().to_owned()))
        .collect();
    let mut body = came[end + 4..].to_vec();
    if headers.iter().any(|(name, value)| name == "transfer-encoding" && value.contains("chunked")) {
        body = unchunked(&body);
    }
    Answer { status: status.expect("a status"), headers, body }
}

fn unchunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = String::from_utf8_lossy(&rest[..end]);
        let length = usize::from_str_radix(length.split(';').next().unwrap_or_default().trim(), 16).unwrap_or(0);
        if length == 0 {
            break;
        }
        body.extend_from_slice(&rest[end + 2..end + 2 + length]);
        rest = &rest[end + 4 + length..];
    }
    body
}
