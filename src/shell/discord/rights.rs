//! Who may see what: a moderator's settings applied to an interaction, with what Discord vouches for and nothing else.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Discord;
use super::incoming::Interaction;
use crate::commands::{PRIVACY, PULLQUOTE};
use crate::desk::{PublicIn, SetUp};
use crate::shell::settings::Public;

/// Commands that cannot be off.
pub(super) const ALWAYS_ON: [&str; 4] = ["about", "help", PRIVACY, PULLQUOTE];

impl Discord {
    /// Whether the bot answers where this was asked. Private conversations belong to no server.
    pub(super) fn is_served(&self, asked: &Interaction) -> bool {
        asked.guild.as_ref().is_none_or(|guild| self.serves(guild))
    }

    /// Whether the bot is there for a server.
    pub(super) fn serves(&self, server: &str) -> bool {
        self.servers.is_empty() || self.servers.iter().any(|own| own == server)
    }

    /// The rules of one server: what its moderators set, as far as the host lets them.
    pub(super) fn for_server(&self, set_up: &SetUp, server: Option<&str>) -> Discord {
        let mut rules = self.clone();
        let Some(server) = server else { return rules };
        let limit = set_up.public_answers_per_minute.unwrap_or(self.public_answers_per_minute);
        rules.public_answers_per_minute = limit.min(self.public_answers_per_minute);
        rules.language = set_up.language.clone().or(rules.language);
        rules.commands_off.extend(set_up.commands_off.iter().cloned());
        rules.discussions = set_up.discussions;
        let named = |channels: &[String]| {
            let allowed = |channel: &&String| self.public != Public::Named || self.public_channels.contains(channel);
            channels.iter().filter(allowed).cloned().collect::<Vec<_>>()
        };
        rules.public_in = match set_up.public {
            Some(PublicIn::Everywhere) if self.public == Public::Named => Some(PublicIn::Channels),
            set => set,
        };
        if set_up.public == Some(PublicIn::Channels) {
            rules.public_channels = named(&set_up.public_channels);
        }
        if self.paid_servers.iter().any(|own| own == server) && set_up.paid_by_role {
            // Not all of its members, then.
            rules.paid_servers.retain(|own| own != server);
            rules.paid_roles.extend(set_up.paid_roles.iter().cloned());
        }
        rules
    }

    /// Whether a command is off. What is said of the bot itself always can be asked.
    pub(super) fn is_off(&self, command: &str) -> bool {
        !ALWAYS_ON.contains(&command) && self.commands_off.iter().any(|off| off == command)
    }

    /// Whether a server has a desk.
    pub(super) fn has_desk(&self, server: &str) -> bool {
        self.desk_servers.iter().any(|own| own == server)
    }

    /// Who sees an answer there. A thread goes by its channel, a post by its forum.
    pub(super) fn openness(&self, asked: &Interaction) -> Openness {
        if asked.guild.is_none() {
            // Of a conversation with the bot alone there is nobody else to see it.
            return if asked.is_group { Openness::OnRequest } else { Openness::Public };
        }
        let named = |channel: &Option<String>| channel.as_ref().is_some_and(|id| self.public_channels.contains(id));
        let here = named(&asked.channel) || named(&asked.thread_of);
        match self.public_in {
            _ if self.public == Public::Never => Openness::Private,
            Some(PublicIn::Everywhere) => Openness::Public,
            Some(PublicIn::OnRequest) => Openness::OnRequest,
            None if self.public_channels.is_empty() => Openness::OnRequest,
            _ if here => Openness::Public,
            _ => Openness::Private,
        }
    }

    /// Whether the asker may read articles for paying readers.
    pub(super) fn may_read_paid(&self, asked: &Interaction) -> bool {
        let Some(guild) = &asked.guild else { return false };
        // A role's id belongs to one server, and Discord vouches for both.
        self.paid_servers.contains(guild) || asked.roles.iter().any(|role| self.paid_roles.contains(role))
    }
}

/// Who sees an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Openness {
    /// Everybody in the channel.
    Public,
    /// The asker, who may share it.
    OnRequest,
    /// The asker, and nobody else.
    Private,
}

/// The public answers of the last minute, by asker.
#[derive(Debug, Default)]
pub(super) struct PublicAnswers {
    // Locked for a few instructions only.
    recent: Mutex<HashMap<String, VecDeque<Instant>>>,
}

impl PublicAnswers {
    const MINUTE: Duration = Duration::from_secs(60);
    /// Askers who are remembered before those who have been quiet for a minute are forgotten.
    const ASKERS: usize = 10_000;

