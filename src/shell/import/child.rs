//! Reading documents in a process of its own, which gives up its rights before it reads a byte: a document that breaks
//! a parser breaks no more than that process.
//!
//! The child is the same binary. Parent and child speak lines of JSON over its standard streams: a header, then the
//! document's bytes; a reading, or a refusal, comes back, and before it a line with nothing on it for every article. A
//! child that is silent too long is ended, and the next document gets a new one.

use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::grammar::READ_DOCUMENT;
use super::{confine, cpu_watchdog};
use crate::corpus::import::limits::LARGEST_RAW;
use crate::corpus::import::{self, Coding, ImportOptions, Reading, Refused};

/// Memory of a child, and how many times its size a large export may take beside.
const MEMORY: u64 = 256 << 20;
const MEMORY_PER_BYTE: u64 = 8;

/// An article gets no more of the processor's time than this; an export as a whole more, by its size.
const PATIENCE: Duration = Duration::from_millis(1_500);
const BYTES_PER_SECOND: u64 = 1 << 20;

/// How many times as long it may take by the clock, for the machine may be busy. Where a process cannot tell its share
/// of the processor, the clock decides alone.
const BUSY: u32 = if cfg!(unix) { 20 } else { 1 };

/// A process that has only begun may be slow for other reasons.
const STARTING: Duration = Duration::from_secs(30);

/// What a child is asked, a line each.
#[derive(Serialize, Deserialize)]
enum Request {
    /// To read the document whose bytes follow.
    Read(Box<Header>),
    /// What it cannot do any more.
    Holds,
}

#[derive(Serialize, Deserialize)]
struct Header {
    name: String,
    length: usize,
    codings: Vec<Coding>,
    options: ImportOptions,
}

/// Hands documents to a child, and starts a new one where the last has ended.
#[derive(Default)]
pub(super) struct Readers {
    running: Option<Running>,
    /// Whether no child can work on this system: then documents are read here, within the parsers' own limits.
    alone: bool,
}

struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<io::Result<String>>,
    memory: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _gone_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Readers {
    /// Reads a document that came compressed in these ways.
    pub(super) fn read(
        &mut self,
        name: &str,
        bytes: &[u8],
        codings: &[Coding],
        options: &ImportOptions,
    ) -> Result<Reading, Refused> {
        let length = bytes.len() as u64;
        let memory = MEMORY.max(length.saturating_mul(MEMORY_PER_BYTE));
        if self.running.as_ref().is_some_and(|running| running.memory < memory) {
            self.running = None;
        }
        if self.alone {
            return import::read_packed(name, bytes, codings, options, None);
        }
        let running = match &mut self.running {
            Some(running) => running,
            None => match Running::start(memory).ok().and_then(Running::proven) {
                Some(running) => self.running.insert(running),
                None => {
                    tell!("pullquote: no process can be confined here: documents are read without one");
                    self.alone = true;
                    return import::read_packed(name, bytes, codings, options, None);
                }
            },
        };
        let (name, codings) = (name.to_owned(), codings.to_vec());
        let header = Header { name, length: bytes.len(), codings, options: options.clone() };
        let answer = running.ask(header, bytes, patience(bytes.len()) * BUSY);
        if answer.is_err() {
            self.running = None;
        }
        answer?
    }
}

/// The time that a document of this length gets for each article.
fn patience(length: usize) -> Duration {
    PATIENCE + Duration::from_secs((length as u64).saturating_sub(LARGEST_RAW) / BYTES_PER_SECOND)
}

impl Running {
    fn start(memory: u64) -> io::Result<Running> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(READ_DOCUMENT)
            .arg(memory.to_string())
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let missing = || io::Error::other("the reading process has no streams");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let (send, answers) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines() {
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Running { child, input, answers, memory })
    }

    /// The child, if it reads a harmless document: where its limits leave it too little to live on, it does not.
    fn proven(mut self) -> Option<Running> {
        let bytes = b"# A title\n\nA line.\n";
        let (name, options) = ("a.md".to_owned(), ImportOptions::default());
        let header = Header { name, length: bytes.len(), codings: Vec::new(), options };
        let read = self.ask(header, bytes, STARTING).ok()?.ok()?;
        (read.drafts.len() == 1).then_some(self)
    }

    /// What it cannot do any more, as far as it tells.
    fn holds(&mut self) -> Option<confine::Holds> {
        let mut line = serde_json::to_vec(&Request::Holds).ok()?;
        line.push(b'\n');
        self.input.write_all(&line).and_then(|()| self.input.flush()).ok()?;
        serde_json::from_str(&self.answers.recv_timeout(STARTING).ok()?.ok()?).ok()
    }

    /// The outer error ends the child.
    fn ask(&mut self, header: Header, bytes: &[u8], patience: Duration) -> Result<Result<Reading, Refused>, Refused> {
        let ended = || Refused::ReaderEnded;
        let mut line = serde_json::to_vec(&Request::Read(Box::new(header))).map_err(|_| ended())?;
        line.push(b'\n');
        let sent =
            self.input.write_all(&line).and_then(|()| self.input.write_all(bytes)).and_then(|()| self.input.flush());
        sent.map_err(|_| ended())?;
        loop {
            match self.answers.recv_timeout(patience) {
                Ok(Ok(line)) if line.is_empty() => {}
                Ok(Ok(line)) => return serde_json::from_str(&line).map_err(|_| ended()),
                Err(RecvTimeoutError::Timeout) => return Err(Refused::TooSlow),
                Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                    let status = self.child.wait().ok().and_then(|status| status.code());
                    return Err(match status {
                        Some(cpu_watchdog::STATUS) => Refused::TooSlow,
                        // What the standard library's runtime gives a program that panicked.
                        Some(101) => Refused::ParserBroke("it ended the process that reads".to_owned()),
                        _ => ended(),
                    });
                }
            }
        }
    }
}

/// The child's side: gives up what it does not need, then answers until its input ends.
pub(in crate::shell) fn serve(memory: u64) -> anyhow::Result<()> {
    confine::first(memory);
    let watch = cpu_watchdog::Watch::start()?;
    confine::then();
    let (mut input, mut output) = (BufReader::new(io::stdin().lock()), BufWriter::new(io::stdout()));
    let mut line = String::new();
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let header = match serde_json::from_str(&line)? {
            Request::Read(header) => *header,
            Request::Holds => {
                serde_json::to_writer(&mut output, &confine::tried())?;
                output.write_all(b"\n")?;
                output.flush()?;
                continue;
            }
        };
        let mut bytes = vec![0; header.length];
        input.read_exact(&mut bytes)?;
        let watched = watch.over(patience(header.length));
        let answer = import::read_packed(&header.name, &bytes, &header.codings, &header.options, Some(pulse));
        drop(watched);
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
}

/// Says that another article was read.
fn pulse() {
    cpu_watchdog::begin_anew();
    // Where nobody listens any more, the next read ends this process.
    let _unheard = io::stdout().write_all(b"\n").and_then(|()| io::stdout().flush());
}

/// How far a document that breaks its parser can reach on this system, for a person to read.
pub(in crate::shell) fn confinement() -> String {
    let holds = Running::start(MEMORY).ok().and_then(Running::proven).and_then(|mut running| running.holds());
    holds.map_or_else(
        || "documents are read in this process: none of their own can be confined here".to_owned(),
        confine::Holds::told,
    )
}
