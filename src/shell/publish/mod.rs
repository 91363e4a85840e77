//! The importer's side: `pullquote publish`, and publishing beside what serves. What is done next is decided by
//! [`Publishing`]; here it is done.

mod content;
mod descent;
mod handed_over;
mod hashes;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::ArgMatches;
use futures_util::FutureExt as _;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use self::content::Content;
use self::descent::Descent;
use super::store::{self, Store};
use super::{Locations, Settings, runtime};
use crate::cluster::{Blob, Digest, Key, Outcome, Pointer, PublishEvent, PublishStep, Publishing};
use crate::desk::Desk;
use crate::desk::leases::Lease;
use crate::desk::published::{IMPORTER, PublishedGeneration};

/// A lease lasts so long, in seconds, and is renewed three times in that time.
const TERM: i64 = 30;
/// Whoever has no lease asks for it so often.
const WAITING: Duration = Duration::from_secs(3);
/// `publish` waits so long for the lease of an importer that may be gone.
const PATIENCE: Duration = Duration::from_secs(2 * TERM as u64);
/// What nobody uses is deleted after so many seconds.
const GRACE: i64 = 60 * 60;
/// Beside what serves, the store is looked after so often: a copy of the pointer that is behind, and what is to be deleted.
const UPKEEP: Duration = Duration::from_secs(10 * 60);
/// After a failure it is tried again so late, at most.
const LONGEST_RETRY: Duration = Duration::from_secs(120);
/// So many objects are sent at once.
const AT_ONCE: usize = 16;

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// `pullquote publish`.
pub(super) fn run(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = Store::named(at, own.get_one::<String>("store").map(String::as_str), true)?;
    anstream::println!("{}", runtime::run_to_end(once(at, store, own.get_flag("anew")))??);
    Ok(ExitCode::SUCCESS)
}

/// Publishes what is new; what is to be said of it.
pub(super) async fn once(at: &Locations, store: Store, anew: bool) -> anyhow::Result<String> {
    at.check_own()?;
    let importer = Importer::open(at, store).await?;
    let began = Instant::now();
    let mut told = false;
    let published = loop {
        match importer.publish(anew).await? {
            Outcome::Elsewhere if began.elapsed() < PATIENCE => {
                if !std::mem::replace(&mut told, true) {
                    tell!("pullquote: another importer publishes; waiting for it");
                }
                tokio::time::sleep(WAITING).await;
            }
            other => break other,
        }
    };
    importer.close().await;
    let name = importer.store.name();
    match published {
        Outcome::Published(generation) => {
            let Sent { objects, bytes } = importer.sent();
            Ok(format!("published generation {generation} in {name}: {objects} objects, {bytes} bytes sent"))
        }
        Outcome::Unchanged(generation) => Ok(format!("generation {generation} in {name} holds the same")),
        Outcome::Elsewhere => anyhow::bail!("another importer publishes; nothing was published here"),
        Outcome::Failed => anyhow::bail!("nothing was published"),
    }
}

/// Publishes beside what serves, whenever `changed` is told, where the data folder names a store. On a thread of its own: it
/// reads and hashes much.
pub(super) fn beside(at: &Locations, changed: Arc<Notify>) -> anyhow::Result<()> {
    if store::address(at, None)?.is_none() || at.current().is_pulled() {
        return Ok(());
    }
    let (at, store) = (at.clone(), Store::named(at, None, true)?);
    let keep_publishing = move || {
        let ended = runtime::run_to_end(keep_publishing(&at, &store, &changed));
        if let Err(error) = ended {
            tell!("pullquote: nothing is published: {error}");
        }
    };
    // The thread ends with the process. A generation is published whole, or not.
    std::thread::Builder::new().name("publish".to_owned()).spawn(keep_publishing)?;
    Ok(())
}