    /// Whether one of the asker's public answers of `a_minute` is left.
    pub(super) fn has_left(&self, user: &str, a_minute: u32, now: Instant) -> bool {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &&Instant| now.saturating_duration_since(**at) < Self::MINUTE;
        recent.get(user).map_or(0, |times| times.iter().filter(is_recent).count()) < a_minute as usize
    }

    /// Takes one of the asker's public answers, where one of `a_minute` is left.
    pub(super) fn take(&self, user: &str, a_minute: u32, now: Instant) -> bool {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: &Instant| now.saturating_duration_since(*at) < Self::MINUTE;
        if recent.len() > Self::ASKERS {
            recent.retain(|_, times| times.back().is_some_and(is_recent));
        }
        let times = recent.entry(user.to_owned()).or_default();
        while times.front().is_some_and(|at| !is_recent(at)) {
            times.pop_front();
        }
        let room = times.len() < a_minute as usize;
        if room {
            times.push_back(now);
        }
        room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> Discord {
        Discord {
            servers: vec!["1".into(), "2".into()],
            public_channels: vec!["10".into()],
            paid_servers: vec!["2".into()],
            paid_roles: vec!["20".into()],
            ..Discord::default()
        }
    }

    fn check(guild: Option<&str>, channel: &str, roles: &[&str]) -> String {
        let asked = Interaction {
            guild: guild.map(str::to_owned),
            channel: Some(channel.to_owned()),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            ..Interaction::default()
        };
        let settings = settings();
        let (served, public, paid) =
            (settings.is_served(&asked), settings.openness(&asked), settings.may_read_paid(&asked));
        format!("served {served}, {public:?}, paid {paid}")
    }

    #[test]
    fn servers_channels_and_roles() {
        insta::assert_snapshot!(check(Some("1"), "10", &[]), @"served true, Public, paid false");
        insta::assert_snapshot!(check(Some("1"), "11", &["20"]), @"served true, Private, paid true");
        insta::assert_snapshot!(check(Some("2"), "11", &[]), @"served true, Private, paid true");
        insta::assert_snapshot!(check(Some("3"), "10", &["21"]), @"served false, Public, paid false");
        insta::assert_snapshot!(check(None, "12", &["20"]), @"served true, Public, paid false");
    }

    #[test]
    fn what_the_host_forbids_held_only_where_the_desk_was_open() {
        let asked = Interaction { guild: Some("2".into()), channel: Some("10".into()), ..Interaction::default() };
        let never = Discord { public: Public::Never, ..settings() };
        assert_eq!(never.openness(&asked), Openness::Private);
        let everywhere = SetUp { public: Some(PublicIn::Everywhere), ..SetUp::default() };
        assert_eq!(never.for_server(&everywhere, Some("2")).openness(&asked), Openness::Private);
    }

    #[test]
    fn a_deleted_role_opened_paid_articles_to_the_whole_server() {
        let asked = Interaction { guild: Some("2".into()), roles: vec!["21".into()], ..Interaction::default() };
        let may = |set_up: SetUp| settings().for_server(&set_up, Some("2")).may_read_paid(&asked);
        let only = |roles: &[&str]| SetUp {
            paid_roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            paid_by_role: true,
            ..SetUp::default()
        };
        assert_eq!(
            [may(SetUp::default()), may(only(&["21"])), may(only(&["22"])), may(only(&[]))],
            [true, true, false, false]
        );
    }

    #[test]
    fn a_thread_goes_by_its_channel_and_nothing_is_public_unasked() {
        let guild = || Some("1".to_owned());
        let thread = |of: &str| Interaction { guild: guild(), thread_of: Some(of.into()), ..Interaction::default() };
        assert_eq!(settings().openness(&thread("10")), Openness::Public);
        assert_eq!(settings().openness(&thread("11")), Openness::Private);
        assert_eq!(Discord::default().openness(&thread("10")), Openness::OnRequest);
        let group = Interaction { is_group: true, ..Interaction::default() };
        assert_eq!(Discord::default().openness(&group), Openness::OnRequest);
    }

    #[test]
    fn a_minute_gives_back_what_it_took() {
        let (answers, now) = (PublicAnswers::default(), Instant::now());
        let taken = |after: u64| answers.take("7", 2, now + Duration::from_secs(after));
        assert_eq!([taken(0), taken(1), taken(59), taken(60), taken(60)], [true, true, false, true, false]);
        assert!(answers.take("8", 2, now) && !answers.take("8", 0, now));
    }
}
