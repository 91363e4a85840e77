//! A replica of many newsletters: one task keeps all of them up to date. What is published is learned of all at once where
//! their desks lie in one database; only of others is the store asked, one by one.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures_util::FutureExt as _;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::census::{self, Look, Outline};
use super::databases::by_database;
use super::finding;
use super::hosted::Tenants;
use super::readying::Readying;
use super::stores::{Stores, address};
use super::tenant::Task;
use crate::cluster::Pointer;
use crate::desk::published::published_in;
use crate::desk::{DeskAddress, Ear, Schema, Server};
use crate::shell::freshness::Freshness;
use crate::shell::publish::pointer;
use crate::shell::replica::{Keeping, PATIENCE, hold, keep_reporting};
use crate::shell::runtime::Beside;
use crate::shell::settings::Common;
use crate::shell::whose::Whose;
use crate::shell::{Locations, Settings};

/// What is published is looked at so often, where nothing is heard of it.
const LOOKING: Duration = Duration::from_secs(3);
/// When something is heard, more may be about to be.
const GATHERING: Duration = Duration::from_millis(300);
/// The store is asked of one tenant after the other, at this pace: of many the turn of each comes more rarely.
const A_COPY: Duration = Duration::from_millis(100);
/// Where there was a fault of ours, it is tried again after this time.
const AFTER_A_FAULT: Duration = Duration::from_secs(60);
/// So many are pulled at once.
const AT_ONCE: usize = 4;
/// Held by the one process that pulls into a folder.
const LOCK: &str = ".pulling";

/// Keeps all that are there up to date, and those that come.
pub(super) fn begin(tenants: &Arc<Tenants>, readying: &Arc<Readying>) -> anyhow::Result<Vec<Task>> {
    let (lock, beside) = (lock(&tenants.folder)?, Beside::new("pull")?);
    let stores = Arc::new(Stores::new(false));
    let finding = finding::keep_finding(Arc::clone(tenants), Arc::clone(&stores), Arc::clone(readying));
    let mut tasks = vec![Task(beside.spawn(finding))];
    // One report for all, in what is the program's own.
    if let Some(desk) = Common::of(&tenants.folder)?.desk_at()? {
        let told = Arc::clone(tenants);
        tasks.push(Task(beside.spawn(keep_reporting(desk, move || told.followed()))));
    }
    let pulling = Pulling {
        tenants: Arc::clone(tenants),
        readying: Arc::clone(readying),
        knows_all: false,
        beside,
        stores,
        all: BTreeMap::new(),
        places: Arc::new(Semaphore::new(AT_ONCE)),
        under_way: JoinSet::new(),
        databases: Vec::new(),
        copies: 0,
        _lock: lock,
    };
    tasks.push(Task(tokio::spawn(pulling.follow())));
    Ok(tasks)
}

/// The lock of a folder into which nobody else may pull.
pub(super) fn lock(folder: &Path) -> anyhow::Result<File> {
    let file = File::create(folder.join(LOCK)).with_context(|| format!("{}: cannot be written", folder.display()))?;
    hold(&file, folder)?;
    Ok(file)
}

struct Pulling {
    tenants: Arc<Tenants>,
    readying: Arc<Readying>,
    /// Whether `all` has everybody who is in the store.
    knows_all: bool,
    // Reading and hashing must not hold up whoever answers.
    beside: Beside,
    stores: Arc<Stores>,
    all: BTreeMap<String, Own>,
    places: Arc<Semaphore>,
    under_way: JoinSet<Looked>,
    databases: Vec<Database>,
    /// How many of the tenants only the store knew of at the last look.
    copies: u32,
    _lock: File,
}

/// A tenant.
struct Own {
    at: Locations,
    /// How its settings looked when they were read.
    look: Look,
    desk: Option<(Arc<Server>, Schema)>,
    store: Option<String>,
    /// Not there while it is looked at.
    keeping: Option<Keeping>,
    freshness: Arc<Freshness>,
    generation: Option<u64>,
    /// What is published of it was seen.
    was_looked_at: bool,
    /// The next look is no earlier.
    next: Instant,
}

