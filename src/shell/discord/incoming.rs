//! An interaction, read leniently from raw JSON.
//!
//! Models with closed enumerations refuse a whole payload for one odd field (`locale: null`, an unknown type), and the
//! reader gets no answer. Here every field that is missing or odd is simply not there.

use serde_json::Value;

/// An interaction, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interaction {
    /// Its id, digits.
    pub id: String,
    /// What it is answered under. Never logged.
    pub token: String,
    /// The application.
    pub application: String,
    /// 1 ping, 2 command, 3 component, 4 autocomplete, 5 modal; 0 where it was odd.
    pub kind: u64,
    /// The command's name.
    pub name: String,
    /// Options: name, value, whether it is being typed.
    pub options: Vec<(String, Value, bool)>,
    /// The component's id.
    pub custom_id: String,
    /// What was picked.
    pub values: Vec<String>,
    /// The text of the message that a message command was called on.
    pub target_text: Option<String>,
    /// The server.
    pub guild: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// The channel or forum that it is a thread of.
    pub thread_of: Option<String>,
    /// Whether it is a private conversation of several people.
    pub is_group: bool,
    /// Who.
    pub user: String,
    /// Their roles.
    pub roles: Vec<String>,
    /// Their permissions in the channel.
    pub permissions: u64,
    /// Who called forth the message that the component stands on.
    pub asker: Option<String>,
    /// Whether that message is private.
    pub on_private: bool,
    /// What that message says: the bot's own words.
    pub on_content: String,
}

/// Deep and wide payloads are read this far.
const ITEMS: usize = 100;

impl Interaction {
    /// Reads one; `None` where there is nothing that an answer could be sent to.
    pub fn read(raw: &Value) -> Option<Interaction> {
        let data = raw.get("data").unwrap_or(&Value::Null);
        let member = raw.get("member").unwrap_or(&Value::Null);
        let message = raw.get("message").unwrap_or(&Value::Null);
        let user = id_in(member.get("user")).or_else(|| id_in(raw.get("user"))).unwrap_or_default();
        let token = string(raw.get("token"))?;
        // Both become part of a path.
        if token.is_empty()
            || token.len() > 512
            || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        {
            return None;
        }
        let channel = raw.get("channel");
        let channel_kind = channel.and_then(|channel| channel.get("type")).and_then(Value::as_u64);
        let metadata = message.get("interaction_metadata").or_else(|| message.get("interaction"));
        Some(Interaction {
            id: snowflake(raw.get("id"))?,
            token,
            application: snowflake(raw.get("application_id")).unwrap_or_default(),
            kind: raw.get("type").and_then(Value::as_u64).unwrap_or(0),
            name: string(data.get("name")).unwrap_or_default(),
            options: options(data.get("options")),
            custom_id: string(data.get("custom_id")).unwrap_or_default(),
            values: list(data.get("values")).iter().filter_map(|value| string(Some(value))).collect(),
            target_text: target(data),
            guild: snowflake(raw.get("guild_id")),
            channel: snowflake(raw.get("channel_id")).or_else(|| id_in(raw.get("channel"))),
            // Of other channels the parent is a category.
            thread_of: channel
                .filter(|_| matches!(channel_kind, Some(10..=12)))
                .and_then(|channel| snowflake(channel.get("parent_id"))),
            is_group: channel_kind == Some(3) || raw.get("context").and_then(Value::as_u64) == Some(2),
            user,
            roles: list(member.get("roles")).iter().filter_map(|role| snowflake(Some(role))).collect(),
            permissions: string(member.get("permissions")).and_then(|bits| bits.parse().ok()).unwrap_or(0),
            asker: metadata.and_then(|metadata| id_in(metadata.get("user"))),
            on_private: message.get("flags").and_then(Value::as_u64).is_some_and(|flags| flags & 64 != 0),
            on_content: string(message.get("content")).unwrap_or_default(),
        })
    }

    /// Whether they may take away what others called forth: Manage Messages, or Administrator.
    pub fn moderates(&self) -> bool {
        self.permissions & (1 << 13 | 1 << 3) != 0
    }

    /// Whether they may write in the channel themselves; yes where Discord does not say.
    pub fn may_write(&self) -> bool {
        let needed = if self.thread_of.is_some() { 1 << 38 } else { 1 << 11 };
        self.permissions == 0 || self.permissions & (needed | 1 << 3) != 0
    }

    /// The value of an option.
    pub fn option(&self, name: &str) -> Option<&Value> {
        self.options.iter().find(|(own, _, _)| own == name).map(|(_, value, _)| value)
    }
}

fn string(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn snowflake(value: Option<&Value>) -> Option<String> {
    let id = match value? {
        Value::String(id) => id.clone(),
        Value::Number(id) => id.to_string(),
        _ => return None,
    };
    (!id.is_empty() && id.len() <= 20 && id.bytes().all(|b| b.is_ascii_digit())).then_some(id)
}

fn id_in(value: Option<&Value>) -> Option<String> {
    snowflake(value?.get("id"))
}

fn list(value: Option<&Value>) -> &[Value] {
    let all = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.get(..ITEMS).unwrap_or(all)
}

fn options(value: Option<&Value>) -> Vec<(String, Value, bool)> {
    let one = |option: &Value| {
        let focused = option.get("focused").and_then(Value::as_bool).unwrap_or(false);
        Some((string(option.get("name"))?, option.get("value").cloned().unwrap_or(Value::Null), focused))
    };
    list(value).iter().filter_map(one).collect()
}

/// The text of the message that was right-clicked: its own, that of what it forwards, that of its previews.
fn target(data: &Value) -> Option<String> {
    let messages = data.get("resolved")?.get("messages")?.as_object()?;
    let message =
        string(data.get("target_id")).and_then(|id| messages.get(&id)).or_else(|| messages.values().next())?;
    let mut parts = Vec::new();
    let forwarded = list(message.get("message_snapshots")).iter().filter_map(|snapshot| snapshot.get("message"));
    for message in std::iter::once(message).chain(forwarded) {
        parts.extend(string(message.get("content")));
        for embed in list(message.get("embeds")) {
            parts.extend(string(embed.get("title")));
            parts.extend(string(embed.get("description")));
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    Some(parts.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn odd_fields_are_not_there() {
        let odd = json!({"id": "1", "token": "t", "type": 99, "locale": null, "member": 3, "data": {"options": {}}});
        let read = Interaction::read(&odd).expect("an id and a token are enough");
        assert_eq!((read.kind, read.options.len(), read.moderates()), (99, 0, false));
        assert_eq!(Interaction::read(&json!({"id": "1/../2", "token": "t"})), None);
        assert_eq!(Interaction::read(&json!({"id": "1", "token": "a/b"})), None);
    }

    #[test]
    fn forwarded_words_and_previews_are_read() {
        let data = json!({"target_id": "5", "resolved": {"messages": {"5": {"content": "", "embeds": [{"title": "A"}],
            "message_snapshots": [{"message": {"content": "B"}}]}}}});
        assert_eq!(target(&data).as_deref(), Some("A\nB"));
    }
}
