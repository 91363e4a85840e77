//! Where the desk lies.

use super::Settings;
use super::tenants::named_desk;
use crate::desk::{DeskAddress, Server};
use crate::shell::Locations;

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
