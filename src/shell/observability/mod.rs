//! What whoever operates the program sees of it from outside: counters, traces, logs, and whether it may be asked. Nothing of
//! it holds a word of a question, the id of a person, or an address.

mod archive;
mod endpoint;
mod labelled;
pub(super) mod logs;
mod metrics;
mod readiness;
mod request;
pub(super) mod spans;
mod traces;

pub use archive::ArchiveWatch;
pub use endpoint::{Operated, Watched};
pub use metrics::{Metrics, Queue};
pub use readiness::Readiness;
pub use request::Requested;
