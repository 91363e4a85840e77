//! Editors approve a new issue, or not.

use super::article::issue_of;
use super::posting::ask_key;
use crate::desk::announcements::{Announcement, Stage};
use crate::desk::{DAY, DeskError, Seconds};
use crate::render::discord::desk::issues::{self as view, Decided};
use crate::render::discord::reference::article_hash;
use crate::shell::discord::desk::visit::Visit;
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Outcome;

/// What was decided is remembered for this long, so that nothing asks again.
const REMEMBERED: Seconds = 90 * DAY;

/// Takes a decision, once: what was approved is announced at once.
pub(super) async fn decide(visit: &Visit<'_>, hash: u64, approved: bool) -> Result<Outcome, DeskError> {
    let Some(server) = visit.asked.guild.as_deref().filter(|_| visit.has_desk()) else {
        return Ok(visit.note("desk.none_here"));
    };
    if !visit.is_editor() {
        return Ok(visit.note("desk.not_editor"));
    }
    let mut asked = visit.desk.asked_announcements(server).await?.into_iter();
    let Some(row) = asked.find(|row| article_hash(&row.article) == hash) else {
        return Ok(visit.note("desk.wrong_settled"));
    };
    let Some(issue) = issue_of(&visit.served.archive, &row.article) else {
        return Ok(visit.note("discord.altered_archive"));
    };
    let (stage, decided) = if approved { (Stage::Held, Decided::Approved) } else { (Stage::Dropped, Decided::Refused) };
    let channel = visit.set_up.new_issue_channel.as_deref().unwrap_or_default();
    let card = view::ask(&issue, channel, Some(decided), visit.words_there());
    let key = ask_key(server, &row.article);
    let row = Announcement { stage, due_at: visit.now, expires_at: visit.now + REMEMBERED, ..row };
    if !visit.desk.decide_announcement(&row, (&key, &outgoing::posted(&card)), visit.now).await? {
        return Ok(visit.note("desk.wrong_settled"));
    }
    visit.state.wake_outbox();
    visit.state.archive_noted();
    Ok(Outcome::Update(card))
}
