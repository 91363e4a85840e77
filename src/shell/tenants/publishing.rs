//! The importer of many newsletters: one task publishes each of them that changed, one after the other, whether its archive is
//! open or not.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use serde::{Deserialize, Serialize};

use super::census::{Entry, Register};
use super::databases::by_database;
use super::hosted::Tenants;
use super::stores::{Stores, address};
use super::tenant::{Task, Tenant};
use crate::cluster::Outcome;
use crate::desk::writes::waiting_in;
use crate::desk::{DeskAddress, DeskError, Schema};
use crate::index::IndexFolder;
use crate::shell::Locations;
use crate::shell::follow::Stamp;
use crate::shell::publish::Importer;
use crate::shell::replica::PATIENCE;
use crate::shell::runtime::Beside;
use crate::shell::store::Store;

/// A pause between two rounds.
const PAUSE: Duration = Duration::from_secs(2);
/// Looking at folders takes this share of the time, at most.
const SHARE: u32 = 20;
/// The store of each is looked after so often: a copy of the pointer that is behind, and what is to be deleted.
const UPKEEP: Duration = Duration::from_secs(60 * 60);
/// After a failure it is tried again so late, at first and at most.
const FIRST_RETRY: Duration = Duration::from_secs(4);
const LONGEST_RETRY: Duration = Duration::from_secs(120);
/// What remembers what was published last, in the index's folder.
const PUBLISHED: &str = "published.json";

/// What was published last.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
struct Published {
    generation: i64,
    store: String,
    /// How the folder looked, and by which program its index was written.
    stamp: String,
    program: String,
}

impl Published {
    fn of(generation: i64, store: &Store, stamp: &Stamp) -> Published {
        let program = format!("{} {}", env!("CARGO_PKG_VERSION"), IndexFolder::mark());
        Published { generation, store: store.name().to_owned(), stamp: stamp.name(), program }
    }
}

/// What is known of a tenant.
struct Own {
    /// How its folder looked at the last look, and when it was published.
    seen: Option<Stamp>,
    published: Option<Stamp>,
    upkeep: Instant,
    /// It is not tried earlier.
    next: Instant,
    pause: Duration,
    /// What was said to be amiss.
    problem: Option<String>,
    /// It was said that another importer publishes.
    waits: bool,
}

/// Publishes for ever what changes. On a runtime of its own: it reads and hashes much.
pub(super) fn begin(tenants: &Arc<Tenants>) -> anyhow::Result<(Beside, Task)> {
    let beside = Beside::new("publish")?;
    let task = Task(beside.spawn(keep_publishing(Arc::clone(tenants))));
    Ok((beside, task))
}

