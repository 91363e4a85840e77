//! The folder of a site generator around what is imported: the nearest folder above it that has a configuration.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::corpus::import::site::{self, LARGEST_CONFIG, Placed, Site};

/// How far above what was named a configuration is looked for.
const HIGHEST: usize = 8;

/// A place in the folder of a site.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    site: Arc<Site>,
    path: String,
}

impl Place {
    /// The place of something inside this one.
    pub(super) fn within(&self, name: &str) -> Place {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) };
        Place { site: Arc::clone(&self.site), path }
    }

    /// Why nothing here is one of the site's texts.
    pub(super) fn left_out(&self) -> Option<&'static str> {
        self.site.leaves_out(&self.path)
    }

    /// The same, to be handed to whoever reads the document.
    pub(super) fn placed(&self) -> Placed {
        Placed { site: Site::clone(&self.site), path: self.path.clone() }
    }
}

/// The sites that were looked for, by their folders.
#[derive(Default)]
pub(super) struct Sites {
    known: HashMap<PathBuf, Option<Arc<Site>>>,
}

impl Sites {
    /// The place of a folder in the site that it is of. A site's folder may be below the one of a repository, and is never
    /// above it.
    pub(super) fn of(&mut self, folder: &Path) -> Option<Place> {
        let folder = fs::canonicalize(if folder.as_os_str().is_empty() { Path::new(".") } else { folder }).ok()?;
        for above in folder.ancestors().take(HIGHEST) {
            let site = self.known.entry(above.to_owned()).or_insert_with(|| site::find(&OnDisk(above)).map(Arc::new));
            if let Some(site) = site {
                let inner = folder.strip_prefix(above).ok()?;
                let parts: Vec<String> = inner.iter().map(|part| part.to_string_lossy().into_owned()).collect();
                return Some(Place { site: Arc::clone(site), path: parts.join("/") });
            }
            if above.join(".git").exists() {
                break;
            }
        }
        None
    }
}

/// A folder on the disk.
struct OnDisk<'a>(&'a Path);

impl site::Files for OnDisk<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.0.join(path)).ok()?.take(LARGEST_CONFIG + 1).read_to_end(&mut bytes).ok()?;
        (bytes.len() as u64 <= LARGEST_CONFIG).then_some(bytes)
    }

    fn list(&self, folder: &str) -> Vec<String> {
        let folder = self.0.join(folder);
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let named = |entry: fs::DirEntry| {
            let name = entry.file_name().to_str()?.to_owned();
            Some(if entry.file_type().ok()?.is_dir() { format!("{name}/") } else { name })
        };
        let mut names: Vec<String> = entries.flatten().filter_map(named).collect();
        names.sort();
        names
    }
}
