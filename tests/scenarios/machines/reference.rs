//! One process over the same archives: what it answers in each version is what the cluster may answer.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::asking::{QUESTIONS, Reader, TELLING};
use super::balancer::{free_ports, here};
use super::corpora::{Newsletter, stood};
use super::supervisor::Supervised;

/// A version is there in this time.
const PATIENCE: Duration = Duration::from_secs(300);

/// What each version answers.
type Versions = Vec<(u32, String)>;

/// All answers that there may be, by newsletter and question: each with the version that it is of.
#[derive(Default)]
pub struct Answers {
    all: Mutex<HashMap<(usize, usize), Versions>>,
}

impl Answers {
    fn note(&self, of: Newsletter, question: usize, version: u32, answer: String) {
        let mut all = self.all.lock().expect("no panic in there");
        all.entry((of.number, question)).or_default().push((version, answer));
    }

    /// The newest version that answers so, or what the newest would have answered.
    pub fn version_of(&self, of: Newsletter, question: usize, answer: &str) -> Result<u32, String> {
        let all = self.all.lock().expect("no panic in there");
        let known = all.get(&(of.number, question)).map(Vec::as_slice).unwrap_or_default();
        let same = known.iter().rev().find(|(_, own)| own == answer).map(|(version, _)| *version);
        same.ok_or_else(|| known.last().map(|(_, own)| own.clone()).unwrap_or_default())
    }
}

/// The process, and its folder.
pub struct Reference {
    pub process: Supervised,
    folder: PathBuf,
    at: SocketAddr,
    pub answers: Arc<Answers>,
}

impl Reference {
    /// Starts it over newsletters in their first version.
    pub fn start(folder: &Path, logs: &Path) -> Reference {
        let [port] = free_ports();
        let (at, data) = (here(port), folder.to_owned());
        let process = Supervised::start("reference", logs, move || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
            command.args(["serve", "--tenant-memory", "4GB", "--web", &at.to_string(), "--tenants"]).arg(&data);
            command
        });
        Reference { process, folder: folder.to_owned(), at, answers: Arc::default() }
    }

    /// Brings it to new versions, and takes down what it answers then.
    pub async fn prepare(&self, changes: &[(Newsletter, u32)]) -> Result<(), String> {
        for (own, version) in changes.iter().filter(|(_, version)| *version > 1) {
            own.change(&self.folder, *version);
        }
        for (own, version) in changes {
            let reader = Reader::new(own.number);
            reader.until_shown(self.at, *own, *version, PATIENCE).await.map_err(|what| format!("reference: {what}"))?;
            for (number, question) in QUESTIONS.iter().enumerate() {
                let answer = reader.ask(self.at, *own, *question).await;
                let answer = answer.map_err(|what| format!("reference, {}: {}: {what}", own.name(), question.path))?;
                self.answers.note(*own, number, *version, answer);
            }
        }
        Ok(())
    }
}

impl Reader {
    /// Waits until a newsletter is shown at an address in this version.
    pub async fn until_shown(
        &self,
        at: SocketAddr,
        of: Newsletter,
        version: u32,
        patience: Duration,
    ) -> Result<(), String> {
        let (wanted, began) = (stood(version), Instant::now());
        loop {
            let shown = self.ask(at, of, TELLING).await;
            if shown.as_ref().is_ok_and(|page| page.contains(&wanted)) {
                return Ok(());
            }
            if began.elapsed() > patience {
                let page = shown.unwrap_or_else(|what| what);
                let found = page.split("It stood at").nth(1).and_then(|rest| rest.split('.').next());
                return Err(format!("{} never came to version {version}: {}", of.name(), found.unwrap_or(&page)));
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }
}
