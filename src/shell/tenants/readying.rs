//! When a replica of many newsletters may be asked: once it serves what is published. One with an empty disk knows nobody, and
//! a balancer that sent readers there would show them that a newsletter does not exist.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::census::Outline;
use crate::shell::observability::Readiness;

/// One that has pulled before does not wait longer for database and store: it serves what it has.
const PATIENCE: Duration = Duration::from_secs(10);

/// A tenant that cannot be pulled is waited for so long.
const LONGEST_PATIENCE: Duration = Duration::from_secs(60);

/// The first time that it may be asked.
pub(super) struct Readying {
    readiness: Arc<Readiness>,
    began: Instant,
    /// Something was pulled by a process before.
    had_some: bool,
    /// It was seen who is in the store.
    found: AtomicBool,
    /// What was pulled, once each tenant was looked at.
    pulled: Mutex<Option<BTreeMap<String, u64>>>,
}

impl Readying {
    /// With these on the disk.
    pub(super) fn new(readiness: &Arc<Readiness>, outline: &Outline) -> Arc<Readying> {
        Arc::new(Readying {
            readiness: Arc::clone(readiness),
            began: Instant::now(),
            had_some: outline.values().any(|look| look.generation.is_some()),
            found: AtomicBool::new(false),
            pulled: Mutex::default(),
        })
    }

    /// Everybody who is in the store has a folder.
    pub(super) fn found_all(&self) {
        self.found.store(true, Relaxed);
    }

    pub(super) fn has_found_all(&self) -> bool {
        self.found.load(Relaxed)
    }

    /// Whether what cannot be pulled is not waited for any more.
    pub(super) fn waited_long(&self) -> bool {
        self.began.elapsed() >= LONGEST_PATIENCE
    }

    /// Each tenant was looked at; these are served.
    pub(super) fn pulled_all(&self, generations: BTreeMap<String, u64>) {
        *self.pulled.lock().unwrap_or_else(PoisonError::into_inner) = Some(generations);
    }

    /// Takes note of what is taken in.
    pub(super) fn taken_in(&self, outline: &Outline) {
        if self.readiness.lacks().is_none() {
            return;
        }
        let generation = |name| outline.get(name).and_then(|look| u64::try_from(look.generation?).ok());
        let pulled = self.pulled.lock().unwrap_or_else(PoisonError::into_inner);
        let has_all = pulled.as_ref().is_some_and(|all| {
            !all.is_empty() && all.iter().all(|(name, newest)| generation(name).is_some_and(|taken| taken >= *newest))
        });
        if has_all || self.had_some && self.began.elapsed() >= PATIENCE {
            self.readiness.has_archive();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::tenants::census;

    /// Whether it may be asked: with these pulled, of which these are taken in.
    fn check(had: &[(&str, i64)], pulled: Option<&[(&str, u64)]>, taken: &[(&str, i64)]) -> bool {
        let outline = |all: &[(&str, i64)]| {
            all.iter().map(|(name, generation)| ((*name).to_owned(), census::Look::pulled(*generation))).collect()
        };
        let readiness = Arc::new(Readiness::default());
        let readying = Readying::new(&readiness, &outline(had));
        if let Some(pulled) = pulled {
            readying.pulled_all(pulled.iter().map(|(name, generation)| ((*name).to_owned(), *generation)).collect());
        }
        readying.taken_in(&outline(taken));
        readiness.lacks().is_none()
    }

    #[test]
    fn it_is_asked_once_all_that_was_pulled_is_taken_in() {
        assert!(!check(&[], None, &[]));
        assert!(!check(&[], Some(&[]), &[]), "nothing is published");
        assert!(!check(&[], Some(&[("a", 2), ("b", 1)]), &[("a", 2)]));
        assert!(!check(&[("a", 1)], Some(&[("a", 2)]), &[("a", 1)]));
        assert!(check(&[], Some(&[("a", 2), ("b", 1)]), &[("a", 3), ("b", 1), ("c", 1)]));
        // Database and store are given their time.
        assert!(!check(&[("a", 1)], None, &[("a", 1)]));
    }
}
