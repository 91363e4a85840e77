//! Checks the set-up, says what is wrong and how to mend it.

mod cluster;
mod doors;
mod finding;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::ArgMatches;

use crate::corpus::{self, ItemPosition, ItemState, NoEarlier};
use crate::desk::{Desk, DeskAddress};
use crate::index::{ArticleFilter, IndexFolder, Unusable};

use self::finding::{Checked, Finding, Findings, Telling};
use super::discord::checkup;
use super::files::Folder;
use super::{Locations, Settings, catalogue, import, indexing, run_to_end};

/// The most mistakes of a corpus that are listed.
const MOST_MISTAKES: usize = 10;

/// What it is called, and what is looked at.
type Check = (&'static str, fn(&Locations) -> Findings);

/// The checks by their names, in the order in which they are told.
const CHECKS: [Check; 13] = [
    ("data", |at| vec![data(at)]),
    ("corpus", corpus),
    ("index", |at| vec![index(at)]),
    ("settings", |at| vec![settings(at)]),
    ("reading", |_| vec![reading()]),
    ("answers", |at| openness(at).into_iter().collect()),
    ("doors", doors),
    ("desk", |at| desk(at).into_iter().collect()),
    ("database", |at| database(at).into_iter().collect()),
    ("losses", |at| losses(at).into_iter().collect()),
    ("feeds", feeds),
    ("unpublished", |at| unpublished(at).into_iter().collect()),
    ("discord", |_| token()),
];

/// Prints a line a finding, or all of them as an object; fails when something is wrong.
pub(super) fn run(at: &Locations, own: &ArgMatches, in_json: bool, out: impl Write) -> anyhow::Result<ExitCode> {
    let mut telling = Telling::new(in_json, out);
    if own.get_flag("cluster") {
        cluster::run(at, own.get_one::<PathBuf>("tenants").map(PathBuf::as_path), &mut telling)?;
        return Ok(telling.end()?);
    }
    for (check, look) in CHECKS {
        let began = Instant::now();
        let findings = look(at);
        telling.tell(Checked { check, tenant: None, took: began.elapsed(), findings })?;
    }
    Ok(telling.end()?)
}

fn data(at: &Locations) -> Finding {
    let fault = (!at.data.is_dir()).then(|| "no such folder; name the data folder with --data DIR".to_owned());
    Finding { what: format!("data folder {}", at.data.display()), fault }
}

fn corpus(at: &Locations) -> Findings {
    let what = format!("corpus {}", at.corpus.display());
    let mut guessed = Vec::new();
    let fault = match fs::read_dir(&at.corpus).map(|mut entries| entries.next().is_some()) {
        Ok(true) => mistakes(at, &mut guessed),
        Ok(false) => Some("it is empty; put articles into its folder articles".to_owned()),
        Err(error) => Some(format!("{error}; name the corpus with --corpus DIR")),
    };
    std::iter::once(Finding { what, fault }).chain(guesses(&guessed)).collect()
}

/// Addresses that an import made up. Whether they lead anywhere only a person can say.
fn guesses(guessed: &[String]) -> Option<Finding> {
    let first = guessed.first()?;
    let what = format!(
        "guessed addresses: {}, such as {first}; open one, and import again with --permalink PATTERN if it leads nowhere",
        guessed.len()
    );
    Some(Finding { what, fault: None })
}

/// What keeps the corpus from being indexed. Settings or words that cannot be read are another finding's.
fn mistakes(at: &Locations, guessed: &mut Vec<String>) -> Option<String> {
    let settings = Settings::of(at).ok()?;
    let words = catalogue::words(at, &settings).ok()?;
    let source = Folder(at.corpus.clone());
    let mut seen = |_: &ItemPosition, seen: ItemState| {
        if let ItemState::New(article) = seen
            && article.meta.url_is_guessed
        {
            guessed.push(article.meta.url);
        }
    };
    let checked =
        indexing::with_rules(&words, &settings, |rules| corpus::stream(&source, rules, &NoEarlier, &mut seen));
    let count = checked.errors.len();
    let errors = checked.errors.iter().take(MOST_MISTAKES).map(|error| format!("\n         {error}"));
    let more = count.checked_sub(MOST_MISTAKES).filter(|more| *more > 0);
    let more = more.map(|more| format!("\n         and {more} more"));
    let listed: String = errors.chain(more).collect();
    let mistakes = if count == 1 { "1 mistake" } else { &format!("{count} mistakes") };
    (count > 0).then(|| format!("{mistakes}; until mended, the last good index serves{listed}"))
}

fn index(at: &Locations) -> Finding {
    let what = format!("index {}", at.index.display());
    let folder = IndexFolder::new(&at.index);
    let state = if at.is_pulled() { folder.open_copy() } else { folder.open() };
    let what = match &state {
        Ok(archive) => format!("{what}, articles: {}", archive.article_count()),
        Err(state @ (Unusable::Absent | Unusable::OtherVersion)) => {
            format!("{what} ({state}; the next start builds it)")
        }
        Err(_) => what,
    };
    let fault = match state {
        Err(damage @ (Unusable::Damaged(_) | Unusable::Unreadable(_))) => {
            Some(format!("{damage}; the next start builds it anew from the corpus"))
        }
        // What was pulled is never written.
        _ if at.is_pulled() => None,
        _ => unwritable(at),
    };
    Finding { what, fault }
}

/// Why the index could not be brought up to date.
fn unwritable(at: &Locations) -> Option<String> {
    let folder = if at.index.is_dir() { Some(at.index.as_path()) } else { at.index.parent() };
    let folder = folder.map(|folder| if folder.as_os_str().is_empty() { ".".as_ref() } else { folder });
    match folder.map(|folder| tempfile::tempfile_in(folder).map(drop)) {
        Some(Ok(())) => None,
        Some(Err(error)) => Some(format!(
            "cannot be written ({error}); a changed corpus is served from memory; name another folder with --index DIR"
        )),
        None => Some("has no folder to stand in; name one with --index DIR".to_owned()),
    }
}

fn settings(at: &Locations) -> Finding {
    let read = Settings::of(at).map_err(anyhow::Error::from);
    let checked = read.and_then(|settings| {
        catalogue::words(at, &settings)?;
        settings.web.check()?;
        settings.discord.check(&fs::read_to_string(at.settings()).unwrap_or_default())
    });
    let fault = checked.err().map(|error| format!("{error:#}"));
    Finding { what: format!("settings {}", at.settings().display()), fault }
}

/// Who sees answers in Discord. Versions before this one answered publicly wherever nothing was set.
fn openness(at: &Locations) -> Option<Finding> {
    let discord = Settings::of(at).ok()?.discord;
    // What is no id opens no channel; the settings' own finding tells.
    discord.check("").ok()?;
    let channels = discord.public_channels.len();
    let what = match channels {
        0 => "answers in servers: private, each with Share; [discord] public_channels names where they are public at once"
            .to_owned(),
        1 => "answers in servers: public in 1 channel, private elsewhere".to_owned(),
        several => format!("answers in servers: public in {several} channels, private elsewhere"),
    };
    Some(Finding { what, fault: None })
}

/// Which ways in are open. An index that cannot be opened is another finding's.
fn doors(at: &Locations) -> Findings {
    let Ok(settings) = Settings::of(at) else { return Vec::new() };
    let folder = IndexFolder::new(&at.index);
    let archive = if at.is_pulled() { folder.open_copy() } else { folder.open() }.ok();
    let count = |assistant| {
        let all = ArticleFilter { paid: true, assistant, ..ArticleFilter::default() };
        archive.as_ref().map_or(0, |archive| archive.articles(&all).total)
    };
    let (articles, given) = (count(false), count(true));
    let findings = doors::findings(&settings, articles, articles.saturating_sub(given));
    findings.into_iter().map(|(what, fault)| Finding { what, fault }).collect()
}

/// How documents are read. What a system cannot do is no fault of the set-up.
fn reading() -> Finding {
    Finding { what: import::confinement(), fault: None }
}

/// Articles of which an import left out what reads like their own text.
fn losses(at: &Locations) -> Option<Finding> {
    let much = corpus::import::MUCH;
    let (count, lost_much) = import::LossRecords::read(&at.corpus).count(&at.corpus);
    let articles = if count == 1 { "1 article".to_owned() } else { format!("{count} articles") };
    let what = format!("{articles} of which an import left out passages that read like their own text");
    let fault = (lost_much > 0).then(|| {
        format!("of {lost_much} more than {much} % of the prose; import again with --report FILE.html and look at them")
    });
    (count > 0).then_some(Finding { what, fault })
}

/// Discord, where the environment has a token.
fn token() -> Findings {
    let variable =
        |name: &str| std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let Some(token) = variable("DISCORD_TOKEN") else { return Vec::new() };
    let findings = checkup::findings(&token, variable("DISCORD_API").as_deref());
    findings.into_iter().map(|(what, fault)| Finding { what, fault }).collect()
}

/// Who answers for what a desk stores.
fn desk(at: &Locations) -> Option<Finding> {
    let settings = Settings::of(at).ok()?;
    let count = settings.discord.desk_servers.len();
    let lacking = |(name, value): (&'static str, Option<String>)| {
        value.is_none_or(|value| value.trim().is_empty()).then_some(name)
    };
    let named = [("controller", settings.privacy.controller), ("contact", settings.privacy.contact)];
    let lacking: Vec<&str> = named.into_iter().filter_map(lacking).collect();
    let fault = (!lacking.is_empty()).then(|| {
        format!(
            "{} lacks {}: who answers for what readers give to the editors, and how they are reached (/privacy shows it)",
            at.settings().display(),
            lacking.iter().map(|name| format!("[privacy] {name}")).collect::<Vec<_>>().join(" and ")
        )
    });
    (count > 0).then(|| Finding { what: format!("servers with a desk: {count}"), fault })
}

/// Whether the desk's database can be opened, where it is no file.
fn database(at: &Locations) -> Option<Finding> {
    let address = match Settings::of(at).ok()?.desk_at(at) {
        Ok(DeskAddress::File(_)) => return None,
        Ok(address) => address,
        Err(error) => return Some(Finding { what: "desk".to_owned(), fault: Some(format!("{error:#}")) }),
    };
    let what = format!("desk {address}");
    let opened = run_to_end(async { Desk::open(&address).await.map(drop) });
    let fault = opened.map_err(anyhow::Error::from).and_then(|opened| Ok(opened?)).err();
    Some(Finding { what, fault: fault.map(|error| format!("{error:#}")) })
}

fn feeds(at: &Locations) -> Findings {
    let known = import::FeedStates::read(&at.corpus);
    let feeds = Settings::of(at).map(|settings| settings.feeds).unwrap_or_default();
    let finding = |url: String| Finding { fault: known.fault(&url).map(str::to_owned), what: format!("feed {url}") };
    feeds.into_iter().map(|feed| finding(feed.url)).collect()
}

/// What its newsletter took back, for an editor to decide on. It is no fault of the set-up.
fn unpublished(at: &Locations) -> Option<Finding> {
    let unpublished = import::Unpublished::read(&at.corpus);
    let out: Vec<String> = unpublished.out().map(|(id, why)| format!("\n         {id}: {why}")).collect();
    let what = format!(
        "articles that answer no more: {} (keep ID brings one back, import --prune forgets all){}",
        out.len(),
        out.concat()
    );
    (!out.is_empty()).then_some(Finding { what, fault: None })
}
