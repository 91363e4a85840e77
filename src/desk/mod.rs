//! The desk: what moderators set, and what readers gave to the editors.
//!
//! One small database: a file of SQLite in the data folder, or a schema of PostgreSQL, which several processes may share.
//! `database.rs` hides which. Every change is one transaction: a process that is killed has made it or not. What is deleted
//! from a file is overwritten there and gone from its journal. Where the database cannot be written, each change fails with
//! [`DeskError::Unwritable`] until it can be again; answers do not depend on it.

mod address;
pub mod announcements;
pub mod answers;
pub mod changes;
pub mod counters;
mod database;
mod dump;
pub mod duty;
mod error;
pub mod expiry;
pub mod follows;
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
mod server;
pub mod servers;
mod set_up;
mod store;

pub use address::{DeskUrl, Schema};
pub use dump::DumpError;
pub use error::DeskError;
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
