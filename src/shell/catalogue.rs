//! The catalogue of the bot's words that the settings ask for.

use std::fs;

use anyhow::Context;

use crate::words::Words;

use super::{Locations, Settings};

/// The catalogue of the language that is set.
pub(super) fn words(at: &Locations, settings: &Settings) -> anyhow::Result<Words> {
    let Some(language) = &settings.language else { return Ok(Words::english()) };
    let shipped = Words::of(language);
    let path = at.words(language);
    if shipped.is_some() && !path.exists() {
        return Ok(shipped.unwrap_or_else(Words::english));
    }
    let toml = fs::read_to_string(&path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let below = shipped.unwrap_or_else(Words::english);
    let (words, unknown) = below.overlaid_in_part(&toml).with_context(|| path.display().to_string())?;
    for error in unknown {
        // A later version of the program may have published it.
        anyhow::ensure!(at.is_pulled(), "{}: {error}", path.display());
        tell!("pullquote: {}: passed over: {error}", path.display());
    }
    Ok(words.called(language))
}
