//! What a command takes and what a reply holds, as JSON Schemas: the API's, as far as a tool spells them out.

use serde_json::{Map, Value as Json, json};

use crate::commands::{OptionKind, OptionSpec};
use crate::render::openapi::{choice, closed, excerpt, or_null, paragraph, reply, text, values};
use crate::words::Words;

/// An object with these options as its fields, and no others.
pub fn input(fields: Map<String, Json>, required: &[&str]) -> Map<String, Json> {
    fields_of(closed(fields, required))
}

/// One option, whatever values it takes.
pub fn property(option: &OptionSpec, words: &Words) -> Json {
    let mut property = fields_of(values(option));
    if let OptionKind::Text { max_length } = option.kind {
        property.insert("maxLength".to_owned(), max_length.into());
    }
    property.insert("description".to_owned(), option.description(words).into());
    property.into()
}

/// A reply, as [`structured`](fn@super::structured) writes it.
pub fn output() -> Map<String, Json> {
    fields_of(reply(spelled_out))
}

/// Each tool repeats the schema of its reply: what is more than an excerpt or a choice is an object there.
fn spelled_out(name: &str) -> Json {
    match name {
        "Excerpt" => {
            let given = [("receipt_url", or_null(text())), ("licence_url", or_null(text()))];
            excerpt(spelled_out, &given, &[])
        }
        "Choice" => choice(),
        "Paragraph" => paragraph(),
        _ => json!({"type": "object"}),
    }
}

fn fields_of(schema: Json) -> Map<String, Json> {
    if let Json::Object(fields) = schema { fields } else { Map::new() }
}

#[cfg(test)]
mod tests {
    use super::super::structured;
    use super::*;
    use crate::engine::receipt::receipted;
    use crate::reply::{Excerpt, Reply, Verdict};

    #[test]
    fn a_reply_has_the_fields_that_are_promised_and_no_others() {
        let mut reply = Reply::new("ask", Verdict::Found, "It says:".to_owned());
        reply.excerpts = vec![receipted(Excerpt::default(), None)];
        let written = structured(&reply);
        let schema = Json::Object(output());
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        let keys = |value: &Json| sorted(value.as_object().expect("an object").keys().cloned().collect());
        let promised = |schema: &Json| sorted(serde_json::from_value(schema["required"].clone()).expect("names"));
        assert_eq!(keys(&written), promised(&schema));
        assert_eq!(keys(&written["excerpts"][0]), promised(&schema["properties"]["excerpts"]["items"]));
    }
}
