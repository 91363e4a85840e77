//! What the bot may do in the channels of a set-up, asked of Discord when somebody looks.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::Value;

use super::visit::Visit;
use crate::desk::{DeskError, PublicIn, SetUp};
use crate::render::discord::desk::{Lacking, Permission, Purpose};
use crate::shell::discord::permissions::{
    HISTORY, MENTION, Permissions, SEND, SEND_IN_THREADS, THREADS, VIEW, in_channel,
};
use crate::shell::discord::rest::{Call, RestError};
use crate::shell::discord::state::State;

/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(8);
/// Channels that are looked at.
const MOST: usize = 12;

/// The channels of a set-up, and what each is for.
pub(super) fn used(visit: &Visit<'_>) -> Vec<(String, Purpose)> {
    let set_up = &visit.set_up;
    let mut all = Vec::new();
    if visit.has_desk() {
        all.extend(set_up.editors_channel.iter().map(|id| (id.clone(), Purpose::Editors)));
    }
    all.extend(issues(visit));
    all.extend(public(visit));
    all
}

/// The one where new issues are announced.
pub(super) fn issues(visit: &Visit<'_>) -> Vec<(String, Purpose)> {
    visit.set_up.new_issue_channel.iter().map(|id| (id.clone(), Purpose::Issues)).collect()
}

/// Those where answers are public; where there is no desk, nobody is told anything there later.
pub(super) fn public(visit: &Visit<'_>) -> Vec<(String, Purpose)> {
    let counts = visit.has_desk() && visit.set_up.public == Some(PublicIn::Channels);
    let channels = visit.set_up.public_channels.iter().filter(|_| counts);
    channels.map(|id| (id.clone(), Purpose::Telling)).collect()
}

/// What is lacking in these channels; nothing where Discord does not say. What is gone from the server goes from its
/// set-up.
pub(super) async fn lacking(
    visit: &mut Visit<'_>,
    channels: Vec<(String, Purpose)>,
) -> Result<Option<Vec<Lacking>>, DeskError> {
    let Some(server) = visit.asked.guild.clone() else { return Ok(None) };
    let set_up = &visit.set_up;
    let no_roles = set_up.editor_roles.is_empty() && set_up.paid_roles.is_empty() && set_up.issue_role.is_none();
    if channels.is_empty() && no_roles {
        return Ok(Some(Vec::new()));
    }
    let deadline = Instant::now() + PATIENCE;
    let get = async |path: String| {
        let mut call = Call::authorized(Method::GET, path);
        call.deadline = deadline;
        visit.state.rest.send(&call).await
    };
    let own = format!("/guilds/{server}/members/{}", visit.asked.application);
    let (about, member) = tokio::join!(get(format!("/guilds/{server}")), get(own));
    let (Ok(about), Ok(member)) = (about, member) else { return Ok(None) };
    let Some(permissions) = Permissions::read(&about, &member) else { return Ok(None) };
    let looked = channels.iter().take(MOST).map(|(id, _)| get(format!("/channels/{id}")));
    let looked: Vec<Result<Value, RestError>> = join_all(looked).await;
    let mut gone = Vec::new();
    let mut lacking = Vec::new();
    for ((channel, purpose), found) in channels.into_iter().zip(looked) {
        let mut seen_by_all = false;
        let may = match found {
            Ok(found) => {
                seen_by_all =
                    purpose == Purpose::Editors && in_channel(&permissions.of_everybody(), &found) & VIEW != 0;
                in_channel(&permissions, &found)
            }
            Err(RestError::Refused { status: 404, .. }) => {
                gone.push(channel);
                continue;
            }
            Err(RestError::Refused { status: 403, .. }) => 0,
            Err(_) => return Ok(None),
        };
        let pings = visit.set_up.issue_role.as_deref().is_some_and(|role| !is_mentionable(&about, role));
        let needed = NEEDED.iter().filter(|(_, permission)| match permission {
            Permission::View | Permission::Send | Permission::History => true,
            Permission::Threads | Permission::SendInThreads => purpose == Purpose::Issues,
            Permission::Mention => purpose == Purpose::Issues && pings,
        });
        let permissions: Vec<Permission> = needed.filter(|(bit, _)| may & bit == 0).map(|need| need.1).collect();
        if !permissions.is_empty() || seen_by_all {
            lacking.push(Lacking { channel, permissions, purpose, seen_by_all });
        }
    }
    tidy(visit, &server, &gone, &permissions.roles).await?;
    Ok(Some(lacking))
}

/// What each purpose needs. Whatever may have been made before a crash is looked for in its channel, so all read it.
const NEEDED: [(u64, Permission); 6] = [
    (VIEW, Permission::View),
    (SEND, Permission::Send),
    (HISTORY, Permission::History),
    (THREADS, Permission::Threads),
    (SEND_IN_THREADS, Permission::SendInThreads),
    (MENTION, Permission::Mention),
];

