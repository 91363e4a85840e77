//! The one thread of an article in a server: found, or opened on the answer that was pressed, or on a card of its own.

use std::time::{Duration, Instant};

use axum::http::Method;
use serde_json::json;

use super::channels::{Channel, Kind};
use super::issues::{card_key, issue_of, read, thread_key};
use super::visit::Visit;
use crate::desk::posts::ON_MESSAGE;
use crate::desk::{DAY, DeskError, Makes, Post, Seconds};
use crate::render::discord::desk::discussions::{self as view, Step};
use crate::render::discord::desk::issue::Issue;
use crate::shell::discord::incoming::ADMINISTRATOR;
use crate::shell::discord::outgoing;
use crate::shell::discord::permissions::{SEND, SEND_IN_THREADS, THREADS, VIEW};
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::rest::{Call, RestError};

/// Threads that one person may open a day.
const A_DAY: usize = 2;
/// A thread is the article's for this long after somebody last looked for it.
const KEPT: Seconds = 365 * DAY;
/// It is put away after a week without a word, in minutes.
const A_WEEK: u64 = 7 * 24 * 60;
/// The outbox is waited for this long, and looked at so often.
const PATIENCE: Duration = Duration::from_millis(2_000);
const LOOK: Duration = Duration::from_millis(20);
/// Discord is not waited for longer.
const ASKED: Duration = Duration::from_secs(2);
/// What it takes of the bot to open one: see the channel, write there, begin threads, write in them.
const NEEDED: u64 = VIEW | SEND | THREADS | SEND_IN_THREADS;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let Some((step, server)) = Step::read(what).zip(visit.asked.guild.as_deref()) else {
        return Ok(visit.note("discord.unreadable"));
    };
    let (hash, on) = match step {
        Step::Read(hash) => return Ok(read(visit, hash).await),
        Step::Open(hash, on) => (hash, on.or_else(|| visit.asked.public_message().map(str::to_owned))),
    };
    if !visit.set_up.discussions {
        return Ok(visit.note("discussion.off"));
    }
    if !visit.asked.may_begin_threads() {
        return Ok(visit.note("discussion.not_by_you"));
    }
    let archive = &visit.served.archive;
    let Some(issue) = archive.article_of_hash(hash).and_then(|article| issue_of(archive, article)) else {
        return Ok(visit.note("discord.altered_archive"));
    };
    let article = issue.row.article.as_str();
    // A post in a forum is a thread itself.
    let own = [thread_key(server, article), card_key(server, article), thread_of(server, article)];
    for key in &own {
        let Some(post) = visit.desk.post(key).await? else { continue };
        let is_thread = matches!(post.makes, Makes::Thread | Makes::Forum) && post.body.is_some();
        if !is_thread {
            continue;
        }
        match &post.message {
            Some(thread) if is_there(visit, thread).await => return Ok(here(visit, server, thread)),
            None if !visit.desk.is_post_refused(key).await? => return wait(visit, server, key).await,
            // It was deleted, or Discord will not have it.
            _ if *key == thread_of(server, article) => {
                visit.desk.forget_posts(&[key, &base_of(server, article)]).await?
            }
            _ => {}
        }
    }
    open(visit, server, &issue, on).await
}

/// The key of an article's thread, where its announcement has none.
fn thread_of(server: &str, article: &str) -> String {
    format!("discussion/{server}/{article}")
}

/// The key of the card that it stands on, where it is on no answer.
fn base_of(server: &str, article: &str) -> String {
    format!("discussion/{server}/{article}/card")
}

