//! The importer's side, as a state machine: each step has one event that answers it.

use std::collections::HashMap;

use super::sweeping::{Key, Listed, Marks, sweep};
use crate::cluster::{Blob, Digest, File, Manifest, Pointer, Whole};

/// What is to be published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holding {
    /// The version of the program.
    pub program: String,
    /// The mark of the code that wrote the index.
    pub index: String,
    /// The files that are objects of their own.
    pub files: Vec<File>,
    /// The packs of all others: hash and length.
    pub packs: Vec<(Digest, u64)>,
}

impl Holding {
    /// Its manifest, where each object is named by an attempt.
    fn manifest(&self, generation: u64, own: &str, attempt: impl Fn(&Digest, u64) -> String) -> Manifest {
        let blob = |hash: Digest, size: u64| Blob { hash, size, attempt: attempt(&hash, size) };
        let whole =
            |file: &File| Whole { path: file.path.clone(), modified: file.modified, blob: blob(file.hash, file.size) };
        Manifest {
            files: self.files.iter().map(whole).collect(),
            packs: self.packs.iter().map(|(hash, size)| blob(*hash, *size)).collect(),
            ..Manifest::new(generation, own.to_owned(), self.program.clone(), self.index.clone())
        }
    }

    fn is_that_of(&self, manifest: &Manifest) -> bool {
        let packs = manifest.packs.iter().map(|pack| (pack.hash, pack.size));
        self.index == manifest.index
            && manifest.files.iter().map(Whole::file).eq(self.files.iter().cloned())
            && packs.eq(self.packs.iter().copied())
    }
}

