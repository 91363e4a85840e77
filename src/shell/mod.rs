//! Everything that touches the world: arguments, files, the terminal, the clock.

/// Says a line on standard error. Where that cannot be written, as a log on a full disk cannot, the work goes on: the
/// standard library's own macro would end it. What comes from documents may hold characters that steer a terminal.
macro_rules! tell {
    ($($line:tt)*) => {{
        use std::io::Write as _;
        let told = format!($($line)*);
        for line in told.lines() {
            let _unheard = writeln!(anstream::stderr(), "{}", $crate::render::terminal::safe(line));
        }
    }};
}

mod answer;
mod arguments;
mod batch;
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
mod grammar;
mod history;
pub mod http;
mod import;
mod indexing;
mod locations;
mod look;
mod map;
mod mcp;
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
mod verify;
pub mod web;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

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
    log_to_stderr();
    match cli::run(arguments) {
        Ok(code) => code,
        // Whoever read our output has read enough: `pullquote … | head` is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell!("pullquote: {error:#}");
            if error.is::<discord::Unwanted>() { ExitCode::from(NOT_AS_SET_UP) } else { ExitCode::FAILURE }
        }
    }
}

/// Warnings of ours and errors of others, unless `RUST_LOG` asks for more.
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error,pullquote=warn"));
    // The protocol's own library writes down what is asked, with every message: no level and no target of `RUST_LOG` asks
    // for that.
    let without_questions =
        filter_fn(|written| *written.level() <= tracing::Level::ERROR || !written.target().starts_with("rmcp"));
    // Colours are for a terminal whose user did not refuse them.
    let coloured = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(coloured);
    // What cannot be written would be told of on standard error, too. A second call in one process (tests) keeps the
    // first subscriber.
    let _already_set = log.log_internal_errors(false).finish().with(without_questions).try_init();
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io_error.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
