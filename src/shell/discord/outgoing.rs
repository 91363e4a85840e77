//! Plain structures become serenity's builders, and those the JSON that is sent. Every message passes here, so every
//! message carries an empty `allowed_mentions`.

use serde_json::Value;
use serenity::all::{
    AutocompleteChoice, ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton,
    CreateEmbed, CreateEmbedFooter, CreateInteractionResponse, CreateInteractionResponseMessage, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption,
};

use super::rest::File;
use crate::render::discord::{Attachment, Embed, Message, Row, escape};
use crate::reply::Choice;

/// The name of the option that keeps an answer to the asker.
pub const PRIVATE: &str = "private";

/// A message as the first response.
pub fn message(message: &Message) -> Value {
    numbered(json(&CreateInteractionResponse::Message(response(message))), "/data/attachments", message)
}

/// A message in place of the one that the component stands on.
pub fn update(message: &Message) -> Value {
    numbered(json(&CreateInteractionResponse::UpdateMessage(response(message))), "/data/attachments", message)
}

/// A message under an interaction that was answered before.
pub fn follow_up(message: &Message) -> Value {
    numbered(json(&response(message)), "/attachments", message)
}

/// A message in place of the deferral, or of another message: whether it is private was settled then.
pub fn edit(message: &Message) -> Value {
    let mut body = follow_up(message);
    if let Some(fields) = body.as_object_mut() {
        fields.remove("flags");
    }
    body
}

/// The files of a message, in the order of its attachments.
pub fn files(message: Message) -> Vec<File> {
    let file = |file: Attachment| File { name: file.name, media_type: file.media_type, bytes: file.bytes };
    message.files.into_iter().map(file).collect()
}

/// Numbers the attachments: the builders would give every new one the number 0.
fn numbered(mut body: Value, path: &str, message: &Message) -> Value {
    if let Some(attachments) = body.pointer_mut(path) {
        let numbered = message.files.iter().enumerate().map(|(number, file)| {
            let description = escape::units(&file.description, 1_024);
            serde_json::json!({"id": number.to_string(), "filename": file.name, "description": description})
        });
        *attachments = Value::Array(numbered.collect());
    }
    body
}

/// "Working on it": the answer follows.
pub fn deferred(private: bool) -> Value {
    let empty = CreateInteractionResponseMessage::new().allowed_mentions(CreateAllowedMentions::new());
    json(&CreateInteractionResponse::Defer(empty.ephemeral(private)))
}

/// "Seen": nothing changes yet.
pub fn acknowledged() -> Value {
    serde_json::json!({"type": 6})
}

/// Completions.
pub fn choices(choices: &[Choice]) -> Value {
    let fits = |choice: &&Choice| (1..=100).contains(&choice.value.encode_utf16().count());
    let choices = choices.iter().filter(fits).take(25).map(|choice| {
        let label = escape::plain(&choice.label, 100);
        AutocompleteChoice::new(
            if label.trim().is_empty() { choice.value.clone() } else { label },
            choice.value.clone(),
        )
    });
    json(&CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(choices.collect())))
}

fn response(message: &Message) -> CreateInteractionResponseMessage {
    let response = CreateInteractionResponseMessage::new()
        .content(&message.content)
        .allowed_mentions(CreateAllowedMentions::new())
        .embeds(message.embed.iter().map(embed).collect())
        .components(rows(message));
    if message.private { response.ephemeral(true) } else { response }
}

fn embed(embed: &Embed) -> CreateEmbed {
    let mut built = CreateEmbed::new();
    if !embed.title.is_empty() {
        built = built.title(&embed.title);
    }
    if !embed.description.is_empty() {
        built = built.description(&embed.description);
    }
    if let Some(url) = &embed.url {
        built = built.url(url);
    }
    if !embed.footer.is_empty() {
        built = built.footer(CreateEmbedFooter::new(&embed.footer));
    }
    built
}

fn rows(message: &Message) -> Vec<CreateActionRow> {
    let row = |row: &Row| match row {
        Row::Buttons(buttons) => CreateActionRow::Buttons(
            buttons
                .iter()
                .take(5)
                .map(|button| CreateButton::new(&button.custom_id).label(&button.label).style(ButtonStyle::Secondary))
                .collect(),
        ),
        Row::Menu { custom_id, placeholder, options } => {
            let options = options.iter().take(25).map(|(label, value)| CreateSelectMenuOption::new(label, value));
            let kind = CreateSelectMenuKind::String { options: options.collect() };
            CreateActionRow::SelectMenu(CreateSelectMenu::new(custom_id, kind).placeholder(placeholder))
        }
    };
    message.rows.iter().take(5).map(row).collect()
}

fn json(built: &impl serde::Serialize) -> Value {
    // The builders hold nothing that JSON cannot say.
    serde_json::to_value(built).unwrap_or(Value::Null)
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