/// What came of a look.
struct Looked {
    name: String,
    /// Where it was pulled from.
    store: String,
    /// Nothing where there was a fault of ours.
    looked: Option<(Keeping, bool)>,
    /// Whether the store was asked what is published.
    by_copy: bool,
}

/// A database that desks of tenants lie in.
struct Database {
    server: Arc<Server>,
    ear: Ear,
    is_away: bool,
}

impl Pulling {
    async fn follow(mut self) {
        let mut looked_at: Option<Instant> = None;
        loop {
            if looked_at.is_none_or(|at| at.elapsed() >= LOOKING) {
                looked_at = Some(Instant::now());
                let found_all = self.readying.has_found_all();
                self.look_around().await;
                self.knows_all = found_all;
            }
            let rows = self.learn().await;
            self.begin_looks(&rows);
            self.tell_pulled();
            let until = tokio::time::sleep(LOOKING);
            tokio::pin!(until);
            loop {
                tokio::select! {
                    () = &mut until => break,
                    () = told(&mut self.databases) => {
                        tokio::time::sleep(GATHERING).await;
                        break;
                    }
                    Some(Ok(looked)) = self.under_way.join_next() => {
                        self.take_in(looked);
                        self.tell_pulled();
                    }
                }
            }
        }
    }

    /// Looks who is there, and takes in their settings where those are otherwise.
    async fn look_around(&mut self) {
        let folder = self.tenants.folder.clone();
        let Ok(Ok(outline)) = tokio::task::spawn_blocking(move || census::outline(&folder)).await else { return };
        self.all.retain(|name, _| outline.contains_key(name));
        self.tenants.forget_freshness(|name| outline.contains_key(name));
        let changed = |(name, look): &(String, Look)| self.all.get(name).is_none_or(|own| own.look.own != look.own);
        let changed: Outline =
            outline.into_iter().filter(|(name, _)| census::may_be_named(name)).filter(changed).collect();
        if changed.is_empty() {
            return;
        }
        let tenants = Arc::clone(&self.tenants);
        let reading = tokio::task::spawn_blocking(move || {
            let all = changed.into_iter().map(|(name, look)| (Own::read(&tenants, &name, look), name));
            all.collect::<Vec<_>>()
        });
        for (own, name) in reading.await.unwrap_or_default() {
            match self.all.get_mut(&name) {
                // What is under way comes to its end as it was begun, and the lock is held on.
                Some(known) if own.store == known.store => {
                    let was_looked_at = known.was_looked_at;
                    *known = Own { keeping: known.keeping.take(), was_looked_at, ..own };
                }
                _ => _ = self.all.insert(name, own),
            }
        }
        let databases = by_database(self.all.values().filter_map(|own| own.desk.clone())).into_iter();
        let databases = databases.map(|(server, _)| Database { ear: server.ear(), server, is_away: false });
        self.databases = databases.collect();
    }

    /// What is published, as the desks say that answer.
    async fn learn(&mut self) -> HashMap<String, Pointer> {
        let mut rows = HashMap::new();
        for database in &mut self.databases {
            let own = self.all.iter().filter_map(|(name, own)| {
                let (server, schema) = own.desk.as_ref()?;
                Arc::ptr_eq(server, &database.server).then(|| (name.clone(), schema.clone()))
            });
            let (names, schemas): (Vec<String>, Vec<Schema>) = own.unzip();
            let asked = tokio::time::timeout(PATIENCE, published_in(&database.server, &schemas)).await;
            let problem = match asked {
                Ok(Ok(found)) => {
                    database.is_away = false;
                    let found = names
                        .into_iter()
                        .zip(&schemas)
                        .filter_map(|(name, schema)| Some((name, pointer(found.get(schema)?)?)));
                    rows.extend(found);
                    continue;
                }
                Ok(Err(error)) => error.to_string(),
                Err(_) => "it does not answer".to_owned(),
            };
            if !std::mem::replace(&mut database.is_away, true) {
                tracing::warn!(problem, "the database does not say what is published; the store is asked");
            }
        }
        rows
    }