/// Opens it where somebody pressed.
async fn open(visit: &Visit<'_>, server: &str, issue: &Issue, on: Option<String>) -> Result<Outcome, DeskError> {
    let asked = visit.asked;
    let Some(channel) = asked.channel.as_deref() else { return Ok(visit.note("discord.unreadable")) };
    if asked.thread_of.is_some() {
        return Ok(visit.note("discussion.in_thread"));
    }
    if asked.channel_kind.is_some_and(|kind| !Kind::of(kind).has_threads()) {
        return Ok(visit.note("discussion.not_here"));
    }
    if asked.own_permissions != 0
        && asked.own_permissions & NEEDED != NEEDED
        && asked.own_permissions & ADMINISTRATOR == 0
    {
        return Ok(visit.note("discussion.not_by_us"));
    }
    if let Some(why) = barred(visit, server, channel).await {
        return Ok(visit.note(why));
    }
    if !visit.state.flood.takes(&format!("discussion {}", asked.user), A_DAY, DAY, visit.now) {
        return Ok(visit.note("discussion.too_many"));
    }
    let article = issue.row.article.as_str();
    let (key, expires_at) = (thread_of(server, article), visit.now + KEPT);
    let on = match on {
        Some(on) if is_message(visit, channel, &on).await => Some(on),
        _ => None,
    };
    let mut body = json!({"name": issue.thread_name(), "auto_archive_duration": A_WEEK});
    let post = Post { server: server.to_owned(), expires_at, ..Post::default() };
    let mut posts = Vec::new();
    let thread = match on {
        Some(on) => {
            body[ON_MESSAGE] = json!(on);
            Post { channel: Some(channel.to_owned()), ..post }
        }
        None => {
            let (card, marker) = view::card(issue, visit.words_there());
            let base = base_of(server, article);
            posts.push(Post {
                key: base.clone(),
                channel: Some(channel.to_owned()),
                marker,
                body: Some(outgoing::posted(&card)),
                ..post.clone()
            });
            Post { under: Some(base), ..post }
        }
    };
    posts.push(Post { key: key.clone(), makes: Makes::Thread, body: Some(body), ..thread });
    // Somebody may have been quicker.
    visit.desk.put_new_posts(&posts, visit.now).await?;
    visit.state.wake_outbox();
    wait(visit, server, &key).await
}

/// Why an article's one thread is not opened in a channel; nothing where it may be, or where Discord does not say.
async fn barred(visit: &Visit<'_>, server: &str, channel: &str) -> Option<&'static str> {
    let about = Channel::look_up(visit.state, channel, ASKED).await.ok()?;
    if !about.kind.has_threads() {
        return Some("discussion.not_here");
    }
    // Who does not see the channel would be led to a thread that they do not see.
    about.is_hidden_in(server).then_some("discussion.not_seen")
}

/// Whether Discord has a message in a channel.
async fn is_message(visit: &Visit<'_>, channel: &str, message: &str) -> bool {
    let mut call = Call::authorized(Method::GET, format!("/channels/{channel}/messages/{message}"));
    call.deadline = Instant::now() + ASKED;
    visit.state.rest.send(&call).await.is_ok()
}

/// Whether a thread is there still; yes, where Discord does not say.
async fn is_there(visit: &Visit<'_>, thread: &str) -> bool {
    let looked = Channel::look_up(visit.state, thread, ASKED).await;
    !matches!(looked, Err(RestError::Refused { status: 404, .. }))
}

/// Waits a moment until the thread is made.
async fn wait(visit: &Visit<'_>, server: &str, key: &str) -> Result<Outcome, DeskError> {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        match visit.desk.post(key).await? {
            Some(post) if post.message.is_some() => {
                return Ok(here(visit, server, post.message.as_deref().unwrap_or_default()));
            }
            // Discord will not have it.
            None => break,
            Some(_) => tokio::time::sleep(LOOK).await,
        }
    }
    Ok(visit.note("discussion.opening"))
}

/// Where the thread is.
fn here(visit: &Visit<'_>, server: &str, thread: &str) -> Outcome {
    if visit.asked.channel.as_deref() == Some(thread) {
        return visit.note("discussion.this_one");
    }
    let link = format!("https://discord.com/channels/{server}/{thread}");
    visit.say("discussion.here", &[("link", &link)])
}
