//! Messages to followers: their words are written when they are sent, from the archive and with the rights of that moment.

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;

use crate::desk::follows::{Follow, Whose};
use crate::desk::letters::{A_WEEK, Opened, Stands, asks_to_keep};
use crate::desk::{Desk, DeskError, Post};
use crate::engine::follow::Kind;
use crate::render::discord::desk::follows::{self as view, Came};
use crate::render::discord::reference::Reference;
use crate::render::discord::{Look, Message};
use crate::reply::Excerpt;
use crate::shell::discord::archive::{Lost, OpenArchive};
use crate::shell::discord::desk::visit::{now, served_in};
use crate::shell::discord::incoming::Interaction;
use crate::shell::discord::outgoing;
use crate::shell::discord::presence::Heard;
use crate::shell::discord::respond::Served;
use crate::shell::discord::rest::{Call, RestError};
use crate::shell::discord::state::State;
use crate::shell::settings::Public;

/// Discord is not waited for longer to tell who somebody is.
const PATIENCE: Duration = Duration::from_secs(10);
/// After a refusal the next message waits: ten thousand refusals in ten minutes would cut the bot off, and a fifth of
/// that ends all requests.
const AFTER_REFUSAL: Duration = Duration::from_millis(500);

/// What a server says of somebody now.
enum Member {
    /// Their roles.
    Roles(Vec<String>),
    /// They are not there, or the bot is not.
    Gone,
    /// It does not say.
    Unknown,
}

async fn member(state: &State, server: &str, user: &str) -> Member {
    let mut call = Call::authorized(Method::GET, format!("/guilds/{server}/members/{user}"));
    call.deadline = std::time::Instant::now() + PATIENCE;
    match state.rest.send(&call).await {
        Ok(told) => {
            let roles = told.get("roles").and_then(serde_json::Value::as_array);
            roles.map_or(Member::Unknown, |roles| {
                Member::Roles(roles.iter().filter_map(|role| role.as_str().map(str::to_owned)).collect())
            })
        }
        Err(RestError::Refused { status: 404, .. }) => Member::Gone,
        // It says that we may not know: then they have no rights.
        Err(RestError::Refused { status: 400..=499, .. }) => Member::Roles(Vec::new()),
        Err(_) => Member::Unknown,
    }
}

/// A message of the outbox when it is to be sent.
pub(in crate::shell::discord::desk) enum Written {
    /// With its words.
    Message(Box<Post>),
    /// Nothing is to be sent any more.
    Nothing,
    /// Discord does not say now what may stand in it.
    Later,
}

/// A message of the outbox with its words.
pub(in crate::shell::discord::desk) async fn written(
    state: &Arc<State>,
    desk: &Desk,
    post: &Post,
) -> Result<Written, DeskError> {
    let Some(Opened { follow, letter, found, first }) = desk.open_letter(post, now()).await? else {
        return Ok(Written::Nothing);
    };
    let served = served_in(state, desk, &follow.server);
    if !served.settings.serves(&follow.server) {
        return Ok(Written::Nothing);
    }
    // In a thread everybody reads it.
    if matches!(follow.whose, Whose::Thread(_)) && served.settings.public == Public::Never {
        return Ok(Written::Nothing);
    }
    let archive = &served.archive;
    // Who is private is followed by nobody, also where they became so later.
    if follow.followed.kind == Kind::Person && archive.engine().is_private(&follow.followed.value) {
        return Ok(Written::Nothing);
    }
    let label = archive.engine().label_of(&follow.followed).unwrap_or_else(|| follow.followed.value.clone());
    let language = match &follow.whose {
        Whose::Person(_) => follow.locale.as_deref(),
        Whose::Thread(_) => served.settings.language.as_deref(),
    };
    let words = archive.catalogue(language);
    if letter.lapses {
        let message = view::lapses(&post.marker, &label, follow.expires_at, words);
        return Ok(with(post, &message));
    }
    let open: Vec<Opening> = found.iter().filter_map(|stands| opening(archive, stands)).collect();
    let paid = match open.iter().any(|own| own.paid || own.hides_before) {
        true => may_read_paid(state, desk, &served, &follow).await?,
        false => Rights::Paid(false),
    };
    let paid = match paid {
        Rights::Paid(paid) => paid,
        // They left: the follow has ended.
        Rights::Gone => return Ok(Written::Nothing),
        Rights::Unknown => return Ok(Written::Later),
    };
    let may_be_shown: Vec<Opening> = open.into_iter().filter(|own| paid || !own.paid).collect();
    let more = may_be_shown.len().saturating_sub(A_WEEK);
    let came = may_be_shown.into_iter().take(A_WEEK).map(|own| own.came(paid));
    let came: Vec<Came> = came.map(|came| bounded(state, &served, &follow, came)).collect();
    if came.is_empty() {
        return Ok(Written::Nothing);
    }
    let letter = view::Letter {
        marker: &post.marker,
        label: &label,
        came: &came,
        more,
        is_week: letter.week,
        offers_weekly: first && !follow.weekly && matches!(follow.whose, Whose::Person(_)),
    };
    Ok(with(post, &view::letter(&letter, &Look::unasked(words, archive.as_ref()))))
}