    /// Looks at those of which something new is known, and at those of which only the store knows.
    fn begin_looks(&mut self, rows: &HashMap<String, Pointer>) {
        let now = Instant::now();
        let others = self.all.len().saturating_sub(rows.len());
        self.copies = u32::try_from(others).unwrap_or(u32::MAX);
        for (name, own) in &mut self.all {
            let row = rows.get(name);
            let is_new = row.is_none_or(|row| own.generation.is_none_or(|generation| row.generation > generation));
            if !is_new {
                own.freshness.looked(true);
            }
            own.was_looked_at |= !is_new;
            let (true, Some(address)) = (is_new && now >= own.next, own.store.clone()) else { continue };
            let Some(mut keeping) = own.keeping.take() else { continue };
            let (row, by_copy, name, places) = (row.cloned(), row.is_none(), name.clone(), Arc::clone(&self.places));
            let (stores, whose) = (Arc::clone(&self.stores), Whose::tenant(&name));
            let (tenant, from) = (name.clone(), address.clone());
            let look = whose.around(async move {
                let _place = places.acquire().await;
                let switched = keeping.look(row, || stores.of(&tenant, &address)).await;
                (keeping, switched)
            });
            let looked = AssertUnwindSafe(look).catch_unwind();
            let looked = async move { Looked { name, store: from, looked: looked.await.ok(), by_copy } };
            self.beside.spawn_in(&mut self.under_way, looked);
        }
    }

    /// Once each was looked at, says what is served of it.
    fn tell_pulled(&self) {
        // One that cannot be pulled does not keep all others from being asked for ever.
        let was_looked_at = |own: &Own| own.was_looked_at || own.store.is_none() || self.readying.waited_long();
        if self.knows_all && self.all.values().all(was_looked_at) {
            let generation = |(name, own): (&String, &Own)| Some((name.clone(), own.generation?));
            self.readying.pulled_all(self.all.iter().filter_map(generation).collect());
        }
    }

    /// Takes in what came of a look.
    fn take_in(&mut self, Looked { name, store, looked, by_copy }: Looked) {
        let switched = looked.as_ref().is_some_and(|(_, switched)| *switched);
        let pace = if by_copy { A_COPY.saturating_mul(self.copies) } else { Duration::ZERO };
        if switched && let Some(entry) = self.tenants.register().all.get(&name) {
            entry.tenant.arrives();
        }
        // Where it is gone, or lies elsewhere by now, the next one is there.
        let is_own = |own: &&mut Own| own.keeping.is_none() && own.store.as_ref() == Some(&store);
        if let Some(own) = self.all.get_mut(&name).filter(is_own) {
            let keeping = match looked {
                Some((keeping, _)) => {
                    own.was_looked_at |= !keeping.is_troubled();
                    own.generation = keeping.generation();
                    own.next = Instant::now() + keeping.pause().max(pace);
                    keeping
                }
                // A panic has been logged.
                None => {
                    own.next = Instant::now() + AFTER_A_FAULT;
                    Keeping::new(&own.at, &own.freshness)
                }
            };
            own.keeping = Some(keeping);
        }
    }
}

impl Own {
    fn read(tenants: &Tenants, name: &str, look: Look) -> Own {
        let (at, freshness) = (Locations::of_tenant(&tenants.folder, name), tenants.freshness(name));
        // What cannot be read is said by the census.
        let settings = Settings::of_machine(&at).unwrap_or_default();
        let desk = match settings.desk_at(&at) {
            Ok(DeskAddress::Postgres { server, schema }) => Some((server, schema)),
            _ => None,
        };
        let (store, keeping) = (address(&at, &settings), Some(Keeping::new(&at, &freshness)));
        let generation = look.generation.and_then(|generation| u64::try_from(generation).ok());
        freshness.serves(generation, jiff::Timestamp::now().as_second());
        Own { at, look, desk, store, keeping, freshness, generation, was_looked_at: false, next: Instant::now() }
    }
}

/// Waits until something is said to be otherwise in one of these.
async fn told(databases: &mut [Database]) {
    if databases.is_empty() {
        return std::future::pending().await;
    }
    let ears = databases.iter_mut().map(|database| Box::pin(database.ear.told()));
    futures_util::future::select_all(ears).await;
}
