//! What was new, what was corrected, which records changed: on request, and in a server's channel every Monday where its
//! moderators want it. Never what was asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;

use super::channels::{Channel, Kind};
use super::visit::{Visit, now, served_in};
use crate::desk::changes::{ArchiveChange, ChangeKind, is_news};
use crate::desk::{DAY, Desk, DeskError, Makes, Post, Seconds, WEEK, day_of, monday_of};
use crate::domain::Audience;
use crate::index::StoredArticle;
use crate::render::discord::desk::digest::{Digest, RecordNews, Titled, card, marker, title};
use crate::shell::discord::archive::OpenArchive;
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::state::State;

/// The hour of a Monday, by Greenwich, at which the week's is posted.
const HOUR: Seconds = 8 * 60 * 60;
/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(8);
/// A process that was down then posts it this late.
const LATE: Seconds = DAY;
/// Whether it is time is looked this often.
const PAUSE: Duration = Duration::from_secs(10 * 60);
/// The row is kept so long.
const KEPT: Seconds = 30 * DAY;
/// Discord's limit for the name of a post in a forum, in UTF-16 units.
const NAME: usize = 100;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    // The button of a week's digest asks what changed since.
    let since = what.parse::<Date>().ok().and_then(due_on).unwrap_or(visit.now - WEEK);
    let since = since.max(visit.now - 90 * DAY);
    let changes = visit.desk.changes_between(since, visit.now + 1).await?;
    let archive = Arc::clone(&visit.served.archive);
    let days = (day_of(since), day_of(visit.now));
    let told = Arc::clone(visit.state).in_turn(move |_| digest(&archive, &changes, days)).await;
    Ok(Outcome::Message(card(&told.unwrap_or_default(), None, visit.words())))
}