/// The copy of the pointer, as it lies in the store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copied {
    /// What it says; none where there is none, or where it cannot be read.
    pub pointer: Option<Pointer>,
    /// What the store calls this version of it, if it does: it is written over no other.
    pub version: Option<String>,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishStep {
    /// Take the lease, or renew the one that is held.
    TakeLease,
    /// Read the row and its copy.
    ReadPointers,
    /// Read a manifest; one that is not there or cannot be read is none.
    ReadManifest(Digest),
    /// List what lies in the store.
    List,
    /// Put these objects there.
    Put(Vec<Blob>),
    /// Renew the lease, with the database.
    Renew,
    /// Put the manifest there.
    PutManifest(Manifest),
    /// Write the row, under the lease.
    WriteRow(Pointer),
    /// Write the copy of the row, where the store still has this version of it.
    WriteCopy(Pointer, Copied),
    /// Read the marks of an earlier sweep.
    ReadMarks,
    /// Write them.
    WriteMarks(Marks),
    /// Delete these objects.
    Delete(Vec<Key>),
    /// Nothing.
    Done(Outcome),
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// This generation is served from now on.
    Published(u64),
    /// This generation is served, and holds the same.
    Unchanged(u64),
    /// Another importer holds the lease, or took it meanwhile.
    Elsewhere,
    /// A step failed; what is served is as before, or the new generation.
    Failed,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishEvent {
    /// The token of the lease, or none where another holds it.
    Leased(Option<i64>),
    /// The row and its copy.
    Pointers(Option<Pointer>, Copied),
    /// The manifest that was asked for.
    Manifest(Option<Manifest>),
    /// What lies in the store.
    Listed(Vec<Listed>),
    /// What was to be put is there.
    Stored,
    /// Whether the lease was still held at this time, in seconds.
    Renewed(bool, i64),
    /// The hash of the manifest that is there.
    ManifestStored(Digest),
    /// Whether the row was written.
    RowWritten(bool),
    /// The copy was written, or the store had another version of it.
    CopyWritten,
    /// The marks of an earlier sweep.
    Marks(Marks),
    /// What was to be deleted is gone.
    Deleted,
    /// It did not work, or nobody knows whether it did.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Lease,
    Pointers,
    Base,
    List,
    Put(Manifest, Vec<Blob>),
    Confirm(Manifest),
    PutManifest(Manifest),
    Row(Manifest),
    Copy,
    SweepList,
    SweepPointers(Vec<Listed>),
    SweepMarks(Vec<Listed>),
    SweepConfirm(Vec<Listed>, Marks),
    WriteMarks(Marks, Vec<Key>),
    Delete(Vec<Key>),
    Done(Outcome),
}

/// One attempt to publish.
#[derive(Debug, Clone)]
pub struct Publishing {
    holding: Holding,
    /// A name that no other attempt has.
    attempt: String,
    /// Whether nothing is taken over that lies in the store.
    anew: bool,
    grace: i64,
    state: State,
    token: i64,
    copied: Copied,
    base: Option<(Pointer, Option<Manifest>)>,
    has_row: bool,
    /// What is served, as far as this attempt knows.
    served: Option<(Pointer, Manifest)>,
    published: bool,
}

impl Publishing {
    /// An attempt of this name, which no other has; what nobody uses is deleted after so many seconds. `anew`: whether all is
    /// put again, as where objects of the store are damaged.
    pub fn new(holding: Holding, attempt: String, grace: i64, anew: bool) -> Publishing {
        Publishing {
            holding,
            attempt,
            anew,
            grace,
            state: State::Lease,
            token: 0,
            copied: Copied::default(),
            base: None,
            has_row: false,
            served: None,
            published: false,
        }
    }

    /// What is to be done next.
    pub fn step(&self) -> PublishStep {
        match &self.state {
            State::Lease => PublishStep::TakeLease,
            State::Pointers | State::SweepPointers(_) => PublishStep::ReadPointers,
            State::Base => match &self.base {
                Some((base, _)) => PublishStep::ReadManifest(base.manifest),
                None => PublishStep::List,
            },
            State::List | State::SweepList => PublishStep::List,
            State::Put(_, missing) => PublishStep::Put(missing.clone()),
            State::Confirm(_) | State::SweepConfirm(..) => PublishStep::Renew,
            State::PutManifest(manifest) => PublishStep::PutManifest(manifest.clone()),
            State::Row(_) | State::Copy => match (&self.state, &self.served) {
                (State::Row(_), Some((pointer, _))) => PublishStep::WriteRow(pointer.clone()),
                (_, Some((pointer, _))) => PublishStep::WriteCopy(pointer.clone(), self.copied.clone()),
                (_, None) => PublishStep::Done(Outcome::Failed),
            },
            State::SweepMarks(_) => PublishStep::ReadMarks,
            State::WriteMarks(marks, _) => PublishStep::WriteMarks(marks.clone()),
            State::Delete(keys) => PublishStep::Delete(keys.clone()),
            State::Done(outcome) => PublishStep::Done(*outcome),
        }
    }

    /// Takes in what came of the step. An event that does not answer it is a failure.
    pub fn on(&mut self, event: PublishEvent) {
        let state = std::mem::replace(&mut self.state, State::Done(Outcome::Failed));
        self.state = match (state, event) {
            (State::Done(outcome), _) => State::Done(outcome),
            (State::Lease, PublishEvent::Leased(Some(token))) => {
                self.token = token;
                State::Pointers
            }
            (State::Lease, PublishEvent::Leased(None)) => State::Done(Outcome::Elsewhere),
            (State::Pointers, PublishEvent::Pointers(row, copied)) => self.look(row, copied),
            (State::Base, PublishEvent::Manifest(manifest)) => {
                if let Some((_, base)) = &mut self.base {
                    *base = manifest;
                }
                State::List
            }
            (State::List, PublishEvent::Listed(listed)) => self.plan(&listed),
            (State::Put(manifest, _), PublishEvent::Stored) => State::Confirm(manifest),
            (State::Confirm(manifest), PublishEvent::Renewed(true, _)) => State::PutManifest(manifest),
            (State::Confirm(_) | State::SweepConfirm(..), PublishEvent::Renewed(false, _)) => {
                self.end(Outcome::Elsewhere)
            }
            (State::PutManifest(manifest), PublishEvent::ManifestStored(hash)) => {
                let pointer = Pointer { generation: manifest.generation, manifest: hash, token: self.token };
                self.served = Some((pointer, manifest.clone()));
                State::Row(manifest)
            }
            (State::Row(_), PublishEvent::RowWritten(true)) => {
                self.published = true;
                State::Copy
            }
            (State::Row(_), PublishEvent::RowWritten(false)) => State::Done(Outcome::Elsewhere),
            (State::Copy, PublishEvent::CopyWritten) => State::SweepList,
            (State::SweepList, PublishEvent::Listed(listed)) => State::SweepPointers(listed),
            (State::SweepPointers(listed), PublishEvent::Pointers(row, copied)) => {
                let own = self.served.as_ref().map(|(pointer, _)| pointer);
                let alone = row.as_ref() == own && copied.pointer.as_ref() == own;
                if alone { State::SweepMarks(listed) } else { self.end(Outcome::Failed) }
            }
            (State::SweepMarks(listed), PublishEvent::Marks(marks)) => State::SweepConfirm(listed, marks),
            (State::SweepConfirm(listed, marks), PublishEvent::Renewed(true, now)) => match &self.served {
                Some((pointer, manifest)) => {
                    let (kept, deleted) = sweep((&pointer.manifest, manifest), &listed, &marks, now, self.grace);
                    if kept == marks { self.delete(deleted) } else { State::WriteMarks(kept, deleted) }
                }
                None => State::Done(Outcome::Failed),
            },
            (State::WriteMarks(_, deleted), PublishEvent::Stored) => self.delete(deleted),
            (State::Delete(_), PublishEvent::Deleted) => self.end(Outcome::Failed),
            // What was published is, whether or not it could be swept.
            (_, _) => self.end(Outcome::Failed),
        };
    }

    /// The end of it: well, where the generation is served.
    fn end(&self, otherwise: Outcome) -> State {
        State::Done(match &self.served {
            Some((pointer, _)) if self.published => Outcome::Published(pointer.generation),
            Some((pointer, _)) if self.is_base(pointer) => Outcome::Unchanged(pointer.generation),
            _ => otherwise,
        })
    }

    fn is_base(&self, pointer: &Pointer) -> bool {
        self.base.as_ref().is_some_and(|(base, _)| base == pointer)
    }

    fn look(&mut self, row: Option<Pointer>, copied: Copied) -> State {
        self.has_row = row.is_some();
        self.copied = copied;
        // A desk that was lost begins anew; the copy tells where the numbers were.
        let newest = row.into_iter().chain(self.copied.pointer.clone()).max_by_key(|pointer| pointer.generation);
        self.base = newest.map(|pointer| (pointer, None));
        if self.base.is_some() { State::Base } else { State::List }
    }

    fn plan(&mut self, listed: &[Listed]) -> State {
        let base = self.base.as_ref().and_then(|(_, manifest)| manifest.as_ref());
        let there = |blob: &Blob| {
            let key = Key::of(blob);
            listed.iter().any(|object| object.key == key && object.size == blob.size)
        };
        let lying: HashMap<&Key, u64> = listed.iter().map(|object| (&object.key, object.size)).collect();
        let mut known: HashMap<(Digest, u64), &str> = HashMap::new();
        if !self.anew {
            // What an attempt left that was cut off, as long as no sweep can have marked it.
            for object in listed.iter().filter(|object| object.age < self.grace / 2) {
                if let Key::Blob(hash, attempt) = &object.key {
                    known.insert((*hash, object.size), attempt);
                }
            }
            for blob in base.into_iter().flat_map(Manifest::blobs) {
                if lying.get(&Key::of(blob)) == Some(&blob.size) {
                    known.insert((blob.hash, blob.size), &blob.attempt);
                }
            }
        }
        if let (Some((pointer, Some(manifest))), true, false) = (&self.base, self.has_row, self.anew)
            && self.holding.is_that_of(manifest)
            && manifest.blobs().all(there)
        {
            self.served = Some((pointer.clone(), manifest.clone()));
            let same = self.copied.pointer.as_ref() == Some(pointer);
            return if same { State::SweepList } else { State::Copy };
        }
        let generation = self.base.as_ref().map_or(1, |(pointer, _)| pointer.generation.saturating_add(1));
        let name =
            |hash: &Digest, size: u64| known.get(&(*hash, size)).map_or(&*self.attempt, |known| known).to_owned();
        let manifest = self.holding.manifest(generation, &self.attempt, name);
        let mut missing: Vec<Blob> = manifest.blobs().filter(|blob| blob.attempt == self.attempt).cloned().collect();
        missing.sort_by_key(|blob| blob.hash);
        missing.dedup_by_key(|blob| blob.hash);
        if missing.is_empty() { State::Confirm(manifest) } else { State::Put(manifest, missing) }
    }

    fn delete(&self, keys: Vec<Key>) -> State {
        if keys.is_empty() { self.end(Outcome::Failed) } else { State::Delete(keys) }
    }
}
