//! What the HTTP API refuses, each with its status.

use crate::commands::RequestErrorKind;
use crate::words::Words;

/// A body may be this long: the longest option, however it is escaped, is shorter.
pub const LONGEST_BODY: usize = 256 << 10;

/// What is refused before a command is looked for, besides [`RequestErrorKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// The settings keep the API shut.
    DoorShut,
    /// Nothing is at this address.
    UnknownPath,
    /// It is asked by another method.
    WrongMethod,
    /// The body is too long.
    TooLong,
    /// The body is not said to be JSON.
    NoJson,
    /// The address asked too often of late.
    TooMany,
    /// Too many ask at this moment.
    Busy,
}

impl Refusal {
    /// Every one.
    pub const ALL: [Refusal; 7] = [
        Refusal::DoorShut,
        Refusal::UnknownPath,
        Refusal::WrongMethod,
        Refusal::TooLong,
        Refusal::NoJson,
        Refusal::TooMany,
        Refusal::Busy,
    ];

    /// Its status.
    pub fn status(self) -> u16 {
        match self {
            Refusal::DoorShut => 403,
            Refusal::UnknownPath => 404,
            Refusal::WrongMethod => 405,
            Refusal::TooLong => 413,
            Refusal::NoJson => 415,
            Refusal::TooMany => 429,
            Refusal::Busy => 503,
        }
    }

    /// Its word in an error's `kind`.
    pub fn kind(self) -> &'static str {
        match self {
            Refusal::DoorShut => "door_shut",
            Refusal::UnknownPath => "unknown_path",
            Refusal::WrongMethod => "wrong_method",
            Refusal::TooLong => "too_long",
            Refusal::NoJson => "no_json",
            Refusal::TooMany => "too_many",
            Refusal::Busy => "busy",
        }
    }

    /// What is said of it.
    pub fn message(self, words: &Words) -> String {
        words.say(&format!("api.{}", self.kind()), &[("length", &LONGEST_BODY)])
    }
}

/// What the machine contract refuses.
pub(super) const REQUEST_ERRORS: [RequestErrorKind; 6] = [
    RequestErrorKind::BadJson,
    RequestErrorKind::UnknownCommand,
    RequestErrorKind::UnknownOption,
    RequestErrorKind::MissingOption,
    RequestErrorKind::BadOption,
    RequestErrorKind::Internal,
];

/// The status of what the machine contract refuses.
pub fn status_of(kind: RequestErrorKind) -> u16 {
    match kind {
        RequestErrorKind::UnknownCommand => 404,
        RequestErrorKind::BadJson
        | RequestErrorKind::UnknownOption
        | RequestErrorKind::MissingOption
        | RequestErrorKind::BadOption => 400,
        RequestErrorKind::Internal => 500,
    }
}
