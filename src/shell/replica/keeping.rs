//! An archive that a program keeps up to date, look by look.

use std::sync::Arc;
use std::time::Duration;

use super::folder::Pulled;
use super::looking::Replica;
use crate::cluster::{Followed, Pointer};
use crate::shell::Locations;
use crate::shell::freshness::Freshness;
use crate::shell::store::Store;

/// What is published is looked at so often.
const LOOKING: Duration = Duration::from_secs(3);
/// A look that failed is repeated so late, at most.
const LONGEST_RETRY: Duration = Duration::from_secs(60);

/// An archive that is kept up to date. Whatever becomes of a look, what was served is served.
pub(in crate::shell) struct Keeping {
    at: Locations,
    folder: Option<Arc<Pulled>>,
    replica: Option<Replica>,
    pause: Duration,
    /// What was said to be amiss.
    problem: Option<String>,
    /// It was said that nothing is published yet.
    waits: bool,
    /// How far it has come, for who looks from elsewhere.
    freshness: Arc<Freshness>,
}

impl Keeping {
    /// That of this data folder; nothing is opened yet.
    pub(in crate::shell) fn new(at: &Locations, freshness: &Arc<Freshness>) -> Keeping {
        let freshness = Arc::clone(freshness);
        Keeping { at: at.clone(), folder: None, replica: None, pause: LOOKING, problem: None, waits: false, freshness }
    }

    /// Takes the folder for this process, where that was not done.
    pub(super) fn open(&mut self) -> anyhow::Result<&Arc<Pulled>> {
        anyhow::ensure!(
            self.at.current().is_pulled() || !self.at.corpus.is_dir(),
            "{}: this is an archive of its own, and no replica",
            self.at.corpus.display()
        );
        match &mut self.folder {
            Some(folder) => Ok(folder),
            none => {
                let folder = none.insert(Arc::new(Pulled::open(&self.at)?));
                self.freshness.serves(folder.current().map(|pointer| pointer.generation), now());
                Ok(folder)
            }
        }
    }

    /// Where it is pulled from, as long as nothing is amiss.
    pub(super) fn connect(&mut self, store: Store) -> anyhow::Result<()> {
        let folder = Arc::clone(self.open()?);
        self.replica = Some(Replica::of(&self.at, store, folder));
        Ok(())
    }

    /// The generation that is served.
    pub(in crate::shell) fn generation(&self) -> Option<u64> {
        Some(self.folder.as_ref()?.current()?.generation)
    }

    /// Whether the last look failed.
    pub(in crate::shell) fn is_troubled(&self) -> bool {
        self.problem.is_some()
    }

    /// How long to wait before the next look.
    pub(in crate::shell) fn pause(&self) -> Duration {
        self.pause
    }

    /// Looks at what is published, as the row of a desk says or else the store, and says what came of it; whether another
    /// generation is served now.
    pub(in crate::shell) async fn look(
        &mut self,
        row: Option<Pointer>,
        store: impl FnOnce() -> anyhow::Result<Store>,
    ) -> bool {
        let looked = self.looked(row, store).await;
        self.freshness.looked(looked.is_ok());
        if let Ok(Followed::Switched(generation)) = looked {
            self.freshness.serves(Some(generation), now());
        }
        let name = self.replica.as_ref().map(|replica| replica.store.name()).unwrap_or_default();
        match &looked {
            Ok(Followed::Switched(generation)) => tell!("Generation {generation} was pulled from {name}."),
            Ok(Followed::Same(_)) => {}
            Ok(Followed::Unpublished | Followed::Failed) => {
                self.problem = None;
                if !std::mem::replace(&mut self.waits, true) {
                    tell!("Nothing was published in {name} yet.");
                }
                return false;
            }
            Err(error) => {
                self.troubles(error);
                return false;
            }
        }
        (self.pause, self.problem) = (LOOKING, None);
        matches!(looked, Ok(Followed::Switched(_)))
    }

    async fn looked(
        &mut self,
        row: Option<Pointer>,
        store: impl FnOnce() -> anyhow::Result<Store>,
    ) -> anyhow::Result<Followed> {
        if self.replica.is_none() {
            self.open()?;
            self.connect(store()?)?;
        }
        match &mut self.replica {
            Some(replica) => replica.look(row, &self.freshness).await,
            None => Ok(Followed::Failed),
        }
    }

    fn troubles(&mut self, error: &anyhow::Error) {
        if is_full(error)
            && let Some(folder) = &self.folder
            && let Err(error) = folder.forget(&[])
        {
            tracing::warn!(%error, "what came of a generation that has no room cannot be removed");
        }
        let problem = format!("{error:#}");
        if self.problem.as_ref() != Some(&problem) {
            tracing::warn!(problem, "nothing can be pulled; the last good generation stays");
        }
        self.problem = Some(problem);
        self.pause = LONGEST_RETRY.min(self.pause * 2);
    }
}

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Whether the disk is full.
fn is_full(error: &anyhow::Error) -> bool {
    let of = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<std::io::Error>().is_some_and(|own| own.kind() == std::io::ErrorKind::StorageFull)
    };
    error.chain().any(of)
}
