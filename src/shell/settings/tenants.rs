//! `tenants.toml`: what all newsletters of a folder have in common.

use std::path::Path;

use serde::Deserialize;

use super::file::{SettingsError, read_toml};
use crate::desk::{DeskAddress, DeskUrl, Schema, Server};
use crate::shell::environment::variable;
use crate::shell::locations::{TENANTS, TenantOf};

/// The variable of the environment that names the desk's database, so that no password need stand in a file.
const DESK: &str = "PULLQUOTE_DESK";
/// The same for the store.
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
    pub fn store(&self) -> Option<String> {
        variable(STORE).or_else(|| self.store.clone())
    }
}

/// The database that the environment names.
pub(super) fn named_desk() -> anyhow::Result<Option<DeskUrl>> {
    let named = variable(DESK).map(|url| url.parse::<DeskUrl>());
    named.transpose().map_err(|problem| anyhow::anyhow!("{DESK}: {problem}"))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::{Locations, Settings};

    /// What a tenant has of its own and of what all have in common: database, schema and store.
    fn check(common: &str, tenant: &str, own: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join(tenant)).expect("a folder");
        std::fs::write(folder.path().join(TENANTS), common).expect("written");
        let at = Locations::of_tenant(folder.path(), tenant);
        std::fs::write(at.settings(), own).expect("written");
        match Settings::of_machine(&at) {
            Ok(own) => {
                let schema = own.desk_schema.map(|schema| schema.to_string());
                format!("{:?} {schema:?} {:?}", own.desk, own.store)
            }
            Err(error) => error.to_string().replace(&format!("{}/", folder.path().display()), ""),
        }
    }

    #[test]
    fn a_tenant_has_its_part_of_what_is_common() {
        let common = "desk = \"postgres://db/news\"\nstore = \"s3://news/all/\"\n";
        insta::assert_snapshot!(check(common, "ada", ""), @r#"Some(postgres://db/news) Some("ada") Some("s3://news/all/ada")"#);
        insta::assert_snapshot!(check(common, "Ada.1", ""), @r#"Some(postgres://db/news) None Some("s3://news/all/Ada.1")"#);
        let own = "desk = \"postgres://other/news\"\ndesk_schema = \"valley\"\nstore = \"/srv/valley\"\n";
        insta::assert_snapshot!(check(common, "ada", own), @r#"Some(postgres://other/news) Some("valley") Some("/srv/valley")"#);
        insta::assert_snapshot!(check("", "ada", ""), @r#"None Some("ada") None"#);
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        insta::assert_snapshot!(check("store = \"a\"\nstroe = \"b\"\n", "ada", ""), @r#"tenants.toml:2: unknown field `stroe`, expected one of `desk`, `desk_schema`, `store` (stroe)"#);
        insta::assert_snapshot!(check("desk = \"mysql://db/news\"\n", "ada", ""), @r#"tenants.toml:1: desk: not the address of a PostgreSQL database, such as "postgres://user@host/database""#);
        insta::assert_snapshot!(check("desk_schema = \"News\"\n", "ada", ""), @"tenants.toml:1: desk_schema: not the name of a schema: at most 63 small letters, digits, _ and -, a letter first");
    }

    #[test]
    fn a_part_of_a_store_is_named_once() {
        assert_eq!(
            ["s3://news", "s3://news/", "/srv/news//"].map(|store| part_of(store, "ada")),
            ["s3://news/ada", "s3://news/ada", "/srv/news/ada"]
        );
    }
}
