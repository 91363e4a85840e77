//! A tenant: where it lies, what is remembered of its readers, and its archive while that is open.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::Router;
use serde_json::Value;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;

use super::size::Size;
use crate::desk::Seconds;
use crate::shell::Locations;
use crate::shell::discord::{Handler, Lasting, State};
use crate::shell::follow::Stamp;
use crate::shell::freshness::Freshness;
use crate::shell::web::Known;
use crate::shell::whose::Whose;

/// What could not be opened is tried again after this time, then after twice as long each time, until the longest.
const FIRST_RETRY: Duration = Duration::from_secs(2);
const LONGEST_RETRY: Duration = Duration::from_secs(120);

/// What a desk has to do waits for room in the memory for so long.
const OVERDUE: Seconds = 120;

/// A tenant.
pub(super) struct Tenant {
    pub(super) name: String,
    pub(super) whose: Whose,
    pub(super) at: Locations,
    /// Another for each.
    pub(super) number: u64,
    /// Its readers, as far as they are remembered; over times that its archive is closed, too.
    pub(super) known: Arc<Known>,
    /// The same of its readers in Discord, with what was counted and heard.
    pub(super) lasting: Arc<Lasting>,
    /// The commands that are to be registered in its servers; null until its archive is open for the first time.
    pub(super) commands: watch::Sender<Value>,
    /// How far it has come with what is published.
    pub(super) freshness: Arc<Freshness>,
    /// How its folder looked when it was read last.
    pub(super) read: Arc<Mutex<Option<Stamp>>>,
    /// When its desk has something to do though nobody asks; the beginning, until it was open.
    due: AtomicI64,
    /// Told when its feeds brought something, or another generation was pulled.
    pub(super) arrived: Arc<Notify>,
    /// Its feeds are followed.
    feeds: AtomicBool,
    /// Its folder is gone.
    gone: Arc<AtomicBool>,
    // Held only to clone the pointer, and to close it.
    open: RwLock<Option<Arc<Open>>>,
    /// Held by whoever opens it: it is opened once for all who wait.
    pub(super) opening: tokio::sync::Mutex<Retry>,
}

/// An open archive, with all that answers from it. Whoever holds it keeps it open.
pub(super) struct Open {
    /// The routes of each listener, in their order.
    pub(super) routes: Vec<Router>,
    /// What it holds of the memory, by our estimate.
    pub(super) size: Arc<Size>,
    /// What answers in Discord, where the door is open and a server is named.
    pub(super) handler: Option<Arc<Handler>>,
    /// Whether it may be closed: its desk has nothing to do.
    pub(super) rests: Arc<AtomicBool>,
    used: Mutex<Instant>,
    _tasks: Vec<Task>,
}

