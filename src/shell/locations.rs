//! Where things lie on the disk.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders and files of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locations {
    /// The data folder.
    pub data: PathBuf,
    /// The articles and trackers.
    pub corpus: PathBuf,
    /// The index, which is a cache.
    pub index: PathBuf,
}

impl Locations {
    /// The corpus is `corpus` in the data folder, and the index stands beside the corpus, unless said otherwise.
    pub fn new(data: Option<PathBuf>, corpus: Option<PathBuf>, index: Option<PathBuf>) -> Self {
        let data = data.unwrap_or_else(|| PathBuf::from("."));
        let corpus = corpus.unwrap_or_else(|| data.join("corpus"));
        let index = index.unwrap_or_else(|| beside(&corpus));
        Locations { data, corpus, index }
    }

    /// Refuses a data folder, or a named corpus, that is not there: an empty archive in its place would only say that it does not know.
    pub fn check(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.data.is_dir(),
            "{}: no such folder; name the data folder with --data DIR",
            self.data.display()
        );
        // The default is made by an import; what was named is there.
        let named = self.corpus != self.data.join("corpus");
        anyhow::ensure!(
            !named || self.corpus.is_dir(),
            "{}: no such folder; name the corpus with --corpus DIR",
            self.corpus.display()
        );
        Ok(())
    }

    /// The settings file.
    pub fn settings(&self) -> PathBuf {
        self.data.join("pullquote.toml")
    }

    /// What moderators set, and what readers gave to the editors.
    pub fn desk(&self) -> PathBuf {
        self.data.join("desk.sqlite")
    }

    /// The catalogue of a language other than English.
    pub fn words(&self, language: &str) -> PathBuf {
        self.data.join("words").join(format!("{language}.toml"))
    }
}

fn beside(corpus: &Path) -> PathBuf {
    match corpus.file_name() {
        Some(name) => {
            let mut name: OsString = name.to_owned();
            name.push(".index");
            corpus.with_file_name(name)
        }
        None => corpus.join("corpus.index"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: Option<&str>, corpus: Option<&str>, index: Option<&str>) -> String {
        let path = |path: Option<&str>| path.map(PathBuf::from);
        let at = Locations::new(path(data), path(corpus), path(index));
        format!("{} {} {}", at.data.display(), at.corpus.display(), at.index.display())
    }

    #[test]
    fn each_follows_from_the_one_before() {
        insta::assert_snapshot!(check(None, None, None), @". ./corpus ./corpus.index");
        insta::assert_snapshot!(check(Some("d"), None, None), @"d d/corpus d/corpus.index");
        insta::assert_snapshot!(check(None, Some("set/corpus"), None), @". set/corpus set/corpus.index");
        insta::assert_snapshot!(check(None, Some("set/corpus/"), Some("i")), @". set/corpus/ i");
    }
}
