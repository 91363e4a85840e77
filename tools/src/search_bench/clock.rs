//! CPU time, which neighbours on the machine do not stretch. In nanoseconds.

use rustix::time::{ClockId, clock_gettime};

fn nanoseconds(clock: ClockId) -> u64 {
    let time = clock_gettime(clock);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

pub fn process() -> u64 {
    nanoseconds(ClockId::ProcessCPUTime)
}

pub fn thread() -> u64 {
    nanoseconds(ClockId::ThreadCPUTime)
}
