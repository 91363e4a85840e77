//! Public answers are remembered once Discord has them: where they stand and what they cite.

use serde_json::Value;

use super::visit::now;
use crate::desk::answers::Place;
use crate::render::discord::Cited;
use crate::shell::discord::incoming::Interaction;
use crate::shell::discord::respond::Outcome;
use crate::shell::discord::state::State;

/// What is to be remembered of an outcome once Discord has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::shell::discord) struct PublicAnswer {
    place: Place,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// A new message; Discord has yet to tell which.
    Given(Vec<Cited>),
    /// The page of one was turned.
    Turned(Vec<Cited>),
    /// It is gone, or cites nothing any more.
    Gone,
}

impl PublicAnswer {
    /// What is to be remembered of this; nothing of what is private, and nothing where the bot is no member.
    pub(in crate::shell::discord) fn of(outcome: &Outcome, asked: &Interaction) -> Option<PublicAnswer> {
        let (Some(server), Some(channel), true) = (&asked.guild, &asked.channel, asked.installed) else { return None };
        let what = match outcome {
            Outcome::Message(message) if !message.private && !message.cited.is_empty() => {
                What::Given(message.cited.clone())
            }
            Outcome::Update(message) if !asked.on_private && !message.cited.is_empty() => {
                What::Turned(message.cited.clone())
            }
            Outcome::Update(_) | Outcome::Remove if !asked.on_private => What::Gone,
            _ => return None,
        };
        let message = match &what {
            What::Given(_) => String::new(),
            _ => asked.message.clone()?,
        };
        Some(PublicAnswer { place: Place { server: server.clone(), channel: channel.clone(), message }, what })
    }

    /// Whether Discord is to be asked which message it is.
    pub(in crate::shell::discord) fn wants_message(&self) -> bool {
        matches!(self.what, What::Given(_))
    }
}

/// Remembers an answer that was posted in a channel, as Discord tells it.
pub(in crate::shell::discord) async fn remember_posted(
    state: &State,
    (server, channel): (&str, &str),
    cited: Vec<Cited>,
    message: &Value,
) {
    if !cited.is_empty() {
        let place = Place { server: server.to_owned(), channel: channel.to_owned(), message: String::new() };
        remember(state, PublicAnswer { place, what: What::Given(cited) }, Some(message)).await;
    }
}

/// Forgets the answers of a channel or thread that was deleted.
pub(in crate::shell::discord) async fn forget_channel(state: &State, channel: &str) {
    let Some(desk) = state.desk() else { return };
    if let Err(error) = desk.forget_channel(channel, now()).await {
        tracing::warn!(%error, "the answers of a deleted channel could not be forgotten; they go with their time");
    }
}

/// Remembers an answer; `message` is the new one as Discord tells it.
pub(in crate::shell::discord) async fn remember(state: &State, mut public: PublicAnswer, message: Option<&Value>) {
    let Some(desk) = state.desk() else { return };
    let told = |field: &str| message.and_then(|message| message.get(field)?.as_str().map(str::to_owned));
    let done = match &public.what {
        What::Given(cited) => {
            let Some(id) = told("id") else { return };
            public.place.message = id;
            public.place.channel = told("channel_id").unwrap_or(public.place.channel);
            desk.remember_answer(&public.place, cited, now()).await
        }
        What::Turned(cited) => desk.remember_answer(&public.place, cited, now()).await,
        What::Gone => desk.forget_answer(&public.place.message, now()).await,
    };
    if let Err(error) = done {
        tracing::warn!(%error, "a public answer could not be remembered: it is not set right when its article is corrected");
    }
}
