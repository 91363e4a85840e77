//! Files that are on the disk once they are said to be.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes a file and brings it to the disk.
pub(super) fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable: a rename is on the disk once its folder is. Windows has no such thing and does it
/// by itself.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
