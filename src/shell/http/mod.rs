//! The HTTP server behind every front that is asked over HTTP: it bounds connections in number and requests in time. And the
//! client beside it.

mod client;
mod listening;
mod seats;

pub use client::{Client, client};
pub use listening::{Caller, listen};
pub use seats::Patience;
