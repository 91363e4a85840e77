//! The desk: what moderators set, and what readers gave to the editors.
//!
//! One small database: a file of SQLite in the data folder, or a schema of PostgreSQL, which several processes may share.
//! `database.rs` hides which. Every change is one transaction: a process that is killed has made it or not. What is deleted
//! from a file is overwritten there and gone from its journal. Where the database cannot be written, each change fails with
//! [`DeskError::Unwritable`] until it can be again; answers do not depend on it.

mod across;
mod address;
pub mod announcements;
pub mod answers;
pub mod backlog;
pub mod changes;
pub mod counters;
mod database;
mod dump;
pub mod duty;
mod error;
pub mod examined;
pub mod expiry;
pub mod follows;
mod handled;
mod heard;
mod held;
pub mod hidden;
mod hiding;
mod key;
pub mod leases;
pub mod letters;
pub mod marks;
mod others;
pub mod posts;
pub mod privacy;
pub mod proposals;
pub mod published;
mod question;
pub mod questions;
mod replay;
pub mod replicas;
mod server;
pub mod servers;
pub mod sessions;
mod set_up;
mod store;
mod timed;
pub mod writes;

pub use address::{DeskUrl, Schema};
pub use dump::{DumpError, Imported};
pub use error::DeskError;
pub use heard::Ear;
pub use hiding::Hiding;
pub use key::Key;
pub use posts::{Again, Lane, Makes, Post};
pub use privacy::{Held, Kind};
pub use proposals::Proposal;
pub use question::{Answer, Asked, Asker, Changed, Question, Standing, Tell};
pub use server::{DeskAddress, Server};
pub use set_up::{Hold, PublicIn, SetUp};
pub use store::Desk;

/// Seconds since 1970.
pub type Seconds = i64;

/// The day of a time, by Greenwich.
pub fn day_of(at: Seconds) -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::from_second(at).unwrap_or_default()).date()
}

/// A day.
pub const DAY: Seconds = 24 * 60 * 60;
/// A week.
pub const WEEK: Seconds = 7 * DAY;

/// The beginning of the Monday of a time, by Greenwich.
pub fn monday_of(at: Seconds) -> Seconds {
    // 1970 began on a Thursday.
    let monday = 4 * DAY;
    (at - monday).div_euclid(WEEK) * WEEK + monday
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_begin_on_mondays() {
        let check = |time: &str| {
            let at: jiff::Timestamp = time.parse().expect("a time");
            jiff::Timestamp::from_second(monday_of(at.as_second())).expect("a time").to_string()
        };
        for time in ["2026-11-30T00:00:00Z", "2026-12-03T12:00:00Z", "2026-12-06T23:59:59Z"] {
            assert_eq!(check(time), "2026-11-30T00:00:00Z", "{time}");
        }
        assert_eq!(check("2026-11-29T23:59:59Z"), "2026-11-23T00:00:00Z");
        assert_eq!(check("1970-01-01T00:00:00Z"), "1969-12-29T00:00:00Z");
    }
}
