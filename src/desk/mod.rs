//! The desk: what moderators set, and what readers gave to the editors.
//!
//! One small database in the data folder. Every change is one transaction: a process that is killed has made it or not.
//! What is deleted is overwritten in the file and gone from its journal. Where the database cannot be written, each change
//! fails with [`DeskError::Unwritable`] until it can be again; answers do not depend on it.

mod error;
pub mod expiry;
mod key;
pub mod posts;
pub mod privacy;
pub mod servers;
mod set_up;
mod store;

pub use error::DeskError;
pub use key::Key;
pub use posts::Post;
pub use privacy::{Held, Kind};
pub use set_up::{PublicIn, SetUp};
pub use store::Desk;

/// Seconds since 1970.
pub type Seconds = i64;

/// A day.
pub const DAY: Seconds = 24 * 60 * 60;
