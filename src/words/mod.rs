//! The bot's own words: one catalogue a language, fixed templates with named places to fill.
//!
//! `en.toml` beside this file is the reference. Another language is a file of the same keys; a key that it lacks is
//! said in English. Nothing outside a catalogue may word a reply.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

/// A catalogue of templates by key (`section.name`).
#[derive(Debug, Clone)]
pub struct Words {
    templates: Arc<BTreeMap<String, String>>,
}

/// Why a catalogue was refused.
#[derive(Debug, thiserror::Error)]
pub enum WordsError {
    /// It is no TOML, or its shape is not sections of strings.
    #[error("{0}")]
    Malformed(String),
    /// It has a key that no reply uses.
    #[error("{0}: the catalogue has no such key")]
    UnknownKey(String),
    /// A template names a place to fill that the English one does not have.
    #[error("{key}: {{{field}}} is not filled in here")]
    UnknownField {
        /// The template's key.
        key: String,
        /// The name between the braces.
        field: String,
    },
}

#[derive(Deserialize)]
#[serde(transparent)]
struct File(BTreeMap<String, BTreeMap<String, String>>);

static ENGLISH: LazyLock<Words> = LazyLock::new(|| {
    // A test holds that the embedded catalogue parses; an empty one would say the keys themselves.
    let templates = parse(include_str!("en.toml")).unwrap_or_default();
    Words { templates: Arc::new(templates) }
});

fn parse(toml: &str) -> Result<BTreeMap<String, String>, WordsError> {
    let File(sections) = toml::from_str(toml).map_err(|error| WordsError::Malformed(error.to_string()))?;
    let templates = sections.into_iter().flat_map(|(section, entries)| {
        entries.into_iter().map(move |(name, template)| (format!("{section}.{name}"), template))
    });
    Ok(templates.collect())
}

impl Words {
    /// The English catalogue.
    pub fn english() -> Words {
        ENGLISH.clone()
    }

    /// A catalogue of another language, laid over the English one.
    pub fn over_english(toml: &str) -> Result<Words, WordsError> {
        let mut templates = (*ENGLISH.templates).clone();
        for (key, template) in parse(toml)? {
            let Some(english) = templates.get(&key) else { return Err(WordsError::UnknownKey(key)) };
            let known: Vec<&str> = fields(english).collect();
            if let Some(field) = fields(&template).find(|field| !known.contains(field)) {
                return Err(WordsError::UnknownField { field: field.to_owned(), key });
            }
            templates.insert(key, template);
        }
        Ok(Words { templates: Arc::new(templates) })
    }

    /// The template at `key`, its `{fields}` filled in. Values are never read as templates.
    pub fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        debug_assert!(self.templates.contains_key(key), "the catalogue has no key {key}");
        fill(self.templates.get(key).map_or(key, String::as_str), values)
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.templates.keys().map(String::as_str)
    }
}

/// `template` with each `{field}` replaced by its value; an unknown field stays as it is.
pub fn fill(template: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
    let mut filled = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(field, rest)| {
            values.iter().find(|(name, _)| *name == field).map(|(_, value)| (value.to_string(), rest))
        });
        match value {
            Some((value, after_field)) => {
                filled.push_str(&value);
                rest = after_field;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// A sentence without the second of two stops, which an abbreviation at its end leaves ("…, Calif..").
pub fn one_stop(sentence: &str) -> String {
    let mut mended = String::with_capacity(sentence.len());
    let mut characters = sentence.chars().peekable();
    let mut stops = 0;
    while let Some(character) = characters.next() {
        stops = if character == '.' { stops + 1 } else { 0 };
        // Three stops are an ellipsis.
        if stops == 2 && characters.peek() != Some(&'.') {
            continue;
        }
        mended.push(character);
    }
    mended
}

/// The text with a capital at its beginning.
pub fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// The names between braces in a template.
pub fn fields(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(field, _)| field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_catalogue_parses() {
        assert!(parse(include_str!("en.toml")).is_ok_and(|templates| !templates.is_empty()));
    }

    #[test]
    fn values_are_not_read_as_templates() {
        insta::assert_snapshot!(fill("{a} and {b}{c}", &[("a", &"{b}"), ("b", &1)]), @"{b} and 1{c}");
    }

    #[test]
    fn a_sentence_ends_once() {
        let texts = ["read as Albany, N.Y..", "Cook County, Ill.. And", "so it goes...", "one. two."];
        insta::assert_snapshot!(texts.map(one_stop).join(" | "), @"read as Albany, N.Y. | Cook County, Ill. And | so it goes... | one. two.");
        insta::assert_snapshot!(capital("the State of Oregon"), @"The State of Oregon");
    }

    #[test]
    fn a_translation_may_not_invent_fields() {
        let error = Words::over_english("[ask]\nnot_found = \"{nonsense}\"").err().map(|error| error.to_string());
        insta::assert_debug_snapshot!(error, @r#"
        Some(
            "ask.not_found: {nonsense} is not filled in here",
        )
        "#);
    }
}
