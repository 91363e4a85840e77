//! What the bot may not do in a channel, and what it could do if it might.

use crate::words::Words;

/// A permission of Discord's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See the channel.
    View,
    /// Write there.
    Send,
    /// Read what was written before.
    History,
    /// Begin threads that everybody sees.
    Threads,
    /// Write in threads.
    SendInThreads,
    /// Mention any role.
    Mention,
}

/// What a channel is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The editors' cards.
    Editors,
    /// New issues.
    Issues,
    /// Readers are told there that they are answered.
    Telling,
}

/// What is lacking in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// The channel.
    pub channel: String,
    /// The permissions.
    pub permissions: Vec<Permission>,
    /// What they would enable.
    pub purpose: Purpose,
    /// Whether it is the editors' and everybody sees it, who then acts for them.
    pub seen_by_all: bool,
}

/// A line for each channel.
pub(super) fn lines(lacking: &[Lacking], words: &Words) -> String {
    let name = |permission: &Permission| match permission {
        Permission::View => words.say("desk.permission_view", &[]),
        Permission::Send => words.say("desk.permission_send", &[]),
        Permission::History => words.say("desk.permission_history", &[]),
        Permission::Threads => words.say("desk.permission_threads", &[]),
        Permission::SendInThreads => words.say("desk.permission_send_in_threads", &[]),
        Permission::Mention => words.say("desk.permission_mention", &[]),
    };
    let line = |one: &Lacking| {
        let channel = format!("<#{}>", one.channel);
        let open = one.seen_by_all.then(|| words.say("desk.permission_seen_by_all", &[("channel", &channel)]));
        if one.permissions.is_empty() {
            return open.unwrap_or_default();
        }
        let named = one.permissions.iter().map(name).collect::<Vec<_>>().join(", ");
        let key = match one.purpose {
            Purpose::Editors => "desk.permission_for_editors",
            Purpose::Issues => "desk.permission_for_issues",
            Purpose::Telling => "desk.permission_for_telling",
        };
        let enables = words.say(key, &[]);
        let fields: [(&str, &dyn std::fmt::Display); 3] =
            [("channel", &channel), ("permissions", &named), ("enables", &enables)];
        std::iter::once(words.say("desk.permission_lacking", &fields)).chain(open).collect::<Vec<_>>().join("\n")
    };
    lacking.iter().map(line).collect::<Vec<_>>().join("\n")
}
