//! How a generation gets from the importer to its readers.
//!
//! The importer, under a lease with a fencing token: puts objects, puts the manifest that names them, writes the pointer row in
//! the database, writes the copy of the row into the store, sweeps. A reader: learns the pointer from the row or its copy,
//! fetches what it lacks, switches, forgets.
//!
//! The database decides: a row is written under the current token only, and its generations grow. The store decides nothing,
//! and a request to it may take effect late, twice, or after whoever sent it has lost the lease. So:
//!
//! - **No name is written twice.** An object's name has its hash and the attempt that put it there. A late delete therefore
//!   never meets an object that somebody has put again.
//! - **What is swept was listed under the lease.** The list is taken first and the lease renewed after it: nobody with a
//!   later token had put anything by then. Whoever comes later takes over objects that the newest manifest names, or young
//!   ones; a sweep deletes neither.
//! - **What is deleted was unused for a grace period**, as seen twice: neither row nor copy named it then and now. A reader that
//!   has learnt of a generation has so long to fetch it.
//! - **After a row that was not written, or of which nobody knows, comes another token.** Under the same one it might still be written, after its objects
//!   were swept as those of an attempt that failed.
//! - **The copy never goes back** where the store compares before it writes; elsewhere a reader passes over what is older than what it has.

mod following;
mod publishing;
mod sweeping;

pub use following::{FollowEvent, FollowStep, Followed, Following};
pub use publishing::{Copied, Holding, Outcome, PublishEvent, PublishStep, Publishing};
pub use sweeping::{Key, Listed, Marks, NoKey, sweep};