/// Whether anybody may mention a role, as Discord gives the server.
fn is_mentionable(server: &Value, role: &str) -> bool {
    let roles = server.get("roles").and_then(Value::as_array).into_iter().flatten();
    let mut own = roles.filter(|own| own.get("id").and_then(Value::as_str) == Some(role));
    own.any(|own| own.get("mentionable").and_then(Value::as_bool) == Some(true))
}

/// What a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Messages, each of which can have a thread.
    Text,
    /// The same, and messages can be published to servers that follow it.
    Announcements,
    /// Messages of a thread.
    Thread,
    /// Posts.
    Forum,
    /// Nothing of ours.
    Other,
}

impl Kind {
    /// By its number.
    pub(super) fn of(number: u64) -> Kind {
        match number {
            0 => Kind::Text,
            5 => Kind::Announcements,
            10..=12 => Kind::Thread,
            15 => Kind::Forum,
            _ => Kind::Other,
        }
    }

    /// Whether its messages can have threads.
    pub(super) fn has_threads(self) -> bool {
        matches!(self, Kind::Text | Kind::Announcements)
    }
}

/// The flag of a forum whose posts must have a tag.
const REQUIRES_TAG: u64 = 1 << 4;

/// A channel, as Discord describes it.
pub(super) struct Channel {
    pub(super) kind: Kind,
    /// The tags that its posts can have: id and name.
    pub(super) tags: Vec<(String, String)>,
    /// Whether each must have one.
    pub(super) requires_tag: bool,
    /// Roles, a server's own for everybody, and people whom it is hidden from.
    hidden_from: Vec<String>,
}

impl Channel {
    /// Asks Discord, and waits no longer than this.
    pub(super) async fn look_up(state: &State, id: &str, patience: Duration) -> Result<Channel, RestError> {
        let mut call = Call::authorized(Method::GET, format!("/channels/{id}"));
        call.deadline = Instant::now() + patience;
        Ok(Channel::read(&state.rest.send(&call).await?))
    }

    fn read(told: &Value) -> Channel {
        let number = |field: &str| told.get(field).and_then(Value::as_u64).unwrap_or_default();
        let list = |field: &str| told.get(field).and_then(Value::as_array).into_iter().flatten();
        let text = |own: &Value, field: &str| own.get(field).and_then(Value::as_str).map(str::to_owned);
        let tag = |own: &Value| Some((text(own, "id")?, text(own, "name").unwrap_or_default()));
        let hides = |own: &&Value| {
            let denied = text(own, "deny").and_then(|bits| bits.parse::<u64>().ok());
            denied.unwrap_or_default() & VIEW != 0
        };
        Channel {
            kind: Kind::of(number("type")),
            tags: list("available_tags").filter_map(tag).collect(),
            requires_tag: number("flags") & REQUIRES_TAG != 0,
            hidden_from: list("permission_overwrites").filter(hides).filter_map(|own| text(own, "id")).collect(),
        }
    }

    /// The tag that was picked, where the forum has it still.
    pub(super) fn picked<'a>(&self, tag: Option<&'a str>) -> Option<&'a str> {
        tag.filter(|tag| self.tags.iter().any(|(own, _)| own == tag))
    }

    /// The same; where each post must have a tag and none was picked, the first.
    pub(super) fn picked_or_first<'a>(&'a self, tag: Option<&'a str>) -> Option<&'a str> {
        let first = self.tags.first().filter(|_| self.requires_tag).map(|(own, _)| own.as_str());
        self.picked(tag).or(first)
    }

    /// Whether not everybody in the server sees it.
    pub(super) fn is_hidden_in(&self, server: &str) -> bool {
        self.hidden_from.iter().any(|own| own == server)
    }
}

/// Takes what the server has no more out of its set-up: a menu that named it would be refused.
async fn tidy(
    visit: &mut Visit<'_>,
    server: &str,
    gone: &[String],
    roles: &HashMap<String, u64>,
) -> Result<(), DeskError> {
    let clean = |set_up: &mut SetUp| {
        set_up.public_channels.retain(|id| !gone.contains(id));
        for channel in [&mut set_up.editors_channel, &mut set_up.new_issue_channel] {
            channel.take_if(|id| gone.contains(id));
        }
        for own in [&mut set_up.editor_roles, &mut set_up.paid_roles] {
            own.retain(|id| roles.contains_key(id));
        }
        set_up.issue_role.take_if(|id| !roles.contains_key(id));
    };
    let mut cleaned = SetUp::clone(&visit.set_up);
    clean(&mut cleaned);
    if cleaned != *visit.set_up {
        visit.set_up = visit.desk.change_set_up(server, visit.now, clean).await?;
    }
    Ok(())
}
