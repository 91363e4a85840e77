//! The reader's side: `pullquote pull`, and a replica that follows what is published. What is done next is decided by
//! [`Following`]; here it is done.

mod folder;
mod report;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::ArgMatches;
use tokio::task::JoinSet;

use self::folder::Pulled;
pub(super) use self::report::keep_reporting;
use super::freshness::Freshness;
use super::publish::pointer;
use super::store::Store;
use super::{Locations, Settings, opening, runtime};
use crate::cluster::{
    Blob, Digest, FollowEvent, FollowStep, Followed, Following, Key, Manifest, PackList, Pointer, Whole,
};
use crate::desk::{Desk, DeskAddress};

/// What is published is looked at so often.
const LOOKING: Duration = Duration::from_secs(3);
/// A look that failed is repeated so late, at most.
const LONGEST_RETRY: Duration = Duration::from_secs(60);
/// So many objects are fetched at once.
const AT_ONCE: usize = 16;
/// The desk answers in this time, or the copy of its row is believed.
const PATIENCE: Duration = Duration::from_secs(5);

/// `pullquote pull`.
pub(super) fn run(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = Store::named(at, own.get_one::<String>("store").map(String::as_str), false)?;
    runtime::run_to_end(async {
        let mut replica = Replica::open(at, store, Arc::default())?;
        let followed = replica.look().await?;
        let Fetched { objects, bytes } = replica.fetched;
        let name = replica.store.name();
        match followed {
            Followed::Switched(generation) => {
                anstream::println!(
                    "pulled generation {generation} from {name}: {objects} objects, {bytes} bytes fetched"
                );
            }
            Followed::Same(generation) => anstream::println!("generation {generation} is the newest in {name}"),
            Followed::Unpublished | Followed::Failed => anyhow::bail!("{name}: nothing was published there"),
        }
        Ok(ExitCode::SUCCESS)
    })?
}

/// Follows what is published, on a thread of its own; `arrived` is called after each switch, and `freshness` knows how far it
/// has come. Returns once there is a generation to serve: where one was pulled before, it does whatever becomes of the store.
pub(super) async fn follow(
    at: &Locations,
    freshness: &Arc<Freshness>,
    arrived: impl Fn() + Send + 'static,
) -> anyhow::Result<()> {
    anyhow::ensure!(
        at.current().is_pulled() || !at.corpus.is_dir(),
        "{}: this is an archive of its own, and no replica",
        at.corpus.display()
    );
    let folder = Arc::new(Pulled::open(at)?);
    // What was pulled before is served at once, whatever becomes of the store.
    let has_one = folder.current().is_some();
    let mut store = match Store::named(at, None, false) {
        Ok(store) => Some(store),
        Err(error) if has_one => {
            tracing::warn!(
                problem = format!("{error:#}"),
                "the last good generation is served; the store is tried again"
            );
            None
        }
        Err(error) => return Err(error),
    };
    let (own, freshness) = (at.clone(), Arc::clone(freshness));
    freshness.serves(folder.current().map(|pointer| pointer.generation), now());
    freshness.looked(store.is_some());
    let (ready, mut is_ready) = tokio::sync::watch::channel(has_one);
    let keep_following = move || {
        let following = async {
            let (told, desk) = (Arc::clone(&freshness), Settings::of_machine(&own).map(|set| set.desk_at(&own)));
            if let Ok(Ok(desk)) = desk {
                tokio::spawn(keep_reporting(desk, move || [(String::new(), told.now())].into()));
            }
            let store = loop {
                if let Some(store) = store.take() {
                    break store;
                }
                tokio::time::sleep(LONGEST_RETRY).await;
                store = Store::named(&own, None, false).ok();
            };
            let fetched = Fetched::default();
            let mut replica = Replica { at: own, store, folder, desk: None, fetched, freshness };
            let mut pause = LOOKING;
            let mut troubled = false;
            loop {
                let followed = replica.look().await;
                replica.freshness.looked(followed.is_ok());
                match followed {
                    Ok(Followed::Switched(generation)) => {
                        tell!("Generation {generation} was pulled from {}.", replica.store.name());
                        (pause, troubled) = (LOOKING, false);
                        arrived();
                    }
                    Ok(Followed::Same(_)) => (pause, troubled) = (LOOKING, false),
                    Ok(Followed::Unpublished | Followed::Failed) => {
                        if !std::mem::replace(&mut troubled, true) {
                            tell!("Nothing was published in {} yet.", replica.store.name());
                        }
                    }
                    Err(error) => {
                        if is_full(&error)
                            && let Err(error) = replica.folder.forget(&[])
                        {
                            tracing::warn!(%error, "what came of a generation that has no room cannot be removed");
                        }
                        if !std::mem::replace(&mut troubled, true) {
                            let problem = format!("{error:#}");
                            tracing::warn!(problem, "nothing can be pulled; the last good generation stays");
                        }
                        pause = LONGEST_RETRY.min(pause * 2);
                    }
                }
                if replica.folder.current().is_some() {
                    ready.send_replace(true);
                }
                tokio::time::sleep(pause).await;
            }
        };
        let _ended: std::io::Result<()> = runtime::run_to_end(following);
    };
    std::thread::Builder::new().name("pull".to_owned()).spawn(keep_following)?;
    let _open = is_ready.wait_for(|ready| *ready).await.context("the archive is not pulled any more")?;
    Ok(())
}

