//! Arguments: the shell's own subcommands, and every command of the table as a subcommand of its name.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgMatches, FromArgMatches as _};

use crate::commands::{self, Call, Front, OptionKind, RequestError, Table, Value};
use crate::quotes::Marks;
use crate::render::{json, terminal};
use crate::words::Words;

use super::arguments::ServeArguments;
use super::discord::Account;
use super::grammar::{grammar, taken};
use super::look::look;
use super::observability::spans;
use super::opening::Lazily;
use super::{
    Locations, Opened, answer, backup, batch, chat, desk, doctor, eval, import, indexing, map, mcp, opening, publish,
    quotes, replica, serve, tenants, verify,
};

/// Parses the arguments and does what they say.
pub(super) fn run(arguments: Vec<OsString>) -> anyhow::Result<ExitCode> {
    // The process that reads documents must not open anything before it has given up its rights.
    if let [_, subcommand, memory] = arguments.as_slice()
        && subcommand == import::grammar::READ_DOCUMENT
        && let Some(memory) = memory.to_str().and_then(|memory| memory.parse().ok())
    {
        import::read_documents(memory)?;
        return Ok(ExitCode::SUCCESS);
    }
    // Which commands there are depends on the data folder, so a first look takes any command for one of a tracker's.
    let builtin = Table::builtin(&Words::english()).on(Front::Terminal);
    let colour = if coloured(&arguments) { clap::ColorChoice::Auto } else { clap::ColorChoice::Never };
    let first = grammar(&builtin).color(colour).allow_external_subcommands(true).try_get_matches_from(&arguments);
    let matches = match first {
        Ok(matches) if known(&matches) => matches,
        Err(error) if !error.use_stderr() && error.kind() != clap::error::ErrorKind::DisplayHelp => {
            return said_by_clap(&error);
        }
        // A tracker's command, help that should list it, or a mistake that should be told with it among the suggestions.
        first => {
            let at = locations_in(&arguments).current();
            let help = first.err().filter(|error| error.kind() == clap::error::ErrorKind::DisplayHelp);
            // Who asks for help in the wrong place gets it without the lists' commands.
            if let Some(help) = help.as_ref().filter(|_| !at.corpus.is_dir()) {
                return said_by_clap(help);
            }
            let opened = match (at.check().and_then(|()| opening::open_lazily(Front::Terminal, &at)), help) {
                (Err(_), Some(help)) => return said_by_clap(&help),
                (opened, _) => opened?,
            };
            return match grammar(opened.table()).color(colour).try_get_matches_from_mut(&arguments) {
                Ok(matches) => one_shot(opened, &matches),
                Err(error) => said_by_clap(&error),
            };
        }
    };
    let named = locations(&matches);
    // What follows the folder itself is given its name; the others, what is in it at this moment.
    let at = named.current();
    // What makes the folder, or says itself what is wrong with it, is not asked.
    if !matches!(matches.subcommand_name(), Some("init" | "doctor" | "quotes" | "restore")) {
        named.check()?;
    }
    if matches!(matches.subcommand_name(), Some("index" | "import" | "forget" | "keep")) {
        named.check_own()?;
    }
    match matches.subcommand() {
        Some(("batch", _)) => {
            batch::run(opening::open_lazily(Front::Batch, &at)?, io::stdin().lock(), io::stdout().lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("quotes", own)) => {
            let marks = if own.get_flag("paired-marks") { Marks::All } else { Marks::Labelled };
            quotes::run(&Words::english(), marks, io::stdin().lock(), io::stdout().lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("eval", own)) => {
            let cases: &PathBuf = own.get_one("cases").ok_or_else(|| anyhow::anyhow!("eval needs a file of cases"))?;
            eval::run(
                &opening::open_for(Front::Batch, &at)?,
                cases,
                own.get_one("min").copied(),
                anstream::stdout().lock(),
            )
        }
        Some(("index", own)) => indexing::run(&at, own.get_flag("rebuild"), anstream::stdout().lock()),
        Some(("map", own)) => {
            let files: Vec<&PathBuf> = own.get_many("files").into_iter().flatten().collect();
            map::run(&opening::open(&at)?, own.get_one::<String>("list").map(String::as_str), &files)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("desk", own)) => desk::run(&at, own),
        Some(("report", own)) => desk::report(&at, own.get_flag("csv"), anstream::stdout().lock()),
        Some(("doctor", own)) => {
            // Between the machines it is asked what the folder is there, replica or not.
            let at = if own.get_flag("cluster") { &named } else { &at };
            doctor::run(at, own, own.get_flag("json"), anstream::stdout().lock())
        }
        Some(("backup", own)) => backup::save(&named, own),
        Some(("restore", own)) => backup::restore(&named, own),
        Some(("import", own)) => {
            let span = spans::importing("command");
            let done = span.in_scope(|| import::run(&at, own));
            span.record("outcome", if done.is_ok() { "done" } else { "failed" });
            done
        }
        Some(("init", own)) => import::init(own),
        Some(("log", own)) => import::log(&at, own),
        Some(("verify", own)) => verify::run(&at, own, anstream::stdout().lock()),
        Some(("mcp", _)) => {
            mcp::over_stdio(&named)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("forget", own)) => import::forget(&at, own),
        Some(("keep", own)) => import::keep(&at, own),
        Some(("publish", own)) => match tenants::folder(own) {
            Some(folder) => tenants::publish(folder, own),
            None => publish::run(&named, own),
        },
        Some(("pull", own)) => match tenants::folder(own) {
            Some(folder) => tenants::pull(folder, own),
            None => replica::run(&named, own),
        },
        Some(("serve", own)) => {
            serve::start(&ServeArguments::from_arg_matches(own)?, &named)?;
            Ok(ExitCode::SUCCESS)
        }
        None if Account::is_named() => {
            serve::start(&ServeArguments::default(), &named)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("chat", _)) | None => {
            chat::run(&opening::open_for(Front::Terminal, &at)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(_) => one_shot(opening::open_lazily(Front::Terminal, &at)?, &matches),
    }
}

fn known(matches: &ArgMatches) -> bool {
    matches.subcommand_name().is_none_or(|name| taken().iter().any(|own| own == name))
}

fn locations(matches: &ArgMatches) -> Locations {
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    Locations::new(path("data"), path("corpus"), path("index"))
}

/// The folders named anywhere in the arguments, before the grammar is known.
fn locations_in(arguments: &[OsString]) -> Locations {
    let path = |name: &str| {
        let flag = format!("--{name}");
        let mut rest = arguments.iter().take_while(|argument| *argument != "--");
        rest.find_map(|argument| {
            let argument = argument.to_str()?;
            argument.strip_prefix(&flag)?.strip_prefix('=').map(PathBuf::from)
        })
        .or_else(|| {
            let at = arguments.iter().position(|argument| argument == flag.as_str())?;
            arguments.get(at + 1).map(PathBuf::from)
        })
    };
    Locations::new(path("data"), path("corpus"), path("index"))
}

/// Colours as the arguments ask: known before anything can be said.
pub(super) fn choose_colour(arguments: &[OsString]) {
    if !coloured(arguments) {
        anstream::ColorChoice::Never.write_global();
    }
}

fn coloured(arguments: &[OsString]) -> bool {
    !arguments.iter().take_while(|argument| *argument != "--").any(|argument| argument == "--no-color")
}

/// Help and version go to standard output and succeed; mistakes go to standard error and fail with 2.
fn said_by_clap(error: &clap::Error) -> anyhow::Result<ExitCode> {
    let plain = error.to_string();
    let safe: Vec<_> = plain.lines().map(terminal::safe).collect();
    if safe.iter().all(|line| matches!(line, std::borrow::Cow::Borrowed(_))) {
        error.print()?;
    } else if error.use_stderr() {
        writeln!(anstream::stderr(), "{}", safe.join("\n"))?;
    } else {
        writeln!(anstream::stdout(), "{}", safe.join("\n"))?;
    }
    Ok(if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

fn one_shot(mut archive: Lazily, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let Some((name, own)) = matches.subcommand() else { return Ok(ExitCode::SUCCESS) };
    let in_json = matches.get_flag("json");
    // Whoever says how many gets as many.
    let one = own.get_one::<String>("limit").is_none();
    let (reply, words) = archive.answer(|opened| {
        let Opened { engine, table, .. } = opened;
        let reply = command_of(table, name, own).and_then(|call| answer(engine, table, &call));
        (reply, table.words().clone())
    })?;
    let mut out = anstream::stdout().lock();
    match reply {
        Ok(reply) if in_json => {
            let mut line = Vec::new();
            json::write_reply(None, &reply, &mut line);
            out.write_all(&line)?;
        }
        Ok(reply) => out.write_all(terminal::reply(&reply, &words, look(one)).as_bytes())?,
        Err(error) if in_json => {
            let mut line = Vec::new();
            json::write_error(None, &error, &mut line);
            out.write_all(&line)?;
            return Ok(ExitCode::from(2));
        }
        Err(error) => {
            tell!("pullquote: {}", terminal::safe(&error.message));
            return Ok(ExitCode::from(2));
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn command_of(table: &Table, name: &str, own: &ArgMatches) -> Result<Call, RequestError> {
    let Some(spec) = table.command(name) else { return commands::decode_typed(table, &format!("/{name}")) };
    let mut arguments = spec.arguments(table.words());
    let leading = spec.leading_option().map(|option| option.name);
    for option in spec.options.iter().chain(table.paging()) {
        if Some(option.name) == leading {
            let words: Vec<&str> =
                own.get_many::<String>(option.name).into_iter().flatten().map(String::as_str).collect();
            commands::fill_typed(&mut arguments, table, spec, &words.join(" "))?;
        } else if option.kind == OptionKind::Flag {
            if own.get_flag(option.name) {
                arguments.set(option.name, Value::Flag(true))?;
            }
        } else if let Some(value) = own.get_one::<String>(option.name) {
            arguments.set(option.name, Value::Text(value.clone()))?;
        }
    }
    spec.call(arguments)
}
