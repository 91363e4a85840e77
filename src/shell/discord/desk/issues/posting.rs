//! What is due is announced: one as a card, several as one digest, each with the thread and the publication that its
//! channel has.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::article::issue_of;
use super::askable::starter;
use super::trouble;
use crate::desk::announcements::{Announced, Announcement, Stage};
use crate::desk::{DAY, Desk, DeskError, Makes, Post, Seconds, SetUp};
use crate::render::discord::Message;
use crate::render::discord::desk::issue::Issue;
use crate::render::discord::desk::issues::{self as view, Decided, Extras, ReadFrom, Step, Trouble};
use crate::render::discord::reference::article_hash;
use crate::shell::discord::desk::channels::{Channel, Kind};
use crate::shell::discord::desk::visit::{now, served_in};
use crate::shell::discord::outgoing;
use crate::shell::discord::respond::Served;
use crate::shell::discord::rest::RestError;
use crate::shell::discord::state::State;
use crate::shell::settings::Public;

/// An announcement is kept as the archive has it for this long.
const KEPT: Seconds = 90 * DAY;
/// What could not be asked of Discord is tried again after this time, and what it refuses after that.
const RETRY: Seconds = 30;
const REFUSED: Seconds = 600;
/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(15);
/// A thread is put away after a week without a word, in minutes.
const A_WEEK: u64 = 7 * 24 * 60;

/// The key of the announcement of an article.
pub(in crate::shell::discord::desk) fn card_key(server: &str, article: &str) -> String {
    format!("issue/{server}/{article}")
}

/// The key of the thread below it; a post in a forum is a thread itself.
pub(in crate::shell::discord::desk) fn thread_key(server: &str, article: &str) -> String {
    format!("issue/{server}/{article}/thread")
}

/// The key of the editors' card about it.
pub(super) fn ask_key(server: &str, article: &str) -> String {
    format!("editors/issue/{server}/{article}")
}

/// The editors' card about one that they decide on.
pub(super) fn asked(
    served: &Served,
    set_up: &SetUp,
    row: &Announcement,
    channel: &str,
    expires_at: Seconds,
) -> Option<Post> {
    let words = served.archive.catalogue(served.settings.language.as_deref());
    let card = view::ask(&issue_of(&served.archive, &row.article)?, channel, None, words);
    Some(Post {
        key: ask_key(&row.server, &row.article),
        server: row.server.clone(),
        channel: set_up.editors_channel.clone(),
        marker: Step::Read(ReadFrom::Editors, article_hash(&row.article)).id(),
        body: Some(outgoing::posted(&card)),
        expires_at,
        ..Post::default()
    })
}

/// Announces what is due in each server.
pub(super) async fn announce_due(state: &Arc<State>, desk: &Arc<Desk>) -> Result<(), DeskError> {
    let due = desk.due_announcements(now()).await?;
    for rows in due.chunk_by(|one, other| one.server == other.server) {
        let Some(server) = rows.first().map(|row| row.server.clone()) else { continue };
        let (late, held): (Vec<_>, Vec<_>) = rows.iter().cloned().partition(|row| row.stage == Stage::Asked);
        if !late.is_empty() {
            desk.announce(&dropped(state, desk, late), now()).await?;
        }
        if !held.is_empty() {
            announce(state, desk, &server, held).await?;
        }
        state.wake_outbox();
    }
    Ok(())
}

/// Those on which nobody decided in time are not announced.
fn dropped(state: &State, desk: &Desk, late: Vec<Announcement>) -> Announced {
    let mut announced = Announced::default();
    for row in late {
        let served = served_in(state, desk, &row.server);
        let words = served.archive.catalogue(served.settings.language.as_deref());
        let set_up = desk.set_up(&row.server);
        let channel = set_up.new_issue_channel.as_deref().unwrap_or_default();
        let key = ask_key(&row.server, &row.article);
        match issue_of(&served.archive, &row.article) {
            Some(issue) => {
                let card = outgoing::posted(&view::ask(&issue, channel, Some(Decided::Late), words));
                announced.asked.push((Announcement { stage: Stage::Dropped, ..row }, (key, card)));
            }
            None => announced.rows.push(Announcement { stage: Stage::Gone, ..row }),
        }
    }
    announced
}

/// Where new issues are announced.
struct Target {
    id: String,
    kind: Kind,
    /// The tag that each post gets.
    tag: Option<String>,
}

