//! What every target does: it hands any bytes to a parser, under the name that leads to it.

use pullquote::corpus::import::{self, ImportOptions};

/// The name of a table of records, which is read only where somebody says that it is one.
pub const RECORDS: &str = "records.csv";

/// A target that reads documents of this name.
#[macro_export]
macro_rules! reads {
    ($name:expr) => {
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| $crate::read($name, bytes));
    };
}

/// Reads a document: a value or a refusal comes of it, never a panic.
pub fn read(name: &str, bytes: &[u8]) {
    let options = ImportOptions {
        // Exports without addresses are refused at once where nobody says the site.
        site: Some("https://valley.example".to_owned()),
        records: (name == RECORDS).then(Default::default),
        ..ImportOptions::default()
    };
    let _ = import::read(name, bytes, &options);
}