/// Whether the disk is full.
fn is_full(error: &anyhow::Error) -> bool {
    let of = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|own| own.kind() == std::io::ErrorKind::StorageFull)
    };
    error.chain().any(of)
}

/// What was fetched.
#[derive(Debug, Clone, Copy, Default)]
struct Fetched {
    objects: usize,
    bytes: u64,
}

struct Replica {
    at: Locations,
    store: Store,
    folder: Arc<Pulled>,
    desk: Option<Desk>,
    fetched: Fetched,
    freshness: Arc<Freshness>,
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

impl Replica {
    fn open(at: &Locations, store: Store, freshness: Arc<Freshness>) -> anyhow::Result<Replica> {
        let folder = Arc::new(Pulled::open(at)?);
        Ok(Replica { at: at.clone(), store, folder, desk: None, fetched: Fetched::default(), freshness })
    }

    /// One look at what is published; what is new is served after it.
    async fn look(&mut self) -> anyhow::Result<Followed> {
        let mut following = Following::new(self.folder.current());
        let mut trouble = None;
        loop {
            let event = match following.step() {
                FollowStep::Done(Followed::Failed) => {
                    return Err(trouble.unwrap_or_else(|| {
                        anyhow::anyhow!("{}: the manifest is of another generation", self.store.name())
                    }));
                }
                FollowStep::Done(followed) => return Ok(followed),
                step => self.act(step).await,
            };
            following.on(event.unwrap_or_else(|error| {
                trouble = Some(error);
                FollowEvent::Failed
            }));
        }
    }

    async fn act(&mut self, step: FollowStep) -> anyhow::Result<FollowEvent> {
        Ok(match step {
            FollowStep::Learn => {
                let row = self.row().await;
                let copy = self.store.current().await.map(|copied| copied.pointer);
                let known = row.iter().chain(copy.iter().flatten()).map(|pointer| pointer.generation);
                self.freshness.knows_of(known.max());
                // What is fetched comes from the store; the row alone would not help.
                FollowEvent::Learned(row, copy?)
            }
            FollowStep::ReadManifest(pointer) => FollowEvent::Manifest(self.store.manifest(&pointer.manifest).await?),
            FollowStep::Fetch(_, manifest) => {
                self.fetch(&manifest).await?;
                FollowEvent::Fetched
            }
            FollowStep::Switch(pointer) => {
                // What does not open is not served, and what is served stays on the disk.
                let opened = opening::open(&self.at.of_generation(pointer.generation));
                let opened = opened.with_context(|| format!("generation {} cannot be served", pointer.generation))?;
                let count = opened.engine.archive().article_count();
                anyhow::ensure!(count > 0, "generation {} holds no article", pointer.generation);
                let present = self.folder.switch(&pointer)?;
                self.freshness.serves(Some(pointer.generation), now());
                FollowEvent::Switched(present)
            }
            FollowStep::Forget(generations) => {
                if let Err(error) = self.folder.forget(&generations) {
                    tracing::warn!(%error, "old generations cannot be removed");
                }
                FollowEvent::Forgotten
            }
            FollowStep::Done(_) => FollowEvent::Failed,
        })
    }

