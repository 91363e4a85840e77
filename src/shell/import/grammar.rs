//! The arguments of what brings articles in and takes them out.

use std::path::PathBuf;

use clap::{Arg, ArgAction, Command};

use crate::corpus::import::FieldFor;

use super::address::Allowed;

/// The arguments of `import`.
pub(in crate::shell) fn import() -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("import")
        .about("Brings articles in: pages, feeds, mails, exports, Markdown")
        .arg(
            Arg::new("paths")
                .value_name("PATH|URL")
                .required_unless_present_any(["feeds", "check", "prune"])
                .num_args(1..)
                .help("Files, folders, addresses"),
        )
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help("Write nothing; with --json print each article as a line"),
        )
        .arg(
            Arg::new("feeds").long("feeds").action(ArgAction::SetTrue).help("The feeds that pullquote.toml names, too"),
        )
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .conflicts_with("dry-run")
                .help("Look whether the pages of articles are still there, some at a time"),
        )
        .arg(
            Arg::new("prune")
                .long("prune")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["paths", "feeds", "check", "report", "forgotten"])
                .help("Forget the articles that their newsletter took back; with --dry-run say which"),
        )
        .arg(
            Arg::new("forgotten").long("forgotten").action(ArgAction::SetTrue).help("Bring in what was forgotten, too"),
        )
        .arg(Arg::new("http").long("http").action(ArgAction::SetTrue).help("Fetch addresses without TLS, too"))
        .arg(
            Arg::new("allow-address")
                .long("allow-address")
                .value_name("IP[:PORT]")
                .action(ArgAction::Append)
                .value_parser(|text: &str| text.parse::<Allowed>())
                .help("Fetch from this address although it is not public"),
        )
        .arg(text("report", "FILE.html", "Write what was left out with doubt: source and article side by side"))
        .arg(
            text("audience", "WHO", "For whom mails are, from now on: everyone or paid")
                .value_parser(["everyone", "paid"]),
        )
        .arg(text("site", "URL", "The newsletter's address, for exports that have none"))
        .arg(
            text("permalink", "PATTERN", "How the newsletter makes addresses: /:year/:month/:day/:title/")
                .value_parser(|text: &str| {
                    if text.contains([':', '{']) {
                        Ok(text.to_owned())
                    } else {
                        Err("names nothing: see /:year/:title/")
                    }
                }),
        )
        .arg(
            Arg::new("field")
                .long("field")
                .value_name("WHAT=NAME")
                .action(ArgAction::Append)
                .value_parser(taken)
                .help("Take a field of front matter as title, dek, caption, byline or body"),
        )
        .arg(text("date", "YYYY-MM-DD", "The day of articles that do not say it"))
        .arg(text("url", "URL", "The address of an article that does not say it"))
        .arg(
            Arg::new("include")
                .long("include")
                .value_name("KIND")
                .value_delimiter(',')
                .value_parser(["podcasts", "threads", "pages"])
                .action(ArgAction::Append)
                .help("What exports hold beside articles: podcasts, threads, pages"),
        )
        .args(arguments())
}

/// What is asked about the newsletter: the setting, its flag's help.
pub(super) const FIELDS: [(&str, &str); 7] = [
    ("name", "The newsletter's name"),
    ("site", "Its address"),
    ("byline", "Who writes it, where an article does not say"),
    ("licence", "The licence's short name"),
    ("licence_url", "The licence's address"),
    ("language", "BCP 47 tag, such as en"),
    ("show", "How much of an article may be shown: whole, quote or cite"),
];

/// The arguments of `init`.
pub(in crate::shell) fn init() -> Command {
    let fields =
        FIELDS.iter().map(|(name, help)| Arg::new(*name).long(name.replace('_', "-")).value_name("TEXT").help(*help));
    Command::new("init")
        .about("Makes an empty data folder for a newsletter")
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .required(true)
                .value_parser(clap::value_parser!(PathBuf))
                .help("The folder"),
        )
        .args(fields)
}

fn article_argument() -> Arg {
    Arg::new("article").value_name("ARTICLE").required(true).help("Its id")
}

/// The arguments of `log`.
pub(in crate::shell) fn log() -> Command {
    Command::new("log").about("Lists the revisions of an article").arg(article_argument())
}

/// The arguments of `forget`.
pub(in crate::shell) fn forget() -> Command {
    Command::new("forget")
        .about("Takes an article out, its history too, and builds the index anew without it")
        .arg(article_argument())
}

/// The arguments of `keep`.
pub(in crate::shell) fn keep() -> Command {
    Command::new("keep")
        .about("Brings an article back that its newsletter took back, and keeps it")
        .arg(Arg::new("article").value_name("ARTICLE").required(true).help("Its id"))
}

/// What a new tracker needs: the flag, what it is.
pub(super) const WORDING: [(&str, &str); 6] = [
    ("command", "The command that a new list answers: letter"),
    ("question", "The question that a new list answers: \"Did it sign the pledge?\""),
    ("title", "The title of a new list"),
    ("sender", "Who sent, signed or published what a new list is about"),
    ("subject", "What a new list is about: place (as it is unless told), or name"),
    ("item", "What one subject of a new list is called: city"),
];

/// The arguments that make a list of records of tables.
pub(super) fn arguments() -> impl Iterator<Item = Arg> {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let own = [
        text("tracker", "ID", "The paths are tables of records (CSV) for the list with this id"),
        text("column", "FIELD=COLUMN", "Which column is which: place (or name, aliases), state, geoid, status (or received), date, article, evidence")
            .action(ArgAction::Append)
            .requires("tracker"),
        text("article", "ID", "The article that records cite where the table does not say").requires("tracker"),
    ];
    own.into_iter().chain(WORDING.into_iter().map(move |(name, help)| text(name, "TEXT", help).requires("tracker")))
}

/// The subcommand that the child runs.
pub(in crate::shell) const READ_DOCUMENT: &str = "read-document";

/// What a field is taken as: `dek=todayInOneSentence`.
fn taken(text: &str) -> Result<(FieldFor, String), String> {
    let (what, name) =
        text.split_once('=').filter(|(_, name)| !name.is_empty()).ok_or("say WHAT=NAME: dek=standfirst")?;
    let known = FieldFor::ALL.iter().find(|(word, _)| *word == what);
    let words: Vec<&str> = FieldFor::ALL.iter().map(|(word, _)| *word).collect();
    let (_, what) = known.ok_or_else(|| format!("{what:?} is none of {}", words.join(", ")))?;
    Ok((*what, name.to_owned()))
}
