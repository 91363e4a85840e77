//! What may be deleted from the store.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::cluster::{Blob, Digest, Manifest};

/// The name of an object in the store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A file, or a pack of files: its hash, and the attempt that put it there.
    Blob(Digest, String),
    /// A manifest.
    Manifest(Digest),
}

impl Key {
    /// The name of a blob.
    pub fn of(blob: &Blob) -> Key {
        Key::Blob(blob.hash, blob.attempt.clone())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Blob(hash, attempt) => write!(out, "blobs/{hash}-{attempt}"),
            Key::Manifest(hash) => write!(out, "manifests/{hash}.json"),
        }
    }
}

/// Not a name that was given here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no name of an object")]
pub struct NoKey;

impl FromStr for Key {
    type Err = NoKey;

    fn from_str(text: &str) -> Result<Self, NoKey> {
        let (folder, name) = text.split_once('/').ok_or(NoKey)?;
        let key = match folder {
            "blobs" => {
                name.split_once('-').and_then(|(hash, attempt)| Some(Key::Blob(hash.parse().ok()?, attempt.to_owned())))
            }
            "manifests" => name.strip_suffix(".json").and_then(|hash| Some(Key::Manifest(hash.parse().ok()?))),
            _ => None,
        };
        key.ok_or(NoKey)
    }
}

/// An object as a list of the store shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name.
    pub key: Key,
    /// Its length.
    pub size: u64,
    /// How many seconds ago the attempt began that put it there: a request that is done again, late, makes it no younger.
    pub age: i64,
}

/// Since when objects were seen to be used by nobody, by name, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Marks(pub BTreeMap<String, i64>);

/// The marks after a look at the store, and what may be deleted: what the only manifest in use does not name, is older than
/// the grace period, and was marked before it.
pub fn sweep(used: (&Digest, &Manifest), listed: &[Listed], marks: &Marks, now: i64, grace: i64) -> (Marks, Vec<Key>) {
    let named: HashSet<Key> = used.1.blobs().map(Key::of).chain(std::iter::once(Key::Manifest(*used.0))).collect();
    let (mut kept, mut deleted) = (Marks::default(), Vec::new());
    // What is young may still be taken over by an attempt that went on where another was cut off.
    for object in listed.iter().filter(|object| object.age > grace && !named.contains(&object.key)) {
        let name = object.key.to_string();
        // A clock that was set back starts the time anew.
        let since = marks.0.get(&name).copied().filter(|since| *since <= now).unwrap_or(now);
        if now - since > grace {
            deleted.push(object.key.clone());
        } else {
            kept.0.insert(name, since);
        }
    }
    (kept, deleted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_was_written() {
        let hash = Digest::of(b"a");
        for key in [Key::Blob(hash, "7f".to_owned()), Key::Manifest(hash)] {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for odd in ["", "blobs/", "blobs/x-y", "manifests/a.json", "current.json", "other/a-b"] {
            assert_eq!(odd.parse::<Key>(), Err(NoKey), "{odd}");
        }
    }
}
