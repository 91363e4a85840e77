//! `/sources`: the excerpts of our public answers that still stand in a thread or channel, by article.

mod there;

use std::sync::Arc;

use super::visit::Visit;
use crate::commands::SOURCES;
use crate::desk::DeskError;
use crate::desk::answers::{Became, CitedExcerpt};
use crate::domain::Show;
use crate::engine::allowance::Allowance;
use crate::render::discord::desk::sources::{self, step};
use crate::reply::Excerpt;
use crate::shell::discord::archive::OpenArchive;
use crate::shell::discord::incoming::ADMINISTRATOR;
use crate::shell::discord::permissions::{HISTORY, VIEW};
use crate::shell::discord::respond::Outcome;
use there::{Looked, look};

/// How often one person may look in a minute.
const A_MINUTE: usize = 6;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let asked = visit.asked;
    let (Some(_), Some(channel), true) = (&asked.guild, &asked.channel, asked.installed) else {
        return Ok(visit.note("sources.not_here"));
    };
    if visit.served.settings.is_off(SOURCES) {
        return Ok(visit.note("discord.command_off"));
    }
    if !visit.set_up.sources {
        return Ok(visit.note("sources.off"));
    }
    // Each press asks Discord for the answers.
    if !visit.state.flood.takes(&format!("sources {}", asked.user), A_MINUTE, 60, visit.now) {
        return Ok(visit.note("discord.busy"));
    }
    let (may, needed) = (asked.own_permissions, VIEW | HISTORY);
    // Where Discord does not say what we may, it says so when it is asked for a message.
    if may != 0 && may & ADMINISTRATOR == 0 && may & needed != needed {
        return Ok(visit.note("sources.no_access"));
    }
    let answers = visit.desk.answers_in(channel, visit.now).await?;
    let (standing, unchecked) = match look(visit, channel, answers).await? {
        Looked::At { standing, unchecked } => (standing, unchecked),
        Looked::Barred => return Ok(visit.note("sources.no_access")),
        Looked::Failed => return Ok(visit.note("desk.failed")),
    };
    let cited: Vec<CitedExcerpt> = standing.into_iter().flat_map(|answer| answer.excerpts).collect();
    let archive = Arc::clone(&visit.served.archive);
    let opened = Arc::clone(visit.state).in_turn(move |_| opened(&archive, &cited)).await.unwrap_or_default();
    let reader = visit.reader();
    let bounded = opened.into_iter().map(|excerpt| visit.served.archive.bounded(excerpt, &reader)).collect();
    let sources = sources::by_article(bounded);
    let words = visit.words();
    Ok(Outcome::Message(match what {
        step::MARKDOWN if !sources.is_empty() => sources::markdown(&sources, words),
        step::CSL if !sources.is_empty() => sources::csl(&sources, words),
        _ => sources::card(&sources, unchecked, words),
    }))
}

/// The excerpts as the archive has them now: what was corrected in its present words, without what was withdrawn. Together
/// they show no more of an article than one reply may.
fn opened(archive: &OpenArchive, cited: &[CitedExcerpt]) -> Vec<Excerpt> {
    let mut allowance = Allowance::default();
    let one = |own: &CitedExcerpt| {
        let reference = match archive.became(&own.reference, &own.words) {
            Became::Standing(reference) => reference,
            Became::Corrected { now, .. } => now,
            Became::Withdrawn => return None,
        };
        let excerpt = archive.cited(&reference)?;
        let title_only = archive.article_of(&reference).is_some_and(|article| article.meta.show == Show::Cite);
        Some(excerpt).filter(|excerpt| !excerpt.text.is_empty() || title_only)
    };
    let excerpts = cited.iter().filter_map(one);
    excerpts.filter(|excerpt| allowance.admits_excerpt(archive.engine(), excerpt)).collect()
}
