//! Who sends, and why something is not sent.

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::desk::DeskError;
use crate::shell::discord::rest::{Call, Rest, RestError};

/// A request is waited for this long.
pub(super) const DEADLINE: Duration = Duration::from_secs(20);

/// What Discord says to a change in a thread that is archived: somebody may open it again.
const ARCHIVED: u64 = 50_083;

/// Why a message is not sent now.
pub(super) enum Unsent {
    /// It is tried again.
    Later(String),
    /// We may not write there, or there is no such place.
    Shut(String),
    /// Discord will not have it.
    Never(String),
    /// The desk failed.
    Desk(DeskError),
}

impl From<DeskError> for Unsent {
    fn from(error: DeskError) -> Unsent {
        Unsent::Desk(error)
    }
}

impl From<RestError> for Unsent {
    fn from(error: RestError) -> Unsent {
        match error {
            RestError::Refused { status: 403 | 404, .. } | RestError::Refused { code: ARCHIVED, .. } => {
                Unsent::Shut(error.to_string())
            }
            RestError::Refused { status: 400, .. } => Unsent::Never(error.to_string()),
            _ => Unsent::Later(error.to_string()),
        }
    }
}

/// Who sends: the client, and whom Discord knows us as, once that was asked.
pub(super) struct Sender<'a> {
    pub(super) rest: &'a Rest,
    pub(super) own: &'a OnceCell<String>,
}

/// A request with the bot's token.
pub(super) fn call(method: Method, path: String, body: Option<Value>) -> Call {
    let mut call = Call::authorized(method, path);
    call.deadline = Instant::now() + DEADLINE;
    call.body = body;
    call
}
