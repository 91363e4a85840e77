//! `pullquote init`: a newsletter's own data folder.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::ArgMatches;

use super::grammar::FIELDS;

/// Makes the folder. What is there already is left as it is.
pub(in crate::shell) fn run(own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let folder = own.get_one::<PathBuf>("dir").context("init needs a folder")?;
    if let Some(show) = own.get_one::<String>("show") {
        anyhow::ensure!(matches!(show.as_str(), "whole" | "quote" | "cite"), "--show must be whole, quote or cite");
    }
    let settings = folder.join("pullquote.toml");
    anyhow::ensure!(!settings.exists(), "{} is there already", settings.display());
    for inner in ["corpus/articles", "corpus/jurisdictions"] {
        fs::create_dir_all(folder.join(inner)).with_context(|| folder.display().to_string())?;
    }
    write_new(&settings, &toml(own))?;
    let licence = folder.join("corpus/LICENSE.md");
    if !licence.exists() {
        write_new(&licence, "Whose words the articles are, and on what terms they may be shown.\n")?;
    }
    anstream::println!("made {0}\nnext: pullquote --data {0} import PATH…", folder.display());
    Ok(ExitCode::SUCCESS)
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::File::create_new(path).with_context(|| path.display().to_string())?;
    file.write_all(text.as_bytes())?;
    Ok(file.sync_all()?)
}

/// The settings: what was said, and what may be said as comments.
fn toml(own: &ArgMatches) -> String {
    let mut out = String::from("# What an article says of itself where its source does not.\n[publication]\n");
    for (name, help) in FIELDS {
        match own.get_one::<String>(name) {
            Some(text) => out.push_str(&format!("{name} = {}\n", toml::Value::String(text.clone()))),
            None => out.push_str(&format!("# {name} = \"\"  # {help}\n")),
        }
    }
    out
}
