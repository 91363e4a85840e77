//! What changed in the archive becomes announcements that wait, and what was announced is kept as the archive has it.

use std::sync::Arc;

use super::article::issue_of;
use super::posting::{self, ask_key, asked};
use crate::desk::announcements::{Announced, Announcement, Stage, WAITS};
use crate::desk::changes::{ArchiveChange, ChangeKind, Consumer, is_news};
use crate::desk::{DAY, Desk, DeskError, Hold, Seconds, SetUp};
use crate::render::discord::desk::issues as view;
use crate::shell::discord::desk::visit::{now, served_in};
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Served;
use crate::shell::discord::state::State;
use crate::shell::settings::HOLD;

/// Changes that are read at one time.
const BATCH: i64 = 100;
/// The editors decide within this time.
const DECIDE: Seconds = 14 * DAY;

/// Takes in all changes that were not acted on.
pub(super) async fn take_in(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    loop {
        let changes = desk.changes_for(Consumer::Issues, BATCH).await?;
        let Some(last) = changes.last().map(|change| change.number) else { return Ok(()) };
        for change in &changes {
            let mut announced = match change.kind {
                ChangeKind::New => brought(state, desk, change).await?,
                ChangeKind::Corrected | ChangeKind::Gone => altered(state, desk, change).await?,
                ChangeKind::Record => Announced::default(),
            };
            let follows = announced != Announced::default();
            // Of a thousand from which nothing follows, one write says that they were seen.
            if !follows && change.number != last {
                continue;
            }
            announced.acted = Some(change.number);
            desk.announce(&announced, now()).await?;
            if follows {
                state.wake_outbox();
            }
        }
    }
}

/// An article came: it waits in each server that has a channel for it now.
async fn brought(state: &Arc<State>, desk: &Arc<Desk>, change: &ArchiveChange) -> Result<Announced, DeskError> {
    // What was announced before it went is back.
    let mut announced = altered(state, desk, change).await?;
    let Some(date) = state.served().archive.date_of(&change.article) else { return Ok(announced) };
    if !is_news(date, change.seen_at) {
        return Ok(announced);
    }
    let known = desk.announcements_of(&change.article).await?;
    for server in desk.servers().await? {
        let set_up = desk.set_up(&server);
        let served = served_in(state, desk, &server);
        let told = known.iter().find(|own| own.server == server);
        let is_new = told.is_none_or(|own| own.stage == Stage::Gone && own.post.is_none());
        let Some(channel) = set_up.new_issue_channel.as_deref().filter(|_| is_new) else { continue };
        if !served.settings.serves(&server) {
            continue;
        }
        let row = Announcement {
            server: server.clone(),
            article: change.article.clone(),
            number: change.number,
            seen_at: change.seen_at,
            ..Announcement::default()
        };
        match hold(&set_up, &served, &server) {
            Some(hold) => {
                let due_at = change.seen_at + hold;
                announced.new.push(Announcement { due_at, expires_at: due_at + WAITS, ..row });
            }
            None => {
                let due_at = now() + DECIDE;
                announced.posts.extend(asked(&served, &set_up, &row, channel, due_at + WAITS));
                announced.new.push(Announcement { stage: Stage::Asked, due_at, expires_at: due_at + WAITS, ..row });
            }
        }
    }
    Ok(announced)
}

/// How long one waits in a server; until the editors approve it, where that is nothing.
fn hold(set_up: &SetUp, served: &Served, server: &str) -> Option<Seconds> {
    let has_editors = served.settings.has_desk(server) && set_up.editors_channel.is_some();
    match set_up.issue_hold {
        Some(Hold::UntilApproved) if has_editors => None,
        Some(Hold::UntilApproved) => Some(HOLD.into()),
        Some(Hold::For(seconds)) => Some(seconds.into()),
        None => Some(served.settings.issue_hold.into()),
    }
}

/// An article is otherwise, or gone, or back: so is whatever says it already.
async fn altered(state: &Arc<State>, desk: &Arc<Desk>, change: &ArchiveChange) -> Result<Announced, DeskError> {
    let mut announced = Announced::default();
    for row in desk.announcements_of(&change.article).await? {
        let served = served_in(state, desk, &row.server);
        let set_up = desk.set_up(&row.server);
        let words = served.archive.catalogue(served.settings.language.as_deref());
        let there = issue_of(&served.archive, &row.article);
        let stage = match (row.stage, &there) {
            (Stage::Held | Stage::Asked | Stage::Posted, None) => Stage::Gone,
            (Stage::Gone, Some(_)) if row.post.is_some() => Stage::Posted,
            (stage, _) => stage,
        };
        if row.stage == Stage::Asked {
            let key = ask_key(&row.server, &row.article);
            let channel = set_up.new_issue_channel.as_deref().unwrap_or_default();
            match &there {
                Some(issue) => {
                    let card = outgoing::posted(&view::ask(issue, channel, None, words));
                    announced.asked.push((row.clone(), (key, card)));
                }
                None => announced.withdrawn.push((key, outgoing::posted(&view::withdrawn(words)))),
            }
        }
        let is_told = matches!(stage, Stage::Posted | Stage::Gone);
        if let Some(key) = row.post.as_deref().filter(|_| is_told) {
            posting::redraw(desk, &served, &set_up, key, (&row.article, there.is_some()), &mut announced).await?;
        }
        if stage != row.stage {
            announced.rows.push(Announcement { stage, ..row });
        }
    }
    Ok(announced)
}