fn with(post: &Post, message: &Message) -> Written {
    Written::Message(Box::new(Post { body: Some(outgoing::posted(message)), ..post.clone() }))
}

/// What came, before it is known whether it may be shown.
struct Opening {
    came: Came,
    /// Whether its words are for paying readers.
    paid: bool,
    /// Whether the status before may be of a record for paying readers.
    hides_before: bool,
}

impl Opening {
    fn came(self, paid: bool) -> Came {
        match self.came {
            Came::Record { subject, list, after, excerpt, .. } if self.hides_before && !paid => {
                Came::Record { subject, list, before: None, after, excerpt }
            }
            came => came,
        }
    }
}

/// What stands there now; where it was corrected in between, what it says now.
fn opening(archive: &OpenArchive, stands: &Stands) -> Option<Opening> {
    match stands {
        Stands::Excerpt(packed) => {
            let at = Reference::of(packed)?;
            let of = |paid| match archive.reopen(&at, paid) {
                Ok(excerpt) => Ok(excerpt),
                Err(Lost::Corrected(corrected)) => corrected.now.ok_or(Lost::Changed),
                Err(lost) => Err(lost),
            };
            let (excerpt, paid): (Excerpt, bool) = match of(false) {
                Ok(excerpt) => (excerpt, false),
                Err(Lost::Paid) => (of(true).ok()?, true),
                Err(_) => return None,
            };
            Some(Opening { came: Came::Excerpt(Box::new(excerpt)), paid, hides_before: false })
        }
        Stands::Record { tracker, subject, before, after } => {
            let record = archive.engine().standing_record(tracker, subject).filter(|own| own.status == *after)?;
            let came = Came::Record {
                subject: record.subject,
                list: record.list,
                before: before.clone(),
                after: record.status,
                excerpt: Box::new(record.excerpt),
            };
            Some(Opening { came, paid: record.paid, hides_before: record.paid_list })
        }
    }
}

/// What a follower may read.
enum Rights {
    /// Articles for paying readers, or not.
    Paid(bool),
    /// They are not in the server any more, and their follow has ended.
    Gone,
    /// The server does not say now.
    Unknown,
}

/// Whether a follower may read articles for paying readers, as the server says now.
async fn may_read_paid(state: &State, desk: &Desk, served: &Served, follow: &Follow) -> Result<Rights, DeskError> {
    // In a thread all its readers would.
    let Whose::Person(user) = &follow.whose else { return Ok(Rights::Paid(false)) };
    Ok(match member(state, &follow.server, user).await {
        Member::Roles(roles) => {
            let guild = Some(follow.server.clone());
            let asked = Interaction { guild, roles, user: user.clone(), ..Interaction::default() };
            Rights::Paid(served.settings.may_read_paid(&asked))
        }
        Member::Unknown => Rights::Unknown,
        Member::Gone => {
            desk.end_follows(&follow.server, user, now()).await?;
            Rights::Gone
        }
    })
}

/// The same with the citation alone, where the reader was shown enough of the article today.
fn bounded(state: &State, served: &Served, follow: &Follow, came: Came) -> Came {
    let (user, guild) = match &follow.whose {
        Whose::Person(user) => (user.clone(), None),
        Whose::Thread(_) => (String::new(), Some(follow.server.clone())),
    };
    let asked = Interaction { user, guild, ..Interaction::default() };
    let reader = served.reader(&asked, state.remembered());
    let bound = |excerpt: Box<Excerpt>| Box::new(served.archive.bounded(*excerpt, &reader));
    match came {
        Came::Excerpt(excerpt) => Came::Excerpt(bound(excerpt)),
        Came::Record { subject, list, before, after, excerpt } => {
            Came::Record { subject, list, before, after, excerpt: bound(excerpt) }
        }
    }
}

/// Notes that Discord took a message.
pub(in crate::shell::discord::desk) async fn reached(desk: &Desk, post: &Post) -> Result<(), DeskError> {
    desk.letter_refused(post, None).await
}

/// Sends a message no more. Who was asked whether a follow is to go on is not asked again.
pub(in crate::shell::discord::desk) async fn given_up(desk: &Desk, post: &Post) -> Result<(), DeskError> {
    if asks_to_keep(post) { desk.post_failed(post, "not sent", None).await } else { desk.post_gone(post).await }
}

/// Notes that Discord refuses messages there. It is not sent again; who left the server follows nothing by it any more.
pub(in crate::shell::discord::desk) async fn refused(state: &State, desk: &Desk, post: &Post) -> Result<(), DeskError> {
    desk.letter_refused(post, Some(now())).await?;
    match &post.recipient {
        Some(user) => {
            if let Member::Gone = member(state, &post.server, user).await {
                desk.end_follows(&post.server, user, now()).await?;
            }
        }
        None => state.presence.hear(&post.server, Heard::Doubtful),
    }
    given_up(desk, post).await?;
    tokio::time::sleep(AFTER_REFUSAL).await;
    Ok(())
}