/// Posts the week's, every Monday, for ever.
pub(super) async fn follow(state: Arc<State>) {
    loop {
        let Some(desk) = state.desk() else { return };
        if let Err(error) = post_due(&state, &desk, now()).await {
            tracing::warn!(%error, "the week's digest could not be written; it is tried again");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// When it was time last.
fn last_due(now: Seconds) -> Seconds {
    monday_of(now - HOUR) + HOUR
}

/// Writes the digests of the week that are due at a time and not written yet.
///
/// # Errors
/// See [`DeskError`]; what is written stays.
pub async fn post_due(state: &Arc<State>, desk: &Desk, at: Seconds) -> Result<(), DeskError> {
    let due = last_due(at);
    if at - due >= LATE {
        return Ok(());
    }
    let monday = day_of(due);
    for server in desk.servers().await? {
        let set_up = desk.set_up(&server);
        let Some(channel) = set_up.new_issue_channel.clone().filter(|_| set_up.weekly_digest) else { continue };
        let key = format!("digest/{server}/{monday}");
        if desk.post(&key).await?.is_some() {
            continue;
        }
        let served = served_in(state, desk, &server);
        if !served.settings.serves(&server) {
            continue;
        }
        let changes = desk.changes_between(due - WEEK, due).await?;
        let archive = Arc::clone(&served.archive);
        let days = (day_of(due - WEEK), monday);
        let told = Arc::clone(state).in_turn(move |_| digest(&archive, &changes, days)).await.unwrap_or_default();
        // Nothing is said where there is nothing to say; where Discord does not say what the channel is, it is asked again.
        if told.is_empty() {
            continue;
        }
        let Ok(about) = Channel::look_up(state, &channel, PATIENCE).await else { continue };
        let words = served.archive.catalogue(served.settings.language.as_deref());
        let message = outgoing::posted(&card(&told, Some(&monday.to_string()), words));
        let marker = marker(&monday.to_string());
        let (makes, body) = match about.kind {
            Kind::Forum => {
                let name = crate::render::discord::escape::units(&title(&told, words), NAME);
                let tags: Vec<&str> = about.picked_or_first(set_up.issue_tag.as_deref()).into_iter().collect();
                (Makes::Forum, json!({"name": name, "applied_tags": tags, "message": message}))
            }
            Kind::Text | Kind::Announcements | Kind::Thread => (Makes::Message, message),
            Kind::Other => continue,
        };
        let (channel, body, expires_at) = (Some(channel), Some(body), now() + KEPT);
        desk.put_post(&Post { key, server, makes, channel, marker, body, expires_at, ..Post::default() }, now())
            .await?;
        state.wake_outbox();
    }
    Ok(())
}

/// When it is time on a day.
fn due_on(day: Date) -> Option<Seconds> {
    TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok().map(|midnight| midnight.as_second() + HOUR)
}

/// What changed, as everybody may read it.
fn digest(archive: &OpenArchive, changes: &[ArchiveChange], days: (Date, Date)) -> Digest {
    let engine = archive.engine();
    let article = |id: &str| engine.archive().article(id);
    let mut told = Digest { days, ..Digest::default() };
    let mut found: Vec<_> = of(changes, ChangeKind::New)
        .filter_map(|change| article(&change.article).filter(|own| is_news(own.meta.date, change.seen_at)))
        .collect();
    found.sort_by(|one, other| (one.meta.date, &one.meta.id).cmp(&(other.meta.date, &other.meta.id)));
    found.dedup_by(|one, other| one.meta.id == other.meta.id);
    told.new = found.iter().map(|own| titled(own)).collect();
    let is_new = |id: &str| found.iter().any(|own| own.meta.id == id);
    let corrected: BTreeSet<&str> = of(changes, ChangeKind::Corrected).map(|change| change.article.as_str()).collect();
    for own in corrected.into_iter().filter(|id| !is_new(id)).filter_map(article) {
        if own.meta.corrections.last().is_some_and(|last| last.quiet) {
            continue;
        }
        // Of an article for paying readers, what was corrected is not for everybody.
        let open = own.meta.audience == Audience::Everyone;
        let printed = own.meta.corrections.last().filter(|last| open && last.date >= days.0);
        told.corrected.push((titled(&own), printed.map(|last| last.text.clone())));
    }
    // Of several changes of one record, the first says what it was and the last what it is.
    let mut records: BTreeMap<&(String, String), (Option<&String>, &ArchiveChange)> = BTreeMap::new();
    for change in of(changes, ChangeKind::Record) {
        let Some(key) = &change.record else { continue };
        records.entry(key).or_insert((change.before.as_ref(), change)).1 = change;
    }
    let lists = engine.open_trackers();
    for ((list, subject), (before, last)) in records {
        let Some(list) = lists.iter().find(|own| own.id == *list) else { continue };
        let evidence = article(&last.article).filter(|own| own.meta.audience == Audience::Everyone);
        // One whose evidence is for paying readers, or is gone, is not told of.
        let Some(evidence) = evidence.filter(|_| before != last.after.as_ref()) else { continue };
        // What a list said before may have been by a record for paying readers, where it has any.
        let is_mixed = engine.has_paid_records(&list.id);
        if is_mixed && last.after.is_none() {
            continue;
        }
        told.records.push(RecordNews {
            list: list.title.clone(),
            subject: archive.subject(&list.id, subject),
            before: before.filter(|_| !is_mixed).cloned(),
            after: last.after.clone(),
            article: Some(titled(&evidence)),
        });
    }
    told
}

fn of(changes: &[ArchiveChange], kind: ChangeKind) -> impl Iterator<Item = &ArchiveChange> {
    changes.iter().filter(move |change| change.kind == kind)
}

fn titled(article: &StoredArticle) -> Titled {
    Titled { title: article.meta.title.clone(), url: article.meta.url.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(time: &str) -> String {
        let at: jiff::Timestamp = time.parse().expect("a time");
        let due = last_due(at.as_second());
        format!("{}, {} hours ago", day_of(due), (at.as_second() - due) / 3_600)
    }

    #[test]
    fn the_week_ends_on_monday_at_eight() {
        assert_eq!(check("2026-11-30T07:59:59Z"), "2026-11-23, 167 hours ago");
        assert_eq!(check("2026-11-30T08:00:00Z"), "2026-11-30, 0 hours ago");
        assert_eq!(check("2026-12-06T23:00:00Z"), "2026-11-30, 159 hours ago");
    }
}
