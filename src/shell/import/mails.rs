//! For whom mails are: they do not say it themselves, so the person who brings in the first of them is asked, once.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use crate::corpus::import::{Draft, Origin};
use crate::domain::Audience;

use super::super::Settings;
use super::report::Report;
use super::store::Store;

/// The name of what is remembered, in the corpus folder; hidden, so no article is looked for in it.
const NAME: &str = ".mails";

/// For whom the mails among these are: as was said now, as the settings have it, as was remembered, or as the person says
/// who is asked. `None` where nobody says.
pub(super) fn audience<'d>(
    said: Option<Audience>,
    settings: &Settings,
    corpus: &Path,
    mut drafts: impl Iterator<Item = &'d Draft>,
    may_ask: bool,
    report: &mut Report,
) -> Option<Audience> {
    let known = said.or(settings.import.mails).or_else(|| remembered(corpus));
    let silent = |draft: &Draft| draft.origin == Origin::Mail && draft.audience.is_none();
    if known.is_some() || !drafts.any(silent) {
        return known;
    }
    let asked = if may_ask && std::io::stdin().is_terminal() { asked() } else { None };
    if asked.is_none() {
        let note = "mails do not say for whom they are: taken for everyone; say --audience everyone or paid once, and it is remembered";
        report.notes.push(note.to_owned());
    }
    asked
}

/// Keeps what was said for the next mails.
pub(super) fn remember(audience: Audience, store: &Store) -> anyhow::Result<()> {
    if remembered(store.corpus()) == Some(audience) {
        return Ok(());
    }
    Ok(store.write_now(NAME, &format!("{}\n", word(audience)))?)
}

/// What was said before.
pub(super) fn remembered(corpus: &Path) -> Option<Audience> {
    read(fs::read_to_string(corpus.join(NAME)).ok()?.trim())
}

/// The audience that a word names.
pub(super) fn read(word: &str) -> Option<Audience> {
    match word.to_lowercase().as_str() {
        "everyone" | "e" => Some(Audience::Everyone),
        "paid" | "p" => Some(Audience::Paid),
        _ => None,
    }
}

fn word(audience: Audience) -> &'static str {
    match audience {
        Audience::Everyone => "everyone",
        Audience::Paid => "paid",
    }
}

fn asked() -> Option<Audience> {
    let mut out = anstream::stderr().lock();
    let _unheard =
        write!(out, "For whom are these mails? They do not say. [everyone/paid] ").and_then(|()| out.flush());
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).ok()?;
    read(line.trim())
}
