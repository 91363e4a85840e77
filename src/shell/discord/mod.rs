//! The Discord front: one handler behind two transports, the gateway and HTTP.

mod address;
mod answering;
mod brake;
mod counters;
mod endpoint;
mod gateway;
mod handler;
mod incoming;
mod limits;
mod outgoing;
mod rest;
mod serve;

pub use address::Address;
pub use answering::{Answering, Answers, Lost};
pub use brake::{ConnectBrake, IdentifyBudget, fatal_reason};
pub use counters::Counters;
pub use endpoint::Gate;
pub use gateway::{Event, Gateway};
pub use handler::Handler;
pub use incoming::Interaction;
pub use limits::{Limits, Told};
pub use rest::{Call, File, Rest, RestError};
pub use serve::{Front, serve};

/// Who may see what, from `pullquote.toml`. Ids are strings of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discord {
    /// Servers that the bot answers in; all where empty.
    pub servers: Vec<String>,
    /// Channels where answers may be public; all where empty.
    pub public_channels: Vec<String>,
    /// Servers whose members may see articles for paying readers.
    pub paid_servers: Vec<String>,
    /// Roles that may see articles for paying readers.
    pub paid_roles: Vec<String>,
    /// Public answers that one person gets a minute.
    pub public_answers_per_minute: u32,
}
