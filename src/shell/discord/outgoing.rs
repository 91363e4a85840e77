//! Plain structures become the JSON that is sent. Every message passes here, so every message carries an empty
//! `allowed_mentions`.
//!
//! Written by hand, since the builders at hand know no cards.

use serde_json::{Value, json};

use super::multipart::File;
use crate::render::discord::{
    Attachment, Block, Button, Card, Choosable, Field, Input, Menu, Message, Modal, Pickable, Picker, Tone, escape,
};
use crate::reply::Choice;

/// The name of the option that keeps an answer to the asker.
pub const PRIVATE: &str = "private";

/// Only the asker sees it.
const EPHEMERAL: u64 = 1 << 6;
/// The message consists of components alone. Once sent, a message stays so.
pub(super) const IS_CARD: u64 = 1 << 15;

/// A message as the first response.
pub fn message(message: &Message) -> Value {
    json!({"type": 4, "data": data(message)})
}

/// A message in place of the one that the component stands on.
pub fn update(message: &Message) -> Value {
    json!({"type": 7, "data": edit(message)})
}

/// A message under an interaction that was answered before.
pub fn follow_up(message: &Message) -> Value {
    data(message)
}

/// A message in place of the deferral, or of another message: whether it is private was settled then, and files of the
/// other message go.
pub fn edit(message: &Message) -> Value {
    let mut body = data(message);
    if let Some(fields) = body.as_object_mut() {
        match &message.card {
            Some(_) => fields.insert("flags".to_owned(), Value::from(IS_CARD)),
            None => fields.remove("flags"),
        };
        fields.entry("attachments").or_insert_with(|| json!([]));
    }
    body
}

/// A message that is made in a channel.
pub fn posted(message: &Message) -> Value {
    let mut body = data(message);
    if let Some(fields) = body.as_object_mut() {
        let card = message.card.is_some();
        fields.insert("flags".to_owned(), Value::from(if card { IS_CARD } else { 0 }));
    }
    body
}

/// The same where its words mention a role, which is pinged as the message is made, and by no edit of it.
pub fn posted_to(message: &Message, role: Option<&str>) -> Value {
    let mut body = posted(message);
    if let Some(role) = role {
        body["allowed_mentions"]["roles"] = json!([role]);
    }
    body
}

/// A message that is a reply to another of its channel; whoever wrote that is not pinged.
pub fn reply(message: &Message, to: &str) -> Value {
    let mut body = posted(message);
    body["message_reference"] = json!({"message_id": to, "fail_if_not_exists": false});
    body["allowed_mentions"] = json!({"parse": [], "replied_user": false});
    body
}

/// Words that mention one person, who agreed to it, with a button: the only message that may ping, and it pings nobody
/// else.
pub fn mention(user: &str, content: &str, own: &Button) -> Value {
    let row = json!({"type": 1, "components": [button(own)]});
    json!({"content": escape::units(content, 2_000), "allowed_mentions": {"parse": [], "users": [user]}, "components": [row]})
}

/// The files of a message, in the order of its attachments.
pub fn files(message: Message) -> Vec<File> {
    let file = |file: Attachment| File { name: file.name, media_type: file.media_type, bytes: file.bytes };
    message.files.into_iter().map(file).collect()
}

/// "Working on it": the answer follows.
pub fn deferred(private: bool) -> Value {
    json!({"type": 5, "data": {"allowed_mentions": {"parse": []}, "flags": if private { EPHEMERAL } else { 0 }}})
}

/// "Seen": nothing changes yet.
pub fn acknowledged() -> Value {
    json!({"type": 6})
}

/// Completions.
pub fn choices(choices: &[Choice]) -> Value {
    let fits = |choice: &&Choice| (1..=100).contains(&choice.value.encode_utf16().count());
    let choices = choices.iter().filter(fits).take(25).map(|choice| {
        let label = escape::plain(&choice.label, 100);
        json!({"name": if label.trim().is_empty() { &choice.value } else { &label }, "value": choice.value})
    });
    json!({"type": 8, "data": {"choices": choices.collect::<Vec<_>>()}})
}

fn data(message: &Message) -> Value {
    let mut body = json!({"allowed_mentions": {"parse": []}});
    let mut flags = if message.private { EPHEMERAL } else { 0 };
    match &message.card {
        Some(card) => {
            flags |= IS_CARD;
            body["components"] = json!([container(card)]);
        }
        None => {
            body["content"] = Value::from(message.content.as_str());
            body["components"] = json!([]);
        }
    }
    if flags != 0 {
        body["flags"] = Value::from(flags);
    }
    if !message.files.is_empty() {
        let numbered = message.files.iter().enumerate().map(|(number, file)| {
            let description = escape::units(&file.description, 1_024);
            json!({"id": number.to_string(), "filename": file.name, "description": description})
        });
        body["attachments"] = Value::Array(numbered.collect());
    }
    body
}

fn container(card: &Card) -> Value {
    let mut container = json!({"type": 17, "components": card.blocks.iter().map(block).collect::<Vec<_>>()});
    if let Some(accent) = card.accent {
        container["accent_color"] = Value::from(accent);
    }
    container
}

