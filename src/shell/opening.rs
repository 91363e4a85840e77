//! Opening an archive: settings, words, index, and the table that follows from them.

use std::fs;

use anyhow::Context;

use crate::command::Table;
use crate::corpus::{self, Rules};
use crate::domain::Geoid;
use crate::engine::Engine;
use crate::index::Archive;
use crate::places::Gazetteer;
use crate::words::Words;

use super::files::Folder;
use super::{Locations, Settings};

/// An archive that answers.
pub struct Opened {
    /// What answers.
    pub engine: Engine,
    /// The commands that it knows.
    pub table: Table,
    /// What the newsletter set.
    pub settings: Settings,
}

/// Opens the archive at these places.
pub fn open(at: &Locations) -> anyhow::Result<Opened> {
    let settings = Settings::read(&at.settings())?;
    let words = words(at, &settings)?;
    let archive = read_corpus(at, &words)?;
    if archive.article_count() == 0 {
        anstream::eprintln!("pullquote: no article is indexed, so nothing will be found");
    }
    let table = Table::new(&words, archive.trackers())?;
    Ok(Opened { engine: Engine::new(archive, words), table, settings })
}

/// The corpus, read and indexed in memory. What is wrong with it is said, and the rest is served.
fn read_corpus(at: &Locations, words: &Words) -> anyhow::Result<Archive> {
    let gazetteer = Gazetteer::embedded();
    let exists = |geoid: &Geoid| gazetteer.place(geoid).is_some();
    let rules = Rules { words: words.clone(), ..Rules::new(&exists) };
    let loaded = corpus::load(&Folder(at.corpus.clone()), &rules);
    for error in &loaded.errors {
        anstream::eprintln!("pullquote: {error}");
    }
    Archive::in_memory(loaded.articles, loaded.trackers).context("the articles cannot be indexed")
}

/// The catalogue of the language that is set.
pub(super) fn words(at: &Locations, settings: &Settings) -> anyhow::Result<Words> {
    if settings.language == "en" {
        return Ok(Words::english());
    }
    let path = at.words(&settings.language);
    let toml = fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
    Words::over_english(&toml).with_context(|| path.display().to_string())
}