    /// The row of the desk, where this machine has one that answers.
    async fn row(&mut self) -> Option<Pointer> {
        let asked = async {
            if self.desk.is_none() {
                let at = Settings::of_machine(&self.at).ok()?.desk_at(&self.at).ok()?;
                let is_there = !matches!(&at, DeskAddress::File(path) if !path.is_file());
                self.desk = if is_there { Desk::open(&at).await.ok() } else { None };
            }
            self.desk.as_ref()?.published().await.ok()?
        };
        tokio::time::timeout(PATIENCE, asked).await.ok().flatten().as_ref().and_then(pointer)
    }

    /// Fetches what is not there of a generation, and lays it out.
    async fn fetch(&mut self, manifest: &Manifest) -> anyhow::Result<()> {
        let known = self.folder.known(self.folder.current().as_ref());
        let mut lists: Vec<Option<PackList>> = Vec::new();
        let mut fetching: JoinSet<anyhow::Result<(usize, Option<PackList>)>> = JoinSet::new();
        for (number, pack) in manifest.packs.iter().enumerate() {
            let list = self.folder.list(pack, known.contains(&pack.hash));
            if list.is_none() {
                took(&mut lists, &mut fetching, AT_ONCE).await?;
                self.count(pack);
                let (store, folder, pack) = (self.store.clone(), Arc::clone(&self.folder), pack.clone());
                fetching.spawn(async move { Ok((number, Some(fetch_pack(&store, &folder, &pack).await?))) });
            }
            lists.resize(lists.len().max(number + 1), None);
            if let (Some(slot), Some(list)) = (lists.get_mut(number), list) {
                *slot = Some(list);
            }
        }
        for whole in &manifest.files {
            if !self.folder.has(&whole.file(), known.contains(&whole.blob.hash)) {
                took(&mut lists, &mut fetching, AT_ONCE).await?;
                self.count(&whole.blob);
                let (store, folder, whole) = (self.store.clone(), Arc::clone(&self.folder), whole.clone());
                fetching.spawn(async move { fetch_whole(&store, &folder, &whole).await.map(|()| (usize::MAX, None)) });
            }
        }
        took(&mut lists, &mut fetching, 1).await?;
        let lists: Vec<PackList> = lists.into_iter().flatten().collect();
        anyhow::ensure!(lists.len() == manifest.packs.len(), "a pack is missing");
        self.folder.lay_out(manifest, &lists)
    }

    fn count(&mut self, blob: &Blob) {
        self.fetched.objects += 1;
        self.fetched.bytes += blob.size;
    }
}

/// Takes in what has come, until fewer than so many are under way.
async fn took(
    lists: &mut [Option<PackList>],
    fetching: &mut JoinSet<anyhow::Result<(usize, Option<PackList>)>>,
    most: usize,
) -> anyhow::Result<()> {
    while fetching.len() >= most
        && let Some(came) = fetching.join_next().await
    {
        let (number, list) = came??;
        if let Some(slot) = lists.get_mut(number) {
            *slot = list;
        }
    }
    Ok(())
}

async fn fetch_pack(store: &Store, folder: &Pulled, pack: &Blob) -> anyhow::Result<PackList> {
    let key = Key::of(pack);
    let bytes = store.get(&key).await?;
    let good = bytes.len() as u64 == pack.size && Digest::of(&bytes) == pack.hash;
    anyhow::ensure!(good, "{}: its bytes are not those of its hash", store.said(&key));
    let (list, parts) = PackList::unpack(&bytes).with_context(|| store.said(&key))?;
    folder.keep_pack(pack, &list, &parts)?;
    Ok(list)
}

async fn fetch_whole(store: &Store, folder: &Pulled, whole: &Whole) -> anyhow::Result<()> {
    let key = Key::of(&whole.blob);
    let mut draft = folder.draft()?;
    let hash = store.get_into(&key, whole.blob.size, draft.as_file_mut()).await?;
    anyhow::ensure!(hash == whole.blob.hash, "{}: its bytes are not those of its hash", store.said(&key));
    Ok(folder.keep(&whole.file(), draft)?)
}
