//! `pullquote import`: reads what is given, compares it with the corpus, writes what is new, and reports.

use std::process::ExitCode;

use anyhow::Context;
use clap::ArgMatches;
use jiff::civil::Date;

use crate::corpus::import::{self, FieldFor, ImportOptions, Include, Reading, Refusal, Refused, Settled};

use super::super::files::Folder;
use super::super::settings::Feed;
use super::super::{Locations, Settings, answer, catalogue, indexing};
use super::address::Allowed;
use super::bring::{Bringing, Document, Shown, bring_in};
use super::fetch::Rules;
use super::forgotten::Forgotten;
use super::inputs::Input;
use super::library::Library;
use super::losses::LossRecords as Losses;
use super::report::Report;
use super::sources::Sources;
use super::store::Store;
use super::unpublished::{self, Answered, Unpublished};
use super::{feeds, inputs, mails, pace, records, side_by_side};

/// How many pages are looked at in one go.
const MOST_CHECKED: usize = 50;

/// Runs it.
pub(in crate::shell) fn run(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let settings = Settings::read(&at.settings())?;
    if own.get_flag("prune") {
        return unpublished::prune(at, own.get_flag("dry-run"));
    }
    if let Some(tracker) = own.get_one::<String>("tracker") {
        return records::run(at, own, tracker, rules(own, &settings)?);
    }
    let said = |name: &str| own.get_one::<String>(name).cloned();
    let options = ImportOptions {
        site: said("site").or_else(|| settings.publication.site.clone()),
        site_is_said: said("site").is_some(),
        permalink: said("permalink"),
        fields: own.get_many::<(FieldFor, String)>("field").into_iter().flatten().cloned().collect(),
        placed: None,
        include: included(own),
        records: None,
    };
    let date: Option<Date> = said("date").map(|date| date.parse()).transpose().context("--date")?;
    let authority = settings.import.authority()?;
    let settled = Settled { defaults: settings.publication.defaults(), date, url: said("url"), authority };
    let page = said("report");
    if let Some(file) = &page {
        side_by_side::may_write(file)?;
    }
    let named: Vec<String> = own.get_many::<String>("paths").into_iter().flatten().cloned().collect();
    let mut sources = Sources::new(rules(own, &settings)?, options)?;
    let mut feeds = feeds::FeedStates::read(&at.corpus);
    let (named, skipped) = inputs::gather(&named)?;
    let followed = if own.get_flag("feeds") { settings.feeds.as_slice() } else { &[] };
    let dry_run = own.get_flag("dry-run");
    let in_json = own.get_flag("json");
    // Documents are read in a process of their own; what the corpus holds is read meanwhile.
    let mut answered = Vec::new();
    let ((mut documents, mut report), library) = std::thread::scope(|scope| {
        let library = scope.spawn(|| Library::read(Folder(at.corpus.clone()), &settled));
        (read(&named, followed, &mut sources, &mut feeds, &mut answered), library.join())
    });
    report.left_out.extend(skipped);
    let mut library = library.map_err(|_| anyhow::anyhow!("{}: cannot be read", at.corpus.display()))?;
    let mut unpublished = Unpublished::read(&at.corpus);
    // Servers take their time, in which others may write.
    let next = own.get_flag("check").then(|| unpublished.next(&library, MOST_CHECKED, answer::today()));
    let last = next.and_then(|next| {
        answered.extend(next.pages.into_iter().filter_map(|url| Some(Answered { gone: sources.is_gone(&url)?, url })));
        next.last
    });
    let mut forgotten = Forgotten::read(&at.corpus);
    if own.get_flag("forgotten") {
        forgotten.remember(documents.iter().flat_map(|document| &document.drafts));
    }
    let audience = said("audience").and_then(|word| mails::read(&word));
    let drafts = documents.iter().flat_map(|document| &document.drafts);
    let for_whom = mails::audience(audience, &settings, &at.corpus, drafts, !dry_run, &mut report);
    let mut shown = Vec::new();
    let mut store = if dry_run { None } else { Some(Store::open(&at.corpus)?) };
    if let Some(store) = &store {
        if own.get_flag("forgotten") {
            forgotten.keep(store)?;
        }
        if let Some(audience) = for_whom.filter(|_| settings.import.mails.is_none()) {
            mails::remember(audience, store)?;
        }
        // Somebody else may have written before the corpus was ours alone.
        library.refresh(&settled);
    }
    unpublished = Unpublished::read(&at.corpus);
    unpublished.looked_at(last);
    unpublished.returning(&mut documents, &mut library, store.as_mut(), &settled, &mut report)?;
    let lacking = unpublished::lacking(&library, &documents, &mut report);
    let with = Bringing {
        library: &mut library,
        store: store.as_mut(),
        forgotten: &forgotten,
        settled: &settled,
        mails: for_whom,
        report: &mut report,
        shown: &mut |article| {
            if dry_run && in_json {
                shown.push(match article {
                    Shown::Stands(article, loss) => import::line_of(article, loss),
                    Shown::Lacks(draft) => import::json_line(draft, &import::id_of(draft), &settled),
                });
            }
        },
    };
    if !bring_in(with, documents)? {
        // What waits is not sent again by a server that is told what it sent last.
        followed.iter().for_each(|feed| feeds.forget(&feed.url));
    }
    unpublished.settle(answered, lacking, (&library, store.as_mut()), at, &mut report)?;
    // What was done is kept whatever becomes of the page that tells of it.
    let told = |report: &Report| page.map_or(Ok(()), |file| side_by_side::write(&file, &report.doubts));
    let Some(store) = store else {
        let status = report.of_dry_run(&shown, in_json)?;
        return told(&report).map(|()| status);
    };
    feeds.keep(&store)?;
    Losses::keep(&report, &store)?;
    drop((store, library));
    // The index is brought up to date now, so that the next question does not wait for it.
    let words = catalogue::words(at, &settings)?;
    let _open = indexing::archive(at, &words, &settings)?;
    let status = report.print(in_json)?;
    told(&report).map(|()| status)
}

