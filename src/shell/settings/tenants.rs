//! `tenants.toml`: what all newsletters of a folder have in common.

use std::path::Path;

use serde::Deserialize;

use super::desk::named_desk;
use super::{Settings, SettingsError, read_toml};
use crate::desk::{DeskAddress, DeskUrl, Schema, Server};
use crate::shell::environment::variable;
use crate::shell::locations::{TENANTS, TenantOf};

/// The variable of the environment that names the store.
const STORE: &str = "PULLQUOTE_STORE";

/// What all tenants of a folder have in common; the defaults where there is no file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Common {
    /// The PostgreSQL database of their desks, each in the schema that has its tenant's name.
    pub desk: Option<DeskUrl>,
    /// The schema that is the program's own: of what is of no tenant alone.
    pub desk_schema: Option<Schema>,
    /// Where they are published, each under its name, or pulled from.
    pub store: Option<String>,
}

impl Common {
    /// That of the tenants in a folder.
    ///
    /// # Errors
    /// See [`SettingsError`].
    pub fn of(folder: &Path) -> Result<Common, SettingsError> {
        read_toml(&folder.join(TENANTS))
    }

    /// The desk of the program itself, where the environment or the file names a database.
    ///
    /// # Errors
    /// The environment names something else.
    pub fn desk_at(&self) -> anyhow::Result<Option<DeskAddress>> {
        let named = named_desk()?.or_else(|| self.desk.clone());
        Ok(named.map(|url| Server::shared(url).schema(self.desk_schema.clone().unwrap_or_default())))
    }

    /// The store that they share, as the environment or the file names it: each has a part of it.
    #[allow(dead_code)]
    pub fn store(&self) -> Option<String> {
        variable(STORE).or_else(|| self.store.clone())
    }

    /// Gives a tenant what it does not set itself.
    pub(super) fn fill_in(self, own: &mut Settings, tenant: &TenantOf) {
        own.desk = own.desk.take().or(self.desk);
        // A folder whose name is no schema's has to name one.
        own.desk_schema = own.desk_schema.take().or_else(|| tenant.name.parse().ok());
        own.store = own.store.take().or_else(|| self.store.map(|store| part_of(&store, &tenant.name)));
    }
}

/// A tenant's part of a store.
pub fn part_of(store: &str, tenant: &str) -> String {
    format!("{}/{tenant}", store.trim_end_matches('/'))
}

/// The store that the environment names for an archive.
pub fn store_of_environment(tenant: Option<&TenantOf>) -> Option<String> {
    let store = variable(STORE)?;
    Some(tenant.map_or_else(|| store.clone(), |tenant| part_of(&store, &tenant.name)))
}
