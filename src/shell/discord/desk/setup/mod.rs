//! `/pullquote setup` and `/pullquote status`: for those who look after a server, as Discord vouches with each press.

mod community;

use super::channels;
use super::status;
use super::visit::Visit;
use crate::commands::{SETUP, STATUS};
use crate::desk::{DeskError, PublicIn, SetUp};
use crate::render::discord::Message;
use crate::render::discord::desk::setup::{self, Answers, Ceiling, MODES, Places, step};
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::rights::ALWAYS_ON;
use crate::shell::settings::{Discord, Public};
use community::Change;

/// Channels or roles that are taken from one pick.
const PICKS: usize = 25;

pub(super) async fn respond(visit: &mut Visit<'_>, what: &str) -> Result<Outcome, DeskError> {
    let Some(server) = visit.asked.guild.clone().filter(|_| visit.asked.manages_server()) else {
        return Ok(visit.note("desk.setup_not_yours"));
    };
    // The host's own rules: those of the server are already bent by what it set.
    let host = visit.state.served().settings.clone();
    let mut older = None;
    let may = Rights { has_desk: visit.has_desk(), is_paid: host.paid_servers.contains(&server) };
    match what {
        STATUS => {
            let shown = status::show(visit).await?;
            return Ok(shown_in(visit, shown));
        }
        SETUP | step::ANSWERS | step::PLACES | step::COMMUNITY => visit.desk.joined(&server).await?,
        step::FORGET => return Ok(shown_in(visit, setup::forget(visit.words()))),
        step::FORGET_NOW => {
            visit.desk.forget_server(&server, visit.now).await?;
            visit.state.wake_outbox();
            return Ok(shown_in(visit, setup::forgotten(visit.words())));
        }
        _ => {
            let Some(change) = change(visit, what, &server, &host, may) else {
                return Ok(visit.note("desk.setup_not_here"));
            };
            let before = visit.set_up.editors_channel.clone();
            visit.set_up = visit.desk.change_set_up(&server, visit.now, change).await?;
            if let Some(before) = before.filter(|before| visit.set_up.editors_channel.as_ref() != Some(before))
                && visit.desk.has_open_cards(&server, &before).await?
            {
                older = Some(before);
            }
            if [step::ISSUES, step::ROLE].contains(&what) {
                visit.desk.announce_again(&server, visit.now).await?;
                visit.state.archive_noted();
            }
            if let Some(channel) = visit.set_up.editors_channel.as_deref().filter(|_| what == step::EDITORS) {
                visit.desk.retry_refused(&server, channel, visit.now).await?;
                visit.state.wake_outbox();
            }
            if [step::ISSUES, step::TAG].contains(&what) && visit.desk.end_trouble(&server, visit.now).await? {
                visit.state.wake_outbox();
                visit.state.archive_noted();
            }
        }
    }
    if [step::COMMUNITY, step::HOLD, step::ROLE, step::TAG, step::SWITCHES].contains(&what) {
        let shown = community::show(visit, &host).await?;
        return Ok(shown_in(visit, shown));
    }
    let of_places = [step::PLACES, step::EDITORS, step::ISSUES, step::EDITOR_ROLES, step::PAID_ROLES].contains(&what);
    let shown = if of_places { places(visit, may, older).await? } else { answers(visit, &host).await? };
    Ok(shown_in(visit, shown))
}

/// What exists only in servers that the host's file names.
#[derive(Clone, Copy)]
struct Rights {
    has_desk: bool,
    is_paid: bool,
}

/// In place of the card that was pressed; a plain message cannot become a card.
fn shown_in(visit: &Visit<'_>, message: Message) -> Outcome {
    let turns = visit.asked.kind == 3 && visit.asked.on_private && visit.asked.pressed.is_card;
    if turns { Outcome::Update(message) } else { Outcome::Message(message) }
}

