//! Where the desk lies.

use super::Settings;
use crate::desk::{DeskAddress, DeskUrl, Server};
use crate::shell::Locations;
use crate::shell::environment::variable;

/// The variable of the environment that names the database, so that no password need stand in a file.
const VARIABLE: &str = "PULLQUOTE_DESK";

impl Settings {
    /// Where the desk lies: in the database that the environment or the settings name, or else in a file of the data folder.
    ///
    /// # Errors
    /// The environment names something else.
    pub fn desk_at(&self, at: &Locations) -> anyhow::Result<DeskAddress> {
        Ok(match named_desk()?.or_else(|| self.desk.clone()) {
            Some(url) => Server::shared(url).schema(self.desk_schema.clone().unwrap_or_default()),
            None => DeskAddress::File(at.desk()),
        })
    }
}

/// The database that the environment names.
pub(super) fn named_desk() -> anyhow::Result<Option<DeskUrl>> {
    let named = variable(VARIABLE).map(|url| url.parse::<DeskUrl>());
    named.transpose().map_err(|problem| anyhow::anyhow!("{VARIABLE}: {problem}"))
}
