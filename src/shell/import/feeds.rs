//! What is known of each feed: what its server said of it last, so that an unchanged feed is not sent again, and what
//! is wrong with it. A cache: without it every feed is read once more, and nothing is imported twice.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fetch::Validators;
use super::pace;
use super::store::Store;
use crate::shell::settings::Feed;

/// Its name in the corpus folder; hidden, so no article is looked for in it.
const NAME: &str = ".feeds.json";

/// What is known of each feed, by its address.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(in crate::shell) struct FeedStates(BTreeMap<String, State>);

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    #[serde(flatten)]
    validators: Validators,
    /// Why it could not be read, since it last could.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    /// The days of what it lists, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    days: Vec<Date>,
}

/// A feed that has brought nothing for much longer than is usual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell) struct Silent {
    /// Its address, which may hold a key: not to be told.
    pub(in crate::shell) address: String,
    /// Its site.
    pub(in crate::shell) site: String,
    /// The day of its newest article.
    pub(in crate::shell) since: Date,
    /// The days that usually lie between two.
    pub(in crate::shell) usual: i32,
}

impl FeedStates {
    /// What was kept; nothing where it cannot be read.
    pub(in crate::shell) fn read(corpus: &Path) -> FeedStates {
        let kept = fs::read(corpus.join(NAME)).ok().and_then(|json| serde_json::from_slice(&json).ok());
        FeedStates(kept.unwrap_or_default())
    }

    /// What its server said of a feed.
    pub(super) fn validators(&self, address: &str) -> Validators {
        self.0.get(address).map(|state| state.validators.clone()).unwrap_or_default()
    }

    /// What is wrong with a feed.
    pub(in crate::shell) fn fault(&self, address: &str) -> Option<&str> {
        self.0.get(address)?.fault.as_deref()
    }

    /// The feeds of the settings that have brought nothing for much longer than is usual.
    pub(in crate::shell) fn silent(corpus: &Path, feeds: &[Feed], today: Date) -> Vec<Silent> {
        if feeds.is_empty() {
            return Vec::new();
        }
        let known = FeedStates::read(corpus);
        let silent = |feed: &Feed| {
            let days = &known.0.get(&feed.url)?.days;
            let usual = pace::silent(days, today)?;
            let (address, site) = (feed.url.clone(), site(&feed.url).to_owned());
            Some(Silent { address, site, since: *days.first()?, usual })
        };
        feeds.iter().filter_map(silent).collect()
    }

    /// The sites of the settings' feeds that could not be read the last time, or are silent, and why. An address may hold
    /// the key of a private feed, so no more of it is told.
    pub(in crate::shell) fn in_trouble(corpus: &Path, feeds: &[Feed], today: Date) -> Vec<(String, String)> {
        if feeds.is_empty() {
            return Vec::new();
        }
        let known = FeedStates::read(corpus);
        let faulty = |feed: &Feed| {
            let site = site(&feed.url);
            Some((site.to_owned(), known.fault(&feed.url)?.replace(&feed.url, site)))
        };
        let silent = FeedStates::silent(corpus, feeds, today).into_iter().map(|silent| {
            let Silent { since, usual, .. } = silent;
            (silent.site, format!("it has brought nothing since {since} (usual gap in days: {usual})"))
        });
        feeds.iter().filter_map(faulty).chain(silent).collect()
    }

    /// It was read, and lists what is of these days.
    pub(super) fn set(&mut self, address: &str, validators: Validators, days: Vec<Date>) {
        self.0.insert(address.to_owned(), State { validators, fault: None, days });
    }

    /// What its server said is not to be said again: all of it is wanted once more.
    pub(super) fn forget(&mut self, address: &str) {
        if let Some(state) = self.0.get_mut(address) {
            state.validators = Validators::default();
        }
    }

    /// It has not changed. Whether it was broken before.
    pub(super) fn mend(&mut self, address: &str) -> bool {
        self.0.get_mut(address).and_then(|state| state.fault.take()).is_some()
    }

    /// It could not be read; what was known stays. Whether it could before.
    pub(super) fn spoil(&mut self, address: &str, why: &str) -> bool {
        let state = self.0.entry(address.to_owned()).or_default();
        state.fault.replace(why.to_owned()).is_none()
    }

    /// Keeps it, once the articles that it speaks of are kept.
    pub(super) fn keep(&self, store: &Store) -> anyhow::Result<()> {
        if *self == FeedStates::read(store.corpus()) {
            return Ok(());
        }
        Ok(store.write_now(NAME, &serde_json::to_string_pretty(&self.0)?)?)
    }
}

/// The host of an address.
fn site(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_of_a_feed_is_told() {
        for address in
            ["https://a:key@valley.example/rss?token=key", "https://valley.example?key", "valley.example/key"]
        {
            assert_eq!(site(address), "valley.example");
        }
    }
}
