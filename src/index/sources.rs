//! Which bytes of the corpus a generation was made from, to tell what has changed since.

use std::collections::{HashMap, HashSet};

use super::codec::{Decoder, Encoder, Malformed};
use crate::corpus::Hash;

/// The articles of a generation: the hash of their bytes, and their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sources(HashMap<Hash, String>);

impl Sources {
    /// Takes an article in.
    pub(super) fn add(&mut self, hash: Hash, id: String) {
        self.0.insert(hash, id);
    }

    /// The article that these bytes became.
    pub(super) fn id(&self, hash: &Hash) -> Option<&String> {
        self.0.get(hash)
    }

    /// The ids of all articles.
    pub(super) fn ids(&self) -> HashSet<&str> {
        self.0.values().map(String::as_str).collect()
    }

    /// How many articles there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// As bytes, in the order of the hashes: the same articles, the same bytes.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut entries: Vec<_> = self.0.iter().collect();
        entries.sort_unstable();
        let mut out = Encoder::default();
        out.size(entries.len());
        for (hash, id) in entries {
            for byte in hash {
                out.byte(*byte);
            }
            out.text(id);
        }
        out.into_bytes()
    }

    /// From [`Sources::encode`].
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Decoder::new(bytes);
        let mut sources = Sources::default();
        for _ in 0..from.count()? {
            let mut hash = Hash::default();
            for byte in &mut hash {
                *byte = from.byte()?;
            }
            sources.add(hash, from.text()?.to_owned());
        }
        Ok(sources)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(entries: Vec<(Hash, String)>) {
            let mut sources = Sources::default();
            for (hash, id) in entries {
                sources.add(hash, id);
            }
            prop_assert_eq!(Sources::decode(&sources.encode()), Ok(sources));
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(bytes: Vec<u8>) {
            let _ = Sources::decode(&bytes);
        }
    }
}
