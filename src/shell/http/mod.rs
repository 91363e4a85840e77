//! The HTTP server behind every front that is asked over HTTP: it bounds connections in number and requests in time.

mod listening;
mod seats;

pub use listening::{Caller, listen};
pub use seats::Patience;
