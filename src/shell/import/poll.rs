//! Feeds by themselves: a thread of the running front fetches each feed of the settings at its pace, brings in what is
//! new, and says so once. Whatever goes wrong here, answers go on.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::corpus::import::{ImportOptions, Reading, Settled};

use super::super::files::Folder;
use super::super::{Locations, Settings};
use super::bring::{Bringing, Document, bring_in};
use super::feeds::Known;
use super::fetch::{Rules, Validators};
use super::forgotten::Forgotten;
use super::library::Library;
use super::losses::Known as Losses;
use super::report::Report;
use super::schedule::{Fetch, Schedule};
use super::sources::{NotRead, Sources};
use super::store::Store;

/// The settings are looked at again after this time.
const LOOK: Duration = Duration::from_secs(5);

/// How many things that were said are remembered, so as not to be said again.
const MOST_SAID: usize = 10_000;

/// Starts following the feeds; `arrived` is called whenever the corpus has changed.
pub(in crate::shell) fn follow_feeds(at: Locations, arrived: impl Fn() + Send + 'static) -> std::io::Result<()> {
    let follower = Follower {
        at,
        settings: Settings::default(),
        library: None,
        schedule: Schedule::default(),
        said: HashSet::new(),
        random: fastrand::Rng::new(),
        began: Instant::now(),
    };
    // The thread ends with the process. What it writes is whole at any moment.
    std::thread::Builder::new().name("feeds".to_owned()).spawn(move || follower.run(&arrived)).map(drop)
}

struct Follower {
    at: Locations,
    settings: Settings,
    /// Read when the first feed has something, then kept up to date.
    library: Option<Library>,
    schedule: Schedule,
    said: HashSet<String>,
    random: fastrand::Rng,
    began: Instant,
}

impl Follower {
    fn run(mut self, arrived: &dyn Fn()) {
        loop {
            // Settings with a mistake are reported by whoever reads the data folder again; the last good ones stay.
            if let Ok(settings) = Settings::read(&self.at.settings()) {
                self.settings = settings;
            }
            let feeds: Vec<(String, Duration)> =
                self.settings.feeds.iter().map(|feed| (feed.url.clone(), feed.every())).collect();
            let now = self.began.elapsed();
            self.schedule.follow(&feeds, now, &mut self.random);
            let mut sources = None;
            while let Some(url) = self.schedule.due(self.began.elapsed()) {
                let fetch = match &mut sources {
                    Some(sources) => self.fetch(&url, sources, arrived),
                    None => match self.sources() {
                        Ok(new) => self.fetch(&url, sources.insert(new), arrived),
                        Err(error) => {
                            self.say(format!("feeds cannot be fetched: {error:#}"));
                            Fetch::Bad(None)
                        }
                    },
                };
                let now = self.began.elapsed();
                self.schedule.done(&url, fetch, now, &mut self.random);
            }
            // The process that reads documents ends here: it costs memory, and the next turn may be far.
            drop(sources);
            let now = self.began.elapsed();
            let next = self.schedule.next().map_or(LOOK, |next| next.saturating_sub(now));
            std::thread::sleep(next.clamp(Duration::from_millis(10), LOOK));
        }
    }

    fn sources(&self) -> anyhow::Result<Sources> {
        let options = ImportOptions { site: self.settings.publication.site.clone(), ..ImportOptions::default() };
        Sources::new(Rules::of(&self.settings)?, options)
    }

