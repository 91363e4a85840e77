//! What all requests over HTTP share.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::http::{Extensions, HeaderMap};
use tracing::{Instrument as _, Span};

use super::callers::{Callers, is_of_this_machine};
use crate::reply::{Excerpt, Reply, Row};
use crate::shell::follow::Follows;
use crate::shell::observability::{Metrics, Queue, Watched, spans};
use crate::shell::published::{PATIENCE, Published, Receipted};
use crate::shell::quoted::Quoted;
use crate::shell::settings::Door;
use crate::shell::turns::{Share, at_once};
use crate::shell::{Locations, Opened};
use crate::words::Words;

/// How long whoever asks may wait.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For an answer, with the time that it waits for its turn.
    pub turn: Duration,
    /// For what it is made of, of which as much is shown as was found by then.
    pub answer: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Timeouts { turn: Duration::from_secs(10), answer: PATIENCE }
    }
}

/// What all requests over HTTP share.
pub struct Serving {
    // Replaced whole when the data folder changes; held only to clone the pointer.
    published: RwLock<Arc<Published>>,
    /// How long whoever asks may wait.
    pub timeouts: Timeouts,
    /// How many answers are worked on at one time.
    running: Share,
    /// Its readers.
    pub known: Arc<Known>,
    behind: AtomicBool,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

/// The readers of an archive, as far as they are remembered.
#[derive(Debug, Default)]
pub struct Known {
    /// Who asked of late, and how often.
    pub callers: Callers,
    /// Who was completing what they type: counted apart, since a form asks at each letter.
    pub completing: Callers,
    /// What readers were shown of articles that show only quotations.
    pub quoted: Quoted,
}

impl Known {
    /// Forgets whoever has been quiet for long enough.
    pub fn forget(&self, now: Instant) {
        self.callers.forget(now);
        self.completing.forget(now);
        self.quoted.forget(now);
    }
}

impl Serving {
    /// The archive that was opened in this folder.
    pub fn new(opened: &Opened, at: &Locations) -> Serving {
        Serving::patient(opened, at, Timeouts::default())
    }

    /// The same with these time-outs.
    pub fn patient(opened: &Opened, at: &Locations, timeouts: Timeouts) -> Serving {
        Serving::with(opened, at, timeouts, Share::alone(at_once()), Arc::default())
    }

    /// The same with a part of the turns of a program that serves many, and with the readers that are known already.
    pub fn of_tenant(opened: &Opened, at: &Locations, running: Share, known: Arc<Known>) -> Serving {
        Serving::with(opened, at, Timeouts::default(), running, known)
    }

    fn with(opened: &Opened, at: &Locations, timeouts: Timeouts, running: Share, known: Arc<Known>) -> Serving {
        Serving {
            published: RwLock::new(Arc::new(Published::new(opened, at).patient(timeouts.answer))),
            timeouts,
            running,
            known,
            behind: AtomicBool::new(opened.behind),
            metrics: Arc::default(),
        }
    }

    /// The same, counted there.
    #[must_use]
    pub fn counted(self, metrics: Arc<Metrics>) -> Serving {
        Serving { metrics, ..self }
    }

    /// The archive as it is now.
    pub fn published(&self) -> Arc<Published> {
        Arc::clone(&self.published.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether what answers is behind the corpus.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Relaxed)
    }

    /// Refuses a door that the settings keep shut, but on this machine alone, where whoever runs the program looks at it:
    /// then only what a browser on this machine asks is answered ([`Serving::admits`]).
    pub fn check(&self, door: Door, address: SocketAddr) -> anyhow::Result<()> {
        if address.ip().is_loopback() {
            return Ok(());
        }
        let published = self.published();
        published.settings.publication.doors.check(door)
    }

    /// Whether a request may come through a door: it is open, or the request is of this machine and no proxy's.
    pub fn admits(&self, door: Door, headers: &HeaderMap, extensions: &Extensions) -> bool {
        let published = self.published();
        let (doors, web) = (&published.settings.publication.doors, &published.settings.web);
        // Whoever has set up an address for the world looks at no trial: a proxy may send on what names this machine.
        let is_trial = || web.proxies == 0 && web.address.is_none() && is_of_this_machine(headers, extensions);
        doors.is_open(door) || is_trial()
    }