fn block(block: &Block) -> Value {
    match block {
        Block::Text(text) => text_display(text),
        Block::Section { text, button: own } => {
            json!({"type": 9, "components": [text_display(text)], "accessory": button(own)})
        }
        Block::Line => json!({"type": 14}),
        Block::Picture { name, description } => {
            let media = json!({"url": format!("attachment://{name}")});
            json!({"type": 12, "items": [{"media": media, "description": escape::units(description, 1_024)}]})
        }
        Block::File { name } => json!({"type": 13, "file": {"url": format!("attachment://{name}")}}),
        Block::Buttons(buttons) => {
            json!({"type": 1, "components": buttons.iter().take(5).map(button).collect::<Vec<_>>()})
        }
        Block::Menu(own) => json!({"type": 1, "components": [menu(own)]}),
        Block::Picker(own) => json!({"type": 1, "components": [picker(own)]}),
    }
}

fn text_display(text: &str) -> Value {
    json!({"type": 10, "content": text})
}

fn button(button: &Button) -> Value {
    match button {
        Button::Act { custom_id, label, tone } => {
            let style = match tone {
                Tone::Main => 1,
                Tone::Plain => 2,
                Tone::Danger => 4,
            };
            json!({"type": 2, "style": style, "custom_id": custom_id, "label": label})
        }
        Button::Link { url, label } => json!({"type": 2, "style": 5, "url": url, "label": label}),
    }
}

fn menu(menu: &Menu) -> Value {
    let options = choosable(&menu.options);
    let placeholder = escape::units(&menu.placeholder, 150);
    let mut built = json!({"type": 3, "custom_id": menu.custom_id, "placeholder": placeholder, "options": options});
    if let Some((least, most)) = menu.picks {
        built["min_values"] = json!(least);
        built["max_values"] = json!(most.min(options.len()).max(1));
    }
    built
}

fn choosable(options: &[Choosable]) -> Vec<Value> {
    let built = options.iter().take(25).map(|option| {
        let mut built = json!({"label": option.label, "value": option.value});
        if !option.detail.is_empty() {
            built["description"] = Value::from(option.detail.as_str());
        }
        if option.picked {
            built["default"] = json!(true);
        }
        built
    });
    built.collect()
}

/// Channels that messages can be written in, and forums: text, announcements, threads of neither.
const CHANNELS: [u8; 3] = [0, 5, 15];

fn picker(picker: &Picker) -> Value {
    let (kind, of) = match picker.of {
        Pickable::Channels => (8, "channel"),
        Pickable::Roles => (6, "role"),
    };
    let most = picker.most.clamp(1, 25);
    let picked = picker.picked.iter().take(most).map(|id| json!({"id": id, "type": of}));
    let mut built = json!({"type": kind, "custom_id": picker.custom_id, "min_values": 0, "max_values": most,
        "placeholder": escape::units(&picker.placeholder, 150)});
    if picker.of == Pickable::Channels {
        built["channel_types"] = json!(CHANNELS);
    }
    if !picker.picked.is_empty() {
        built["default_values"] = picked.collect();
    }
    built
}

/// A window, as the first response.
pub fn modal(modal: &Modal) -> Value {
    let text = Some(&modal.text).filter(|text| !text.is_empty()).map(|text| text_display(text));
    let components: Vec<Value> = text.into_iter().chain(modal.fields.iter().take(5).map(field)).collect();
    json!({"type": 9, "data": {"custom_id": modal.custom_id, "title": modal.title, "components": components}})
}

fn field(field: &Field) -> Value {
    let mut input = match &field.input {
        Input::Text { value, long, most } => {
            let mut input =
                json!({"type": 4, "style": if *long { 2 } else { 1 }, "max_length": (*most).clamp(1, 4_000)});
            if !value.is_empty() {
                input["value"] = Value::from(escape::units(value, *most));
            }
            input
        }
        Input::One(options) => json!({"type": 21, "options": choosable(options)}),
        Input::Ticks(options) => {
            let least = if field.required { options.len() } else { 0 };
            json!({"type": 22, "min_values": least, "max_values": options.len().max(1), "options": choosable(options)})
        }
        Input::Menu(options) => json!({"type": 3, "options": choosable(options)}),
        Input::Picker(own) => picker(own),
    };
    input["custom_id"] = json!(field.name);
    input["required"] = json!(field.required);
    let mut label = json!({"type": 18, "label": field.label, "component": input});
    if !field.description.is_empty() {
        label["description"] = Value::from(field.description.as_str());
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_are_numbered() {
        let file = |name: &str| Attachment {
            name: name.to_owned(),
            media_type: "text/csv",
            bytes: vec![1],
            description: format!("the file {name}"),
        };
        let sent = Message { files: vec![file("a.csv"), file("b.csv")], ..Message::default() };
        let numbers = |body: Value, path: &str| body.pointer(path).map(ToString::to_string).unwrap_or_default();
        insta::assert_snapshot!(numbers(message(&sent), "/data/attachments"), @r#"[{"description":"the file a.csv","filename":"a.csv","id":"0"},{"description":"the file b.csv","filename":"b.csv","id":"1"}]"#);
        assert_eq!(numbers(message(&sent), "/data/attachments"), numbers(edit(&sent), "/attachments"));
        assert_eq!(files(sent).len(), 2);
    }
}
