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
        match self {
            Refusal::DoorShut => words.say("api.door_shut", &[]),
            Refusal::UnknownPath => words.say("api.unknown_path", &[]),
            Refusal::WrongMethod => words.say("api.wrong_method", &[]),
            Refusal::TooLong => words.say("api.too_long", &[("length", &LONGEST_BODY)]),
            Refusal::NoJson => words.say("api.no_json", &[]),
            Refusal::TooMany => words.say("api.too_many", &[]),
            Refusal::Busy => words.say("api.busy", &[]),
        }
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

/// What is said of what the machine contract refuses, whatever was asked.
pub(super) fn about(kind: RequestErrorKind, words: &Words) -> String {
    let key = match kind {
        RequestErrorKind::BadJson => "api.error_bad_json",
        RequestErrorKind::UnknownCommand => "api.error_unknown_command",
        RequestErrorKind::UnknownOption => "api.error_unknown_option",
        RequestErrorKind::MissingOption => "api.error_missing_option",
        RequestErrorKind::BadOption => "api.error_bad_option",
        RequestErrorKind::Internal => "request.internal",
    };
    words.say(key, &[])
}

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
