//! The page about the community: how new issues are announced, and what members may do together.

use super::super::super::card::{Card, Choosable, Menu, Pickable};
use super::super::super::{Message, escape};
use super::super::permissions::{Lacking, lines};
use super::{foot, head, menu, picker, private, step};
use crate::words::Words;

/// How long a new issue can wait: what the menu sends, in seconds, and how it is called.
pub const HOLDS: [(&str, &str); 5] = [
    ("0", "desk.community_hold_none"),
    ("600", "desk.community_hold_minutes"),
    ("3600", "desk.community_hold_hour"),
    ("86400", "desk.community_hold_day"),
    (APPROVE, "desk.community_hold_approve"),
];
/// The one that waits for the editors.
pub const APPROVE: &str = "approve";
/// No tag.
pub const UNTAGGED: &str = "none";
/// What can be on.
pub const SWITCHES: [&str; 5] = ["threads", "digest", "discussions", "sources", "mentions"];
/// The one that the host's file must allow.
pub const MENTIONS: &str = "mentions";
/// Tags that a menu offers beside none, and how much of a name.
const TAGS: usize = 24;
const NAME: usize = 100;

/// How a switch is called, and what it means.
fn named(switch: &str) -> (&'static str, &'static str) {
    match switch {
        "threads" => ("desk.community_threads", "desk.community_threads_why"),
        "digest" => ("desk.community_digest", "desk.community_digest_why"),
        "discussions" => ("desk.community_discussions", "desk.community_discussions_why"),
        "sources" => ("desk.community_sources", "desk.community_sources_why"),
        _ => ("desk.community_mentions", "desk.community_mentions_why"),
    }
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Community {
    /// Where new issues are announced.
    pub channel: Option<String>,
    /// How long each waits, as [`HOLDS`] has it; none where the host's file holds.
    pub hold: Option<String>,
    /// How many seconds that is.
    pub host_hold: u32,
    /// Whether there are editors who can approve it.
    pub has_editors: bool,
    /// The role that is pinged.
    pub role: Option<String>,
    /// The tags of the channel, with their names, where it is a forum; and whether each post must have one.
    pub tags: Option<Vec<(String, String)>>,
    /// See above.
    pub needs_tag: bool,
    /// The tag that is picked.
    pub tag: Option<String>,
    /// What the host lets be on, and whether it is.
    pub switches: Vec<(&'static str, bool)>,
    /// What the bot may not do in that channel.
    pub lacking: Vec<Lacking>,
}

/// The page about the community.
pub fn community(page: &Community, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = head(&say("desk.setup_community"), words);
    match &page.channel {
        None => card.text(say("desk.community_no_channel")),
        Some(_) => {
            hold(&mut card, page, words);
            card.text(say("desk.community_role"));
            let role: Vec<String> = page.role.iter().cloned().collect();
            card.blocks.push(picker(step::ROLE, Pickable::Roles, say("desk.setup_no_role"), &role, 1));
            tags(&mut card, page, words);
        }
    }
    card.text(say("desk.community_switches"));
    let options = page.switches.iter().map(|(switch, on)| Choosable {
        label: say(named(switch).0),
        value: (*switch).to_owned(),
        detail: say(named(switch).1),
        picked: *on,
    });
    let options: Vec<Choosable> = options.collect();
    let picks = Some((0, options.len()));
    card.menu(Menu { picks, ..menu(step::SWITCHES, say("desk.setup_commands_none"), options) });
    if !page.switches.iter().any(|(switch, _)| *switch == MENTIONS) {
        card.text(say("desk.community_mentions_host"));
    }
    card.text(lines(&page.lacking, words));
    foot(&mut card, step::COMMUNITY, words);
    private(card)
}

/// How long a new issue waits.
fn hold(card: &mut Card, page: &Community, words: &Words) {
    let say = |key: &str| words.say(key, &[]);
    let waits_in_vain = page.hold.as_deref() == Some(APPROVE) && !page.has_editors;
    let barred = waits_in_vain.then(|| say("desk.community_hold_in_vain"));
    let about = std::iter::once(say("desk.community_hold")).chain(barred);
    card.text(about.collect::<Vec<_>>().join("\n"));
    let offered = HOLDS.into_iter().filter(|(hold, _)| page.has_editors || *hold != APPROVE);
    let options = offered.map(|(hold, key)| Choosable {
        label: say(key),
        value: hold.to_owned(),
        picked: page.hold.as_deref() == Some(hold),
        ..Choosable::default()
    });
    let host = HOLDS.into_iter().find(|(hold, _)| *hold == page.host_hold.to_string());
    let minutes = page.host_hold.div_ceil(60);
    let host = host.map_or_else(|| words.say("desk.community_hold_other", &[("count", &minutes)]), |(_, key)| say(key));
    let placeholder = words.say("desk.community_hold_host", &[("hold", &host)]);
    card.menu(menu(step::HOLD, placeholder, options.collect()));
}

/// The tag of a forum.
fn tags(card: &mut Card, page: &Community, words: &Words) {
    let Some(tags) = &page.tags else { return };
    let say = |key: &str| words.say(key, &[]);
    let lacks = page.needs_tag && !tags.iter().any(|(id, _)| page.tag.as_ref() == Some(id));
    let warned = lacks.then(|| say("desk.community_tag_needed"));
    card.text(std::iter::once(say("desk.community_tag")).chain(warned).collect::<Vec<_>>().join("\n"));
    let none = Choosable {
        label: say("desk.community_tag_none"),
        value: UNTAGGED.to_owned(),
        picked: page.tag.is_none(),
        ..Choosable::default()
    };
    let named = tags.iter().take(TAGS).map(|(id, name)| {
        let shown = escape::plain(name, NAME);
        let label = if shown.trim().is_empty() { id.clone() } else { shown };
        Choosable { label, value: id.clone(), picked: page.tag.as_ref() == Some(id), ..Choosable::default() }
    });
    let none = Some(none).filter(|_| !page.needs_tag);
    card.menu(menu(step::TAG, say("desk.community_tag_none"), none.into_iter().chain(named).collect()));
}
