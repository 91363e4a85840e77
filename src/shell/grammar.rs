//! The grammar of the arguments: the shell's own subcommands, and every command of the table as one of its name.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Args as _, Command};

use crate::commands::{CommandSpec, OptionKind, Table};
use crate::words::Words;

use super::arguments::ServeArguments;
use super::import::grammar as import;
use super::observability::logs;

/// What the chat itself knows, beside the commands: the next page of the last answer, and how to leave.
pub(super) const OWN: [&str; 3] = [MORE, "quit", "exit"];
pub(super) const MORE: &str = "more";

/// What stands under a name as a command has, where commands stand by theirs: pages, and completions over the API.
const ROUTES: [&str; 5] = ["box", "complete", "healthz", "livez", "readyz"];

/// Every command that the program has whatever the corpus holds: a tracker that took its name would never be asked.
pub(super) fn taken() -> Vec<String> {
    let grammar = grammar(&Table::builtin(&Words::english()));
    let named = grammar.get_subcommands().flat_map(|own| std::iter::once(own.get_name()).chain(own.get_all_aliases()));
    named.chain([import::READ_DOCUMENT]).chain(OWN).chain(ROUTES).map(str::to_owned).collect()
}

pub(super) fn grammar(table: &Table) -> Command {
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
        .arg(
            Arg::new(logs::FLAG)
                .long(logs::FLAG)
                .global(true)
                .value_name("FORMAT")
                .value_parser(logs::FORMATS)
                .hide_possible_values(true)
                .help("What is logged, as text or as json, an object a line [default: text]"),
        )
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
            ServeArguments::augment_args(Command::new("serve")).about("Answers in Discord (where DISCORD_TOKEN is set), on pages (--web) and to assistants (--mcp)"),
        )
        .subcommand(Command::new("batch").about("Reads a request a line (JSON), writes a reply a line"))
        .subcommand(Command::new("mcp").about("Answers an assistant on this machine that starts it (Model Context Protocol, over standard input)"))
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
        .subcommand(desk())
        .subcommand(
            Command::new("report")
                .about("What readers could not find, from the desk's counters, and what else editors may see to")
                .arg(flag("csv", "As a table").global(false)),
        )
        .subcommand(doctor())
        .subcommand(
            Command::new("verify")
                .about("Says whether a text is what a receipt's code names, in the archive as it is or was")
                .after_help(
                    "White space, capitals, the form of quotation marks and marks around the text do not matter. \
                     Exit status 0 where the text is what the code names, 1 where it is not, 2 for a mistake in the arguments.",
                )
                .arg(Arg::new("code").value_name("CODE").required(true).help("The code: the last part of a permanent link"))
                .arg(
                    Arg::new("text")
                        .value_name("TEXT")
                        .required(true)
                        .num_args(1..)
                        .help("The text that is said to stand there; - reads it from standard input"),
                ),
        )
        .subcommand(
            Command::new("publish")
                .about("Puts the archive into the store that replicas pull it from: what is new of it")
                .after_help(
                    "One importer publishes at a time; another waits. Keys and endpoints of a cloud stand in the \
                     environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT; \
                     GOOGLE_SERVICE_ACCOUNT). What no replica needs any more, texts that were forgotten among it, is deleted by the publications after it: noticed an hour after it came, deleted an hour after that at the earliest.",
                )
                .arg(store())
                .arg(tenants("Publish many newsletters, each folder in this one, each under its name in the store"))
                .arg(flag("anew", "Put everything again, where objects of the store are damaged; or in the place of what another corpus was published as").global(false)),
        )
        .subcommand(
            Command::new("pull")
                .about("Fetches what is new in the store; this data folder then answers from it")
                .after_help(
                    "Every file is compared with its hash. Where one is damaged or missing, or the store is away, what was \
                     pulled before goes on answering. serve --replica does the same every few seconds.",
                )
                .arg(store())
                .arg(tenants("Pull many newsletters, each into the folder of its name in this one: those that are there, and those in the store")),
        )
        .subcommand(backup())
        .subcommand(restore())
        .subcommand(import::import())
        .subcommand(import::init())
        .subcommand(import::log())
        .subcommand(import::forget())
        .subcommand(import::keep());
    root.subcommands(table.commands().iter().map(|spec| subcommand(spec, table)))
}

fn store() -> Arg {
    Arg::new("store").long("store").value_name("ADDRESS").help(
        "s3://bucket/prefix, gs://bucket/prefix or a folder [default: PULLQUOTE_STORE, or store in pullquote.toml]",
    )
}

/// `doctor`.
fn doctor() -> Command {
    Command::new("doctor")
        .about("Checks the set-up, says what is wrong and how to mend it")
        .arg(
            flag("cluster", "Check what lies between the machines instead: database, leases, store, replicas")
                .global(false),
        )
        .arg(tenants("With --cluster: every newsletter of this folder").requires("cluster"))
}

/// `backup`.
fn backup() -> Command {
    Command::new("backup")
        .about("Writes the newsletter into a zip: corpus, words, settings, golden sets, and the desk's rows")
        .after_help(
            "It may run while the program serves: what changes meanwhile is read again. The settings go along, addresses of feeds among \
             them, but for desk, desk_schema and store, which are a machine's own. Keep the file as the desk itself: it holds \
             what readers wrote. The index is a cache, and stays behind.",
        )
        .arg(file("The zip; it takes the place of one that is there, once it is whole"))
        .arg(
            flag("with-key", "The desk's key too, so that voices and hidden excerpts keep their meaning").global(false),
        )
}

/// `restore`.
fn restore() -> Command {
    Command::new("restore")
        .about("Makes a newsletter of a backup, in a data folder with nothing in it, and takes its desk in")
        .after_help(
            "Every file is compared with its hash before anything is put in place. The folder may hold a pullquote.toml that \
             says where desk and store are, and nothing else. What was deleted from a desk since the backup stays deleted \
             where that desk is still there.",
        )
        .arg(file("The zip that backup wrote"))
}

fn file(help: &'static str) -> Arg {
    Arg::new("file").value_name("FILE").required(true).value_parser(clap::value_parser!(PathBuf)).help(help)
}

fn tenants(help: &'static str) -> Arg {
    folder("tenants", "DIR", help).global(false).conflicts_with_all(["data", "corpus", "index"])
}

/// `desk export`, `desk import`.
fn desk() -> Command {
    Command::new("desk")
        .about("Takes out or brings in what the desk keeps: settings of servers, questions, marks, proposals")
        .after_help("The desk lies in desk.sqlite in the data folder, or in the PostgreSQL database that PULLQUOTE_DESK or the setting desk names.")
        .subcommand_required(true)
        .subcommand(
            Command::new("export")
                .about("Writes all rows to standard output, a line of JSON each")
                .after_help(
                    "The desk's key goes along, so that voices and hidden excerpts keep their meaning: keep the file as \
                     the desk itself. What has expired stays behind; what was deleted is named by its id alone.",
                )
                .arg(
                    flag("without-key", "Leave the key behind, and what only the key gives a meaning: what is hidden")
                        .global(false),
                ),
        )
        .subcommand(
            Command::new("import")
                .about("Brings in lines of an export: all of them, or nothing where one is wrong (stop the bot first)")
                .after_help(
                    "What is there already stays as it is. What was deleted, here or where the export was made, is not \
                     brought back, and is deleted where it is still there.",
                )
                .arg(
                    Arg::new("file")
                        .value_name("FILE")
                        .value_parser(clap::value_parser!(PathBuf))
                        .help("The export [default: standard input]"),
                ),
        )
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
