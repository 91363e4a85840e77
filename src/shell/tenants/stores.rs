//! The stores of tenants: those that lie in one store share its connections.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::shell::settings::store_of_environment;
use crate::shell::store::Store;
use crate::shell::{Locations, Settings};

/// The stores of tenants.
pub(super) struct Stores {
    /// Whether a folder that is not there is made.
    make: bool,
    // Held while one is opened, which waits for no network.
    roots: Mutex<HashMap<String, Store>>,
}

impl Stores {
    /// None of them is open yet. `make`: whether a folder that is not there is made.
    pub(super) fn new(make: bool) -> Stores {
        Stores { make, roots: Mutex::default() }
    }

    /// The store at an address.
    pub(super) fn root(&self, address: &str) -> anyhow::Result<Store> {
        let mut roots = self.roots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(there) = roots.get(address) {
            return Ok(there.clone());
        }
        let store = Store::open(address, self.make)?;
        roots.insert(address.to_owned(), store.clone());
        Ok(store)
    }

    /// The store of this tenant, whose address this is.
    pub(super) fn of(&self, tenant: &str, address: &str) -> anyhow::Result<Store> {
        match root_of(tenant, address) {
            Some(root) => Ok(self.root(root)?.part(tenant)),
            None => Store::open(address, self.make),
        }
    }
}

/// The address of a tenant's store, where it has one.
pub(super) fn address(at: &Locations, own: &Settings) -> Option<String> {
    store_of_environment(at.tenant()).or_else(|| own.store.clone())
}

/// The store whose part a tenant's store is.
fn root_of<'a>(tenant: &str, address: &'a str) -> Option<&'a str> {
    let root = address.strip_suffix(tenant)?.strip_suffix('/')?;
    // A bucket may have the tenant's name.
    let is_whole = !root.is_empty() && address.contains("://") == root.contains("://") && !root.ends_with('/');
    is_whole.then_some(root)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_lies_in_another_where_its_last_part_is_the_tenant() {
        let of = |address| root_of("ada", address);
        assert_eq!(of("s3://news/ada"), Some("s3://news"));
        assert_eq!(of("s3://news/all/ada"), Some("s3://news/all"));
        assert_eq!(of("/srv/store/ada"), Some("/srv/store"));
        for other in ["s3://ada", "gs://news/bea", "/ada", "ada", "file:///ada", "s3://news/nevada"] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