/// The articles of files, addresses and feeds, and what was refused of them.
fn read(
    named: &[Input],
    followed: &[Feed],
    sources: &mut Sources,
    feeds: &mut feeds::FeedStates,
    answered: &mut Vec<Answered>,
) -> (Vec<Document>, Report) {
    let (mut report, mut documents) = (Report::default(), Vec::new());
    let mut take = |name: &str, most_new: Option<usize>, read: Result<Reading, Refused>| match read {
        Ok(mut reading) => {
            report.take(&mut reading);
            documents.push(Document { drafts: reading.drafts, most_new });
        }
        Err(why) => report.refused.push(Refusal { what: name.to_owned(), why }),
    };
    for input in named {
        let read = sources.read(input);
        if let (Input::Address(address), Ok(_) | Err(Refused::Gone(_))) = (input, &read) {
            answered.push(Answered { url: address.clone(), gone: read.is_err() });
        }
        take(input.name(), None, read);
    }
    for feed in followed {
        let read = sources.feed(&feed.url, &feeds.validators(&feed.url), feed.most_bytes()).map_err(|error| error.why);
        let reading = read.map(|read| {
            read.map_or_else(Reading::default, |(reading, validators)| {
                let days = pace::days(reading.drafts.iter().filter_map(|draft| draft.date), answer::today());
                feeds.set(&feed.url, validators, days);
                reading
            })
        });
        take(&feed.url, Some(feed.most_new()), reading);
    }
    (documents, report)
}

/// What may be fetched: what the settings say, and what was said now.
fn rules(own: &ArgMatches, settings: &Settings) -> anyhow::Result<Rules> {
    let mut rules = Rules::of(settings)?;
    let named = own.get_many::<Allowed>("allow-address").into_iter().flatten();
    rules.allowed = rules.allowed.iter().chain(named).copied().collect();
    rules.http |= own.get_flag("http");
    Ok(rules)
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
