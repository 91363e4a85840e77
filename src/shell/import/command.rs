//! `pullquote import`: reads what is given, compares it with the corpus, writes what is new, and reports.

use std::collections::HashMap;
use std::io::Write;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Arg, ArgAction, ArgMatches, Command};
use jiff::civil::Date;

use crate::corpus::import::plan::{self, Change};
use crate::corpus::import::same::Known;
use crate::corpus::import::{self, Draft, ImportOptions, Include, Reading, Refusal, Refused, Settled, write};
use crate::corpus::{self, Rules};
use crate::domain::Article;

use super::super::files::Folder;
use super::super::{Locations, Settings, indexing, opening};
use super::address::Allowed;
use super::report::Report;
use super::sources::Sources;
use super::store::Store;
use super::{feeds, inputs, revisions};

/// The arguments.
pub(in crate::shell) fn grammar() -> Command {
    let text = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    Command::new("import")
        .about("Brings articles in: pages, feeds, mails, exports, Markdown")
        .arg(
            Arg::new("paths")
                .value_name("PATH|URL")
                .required_unless_present("feeds")
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
        .arg(Arg::new("http").long("http").action(ArgAction::SetTrue).help("Fetch addresses without TLS, too"))
        .arg(
            Arg::new("allow-address")
                .long("allow-address")
                .value_name("IP")
                .action(ArgAction::Append)
                .value_parser(|text: &str| text.parse::<Allowed>())
                .help("Fetch from this address although it is not public"),
        )
        .arg(text("site", "URL", "The newsletter's address, for exports that have none"))
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
}

/// Runs it.
pub(in crate::shell) fn run(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(&at.settings())?;
    let said = |name: &str| own.get_one::<String>(name).cloned();
    let options =
        ImportOptions { site: said("site").or_else(|| settings.publication.site.clone()), include: included(own) };
    let date: Option<Date> = said("date").map(|date| date.parse()).transpose().context("--date")?;
    let settled = Settled { defaults: settings.publication.defaults(), date, url: said("url") };
    let named: Vec<String> = own.get_many::<String>("paths").into_iter().flatten().cloned().collect();
    let mut sources = Sources::new(own, options)?;
    let mut feeds = feeds::Known::read(&at.corpus);
    let mut report = Report::default();
    let mut drafts = Vec::new();
    let mut take = |name: &str, read: Result<Reading, Refused>| match read {
        Ok(mut reading) => {
            report.take(&mut reading);
            drafts.append(&mut reading.drafts);
        }
        Err(why) => report.refused.push(Refusal { what: name.to_owned(), why }),
    };
    for input in inputs::gather(&named)? {
        take(input.name(), sources.read(&input));
    }
    for feed in settings.feeds.iter().filter(|_| own.get_flag("feeds")) {
        take(&feed.url, sources.feed(&feed.url, &mut feeds).map(Option::unwrap_or_default));
    }
    if own.get_flag("dry-run") {
        return dry_run(&drafts, &settled, &report, own.get_flag("json"));
    }
    let mut store = Store::open(&at.corpus)?;
    bring_in(at, &mut store, &settled, &drafts, &mut report)?;
    feeds.keep(&store)?;
    drop(store);
    // The index is brought up to date now, so that the next question does not wait for it.
    let words = opening::words(at, &settings)?;
    let _open = indexing::archive(at, &words, &settings)?;
    report.print(own.get_flag("json"))
}

fn included(own: &ArgMatches) -> Vec<Include> {
    let kinds = own.get_many::<String>("include").into_iter().flatten();
    kinds
        .filter_map(|kind| match kind.as_str() {
            "podcasts" => Some(Include::Podcasts),
            "threads" => Some(Include::Threads),
            "pages" => Some(Include::Pages),
            _ => None,
        })
        .collect()
}

/// Prints what would be written.
fn dry_run(drafts: &[Draft], settled: &Settled, report: &Report, in_json: bool) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for draft in drafts {
        let id = import::id_of(draft);
        if in_json {
            writeln!(out, "{}", import::json_line(draft, &id, settled))?;
        } else {
            match import::finish(draft, id, settled) {
                Ok(article) => writeln!(out, "{}  {} ({} words)", article.meta.date, draft.title, draft.words())?,
                Err(why) => writeln!(out, "{}: {why}", draft.title)?,
            }
        }
    }
    out.flush()?;
    for refusal in &report.refused {
        anstream::eprintln!("pullquote: refused: {refusal}");
    }
    for line in &report.left_out {
        anstream::eprintln!("pullquote: left out: {line}");
    }
    Ok(if drafts.is_empty() && !report.refused.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Compares each draft with the corpus and writes what is new.
fn bring_in(
    at: &Locations,
    store: &mut Store,
    settled: &Settled,
    drafts: &[Draft],
    report: &mut Report,
) -> anyhow::Result<()> {
    let (mut known, mut held) = held(at, settled)?;
    for draft in drafts {
        report.notes.extend(draft.notes.iter().map(|note| format!("{}: {note}", draft.title)));
        let found = known.find(draft).map(str::to_owned);
        let id = found.clone().unwrap_or_else(|| free_id(&known, import::id_of(draft)));
        let mut article = match import::finish(draft, id.clone(), settled) {
            Ok(article) => article,
            Err(why) => {
                report.refused.push(Refusal { what: draft.title.clone(), why });
                continue;
            }
        };
        article.meta.provenance = vec![write::provenance(draft, &article)];
        let place = found.as_ref().and_then(|id| held.get(id));
        let change = place.map(|place| plan::change(&place.article, &article, draft));
        let written = match &change {
            None => &article,
            Some(Change::Joined(article) | Change::Changed(article)) => article,
            Some(Change::Unchanged) => {
                report.unchanged += 1;
                continue;
            }
            Some(Change::Conflict) => {
                report
                    .conflicts
                    .push(format!("{id}: its source changed, and so did a person: the person's text stays"));
                continue;
            }
        };
        if place.is_some_and(|place| !place.own_file) {
            report
                .conflicts
                .push(format!("{id}: stands in an archive of many articles, which an import does not rewrite"));
            continue;
        }
        let file = match write::file(written) {
            Ok(file) => file,
            Err(why) => {
                report.refused.push(Refusal { what: draft.title.clone(), why });
                continue;
            }
        };
        if let (Some(Change::Changed(_)), Some(place)) = (&change, place) {
            revisions::keep(store, &place.article)?;
        }
        store.write(&file.path, &file.text).with_context(|| format!("{}: cannot be written", file.path))?;
        match change {
            None => {
                known.add(written);
                report.added.push(id.clone());
            }
            Some(Change::Changed(_)) => report.changed.push(id.clone()),
            Some(_) => report.joined.push(id.clone()),
        }
        held.insert(id, Place { article: written.clone(), own_file: true });
    }
    store.commit().context("the corpus cannot be written")
}

/// An article of the corpus, and whether its file holds nothing else.
struct Place {
    article: Article,
    own_file: bool,
}

/// Everything that the corpus holds.
fn held(at: &Locations, settled: &Settled) -> anyhow::Result<(Known, HashMap<String, Place>)> {
    let folder = Folder(at.corpus.clone());
    let exists = |_: &crate::domain::Geoid| true;
    let rules = Rules { defaults: settled.defaults.clone(), ..Rules::new(&exists) };
    let (mut known, mut held) = (Known::default(), HashMap::new());
    for item in corpus::items(&folder, &rules) {
        // A file that does not load is reported when the archive is opened; it must not keep others out.
        let Ok(item) = item else { continue };
        let Ok(parsed) = item.parse(&rules) else { continue };
        known.add(&parsed.article);
        let id = parsed.article.meta.id.clone();
        let own_file = *item.file == *format!("articles/{id}.md") || *item.file == *format!("articles/{id}.jsonl");
        held.insert(id, Place { article: parsed.article, own_file });
    }
    Ok((known, held))
}

fn free_id(known: &Known, id: String) -> String {
    if !known.has(&id) {
        return id;
    }
    (2..).map(|number| format!("{id}-{number}")).find(|id| !known.has(id)).unwrap_or(id)
}
