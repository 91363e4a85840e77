//! Which bytes of the corpus a generation was made from, to tell what has changed since.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::packing::Malformed;
use crate::corpus::{Earlier, Hash, ItemPosition};

/// The articles of a generation, by the files that they stand in.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    files: HashMap<String, SourceFile>,
    /// Made when a file has to be read again, and only then.
    ids: OnceLock<HashMap<Hash, String>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct SourceFile {
    /// See [`Earlier::file`].
    mark: Option<Hash>,
    /// Line, hash and id of each article.
    articles: Vec<(u32, Hash, String)>,
}

impl Sources {
    /// Takes an article in.
    pub(super) fn add(&mut self, standing: &ItemPosition, id: String) {
        if !self.files.contains_key(&*standing.file) {
            self.files.insert(standing.file.to_string(), SourceFile::default());
        }
        if let Some(file) = self.files.get_mut(&*standing.file) {
            file.articles.push((standing.line, standing.hash, id));
        }
    }

    /// Notes the marks of files that were read.
    pub(super) fn mark(&mut self, marks: Vec<(String, Option<Hash>)>) {
        for (file, mark) in marks {
            self.files.entry(file).or_default().mark = mark;
        }
    }

    /// The ids of all articles.
    pub(super) fn ids(&self) -> HashSet<&str> {
        self.articles().map(|(_, _, id)| id.as_str()).collect()
    }

    /// How many articles there are.
    pub(super) fn len(&self) -> usize {
        self.articles().count()
    }

    /// Whether these are the same articles, wherever they stand.
    pub(super) fn same_articles(&self, other: &Sources) -> bool {
        if self.files == other.files {
            return true;
        }
        let sorted = |sources: &Sources| {
            let mut hashes: Vec<Hash> = sources.articles().map(|(_, hash, _)| *hash).collect();
            hashes.sort_unstable();
            hashes
        };
        sorted(self) == sorted(other)
    }

    fn articles(&self) -> impl Iterator<Item = &(u32, Hash, String)> {
        self.files.values().flat_map(|file| &file.articles)
    }

    /// The marks of all files; none where a file has no mark, so that it must be read again.
    pub(super) fn marks(&self) -> Option<BTreeMap<String, Hash>> {
        self.files.iter().map(|(path, file)| Some((path.clone(), file.mark?))).collect()
    }

    /// As bytes, in the order of the files' names.
    pub(super) fn encode(&self) -> Result<Vec<u8>, Malformed> {
        let files: BTreeMap<&String, &SourceFile> = self.files.iter().collect();
        Ok(postcard::to_allocvec(&files)?)
    }

    /// From [`Sources::encode`].
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        Ok(Sources { files: postcard::from_bytes(bytes)?, ids: OnceLock::new() })
    }
}

impl Earlier for Sources {
    fn id(&self, hash: &Hash) -> Option<String> {
        let ids = self.ids.get_or_init(|| self.articles().map(|(_, hash, id)| (*hash, id.clone())).collect());
        ids.get(hash).cloned()
    }

    fn file(&self, path: &str, mark: &Hash) -> Option<Vec<(u32, Hash, String)>> {
        let file = self.files.get(path)?;
        (file.mark.as_ref() == Some(mark)).then(|| file.articles.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(entries: Vec<(String, u32, Hash, String)>, marks: Vec<(String, Option<Hash>)>) {
            let mut sources = Sources::default();
            for (file, line, hash, id) in entries {
                sources.add(&ItemPosition { file: file.into(), line, hash, read: 0 }, id);
            }
            sources.mark(marks);
            let read = Sources::decode(&sources.encode().expect("bytes")).expect("what was written");
            prop_assert_eq!(read.files, sources.files);
        }

        #[test]
        fn any_bytes_are_met_with_an_answer(bytes: Vec<u8>) {
            let _ = Sources::decode(&bytes);
        }
    }
}
