//! Processes that are started again when they end, as a supervisor does.

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// What ended is started again so late.
pub const RESTART: Duration = Duration::from_secs(3);

/// A process that is kept running until this is dropped.
pub struct Supervised {
    name: &'static str,
    log: PathBuf,
    shared: Arc<Shared>,
    watching: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    running: Mutex<Option<Pid>>,
    /// How late it is started again the next time.
    restart: Mutex<Option<Duration>>,
    is_over: AtomicBool,
    ends: AtomicUsize,
    kills: AtomicUsize,
}

impl Supervised {
    /// Starts it; what it says goes into a file of its name in this folder.
    pub fn start(name: &'static str, logs: &Path, command: impl Fn() -> Command + Send + 'static) -> Supervised {
        let (log, shared) = (logs.join(format!("{name}.log")), Arc::new(Shared::default()));
        let (own, path) = (Arc::clone(&shared), log.clone());
        let watching = std::thread::spawn(move || {
            while !own.is_over.load(SeqCst) {
                run(&own, command(), &path);
                let restart = own.restart.lock().expect("no panic in there").take().unwrap_or(RESTART);
                let ended = Instant::now();
                while !own.is_over.load(SeqCst) && ended.elapsed() < restart {
                    std::thread::sleep(Duration::from_millis(50));
                }
            }
        });
        Supervised { name, log, shared, watching: Some(watching) }
    }

    /// Ends it as a failing machine would; it is started again after this time.
    pub fn kill_for(&self, away: Duration) {
        *self.shared.restart.lock().expect("no panic in there") = Some(away);
        self.shared.kills.fetch_add(1, SeqCst);
        self.shared.kill();
    }

    /// Kills it; the supervisor starts it again.
    pub fn kill(&self) {
        self.kill_for(RESTART);
    }

    /// Where it ended otherwise than it was killed here.
    pub fn trouble(&self) -> Option<String> {
        let (ends, kills) = (self.shared.ends.load(SeqCst), self.shared.kills.load(SeqCst));
        let what = format!("{} was killed {kills} times and ended {ends} times, see {}", self.name, self.log.display());
        (ends != kills).then_some(what)
    }

    /// The process, while it runs.
    pub fn pid(&self) -> Option<Pid> {
        *self.shared.running.lock().expect("no panic in there")
    }

    /// The most memory that the running process had resident, in MB.
    pub fn peak_memory(&self) -> f64 {
        let path = self.pid().map(|pid| format!("/proc/{}/status", pid.as_raw_nonzero()));
        let status = path.and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
        kilobytes.unwrap_or(f64::NAN) / 1_024.0
    }
}

/// Runs it to its end.
fn run(own: &Shared, mut command: Command, log: &Path) {
    let log = OpenOptions::new().create(true).append(true).open(log).expect("a log");
    let other = log.try_clone().expect("a log");
    let mut child = {
        let mut running = own.running.lock().expect("no panic in there");
        if own.is_over.load(SeqCst) {
            return;
        }
        let child = command.stdin(Stdio::null()).stdout(log).stderr(other).spawn().expect("it starts");
        *running = Some(Pid::from_child(&child));
        child
    };
    // Its number is nobody else's before this.
    let _status = child.wait();
    *own.running.lock().expect("no panic in there") = None;
    if !own.is_over.load(SeqCst) {
        own.ends.fetch_add(1, SeqCst);
    }
}

impl Shared {
    fn kill(&self) {
        if let Some(pid) = *self.running.lock().expect("no panic in there") {
            let _gone = kill_process(pid, Signal::KILL);
        }
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.shared.is_over.store(true, SeqCst);
        self.shared.kill();
        if let Some(watching) = self.watching.take() {
            let _ended = watching.join();
        }
    }
}
