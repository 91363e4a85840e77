//! The program as a person starts it, and the interactions that it is sent.

use std::io::{BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::discord::{APPLICATION, FakeDiscord, TOKEN};

/// The running program.
pub struct Program {
    child: Child,
    said: Arc<Mutex<String>>,
    listening: std::thread::JoinHandle<()>,
}

impl Program {
    /// Starts it; `log` is what `RUST_LOG` says.
    pub fn start(data: &Path, fake: &FakeDiscord, arguments: &[&str], log: &str) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .args(["--data", data.to_str().expect("a name")])
            .arg("serve")
            .args(arguments)
            .env("DISCORD_TOKEN", TOKEN)
            .env("DISCORD_API", &fake.base)
            .env("RUST_LOG", log)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (kept, pipe) = (Arc::clone(&said), child.stderr.take().expect("a pipe"));
        let listening = std::thread::spawn(move || {
            for line in BufReader::new(pipe).lines().map_while(Result::ok) {
                let mut kept = kept.lock().expect("nobody panics in there");
                kept.push_str(&line);
                kept.push('\n');
            }
        });
        Program { child, said, listening }
    }

    /// What it said so far.
    pub fn said(&self) -> String {
        self.said.lock().expect("nobody panics in there").clone()
    }

    /// The address of its endpoint, once it says so.
    pub async fn endpoint(&self) -> SocketAddr {
        loop {
            let said = self.said();
            let named = said.split("served at http://").nth(1).and_then(|rest| rest.split('/').next());
            if let Some(at) = named.and_then(|at| at.parse().ok()) {
                return at;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The most memory that it had resident, in MB.
    pub fn peak_memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1_024.0
    }

    /// Asks it to end, as systemd does.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "kill is there");
    }

    /// Waits for its end: status and what it said.
    pub async fn ended(mut self) -> (ExitStatus, String) {
        let status = tokio::task::spawn_blocking(move || {
            let status = self.child.wait().expect("an end");
            self.listening.join().expect("it listens");
            (status, self.said.lock().expect("nobody panics in there").clone())
        });
        status.await.expect("no panic")
    }

    /// Ends it, and fails where it does not end well.
    pub async fn end(self) -> Result<String, String> {
        self.terminate();
        let (status, said) = self.ended().await;
        if status.success() { Ok(said) } else { Err(format!("it ended with {status}: {said}")) }
    }
}

/// A data folder with the sample corpus.
pub fn sample() -> tempfile::TempDir {
    let data = tempfile::tempdir().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    for folder in ["articles", "jurisdictions"] {
        let into = data.path().join("corpus").join(folder);
        std::fs::create_dir_all(&into).expect("a folder");
        for file in std::fs::read_dir(sample.join(folder)).expect("the sample corpus") {
            let file = file.expect("a file");
            std::fs::copy(file.path(), into.join(file.file_name())).expect("copied");
        }
    }
    // The limit on public answers would make most answers private.
    let mut settings = std::fs::File::create(data.path().join("pullquote.toml")).expect("settings");
    writeln!(settings, "[discord]\npublic_answers_per_minute = 1000000").expect("written");
    data
}

/// An interaction of member 7 in channel 5 of server 6.
pub fn interaction(id: u64, kind: u64, data: Value) -> Value {
    json!({"id": id.to_string(), "token": format!("t{id}"), "application_id": APPLICATION, "type": kind, "data": data,
        "channel_id": "5", "guild_id": "6", "member": {"user": {"id": "7"}, "permissions": "0", "roles": []},
        "message": {"flags": 0, "interaction_metadata": {"user": {"id": "7"}}}})
}

/// A slash command with one option.
pub fn command(id: u64, name: &str, option: &str, text: &str) -> Value {
    interaction(id, 2, json!({"name": name, "type": 1, "options": [{"name": option, "type": 3, "value": text}]}))
}

/// All custom ids of an answer.
pub fn custom_ids(answer: &Value) -> Vec<String> {
    fn walk(one: &Value, all: &mut Vec<String>) {
        all.extend(one["custom_id"].as_str().map(str::to_owned));
        one["components"].as_array().into_iter().flatten().for_each(|inner| walk(inner, all));
    }
    let mut all = Vec::new();
    answer["data"]["components"].as_array().into_iter().flatten().for_each(|one| walk(one, &mut all));
    all
}
