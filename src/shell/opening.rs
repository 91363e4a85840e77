//! Opening an archive: settings, words, index, and the table that follows from them.

use crate::commands::{Front, Table};
use crate::engine::Engine;

use super::catalogue::words;
use super::indexing::{self, Standing};
use super::settings::Meaning;
use super::{Locations, Settings};

/// An archive that answers.
pub struct Opened {
    /// What answers.
    pub engine: Engine,
    /// The commands that it knows.
    pub table: Table,
    /// What the newsletter set.
    pub settings: Settings,
    /// Whether it does not hold the corpus as it is, for a reason that may pass by itself.
    pub behind: bool,
}

/// Opens the archive at these places.
pub fn open(at: &Locations) -> anyhow::Result<Opened> {
    let settings = Settings::read(&at.settings())?;
    let words = words(at, &settings)?;
    let Standing { archive, behind } = indexing::archive(at, &words, &settings)?;
    if archive.article_count() == 0 {
        tell!("pullquote: no article is indexed, so nothing will be found");
    }
    let engine = Engine::new(archive, words)
        .keeping_private(settings.people.private.clone())
        .with_meaning(settings.meaning == Meaning::On);
    let table = Table::new(engine.words(), &engine.open_trackers())?;
    let discord = super::settings::Discord { language: settings.language.clone(), ..settings.discord };
    Ok(Opened { engine, table, settings: Settings { discord, ..settings }, behind })
}

/// The same with the commands of a front.
pub(super) fn open_for(front: Front, at: &Locations) -> anyhow::Result<Opened> {
    let opened = open(at)?;
    Ok(Opened { table: opened.table.on(front), ..opened })
}
