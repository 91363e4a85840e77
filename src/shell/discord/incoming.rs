//! An interaction, read leniently from raw JSON.
//!
//! Models with closed enumerations refuse a whole payload for one odd field (`locale: null`, an unknown type), and the
//! reader gets no answer. Here every field that is missing or odd is simply not there.

use serde_json::Value;

use super::outgoing::IS_CARD;
use crate::render::discord::{Choosable, Pressed};

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
    /// Which of the things that the command does: `setup`.
    pub action: Option<String>,
    /// What was entered into a window, by the field's name: words, or what was picked.
    pub fields: Vec<(String, Vec<String>)>,
    /// The component's id.
    pub custom_id: String,
    /// What was picked.
    pub values: Vec<String>,
    /// The channels and the roles among it, as Discord resolved them: what else was sent as an id is not theirs to pick.
    pub resolved: Resolved,
    /// Whether the bot is in the server as a member, not just brought along by whoever acts.
    pub installed: bool,
    /// The message that a message command was called on.
    pub target: Option<Target>,
    /// The server.
    pub guild: Option<String>,
    /// The channel.
    pub channel: Option<String>,
    /// Its type, as Discord numbers them; nothing where Discord does not say.
    pub channel_kind: Option<u64>,
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
    /// Our own there.
    pub own_permissions: u64,
    /// The message that the component stands on.
    pub message: Option<String>,
    /// Who called forth the message that the component stands on.
    pub asker: Option<String>,
    /// Whether that message is private.
    pub on_private: bool,
    /// What that message says: the bot's own words.
    pub pressed: Pressed,
    /// The language of whoever asks, as Discord writes it: `es-419`.
    pub locale: Option<String>,
    /// The language of the server.
    pub guild_locale: Option<String>,
}

/// What was picked from the server's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Channels.
    pub channels: Vec<String>,
    /// Roles.
    pub roles: Vec<String>,
}

/// Permissions, as Discord numbers them.
pub const ADMINISTRATOR: u64 = 1 << 3;
/// The right to change a server's settings.
pub const MANAGE_SERVER: u64 = 1 << 5;

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
        // A subcommand is an option with options of its own.
        let first = list(data.get("options")).first();
        let action = first.filter(|first| first.get("type").and_then(Value::as_u64) == Some(1));
        let metadata = message.get("interaction_metadata").or_else(|| message.get("interaction"));
        Some(Interaction {
            id: snowflake(raw.get("id"))?,
            token,
            application: snowflake(raw.get("application_id")).unwrap_or_default(),
            kind: raw.get("type").and_then(Value::as_u64).unwrap_or(0),
            name: string(data.get("name")).unwrap_or_default(),
            options: options(action.unwrap_or(data).get("options")),
            action: action.and_then(|action| string(action.get("name"))),
            fields: fields(data.get("components")),
            custom_id: string(data.get("custom_id")).unwrap_or_default(),
            values: list(data.get("values")).iter().filter_map(|value| string(Some(value))).collect(),
            resolved: Resolved { channels: keys(data, "channels"), roles: keys(data, "roles") },
            installed: raw.get("authorizing_integration_owners").is_none_or(|owners| owners.get("0").is_some()),
            target: target(data),
            guild: snowflake(raw.get("guild_id")),
            channel: snowflake(raw.get("channel_id")).or_else(|| id_in(raw.get("channel"))),
            channel_kind,
            // Of other channels the parent is a category.
            thread_of: channel
                .filter(|_| matches!(channel_kind, Some(10..=12)))
                .and_then(|channel| snowflake(channel.get("parent_id"))),
            is_group: channel_kind == Some(3) || raw.get("context").and_then(Value::as_u64) == Some(2),
            user,
            roles: list(member.get("roles")).iter().filter_map(|role| snowflake(Some(role))).collect(),
            permissions: bits(member.get("permissions")),
            own_permissions: bits(raw.get("app_permissions")),
            message: id_in(Some(message)),
            // Of a reply, it is whoever wrote what it replies to.
            asker: metadata
                .and_then(|metadata| id_in(metadata.get("user")))
                .or_else(|| id_in(message.get("referenced_message").and_then(|replied| replied.get("author")))),
            on_private: message.get("flags").and_then(Value::as_u64).is_some_and(|flags| flags & 64 != 0),
            pressed: pressed(message),
            locale: string(raw.get("locale")),
            guild_locale: string(raw.get("guild_locale")),
        })
    }

    /// Whether they look after the server: Manage Server, or Administrator.
    pub fn manages_server(&self) -> bool {
        self.guild.is_some() && self.permissions & (MANAGE_SERVER | ADMINISTRATOR) != 0
    }

    /// What was entered into a field of a window.
    pub fn field(&self, name: &str) -> &[String] {
        self.fields.iter().find(|(own, _)| own == name).map_or(&[], |(_, values)| values)
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

    /// Whether they may begin threads for everybody in the channel, and write in them.
    pub fn may_begin_threads(&self) -> bool {
        const BOTH: u64 = 1 << 35 | 1 << 38;
        self.guild.is_some() && (self.permissions & BOTH == BOTH || self.permissions & ADMINISTRATOR != 0)
    }

    /// The message for everybody that the component stands on.
    pub fn public_message(&self) -> Option<&str> {
        self.message.as_deref().filter(|_| !self.on_private)
    }

    /// The value of an option.
    pub fn option(&self, name: &str) -> Option<&Value> {
        self.options.iter().find(|(own, _, _)| own == name).map(|(_, value, _)| value)
    }
}

