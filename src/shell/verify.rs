//! `pullquote verify CODE TEXT`: whether a text is what a receipt's code names.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use clap::ArgMatches;

use crate::commands::Front;
use crate::engine::claimed::{differing_words, same_words};
use crate::render::{json, terminal};
use crate::reply::{Comparison, Corrected, DiffSide, Verified};

use super::look::look;
use super::{Locations, Published, Receipted, opening};

/// A longer text is no excerpt.
const LONGEST: u64 = 1 << 20;

/// Compares, and succeeds where the text is what the code names.
pub(super) fn run(at: &Locations, own: &ArgMatches, mut out: impl Write) -> anyhow::Result<ExitCode> {
    let code: &String = own.get_one("code").ok_or_else(|| anyhow::anyhow!("verify needs a code"))?;
    let given: Vec<&str> = own.get_many::<String>("text").into_iter().flatten().map(String::as_str).collect();
    let claimed = match given.as_slice() {
        ["-"] => piped()?,
        words => words.join(" "),
    };
    if claimed.trim().is_empty() {
        tell!("pullquote: verify needs the text that is said to stand there");
        return Ok(ExitCode::from(2));
    }
    let mut archive = opening::open_lazily(Front::Terminal, at)?;
    let (found, words) = archive.answer(|opened| {
        let found = Published::new(opened, at).receipt(code, Front::Terminal);
        (found, opened.engine.words().clone())
    })?;
    let verified = compared(code, found, &claimed);
    if own.get_flag("json") {
        let mut line = Vec::new();
        json::write_verified(&verified, &mut line);
        out.write_all(&line)?;
    } else {
        out.write_all(terminal::verified(&verified, &words, look(false)).as_bytes())?;
    }
    out.flush()?;
    Ok(if verified.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A long text, from standard input.
fn piped() -> io::Result<String> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(LONGEST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn compared(code: &str, found: Receipted, claimed: &str) -> Verified {
    let bare = |verdict| Verified::new(code, verdict);
    match found {
        Receipted::Unreadable => bare(Comparison::Unreadable),
        Receipted::Unknown => bare(Comparison::Unknown),
        Receipted::Closed(date) => Verified { date: Some(date), ..bare(Comparison::Closed) },
        Receipted::Replaced { date, title, url } => {
            Verified { date: Some(date), title: Some(title), url: Some(url), ..bare(Comparison::Replaced) }
        }
        Receipted::Stands(excerpt) if same_words(claimed, &excerpt.text) => {
            Verified { excerpt: Some(*excerpt), ..bare(Comparison::Verbatim) }
        }
        Receipted::Stands(excerpt) => {
            let diff = Some(differing_words(claimed, &excerpt.text));
            Verified { diff, excerpt: Some(*excerpt), ..bare(Comparison::Altered) }
        }
        Receipted::Corrected(corrected) => {
            let said = said(&corrected);
            let Corrected { on, now, .. } = *corrected;
            let now = now.filter(|now| !now.text.is_empty());
            let (verdict, diff) = if same_words(claimed, &said) {
                (Comparison::Before, None)
            } else if now.as_ref().is_some_and(|now| same_words(claimed, &now.text)) {
                (Comparison::Since, None)
            } else {
                (Comparison::Altered, Some(differing_words(claimed, &said)))
            };
            Verified { corrected: Some(on), said: Some(said), excerpt: now, diff, ..bare(verdict) }
        }
    }
}

/// What a corrected article said.
fn said(corrected: &Corrected) -> String {
    let own = corrected.diff.iter().filter(|part| part.side != DiffSide::Archive);
    own.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
}
