//! The reader's side, as a state machine: each step has one event that answers it.

use crate::cluster::{Manifest, Pointer};

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowStep {
    /// Read the row and its copy.
    Learn,
    /// Read the manifest that this names.
    ReadManifest(Pointer),
    /// Fetch what is lacking of it, compare it with its hashes, and lay it out on the disk.
    Fetch(Pointer, Manifest),
    /// Answer from this generation from now on, after a crash too.
    Switch(Pointer),
    /// Delete these generations.
    Forget(Vec<u64>),
    /// Nothing.
    Done(Followed),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// This generation is served from now on.
    Switched(u64),
    /// This generation is the newest.
    Same(u64),
    /// Nothing was published yet.
    Unpublished,
    /// A step failed; what was served is served.
    Failed,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FollowEvent {
    /// The row and its copy, as far as they were there.
    Learned(Option<Pointer>, Option<Pointer>),
    /// The manifest that was asked for.
    Manifest(Manifest),
    /// The generation is on the disk, whole.
    Fetched,
    /// It is served. These generations are on the disk.
    Switched(Vec<u64>),
    /// They are deleted.
    Forgotten,
    /// It did not work.
    Failed,
}

#[derive(Debug, Clone)]
enum State {
    Learn,
    Manifest(Pointer),
    Fetch(Pointer, Manifest),
    Switch(Pointer),
    Forget(Pointer, Vec<u64>),
    Done(Followed),
}

/// One look at what is published.
#[derive(Debug, Clone)]
pub struct Following {
    current: Option<Pointer>,
    state: State,
}

impl Following {
    /// A look of a reader that serves this.
    pub fn new(current: Option<Pointer>) -> Following {
        Following { current, state: State::Learn }
    }

    /// What is to be done next.
    pub fn step(&self) -> FollowStep {
        match &self.state {
            State::Learn => FollowStep::Learn,
            State::Manifest(pointer) => FollowStep::ReadManifest(pointer.clone()),
            State::Fetch(pointer, manifest) => FollowStep::Fetch(pointer.clone(), manifest.clone()),
            State::Switch(pointer) => FollowStep::Switch(pointer.clone()),
            State::Forget(_, generations) => FollowStep::Forget(generations.clone()),
            State::Done(followed) => FollowStep::Done(*followed),
        }
    }

    /// Takes in what came of the step. An event that does not answer it is a failure.
    pub fn on(&mut self, event: FollowEvent) {
        let state = std::mem::replace(&mut self.state, State::Done(Followed::Failed));
        self.state = match (state, event) {
            (State::Learn, FollowEvent::Learned(row, copy)) => self.learn(row.into_iter().chain(copy)),
            (State::Manifest(pointer), FollowEvent::Manifest(manifest))
                if manifest.generation == pointer.generation =>
            {
                State::Fetch(pointer, manifest)
            }
            (State::Fetch(pointer, _), FollowEvent::Fetched) => State::Switch(pointer),
            (State::Switch(pointer), FollowEvent::Switched(present)) => {
                // What answers still reads the one before until it has opened this one.
                let before = present.iter().copied().filter(|other| *other < pointer.generation).max();
                let kept = |other: &u64| *other == pointer.generation || Some(*other) == before;
                let old: Vec<u64> = present.iter().copied().filter(|other| !kept(other)).collect();
                if old.is_empty() {
                    State::Done(Followed::Switched(pointer.generation))
                } else {
                    State::Forget(pointer, old)
                }
            }
            // Deleting is tried again with the next switch.
            (State::Forget(pointer, _), _) => State::Done(Followed::Switched(pointer.generation)),
            (State::Done(followed), _) => State::Done(followed),
            (_, _) => State::Done(Followed::Failed),
        };
    }

    fn learn(&self, learned: impl Iterator<Item = Pointer>) -> State {
        let newest = learned.max_by_key(|pointer| pointer.generation);
        match (newest, &self.current) {
            (Some(newest), Some(current)) if newest.generation <= current.generation => {
                State::Done(Followed::Same(current.generation))
            }
            (Some(newest), _) => State::Manifest(newest),
            (None, Some(current)) => State::Done(Followed::Same(current.generation)),
            (None, None) => State::Done(Followed::Unpublished),
        }
    }
}