/// What a card of ours says first, its colour, and what its menus offer.
pub(super) fn pressed(message: &Value) -> Pressed {
    let flags = message.get("flags").and_then(Value::as_u64).unwrap_or(0);
    let mut pressed = Pressed { is_card: flags & IS_CARD != 0, ..Pressed::default() };
    let blocks = list(message.get("components")).iter();
    for container in blocks.filter(|block| block.get("type").and_then(Value::as_u64) == Some(17)) {
        let accent = container.get("accent_color").and_then(Value::as_u64);
        pressed.accent = accent.and_then(|accent| u32::try_from(accent).ok()).filter(|accent| *accent <= 0xFF_FF_FF);
        let blocks = list(container.get("components"));
        let first = blocks.first().filter(|block| block.get("type").and_then(Value::as_u64) == Some(10));
        pressed.head = first.and_then(|block| string(block.get("content"))).unwrap_or_default();
        let menus = blocks.iter().flat_map(|row| list(row.get("components")));
        pressed.options = menus.flat_map(|menu| list(menu.get("options"))).filter_map(choosable).collect();
    }
    pressed
}

fn choosable(option: &Value) -> Option<Choosable> {
    let detail = string(option.get("description")).unwrap_or_default();
    Some(Choosable { label: string(option.get("label"))?, value: string(option.get("value"))?, detail, picked: false })
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

/// The ids of what Discord resolved.
fn keys(data: &Value, of: &str) -> Vec<String> {
    let resolved = data.get("resolved").and_then(|resolved| resolved.get(of)).and_then(Value::as_object);
    let ids = resolved.into_iter().flatten().filter_map(|(id, _)| snowflake(Some(&Value::from(id.as_str()))));
    ids.take(ITEMS).collect()
}

fn bits(value: Option<&Value>) -> u64 {
    string(value).and_then(|bits| bits.parse().ok()).unwrap_or(0)
}

/// The fields of a window, whether each stands in a label or, as before, in a row.
fn fields(value: Option<&Value>) -> Vec<(String, Vec<String>)> {
    let inner = |outer: &Value| -> Vec<Value> {
        outer.get("component").cloned().into_iter().chain(list(outer.get("components")).iter().cloned()).collect()
    };
    let read = |field: &Value| {
        let one = field.get("value").and_then(|value| string(Some(value)));
        let several = list(field.get("values")).iter().filter_map(|value| string(Some(value)));
        Some((string(field.get("custom_id"))?, one.into_iter().chain(several).collect()))
    };
    list(value).iter().flat_map(inner).filter_map(|field| read(&field)).collect()
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

/// What a message command was called on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Target {
    /// All that can be read in it, a line a part.
    pub text: String,
    /// Whether something can be seen that cannot be read.
    pub has_picture: bool,
}

/// A reply of no more words than this, which quotes nothing, is read with what it replies to.
const A_REMARK: usize = 12;
/// Components in components are read this deep.
const DEPTH: usize = 4;

/// The message that was right-clicked, and where Discord sends it what it forwards or replies to. Most of what a newsletter
/// posts stands in embeds and cards, so these are read as its words are.
fn target(data: &Value) -> Option<Target> {
    let messages = data.get("resolved")?.get("messages")?.as_object()?;
    let message =
        string(data.get("target_id")).and_then(|id| messages.get(&id)).or_else(|| messages.values().next())?;
    let mut target = Target::default();
    let mut parts = Vec::new();
    let forwarded = list(message.get("message_snapshots")).iter().filter_map(|snapshot| snapshot.get("message"));
    for message in std::iter::once(message).chain(forwarded) {
        words(message, &mut parts);
        target.has_picture |= shows_picture(message);
    }
    parts.retain(|part| !part.trim().is_empty());
    let own = parts.join(" ");
    let says_little = own.split_whitespace().count() <= A_REMARK && !own.contains(['"', '“', '”']);
    if says_little && let Some(parent) = message.get("referenced_message") {
        // "Is this so?", "^" or a picture is about what it replies to.
        words(parent, &mut parts);
        target.has_picture |= shows_picture(parent);
        parts.retain(|part| !part.trim().is_empty());
    }
    target.text = parts.join("\n");
    Some(target)
}

/// The words of one message: its own, those of its previews, its cards, its poll, and what its pictures are said to show.
fn words(message: &Value, parts: &mut Vec<String>) {
    parts.extend(string(message.get("content")));
    for embed in list(message.get("embeds")) {
        let author = embed.get("author").and_then(|author| author.get("name"));
        let footer = embed.get("footer").and_then(|footer| footer.get("text"));
        for text in [author, embed.get("title"), embed.get("description")] {
            parts.extend(string(text));
        }
        for field in list(embed.get("fields")) {
            parts.extend([field.get("name"), field.get("value")].into_iter().filter_map(string));
        }
        // An address leads to the article that a preview shows.
        parts.extend([footer, embed.get("url")].into_iter().filter_map(string));
    }
    components(list(message.get("components")), DEPTH, parts);
    if let Some(poll) = message.get("poll") {
        let text = |media: Option<&Value>| string(media.and_then(|media| media.get("text")));
        parts.extend(text(poll.get("question")));
        parts.extend(list(poll.get("answers")).iter().filter_map(|answer| text(answer.get("poll_media"))));
    }
    parts.extend(list(message.get("attachments")).iter().filter_map(|file| string(file.get("description"))));
}

/// The words of components: text, what pictures are said to show, and where buttons lead.
fn components(all: &[Value], depth: usize, parts: &mut Vec<String>) {
    for one in all {
        parts.extend(string(one.get("content")));
        parts.extend(string(one.get("description")));
        parts.extend(string(one.get("url")));
        parts.extend(list(one.get("items")).iter().filter_map(|item| string(item.get("description"))));
        if let Some(depth) = depth.checked_sub(1) {
            components(list(one.get("components")), depth, parts);
            components(one.get("accessory").map(std::slice::from_ref).unwrap_or_default(), depth, parts);
        }
    }
}

/// Whether a message has a file, a sticker or a picture in a preview or a card.
fn shows_picture(message: &Value) -> bool {
    let any = |field: &str| !list(message.get(field)).is_empty();
    let preview = |embed: &Value| ["image", "thumbnail", "video"].iter().any(|field| embed.get(field).is_some());
    any("attachments") || any("sticker_items") || any("components") || list(message.get("embeds")).iter().any(preview)
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

    fn check(message: &Value) -> String {
        let data = json!({"target_id": "5", "resolved": {"messages": {"5": message}}});
        let read = target(&data).expect("a message");
        format!("{}{}", read.text.replace('\n', " | "), if read.has_picture { " (picture)" } else { "" })
    }

    #[test]
    fn forwarded_words_and_previews_are_read() {
        let forwarded =
            json!({"content": "", "embeds": [{"title": "A"}], "message_snapshots": [{"message": {"content": "B"}}]});
        insta::assert_snapshot!(check(&forwarded), @"A | B");
    }

    #[test]
    fn cards_fields_polls_and_pictures_are_read() {
        let card = json!({"flags": 32768, "components": [{"type": 17, "components": [{"type": 10, "content": "### The dam"},
            {"type": 9, "components": [{"type": 10, "content": "It will stand."}], "accessory": {"type": 2, "style": 5, "url": "https://v.example/dam", "label": "Read"}},
            {"type": 12, "items": [{"media": {"url": "https://v.example/a.png"}, "description": "A dam"}]}]}]});
        insta::assert_snapshot!(check(&card), @"### The dam | It will stand. | https://v.example/dam | A dam (picture)");
        let fields = json!({"embeds": [{"author": {"name": "Lee"}, "fields": [{"name": "Dam", "value": "It stands."}], "url": "https://v.example/x"}]});
        insta::assert_snapshot!(check(&fields), @"Lee | Dam | It stands. | https://v.example/x");
        let poll =
            json!({"poll": {"question": {"text": "Did the dam burst?"}, "answers": [{"poll_media": {"text": "Yes"}}]}});
        insta::assert_snapshot!(check(&poll), @"Did the dam burst? | Yes");
        let picture = json!({"content": "", "attachments": [{"id": "1", "description": "A screenshot of the dam"}]});
        insta::assert_snapshot!(check(&picture), @"A screenshot of the dam (picture)");
        insta::assert_snapshot!(check(&json!({"attachments": [{"id": "1"}]})), @" (picture)");
    }

    #[test]
    fn a_reply_that_says_little_is_about_what_it_replies_to() {
        let parent = json!({"content": "The dam burst."});
        insta::assert_snapshot!(check(&json!({"content": "", "referenced_message": parent})), @"The dam burst.");
        insta::assert_snapshot!(check(&json!({"content": "“It stands,” she said.", "referenced_message": parent})), @"“It stands,” she said.");
        insta::assert_snapshot!(check(&json!({"content": "Is this so?", "referenced_message": parent})), @"Is this so? | The dam burst.");
    }
}
