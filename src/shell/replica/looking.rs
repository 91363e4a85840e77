//! One look at what is published. What is done next is decided by [`Following`]; here it is done.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::task::JoinSet;

use super::folder::Pulled;
use crate::cluster::{
    Blob, Digest, FollowEvent, FollowStep, Followed, Following, Key, Manifest, PackList, Pointer, Whole,
};
use crate::desk::DeskAddress;
use crate::shell::freshness::Freshness;
use crate::shell::store::Store;
use crate::shell::{Locations, Settings, opening, publish};

/// So many objects are fetched at once.
const AT_ONCE: usize = 16;
/// The desk answers in this time, or the copy of its row is believed.
pub(in crate::shell) const PATIENCE: Duration = Duration::from_secs(5);

/// What the importer's desk says, where this machine has that one and it answers. A desk in a file is this machine's alone.
pub(super) async fn row(at: &Locations) -> Option<Pointer> {
    let desk = Settings::of_machine(at).ok()?.desk_at(at).ok()?;
    if matches!(desk, DeskAddress::File(_)) {
        return None;
    }
    let asked = tokio::time::timeout(PATIENCE, desk.published()).await;
    publish::pointer(asked.ok()?.ok()?.as_ref()?)
}

/// What was fetched.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fetched {
    pub(super) objects: usize,
    pub(super) bytes: u64,
}

/// What pulls an archive.
pub(super) struct Replica {
    at: Locations,
    pub(super) store: Store,
    folder: Arc<Pulled>,
    pub(super) fetched: Fetched,
}

impl Replica {
    pub(super) fn of(at: &Locations, store: Store, folder: Arc<Pulled>) -> Replica {
        Replica { at: at.clone(), store, folder, fetched: Fetched::default() }
    }

    /// One look at what is published, which the store is asked for where no row of a desk says it; what is new is served after
    /// it.
    pub(super) async fn look(&mut self, row: Option<Pointer>, freshness: &Freshness) -> anyhow::Result<Followed> {
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
                FollowStep::Learn => match &row {
                    Some(row) => Ok(FollowEvent::Learned(Some(row.clone()), None)),
                    None => self.store.current().await.map(|copied| FollowEvent::Learned(None, copied.pointer)),
                },
                step => self.act(step).await,
            };
            if let Ok(FollowEvent::Learned(row, copy)) = &event {
                freshness.knows_of(row.iter().chain(copy).map(|pointer| pointer.generation).max());
            }
            following.on(event.unwrap_or_else(|error| {
                trouble = Some(error);
                FollowEvent::Failed
            }));
        }
    }

    async fn act(&mut self, step: FollowStep) -> anyhow::Result<FollowEvent> {
        Ok(match step {
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
                FollowEvent::Switched(self.folder.switch(&pointer)?)
            }
            FollowStep::Forget(generations) => {
                if let Err(error) = self.folder.forget(&generations) {
                    tracing::warn!(%error, "old generations cannot be removed");
                }
                FollowEvent::Forgotten
            }
            FollowStep::Learn | FollowStep::Done(_) => FollowEvent::Failed,
        })
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
