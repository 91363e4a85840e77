//! What can be wrong with a request.

use serde::Serialize;

/// The closed list of what can be wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestErrorKind {
    /// The line is no JSON object that asks for anything.
    BadJson,
    /// The table has no such command.
    UnknownCommand,
    /// The command has no such option.
    UnknownOption,
    /// A required option is not there.
    MissingOption,
    /// An option's value is of the wrong type or out of range.
    BadOption,
    /// The fault is ours.
    Internal,
}

/// Why a request was not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct RequestError {
    /// What is wrong.
    pub kind: RequestErrorKind,
    /// The same for a person, with what to do about it.
    pub message: String,
}

impl RequestError {
    pub(crate) fn new(kind: RequestErrorKind, message: String) -> Self {
        RequestError { kind, message }
    }
}