    fn fetch(&mut self, url: &str, sources: &mut Sources, arrived: &dyn Fn()) -> Fetch {
        let known = Known::read(&self.at.corpus);
        let feed = self.settings.feeds.iter().find(|feed| feed.url == url);
        let (most_new, most_bytes) = feed.map(|feed| (feed.most_new(), feed.most_bytes())).unwrap_or_default();
        let fetched = match sources.feed(url, &known.validators(url), most_bytes) {
            Ok(None) => {
                let kept = self.keep(|known| known.mend(url).then(|| format!("feed {url}: works again")));
                kept.map(|()| Fetch::Good)
            }
            Ok(Some((reading, validators))) => self.bring_in(url, reading, validators, most_new).map(|changed| {
                if changed {
                    arrived();
                }
                Fetch::Good
            }),
            Err(NotRead { why, retry_after }) => {
                let told = format!("feed {url}: {why}; it is tried again, and this is not said again");
                let kept = self.keep(|known| known.spoil(url, &why.to_string()).then_some(told));
                kept.map(|()| Fetch::Bad(retry_after))
            }
        };
        fetched.unwrap_or_else(|error| {
            self.say(format!("feed {url}: {error:#}; nothing is imported until that is mended, answers go on"));
            Fetch::NotKept
        })
    }

    /// Brings in what a feed has; whether anything changed.
    fn bring_in(
        &mut self,
        url: &str,
        mut reading: Reading,
        validators: Validators,
        most_new: usize,
    ) -> anyhow::Result<bool> {
        let authority = self.settings.import.authority()?;
        let settled = Settled { defaults: self.settings.publication.defaults(), authority, ..Settled::default() };
        let mut store = Store::open(&self.at.corpus)?;
        let library = match &mut self.library {
            Some(library) => {
                library.refresh(&settled);
                library
            }
            None => self.library.insert(Library::read(Folder(self.at.corpus.clone()), &settled)),
        };
        let mut report = Report::default();
        report.take(&mut reading);
        let forgotten = Forgotten::read(&self.at.corpus);
        let drafts = std::mem::take(&mut reading.drafts);
        let with = Bringing {
            library,
            store: Some(&mut store),
            forgotten: &forgotten,
            settled: &settled,
            mails: None,
            report: &mut report,
            shown: &mut |_| (),
        };
        let brought = bring_in(with, vec![Document { drafts, most_new: Some(most_new) }]);
        if brought.is_err() {
            // It holds what was not written.
            self.library = None;
        }
        let whole = brought?;
        let mut known = Known::read(&self.at.corpus);
        let mended = known.fault(url).is_some();
        // What waits is not sent again by a server that is told what it sent last.
        known.set(url, if whole { validators } else { Validators::default() });
        known.keep(&store)?;
        Losses::keep(&report, &store)?;
        drop(store);
        // What was in the way is not any more.
        self.said.retain(|line| !line.starts_with(&format!("feed {url}: ")));
        if mended {
            tell!("pullquote: feed {url}: works again");
        }
        let changed = report.added.len() + report.changed.len() + report.joined.len();
        if changed > 0 {
            tell!(
                "pullquote: feed {url}: {} added, {} changed, {} joined",
                report.added.len(),
                report.changed.len(),
                report.joined.len()
            );
        }
        for refusal in &report.refused {
            self.say(format!("feed {url}: refused: {refusal}"));
        }
        for waiting in report.left_out.iter().filter(|line| line.starts_with("feed ")) {
            self.say(waiting.clone());
        }
        for decided in &report.audience {
            self.say(format!("feed {url}: {decided}"));
        }
        for conflict in &report.conflicts {
            self.say(format!("feed {url}: conflict: {conflict}"));
        }
        Ok(changed > 0)
    }

    /// Changes what is known of the feeds and keeps it; what the change has to say is said.
    fn keep(&mut self, change: impl FnOnce(&mut Known) -> Option<String>) -> anyhow::Result<()> {
        let mut known = Known::read(&self.at.corpus);
        let said = change(&mut known);
        if let Some(line) = said {
            self.say(line);
            known.keep(&Store::open(&self.at.corpus)?)?;
        }
        Ok(())
    }

    /// Says a thing once.
    fn say(&mut self, line: String) {
        if self.said.len() >= MOST_SAID {
            self.said.clear();
        }
        if self.said.insert(line.clone()) {
            tell!("pullquote: {line}");
        }
    }
}
