//! Articles by the hash of their id, of which buttons and receipts hold the first bits.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::index::{Archive, ArticleFilter};

/// The first 64 bits of the hash of an article's id.
pub fn article_hash(id: &str) -> u64 {
    let hash = blake3::hash(id.as_bytes());
    hash.as_bytes().iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// The ids of an open archive by their hashes, read when one is first looked up: every article is, to know its id.
#[derive(Clone, Default)]
pub(super) struct Hashed(Arc<OnceLock<BTreeMap<u64, String>>>);

impl Hashed {
    /// The ids whose hash begins with so many bits of this value.
    pub(super) fn ids(&self, archive: &Archive, opening: u64, bits: u32) -> impl Iterator<Item = &str> {
        let all = self.0.get_or_init(|| {
            let all = ArticleFilter { paid: true, limit: usize::MAX, ..ArticleFilter::default() };
            let articles = archive.articles(&all).articles.into_iter();
            articles.map(|article| (article_hash(&article.meta.id), article.meta.id.clone())).collect()
        });
        let first = opening << (u64::BITS - bits);
        all.range(first..=(first | u64::MAX >> bits)).map(|(_, id)| id.as_str())
    }
}
