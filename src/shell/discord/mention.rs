//! A message that mentions the bot is a question, where the host and the moderators of the server say so.

use std::sync::Arc;

use axum::http::Method;
use serde_json::Value;

use super::desk;
use super::incoming::Interaction;
use super::outgoing;
use super::rest::Call;
use super::rights::Openness;
use super::state::State;

/// Words of a question that are read, in characters.
const LONGEST: usize = 1_000;
/// A message of its own, and a reply.
const KINDS: [u64; 2] = [0, 19];

/// A message that mentions the bot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    message: String,
    question: String,
    asked: Interaction,
}

impl Mention {
    /// Reads a message of a server; `None` where it is no person's, or does not mention the account in its words: a reply to
    /// a message of ours mentions us too, and asks nothing.
    pub(super) fn read(raw: &Value, account: &str) -> Option<Mention> {
        let text = |path: &str| raw.pointer(path).and_then(Value::as_str).map(str::to_owned);
        let is_bot =
            raw.pointer("/author/bot").and_then(Value::as_bool) == Some(true) || raw.get("webhook_id").is_some();
        let kind = raw.get("type").and_then(Value::as_u64).unwrap_or(0);
        let content = text("/content")?;
        let mentions = [format!("<@{account}>"), format!("<@!{account}>")];
        if is_bot || !KINDS.contains(&kind) || !mentions.iter().any(|mention| content.contains(mention.as_str())) {
            return None;
        }
        let words = mentions.iter().fold(content, |content, mention| content.replace(mention.as_str(), " "));
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let roles = raw.pointer("/member/roles").and_then(Value::as_array).into_iter().flatten();
        let asked = Interaction {
            guild: Some(text("/guild_id").filter(|id| is_id(id))?),
            channel: Some(text("/channel_id").filter(|id| is_id(id))?),
            user: text("/author/id").filter(|id| is_id(id))?,
            roles: roles.filter_map(|role| role.as_str().map(str::to_owned)).collect(),
            ..Interaction::default()
        };
        let question = crate::text::clip(&words, LONGEST).0.to_owned();
        Some(Mention { message: text("/id").filter(|id| is_id(id))?, question, asked })
    }

    /// The server that it was written in.
    pub(super) fn server(&self) -> &str {
        self.asked.guild.as_deref().unwrap_or_default()
    }

    /// Answers it, where it is to be answered.
    pub(super) async fn answered(mut self, state: Arc<State>) {
        let (Some(kept), Some(server)) = (state.desk(), self.asked.guild.clone()) else { return };
        let served = state.served_at(&self.asked);
        if !kept.set_up(&server).mentions || !served.hears_mentions(&self.asked, state.remembered()) {
            return;
        }
        // A flood of them does not keep readers waiting who ask by commands.
        let Ok(_few) = state.mentions.try_acquire() else { return };
        let Some(channel) = self.asked.channel.clone() else { return };
        // A thread goes by its channel, which a message does not name.
        if served.settings.openness(&self.asked) == Openness::Private {
            let about = state.rest.send(&Call::authorized(Method::GET, format!("/channels/{channel}"))).await;
            let thread = about.ok().filter(|about| matches!(about.get("type").and_then(Value::as_u64), Some(10..=12)));
            self.asked.thread_of = thread.and_then(|about| about.get("parent_id")?.as_str().map(str::to_owned));
        }
        let (asked, question) = (self.asked.clone(), std::mem::take(&mut self.question));
        state.metrics.received();
        let answer =
            Arc::clone(&state).in_turn(move |state| served.mentioned(&asked, &question, state.remembered())).await;
        let Some(mut message) = answer.flatten() else { return };
        let cited = std::mem::take(&mut message.cited);
        // The same message, told twice, gets one answer.
        let mut call = Call::message(&channel, outgoing::reply(&message, &self.message), &self.message);
        call.files = outgoing::files(message);
        match state.rest.send(&call).await {
            Ok(told) => {
                state.metrics.answered();
                desk::remember_posted(&state, (&server, &channel), cited, &told).await;
            }
            Err(error) => {
                state.metrics.failed();
                tracing::warn!(%error, "a message that mentions the bot could not be answered");
            }
        }
    }
}

fn is_id(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(content: &str, more: Value) -> Option<String> {
        let mut raw = json!({"id": "1", "type": 0, "guild_id": "6", "channel_id": "5", "content": content,
            "author": {"id": "7"}, "member": {"roles": ["20"]}});
        for (field, value) in more.as_object().expect("fields") {
            raw[field] = value.clone();
        }
        Mention::read(&raw, "100").map(|mention| mention.question)
    }

    #[test]
    fn what_mentions_the_bot_is_a_question() {
        assert_eq!(check("<@100>  Did Oslo sign?", json!({})).as_deref(), Some("Did Oslo sign?"));
        assert_eq!(check("Did Oslo <@!100> sign?", json!({"type": 19})).as_deref(), Some("Did Oslo sign?"));
        assert_eq!(check("<@100>", json!({})).as_deref(), Some(""));
    }

    #[test]
    fn bots_replies_to_us_and_what_mentions_others_ask_nothing() {
        assert_eq!(check("Did Oslo sign?", json!({"mentions": [{"id": "100"}], "type": 19})), None);
        assert_eq!(check("<@1001> Did Oslo sign?", json!({})), None);
        assert_eq!(check("<@100> hi", json!({"author": {"id": "7", "bot": true}})), None);
        assert_eq!(check("<@100> hi", json!({"webhook_id": "8"})), None);
        assert_eq!(check("<@100> hi", json!({"guild_id": null})), None);
        assert_eq!(check("<@100> hi", json!({"id": "../1"})), None);
        assert_eq!(check("<@100> hi", json!({"type": 6})), None);
    }
}
