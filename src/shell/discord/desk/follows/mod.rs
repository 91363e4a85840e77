//! What readers follow: asking for consent, listing and ending it. `noticing` finds what came, `letters` writes what is sent.

mod letters;
mod noticing;

use crate::commands::{FOLLOW, LIST};
use crate::desk::DeskError;
use crate::desk::follows::{Begun, Follow, KEPT, MOST, Whose};
use crate::engine::follow::{Followed, Kind, Read};
use crate::render::discord::custom_id::Action;
use crate::render::discord::desk::Flow;
use crate::render::discord::desk::follows::{self as view, How, ID, MARK, Row, Step};
use crate::render::discord::reference::Reference;
use crate::render::discord::{Message, escape};
use crate::shell::discord::archive::Lost;
use crate::shell::discord::desk::visit::Visit;
use crate::shell::discord::incoming::{ADMINISTRATOR, Interaction, MANAGE_SERVER};
use crate::shell::discord::respond::Outcome;
use crate::shell::settings::Public;

pub(super) use letters::{Written, given_up, reached, refused, written};
pub(super) use noticing::keep;

/// The right to look after threads.
const MANAGE_THREADS: u64 = 1 << 34;
/// What is shown of what somebody typed, in UTF-16 units.
const TYPED: usize = 90;

pub(super) async fn respond(visit: &Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let asked = visit.asked;
    if asked.user.is_empty() {
        return Ok(visit.note("discord.unreadable"));
    }
    if asked.kind == 2 {
        return command(visit).await;
    }
    match Step::read(what) {
        Some(Step::Offer(at)) => Ok(offer(visit, &at).await),
        Some(Step::Pick) => Ok(match asked.values.first().and_then(|value| view::unpacked(value)) {
            Some(followed) => ask(visit, followed.kind, &followed.value).await,
            None => visit.note("discord.unreadable"),
        }),
        Some(Step::Begin(how, followed)) => begin(visit, how, &followed).await,
        Some(Step::Cancel) => Ok(done(visit, "follow.cancelled")),
        Some(Step::End(id)) => end(visit, &id).await,
        Some(Step::EndPicked) => match asked.values.first() {
            Some(id) => end(visit, id).await,
            None => Ok(visit.note("discord.unreadable")),
        },
        Some(Step::Weekly(id)) => match own(visit, &id).await? {
            Some(follow) => {
                visit.desk.follow_weekly(&follow.id).await?;
                Ok(visit.note("follow.now_weekly"))
            }
            None => Ok(visit.note("follow.gone")),
        },
        Some(Step::Keep(id)) => match own(visit, &id).await? {
            Some(follow) => {
                let until = visit.now + KEPT;
                visit.desk.keep_follow(&follow.id, until).await?;
                Ok(visit.say("follow.kept", &[("until", &format!("<t:{until}:D>"))]))
            }
            None => Ok(visit.note("follow.gone")),
        },
        None => Ok(visit.note("discord.unreadable")),
    }
}

/// The follow that was pressed on a message, wherever that was.
pub fn followed(asked: &Interaction) -> Option<String> {
    let Some(Action::Desk(Flow::Follow, what)) = Action::decode(&asked.custom_id) else { return None };
    match Step::read(&what)? {
        Step::End(id) | Step::Weekly(id) | Step::Keep(id) => Some(id),
        Step::EndPicked => asked.values.first().cloned(),
        _ => None,
    }
}

/// Whether a follow is of this tenant, as its id says: none does that began elsewhere, or under another name.
pub fn is_of_tenant(follow: &str, tenant: &str) -> bool {
    follow.get(ID..).is_some_and(|own| own == mark(tenant))
}

/// By which what a follow sends is known to be a tenant's, whose desk need not be asked.
fn mark(tenant: &str) -> String {
    blake3::hash(tenant.as_bytes()).to_hex().chars().take(MARK).collect()
}

async fn command(visit: &Visit<'_>) -> Result<Outcome, DeskError> {
    let action = visit.asked.action.as_deref().unwrap_or_default();
    if action == LIST {
        return Ok(Outcome::Message(list(visit).await?));
    }
    let typed = visit.asked.options.first().and_then(|(_, value, _)| value.as_str()).unwrap_or_default();
    Ok(match Kind::named(action) {
        Some(kind) => ask(visit, kind, typed).await,
        None => visit.note("discord.unreadable"),
    })
}

