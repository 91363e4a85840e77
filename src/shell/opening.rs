//! Opening an archive: settings, words, index, and the table that follows from them.

use crate::commands::{Front, Table};
use crate::engine::Engine;
use crate::index::Compared;

use super::catalogue::words;
use super::indexing::{self, Indexed};
use super::settings::{Door, Meaning};
use super::{Locations, Settings};

/// An archive that answers.
pub struct Opened {
    /// What answers.
    pub engine: Engine,
    /// The commands that it knows.
    pub table: Table,
    /// What the newsletter set.
    pub settings: Settings,
    /// Where it lies: of a pulled archive each generation has its own place.
    pub at: Locations,
    /// Whether it does not hold the corpus as it is, for a reason that may pass by itself.
    pub behind: bool,
}

/// Opens the archive at these places, once all of its index was compared with its hashes.
pub fn open(at: &Locations) -> anyhow::Result<Opened> {
    open_with(at, Compared::AtOnce)
}

/// The same at once: what is in the index is compared when it is first read, which a single answer does with little of it.
pub fn open_lazily(front: Front, at: &Locations) -> anyhow::Result<Lazily> {
    let opened = open_with(at, Compared::WhenRead)?;
    check_door(front, &opened)?;
    Ok(Lazily { opened: Opened { table: opened.table.on(front), ..opened }, front, at: at.clone() })
}

/// An archive whose index may turn out to be damaged while it answers.
pub struct Lazily {
    opened: Opened,
    front: Front,
    at: Locations,
}

impl Lazily {
    /// The commands that it knows.
    pub fn table(&self) -> &Table {
        &self.opened.table
    }

    /// What comes of `work`. Where it met damage, the index is built anew, and `work` is done again.
    pub fn answer<T>(&mut self, work: impl Fn(&Opened) -> T) -> anyhow::Result<T> {
        let value = work(&self.opened);
        if self.opened.engine.archive().is_sound() {
            return Ok(value);
        }
        self.opened = open_for(self.front, &self.at)?;
        Ok(work(&self.opened))
    }
}

fn open_with(at: &Locations, compared: Compared) -> anyhow::Result<Opened> {
    let settings = Settings::of(at)?;
    settings.web.check()?;
    let words = words(at, &settings)?;
    let Indexed { archive, behind } = indexing::archive_compared(compared, at, &words, &settings)?;
    if archive.article_count() == 0 {
        tell!("pullquote: no article is indexed, so nothing will be found");
    }
    let engine = Engine::new(archive, words)
        .keeping_private(settings.people.private.clone())
        .with_meaning(settings.meaning == Meaning::On);
    let table = Table::new(engine.words(), &engine.open_trackers())?;
    let discord = super::settings::Discord {
        language: settings.language.clone(),
        privacy: settings.privacy.clone(),
        ..settings.discord
    };
    Ok(Opened { engine, table, settings: Settings { discord, ..settings }, at: at.clone(), behind })
}

/// Refuses a front whose door the settings keep shut.
fn check_door(front: Front, opened: &Opened) -> anyhow::Result<()> {
    let door = match front {
        Front::Discord => Door::Discord,
        Front::Terminal | Front::Batch => Door::Terminal,
        Front::Web => Door::Web,
        Front::Api => Door::Api,
        Front::Mcp => Door::Mcp,
    };
    opened.settings.publication.doors.check(door)
}

/// The same with the commands of a front.
pub(super) fn open_for(front: Front, at: &Locations) -> anyhow::Result<Opened> {
    let opened = open(at)?;
    check_door(front, &opened)?;
    Ok(Opened { table: opened.table.on(front), ..opened })
}
