//! PostgreSQL: a primary, and a standby that has all that the primary acknowledged.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Nothing here takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The two servers, each of which ends with this.
pub struct Pair {
    bin: PathBuf,
    primary: PathBuf,
    standby: PathBuf,
}

/// Where the programs of the newest PostgreSQL lie here.
pub fn binaries() -> Result<PathBuf, String> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = installed.map(|entry| entry.path().join("bin")).collect();
    all.sort();
    let found = all.pop().filter(|bin| bin.join("pg_basebackup").is_file());
    found.ok_or_else(|| "PostgreSQL is not here: apt-get install postgresql".to_owned())
}

impl Pair {
    /// Starts both in a folder, at these ports.
    pub fn start(folder: &Path, [primary, standby]: [u16; 2]) -> Result<Pair, String> {
        std::fs::create_dir(folder).map_err(|error| error.to_string())?;
        // The server refuses to run as root.
        if rustix::process::getuid().is_root() {
            done(Command::new("chown").arg("postgres").arg(folder))?;
        }
        let pair = Pair { bin: binaries()?, primary: folder.join("primary"), standby: folder.join("standby") };
        let initdb = ["--username", "pullquote", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"];
        done(pair.program("initdb").args(initdb).arg("--pgdata").arg(&pair.primary))?;
        // Only the primary waits for the other one: nobody is there for the promoted one to wait for.
        pair.run(&pair.primary, primary, "-c synchronous_standby_names=*")?;
        let from = ["-h", "127.0.0.1", "-p", &primary.to_string(), "-U", "pullquote", "-c", "fast", "-R", "-D"];
        done(pair.program("pg_basebackup").args(from).arg(&pair.standby))?;
        pair.run(&pair.standby, standby, "")?;
        let began = Instant::now();
        let query = "SELECT sync_state FROM pg_stat_replication";
        while pair.asked(primary, query).is_none_or(|state| state.trim() != "sync") {
            if began.elapsed() > PATIENCE {
                return Err(format!("the standby does not follow, see {}", folder.display()));
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(pair)
    }

    fn run(&self, data: &Path, port: u16, more: &str) -> Result<(), String> {
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c jit=off \
             -c shared_buffers=64MB {more}"
        );
        let mut command = self.program("pg_ctl");
        command.args(["--wait", "--silent", "--options", &options, "start", "--pgdata"]).arg(data);
        done(command.arg("--log").arg(data.with_extension("log")))
    }

    fn asked(&self, port: u16, query: &str) -> Option<String> {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "pullquote", "-d", "postgres", "-Atc", query]);
        String::from_utf8(psql.stderr(Stdio::null()).output().ok()?.stdout).ok()
    }

    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        if !rustix::process::getuid().is_root() {
            return Command::new(program);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    }

    /// Ends the primary with all its processes, as a failing machine would.
    pub fn kill_primary(&self) -> Result<(), String> {
        let about = std::fs::read_to_string(self.primary.join("postmaster.pid")).map_err(|error| error.to_string())?;
        let main = about.lines().next().unwrap_or_default();
        let others = Command::new("pgrep").args(["-P", main]).output().map_err(|error| error.to_string())?;
        let others = String::from_utf8_lossy(&others.stdout).into_owned();
        // The main one first; of the others some may be gone by then.
        let _gone =
            Command::new("kill").args(["-9", main]).args(others.split_whitespace()).stderr(Stdio::null()).status();
        Ok(())
    }

    /// Makes the standby the primary, as an operator's tool does.
    pub fn promote(&self) -> Result<(), String> {
        done(self.program("pg_ctl").args(["--silent", "promote", "--pgdata"]).arg(&self.standby))
    }
}

impl Drop for Pair {
    fn drop(&mut self) {
        for data in [&self.standby, &self.primary] {
            let stop = ["--mode", "immediate", "--silent", "stop", "--pgdata"];
            let _stopped = done(self.program("pg_ctl").args(stop).arg(data));
        }
    }
}

/// Runs it to its end, which must be good. A server that it starts holds no pipe of ours.
fn done(command: &mut Command) -> Result<(), String> {
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}
