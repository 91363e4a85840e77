//! JSON to [`Fields`], strings byte for byte and repeated names kept, so that both can be reported.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::error::Problem;
use super::fields::{Errors, Fields, Located, Value};

/// The fields of the object on line `line` of an archive.
pub(super) fn read(text: &str, line: u32, errors: &mut Errors<'_>) -> Option<Fields> {
    let mut json = serde_json::Deserializer::from_str(text);
    let value = OnLine(line).deserialize(&mut json).and_then(|value| json.end().map(|()| value));
    match value {
        Ok(Located { value: Value::Table(fields), .. }) => Some(fields),
        Ok(_) => {
            errors.push(line, None, Problem::NotJson("a line must hold one object".to_owned()));
            None
        }
        Err(error) => {
            // The parser counts lines inside the one that it was given; only its column tells something.
            let message = error.to_string();
            let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
            let what = super::toml_form::first_line_of(what);
            errors.push(line, None, Problem::NotJson(format!("{what} at column {}", error.column())));
            None
        }
    }
}

/// Reads any value and marks it with the line.
#[derive(Clone, Copy)]
struct OnLine(u32);

impl OnLine {
    fn locate(self, value: Value) -> Located {
        Located { value, line: self.0 }
    }
}

impl<'de> DeserializeSeed<'de> for OnLine {
    type Value = Located;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Located, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OnLine {
    type Value = Located;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Located, E> {
        Ok(self.locate(Value::Truth(truth)))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Located, E> {
        Ok(self.locate(Value::Other("a number")))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Located, E> {
        let number = usize::try_from(number).map(Value::Number);
        Ok(self.locate(number.unwrap_or(Value::Other("a number"))))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Located, E> {
        Ok(self.locate(Value::Other("a number")))
    }

    fn visit_str<E>(self, text: &str) -> Result<Located, E> {
        Ok(self.locate(Value::Text(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Located, E> {
        Ok(self.locate(Value::Text(text)))
    }

    fn visit_unit<E>(self) -> Result<Located, E> {
        Ok(self.locate(Value::Nothing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Located, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(self.locate(Value::List(list)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Located, A::Error> {
        let mut fields = Fields { line: self.0, entries: Vec::new() };
        while let Some(Name(name)) = map.next_key()? {
            fields.entries.push((name, map.next_value_seed(self)?));
        }
        Ok(self.locate(Value::Table(fields)))
    }
}

struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Name)
    }
}
