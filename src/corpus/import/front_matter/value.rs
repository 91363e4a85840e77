//! What front matter and the configuration of a site hold: texts, lists and tables, as they are written.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

/// A value. Numbers, days and truth are the text that stands there: what they mean is for whoever asks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::corpus::import) enum Value {
    Nothing,
    Text(String),
    List(Vec<Value>),
    Table(Fields),
}

/// Values by their names, in order. Names are compared without regard to capitals, as tools spell them as they like.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::corpus::import) struct Fields(Vec<(String, Value)>);

impl Value {
    /// The text, or the texts of a list behind each other.
    pub(in crate::corpus::import) fn text(&self) -> Option<String> {
        match self {
            Value::Nothing => None,
            Value::Text(text) => Some(text.trim().to_owned()),
            Value::List(_) => Some(self.texts().join(", ")),
            // "authors: [{name: Ann}]"
            Value::Table(table) => table.first(&["name", "title"]),
        }
        .filter(|text| !text.is_empty())
    }

    /// The texts of a list; a text alone is a list of one.
    pub(in crate::corpus::import) fn texts(&self) -> Vec<String> {
        match self {
            Value::List(items) => items.iter().filter_map(Value::text).collect(),
            one => one.text().into_iter().collect(),
        }
    }
}

impl Fields {
    /// The value under a name; a dot leads into a table.
    pub(in crate::corpus::import) fn get(&self, name: &str) -> Option<&Value> {
        let own = |name: &str| self.0.iter().rev().find(|(own, _)| same(own, name)).map(|(_, value)| value);
        own(name).or_else(|| {
            let (table, inner) = name.split_once('.')?;
            own(table)?.table()?.get(inner)
        })
    }

    /// The text under a name, without white space around it; `None` where it says nothing.
    pub(in crate::corpus::import) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text()
    }

    /// The text under the first of these names that says something.
    pub(in crate::corpus::import) fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// The texts under a name.
    pub(in crate::corpus::import) fn texts(&self, name: &str) -> Vec<String> {
        self.get(name).map(Value::texts).unwrap_or_default()
    }

    /// Whether the field is there and says this.
    pub(in crate::corpus::import) fn is(&self, name: &str, value: &str) -> bool {
        self.text(name).is_some_and(|text| text.eq_ignore_ascii_case(value))
    }

    pub(in crate::corpus::import) fn table(&self, name: &str) -> Option<&Fields> {
        self.get(name)?.table()
    }

    pub(in crate::corpus::import) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Sets a field; a later value of one name takes the place of the earlier.
    pub(in crate::corpus::import) fn set(&mut self, name: impl Into<String>, value: Value) {
        let name = name.into();
        match self.0.iter_mut().find(|(own, _)| same(own, &name)) {
            Some((_, before)) => *before = value,
            None => self.0.push((name, value)),
        }
    }

    pub(in crate::corpus::import) fn set_text(&mut self, name: &str, text: impl Into<String>) {
        self.set(name, Value::Text(text.into()));
    }

    /// Takes in what is not there yet.
    pub(in crate::corpus::import) fn fill(&mut self, others: &Fields) {
        for (name, value) in others.iter() {
            if self.get(name).is_none() {
                self.set(name, value.clone());
            }
        }
    }

    /// Every text by its name in small letters; what stands in a table by `table.field`.
    pub(in crate::corpus::import) fn flat(&self) -> HashMap<String, String> {
        fn add(prefix: &str, fields: &Fields, flat: &mut HashMap<String, String>) {
            for (name, value) in fields.iter() {
                let name = format!("{prefix}{}", name.to_lowercase());
                match value {
                    Value::Table(inner) => add(&format!("{name}."), inner, flat),
                    value => flat.extend(value.text().map(|text| (name, text))),
                }
            }
        }
        let mut flat = HashMap::new();
        add("", self, &mut flat);
        flat
    }
}

impl Value {
    pub(in crate::corpus::import) fn table(&self) -> Option<&Fields> {
        if let Value::Table(table) = self { Some(table) } else { None }
    }
}

impl FromIterator<(String, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(entries: I) -> Fields {
        let mut fields = Fields::default();
        entries.into_iter().for_each(|(name, value)| fields.set(name, value));
        fields
    }
}

/// A row of a table is as good as front matter.
impl From<&HashMap<String, String>> for Fields {
    fn from(row: &HashMap<String, String>) -> Fields {
        row.iter().map(|(name, text)| (name.clone(), Value::of_word(text))).collect()
    }
}

impl Value {
    /// A word that stands without quotation marks, of which two kinds mean that there is nothing.
    pub(super) fn of_word(text: &str) -> Value {
        if matches!(text.trim(), "" | "~" | "null" | "Null" | "NULL") {
            Value::Nothing
        } else {
            Value::Text(text.to_owned())
        }
    }
}

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Value {
        use serde_json::Value as Json;
        match value {
            Json::Null => Value::Nothing,
            Json::String(text) => Value::Text(text.clone()),
            Json::Array(items) => Value::List(items.iter().map(Value::from).collect()),
            Json::Object(table) => {
                Value::Table(table.iter().map(|(name, value)| (name.clone(), Value::from(value))).collect())
            }
            other => Value::Text(other.to_string()),
        }
    }
}

impl From<&toml::Value> for Value {
    fn from(value: &toml::Value) -> Value {
        match value {
            toml::Value::String(text) => Value::Text(text.clone()),
            toml::Value::Array(items) => Value::List(items.iter().map(Value::from).collect()),
            toml::Value::Table(table) => {
                Value::Table(table.iter().map(|(name, value)| (name.clone(), Value::from(value))).collect())
            }
            other => Value::Text(other.to_string()),
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
