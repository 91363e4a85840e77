//! A question that readers gave to the editors, and who asked it.

use super::Seconds;

/// How it stands with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has settled it.
    Open,
    /// It was answered.
    Answered,
    /// The newsletter does not write about that.
    NotOurs,
    /// It was put away.
    Closed,
}

/// What an editor answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An excerpt, as a button names it.
    Excerpt(String),
    /// A page of the publication's own.
    Link(String),
}

/// How an asker wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tell {
    /// Not at all.
    No,
    /// By a direct message.
    Message,
    /// By a mention where they asked.
    Mention,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// The server.
    pub server: String,
    /// Its words.
    pub text: String,
    /// How it stands with it.
    pub standing: Standing,
    /// What it was answered with.
    pub answer: Option<Answer>,
    /// An excerpt that may answer it, as a button names it.
    pub draft: Option<String>,
    /// When it was first asked.
    pub asked_at: Seconds,
    /// When it was settled.
    pub settled_at: Option<Seconds>,
    /// When it goes.
    pub expires_at: Seconds,
    /// Who asked, the first first; never nobody.
    pub askers: Vec<Asker>,
}

/// Who asked, and with which words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The row's id.
    pub id: String,
    /// The person.
    pub user: String,
    /// Their own words.
    pub text: String,
    /// Whether the editors may see who it is.
    pub named: bool,
    /// How they want to be told.
    pub tell: Tell,
    /// Where they asked.
    pub channel: Option<String>,
    /// Their language.
    pub locale: Option<String>,
    /// When the message that tells them was written.
    pub told_at: Option<Seconds>,
    /// Whether Discord refused it.
    pub untold: bool,
    /// When they asked.
    pub asked_at: Seconds,
    /// When it goes.
    pub expires_at: Seconds,
}

/// What became of a question that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is a new one.
    New,
    /// Others had asked the same.
    Joined,
    /// They had asked it themselves.
    Again,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// There is no such question any more.
    Gone,
    /// It was left as it is.
    Refused(Question),
    /// It is as it says now.
    Done(Question),
}

impl Standing {
    pub(super) const NAMES: [(Standing, &str); 4] = [
        (Standing::Open, "open"),
        (Standing::Answered, "answered"),
        (Standing::NotOurs, "not_ours"),
        (Standing::Closed, "closed"),
    ];

    /// How it is stored.
    pub(super) fn name(self) -> &'static str {
        Standing::NAMES.iter().find(|(own, _)| *own == self).map_or("open", |(_, name)| name)
    }
}

impl Tell {
    pub(super) const NAMES: [(Tell, &str); 3] =
        [(Tell::No, "no"), (Tell::Message, "message"), (Tell::Mention, "mention")];

    /// How it is stored.
    pub(super) fn name(self) -> &'static str {
        Tell::NAMES.iter().find(|(own, _)| *own == self).map_or("no", |(_, name)| name)
    }

    /// The one that is called so; not at all, where none is.
    pub fn named(name: &str) -> Tell {
        Tell::NAMES.iter().find(|(_, own)| *own == name).map_or(Tell::No, |(tell, _)| *tell)
    }
}

impl Answer {
    pub(super) fn stored(&self) -> String {
        match self {
            Answer::Excerpt(excerpt) => format!("excerpt {excerpt}"),
            Answer::Link(url) => format!("link {url}"),
        }
    }

    pub(super) fn read(stored: &str) -> Option<Answer> {
        match stored.split_once(' ')? {
            ("excerpt", excerpt) => Some(Answer::Excerpt(excerpt.to_owned())),
            ("link", url) => Some(Answer::Link(url.to_owned())),
            _ => None,
        }
    }
}
