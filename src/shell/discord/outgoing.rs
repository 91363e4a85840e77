//! Plain structures become serenity's builders, and those the JSON that is sent. Every message passes here, so every
//! message carries an empty `allowed_mentions`.

use serde_json::Value;
use serenity::all::{
    AutocompleteChoice, ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAutocompleteResponse, CreateButton,
    CreateEmbed, CreateEmbedFooter, CreateInteractionResponse, CreateInteractionResponseMessage, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption,
};

use super::answering::Attached;
use crate::render::discord::{Embed, Message, Row, escape};
use crate::reply::Choice;

/// The name of the option that keeps an answer to the asker.
pub const PRIVATE: &str = "private";

/// A message as the first response.
pub fn message(message: &Message) -> Value {
    json(&CreateInteractionResponse::Message(response(message)))
}

/// A message in place of the one that the component stands on.
pub fn update(message: &Message) -> Value {
    json(&CreateInteractionResponse::UpdateMessage(response(message)))
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

/// Files for a message that is there already: an edit that changes nothing else. The files go with it in this order.
pub fn attachments(files: &[Attached]) -> Value {
    let attachments: Vec<Value> = files
        .iter()
        .enumerate()
        .map(|(id, attached)| {
            serde_json::json!({"id": id, "filename": attached.file.name, "description": attached.description})
        })
        .collect();
    serde_json::json!({"attachments": attachments, "allowed_mentions": {"parse": []}})
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
    let mut built = CreateEmbed::new().title(&embed.title).description(&embed.description);
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
