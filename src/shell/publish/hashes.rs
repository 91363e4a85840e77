//! Hashes of what was read before: a file whose mark is the same is not read again to know them. A cache in the index's
//! folder; what is sent is compared with its hash in any case.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::cluster::Digest;
use crate::corpus::Stamp;
use crate::shell::Locations;
use crate::shell::import::replace_file;

/// The file, in the index's folder.
const FILE: &str = "published-hashes.json";

/// What is known.
#[derive(Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
struct Known {
    /// Files by their path: mark, hash and length.
    files: BTreeMap<String, (Digest, Digest, u64)>,
    /// Packs by the hash of their list, which holds those of all files: hash and length.
    packs: BTreeMap<Digest, (Digest, u64)>,
}

/// What was known, and what is found out now.
pub(super) struct Hashes {
    place: PathBuf,
    before: Known,
    now: Known,
}

impl Hashes {
    /// What is known of the files of an archive; nothing, where all of them are to be read.
    pub(super) fn of(at: &Locations, anew: bool) -> Hashes {
        let place = at.index.join(FILE);
        let kept = std::fs::read(&place).ok().filter(|_| !anew);
        let before = kept.and_then(|kept| serde_json::from_slice(&kept).ok()).unwrap_or_default();
        Hashes { place, before, now: Known::default() }
    }

    /// Hash and length of a file, from `read` where it has another mark than before, or none.
    pub(super) fn file(
        &mut self,
        path: &str,
        mark: Option<Stamp>,
        read: impl FnOnce() -> anyhow::Result<(Digest, u64)>,
    ) -> anyhow::Result<(Digest, u64)> {
        let Some(mark) = mark.map(|mark| Digest::from(blake3::Hash::from_bytes(mark))) else { return read() };
        let known = self.before.files.get(path).filter(|known| known.0 == mark);
        let (hash, size) = known.map_or_else(read, |(_, hash, size)| Ok((*hash, *size)))?;
        self.now.files.insert(path.to_owned(), (mark, hash, size));
        Ok((hash, size))
    }

    /// Hash and length of a pack with this list, from `made` where there was none.
    pub(super) fn pack(
        &mut self,
        list: &[u8],
        made: impl FnOnce() -> anyhow::Result<(Digest, u64)>,
    ) -> anyhow::Result<(Digest, u64)> {
        let list = Digest::of(list);
        let pack = self.before.packs.get(&list).copied().map_or_else(made, Ok)?;
        self.now.packs.insert(list, pack);
        Ok(pack)
    }

    /// Keeps what is known now.
    pub(super) fn keep(self) {
        if self.now == self.before {
            return;
        }
        let kept = serde_json::to_vec(&self.now).map_err(std::io::Error::from);
        if let Err(error) = kept.and_then(|kept| replace_file(&self.place, kept)) {
            tracing::debug!(%error, "hashes are not kept; all files are read the next time");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_its_mark_is_not_read_again() {
        let data = tempfile::tempdir().expect("a folder");
        let at = Locations::new(Some(data.path().to_owned()), None, None);
        let read = |of: u8| (Digest::of(&[of]), 1);
        // What each look has to read, by the marks and the switch.
        let check = |mark: Option<Stamp>, anew: bool| {
            let (mut hashes, mut count) = (Hashes::of(&at, anew), 0);
            let file = hashes.file("a", mark, || {
                count += 1;
                Ok(read(1))
            });
            assert_eq!(file.expect("read"), read(1));
            let pack = hashes.pack(b"a list", || {
                count += 1;
                Ok(read(2))
            });
            assert_eq!(pack.expect("made"), read(2));
            hashes.keep();
            count
        };
        let looks = [(Some([1; 32]), false), (Some([1; 32]), false), (Some([2; 32]), false), (None, false)];
        assert_eq!(looks.map(|(mark, anew)| check(mark, anew)), [2, 0, 1, 1]);
        assert_eq!([check(Some([2; 32]), false), check(Some([2; 32]), true)], [1, 2]);
    }
}
