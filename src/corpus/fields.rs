//! One shape for what TOML and JSON say: fields in order, each with its line; and a reader that collects every
//! mistake instead of stopping at the first.

use jiff::civil::Date;

use super::error::{LoadError, Problem};

/// A value of either format.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Truth(bool),
    /// A whole number from 0.
    Number(usize),
    /// A TOML date without quotation marks, as written.
    Date(String),
    List(Vec<Located>),
    Table(Fields),
    /// JSON's null: the same as a field left out.
    Nothing,
    /// Another number or a time, which no field of a corpus holds; what it is called.
    Other(&'static str),
}

impl Value {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Truth(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
            Value::Nothing => "null",
            Value::Other(name) => name,
        }
    }
}

/// A value and the line that it begins on.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Located {
    pub(super) value: Value,
    pub(super) line: u32,
}

/// The fields of one object, in order; names may repeat.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Fields {
    pub(super) line: u32,
    pub(super) entries: Vec<(String, Located)>,
}

/// Collects the mistakes of one file.
#[derive(Debug)]
pub(super) struct Errors<'a> {
    file: &'a str,
    pub(super) found: Vec<LoadError>,
}

impl<'a> Errors<'a> {
    pub(super) fn new(file: &'a str) -> Self {
        Errors { file, found: Vec::new() }
    }

    pub(super) fn push(&mut self, line: u32, field: Option<&str>, problem: Problem) {
        let field = field.map(str::to_owned);
        self.found.push(LoadError { file: self.file.to_owned(), line: Some(line), field, problem });
    }
}

/// Takes fields out of one object. A field that nobody took is unknown; the names asked for are those that exist.
pub(super) struct FieldReader<'e, 'f> {
    errors: &'e mut Errors<'f>,
    /// What stands before a field's name in messages: `record.`, `paragraphs[3].`
    prefix: String,
    fields: Fields,
    known: Vec<&'static str>,
}

impl<'e, 'f> FieldReader<'e, 'f> {
    pub(super) fn new(errors: &'e mut Errors<'f>, prefix: &str, mut fields: Fields) -> Self {
        let mut seen: Vec<String> = Vec::new();
        let all = std::mem::take(&mut fields.entries);
        for (name, located) in all {
            if seen.contains(&name) {
                errors.push(located.line, Some(&format!("{prefix}{name}")), Problem::GivenTwice);
            } else {
                seen.push(name.clone());
                fields.entries.push((name, located));
            }
        }
        FieldReader { errors, prefix: prefix.to_owned(), fields, known: Vec::new() }
    }

    pub(super) fn wrong(&mut self, line: u32, name: &str, problem: Problem) {
        let field = format!("{}{name}", self.prefix);
        self.errors.push(line, Some(&field), problem);
    }

    pub(super) fn missing(&mut self, name: &'static str) {
        self.wrong(self.fields.line, name, Problem::Missing);
    }

    /// The value of a field, if it is there and not null.
    pub(super) fn take(&mut self, name: &'static str) -> Option<Located> {
        self.known.push(name);
        let at = self.fields.entries.iter().position(|(field, _)| field == name)?;
        let (_, located) = self.fields.entries.remove(at);
        (located.value != Value::Nothing).then_some(located)
    }

    fn wrong_type(&mut self, name: &str, expected: &'static str, found: &Located) {
        self.wrong(found.line, name, Problem::WrongType { expected, found: found.value.name() });
    }

