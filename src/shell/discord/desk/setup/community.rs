//! The page about the community.

use std::time::Duration;

use crate::desk::{DeskError, Hold, SetUp};
use crate::render::discord::Message;
use crate::render::discord::desk::setup::community::{self, APPROVE, Community, HOLDS, MENTIONS, SWITCHES, UNTAGGED};
use crate::render::discord::desk::setup::step;
use crate::shell::discord::desk::channels::{self, Channel, Kind};
use crate::shell::discord::desk::visit::Visit;
use crate::shell::settings::Discord;

/// What a press changes.
pub(super) type Change = Box<dyn FnOnce(&mut SetUp) + Send>;

/// Discord is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(4);

/// What a press changes; nothing where it may not, or makes no sense.
pub(super) fn change(visit: &Visit<'_>, what: &str, host: &Discord, roles: Vec<String>) -> Option<Change> {
    let picked = visit.asked.values.clone();
    let first = picked.first().map(String::as_str);
    Some(match what {
        step::HOLD => {
            let hold = match HOLDS.iter().find(|(hold, _)| Some(*hold) == first)?.0 {
                APPROVE if !has_editors(visit) => return None,
                APPROVE => Hold::UntilApproved,
                seconds => Hold::For(seconds.parse().ok()?),
            };
            Box::new(move |set_up| set_up.issue_hold = Some(hold))
        }
        step::ROLE => Box::new(move |set_up| set_up.issue_role = roles.into_iter().next()),
        step::TAG => {
            let is_id = |tag: &&str| tag.len() <= 20 && tag.bytes().all(|byte| byte.is_ascii_digit());
            let tag = match first? {
                UNTAGGED => None,
                tag => Some(Some(tag).filter(is_id)?.to_owned()),
            };
            Box::new(move |set_up| set_up.issue_tag = tag)
        }
        step::SWITCHES => {
            let offered = offered(host);
            if !picked.iter().all(|switch| offered.contains(&switch.as_str())) {
                return None;
            }
            Box::new(move |set_up| {
                for switch in offered {
                    *of(set_up, switch) = picked.iter().any(|own| own == switch);
                }
            })
        }
        _ => return None,
    })
}

/// The switches that the host's file lets moderators have.
fn offered(host: &Discord) -> Vec<&'static str> {
    SWITCHES.into_iter().filter(|switch| *switch != MENTIONS || host.mentions).collect()
}

/// Where the set-up has a switch.
fn of<'a>(set_up: &'a mut SetUp, switch: &str) -> &'a mut bool {
    match switch {
        "threads" => &mut set_up.issue_threads,
        "digest" => &mut set_up.weekly_digest,
        "discussions" => &mut set_up.discussions,
        "sources" => &mut set_up.sources,
        _ => &mut set_up.mentions,
    }
}

fn has_editors(visit: &Visit<'_>) -> bool {
    visit.has_desk() && visit.set_up.editors_channel.is_some()
}

/// The page as the set-up is.
pub(super) async fn show(visit: &mut Visit<'_>, host: &Discord) -> Result<Message, DeskError> {
    let issues = channels::issues(visit);
    let lacking = channels::lacking(visit, issues).await?.unwrap_or_default();
    let mut set_up = SetUp::clone(&visit.set_up);
    let forum = match &set_up.new_issue_channel {
        Some(channel) => forum(visit, channel).await,
        None => None,
    };
    let switches = offered(host).into_iter().map(|switch| (switch, *of(&mut set_up, switch))).collect();
    let page = Community {
        channel: set_up.new_issue_channel,
        hold: set_up.issue_hold.map(|hold| match hold {
            Hold::For(seconds) => seconds.to_string(),
            Hold::UntilApproved => APPROVE.to_owned(),
        }),
        host_hold: host.issue_hold,
        has_editors: has_editors(visit),
        role: set_up.issue_role,
        needs_tag: forum.as_ref().is_some_and(|forum| forum.requires_tag),
        tags: forum.map(|forum| forum.tags),
        tag: set_up.issue_tag,
        switches,
        lacking,
    };
    Ok(community::community(&page, visit.words()))
}

/// A channel, where it is a forum and Discord says so.
async fn forum(visit: &Visit<'_>, channel: &str) -> Option<Channel> {
    let about = Channel::look_up(visit.state, channel, PATIENCE).await.ok()?;
    (about.kind == Kind::Forum).then_some(about)
}