/// Why nothing can be followed there; what is followed belongs to a server, whose rights hold.
fn unusable(visit: &Visit<'_>) -> Option<Outcome> {
    let here = visit.asked.guild.is_some() && visit.asked.installed;
    match () {
        () if visit.served.settings.is_off(FOLLOW) => Some(visit.note("discord.command_off")),
        () if !here => Some(visit.note("follow.not_here")),
        () => None,
    }
}

/// What is meant by what was typed, or by what a button says: looked up again each time.
async fn meant(visit: &Visit<'_>, kind: Kind, typed: &str) -> Read {
    let (archive, typed, paid) = (visit.served.archive.clone(), typed.to_owned(), visit.reader().paid);
    let read = visit.state.clone().in_turn(move |_| archive.engine().to_follow(kind, &typed, paid));
    read.await.unwrap_or(Read::Nothing)
}

/// Asks for consent, or which one is meant.
async fn ask(visit: &Visit<'_>, kind: Kind, typed: &str) -> Outcome {
    if let Some(unusable) = unusable(visit) {
        return unusable;
    }
    let (engine, words) = (visit.served.archive.engine(), visit.words());
    let message = match meant(visit, kind, typed).await {
        Read::One(followed) => engine.label_of(&followed).and_then(|label| {
            view::consent(&followed, &label, visit.now + KEPT, is_thread(visit.asked) && may_lead(visit.asked), words)
        }),
        Read::Several { known, choices } => {
            let title = words.say(if known { "follow.which" } else { "follow.perhaps" }, &[]);
            let choice = |own: crate::reply::Choice| (Followed { kind, value: own.value }, own.label);
            view::which(&title, &choices.into_iter().map(choice).collect::<Vec<_>>(), words)
        }
        Read::Nothing => {
            let key = match kind {
                Kind::Place => "follow.unknown_place",
                Kind::Person => "follow.unknown_person",
                Kind::Tracker => "follow.unknown_tracker",
                Kind::Phrase => "follow.unknown_phrase",
            };
            return visit.say(key, &[("typed", &escape::echoed(typed, TYPED))]);
        }
    };
    message.map_or_else(|| visit.note("discord.unreadable"), |message| shown(visit, message))
}

/// In the place of a menu that was picked from, and else by itself.
fn shown(visit: &Visit<'_>, message: Message) -> Outcome {
    let asked = visit.asked;
    let turns = asked.kind == 3 && asked.on_private && asked.pressed.is_card && !asked.values.is_empty();
    if turns { Outcome::Update(message) } else { Outcome::Message(message) }
}

/// Offers what an excerpt names.
async fn offer(visit: &Visit<'_>, at: &Reference) -> Outcome {
    if let Some(unusable) = unusable(visit) {
        return unusable;
    }
    let archive = &visit.served.archive;
    let excerpt = match archive.reopen(at, visit.reader().paid) {
        Ok(excerpt) => excerpt,
        Err(Lost::Paid) => return visit.note("discord.paid"),
        Err(_) => return visit.note("discord.altered_archive"),
    };
    let looked = archive.clone();
    let named = visit.state.clone().in_turn(move |_| looked.engine().named_in(&excerpt)).await.unwrap_or_default();
    let named = named.into_iter().filter_map(|own| archive.engine().label_of(&own).map(|label| (own, label)));
    let named: Vec<(Followed, String)> = named.collect();
    if named.is_empty() {
        return visit.note("follow.names_nothing");
    }
    let words = visit.words();
    let which = view::which(&words.say("follow.which", &[]), &named, words);
    which.map_or_else(|| visit.note("discord.unreadable"), Outcome::Message)
}

