//! The bot's own words: one catalogue a language, fixed templates with named places to fill.
//!
//! `en.toml` beside this file is the reference. Another language is a file of the same keys; a key that a file in the data
//! folder lacks is said in the language that ships, or else in English. Nothing outside a catalogue may word a reply.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

/// A catalogue of templates by key (`section.name`).
#[derive(Debug, Clone)]
pub struct Words {
    language: Arc<str>,
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
    Words { language: "en".into(), templates: Arc::new(templates) }
});

/// The languages that come with the program beside English, by their primary subtags.
const TRANSLATIONS: [(&str, &str); 1] = [("es", include_str!("es.toml"))];

static SHIPPED: LazyLock<Vec<Words>> = LazyLock::new(|| {
    // A test holds that each of them lies over the English catalogue.
    let translated =
        TRANSLATIONS.iter().filter_map(|(language, toml)| Some(Words::over_english(toml).ok()?.called(language)));
    std::iter::once(Words::english()).chain(translated).collect()
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

    /// The catalogues that come with the program, the English one first.
    pub fn shipped() -> &'static [Words] {
        &SHIPPED
    }

    /// The catalogue of a language that comes with the program: `es`, or a tag of it such as `es-419`.
    pub fn of(language: &str) -> Option<Words> {
        SHIPPED.iter().find(|words| words.is_of(language)).cloned()
    }

    /// The primary subtag of its language, or the name that it was given.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Whether it speaks the language of a tag.
    pub fn is_of(&self, tag: &str) -> bool {
        let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        primary(tag) == primary(&self.language)
    }

    /// The same as the catalogue of this language.
    #[must_use]
    pub fn called(self, language: &str) -> Words {
        Words { language: language.into(), ..self }
    }

    /// A catalogue of another language, laid over the English one.
    pub fn over_english(toml: &str) -> Result<Words, WordsError> {
        ENGLISH.overlaid(toml)
    }

    /// The same catalogue with other templates in place of some of its own.
    pub fn overlaid(&self, toml: &str) -> Result<Words, WordsError> {
        let (words, unknown) = self.overlaid_in_part(toml)?;
        unknown.into_iter().next().map_or(Ok(words), Err)
    }

    /// The same without the templates that this version of the program does not know, which come back as errors.
    pub fn overlaid_in_part(&self, toml: &str) -> Result<(Words, Vec<WordsError>), WordsError> {
        let (mut templates, mut unknown) = ((*self.templates).clone(), Vec::new());
        for (key, template) in parse(toml)? {
            let Some(english) = ENGLISH.templates.get(&key) else {
                unknown.push(WordsError::UnknownKey(key));
                continue;
            };
            let known: Vec<&str> = fields(english).collect();
            if let Some(field) = fields(&template).find(|field| !known.contains(field)) {
                unknown.push(WordsError::UnknownField { field: field.to_owned(), key });
                continue;
            }
            templates.insert(key, template);
        }
        Ok((Words { language: Arc::clone(&self.language), templates: Arc::new(templates) }, unknown))
    }

    /// The template at `key`, its `{fields}` filled in. Values are never read as templates.
    pub fn say(&self, key: &str, values: &[(&str, &dyn std::fmt::Display)]) -> String {
        debug_assert!(self.templates.contains_key(key), "the catalogue has no key {key}");
        fill(self.templates.get(key).map_or(key, String::as_str), values)
    }

    /// The template at `key`, its fields not filled in.
    pub fn template(&self, key: &str) -> Option<&str> {
        self.templates.get(key).map(String::as_str)
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
    fn what_ships_says_every_key_with_the_same_fields() {
        let english = parse(include_str!("en.toml")).expect("a catalogue");
        for (language, toml) in TRANSLATIONS {
            let own = parse(toml).expect("a catalogue");
            let keys = |templates: &BTreeMap<String, String>| templates.keys().cloned().collect::<Vec<_>>();
            assert_eq!(keys(&own), keys(&english), "{language}");
            for (key, template) in &english {
                let sorted = |template: &str| {
                    let mut fields: Vec<String> = fields(template).map(str::to_owned).collect();
                    fields.sort();
                    fields.dedup();
                    fields
                };
                assert_eq!(sorted(&own[key]), sorted(template), "{language}: {key}");
            }
            assert!(Words::of(language).is_some());
        }
        assert_eq!(Words::of("es-419").as_ref().map(Words::language), Some("es"));
        assert!(Words::of("tlh").is_none());
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
