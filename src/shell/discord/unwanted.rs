//! A bot that Discord will not have.

use super::brake::fatal_reason;

/// Discord will not have this bot as it is set up, and trying again would not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unwanted(pub String);

impl Unwanted {
    pub(super) fn token() -> Self {
        let reason = fatal_reason(4004).unwrap_or_default();
        Unwanted(format!("discord does not accept the token: {reason}"))
    }
}
