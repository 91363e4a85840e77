//! The Discord front: one handler behind two transports, the gateway and HTTP.

mod address;
mod answering;
mod archive;
mod attached;
mod brake;
mod counters;
mod endpoint;
mod follow;
mod gateway;
mod handler;
mod incoming;
mod limits;
mod outgoing;
mod quoted;
pub mod registration;
mod respond;
mod rest;
mod rights;
mod serve;
pub mod start;

pub use address::Address;
pub use answering::{Answering, Answers, Lost};
pub use archive::Archived;
pub use brake::{ConnectBrake, IdentifyBudget, fatal_reason};
pub use counters::Counters;
pub use endpoint::Gate;
pub use gateway::{Event, Gateway};
pub use handler::Handler;
pub use incoming::Interaction;
pub use limits::{Limits, Told};
pub use rest::{Call, File, Rest, RestError};
pub use serve::{Front, Unwanted, serve};

pub use super::settings::Discord;
