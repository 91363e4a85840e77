//! The machine contract: one line of JSON is one request.

use serde_json::Value as Json;

use super::command::unknown_command;
use super::{Call, CommandSpec, Completion, RequestError, RequestErrorKind, Table, Value};

/// What a line asks for.
#[derive(Debug, Clone)]
pub enum Line {
    /// A command.
    Run(Call),
    /// Completions for an option.
    Complete(Completion),
}

/// A line, read: its id, which goes back with the answer, and what it asks for.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// The request's `id`, as it was given.
    pub id: Option<Json>,
    /// What it asks for.
    pub call: Result<Line, RequestError>,
}

/// Reads one line.
pub fn decode(table: &Table, line: &[u8]) -> Envelope {
    let parsed: Result<Json, serde_json::Error> = serde_json::from_slice(line);
    match parsed {
        Ok(Json::Object(mut fields)) => {
            let id = fields.remove("id").filter(|id| !id.is_null());
            let call = match fields.remove("autocomplete") {
                Some(asked) => completion(table, asked).map(Line::Complete),
                None => request(table, fields).map(Line::Run),
            };
            Envelope { id, call }
        }
        Ok(_) => Envelope { id: None, call: Err(bad_json(table.words().say("request.no_object", &[]))) },
        Err(problem) => {
            // Bytes that are no UTF-8 spoil the text that they stand in, not the id.
            let id = std::str::from_utf8(line).err().and_then(|_| rescued_id(line));
            Envelope { id, call: Err(bad_json(table.words().say("request.bad_json", &[("problem", &problem)]))) }
        }
    }
}

fn rescued_id(line: &[u8]) -> Option<Json> {
    let mended: Json = serde_json::from_str(&String::from_utf8_lossy(line)).ok()?;
    mended.get("id").filter(|id| !id.is_null()).cloned()
}

fn request(table: &Table, mut fields: serde_json::Map<String, Json>) -> Result<Call, RequestError> {
    let Some(Json::String(name)) = fields.remove("command") else {
        return Err(bad_json(table.words().say("request.no_command", &[])));
    };
    let command = table.command(&name).ok_or_else(|| unknown_command(table, &name))?;
    let mut arguments = command.arguments(table.words());
    match fields.remove("options") {
        None | Some(Json::Null) => {}
        Some(Json::Object(options)) => {
            for (name, value) in given(table, command, options) {
                arguments.set(&name, value)?;
            }
        }
        Some(_) => return Err(bad_json(table.words().say("request.options_no_object", &[]))),
    }
    command.call(arguments)
}

/// The options of a command as JSON has them; one that is null was not given.
pub fn given(
    table: &Table,
    command: &CommandSpec,
    options: serde_json::Map<String, Json>,
) -> impl Iterator<Item = (String, Value)> {
    let left_out = |name: &str, value: &Json| value.is_null() && table.option(command, name).is_some();
    options.into_iter().filter(move |(name, value)| !left_out(name, value)).map(|(name, value)| (name, value.into()))
}

fn completion(table: &Table, asked: Json) -> Result<Completion, RequestError> {
    let field = |name: &str| asked.get(name).and_then(Json::as_str).map(str::to_owned);
    let (Some(command), Some(option)) = (field("command"), field("option")) else {
        return Err(bad_json(table.words().say("request.no_completion", &[])));
    };
    Completion::new(table, &command, &option, field("partial").unwrap_or_default())
}

impl From<Json> for Value {
    fn from(value: Json) -> Value {
        match value {
            Json::String(text) => Value::Text(text),
            Json::Bool(flag) => Value::Flag(flag),
            Json::Number(number) => match number.as_i64() {
                Some(integer) => Value::Integer(integer),
                None => Value::Other(number.to_string()),
            },
            other => Value::Other(other.to_string()),
        }
    }
}

fn bad_json(message: String) -> RequestError {
    RequestError::new(RequestErrorKind::BadJson, message)
}