/// What a press changes; nothing where it may not, or makes no sense.
fn change(visit: &Visit<'_>, what: &str, server: &str, host: &Discord, may: Rights) -> Option<Change> {
    let asked = visit.asked;
    let picked = |resolved: &[String]| -> Vec<String> {
        let theirs = asked.values.iter().filter(|id| resolved.contains(id));
        // The role of this id is everybody's: it would tell nobody apart.
        theirs.filter(|id| *id != server).take(PICKS).cloned().collect()
    };
    let channels = picked(&asked.resolved.channels);
    let roles = picked(&asked.resolved.roles);
    let first = asked.values.first().cloned();
    Some(match what {
        step::PUBLIC => {
            let public = match (first?.as_str(), host.public) {
                (_, Public::Never) | ("everywhere", Public::Named) => return None,
                ("request", _) => PublicIn::OnRequest,
                ("channels", _) => PublicIn::Channels,
                ("everywhere", _) => PublicIn::Everywhere,
                _ => return None,
            };
            Box::new(move |set_up| set_up.public = Some(public))
        }
        step::CHANNELS if host.public != Public::Never => Box::new(move |set_up| set_up.public_channels = channels),
        step::LIMIT => {
            let limit: u32 = first?.parse().ok().filter(|limit| *limit <= host.public_answers_per_minute)?;
            Box::new(move |set_up| set_up.public_answers_per_minute = Some(limit))
        }
        step::LANGUAGE => {
            let code = first?;
            let known = visit.served.archive.languages().any(|language| language == code);
            let language = match code.as_str() {
                "server" => None,
                _ if known => Some(code),
                _ => return None,
            };
            Box::new(move |set_up| set_up.language = language)
        }
        step::COMMANDS => {
            let on = asked.values.clone();
            let offered = offered(visit, host);
            Box::new(move |set_up| {
                set_up.commands_off.retain(|off| !offered.contains(off));
                set_up.commands_off.extend(offered.into_iter().filter(|name| !on.contains(name)));
            })
        }
        step::ISSUES => Box::new(move |set_up| {
            set_up.new_issue_channel = channels.into_iter().next();
            // It is the other forum's.
            set_up.issue_tag = None;
        }),
        step::EDITORS if may.has_desk => Box::new(move |set_up| set_up.editors_channel = channels.into_iter().next()),
        step::EDITOR_ROLES if may.has_desk => Box::new(move |set_up| set_up.editor_roles = roles),
        step::PAID_ROLES if may.is_paid => Box::new(move |set_up| {
            set_up.paid_by_role = !roles.is_empty();
            set_up.paid_roles = roles;
        }),
        _ => return community::change(visit, what, host, roles),
    })
}

/// Commands that moderators can turn off: as many as a menu offers.
fn offered(visit: &Visit<'_>, host: &Discord) -> Vec<String> {
    let free = |name: &&str| !ALWAYS_ON.contains(name) && !host.is_off(name);
    visit.served.archive.commands().filter(free).take(25).map(str::to_owned).collect()
}

async fn answers(visit: &mut Visit<'_>, host: &Discord) -> Result<Message, DeskError> {
    let lacking = channels::lacking(visit, channels::public(visit)).await?.unwrap_or_default();
    let set_up = &visit.set_up;
    let archive = &visit.served.archive;
    let named = |code: &str| {
        let name = archive.catalogue(Some(code)).say("desk.setup_language_name", &[]);
        // A catalogue of its own may leave out its name.
        if name == "English" && code != "en" { code.to_owned() } else { name }
    };
    let most = host.public_answers_per_minute;
    let page = Answers {
        mode: set_up.public.map(|public| match public {
            PublicIn::OnRequest => MODES[0],
            PublicIn::Channels => MODES[1],
            PublicIn::Everywhere => MODES[2],
        }),
        ceiling: match host.public {
            Public::Anywhere => Ceiling::Anywhere,
            Public::Named => Ceiling::Named(host.public_channels.clone()),
            Public::Never => Ceiling::Never,
        },
        channels: set_up.public_channels.clone(),
        limit: (set_up.public_answers_per_minute.unwrap_or(most).min(most), most),
        language: set_up.language.clone(),
        languages: archive.languages().map(|code| (code.to_owned(), named(code))).collect(),
        commands: offered(visit, host)
            .into_iter()
            .map(|name| {
                let on = !set_up.commands_off.contains(&name);
                (name, on)
            })
            .collect(),
        off_by_host: host.commands_off.clone(),
        lacking,
    };
    Ok(setup::answers(&page, visit.words()))
}

/// `older` is the channel that was the editors' until now, where it has open cards.
async fn places(visit: &mut Visit<'_>, may: Rights, older: Option<String>) -> Result<Message, DeskError> {
    let used = channels::used(visit);
    let lacking = channels::lacking(visit, used).await?.unwrap_or_default();
    let set_up = SetUp::clone(&visit.set_up);
    let page = Places {
        has_desk: may.has_desk,
        is_paid: may.is_paid,
        editors: set_up.editors_channel,
        older,
        issues: set_up.new_issue_channel,
        editor_roles: set_up.editor_roles,
        paid_roles: set_up.paid_roles,
        lacking,
    };
    Ok(setup::places(&page, visit.words()))
}
