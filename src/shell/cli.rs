//! Arguments: the shell's own subcommands, and every command of the table as a subcommand of its name.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, FromArgMatches as _};

use crate::commands::{self, Call, CommandSpec, Front, OptionKind, RequestError, Table, Value};
use crate::quotes::Marks;
use crate::render::{json, terminal};
use crate::words::Words;

use super::discord::start::{self, ServeArguments};
use super::{Locations, Opened, answer, batch, chat, doctor, eval, import, indexing, map, opening, quotes};

/// Parses the arguments and does what they say.
pub(super) fn run(arguments: Vec<OsString>) -> anyhow::Result<ExitCode> {
    // The process that reads documents must not open anything before it has given up its rights.
    if let [_, subcommand, memory] = arguments.as_slice()
        && subcommand == import::READ_DOCUMENT
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
            let at = locations_in(&arguments);
            let help = first.err().filter(|error| error.kind() == clap::error::ErrorKind::DisplayHelp);
            // Who asks for help in the wrong place gets it without the lists' commands.
            if let Some(help) = help.as_ref().filter(|_| !at.corpus.is_dir()) {
                return said_by_clap(help);
            }
            let opened = match (at.check().and_then(|()| opening::open_for(Front::Terminal, &at)), help) {
                (Err(_), Some(help)) => return said_by_clap(&help),
                (opened, _) => opened?,
            };
            return match grammar(&opened.table).color(colour).try_get_matches_from_mut(&arguments) {
                Ok(matches) => one_shot(&opened, &matches),
                Err(error) => said_by_clap(&error),
            };
        }
    };
    let at = locations(&matches);
    // What makes the folder, or says itself what is wrong with it, is not asked.
    if !matches!(matches.subcommand_name(), Some("init" | "doctor" | "quotes")) {
        at.check()?;
    }
    match matches.subcommand() {
        Some(("batch", _)) => {
            batch::run(&opening::open_for(Front::Batch, &at)?, io::stdin().lock(), io::stdout().lock())?;
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
        Some(("doctor", _)) => doctor::run(&at, anstream::stdout().lock()),
        Some(("import", own)) => import::run(&at, own),
        Some(("init", own)) => import::init(own),
        Some(("log", own)) => import::log(&at, own),
        Some(("forget", own)) => import::forget(&at, own),
        Some(("keep", own)) => import::keep(&at, own),
        Some(("serve", own)) => {
            start::start(&ServeArguments::from_arg_matches(own)?, &at)?;
            Ok(ExitCode::SUCCESS)
        }
        None if start::has_token() => {
            start::start(&ServeArguments::default(), &at)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(("chat", _)) | None => {
            chat::run(&opening::open_for(Front::Terminal, &at)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(_) => one_shot(&opening::open_for(Front::Terminal, &at)?, &matches),
    }
}

/// Every command that the program has whatever the corpus holds: a tracker that took its name would never be asked.
pub(super) fn taken() -> Vec<String> {
    let grammar = grammar(&Table::builtin(&Words::english()));
    let named = grammar.get_subcommands().flat_map(|own| std::iter::once(own.get_name()).chain(own.get_all_aliases()));
    named.chain([import::READ_DOCUMENT]).chain(chat::OWN).map(str::to_owned).collect()
}

fn known(matches: &ArgMatches) -> bool {
    matches.subcommand_name().is_none_or(|name| taken().iter().any(|own| own == name))
}

fn grammar(table: &Table) -> Command {
    let root = Command::new("pullquote")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Answers a newsletter's readers in the newsletter's own words, each one cited")
        .after_help(
            "Without a command: serves Discord where DISCORD_TOKEN is set, else opens the chat; \
             with input that is no terminal, the chat answers a question a line.\n\
             Words that begin with a dash go behind --: pullquote search -- -drug \"public safety\"",
        )
        .disable_help_subcommand(true)
        .arg(folder("data", "DIR", "The data folder [default: .]"))
        .arg(folder("corpus", "DIR", "The articles and trackers [default: corpus in the data folder]"))
        .arg(folder("index", "DIR", "The index, which is a cache [default: beside the corpus, named after it]"))
        .arg(flag("json", "Answer in JSON, as batch does"))
        .arg(flag("no-color", "No colours, on a terminal either"))
        .args(table.paging().iter().map(|option| {
            let arg = Arg::new(option.name).long(option.name).global(true).help(option.description(table.words()));
            match option.kind {
                OptionKind::Flag => arg.action(ArgAction::SetTrue),
                _ => arg.value_name("N"),
            }
        }))
        .subcommand(Command::new("chat").about("Asks and answers, line by line (the default)"))
        .subcommand(
            // After the arguments, which bring their own type's comment along as a description.
            ServeArguments::augment_args(Command::new("serve")).about("Answers in Discord (needs DISCORD_TOKEN)"),
        )
        .subcommand(Command::new("batch").about("Reads a request a line (JSON), writes a reply a line"))
        .subcommand(
            Command::new("quotes")
                .about("Reads a text a line (JSON), writes who said what in it")
                .after_help(
                    "What is found is what an archive has of the text, but for words in ''two single marks'': an archive \
                     reads them as quotations, and here they are left out unless --paired-marks is given.",
                )
                .arg(
                    flag("paired-marks", "Read ''two single marks'' as quotation marks too, as an archive does")
                        .global(false),
                ),
        )
        .subcommand(
            Command::new("eval")
                .about("Runs a golden set and prints each miss")
                .arg(
                    Arg::new("cases")
                        .value_name("CASES.jsonl")
                        .required(true)
                        .value_parser(clap::value_parser!(PathBuf))
                        .help("A request a line, with `verdict`, `must`, `related`"),
                )
                .arg(
                    Arg::new("min")
                        .long("min")
                        .value_name("PERCENT")
                        .value_parser(clap::value_parser!(f64))
                        .help("Fail when fewer of the cases pass"),
                ),
        )
        .subcommand(
            Command::new("index")
                .about("Brings the index up to date with the corpus (every other command does, too)")
                .arg(
                    Arg::new("rebuild")
                        .long("rebuild")
                        .action(ArgAction::SetTrue)
                        .help("Build it from nothing, whatever is there"),
                ),
        )
        .subcommand(
            Command::new("map")
                .about("Draws the places of a list (.png), or writes its records as a table (.csv)")
                .arg(
                    Arg::new("files")
                        .value_name("FILE")
                        .num_args(1..)
                        .required(true)
                        .value_parser(clap::value_parser!(PathBuf))
                        .help("What to write: FILE.png, FILE.csv"),
                )
                .arg(
                    Arg::new("list").long("list").value_name("ID").help("Which list [default: the newest with places]"),
                ),
        )
        .subcommand(Command::new("doctor").about("Checks the set-up, says what is wrong and how to mend it"))
        .subcommand(import::grammar())
        .subcommand(import::init_grammar())
        .subcommand(import::grammar_of_log())
        .subcommand(import::grammar_of_forget())
        .subcommand(import::grammar_of_keep());
    root.subcommands(table.commands().iter().map(|spec| subcommand(spec, table)))
}

/// A command of the table: its leading option is what stands after it, the others are flags.
fn subcommand(spec: &CommandSpec, table: &Table) -> Command {
    let leading = spec.leading_option().map(|option| option.name);
    let arguments = spec.options.iter().map(|option| {
        let arg = Arg::new(option.name).help(option.description(table.words()));
        if Some(option.name) == leading {
            arg.num_args(1..).required(option.required).value_name(option.name)
        } else {
            arg.long(option.name).value_name(option.name)
        }
    });
    Command::new(spec.name.clone()).about(spec.description.clone()).args(arguments)
}

fn folder(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).global(true).value_parser(clap::value_parser!(PathBuf)).help(help)
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).global(true).action(ArgAction::SetTrue).help(help)
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

fn one_shot(opened: &Opened, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let table = &opened.table;
    let Some((name, own)) = matches.subcommand() else { return Ok(ExitCode::SUCCESS) };
    let in_json = matches.get_flag("json");
    // Whoever says how many gets as many.
    let one = own.get_one::<String>("limit").is_none();
    let reply = command_of(table, name, own).and_then(|call| answer(&opened.engine, table, &call));
    let mut out = anstream::stdout().lock();
    match reply {
        Ok(reply) if in_json => {
            let mut line = Vec::new();
            json::write_reply(None, &reply, &mut line);
            out.write_all(&line)?;
        }
        Ok(reply) => out.write_all(terminal::reply(&reply, table.words(), look(one)).as_bytes())?,
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

/// As wide as the terminal, which a pipe is not.
pub(super) fn look(one: bool) -> terminal::Look {
    let width = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    let width = width.map_or(terminal::Look::DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
    terminal::Look { width, one }
}
