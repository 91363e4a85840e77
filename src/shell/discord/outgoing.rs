//! Plain structures become the JSON that is sent. Every message passes here, so every message carries an empty
//! `allowed_mentions`.
//!
//! Written by hand, since the builders at hand know no cards.

use serde_json::{Value, json};

use super::multipart::File;
use crate::render::discord::{Attachment, Block, Button, Card, Menu, Message, escape};
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
    }
}

fn text_display(text: &str) -> Value {
    json!({"type": 10, "content": text})
}

fn button(button: &Button) -> Value {
    match button {
        Button::Act { custom_id, label } => json!({"type": 2, "style": 2, "custom_id": custom_id, "label": label}),
        Button::Link { url, label } => json!({"type": 2, "style": 5, "url": url, "label": label}),
    }
}

fn menu(menu: &Menu) -> Value {
    let options = menu.options.iter().take(25).map(|option| {
        let mut built = json!({"label": option.label, "value": option.value});
        if !option.detail.is_empty() {
            built["description"] = Value::from(option.detail.as_str());
        }
        built
    });
    let options: Vec<Value> = options.collect();
    json!({"type": 3, "custom_id": menu.custom_id, "placeholder": escape::units(&menu.placeholder, 150), "options": options})
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
