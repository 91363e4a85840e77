//! A server's set-up: plain data.

use serde::{Deserialize, Serialize};

/// What a server's moderators set; where they set nothing, the host's file holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SetUp {
    /// Where answers are public at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public: Option<PublicIn>,
    /// The channels, forums included, for [`PublicIn::Channels`].
    pub public_channels: Vec<String>,
    /// Public answers that one person gets a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_answers_per_minute: Option<u32>,
    /// The language of public answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the editors read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editors_channel: Option<String>,
    /// Where new issues are announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_issue_channel: Option<String>,
    /// How long a new issue waits before it is announced; the host's default where nothing is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_hold: Option<Hold>,
    /// A role that is pinged with each.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_role: Option<String>,
    /// The tag that each gets in a forum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issue_tag: Option<String>,
    /// Whether each gets a thread in a channel that is no forum.
    pub issue_threads: bool,
    /// Whether what was new, corrected and recorded is told there every week.
    pub weekly_digest: bool,
    /// Whether members may open a thread on an answer.
    pub discussions: bool,
    /// Whether the sources of a thread can be listed.
    pub sources: bool,
    /// Whether a message that mentions the bot is a question.
    pub mentions: bool,
    /// Commands that are off.
    pub commands_off: Vec<String>,
    /// Roles that may see articles for paying readers.
    pub paid_roles: Vec<String>,
    /// Whether only these may, also where none of them is left: no deleted role opens paid articles to everybody.
    pub paid_by_role: bool,
    /// Roles that are the editors'.
    pub editor_roles: Vec<String>,
}

/// How long a new issue waits before it is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// So many seconds.
    For(u32),
    /// Until an editor approves it.
    UntilApproved,
}

/// Where answers are public at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicIn {
    /// Nowhere; each can be shared.
    OnRequest,
    /// In the channels that are named; elsewhere they stay private.
    Channels,
    /// In every channel.
    Everywhere,
}
