//! The HTTP API as an OpenAPI document: what is asked from the registry, what is answered from `schemas.rs`.

mod options;
mod refusal;
mod schemas;

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::commands::{CommandSpec, Completion, OptionKind, OptionSpec, Table};
use crate::words::Words;

use options::MOST;
pub use options::{bounds, values};
pub use refusal::{LONGEST_BODY, Refusal, status_of};
use refusal::{REQUEST_ERRORS, about};
pub use schemas::{choice, closed, excerpt, or_null, paragraph, reply, text};
use schemas::{named, object};

/// Where everything of the API stands.
pub const BASE: &str = "/api/v1";

/// What the description says of the archive.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The newsletter's name.
    pub name: Option<&'a str>,
    /// Where readers find it, without a slash at the end.
    pub origin: Option<&'a str>,
    /// Requests that one address may make a minute.
    pub a_minute: u32,
    /// The program's version.
    pub version: &'a str,
}

/// The document, of the commands of this table and in its words.
pub fn document(table: &Table, facts: &Facts<'_>) -> Json {
    let words = table.words();
    let mut paths = Map::new();
    for command in table.commands() {
        paths.insert(format!("{BASE}/{}", command.name), json!({"post": run(table, command)}));
    }
    paths.insert(format!("{BASE}/complete"), json!({"post": completing(table)}));
    paths.insert(format!("{BASE}/receipts/{{code}}"), json!({"get": receipt(words)}));
    paths.insert(format!("{BASE}/openapi.json"), json!({"get": itself(words)}));
    let [(_, most), (_, furthest)] = MOST;
    let about = words.say("api.about", &[("count", &facts.a_minute), ("most", &most), ("furthest", &furthest)]);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": words.say("api.title", &[("name", &facts.name.unwrap_or("pullquote"))]),
            "description": about,
            "version": facts.version,
        },
        "servers": [{"url": facts.origin.unwrap_or("/")}],
        "paths": paths,
        "components": {"schemas": schemas::all(), "responses": refusals(words)},
    })
}

fn run(table: &Table, command: &CommandSpec) -> Json {
    let words = table.words();
    let options = || command.options.iter().chain(table.paging());
    let properties: Map<String, Json> =
        options().map(|option| (option.name.to_owned(), property(words, option))).collect();
    let required: Vec<&str> = options().filter(|option| option.required).map(|option| option.name).collect();
    let schema = closed(properties, &required);
    json!({
        "operationId": command.name,
        "summary": command.description,
        "requestBody": body(schema, !required.is_empty()),
        "responses": responses(json_of(&words.say("api.reply", &[]), "Reply"), POSTED),
    })
}

/// An option as its command declares it.
fn property(words: &Words, option: &OptionSpec) -> Json {
    let mut about = option.description(words);
    match option.kind {
        OptionKind::Text { max_length } => {
            about = format!("{about} {}", words.say("api.cut", &[("length", &max_length)]));
        }
        OptionKind::Date(_) => about = format!("{about} {}", words.say("api.day", &[])),
        OptionKind::Integer { .. } | OptionKind::Choice(_) | OptionKind::Flag => {}
    }
    let mut schema = values(option);
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), json!(about));
        if !option.required {
            // What is null was not given.
            fields.insert("type".to_owned(), json!([fields.get("type"), "null"]));
            if let Some(Json::Array(values)) = fields.get_mut("enum") {
                values.push(Json::Null);
            }
        }
    }
    schema
}

fn completing(table: &Table) -> Json {
    let words = table.words();
    let asked = |command: &CommandSpec| {
        let options = command.all_options().chain(table.paging()).map(|option| option.name);
        let (name, options) = ([&command.name], options.collect::<Vec<_>>());
        let fields = [
            ("command", json!({"type": "string", "enum": name})),
            ("option", json!({"type": "string", "enum": options})),
        ];
        object(&fields, &[("partial", json!({"type": ["string", "null"]}))])
    };
    let asked = json!({"anyOf": table.commands().iter().map(asked).collect::<Vec<_>>()});
    json!({
        "operationId": "complete",
        "summary": words.say("api.complete", &[("count", &Completion::MAX_CHOICES)]),
        "requestBody": body(asked, true),
        "responses": responses(json_of(&words.say("api.choices", &[]), "Choices"), POSTED),
    })
}

fn receipt(words: &Words) -> Json {
    json!({
        "operationId": "receipt",
        "summary": words.say("api.receipt", &[]),
        "parameters": [{
            "name": "code",
            "in": "path",
            "required": true,
            "description": words.say("api.receipt_code", &[]),
            "schema": {"type": "string", "minLength": 1},
        }],
        "responses": responses(json_of(&words.say("api.receipt_reply", &[]), "Receipt"), FETCHED),
    })
}

fn itself(words: &Words) -> Json {
    let about = words.say("api.document", &[]);
    let answer = json!({"description": about, "content": {"application/json": {"schema": {"type": "object"}}}});
    json!({"operationId": "openapi", "summary": about, "responses": responses(answer, FETCHED)})
}

fn body(schema: Json, required: bool) -> Json {
    json!({"required": required, "content": {"application/json": {"schema": schema}}})
}

fn json_of(about: &str, schema: &str) -> Json {
    json!({"description": about, "content": {"application/json": {"schema": named(schema)}}})
}

/// What else may be answered to a body, and to an address.
const POSTED: &[u16] = &[400, 403, 404, 405, 413, 415, 429, 500, 503];
const FETCHED: &[u16] = &[403, 404, 405, 429, 500, 503];

fn responses(answer: Json, refused: &[u16]) -> Json {
    let reference = |status: &u16| (status.to_string(), json!({"$ref": format!("#/components/responses/{status}")}));
    let answered = std::iter::once(("200".to_owned(), answer));
    answered.chain(refused.iter().map(reference)).collect::<Map<String, Json>>().into()
}

/// The answers that are errors, by status: which kinds have it, and what is said of each.
fn refusals(words: &Words) -> Json {
    let mut kinds: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for kind in REQUEST_ERRORS {
        let word = json!(kind).as_str().unwrap_or_default().to_owned();
        let said = about(kind, words);
        kinds.entry(status_of(kind)).or_default().push(format!("`{word}`: {said}."));
    }
    for refusal in Refusal::ALL {
        let said = format!("`{}`: {}.", refusal.kind(), refusal.message(words));
        kinds.entry(refusal.status()).or_default().push(said);
    }
    let response = |(status, said): (u16, Vec<String>)| {
        let mut response = json_of(&said.join(" "), "Error");
        if let (Some(fields), 429 | 503) = (response.as_object_mut(), status) {
            let header = json!({"required": true, "schema": {"type": "integer", "minimum": 1}});
            fields.insert("headers".to_owned(), json!({"Retry-After": header}));
        }
        (status.to_string(), response)
    };
    kinds.into_iter().map(response).collect::<Map<String, Json>>().into()
}
