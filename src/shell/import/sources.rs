//! From what was named to what it holds: files are opened, addresses fetched, and both read in the child.

use std::sync::Arc;

use clap::ArgMatches;

use crate::corpus::import::{ImportOptions, Reading, Refused};

use super::address::Allowed;
use super::child::Readers;
use super::feeds::Known;
use super::fetch::{self, Fetched, Rules, Validators};
use super::inputs::{self, Input};

/// Reads inputs, one after the other.
pub(super) struct Sources {
    readers: Readers,
    rules: Rules,
    options: ImportOptions,
    runtime: tokio::runtime::Runtime,
}

impl Sources {
    pub(super) fn new(own: &ArgMatches, options: ImportOptions) -> anyhow::Result<Sources> {
        let allowed: Arc<[Allowed]> = own.get_many::<Allowed>("allow-address").into_iter().flatten().copied().collect();
        let rules = Rules { allowed, http: own.get_flag("http") };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Sources { readers: Readers::default(), rules, options, runtime })
    }

    /// What the input holds.
    pub(super) fn read(&mut self, input: &Input) -> Result<Reading, Refused> {
        match input {
            Input::File(path, name) => self.readers.read(name, &inputs::read(path)?, &self.options),
            Input::Address(address) => {
                let read = self.fetched(address, &Validators::default())?;
                Ok(read.map(|(reading, _)| reading).unwrap_or_default())
            }
        }
    }

    /// What a feed holds; `None` where it has not changed.
    pub(super) fn feed(&mut self, address: &str, known: &mut Known) -> Result<Option<Reading>, Refused> {
        let Some((reading, validators)) = self.fetched(address, &known.of(address))? else { return Ok(None) };
        known.set(address, validators);
        Ok(Some(reading))
    }

    fn fetched(&mut self, address: &str, known: &Validators) -> Result<Option<(Reading, Validators)>, Refused> {
        let fetched = self.runtime.block_on(fetch::fetch(address, known, &self.rules));
        match fetched.map_err(|error| Refused::NotFetched(error.to_string()))? {
            Fetched::Unchanged => Ok(None),
            Fetched::Document { bytes, address, validators } => {
                let mut reading = self.readers.read(&address, &bytes, &self.options)?;
                // A page that does not say its address has the one that it was found at.
                for draft in &mut reading.drafts {
                    draft.url.get_or_insert_with(|| address.clone());
                }
                Ok(Some((reading, validators)))
            }
        }
    }
}