/// Announces what is held in a server.
async fn announce(
    state: &Arc<State>,
    desk: &Arc<Desk>,
    server: &str,
    held: Vec<Announcement>,
) -> Result<(), DeskError> {
    let set_up = desk.set_up(server);
    let all = |stage: Stage, held: Vec<Announcement>| Announced {
        rows: held.into_iter().map(|row| Announcement { stage, ..row }).collect(),
        ..Announced::default()
    };
    let later = |pause: Seconds, held: Vec<Announcement>| Announced {
        rows: held.into_iter().map(|row| Announcement { due_at: now() + pause, ..row }).collect(),
        ..Announced::default()
    };
    let Some(id) = set_up.new_issue_channel.clone() else {
        return desk.announce(&all(Stage::Dropped, held), now()).await;
    };
    let channel = match look_up(state, &id, &set_up).await {
        Ok(channel) => channel,
        Err(Unusable::Later(error)) => {
            tracing::warn!(%error, "where new issues are announced could not be asked of Discord; it is tried again");
            return desk.announce(&later(RETRY, held), now()).await;
        }
        Err(Unusable::For(Trouble::Gone)) => {
            trouble::tell(state, desk, server, &id, Trouble::Gone).await?;
            let gone = |set_up: &mut SetUp| _ = set_up.new_issue_channel.take_if(|own| *own == id);
            desk.change_set_up(server, now(), gone).await?;
            return desk.announce(&all(Stage::Dropped, held), now()).await;
        }
        Err(Unusable::For(what)) => {
            trouble::tell(state, desk, server, &id, what).await?;
            return desk.announce(&later(REFUSED, held), now()).await;
        }
    };
    let served = served_in(state, desk, server);
    let (there, set_up, again) = (server.to_owned(), set_up.clone(), held.clone());
    let compose = move |_: &State| composed(&served, &set_up, &there, &channel, held);
    match Arc::clone(state).in_turn(compose).await {
        Some(announced) => desk.announce(&announced, now()).await,
        None => desk.announce(&later(RETRY, again), now()).await,
    }
}

enum Unusable {
    Later(String),
    For(Trouble),
}

/// What the channel is: asked when something is to stand there, and not before.
async fn look_up(state: &State, id: &str, set_up: &SetUp) -> Result<Target, Unusable> {
    let about = match Channel::look_up(state, id, PATIENCE).await {
        Ok(about) => about,
        Err(RestError::Refused { status: 404, .. }) => return Err(Unusable::For(Trouble::Gone)),
        Err(RestError::Refused { status: 403, .. }) => return Err(Unusable::For(Trouble::Refused)),
        Err(error) => return Err(Unusable::Later(error.to_string())),
    };
    let tag = about.picked(set_up.issue_tag.as_deref()).map(str::to_owned);
    match about.kind {
        Kind::Forum if about.requires_tag && tag.is_none() => Err(Unusable::For(Trouble::Untagged)),
        Kind::Text | Kind::Announcements | Kind::Forum => Ok(Target { id: id.to_owned(), kind: about.kind, tag }),
        Kind::Thread | Kind::Other => Err(Unusable::For(Trouble::Refused)),
    }
}

