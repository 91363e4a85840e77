//! The feeds that are followed, and which of them are in trouble.

use std::path::{Path, PathBuf};

use crate::shell::import::FeedStates;
use crate::shell::settings::Feed;

/// The feeds of the settings.
#[derive(Debug, Default)]
pub(super) struct Feeds {
    corpus: PathBuf,
    addresses: Vec<String>,
}

impl Feeds {
    pub(super) fn new(corpus: &Path, feeds: &[Feed]) -> Feeds {
        Feeds { corpus: corpus.to_owned(), addresses: feeds.iter().map(|feed| feed.url.clone()).collect() }
    }

    /// Those that could not be read the last time, and why.
    pub(super) fn in_trouble(&self) -> Vec<(String, String)> {
        if self.addresses.is_empty() {
            return Vec::new();
        }
        let known = FeedStates::read(&self.corpus);
        let faulty = |address: &String| Some((address.clone(), known.fault(address)?.to_owned()));
        self.addresses.iter().filter_map(faulty).collect()
    }
}
