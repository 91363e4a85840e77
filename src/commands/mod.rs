//! The commands, a file each, and the registry that everything else derives from: decoding, help, completion, the
//! terminal's subcommands, what Discord registers.
//!
//! A command's file declares its name, its options and their limits, decodes them into a value of its own and answers it. To
//! add one, add its file, and its line to `REGISTRY`.

mod about;
mod arguments;
mod article;
mod articles;
mod ask;
mod command;
mod complete;
mod desk;
mod error;
mod examples;
mod follow;
mod help;
mod json;
mod jurisdictions;
mod listing;
mod options;
mod people;
mod run;
mod said;
mod search;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod tracker;
mod typed;

pub use about::About;
pub use arguments::{Arguments, Value};
pub use article::Article;
pub use articles::Articles;
pub use ask::Ask;
pub(crate) use command::unknown_command;
pub use command::{Action, Call, Command, CommandSpec, Context, Decode, Front, Table};
pub use command::{DIGEST, FOLLOW, LIST, PRIVACY, PULLQUOTE, REPORT, SETUP, SOURCES, STATUS};
pub use complete::{Completion, complete};
pub use error::{RequestError, RequestErrorKind};
pub(crate) use examples::neighbours;
pub use help::Help;
pub use json::{Envelope, Line, decode};
pub use jurisdictions::Jurisdictions;
pub use options::{Checked, ChoiceSpec, Completer, Declared, OptionKind, OptionSpec, PeriodEdge, text};
pub use people::People;
pub use run::run;
pub use said::Said;
pub use search::Search;
pub use source::{SOURCE, Source};
pub use table::TableError;
pub use tracker::Tracker;
pub use typed::{decode_typed, fill_typed, open_option, typed_options};

use command::{EVERYWHERE, Module};

/// Every built-in command, in the order that help shows.
const REGISTRY: &[&Module] = &[
    &ask::MODULE,
    &said::MODULE,
    &people::MODULE,
    &search::MODULE,
    &source::MODULE,
    &jurisdictions::MODULE,
    &articles::MODULE,
    &article::MODULE,
    &about::MODULE,
    &help::MODULE,
    &desk::PULLQUOTE_MODULE,
    &desk::DIGEST_MODULE,
    &desk::PRIVACY_MODULE,
    &follow::MODULE,
    &desk::SOURCES_MODULE,
];
