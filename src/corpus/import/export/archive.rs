//! A zip of an export: every entry looked at before it is inflated, and never more than a document's worth of it.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::super::limits::{HIGHEST_RATIO, MOST_ENTRIES};
use super::super::refused::Refused;

/// Entries smaller than this may compress as they like: a page of blanks is no bomb.
const SMALL: u64 = 1 << 20;

/// A zip in memory.
pub(in crate::corpus::import) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Names in the archive's order. An entry whose name leads elsewhere refuses the whole.
    names: Vec<String>,
}

impl<'a> Archive<'a> {
    pub(in crate::corpus::import) fn open(bytes: &'a [u8]) -> Result<Archive<'a>, Refused> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| Refused::malformed("a zip", error))?;
        if zip.len() > MOST_ENTRIES {
            return Err(Refused::TooManyEntries(MOST_ENTRIES));
        }
        if zip.has_overlapping_files().unwrap_or(true) {
            return Err(Refused::malformed("a zip", "entries overlap"));
        }
        let names: Vec<String> = zip
            .file_names_raw()
            .map(|name| {
                String::from_utf8(name.to_vec())
                    .map_err(|_| Refused::EntryName(String::from_utf8_lossy(name).into_owned()))
            })
            .collect::<Result<_, _>>()?;
        if let Some(name) = names.iter().find(|name| !is_plain(name)) {
            return Err(Refused::EntryName(name.clone()));
        }
        Ok(Archive { zip, names })
    }

    pub(in crate::corpus::import) fn names(&self) -> &[String] {
        &self.names
    }

    /// The entry's bytes.
    pub(in crate::corpus::import) fn read(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Refused> {
        let wrong = |error: zip::result::ZipError| Refused::malformed("a zip", error);
        let entry = self.zip.by_name(name).map_err(wrong)?;
        if entry.is_symlink() {
            return Err(Refused::EntryName(name.to_owned()));
        }
        let packed = entry.compressed_size().max(1);
        let mut bytes = Vec::new();
        // What the header says of the size is not believed.
        let most = limit.min(packed.saturating_mul(HIGHEST_RATIO).max(SMALL));
        entry.take(most + 1).read_to_end(&mut bytes).map_err(|error| Refused::malformed("a zip", error))?;
        let length = bytes.len() as u64;
        if length > limit {
            return Err(Refused::TooLargeDecoded(limit));
        }
        if length > most {
            return Err(Refused::Ratio(name.to_owned()));
        }
        Ok(bytes)
    }
}

/// Whether the name stays inside the archive.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 1024
        && !name.starts_with('/')
        && !name.contains(['\\', ':', '\0'])
        && !name.split('/').any(|part| part == "..")
}
