//! The time that a document may cost, counted in this process's share of the processor: a busy machine makes an honest
//! document slow, and a hostile one no cheaper.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// How a process ends whose document costs too much.
pub(super) const STATUS: i32 = 124;

/// Between two looks at the clock.
const LOOK: Duration = Duration::from_millis(20);

/// Nothing is being read.
const IDLE: u64 = u64::MAX;

/// What the processor had spent on this process, in microseconds, when the article that is being read began; and what
/// it may spend on it. Of the process, as the clock is: whoever reads an article tells of it by a plain function.
static BEGAN: AtomicU64 = AtomicU64::new(IDLE);
static MAY_COST: AtomicU64 = AtomicU64::new(0);

/// The thread that looks at the clock, and ends the process.
pub(super) struct Watch(Thread);

/// While it is there, time counts.
pub(super) struct Watched;

impl Watch {
    pub(super) fn start() -> std::io::Result<Watch> {
        let watching = thread::Builder::new().name("watch".to_owned()).stack_size(64 << 10).spawn(|| {
            loop {
                match BEGAN.load(Ordering::SeqCst) {
                    IDLE => thread::park(),
                    began if spent().saturating_sub(began) > MAY_COST.load(Ordering::SeqCst) => {
                        std::process::exit(STATUS)
                    }
                    _ => thread::sleep(LOOK),
                }
            }
        })?;
        Ok(Watch(watching.thread().clone()))
    }

    /// Ends this process where an article costs more than this.
    pub(super) fn over(&self, patience: Duration) -> Watched {
        MAY_COST.store(u64::try_from(patience.as_micros()).unwrap_or(IDLE), Ordering::SeqCst);
        BEGAN.store(spent(), Ordering::SeqCst);
        self.0.unpark();
        Watched
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        BEGAN.store(IDLE, Ordering::SeqCst);
    }
}

/// Another article begins.
pub(super) fn begin_anew() {
    BEGAN.store(spent(), Ordering::SeqCst);
}

/// What the processor has spent on this process, in microseconds.
#[cfg(unix)]
fn spent() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let (seconds, rest) = (time.tv_sec, time.tv_nsec / 1_000);
    u64::try_from(seconds).unwrap_or(0) * 1_000_000 + u64::try_from(rest).unwrap_or(0)
}

/// The clock of whoever waits for this process decides.
#[cfg(not(unix))]
fn spent() -> u64 {
    0
}
