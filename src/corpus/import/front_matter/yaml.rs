//! YAML, as front matter and configurations have it. What is no YAML in the strict sense is read line by line: a colon
//! in a title is the most common mistake there is, and tools differ in whether they mind it.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::value::{Fields, Value};

/// How many values are made of one document: aliases could make any number of a few lines.
const MOST_VALUES: usize = 50_000;

/// How deep lists and tables may nest.
const DEEPEST: usize = 64;

/// The fields of a document.
pub(in crate::corpus::import) fn read(text: &str) -> Fields {
    match strict(text) {
        Some(Value::Table(fields)) => fields,
        _ => by_lines(text),
    }
}

/// What is being built: a list, or a table and the name that waits for its value.
enum Open {
    List(Vec<Value>, usize),
    Table(Fields, Option<String>, usize),
}

/// The first document, if it is YAML.
fn strict(text: &str) -> Option<Value> {
    let mut open: Vec<Open> = Vec::new();
    let mut known: HashMap<usize, Value> = HashMap::new();
    let mut left = MOST_VALUES;
    for event in Parser::new_from_str(text) {
        let (value, anchor) = match event.ok()?.0 {
            Event::Scalar(text, style, anchor, _) => {
                let value =
                    if style == ScalarStyle::Plain { Value::of_word(&text) } else { Value::Text(text.into_owned()) };
                (value, anchor)
            }
            Event::Alias(anchor) => {
                let value = known.get(&anchor)?.clone();
                left = left.checked_sub(size(&value))?;
                (value, 0)
            }
            Event::SequenceStart(anchor, _) => {
                open.push(Open::List(Vec::new(), anchor));
                continue;
            }
            Event::MappingStart(anchor, _) => {
                open.push(Open::Table(Fields::default(), None, anchor));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::List(items, anchor) => (Value::List(items), anchor),
                Open::Table(fields, _, anchor) => (Value::Table(fields), anchor),
            },
            Event::DocumentEnd => return None,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => continue,
        };
        left = left.checked_sub(1)?;
        if open.len() > DEEPEST {
            return None;
        }
        if anchor > 0 {
            known.insert(anchor, value.clone());
        }
        match open.last_mut() {
            None => return Some(value),
            Some(Open::List(items, _)) => items.push(value),
            Some(Open::Table(fields, name, _)) => match name.take() {
                None => *name = Some(value.text().unwrap_or_default()),
                Some(merge) if merge == "<<" => {
                    value.table().into_iter().for_each(|others| fields.fill(others));
                }
                Some(name) => fields.set(name, value),
            },
        }
    }
    None
}

fn size(value: &Value) -> usize {
    1 + match value {
        Value::List(items) => items.iter().map(size).sum(),
        Value::Table(fields) => fields.iter().map(|(_, value)| size(value)).sum(),
        Value::Nothing | Value::Text(_) => 0,
    }
}

/// `name: value` lines, quoted or not, with lists, text blocks and tables under a name.
fn by_lines(front: &str) -> Fields {
    let mut fields = Fields::default();
    let mut open: Option<(String, Style, Vec<String>)> = None;
    // The table that is open, and how far its fields are set in.
    let mut table: Option<(String, Option<usize>)> = None;
    for line in front.lines() {
        let inner = line.trim_start();
        if inner.is_empty() || line.starts_with([' ', '\t', '-']) {
            let inset = line.len() - inner.len();
            let of_table = table.as_mut().filter(|_| !inner.is_empty() && !inner.starts_with(['-', '#']));
            if let Some((outer, first)) = of_table
                && *first.get_or_insert(inset) >= inset
                && let Some((name, value)) = named(inner)
            {
                close(&mut fields, open.take());
                let name = format!("{outer}.{name}");
                open = take(&mut fields, &name, value).map(|style| (name, style, Vec::new()));
            } else if let Some((_, style, lines)) = &mut open {
                add(lines, line.trim(), *style);
            }
            continue;
        }
        close(&mut fields, open.take());
        table = None;
        let Some((name, value)) = named(line) else { continue };
        if let Some(style) = take(&mut fields, &name, value) {
            table = matches!(style, Style::List).then(|| (name.clone(), None));
            open = Some((name, style, Vec::new()));
        }
    }
    close(&mut fields, open);
    fields
}

/// What opened a list or a text and held none was a table of its own.
fn close(fields: &mut Fields, open: Option<(String, Style, Vec<String>)>) {
    if let Some((name, style, lines)) = open.filter(|(_, _, lines)| !lines.is_empty()) {
        fields.set(
            name,
            match style {
                Style::List => Value::List(lines.into_iter().map(Value::Text).collect()),
                Style::Text => Value::Text(lines.join("\n")),
            },
        );
    }
}

/// The name and the value of a line.
fn named(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    Some((unquoted(name), value.trim()))
}

/// Takes a value; what stands below a name without one is a list, a table or a text.
fn take(fields: &mut Fields, name: &str, value: &str) -> Option<Style> {
    let within = |open, close| value.strip_prefix(open)?.strip_suffix(close);
    match value {
        "" => return Some(Style::List),
        "|" | "|-" | "|+" | ">" | ">-" | ">+" => return Some(Style::Text),
        _ => {}
    }
    if let Some(table) = within('{', '}') {
        for (inner, value) in table.split(',').filter_map(named) {
            fields.set(format!("{name}.{inner}"), Value::of_word(&unquoted(value)));
        }
        return None;
    }
    let value = match within('[', ']') {
        Some(list) => Value::List(list.split(',').map(|item| Value::of_word(&unquoted(item))).collect()),
        None => Value::of_word(&unquoted(value)),
    };
    fields.set(name, value);
    None
}

#[derive(Clone, Copy)]
enum Style {
    List,
    Text,
}

fn add(lines: &mut Vec<String>, line: &str, style: Style) {
    match style {
        Style::List => lines.extend(line.strip_prefix('-').map(unquoted).filter(|item| !item.is_empty())),
        Style::Text => lines.push(line.to_owned()),
    }
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    if let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        // YAML's double quotes escape as JSON's do.
        return serde_json::from_str(value).unwrap_or_else(|_| inner.replace("\\\"", "\""));
    }
    if let Some(inner) = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return inner.replace("''", "'");
    }
    value.split_once(" #").map_or(value, |(value, _)| value).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_make_no_more_than_a_document_has_room_for() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let list = vec![format!("*a{}", level - 1); 9].join(", ");
            text += &format!("a{level}: &a{level} [{list}]\n");
        }
        assert!(strict(&text).is_none());
        assert!(strict("a: &a {b: 1}\nc: *a\n<<: *a\n").is_some());
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "([a-z0-9: '\"\\[\\]{}&*|>#-]{0,14}\n){0,6}") {
            let _ = read(&text);
        }
    }
}
