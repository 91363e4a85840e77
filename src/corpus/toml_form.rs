//! TOML to [`Fields`].

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::fields::{Errors, Fields, Located, Value};

/// The fields of a TOML document whose first line is line `first_line` of its file. Where it is malformed, what could
/// be read is dropped: half a document would only bring mistakes that are not there.
pub(super) fn read(text: &str, first_line: u32, errors: &mut Errors<'_>) -> Option<Fields> {
    let lines = Lines::of(text, first_line);
    let (document, mistakes) = DeTable::parse_recoverable(text);
    if mistakes.is_empty() {
        return Some(lines.fields(document.into_inner(), first_line));
    }
    for mistake in mistakes {
        let line = lines.at(mistake.span().map_or(0, |span| span.start));
        errors.push(line, None, Problem::NotToml(first_line_of(mistake.message())));
    }
    None
}

/// The first line of a parser's message, its first letter small like the rest of ours.
pub(super) fn first_line_of(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let mut letters = line.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Where the lines of a document begin.
struct Lines {
    starts: Vec<usize>,
    first: u32,
}

impl Lines {
    fn of(text: &str, first: u32) -> Self {
        let starts = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1).collect();
        Lines { starts, first }
    }

    fn at(&self, offset: usize) -> u32 {
        let before = self.starts.partition_point(|start| *start <= offset);
        self.first.saturating_add(u32::try_from(before).unwrap_or(u32::MAX))
    }

    fn fields(&self, table: DeTable<'_>, line: u32) -> Fields {
        let entries = table.into_iter().map(|(name, value)| {
            let line = self.at(name.span().start);
            (name.into_inner().into_owned(), self.value(value, line))
        });
        Fields { line, entries: entries.collect() }
    }

    /// `line` is the name's: a text of several lines is reported where its field stands.
    fn value(&self, value: Spanned<DeValue<'_>>, line: u32) -> Located {
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(truth) => Value::Truth(truth),
            DeValue::Datetime(when) if when.time.is_none() && when.offset.is_none() => Value::Date(when.to_string()),
            DeValue::Datetime(_) => Value::Other("a time"),
            DeValue::Integer(number) => match number.as_str().parse() {
                Ok(number) => Value::Number(number),
                _ => Value::Other("a number"),
            },
            DeValue::Float(_) => Value::Other("a number"),
            DeValue::Array(items) => Value::List(items.into_iter().map(|item| self.item(item)).collect()),
            DeValue::Table(table) => Value::Table(self.fields(table, line)),
        };
        Located { value, line }
    }

    fn item(&self, item: Spanned<DeValue<'_>>) -> Located {
        let line = self.at(item.span().start);
        self.value(item, line)
    }
}
