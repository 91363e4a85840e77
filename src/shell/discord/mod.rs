//! The Discord front: one handler behind two transports, the gateway and HTTP.

mod address;
mod answering;
mod archive;
mod attached;
mod brake;
pub mod checkup;
mod counters;
mod endpoint;
mod follow;
mod gateway;
mod handler;
mod health;
mod incoming;
mod limits;
mod listening;
mod multipart;
mod outgoing;
mod quoted;
mod registrar;
pub mod registration;
mod respond;
mod rest;
mod rights;
mod seats;
mod serve;
pub mod start;

pub use address::Address;
pub use archive::OpenArchive;
pub use brake::{ConnectBrake, IdentifyBudget, fatal_reason};
pub use counters::Counters;
pub use endpoint::Gate;
pub use gateway::{Event, Gateway};
pub use handler::Handler;
pub use health::{Health, Standing};
pub use incoming::Interaction;
pub use limits::{Limits, Route, Scope, Told};
pub use rest::{Call, File, Rest, RestError};
pub use seats::Patience;
pub use serve::{Front, Unwanted, run_to_end, serve};

pub use super::settings::Discord;