async fn keep_publishing(at: &Locations, store: &Store, changed: &Notify) {
    let mut importer = None;
    let (mut pause, mut waits) = (WAITING, false);
    loop {
        let publishing = async {
            match &importer {
                None => importer.insert(Importer::open(at, store.clone()).await?).publish(false).await,
                Some(importer) => importer.publish(false).await,
            }
        };
        // A panic has been logged; it is no reason to publish nothing any more.
        let published = AssertUnwindSafe(publishing).catch_unwind().await;
        let published = published.unwrap_or_else(|_| Err(anyhow::anyhow!("a fault of ours")));
        let rest = match published {
            Ok(Outcome::Published(generation)) => {
                tell!("Generation {generation} was published in {}.", store.name());
                (pause, waits) = (WAITING, false);
                UPKEEP
            }
            Ok(Outcome::Unchanged(_)) => {
                (pause, waits) = (WAITING, false);
                UPKEEP
            }
            Ok(Outcome::Elsewhere) => {
                if !std::mem::replace(&mut waits, true) {
                    tell!("Another importer publishes; this one waits for its lease.");
                }
                WAITING
            }
            other => {
                let problem = other.err().map_or_else(|| "a step failed".to_owned(), |error| format!("{error:#}"));
                tracing::warn!(problem, "nothing was published; it is tried again");
                pause = LONGEST_RETRY.min(pause * 2);
                pause
            }
        };
        // What could not be published waits for its time; what is handed over may be why.
        let handed_over = async {
            match &importer {
                Some(importer) if rest == UPKEEP => importer.desk.wait_for_writes().await,
                _ => std::future::pending().await,
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = changed.notified() => {}
            () = handed_over => {}
        }
    }
}

/// What was sent.
#[derive(Debug, Clone, Copy, Default)]
struct Sent {
    objects: usize,
    bytes: u64,
}

/// Whoever may publish from this data folder, with the lease while it has it.
pub(super) struct Importer {
    at: Locations,
    store: Store,
    desk: Arc<Desk>,
    // Held for a few instructions only; the lease is renewed by a task of its own while objects are sent.
    lease: Arc<Mutex<Option<Lease>>>,
    sent: Mutex<Sent>,
    name: String,
}

fn held(lease: &Mutex<Option<Lease>>) -> Option<Lease> {
    lease.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn hold(own: &Mutex<Option<Lease>>, lease: Option<Lease>) {
    *own.lock().unwrap_or_else(PoisonError::into_inner) = lease;
}

/// A name that nothing else has.
pub(super) fn chance() -> anyhow::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(format!("{:016x}", u64::from_le_bytes(bytes)))
}

/// The name of an attempt that begins now.
fn attempt(now: i64) -> anyhow::Result<String> {
    Ok(format!("{now}t{}", chance()?))
}

impl Importer {
    pub(super) async fn open(at: &Locations, store: Store) -> anyhow::Result<Importer> {
        let path = Settings::of_machine(at)?.desk_at(at)?;
        let desk = Arc::new(Desk::open(&path).await.with_context(|| path.to_string())?);
        let lease: Arc<Mutex<Option<Lease>>> = Arc::default();
        let (kept, keeper) = (Arc::downgrade(&lease), Arc::clone(&desk));
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(TERM as u64 / 3)).await;
                let Some(lease) = kept.upgrade() else { return };
                let Some(own) = held(&lease) else { continue };
                // What cannot be renewed now may be the next time; whether it still holds is asked again before it counts.
                let renewed = async { keeper.renew_lease(&own, keeper.clock().await? + TERM).await };
                if let Err(error) = renewed.await {
                    tracing::warn!(%error, "the lease to publish cannot be renewed");
                }
            }
        });
        Ok(Importer { at: at.clone(), store, desk, lease, sent: Mutex::default(), name: chance()? })
    }

    /// Publishes what the data folder holds now.
    pub(super) async fn publish(&self, anew: bool) -> anyhow::Result<Outcome> {
        // Whoever has no lease need not read everything to hear so.
        if !matches!(self.take_lease().await?, PublishEvent::Leased(Some(_))) {
            return Ok(Outcome::Elsewhere);
        }
        if let Some(served) = self.served().await?.filter(|_| !anew) {
            Descent::of(&self.at).check(&served, self.store.name())?;
        }
        let Some(handed_over) = self.take_in().await? else { return Ok(Outcome::Elsewhere) };
        let content = Arc::new(Content::of(&self.at, anew)?);
        let mut publishing = Publishing::new(content.holding.clone(), attempt(now())?, GRACE, anew);
        let mut trouble = None;
        loop {
            let event = match publishing.step() {
                PublishStep::Done(Outcome::Failed) => {
                    return Err(trouble.unwrap_or_else(|| anyhow::anyhow!("a step failed")));
                }
                PublishStep::Done(outcome) => {
                    if let Some(error) = trouble {
                        tell!("pullquote: {error:#}");
                    }
                    if matches!(outcome, Outcome::Published(_) | Outcome::Unchanged(_)) {
                        self.settle(&handed_over).await?;
                    }
                    return Ok(outcome);
                }
                step => self.act(step, &content).await,
            };
            publishing.on(event.unwrap_or_else(|error| {
                trouble = Some(error);
                PublishEvent::Failed
            }));
        }
    }

    /// The generation that is served; where the desk was lost, as the store's copy says.
    async fn served(&self) -> anyhow::Result<Option<Pointer>> {
        match self.desk.published().await? {
            Some(row) => Ok(pointer(&row)),
            None => Ok(self.store.current().await?.pointer),
        }
    }

    /// Does a step.
    async fn act(&self, step: PublishStep, content: &Arc<Content>) -> anyhow::Result<PublishEvent> {
        let (store, desk) = (&self.store, &self.desk);
        Ok(match step {
            PublishStep::TakeLease => self.take_lease().await?,
            PublishStep::ReadPointers => {
                PublishEvent::Pointers(desk.published().await?.as_ref().and_then(pointer), store.current().await?)
            }
            PublishStep::ReadManifest(hash) => PublishEvent::Manifest(store.manifest(&hash).await.map_or_else(
                |error| {
                    tell!("pullquote: {error:#}; it is published anew");
                    None
                },
                Some,
            )),
            PublishStep::List => PublishEvent::Listed(store.list().await?),
            PublishStep::Put(blobs) => {
                self.put(blobs, content).await?;
                PublishEvent::Stored
            }
            PublishStep::Renew => {
                let own = held(&self.lease);
                let renewed = match &own {
                    Some(own) => desk.renew_lease(own, desk.clock().await? + TERM).await?,
                    None => false,
                };
                if !renewed {
                    hold(&self.lease, None);
                }
                PublishEvent::Renewed(renewed, now())
            }
            PublishStep::PutManifest(manifest) => {
                let bytes = manifest.encode()?;
                let hash = Digest::of(&bytes);
                store.put(&Key::Manifest(hash), bytes).await?;
                PublishEvent::ManifestStored(hash)
            }
            PublishStep::WriteRow(pointer) => {
                let own = held(&self.lease).filter(|own| own.token == pointer.token);
                let generation = i64::try_from(pointer.generation).context("a generation's number")?;
                let manifest = pointer.manifest.to_string();
                let descent = Descent::of(&self.at);
                descent.note(&pointer.manifest)?;
                let written = match &own {
                    Some(own) => desk.publish(generation, &manifest, own, desk.clock().await?).await,
                    None => Ok(false),
                };
                // Nobody knows whether it is still to be written: the next attempt has another token, so that it is not.
                if !matches!(written, Ok(true)) {
                    hold(&self.lease, None);
                }
                let written = written?;
                if written {
                    descent.serves(&pointer.manifest);
                }
                PublishEvent::RowWritten(written)
            }
            PublishStep::WriteCopy(pointer, over) => {
                store.set_current(&pointer, &over).await?;
                PublishEvent::CopyWritten
            }
            PublishStep::ReadMarks => PublishEvent::Marks(store.marks().await?),
            PublishStep::WriteMarks(marks) => {
                store.set_marks(&marks).await?;
                PublishEvent::Stored
            }
            PublishStep::Delete(keys) => {
                store.delete(&keys).await?;
                PublishEvent::Deleted
            }
            PublishStep::Done(_) => PublishEvent::Failed,
        })
    }

    async fn take_lease(&self) -> anyhow::Result<PublishEvent> {
        if let Some(own) = held(&self.lease)
            && self.desk.renew_lease(&own, self.desk.clock().await? + TERM).await?
        {
            return Ok(PublishEvent::Leased(Some(own.token)));
        }
        let now = self.desk.clock().await?;
        let taken = self.desk.take_lease(IMPORTER, &self.name, now, now + TERM).await?;
        let token = taken.as_ref().map(|lease| lease.token);
        hold(&self.lease, taken);
        Ok(PublishEvent::Leased(token))
    }

    /// Sends objects, some at once.
    async fn put(&self, blobs: Vec<Blob>, content: &Arc<Content>) -> anyhow::Result<()> {
        let mut sending = JoinSet::new();
        for blob in blobs {
            if sending.len() >= AT_ONCE
                && let Some(sent) = sending.join_next().await
            {
                sent??;
            }
            let mut counted = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
            *counted = Sent { objects: counted.objects + 1, bytes: counted.bytes + blob.size };
            drop(counted);
            let (store, content) = (self.store.clone(), Arc::clone(content));
            sending.spawn(async move { content.put(&store, &blob).await });
        }
        while let Some(sent) = sending.join_next().await {
            sent??;
        }
        Ok(())
    }

    fn sent(&self) -> Sent {
        *self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives the lease back.
    pub(super) async fn close(&self) {
        if let Some(own) = held(&self.lease)
            && let Err(error) = self.desk.end_lease(&own).await
        {
            tracing::warn!(%error, "the lease to publish ends by itself");
        }
        hold(&self.lease, None);
        self.desk.close().await;
    }
}

/// The row of the desk as a pointer.
pub(super) fn pointer(row: &PublishedGeneration) -> Option<Pointer> {
    let generation = u64::try_from(row.generation).ok()?;
    Some(Pointer { generation, manifest: row.manifest.parse().ok()?, token: row.token })
}
