//! Everything that touches the world: arguments, files, the terminal, the clock.

/// Says something on standard error, to whoever started the program.
macro_rules! tell {
    ($($line:tt)*) => { $crate::shell::observability::logs::say(&format!($($line)*)) };
}

mod answer;
mod arguments;
mod backup;
mod batch;
mod bytes;
mod catalogue;
mod chat;
mod cli;
mod desk;
pub mod discord;
mod doctor;
mod environment;
mod eval;
mod files;
mod follow;
mod freshness;
mod grammar;
mod history;
pub mod http;
mod import;
mod indexing;
mod locations;
mod look;
mod map;
mod mcp;
pub mod observability;
mod opening;
mod publish;
mod published;
mod quoted;
mod quotes;
mod replica;
mod runtime;
mod serve;
mod settings;
mod shutdown;
mod store;
mod tenants;
mod turns;
mod verify;
pub mod web;
mod whose;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use observability::logs;

pub use answer::answer;
pub use history::History;
pub use locations::Locations;
pub use opening::{Lazily, Opened, open, open_lazily};
pub use published::{Published, Receipted};
pub use runtime::run_to_end;
pub use settings::{Settings, SettingsError};

/// The status that tells a supervisor not to try again: `EX_CONFIG` of sysexits.h.
const NOT_AS_SET_UP: u8 = 78;

/// Runs the program with these arguments (the first is its own name).
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.collect();
    cli::choose_colour(&arguments);
    // The process that reads documents has given up its rights, or is about to.
    let traces = logs::begin(&arguments, arguments.get(1).is_none_or(|own| own != import::grammar::READ_DOCUMENT));
    let ended = cli::run(arguments);
    if let Some(traces) = traces {
        traces.end();
    }
    match ended {
        Ok(code) => code,
        // Whoever read our output has read enough: `pullquote … | head` is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell!("pullquote: {error:#}");
            if error.is::<discord::Unwanted>() { ExitCode::from(NOT_AS_SET_UP) } else { ExitCode::FAILURE }
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
