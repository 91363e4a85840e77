//! Front matter of other tools: the simple fields of YAML or TOML. What a field nests is passed over.

use std::collections::HashMap;

/// The fields, their names in small letters, and the text below.
pub(super) fn split(text: &str) -> (HashMap<String, String>, &str) {
    for (fence, is_yaml) in [("---", true), ("+++", false)] {
        let Some(rest) =
            text.trim_start_matches('\u{feff}').strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n'))
        else {
            continue;
        };
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == fence || (is_yaml && line.trim_end() == "...") {
                let front = rest.get(..end).unwrap_or_default();
                let body = rest.get(end + line.len()..).unwrap_or_default();
                return (if is_yaml { yaml(front) } else { toml(front) }, body);
            }
            end += line.len();
        }
    }
    (HashMap::new(), text)
}

fn toml(front: &str) -> HashMap<String, String> {
    let table: toml::Table = front.parse().unwrap_or_default();
    table.into_iter().filter_map(|(name, value)| Some((name.to_lowercase(), plain(&value)?))).collect()
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        toml::Value::Datetime(day) => Some(day.to_string()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Array(items) => Some(items.iter().filter_map(plain).collect::<Vec<_>>().join(", ")),
        _ => None,
    }
}

/// `name: value` lines, quoted or not, with lists and text blocks under a name.
fn yaml(front: &str) -> HashMap<String, String> {
    let mut fields: HashMap<String, String> = HashMap::new();
    let mut open: Option<(String, Style)> = None;
    for line in front.lines() {
        let nested = line.starts_with([' ', '\t', '-']) || line.trim().is_empty();
        if nested {
            if let Some((name, style)) = &open {
                let value = fields.entry(name.clone()).or_default();
                add(value, line.trim(), *style);
            }
            continue;
        }
        open = None;
        let Some((name, value)) = line.split_once(':') else { continue };
        let (name, value) = (name.trim().to_lowercase(), value.trim());
        match value {
            "" => open = Some((name, Style::List)),
            "|" | "|-" | "|+" | ">" | ">-" | ">+" => open = Some((name, Style::Text)),
            _ => {
                let value = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
                    Some(list) => list.split(',').map(unquoted).collect::<Vec<_>>().join(", "),
                    None => unquoted(value),
                };
                fields.insert(name, value);
            }
        }
    }
    // What opened a list or a text and held none was a table of its own.
    fields.retain(|_, value| !value.is_empty());
    fields
}

#[derive(Clone, Copy)]
enum Style {
    List,
    Text,
}

fn add(value: &mut String, line: &str, style: Style) {
    let (line, between) = match style {
        Style::List => match line.strip_prefix('-') {
            Some(item) => (unquoted(item), ", "),
            None => return,
        },
        Style::Text => (line.to_owned(), " "),
    };
    if line.is_empty() {
        return;
    }
    if !value.is_empty() {
        value.push_str(between);
    }
    value.push_str(&line);
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

    fn check(text: &str) -> Vec<String> {
        let (fields, body) = split(text);
        let mut lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        lines.sort();
        lines.push(body.to_owned());
        lines
    }

    #[test]
    fn the_simple_fields() {
        let text = "---\ntitle: \"The \\\"mill\\\": again\"\ndate: 2024-05-01 # day\nauthor:\n  - Ann\n  - 'O''Hara'\ntags: [a, b]\nseo:\n  x: y\nnote: >\n  one\n  two\n---\nBody\n";
        assert_eq!(
            check(text),
            [
                "author=Ann, O'Hara",
                "date=2024-05-01",
                "note=one two",
                "tags=a, b",
                "title=The \"mill\": again",
                "Body\n"
            ]
        );
        assert_eq!(check("+++\ntitle = 'x'\ndraft = true\n+++\nB"), ["draft=true", "title=x", "B"]);
        assert_eq!(check("no front matter"), ["no front matter"]);
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "(---\n|[+]{3}\n)?([a-z: '\"\\[\\]-]{0,12}\n){0,6}(---\n)?") {
            let _ = split(&text);
        }
    }
}
