//! From what was named to what it holds: files are opened, addresses fetched, and both read in the child.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use robotxt::{AccessResult, Agent, BYTE_LIMIT, Robots};

use crate::corpus::import::limits::LARGEST_RAW;
use crate::corpus::import::{ImportOptions, Reading, Refused};

use super::child::Readers;
use super::fetch::{self, FetchError, Fetched, Rules, Validators};
use super::inputs::{self, Input};

/// Reads inputs, one after the other.
pub(super) struct Sources {
    readers: Readers,
    rules: Rules,
    options: ImportOptions,
    runtime: tokio::runtime::Runtime,
    /// What each site wants of programs, by the address of its `robots.txt`.
    robots: HashMap<url::Url, Robots>,
}

/// Why an address was not read.
pub(super) struct NotRead {
    pub(super) why: Refused,
    /// How long its server wants to be left alone.
    pub(super) retry_after: Option<Duration>,
}

impl From<Refused> for NotRead {
    fn from(why: Refused) -> Self {
        NotRead { why, retry_after: None }
    }
}

impl Sources {
    pub(super) fn new(rules: Rules, options: ImportOptions) -> anyhow::Result<Sources> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Sources { readers: Readers::default(), rules, options, runtime, robots: HashMap::new() })
    }

    /// What the input holds.
    pub(super) fn read(&mut self, input: &Input) -> Result<Reading, Refused> {
        match input {
            Input::File(path, name, place) => {
                let bytes = inputs::read(path)?;
                match place {
                    Some(place) => {
                        let options = ImportOptions { placed: Some(place.placed()), ..self.options.clone() };
                        self.readers.read(name, &bytes, &[], &options)
                    }
                    None => self.readers.read(name, &bytes, &[], &self.options),
                }
            }
            Input::Address(address) => {
                let read = self.feed(address, &Validators::default(), LARGEST_RAW).map_err(|error| error.why)?;
                Ok(read.map(|(reading, _)| reading).unwrap_or_default())
            }
        }
    }

    /// Whether there is nothing at an address any more; `None` where its server does not say, or its site does not want
    /// programs to look.
    pub(super) fn is_gone(&mut self, address: &str) -> Option<bool> {
        let parsed = url::Url::parse(address).ok()?;
        let site = robotxt::robots_url(&parsed).ok()?;
        let robots = match self.robots.entry(site) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let robots = robots(&self.runtime, new.key().as_str(), &self.rules);
                new.insert(robots)
            }
        };
        if !robots.is_url_allowed(&parsed) {
            return None;
        }
        match self.runtime.block_on(fetch::answers(address, &self.rules)) {
            Ok(()) => Some(false),
            Err(FetchError::Status(404 | 410, _)) => Some(true),
            Err(_) => None,
        }
    }

    /// What an address holds, up to so many bytes, and what its server says of it; `None` where it has not changed.
    pub(super) fn feed(
        &mut self,
        address: &str,
        known: &Validators,
        largest: u64,
    ) -> Result<Option<(Reading, Validators)>, NotRead> {
        let fetched =
            self.runtime.block_on(fetch::fetch(address, known, &self.rules, largest)).map_err(|error| NotRead {
                retry_after: if let FetchError::Status(_, pause) = error { pause } else { None },
                why: match error {
                    FetchError::Status(status @ (404 | 410), _) => Refused::Gone(status),
                    error => Refused::NotFetched(error.to_string()),
                },
            })?;
        match fetched {
            Fetched::Unchanged => Ok(None),
            Fetched::Document { bytes, codings, address, validators } => {
                let mut reading = self.readers.read(&address, &bytes, &codings, &self.options)?;
                // A page that does not say its address has the one that it was found at.
                for draft in &mut reading.drafts {
                    draft.url.get_or_insert_with(|| address.clone());
                }
                Ok(Some((reading, validators)))
            }
        }
    }
}

/// What a site wants of programs that look by themselves. Where it cannot say, nothing is looked at (RFC 9309, 2.3.1).
fn robots(runtime: &tokio::runtime::Runtime, address: &str, rules: &Rules) -> Robots {
    let fetched = runtime.block_on(fetch::fetch(address, &Validators::default(), rules, BYTE_LIMIT as u64));
    let access = match &fetched {
        Ok(Fetched::Document { bytes, codings, .. }) if codings.is_empty() => AccessResult::Successful(bytes),
        Err(FetchError::Status(400..=499, _)) => AccessResult::Unavailable,
        Err(FetchError::Redirects) => AccessResult::TooManyRedirects,
        _ => AccessResult::Unreachable,
    };
    Robots::from_access(access, Agent::from("pullquote"))
}
