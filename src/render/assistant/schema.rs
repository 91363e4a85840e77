//! What a command takes and what a reply holds, as JSON Schemas.

use serde_json::{Map, Value as Json, json};

use crate::commands::{OptionKind, OptionSpec};
use crate::words::Words;

/// An object with these options as its fields, and no others.
pub fn input(fields: Map<String, Json>, required: &[&str]) -> Map<String, Json> {
    let schema = json!({
        "type": "object",
        "properties": fields,
        "required": required,
        "additionalProperties": false,
    });
    if let Json::Object(schema) = schema { schema } else { Map::new() }
}

/// One option, whatever values it takes.
pub fn property(option: &OptionSpec, words: &Words) -> Json {
    let mut property = match option.kind {
        OptionKind::Text { max_length } => json!({ "type": "string", "maxLength": max_length }),
        OptionKind::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        OptionKind::Date(_) => json!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$" }),
        OptionKind::Choice(choices) => {
            let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
            json!({ "type": "string", "enum": values })
        }
        OptionKind::Flag => json!({ "type": "boolean" }),
    };
    if let Some(fields) = property.as_object_mut() {
        fields.insert("description".to_owned(), option.description(words).into());
    }
    property
}

/// A number that may be no larger than this.
pub fn limited(mut property: Json, most: i64) -> Json {
    if let Some(fields) = property.as_object_mut() {
        fields.insert("maximum".to_owned(), most.into());
    }
    property
}

/// A reply, as [`structured`](fn@super::structured) writes it.
pub fn output() -> Map<String, Json> {
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer", "minimum": 0 });
    let perhaps = |kind: &str| json!({ "type": [kind, "null"] });
    let range = json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 2 });
    let list = |items: Json| json!({ "type": "array", "items": items });
    let excerpt = object(&[
        ("text", text.clone()),
        ("part", json!({ "type": "string", "enum": ["answer", "related", "nearest"] })),
        ("article", text.clone()),
        ("revision", text.clone()),
        ("paragraph", json!({ "type": ["integer", "string"] })),
        ("start", number.clone()),
        ("end", number.clone()),
        ("context", range.clone()),
        ("highlights", list(range)),
        ("score", json!({ "type": "number" })),
        ("quoted_from", perhaps("string")),
        ("speaker", perhaps("string")),
        ("role", perhaps("string")),
        ("cue", perhaps("string")),
        ("quote_type", perhaps("string")),
        ("certain", perhaps("boolean")),
        ("utterance", perhaps("integer")),
        ("also", list(json!({ "type": "object" }))),
        ("links", list(json!({ "type": "object" }))),
        ("found_by", perhaps("string")),
        ("diff", json!({ "type": ["array", "null"], "items": { "type": "object" } })),
        ("title", text.clone()),
        ("publisher", text.clone()),
        ("date", text.clone()),
        ("url", text.clone()),
        ("licence", text.clone()),
        ("licence_url", perhaps("string")),
        ("receipt", perhaps("string")),
        ("receipt_url", perhaps("string")),
    ]);
    let choice = object(&[("value", text.clone()), ("label", text.clone())]);
    let reply = object(&[
        ("command", text.clone()),
        ("verdict", text.clone()),
        ("headline", text.clone()),
        ("place", perhaps("object")),
        ("status", perhaps("string")),
        ("related", list(json!({ "type": "object" }))),
        ("choices", list(choice)),
        ("routed", perhaps("string")),
        ("notes", list(text)),
        ("rows", list(json!({ "type": "object" }))),
        ("excerpts", list(excerpt)),
        ("total", number.clone()),
        ("took_us", number),
    ]);
    if let Json::Object(schema) = reply { schema } else { Map::new() }
}

/// An object that has all of these fields. It may have others: what is there only sometimes is not listed.
fn object(fields: &[(&str, Json)]) -> Json {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Json> = fields.iter().map(|(name, kind)| ((*name).to_owned(), kind.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": names })
}

#[cfg(test)]
mod tests {
    use super::super::structured;
    use super::*;
    use crate::engine::receipt::receipted;
    use crate::reply::{Excerpt, Reply, Verdict};

    /// The fields of a schema's object.
    fn fields(schema: &Json) -> Vec<&String> {
        schema["properties"].as_object().expect("fields").keys().collect()
    }

    #[test]
    fn a_reply_has_the_fields_that_are_promised_and_no_others() {
        let mut reply = Reply::new("ask", Verdict::Found, "It says:".to_owned());
        reply.excerpts = vec![receipted(Excerpt::default(), None)];
        let written = structured(&reply);
        let schema = Json::Object(output());
        let keys = |value: &Json| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let promised = |schema: &Json| sorted(fields(schema).into_iter().cloned().collect());
        assert_eq!(sorted(keys(&written)), promised(&schema));
        assert_eq!(sorted(keys(&written["excerpts"][0])), promised(&schema["properties"]["excerpts"]["items"]));
    }
}
