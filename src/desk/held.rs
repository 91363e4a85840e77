//! What a process holds alone: plain data.

use std::fs::File;

/// The right to do something alone, for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// What is done.
    pub name: String,
    /// Larger than that of any holder before.
    pub token: i64,
}

/// What this process holds.
pub(super) enum HeldDuty {
    File(#[expect(dead_code, reason = "its lock is held as long as it is open")] Option<File>),
    Lease(Lease),
}