/// The messages for what is held: in the order of publication.
fn composed(served: &Served, set_up: &SetUp, server: &str, channel: &Target, held: Vec<Announcement>) -> Announced {
    let mut announced = Announced::default();
    let mut there: Vec<(Announcement, Issue)> = Vec::new();
    for row in held {
        match issue_of(&served.archive, &row.article) {
            // The host lets no words of the archive be public.
            Some(issue) if served.settings.public == Public::Never => {
                there.push((row, Issue { opening: None, ..issue }))
            }
            Some(issue) => there.push((row, issue)),
            // It was withdrawn meanwhile.
            None => announced.rows.push(Announcement { stage: Stage::Gone, ..row }),
        }
    }
    there.sort_by_key(|(row, issue)| (issue.row.date, row.number));
    let Some((first, issue)) = there.first() else { return announced };
    let words = served.archive.catalogue(served.settings.language.as_deref());
    let is_one = there.len() == 1;
    let (message, name, marker, key) = if is_one {
        let marker = Step::Read(ReadFrom::Card, article_hash(&first.article)).id();
        let card = view::card(issue, extras(set_up, channel.kind == Kind::Forum, false, true), words);
        (card, issue.thread_name(), marker, card_key(server, &first.article))
    } else {
        let issues: Vec<Issue> = there.iter().map(|(_, issue)| issue.clone()).collect();
        let card = view::digest(&issues, 0, first.number, set_up.issue_role.as_deref(), words);
        let key = format!("issues/{server}/{}", first.number);
        (card, view::digest_name(issues.len(), words), Step::Pick(first.number).id(), key)
    };
    let expires_at = now() + KEPT;
    let message = outgoing::posted_to(&message, set_up.issue_role.as_deref());
    let post = |key: String, makes: Makes, under: Option<String>, body: Value| Post {
        key,
        server: server.to_owned(),
        makes,
        under,
        body: Some(body),
        expires_at,
        ..Post::default()
    };
    let is_forum = channel.kind == Kind::Forum;
    let body = if is_forum {
        let tags: Vec<&String> = channel.tag.iter().collect();
        json!({"name": name, "applied_tags": tags, "auto_archive_duration": A_WEEK, "message": message})
    } else {
        message
    };
    let makes = if is_forum { Makes::Forum } else { Makes::Message };
    announced.posts.push(Post { channel: Some(channel.id.clone()), marker, ..post(key.clone(), makes, None, body) });
    if channel.kind == Kind::Announcements {
        announced.posts.push(post(format!("{key}/out"), Makes::Publication, Some(key.clone()), json!({})));
    }
    if is_one && (is_forum || set_up.issue_threads) {
        let mut base = key.clone();
        if !is_forum {
            base = thread_key(server, &first.article);
            let thread = json!({"name": name, "auto_archive_duration": A_WEEK});
            announced.posts.push(post(base.clone(), Makes::Thread, Some(key.clone()), thread));
        }
        let is_off = |command: &str| served.settings.is_off(command);
        let begun = starter(&served.archive, &first.article, words, &is_off);
        let (begun, marker) = view::starter(&first.article, &begun, words);
        let start = post(format!("{key}/start"), Makes::Message, Some(base), outgoing::posted(&begun));
        announced.posts.push(Post { marker, ..start });
    }
    for (row, _) in there {
        let post = Some(key.clone());
        announced.rows.push(Announcement { stage: Stage::Posted, post, expires_at, ..row });
    }
    announced
}

/// What stands on a card beside the article.
fn extras(set_up: &SetUp, is_forum: bool, changed: bool, pings: bool) -> Extras<'_> {
    // Where it has a thread, that is where it is talked about.
    let discuss = set_up.discussions && !set_up.issue_threads && !is_forum;
    Extras { role: set_up.issue_role.as_deref().filter(|_| pings), changed, discuss }
}

/// Draws an announcement anew, of whose articles one is there or not now.
pub(super) async fn redraw(
    desk: &Desk,
    served: &Served,
    set_up: &SetUp,
    key: &str,
    (article, is_there): (&str, bool),
    announced: &mut Announced,
) -> Result<(), DeskError> {
    let Some(post) = desk.post(key).await? else { return Ok(()) };
    let words = served.archive.catalogue(served.settings.language.as_deref());
    let rows = desk.announced_in(key).await?;
    let mut issues: Vec<(i64, Issue)> = Vec::new();
    for row in &rows {
        let wanted = row.article != article || is_there;
        issues.extend(issue_of(&served.archive, &row.article).filter(|_| wanted).map(|issue| (row.number, issue)));
    }
    issues.sort_by_key(|(number, issue)| (issue.row.date, *number));
    let issues: Vec<Issue> = issues.into_iter().map(|(_, issue)| issue).collect();
    // What is made pings nobody, and says so.
    let pings = post.message.is_none();
    let role = set_up.issue_role.as_deref().filter(|_| pings);
    let drawn: Message = match issues.as_slice() {
        [] => view::withdrawn(words),
        [only] if rows.len() == 1 => view::card(only, extras(set_up, post.makes == Makes::Forum, !pings, pings), words),
        several => {
            let number = key.rsplit('/').next().and_then(|number| number.parse().ok()).unwrap_or_default();
            view::digest(several, rows.len() - several.len(), number, role, words)
        }
    };
    let message = outgoing::posted_to(&drawn, role.filter(|_| !issues.is_empty()));
    let body = match (post.makes, post.body) {
        (Makes::Forum, Some(mut body)) => {
            body["message"] = message;
            body
        }
        // It was withdrawn before it was made.
        (Makes::Forum, None) => return Ok(()),
        _ => message,
    };
    match issues.is_empty() {
        true => announced.withdrawn.push((key.to_owned(), body)),
        false => announced.edits.push((key.to_owned(), body)),
    }
    Ok(())
}