/// A task that ends with its holder.
pub(super) struct Task(pub(super) JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// When to try again what could not be opened.
#[derive(Debug, Default)]
pub(super) struct Retry(Option<(Instant, Duration)>);

impl Retry {
    /// Whether it was tried of late.
    pub(super) fn waits(&self, now: Instant) -> bool {
        self.0.is_some_and(|(at, _)| now < at)
    }

    /// It could not be opened.
    pub(super) fn failed(&mut self, now: Instant) {
        let pause = self.0.map_or(FIRST_RETRY, |(_, pause)| LONGEST_RETRY.min(pause * 2));
        self.0 = Some((now + pause, pause));
    }

    /// It was opened, or something changed that may mend it.
    pub(super) fn cleared(&mut self) {
        self.0 = None;
    }
}

impl Tenant {
    /// The tenant of this name, closed.
    pub(super) fn new(number: u64, name: &str, at: &Locations, freshness: Arc<Freshness>) -> Tenant {
        Tenant {
            name: name.to_owned(),
            whose: Whose::tenant(name),
            at: at.clone(),
            number,
            known: Arc::default(),
            lasting: Arc::default(),
            commands: watch::channel(Value::Null).0,
            freshness,
            read: Arc::default(),
            due: AtomicI64::new(0),
            arrived: Arc::default(),
            feeds: AtomicBool::new(false),
            gone: Arc::default(),
            open: RwLock::default(),
            opening: tokio::sync::Mutex::default(),
        }
    }

    /// Its archive, where that is open.
    pub(super) fn opened(&self) -> Option<Arc<Open>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        *open.used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(open)
    }

    /// What answers in Discord while its archive is open, for who only looks.
    pub(super) fn state(&self) -> Option<Arc<State>> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        Some(Arc::clone(&open.as_ref()?.handler.as_ref()?.state))
    }

    /// The same for who only looks: when it was asked last, and how many bytes it holds.
    pub(super) fn held(&self) -> Option<(Instant, u64)> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let open = open.as_ref()?;
        let used = *open.used.lock().unwrap_or_else(PoisonError::into_inner);
        Some((used, open.size.bytes()))
    }

    /// It is open from now on.
    pub(super) fn opens(&self, open: &Arc<Open>) {
        let before = self.open.write().unwrap_or_else(PoisonError::into_inner).replace(Arc::clone(open));
        drop(before);
    }

    /// Closes it where nobody uses it.
    pub(super) fn close_if_idle(&self) -> bool {
        let closed = {
            let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
            // Whoever comes now waits for the lock.
            let is_needed = |open: &Arc<Open>| Arc::strong_count(open) > 1 || !open.rests.load(Relaxed);
            if open.as_ref().is_some_and(is_needed) { None } else { open.take() }
        };
        if closed.is_some() {
            self.whose.within(|| tracing::info!("the archive is closed"));
        }
        closed.is_some()
    }

    /// Its folder is gone: what is under way comes to its end, and nothing is opened any more.
    pub(super) fn leaves(&self) {
        self.gone.store(true, Relaxed);
        self.close();
    }

    /// It is to be opened anew: where it is served, or what stood in the way of opening it, is otherwise now.
    pub(super) fn begins_anew(&self) {
        if let Ok(mut retry) = self.opening.try_lock() {
            retry.cleared();
        }
        self.set_due(0);
        self.close();
    }

    /// Another generation of it was pulled: it answers from that as soon as it is open.
    pub(super) fn arrives(&self) {
        match self.held() {
            Some(_) => self.arrived.notify_one(),
            None => self.begins_anew(),
        }
    }

    /// Closes it, whoever uses it: what is under way comes to its end.
    fn close(&self) {
        let closed = self.open.write().unwrap_or_else(PoisonError::into_inner).take();
        drop(closed);
    }

    /// Its desk has something to do then, though nobody asks.
    pub(super) fn set_due(&self, at: Seconds) {
        self.due.store(at, Relaxed);
    }

    /// Whether its desk has something to do though nobody asks.
    pub(super) fn is_due(&self, now: Seconds) -> bool {
        self.due.load(Relaxed) <= now
    }

    /// Whether its desk has had something to do for a while. One that was never open is not known to have.
    pub(super) fn is_overdue(&self, now: Seconds) -> bool {
        let due = self.due.load(Relaxed);
        due > 0 && due + OVERDUE <= now
    }

    /// Whether its feeds are not followed yet; they are from now on.
    pub(super) fn begins_feeds(&self) -> bool {
        !self.feeds.swap(true, Relaxed)
    }

    pub(super) fn is_gone(&self) -> bool {
        self.gone.load(Relaxed)
    }

    /// Becomes true when its folder is gone.
    pub(super) fn gone(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.gone)
    }
}

impl Open {
    /// One that was asked for at this time.
    pub(super) fn new(
        routes: Vec<Router>,
        size: Arc<Size>,
        handler: Option<Arc<Handler>>,
        rests: Arc<AtomicBool>,
        used: Instant,
        tasks: Vec<Task>,
    ) -> Open {
        Open { routes, size, handler, rests, used: Mutex::new(used), _tasks: tasks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_opened_is_tried_more_and_more_rarely() {
        let (mut retry, now) = (Retry::default(), Instant::now());
        let mut waits = Vec::new();
        for _ in 0..9 {
            retry.failed(now);
            let seconds = (1..).find(|seconds| !retry.waits(now + Duration::from_secs(*seconds)));
            waits.extend(seconds);
        }
        assert_eq!(waits, [2, 4, 8, 16, 32, 64, 120, 120, 120]);
        retry.cleared();
        assert!(!retry.waits(now));
    }
}
