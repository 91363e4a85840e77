//! What the program writes on standard error: as lines for a person, or as an object of JSON a line.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use tracing_subscriber::filter::{FilterExt as _, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Registry};

use super::traces::Traces;
use crate::render::terminal;
use crate::shell::environment::variable;
use crate::shell::whose::Whose;

/// The flag, and the variable that says the same.
pub const FLAG: &str = "log-format";
const VARIABLE: &str = "PULLQUOTE_LOG_FORMAT";
/// What they may say.
pub const FORMATS: [&str; 2] = ["text", JSON];
const JSON: &str = "json";

/// Whether each line is to be an object. Set once, before anything is said.
static IN_JSON: AtomicBool = AtomicBool::new(false);

/// Begins to log, by these arguments; also to trace, where the environment asks for it and the process may speak to others.
pub fn begin(arguments: &[OsString], may_trace: bool) -> Option<Traces> {
    let asked = in_arguments(arguments).or_else(|| variable(VARIABLE));
    IN_JSON.store(asked.as_deref() == Some(JSON), Relaxed);
    let traces = if may_trace { Traces::of_environment() } else { Ok(None) };
    log_to_stderr(traces.as_ref().ok().and_then(Option::as_ref));
    if let Some(other) = asked.filter(|asked| !FORMATS.contains(&asked.as_str())) {
        tracing::warn!("{VARIABLE} is {other:?}; it may be text or json");
    }
    traces.unwrap_or_else(|error| {
        tracing::error!("traces are not sent: {error:#}");
        None
    })
}

/// The format that is named anywhere in the arguments, before the grammar is known.
fn in_arguments(arguments: &[OsString]) -> Option<String> {
    let flag = format!("--{FLAG}");
    let mut rest = arguments.iter().take_while(|argument| *argument != "--").filter_map(|argument| argument.to_str());
    while let Some(argument) = rest.next() {
        match argument.strip_prefix(&flag) {
            Some("") => return rest.next().map(str::to_owned),
            Some(given) if given.starts_with('=') => return Some(given.trim_start_matches('=').to_owned()),
            _ => {}
        }
    }
    None
}

/// Warnings of ours and errors of others, unless `RUST_LOG` asks for more.
fn log_to_stderr(traces: Option<&Traces>) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error,pullquote=warn"));
    // The protocol's own library writes down what is asked, with every message: no level and no target of `RUST_LOG` asks
    // for that.
    let without_questions =
        filter_fn(|written| *written.level() <= tracing::Level::ERROR || !written.target().starts_with("rmcp"));
    // What cannot be written would be told of on standard error, too.
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).log_internal_errors(false);
    let lines = match IN_JSON.load(Relaxed) {
        // What a span of a library holds is not ours to write down.
        true => lines.json().with_current_span(false).with_span_list(false).boxed(),
        // Colours are for a terminal whose user did not refuse them.
        false => {
            let coloured = anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never;
            lines.with_ansi(coloured).boxed()
        }
    };
    let lines = lines.with_filter(filter.and(without_questions));
    // A second call in one process (tests) keeps the first subscriber.
    let _already_set = Registry::default().with(lines).with(traces.map(Traces::layer)).try_init();
}

/// Says something to whoever started the program. Where it cannot be written, as a log on a full disk cannot, the work goes
/// on. What comes from documents may hold characters that steer a terminal.
pub fn say(told: &str) {
    let whose = Whose::opening();
    if IN_JSON.load(Relaxed) {
        let (at, told) = (jiff::Timestamp::now().to_string(), format!("{whose}{told}"));
        let fields = serde_json::json!({"message": told});
        let line = serde_json::json!({"timestamp": at, "level": "INFO", "fields": fields, "target": "pullquote"});
        let _unheard = writeln!(io::stderr(), "{line}");
        return;
    }
    for line in told.lines() {
        let _unheard = writeln!(anstream::stderr(), "{whose}{}", terminal::safe(line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(arguments: &[&str]) -> Option<String> {
        in_arguments(&arguments.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_format_is_found_wherever_it_is_named() {
        assert_eq!(check(&["pullquote", "serve", "--log-format", "json"]).as_deref(), Some("json"));
        assert_eq!(check(&["pullquote", "--log-format=json", "serve"]).as_deref(), Some("json"));
        assert_eq!(check(&["pullquote", "search", "--", "--log-format", "json"]), None);
        assert_eq!(check(&["pullquote", "--log-formats", "json"]), None);
        assert_eq!(check(&["pullquote", "--log-format"]), None);
    }
}
