//! The one table of commands, and what follows from it: decoding, help, completion and dispatch.
//!
//! Every front reads this table: Discord registers it, the terminal parses by it, `batch` decodes with it. A command's
//! name, its options and their limits stand nowhere else, so they cannot disagree.

mod arguments;
mod builtin;
mod complete;
mod error;
mod help;
mod json;
mod run;
mod table;
#[cfg(test)]
mod tests;
mod typed;

pub use arguments::{Arguments, Value};
pub use complete::{Completion, complete};
pub use error::{RequestError, RequestErrorKind};
pub use json::{Call, Envelope, decode};
pub use run::run;
pub use table::{
    ChoiceSpec, CommandKind, CommandSpec, Completer, OptionKind, OptionSpec, PeriodEdge, Table, TableError,
};
pub use typed::{decode_typed, fill_typed, open_option};
