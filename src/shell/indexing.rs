//! Keeping the index up to date with the corpus, and `pullquote index`.

use std::cell::OnceCell;
use std::io::Write;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use crate::corpus::{self, LoadNote, Rules};
use crate::domain::Geoid;
use crate::index::{Archive, Compared, IndexFolder, Progress, Report, Unusable, UpdateError};
use crate::places::Gazetteer;
use crate::words::Words;

use super::files::Folder;
use super::{Locations, Settings, catalogue, grammar, import};

/// Fewer articles than this are indexed before anybody could read a bar.
const WORTH_A_BAR: usize = 100;

/// Of the notes on a corpus, who did not ask for them is told this many: an export of many years has thousands.
const NOTES_IN_PASSING: usize = 20;

/// What there is to answer from.
pub(super) struct Indexed {
    /// The archive.
    pub(super) archive: Archive,
    /// Whether it does not hold the corpus as it is, for a reason that may pass by itself: a full disk, another process
    /// at work.
    pub(super) behind: bool,
}

/// The archive of these places, up to date where that is possible. What stands in the way is said, and the last good
/// index serves, or else what is sound of the corpus, from memory.
pub(super) fn archive(at: &Locations, words: &Words, settings: &Settings) -> anyhow::Result<Indexed> {
    archive_compared(Compared::AtOnce, at, words, settings)
}

/// The same, where the index is compared with its hashes at this time.
pub(super) fn archive_compared(
    compared: Compared,
    at: &Locations,
    words: &Words,
    settings: &Settings,
) -> anyhow::Result<Indexed> {
    let source = Folder(at.corpus.clone());
    if at.is_pulled() {
        // It came with its index, which holds this corpus, unless another version of the program wrote it.
        let copy = IndexFolder::new(&at.index).compared(compared).open_copy();
        let fits = |archive: &Archive| {
            with_rules(words, settings, |rules| corpus::has_trackers(&source, rules, archive.trackers()))
        };
        if let Some(archive) = copy.ok().filter(fits) {
            return Ok(Indexed { archive, behind: false });
        }
    }
    let index = IndexFolder::new(if at.is_pulled() { at.own_index() } else { at.index.clone() });
    let opened = index.clone().compared(compared);
    with_rules(words, settings, |rules| {
        let error = match opened.update(&source, rules, &bar()) {
            Ok(updated) => {
                say_notes(&updated.report.notes, NOTES_IN_PASSING);
                if !at.is_pulled() {
                    import::keep_edited(at, &updated.report.superseded);
                }
                return Ok(Indexed { archive: updated.archive, behind: false });
            }
            Err(error) => error,
        };
        say(&error);
        let behind = !matches!(error, UpdateError::Faulty(_));
        if let Ok(archive) = index.open() {
            tell!("pullquote: the index serves as it was before");
            return Ok(Indexed { archive, behind });
        }
        tell!("pullquote: what could be read is served from memory");
        let loaded = corpus::load(&source, rules);
        Ok(Indexed { archive: Archive::in_memory(loaded.articles, loaded.trackers)?, behind })
    })
}

/// `pullquote index [--rebuild]`.
pub(super) fn run(at: &Locations, rebuild: bool, out: impl Write) -> anyhow::Result<ExitCode> {
    Ok(match update(at, rebuild, out)? {
        // The other process does the work.
        Outcome::Done | Outcome::Busy => ExitCode::SUCCESS,
        Outcome::Failed => ExitCode::FAILURE,
    })
}

/// What came of an update.
pub(super) enum Outcome {
    /// The index is up to date.
    Done,
    /// Another process is at work on it.
    Busy,
    /// The index stays as it was.
    Failed,
}

/// Brings the index up to date, or builds it anew, and says what was done.
pub(super) fn update(at: &Locations, rebuild: bool, mut out: impl Write) -> anyhow::Result<Outcome> {
    let settings = Settings::read(&at.settings())?;
    let words = catalogue::words(at, &settings)?;
    let (source, index) = (Folder(at.corpus.clone()), IndexFolder::new(&at.index));
    let result = with_rules(&words, &settings, |rules| {
        if rebuild { index.rebuild(&source, rules, &bar()) } else { index.update(&source, rules, &bar()) }
    });
    match result {
        Ok(updated) => {
            say_notes(&updated.report.notes, usize::MAX);
            import::keep_edited(at, &updated.report.superseded);
            writeln!(out, "{}", summary(&updated.report, &updated.archive))?;
            Ok(Outcome::Done)
        }
        Err(error @ UpdateError::Busy) => {
            say(&error);
            Ok(Outcome::Busy)
        }
        Err(error) => {
            say(&error);
            if matches!(error, UpdateError::Faulty(_)) {
                tell!("pullquote: nothing was indexed; the last good index stays in service");
            }
            Ok(Outcome::Failed)
        }
    }
}

/// What a corpus is read by: the newsletter's own defaults, the places that exist, the commands that are taken, the words
/// for what a tracker leaves out.
pub(super) fn with_rules<T>(words: &Words, settings: &Settings, work: impl FnOnce(&Rules<'_>) -> T) -> T {
    let gazetteer = Gazetteer::embedded();
    let exists = |geoid: &Geoid| gazetteer.place(geoid).is_some();
    let defaults = settings.publication.defaults();
    work(&Rules { words: words.clone(), defaults, reserved: grammar::taken(), ..Rules::new(&exists) })
}

/// `12 articles: 1 added, 2 changed, 1 removed, 9 unchanged`, with why it was built anew and whether trackers changed.
fn summary(report: &Report, archive: &Archive) -> String {
    let Report { added, changed, removed, unchanged, .. } = report;
    let count = archive.article_count();
    let articles = if count == 1 { "article" } else { "articles" };
    let mut line =
        format!("{count} {articles}: {added} added, {changed} changed, {removed} removed, {unchanged} unchanged");
    if report.trackers_changed {
        line.push_str("; trackers changed");
    }
    if let Some(why @ (Unusable::OtherVersion | Unusable::Damaged(_) | Unusable::Unreadable(_))) = &report.rebuilt {
        line.push_str(&format!("; built anew, because {why}"));
    }
    line
}

fn say(error: &UpdateError) {
    match error {
        UpdateError::Faulty(mistakes) => mistakes.iter().for_each(|mistake| tell!("pullquote: {mistake}")),
        other => tell!("pullquote: {other}"),
    }
}

/// The first notes; how many more there are, and how to see them.
fn say_notes(notes: &[LoadNote], most: usize) {
    for note in notes.iter().take(most) {
        tell!("pullquote: note: {note}");
    }
    if let Some(more @ 1..) = notes.len().checked_sub(most) {
        tell!("pullquote: {more} more notes: pullquote index --rebuild lists all");
    }
}

/// Draws a bar on standard error where that is a terminal and the work is long enough to be watched.
fn bar() -> impl Fn(Progress) {
    let bar: OnceCell<ProgressBar> = OnceCell::new();
    move |Progress { done, total }| {
        if total < WORTH_A_BAR {
            return;
        }
        let bar = bar.get_or_init(|| {
            let bar = ProgressBar::new(total as u64);
            let style = ProgressStyle::with_template("indexing {wide_bar} {human_pos} of {human_len} articles, {eta}");
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar
        });
        bar.set_position(done as u64);
        if done == total {
            bar.finish_and_clear();
        }
    }
}