/// Follows what somebody agreed to.
async fn begin(visit: &Visit<'_>, how: How, followed: &Followed) -> Result<Outcome, DeskError> {
    if let Some(unusable) = unusable(visit) {
        return Ok(unusable);
    }
    let asked = visit.asked;
    let engine = visit.served.archive.engine();
    let Read::One(followed) = meant(visit, followed.kind, &followed.value).await else {
        return Ok(visit.note("discord.altered_archive"));
    };
    let label = engine.label_of(&followed).unwrap_or_default();
    let whose = match (how, &asked.channel) {
        (How::Thread, _) if visit.served.settings.public == Public::Never => return Ok(visit.note("follow.not_public")),
        (How::Thread, Some(channel)) if is_thread(asked) && may_lead(asked) => Whose::Thread(channel.clone()),
        (How::Thread, _) => return Ok(visit.note("follow.not_yours")),
        _ => Whose::Person(asked.user.clone()),
    };
    let folder = visit.state.folder();
    let tenant = folder.as_ref().and_then(|own| own.at.tenant());
    let follow = Follow {
        id: visit.desk.fresh_id() + &tenant.map(|own| mark(&own.name)).unwrap_or_default(),
        server: asked.guild.clone().unwrap_or_default(),
        // A thread is written to in the language of its server.
        locale: asked.locale.clone().filter(|_| how != How::Thread),
        whose,
        followed,
        weekly: how == How::Weekly,
        expires_at: visit.now + KEPT,
    };
    let key = match (visit.desk.follow(&follow, visit.now).await?, how) {
        (Begun::TooMany, _) => return Ok(visit.say("follow.too_many", &[("count", &MOST)])),
        (Begun::Kept, How::AtOnce) => "follow.begun",
        (Begun::Kept, How::Weekly) => "follow.begun_weekly",
        (Begun::Kept, How::Thread) => "follow.begun_thread",
    };
    let until = format!("<t:{}:D>", follow.expires_at);
    let said = visit.words().say(key, &[("what", &escape::echoed(&label, TYPED)), ("until", &until)]);
    Ok(turned(visit, view::done(said)))
}

/// A follow that whoever acts may end or change: their own, or that of the thread that they look after.
async fn own(visit: &Visit<'_>, id: &str) -> Result<Option<Follow>, DeskError> {
    let asked = visit.asked;
    let theirs = visit.desk.follow_of(id, &Whose::Person(asked.user.clone()), visit.now).await?;
    match (theirs, &asked.channel) {
        (None, Some(channel)) if may_lead(asked) => {
            visit.desk.follow_of(id, &Whose::Thread(channel.clone()), visit.now).await
        }
        (theirs, _) => Ok(theirs),
    }
}

async fn end(visit: &Visit<'_>, id: &str) -> Result<Outcome, DeskError> {
    let Some(follow) = own(visit, id).await? else {
        // Others press it too where it stands in a thread.
        let key = if is_thread(visit.asked) { "follow.not_yours" } else { "follow.gone" };
        return Ok(visit.note(key));
    };
    visit.desk.unfollow(&[follow.id], visit.now).await?;
    match visit.asked.values.is_empty() {
        // What came stays where it is.
        true => Ok(visit.note("follow.ended")),
        false => Ok(shown(visit, list(visit).await?)),
    }
}

async fn list(visit: &Visit<'_>) -> Result<Message, DeskError> {
    let asked = visit.asked;
    let mut follows = visit.desk.follows_of(&Whose::Person(asked.user.clone()), visit.now).await?;
    if let Some(channel) = asked.channel.as_ref().filter(|_| is_thread(asked) && may_lead(asked)) {
        follows.extend(visit.desk.follows_of(&Whose::Thread(channel.clone()), visit.now).await?);
    }
    let engine = visit.served.archive.engine();
    let rows = follows.into_iter().map(|own| Row {
        label: engine.label_of(&own.followed).unwrap_or_else(|| own.followed.value.clone()),
        thread: matches!(own.whose, Whose::Thread(_)),
        id: own.id,
        followed: own.followed,
        weekly: own.weekly,
        until: own.expires_at,
    });
    Ok(view::list(&rows.collect::<Vec<_>>(), visit.words()))
}

fn done(visit: &Visit<'_>, key: &str) -> Outcome {
    turned(visit, view::done(visit.words().say(key, &[])))
}

/// In the place of the card that was pressed, which only its presser sees.
fn turned(visit: &Visit<'_>, message: Message) -> Outcome {
    let turns = visit.asked.on_private && visit.asked.pressed.is_card;
    if turns { Outcome::Update(message) } else { Outcome::Message(message) }
}

fn is_thread(asked: &Interaction) -> bool {
    asked.guild.is_some() && asked.thread_of.is_some()
}

/// Whether somebody looks after the threads of the server.
fn may_lead(asked: &Interaction) -> bool {
    asked.guild.is_some() && asked.permissions & (MANAGE_THREADS | MANAGE_SERVER | ADMINISTRATOR) != 0
}
