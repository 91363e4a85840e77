//! Where things lie on the disk.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cluster::Pointer;

/// The settings file.
const SETTINGS: &str = "pullquote.toml";
/// What all tenants of a folder have in common: it stands beside their folders.
pub(super) const TENANTS: &str = "tenants.toml";

/// The folders and files of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locations {
    /// The data folder.
    pub data: PathBuf,
    /// The articles and trackers.
    pub corpus: PathBuf,
    /// The index, which is a cache.
    pub index: PathBuf,
    /// Where the desk is, and what this machine alone is set up with: the data folder, but for an archive that was pulled.
    home: PathBuf,
    /// Whose it is of many newsletters.
    tenant: Option<TenantOf>,
}

/// One newsletter of many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantOf {
    /// The folder of all.
    pub folder: PathBuf,
    /// Its name there.
    pub name: String,
}

/// Where a replica keeps what it pulled, in the data folder.
const PULLED: &str = "pulled";
/// Which generation of it is served.
pub(super) const CURRENT: &str = "CURRENT";

impl Locations {
    /// The corpus is `corpus` in the data folder, and the index stands beside the corpus, unless said otherwise.
    pub fn new(data: Option<PathBuf>, corpus: Option<PathBuf>, index: Option<PathBuf>) -> Self {
        let data = data.unwrap_or_else(|| PathBuf::from("."));
        let corpus = corpus.unwrap_or_else(|| data.join("corpus"));
        let index = index.unwrap_or_else(|| beside(&corpus));
        let tenant = tenant_of(&data);
        Locations { home: data.clone(), data, corpus, index, tenant }
    }

    /// The data folder of a tenant.
    #[must_use]
    pub fn of_tenant(folder: &Path, name: &str) -> Self {
        let tenant = Some(TenantOf { folder: folder.to_owned(), name: name.to_owned() });
        let data = folder.join(name);
        let corpus = data.join("corpus");
        Locations { home: data.clone(), index: beside(&corpus), data, corpus, tenant }
    }

    /// Whose it is of many newsletters.
    pub fn tenant(&self) -> Option<&TenantOf> {
        self.tenant.as_ref()
    }

    /// Where answers come from at this moment: in the folder of a replica, the generation that was pulled last.
    #[must_use]
    pub fn current(&self) -> Locations {
        let own = self.is_pulled() || self.corpus != self.data.join("corpus") || self.corpus.is_dir();
        let generation = if own { None } else { pulled_generation(&self.pulled()) };
        generation.map_or_else(|| self.clone(), |generation| self.of_generation(generation))
    }

    /// The places of a generation that was pulled.
    pub(super) fn of_generation(&self, generation: u64) -> Locations {
        let data = self.pulled().join(generation.to_string());
        let corpus = data.join("corpus");
        Locations { index: beside(&corpus), corpus, data, home: self.home.clone(), tenant: self.tenant.clone() }
    }

    /// Whether these are the places of an archive that was pulled: nothing is ever written there.
    pub fn is_pulled(&self) -> bool {
        self.home != self.data
    }

    /// The number of the generation, where it was pulled.
    pub fn generation(&self) -> Option<i64> {
        self.data.file_name().filter(|_| self.is_pulled())?.to_str()?.parse().ok()
    }

    /// Refuses what writes into the corpus where the archive is a pulled one.
    pub fn check_own(&self) -> anyhow::Result<()> {
        anyhow::ensure!(
            !self.current().is_pulled(),
            "{}: holds an archive that was pulled; what is to change is changed where it is published",
            self.home.display()
        );
        Ok(())
    }

    /// Where a replica keeps what it pulled.
    pub(super) fn pulled(&self) -> PathBuf {
        self.home.join(PULLED)
    }

    /// The index that a replica builds of a pulled corpus, where it cannot use the one that came with it.
    pub(super) fn own_index(&self) -> PathBuf {
        self.pulled().join("own.index")
    }

    /// Where it is remembered which commands Discord has.
    pub(super) fn registered(&self) -> PathBuf {
        self.remembering().join("discord-commands.json")
    }

    /// The same of one server.
    pub(super) fn registered_in(&self, server: &str) -> PathBuf {
        self.current().remembering().join(format!("discord-commands-{server}.json"))
    }

    fn remembering(&self) -> PathBuf {
        if self.is_pulled() { self.pulled() } else { self.index.clone() }
    }

    /// The settings file of this machine: of a replica it says where the archive comes from, and nothing about the archive.
    pub(super) fn own_settings(&self) -> PathBuf {
        self.home.join(SETTINGS)
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
        self.data.join(SETTINGS)
    }

    /// What moderators set, and what readers gave to the editors.
    pub fn desk(&self) -> PathBuf {
        self.home.join("desk.sqlite")
    }

    /// The catalogue of a language other than English.
    pub fn words(&self, language: &str) -> PathBuf {
        self.data.join("words").join(format!("{language}.toml"))
    }
}

/// Whose a data folder is, where it is a tenant's: what is done with it alone is done with the same desk and the same store.
fn tenant_of(data: &Path) -> Option<TenantOf> {
    let data = std::path::absolute(data).ok()?;
    let (folder, name) = (data.parent()?, data.file_name()?.to_str()?);
    let is_one = folder.join(TENANTS).is_file();
    is_one.then(|| TenantOf { folder: folder.to_owned(), name: name.to_owned() })
}

/// The generation that a replica serves, as its pointer says.
pub(super) fn pulled_generation(pulled: &Path) -> Option<u64> {
    let pointer = std::fs::read(pulled.join(CURRENT)).ok()?;
    Some(Pointer::decode(&pointer).ok()?.generation)
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