async fn keep_publishing(tenants: Arc<Tenants>) {
    let (stores, mut all, mut is_away) = (Stores::new(true), BTreeMap::<String, Own>::new(), false);
    loop {
        let register = tenants.register();
        all.retain(|name, _| register.all.contains_key(name));
        let desks = Desks::of(&register).await;
        let was_away = std::mem::replace(&mut is_away, !desks.away.is_empty());
        if is_away && !was_away {
            tracing::warn!("nothing is published while the database does not answer");
        }
        let mut is_back = false;
        for (name, entry) in &register.all {
            let own = all.entry(name.clone()).or_insert_with(Own::new);
            if desks.away.contains(name) {
                own.hurries();
                continue;
            }
            let publishing = own.publish(entry, &stores, desks.handed_over.contains(name));
            let published = AssertUnwindSafe(entry.tenant.whose.clone().around(publishing)).catch_unwind().await;
            match published {
                Ok(works_again) => is_back |= works_again,
                // A panic has been logged.
                Err(_) => own.next = Instant::now() + LONGEST_RETRY,
            }
        }
        if is_back {
            // What kept this one from being published may have kept others.
            all.values_mut().for_each(Own::hurries);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// What is seen of all desks at once.
#[derive(Default)]
struct Desks {
    /// The tenants whose desks hold something that is to be written into their corpus: editors approved it at a replica.
    handed_over: HashSet<String>,
    /// Those whose database does not answer. To try each would take longer than the database is away.
    away: HashSet<String>,
}

impl Desks {
    async fn of(register: &Register) -> Desks {
        let shared = register.all.iter().filter_map(|(name, entry)| match entry.settings.desk_at(&entry.tenant.at) {
            Ok(DeskAddress::Postgres { server, schema }) => Some((server, (schema, name.clone()))),
            _ => None,
        });
        let mut desks = Desks::default();
        for (server, own) in by_database(shared) {
            let mut names: HashMap<Schema, String> = own.into_iter().collect();
            let wanted: Vec<Schema> = names.keys().cloned().collect();
            match tokio::time::timeout(PATIENCE, waiting_in(&server, &wanted)).await {
                Ok(Ok(waiting)) => {
                    desks.handed_over.extend(waiting.iter().filter_map(|schema| names.remove(schema)));
                }
                Ok(Err(DeskError::Unwritable(_))) | Err(_) => desks.away.extend(names.into_values()),
                // What is amiss is one desk's: the others are published.
                Ok(Err(error)) => tracing::warn!(%error, "what editors approved elsewhere cannot be read"),
            }
        }
        desks
    }
}

impl Own {
    fn new() -> Own {
        let now = Instant::now();
        // Not all in the same minute.
        let upkeep = now + UPKEEP.mul_f64(fastrand::f64());
        Own { seen: None, published: None, upkeep, next: now, pause: FIRST_RETRY, problem: None, waits: false }
    }

    /// It is tried again with the next round.
    fn hurries(&mut self) {
        (self.next, self.pause) = (Instant::now(), FIRST_RETRY);
    }

    /// Publishes a tenant where it has a store, and changed or is to be changed; whether that works again.
    async fn publish(&mut self, entry: &Entry, stores: &Stores, is_handed_over: bool) -> bool {
        let tenant = &entry.tenant;
        let Some(address) = address(&tenant.at, &entry.settings) else { return false };
        if Instant::now() < self.next || !tenant.at.corpus.is_dir() {
            return false;
        }
        let began = Instant::now();
        let Some(stamp) = self.looks(tenant) else {
            tokio::time::sleep(began.elapsed() * SHARE).await;
            return false;
        };
        let is_due = self.published.as_ref() != Some(&stamp) || is_handed_over || Instant::now() >= self.upkeep;
        if !is_due {
            tokio::time::sleep(began.elapsed() * SHARE).await;
            return false;
        }
        let is_first = self.published.is_none();
        let published = async {
            let store = stores.of(&tenant.name, &address)?;
            if is_first && !is_handed_over && is_published(entry, &store, &stamp).await {
                return Ok((None, store, stamp));
            }
            let (outcome, stamp) = publish(&tenant.at, store.clone(), stamp).await?;
            Ok((Some(outcome), store, stamp))
        };
        let was_troubled = self.problem.is_some();
        self.takes_in(published.await);
        was_troubled && self.problem.is_none()
    }

    /// How the folder looks, where nothing is being written there.
    fn looks(&mut self, tenant: &Tenant) -> Option<Stamp> {
        // An open archive looks itself, and is to be the first to bring the index up to date.
        if tenant.held().is_some() {
            return tenant.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        }
        let now = Stamp::of(&tenant.at);
        let before = self.seen.replace(now.clone());
        // At the first look, nothing is known of what was before; what was published is compared by its name.
        (before.is_none_or(|before| before == now)).then_some(now)
    }

    /// Takes in what came of it, and how the folder looked; without an outcome it was published before.
    fn takes_in(&mut self, published: anyhow::Result<(Option<Outcome>, Store, Stamp)>) {
        let now = Instant::now();
        match published {
            Ok((None, _, stamp)) => self.published = Some(stamp),
            Ok((Some(outcome @ (Outcome::Published(_) | Outcome::Unchanged(_))), store, stamp)) => {
                if let Outcome::Published(generation) = outcome {
                    tell!("Generation {generation} was published in {}.", store.name());
                }
                (self.published, self.upkeep) = (Some(stamp), now + UPKEEP);
                (self.pause, self.problem, self.waits) = (FIRST_RETRY, None, false);
            }
            Ok((Some(Outcome::Elsewhere), ..)) => {
                if !std::mem::replace(&mut self.waits, true) {
                    tell!("Another importer publishes; this one waits for its lease.");
                }
                self.next = now + FIRST_RETRY;
            }
            other => {
                let problem = other.err().map_or_else(|| "a step failed".to_owned(), |error| format!("{error:#}"));
                if self.problem.as_ref() != Some(&problem) {
                    tracing::warn!(problem, "nothing was published; it is tried again");
                }
                self.problem = Some(problem);
                self.next = now + self.pause;
                self.pause = LONGEST_RETRY.min(self.pause * 2);
            }
        }
    }
}

/// Publishes a tenant; its desk is open for no longer.
async fn publish(at: &Locations, store: Store, stamp: Stamp) -> anyhow::Result<(Outcome, Stamp)> {
    let importer = Importer::open(at, store.clone()).await?;
    let outcome = importer.publish(false).await;
    importer.close().await;
    let outcome = outcome?;
    // What changed meanwhile is published the next time.
    let stamp = stamp.indexed(at);
    if let Outcome::Published(generation) | Outcome::Unchanged(generation) = outcome {
        let published = Published::of(i64::try_from(generation).unwrap_or_default(), &store, &stamp);
        // Without it all is read once more after the next start.
        let _kept = std::fs::write(remembered(at), serde_json::to_vec(&published)?);
    }
    Ok((outcome, stamp))
}

/// Whether a process before this one has published what is there, and nobody else has published since.
async fn is_published(entry: &Entry, store: &Store, stamp: &Stamp) -> bool {
    let at = &entry.tenant.at;
    let kept = std::fs::read(remembered(at)).ok();
    let Some(kept) = kept.and_then(|kept| serde_json::from_slice::<Published>(&kept).ok()) else { return false };
    if kept != Published::of(kept.generation, store, stamp) {
        return false;
    }
    let Ok(desk) = entry.settings.desk_at(at) else { return false };
    desk.published().await.is_ok_and(|row| row.is_some_and(|row| row.generation == kept.generation))
}

fn remembered(at: &Locations) -> PathBuf {
    at.index.join(PUBLISHED)
}
