//! The desk: what moderators set, and what readers gave to the editors.
//!
//! One small database in the data folder. Every change is one transaction: a process that is killed has made it or not.
//! What is deleted is overwritten in the file and gone from its journal. Where the database cannot be written, each change
//! fails with [`DeskError::Unwritable`] until it can be again; answers do not depend on it.

pub mod announcements;
pub mod answers;
pub mod backlog;
pub mod changes;
pub mod counters;
mod dump;
mod error;
pub mod expiry;
pub mod follows;
pub mod hidden;
mod hiding;
mod key;
pub mod leases;
pub mod letters;
pub mod marks;
pub mod posts;
pub mod privacy;
pub mod proposals;
pub mod published;
mod question;
pub mod questions;
mod replay;
pub mod servers;
mod set_up;
mod store;

pub use dump::DumpError;
pub use error::DeskError;
pub use hiding::Hiding;
pub use key::Key;
pub use posts::{Again, Lane, Makes, Post};
pub use privacy::{Held, Kind};
pub use proposals::Proposal;
pub use question::{Answer, Asked, Asker, Changed, Question, Standing, Tell};
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