    /// A text, byte for byte, with its line. An empty one counts as left out.
    pub(super) fn optional_text(&mut self, name: &'static str) -> Option<(String, u32)> {
        let located = self.take(name)?;
        let line = located.line;
        match located.value {
            Value::Text(text) if text.trim().is_empty() => None,
            Value::Text(text) => Some((text, line)),
            _ => {
                self.wrong_type(name, "text", &located);
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, name: &'static str) -> Option<(String, u32)> {
        self.text_or(name, None)
    }

    /// A text that must be there unless `default` stands in for it.
    pub(super) fn text_or(&mut self, name: &'static str, default: Option<&str>) -> Option<(String, u32)> {
        let located = self.take(name);
        let line = self.fields.line;
        match located {
            None => match default {
                Some(default) => Some((default.to_owned(), line)),
                None => {
                    self.missing(name);
                    None
                }
            },
            Some(Located { value: Value::Text(text), line }) if text.trim().is_empty() => {
                self.wrong(line, name, Problem::Empty);
                None
            }
            Some(Located { value: Value::Text(text), line }) => Some((text, line)),
            Some(other) => {
                self.wrong_type(name, "text", &other);
                None
            }
        }
    }

    /// A text that names a thing rather than quoting it: the white space around it is dropped.
    pub(super) fn optional_name(&mut self, name: &'static str) -> Option<String> {
        self.optional_text(name).map(|(text, _)| text.trim().to_owned())
    }

    /// A day that must be there: a TOML date, or text of the same form.
    pub(super) fn date(&mut self, name: &'static str) -> Option<Date> {
        match self.take(name) {
            Some(located) => self.day(name, located),
            None => {
                self.missing(name);
                None
            }
        }
    }

    /// A day, if the field is there.
    pub(super) fn optional_date(&mut self, name: &'static str) -> Option<Date> {
        let located = self.take(name)?;
        self.day(name, located)
    }

    fn day(&mut self, name: &'static str, located: Located) -> Option<Date> {
        let line = located.line;
        let written = match located.value {
            Value::Text(text) | Value::Date(text) => text,
            _ => {
                self.wrong_type(name, "a date", &located);
                return None;
            }
        };
        // Only the plain form: jiff would take a time after it too, and other calendars' separators.
        let plain = written.len() == 10 && written.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        match written.parse() {
            Ok(date) if plain => Some(date),
            _ => {
                self.wrong(line, name, Problem::NotADate(written));
                None
            }
        }
    }

    /// Yes or no with its line, if the field is there.
    pub(super) fn optional_truth(&mut self, name: &'static str) -> Option<(bool, u32)> {
        match self.take(name)? {
            Located { value: Value::Truth(truth), line } => Some((truth, line)),
            other => {
                self.wrong_type(name, "true or false", &other);
                None
            }
        }
    }

    /// A whole number from 0, if the field is there.
    pub(super) fn optional_number(&mut self, name: &'static str) -> Option<usize> {
        match self.take(name)? {
            Located { value: Value::Number(number), .. } => Some(number),
            other => {
                self.wrong_type(name, "a whole number", &other);
                None
            }
        }
    }

    /// A whole number from 0 that must be there.
    pub(super) fn number(&mut self, name: &'static str) -> Option<usize> {
        if self.fields.entries.iter().any(|(field, _)| field == name) {
            return self.optional_number(name);
        }
        self.missing(name);
        None
    }

    /// The line that the fields stand on, or begin on.
    pub(super) fn line(&self) -> u32 {
        self.fields.line
    }

    /// One of a closed list of words, if the field is there; `words` and `meanings` go together.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &'static [&'static str],
        meanings: &[T],
    ) -> Option<T> {
        let (found, line) = self.optional_text(name)?;
        let meaning = words.iter().position(|word| *word == found).and_then(|at| meanings.get(at));
        if meaning.is_none() {
            self.wrong(line, name, Problem::NotOneOf { expected: words, found });
        }
        meaning.copied()
    }

    /// A list of texts, or one text; empty when left out.
    pub(super) fn texts(&mut self, name: &'static str) -> Vec<String> {
        let Some(located) = self.take(name) else { return Vec::new() };
        let line = located.line;
        let items = match located.value {
            Value::List(items) => items,
            value @ Value::Text(_) => vec![Located { value, line }],
            _ => {
                self.wrong_type(name, "a list of texts", &located);
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            match item.value {
                Value::Text(text) if text.trim().is_empty() => {
                    self.wrong(item.line, &format!("{name}[{at}]"), Problem::Empty);
                }
                Value::Text(text) => texts.push(text),
                _ => self.wrong_type(&format!("{name}[{at}]"), "text", &item),
            }
        }
        texts
    }

    /// The items of a list; `None` when left out.
    pub(super) fn list(&mut self, name: &'static str) -> Option<Vec<Located>> {
        let located = self.take(name)?;
        match located.value {
            Value::List(items) => Some(items),
            _ => {
                self.wrong_type(name, "a list", &located);
                None
            }
        }
    }

    /// The reader of an object inside this one, which `name` leads to.
    pub(super) fn inner(&mut self, name: &str, item: Located) -> Option<FieldReader<'_, 'f>> {
        match item.value {
            Value::Table(fields) => {
                let prefix = format!("{}{name}.", self.prefix);
                Some(FieldReader::new(self.errors, &prefix, fields))
            }
            _ => {
                self.wrong_type(name, "a table", &item);
                None
            }
        }
    }

    /// Reports every field that nobody asked for, with the known name that it is perhaps a slip of.
    pub(super) fn finish(mut self) {
        let unknown = std::mem::take(&mut self.fields.entries);
        for (name, located) in unknown {
            let meant = self.known.iter().copied().filter(|known| strsim::osa_distance(known, &name) <= 2);
            let meant = meant.min_by_key(|known| strsim::osa_distance(known, &name));
            self.wrong(located.line, &name, Problem::UnknownField(meant));
        }
    }
}
