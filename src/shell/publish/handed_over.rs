//! What editors approved on other machines: the importer writes it into its corpus before it publishes.
//!
//! A row waits until a generation that has it is served. Whoever is killed before that leaves it waiting, and who takes it
//! next finds it in the corpus, or writes it into the one that is published then.

use super::{Importer, held, hold};
use crate::desk::writes::{CorpusWrite, WriteKind};
use crate::desk::{DAY, Post};
use crate::render::discord::desk::unwritten::{Unwritten, card};
use crate::shell::discord::posted;
use crate::shell::import::{Candidate, add_case, add_record, is_busy};
use crate::shell::{Locations, Opened, opening};
use crate::words::Words;

/// The card of what was not written is kept up to date so long.
const KEPT: i64 = 90 * DAY;

impl Importer {
    /// Writes into the corpus what waits; which rows are in it by now. Nothing where the lease is another's by now.
    pub(super) async fn take_in(&self) -> anyhow::Result<Option<Vec<String>>> {
        let rows = self.desk.corpus_writes(self.desk.clock().await?).await?;
        let mut written = Vec::new();
        if rows.is_empty() {
            return Ok(Some(written));
        }
        let mut writer = Writer::open(&self.at)?;
        for row in &rows {
            match writer.write(row)? {
                Came::Written => written.push(row.id.clone()),
                Came::Busy => break,
                Came::Refused(why) if self.refuse(row, why.as_deref(), &writer.opened).await? => {}
                Came::Refused(_) => return Ok(None),
            }
        }
        Ok(Some(written))
    }

    /// Settles what is in the corpus that is served now.
    pub(super) async fn settle(&self, written: &[String]) -> anyhow::Result<()> {
        let Some(own) = held(&self.lease).filter(|_| !written.is_empty()) else { return Ok(()) };
        self.desk.corpus_written(written, &own, self.desk.clock().await?).await?;
        Ok(())
    }

    /// Tells the editors that something was not written; whether the lease was still this one's.
    async fn refuse(&self, row: &CorpusWrite, why: Option<&str>, opened: &Opened) -> anyhow::Result<bool> {
        let set_up = self.desk.set_up(&row.server);
        let own = opened.engine.words();
        let of = |language: &String| [own].into_iter().chain(Words::shipped()).find(|words| words.is_of(language));
        let words = set_up.language.as_ref().and_then(of).unwrap_or(own);
        let lists = opened.engine.archive().trackers();
        let list = match &row.kind {
            WriteKind::Record { tracker, .. } => {
                Some(lists.iter().find(|own| own.id == *tracker).map_or(tracker.as_str(), |own| own.title.as_str()))
            }
            WriteKind::Case => None,
        };
        let body = posted(&card(&Unwritten { id: &row.id, list, why, text: &row.text }, words));
        let now = self.desk.clock().await?;
        let told = set_up.editors_channel.clone().map(|channel| Post {
            key: format!("editors/unwritten/{}", row.id),
            server: row.server.clone(),
            channel: Some(channel),
            marker: row.id.clone(),
            body: Some(body),
            expires_at: now + KEPT,
            ..Post::default()
        });
        let Some(lease) = held(&self.lease) else { return Ok(false) };
        let settled = self.desk.refuse_write(&row.id, told.as_ref(), &lease, now).await?;
        if !settled {
            hold(&self.lease, None);
        }
        Ok(settled)
    }
}

/// What came of a row.
enum Came {
    /// It is in the corpus.
    Written,
    /// An import is running; it is tried again after that.
    Busy,
    /// It was not written, and why, where that lies in what it says.
    Refused(Option<String>),
}

/// Writes into a corpus.
struct Writer {
    at: Locations,
    opened: Opened,
    /// Whether the corpus has more than what is open.
    is_behind: bool,
}

impl Writer {
    fn open(at: &Locations) -> anyhow::Result<Writer> {
        Ok(Writer { at: at.clone(), opened: opening::open(at)?, is_behind: false })
    }

    /// Writes it where it is not there already. An error is none of the row's.
    fn write(&mut self, row: &CorpusWrite) -> anyhow::Result<Came> {
        if !self.opened.settings.desk_writes {
            return Ok(Came::Refused(None));
        }
        let written = match &row.kind {
            WriteKind::Case => add_case(&self.at.data, &row.text).map_err(anyhow::Error::from),
            WriteKind::Record { tracker, record } => {
                if std::mem::take(&mut self.is_behind) {
                    self.opened = opening::open(&self.at)?;
                }
                let engine = &self.opened.engine;
                let Some(list) = engine.archive().trackers().iter().find(|own| own.id == *tracker) else {
                    return Ok(Came::Refused(None));
                };
                let candidate = Candidate {
                    subject: &record.subject,
                    status: &record.status,
                    article: &record.article,
                    evidence: Some(&record.evidence),
                };
                if candidate.is_held_by(list) {
                    return Ok(Came::Written);
                }
                // The list and the article may have changed since it was approved.
                let block = match candidate.toml(list, engine) {
                    Ok(block) => block,
                    Err(why) => return Ok(Came::Refused(Some(why))),
                };
                self.is_behind = true;
                add_record(&self.at, engine.words(), &self.opened.settings, tracker, &block).map(drop)
            }
        };
        Ok(match written {
            Ok(()) => Came::Written,
            Err(error) if is_busy(&error) => Came::Busy,
            // A full disk is none of the row's: it waits.
            Err(error) if error.chain().any(|cause| cause.is::<std::io::Error>()) => return Err(error),
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "what editors approved cannot be written");
                Came::Refused(None)
            }
        })
    }
}
