//! Front matter of other tools: the simple fields of YAML or TOML, and those of a table under `table.field`. What is nested
//! deeper is passed over.

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
    let mut fields = HashMap::new();
    for (name, value) in &table {
        let name = name.to_lowercase();
        if let toml::Value::Table(inner) = value {
            let inner = inner.iter().filter_map(|(inner, value)| Some((inner.to_lowercase(), plain(value)?)));
            fields.extend(inner.map(|(inner, value)| (format!("{name}.{inner}"), value)));
        }
        fields.extend(plain(value).map(|value| (name, value)));
    }
    fields
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

/// `name: value` lines, quoted or not, with lists, text blocks and tables under a name.
fn yaml(front: &str) -> HashMap<String, String> {
    let mut fields: HashMap<String, String> = HashMap::new();
    let mut open: Option<(String, Style)> = None;
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
                let name = format!("{outer}.{name}");
                open = take(&mut fields, &name, value).map(|style| (name, style));
            } else if let Some((name, style)) = &open {
                add(fields.entry(name.clone()).or_default(), line.trim(), *style);
            }
            continue;
        }
        (open, table) = (None, None);
        let Some((name, value)) = named(line) else { continue };
        let style = take(&mut fields, &name, value);
        if let Some(style) = style {
            table = matches!(style, Style::List).then(|| (name.clone(), None));
            open = Some((name, style));
        }
    }
    // What opened a list or a text and held none was a table of its own.
    fields.retain(|_, value| !value.is_empty());
    fields
}

/// The name and the value of a line.
fn named(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    Some((unquoted(name).to_lowercase(), value.trim()))
}

/// Takes a value; what stands below a name without one is a list, a table or a text.
fn take(fields: &mut HashMap<String, String>, name: &str, value: &str) -> Option<Style> {
    let within = |open, close| value.strip_prefix(open)?.strip_suffix(close);
    match value {
        "" => return Some(Style::List),
        "|" | "|-" | "|+" | ">" | ">-" | ">+" => return Some(Style::Text),
        _ => {}
    }
    if let Some(table) = within('{', '}') {
        let inner = table.split(',').filter_map(named);
        fields.extend(inner.map(|(inner, value)| (format!("{name}.{inner}"), unquoted(value))));
        return None;
    }
    let value = match within('[', ']') {
        Some(list) => list.split(',').map(unquoted).collect::<Vec<_>>().join(", "),
        None => unquoted(value),
    };
    fields.insert(name.to_owned(), value);
    None
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
        let text = "---\ntitle: \"The \\\"mill\\\": again\"\ndate: 2024-05-01 # day\nauthor:\n  - Ann\n  - 'O''Hara'\ntags: [a, b]\nseo:\n  x: y\n  deep:\n    z: w\n  list:\n    - c\nparams: {paid: true, k: 'v'}\nnote: >\n  one\n  two\n---\nBody\n";
        assert_eq!(
            check(text),
            [
                "author=Ann, O'Hara",
                "date=2024-05-01",
                "note=one two",
                "params.k=v",
                "params.paid=true",
                "seo.list=c",
                "seo.x=y",
                "tags=a, b",
                "title=The \"mill\": again",
                "Body\n"
            ]
        );
        assert_eq!(
            check("+++\ntitle = 'x'\ndraft = true\n[extra]\npaid = 1\n+++\nB"),
            ["draft=true", "extra.paid=1", "title=x", "B"]
        );
        assert_eq!(check("no front matter"), ["no front matter"]);
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "(---\n|[+]{3}\n)?([a-z: '\"\\[\\]-]{0,12}\n){0,6}(---\n)?") {
            let _ = split(&text);
        }
    }
}
