//! A disk that can be full: a file system in memory, in a mount namespace of the test's own. Where none can be made, the
//! program's files may not grow instead, which fails its writes at as many points, with another message.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Says to the test, started again in its namespace, where the disk is.
const MOUNTED: &str = "PULLQUOTE_SMALL_DISK";
/// How often a disk is made smaller that is written meanwhile.
const TRIES: u32 = 20;

/// What can run out.
pub enum Shortage {
    /// The disk at this place.
    Disk(PathBuf),
    /// What each file may hold; the data is in this folder.
    Files(tempfile::TempDir),
}

/// Runs a test of this name where something can run out.
pub fn on_a_small_disk(name: &str, test: impl FnOnce(&Shortage)) {
    if let Some(place) = env::var_os(MOUNTED) {
        return test(&Shortage::Disk(PathBuf::from(place)));
    }
    let place = tempfile::tempdir().expect("a folder");
    let mounted = |then: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
        command.arg(format!("mount -t tmpfs -o size=64m none \"$0\" && {then}")).arg(place.path());
        command
    };
    if !mounted("true").output().is_ok_and(|output| output.status.success()) {
        eprintln!("{name}: NO FILE SYSTEM CAN BE MOUNTED HERE: files that may not grow stand in for a full disk");
        return test(&Shortage::Files(tempfile::tempdir().expect("a folder")));
    }
    let again = mounted("exec \"$1\" --exact \"$2\" --nocapture")
        .arg(env::current_exe().expect("this test"))
        .arg(name)
        .env(MOUNTED, place.path())
        .output()
        .expect("unshare runs");
    let said = String::from_utf8_lossy(&again.stdout).into_owned() + &String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success() && said.contains("1 passed"), "{said}");
    eprintln!("{said}");
}

impl Shortage {
    /// Where the data is.
    pub fn folder(&self) -> &Path {
        match self {
            Shortage::Disk(place) => place,
            Shortage::Files(folder) => folder.path(),
        }
    }

    /// How the system says that something has run out.
    pub fn message(&self) -> &'static str {
        match self {
            Shortage::Disk(_) => "No space left on device",
            Shortage::Files(_) => "File too large",
        }
    }

    /// A program that is about to meet the shortage: this many bytes of room on the disk, or in each file.
    pub fn with_room(&self, bytes: u64, program: &Command) -> Command {
        let mut command = Command::new("sh");
        match self {
            Shortage::Disk(place) => {
                resize(place, Some(bytes));
                command.args(["-c", "exec \"$0\" \"$@\""]);
            }
            // The signal that tells of it would end the program; ignored, the write fails.
            Shortage::Files(_) => {
                command.args(["-c", &format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", bytes / 512)]);
            }
        }
        command.arg(program.get_program()).args(program.get_args());
        for (name, value) in program.get_envs() {
            command.env(name, value.expect("a value"));
        }
        if let Some(folder) = program.get_current_dir() {
            command.current_dir(folder);
        }
        command
    }

    /// Ends the shortage, for a program that runs, too.
    pub fn end(&self, program: Option<u32>) {
        match (self, program) {
            (Shortage::Disk(place), _) => resize(place, None),
            (Shortage::Files(_), Some(id)) => limit(id, "unlimited"),
            (Shortage::Files(_), None) => {}
        }
    }

    /// Begins a shortage for a program that runs.
    pub fn begin(&self, program: u32) {
        match self {
            Shortage::Disk(place) => resize(place, Some(0)),
            Shortage::Files(_) => limit(program, "0"),
        }
    }
}

/// Leaves this much room on the disk, or plenty.
fn resize(place: &Path, room: Option<u64>) {
    // Less than what is used is refused, and a program that runs may write in between.
    for _ in 0..TRIES {
        let about = rustix::fs::statvfs(place).expect("a file system");
        let used = (about.f_blocks - about.f_bfree) * about.f_frsize;
        // Pages: nothing at all means no limit.
        let size = room.map_or(64 << 20, |room| (used + room).next_multiple_of(4096));
        let mounted = Command::new("mount").args(["-o", &format!("remount,size={size}")]).arg(place).status();
        if mounted.expect("mount runs").success() {
            return;
        }
    }
    panic!("the disk cannot be made smaller");
}

fn limit(program: u32, bytes: &str) {
    let limited = Command::new("prlimit").args(["--pid", &program.to_string(), &format!("--fsize={bytes}:")]).status();
    assert!(limited.expect("prlimit runs").success());
}