    /// Does work of the archive when its turn comes, on a thread of its own: those that serve the connections are few
    /// and wait for nothing. Work whose turn does not come in time is never done: whoever asked is answered by then.
    pub async fn in_turn<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Published) -> T + Send + 'static,
    ) -> Option<T> {
        let waits = self.metrics.waits(Queue::Http);
        let turn = self.running.turn().instrument(spans::waiting());
        let turn = tokio::time::timeout(self.timeouts.turn, turn).await.ok()??;
        drop(waits);
        let request = Span::current();
        let doing = tokio::task::spawn_blocking(move || {
            // Given back at the work's own end, even where nobody waits for it any more.
            let _turn = turn;
            let (_runs, _answering) = (self.metrics.runs(Queue::Http), spans::answering(&request));
            request.in_scope(|| work(&self.published()))
        });
        doing.await.ok()
    }

    /// The excerpt, or its citation alone where whoever asks was shown enough of the article today.
    pub fn bounded(&self, published: &Published, excerpt: Excerpt, caller: &str) -> Excerpt {
        self.known.quoted.bounded(caller, excerpt, |article| published.words_if_only_quoted(article), Instant::now())
    }

    /// Leaves of a reply what whoever asks may be shown today: of its excerpts, what answers before what is only near, and of
    /// the words that its records rest on. Where that is not all of it, a note says so.
    pub fn bound(&self, published: &Published, reply: &mut Reply, (caller, words): (&str, &Words)) {
        let mut is_all = self.bound_excerpts(published, reply, caller);
        for row in &mut reply.rows {
            let Row::Record(record) = row else { continue };
            let had_words = !record.evidence.is_empty();
            record.bound(|evidence| self.bounded(published, evidence, caller));
            is_all &= !had_words || !record.evidence.is_empty();
        }
        reply.notes.extend((!is_all).then(|| words.say("discord.shown_enough", &[])));
    }

    /// The same for what shows records without the words that they rest on: those are not counted, and no link has them.
    pub fn bound_for_page(&self, published: &Published, reply: &mut Reply, caller: &str) {
        self.bound_excerpts(published, reply, caller);
        let records =
            reply.rows.iter_mut().filter_map(|row| if let Row::Record(record) = row { Some(record) } else { None });
        published.without_fragments(records);
    }

    fn bound_excerpts(&self, published: &Published, reply: &mut Reply, caller: &str) -> bool {
        let mut is_all = true;
        let mut excerpts: Vec<&mut Excerpt> = reply.excerpts.iter_mut().collect();
        excerpts.sort_by_key(|excerpt| excerpt.part);
        for excerpt in excerpts {
            let had_words = !excerpt.text.is_empty();
            *excerpt = self.bounded(published, std::mem::take(excerpt), caller);
            is_all &= !had_words || !excerpt.text.is_empty();
        }
        is_all
    }

    /// What a receipt names, as far as whoever asks may be shown it today.
    pub fn bounded_receipt(&self, published: &Published, receipted: Receipted, caller: &str) -> Receipted {
        let bound = |excerpt: Excerpt| self.bounded(published, excerpt, caller);
        match receipted {
            Receipted::Stands(excerpt) => Receipted::Stands(Box::new(bound(*excerpt))),
            Receipted::Corrected(corrected) => Receipted::Corrected(Box::new(corrected.bounded(bound))),
            other => other,
        }
    }
}

impl Follows for Arc<Serving> {
    fn replaced(&self, opened: &Opened) {
        let published = Arc::new(Published::new(opened, &opened.at).patient(self.timeouts.answer));
        *self.published.write().unwrap_or_else(PoisonError::into_inner) = published;
    }

    fn note_behind(&self, behind: bool) {
        self.behind.store(behind, Relaxed);
    }
}

impl Watched for Serving {
    fn lacks(&self) -> Option<&'static str> {
        None
    }

    fn health(&self) -> (bool, String) {
        let is_well = !self.is_behind();
        (is_well, if is_well { "ok\n" } else { "behind the corpus\n" }.to_owned())
    }

    fn measure<'a>(&'a self, _: &'a Metrics) -> Pin<Box<dyn Future<Output = ()> + Send + 'a>> {
        Box::pin(std::future::ready(()))
    }
}
