//! Every parser of an import reads or refuses any document, and panics at none: the twin of each fuzz target.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use pullquote::corpus::import::{ImportOptions, read};

use crate::import::{bytes_of, options};

/// A fuzz target and a document that its parser reads.
const TWINS: [(&str, &str); 17] = [
    ("page", "page.html"),
    ("feed", "rss2.xml"),
    ("feed", "rss091.xml"),
    ("feed", "rss10.xml"),
    ("feed", "atom.xml"),
    ("json_feed", "feed.json"),
    ("mail", "mail.eml"),
    ("mailbox", "mailbox.mbox"),
    ("archive", "substack.zip"),
    ("ghost", "ghost.json"),
    ("wordpress", "wordpress.xml"),
    ("table", "beehiiv.csv"),
    ("table", "buttondown.csv"),
    ("markdown", "river.md"),
    ("markdown", "hugo.md"),
    ("lines", "archive.jsonl"),
    ("records", "records.csv"),
];

fn options_of(target: &str) -> ImportOptions {
    ImportOptions { records: (target == "records").then(Default::default), ..options() }
}

#[test]
fn every_fuzz_target_has_a_twin_that_its_parser_reads() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml");
    let manifest: toml::Table = fs::read_to_string(manifest).expect("a manifest").parse().expect("toml");
    let targets = manifest["bin"].as_array().expect("targets").iter();
    let mut targets: Vec<&str> = targets.map(|target| target["name"].as_str().expect("a name")).collect();
    let mut twins: Vec<&str> = TWINS.iter().map(|(target, _)| *target).collect();
    twins.dedup();
    targets.sort_unstable();
    twins.sort_unstable();
    assert_eq!(targets, twins);
    for (target, name) in TWINS {
        let reading = read(name, &bytes_of(name), &options_of(target)).expect(name);
        assert!(reading.drafts.len() + reading.rows.len() > 0, "{name}: nothing is read");
    }
}

proptest! {
    /// Reading never panics, whatever happened to a document on its way.
    #[test]
    fn changed_documents_are_read_or_refused(
        which in 0usize..TWINS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..12),
    ) {
        let (target, name) = TWINS[which];
        let mut bytes = bytes_of(name);
        for (at, byte, how) in changes {
            if bytes.is_empty() { break; }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
        }
        let _ = read(name, &bytes, &options_of(target));
    }
}
