//! Feeds by themselves: a thread of the running front fetches each feed of the settings at its pace, brings in what is
//! new, and says so once. Whatever goes wrong here, answers go on.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::corpus::import::{ImportOptions, Reading, Settled};

use super::super::files::Folder;
use super::super::observability::spans;
use super::super::whose::Whose;
use super::super::{Locations, Settings, answer};
use super::bring::{Bringing, Document, bring_in};
use super::feeds::FeedStates;
use super::fetch::{Rules, Validators};
use super::forgotten::Forgotten;
use super::library::Library;
use super::losses::LossRecords as Losses;
use super::pace;
use super::report::Report;
use super::schedule::{Fetch, Schedule};
use super::sources::{NotRead, Sources};
use super::store::Store;
use super::unpublished::{Answered, Unpublished};

/// The settings are looked at again after this time.
const LOOK: Duration = Duration::from_secs(5);

/// How many things that were said are remembered, so as not to be said again.
const MOST_SAID: usize = 10_000;

/// Starts following the feeds until they are over; `arrived` is called whenever the corpus has changed.
pub(in crate::shell) fn follow_feeds(
    at: Locations,
    whose: Whose,
    over: impl Fn() -> bool + Send + 'static,
    arrived: impl Fn() + Send + 'static,
) -> std::io::Result<()> {
    let follower = Follower {
        at,
        settings: Settings::default(),
        library: None,
        schedule: Schedule::default(),
        said: HashSet::new(),
        random: fastrand::Rng::new(),
        began: Instant::now(),
        next_page: None,
    };
    // The thread ends with the process. What it writes is whole at any moment.
    std::thread::Builder::new()
        .name("feeds".to_owned())
        .spawn(move || whose.within(|| follower.run(&over, &arrived)))
        .map(drop)
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
    /// When the page of an article is looked at next.
    next_page: Option<Duration>,
}

impl Follower {
    fn run(mut self, over: &dyn Fn() -> bool, arrived: &dyn Fn()) {
        while !over() {
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
            self.look_at_page(&mut sources, arrived);
            // The process that reads documents ends here: it costs memory, and the next turn may be far.
            drop(sources);
            let now = self.began.elapsed();
            let next = self.schedule.next().map_or(LOOK, |next| next.saturating_sub(now));
            std::thread::sleep(next.clamp(Duration::from_millis(10), LOOK));
        }
    }

    /// Looks whether the page of one article is still there, if it is time and any feed is followed.
    fn look_at_page(&mut self, sources: &mut Option<Sources>, arrived: &dyn Fn()) {
        let every = self.settings.import.check_every().filter(|_| !self.settings.feeds.is_empty());
        let Some(every) = every else {
            self.next_page = None;
            return;
        };
        let now = self.began.elapsed();
        // Programs that start together do not look together, and none looks at once.
        let next = self.next_page.unwrap_or(now + every.mul_f64(0.5 + 0.5 * self.random.f64())).min(now + 2 * every);
        let is_due = next <= now;
        self.next_page = Some(if is_due { now + every.mul_f64(0.9 + 0.2 * self.random.f64()) } else { next });
        if !is_due {
            return;
        }
        match self.look(sources) {
            Ok(true) => arrived(),
            Ok(false) => {}
            Err(error) => {
                self.library = None;
                self.say(format!("pages of articles are not looked at: {error:#}; answers go on"));
            }
        }
    }

    /// Whether an article left the answers.
    fn look(&mut self, sources: &mut Option<Sources>) -> anyhow::Result<bool> {
        let settled = self.settled()?;
        let today = answer::today();
        let library = known(&mut self.library, &self.at, &settled);
        let next = Unpublished::read(&self.at.corpus).next(library, 1, today);
        if next.pages.is_empty() {
            return Ok(false);
        }
        if sources.is_none() {
            *sources = Some(self.sources()?);
        }
        let gone = |url: String| Some(Answered { gone: sources.as_mut()?.is_gone(&url)?, url });
        let answered = next.pages.into_iter().filter_map(gone).collect();
        // Others may have written while the server took its time.
        let mut store = Store::open(&self.at.corpus)?;
        let library = known(&mut self.library, &self.at, &settled);
        let mut unpublished = Unpublished::read(&self.at.corpus);
        unpublished.looked_at(next.last);
        let mut report = Report::default();
        unpublished.settle(answered, Vec::new(), (library, Some(&mut store)), &self.at, &mut report)?;
        for line in report.unpublished.iter().chain(&report.conflicts) {
            self.say(line.clone());
        }
        Ok(!report.unpublished.is_empty())
    }

    fn settled(&self) -> anyhow::Result<Settled> {
        let authority = self.settings.import.authority()?;
        Ok(Settled { defaults: self.settings.publication.defaults(), authority, ..Settled::default() })
    }

    fn sources(&self) -> anyhow::Result<Sources> {
        let options = ImportOptions { site: self.settings.publication.site.clone(), ..ImportOptions::default() };
        Sources::new(Rules::of(&self.settings)?, options)
    }

    fn fetch(&mut self, url: &str, sources: &mut Sources, arrived: &dyn Fn()) -> Fetch {
        let span = spans::importing("feed");
        let known = FeedStates::read(&self.at.corpus);
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
        span.record("outcome", if matches!(fetched, Ok(Fetch::Good)) { "done" } else { "failed" });
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
        let settled = self.settled()?;
        let mut store = Store::open(&self.at.corpus)?;
        let library = known(&mut self.library, &self.at, &settled);
        let mut report = Report::default();
        report.take(&mut reading);
        let forgotten = Forgotten::read(&self.at.corpus);
        let days = pace::days(reading.drafts.iter().filter_map(|draft| draft.date), answer::today());
        let mut documents = [Document { drafts: std::mem::take(&mut reading.drafts), most_new: Some(most_new) }];
        let mut unpublished = Unpublished::read(&self.at.corpus);
        unpublished.returning(&mut documents, library, Some(&mut store), &settled, &mut report)?;
        let with = Bringing {
            library,
            store: Some(&mut store),
            forgotten: &forgotten,
            settled: &settled,
            mails: None,
            report: &mut report,
            shown: &mut |_| (),
        };
        let brought = bring_in(with, documents.into());
        if brought.is_err() {
            // It holds what was not written.
            self.library = None;
        }
        let whole = brought?;
        let mut known = FeedStates::read(&self.at.corpus);
        let mended = known.fault(url).is_some();
        // What waits is not sent again by a server that is told what it sent last.
        known.set(url, if whole { validators } else { Validators::default() }, days);
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
    fn keep(&mut self, change: impl FnOnce(&mut FeedStates) -> Option<String>) -> anyhow::Result<()> {
        let mut known = FeedStates::read(&self.at.corpus);
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

/// What the corpus holds, as it is now.
fn known<'a>(library: &'a mut Option<Library>, at: &Locations, settled: &Settled) -> &'a mut Library {
    match library {
        Some(library) => {
            library.refresh(settled);
            library
        }
        None => library.insert(Library::read(Folder(at.corpus.clone()), settled)),
    }
}
