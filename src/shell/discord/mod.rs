//! The Discord front: one handler behind two transports, the gateway and HTTP.

mod address;
mod answering;
mod archive;
mod attached;
mod behind;
mod brake;
pub mod checkup;
mod desk;
mod dispatch;
mod endpoint;
mod flood;
mod front;
mod gateway;
mod handler;
mod health;
mod incoming;
mod invitation;
mod lasting;
mod limits;
mod listening;
mod mention;
mod multipart;
mod outgoing;
mod permissions;
mod presence;
mod registrar;
pub mod registration;
mod respond;
mod rest;
mod rights;
mod serve;
mod shards;
mod sharing;
mod standing;
mod start;
mod state;
mod tally;
mod unwanted;
mod watched;

pub use address::Address;
pub use archive::OpenArchive;
pub use brake::{IdentifyBudget, ReconnectBackoff, fatal_reason};
pub(super) use desk::withdrawn;
pub use desk::{
    compare as compare_archive, flush as flush_counters, followed, is_of_tenant, keep as keep_desk, open as open_desk,
    post_due as post_digests,
};
pub use dispatch::{Addressee, Dispatch, Pending, Unanswered};
pub use endpoint::Gate;
pub use front::{Front, Sharing};
pub use gateway::{Event, Gateway, Permits, Resumable};
pub use handler::Handler;
pub use health::{Health, HealthReport};
pub use incoming::Interaction;
pub use lasting::Lasting;
pub use limits::{Limits, RateLimitHeaders, Route, Scope};
pub use multipart::File;
pub(super) use outgoing::posted;
pub use registrar::Registrar;
pub use rest::{Call, Rest, RestError};
pub use serve::{serve, serve_all};
pub(super) use sharing::SHARD;
pub use start::{Account, Started, follower, handler};
pub use state::State;
pub use unwanted::Unwanted;
pub use watched::measure_outbox;

pub use super::settings::Discord;
