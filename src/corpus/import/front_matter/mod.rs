//! Front matter of other tools: YAML, TOML or JSON between fences, or lines of metadata before the first blank one.

mod lines;
mod value;
pub(super) mod yaml;

pub(super) use value::{Fields, Value};

/// How the fields were written, which tells something of the tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// There are none.
    Nowhere,
    /// Between fences.
    Fenced,
    /// As lines before the text.
    Lines,
}

/// The fields, how they are written, and the text below.
pub(super) fn split(text: &str) -> (Fields, Written, &str) {
    let opened = text.trim_start_matches('\u{feff}');
    let first = opened.lines().next().unwrap_or_default().trim_end();
    let (fence, read): (&str, fn(&str) -> Fields) = match first {
        "---" | "---yaml" | "--- yaml" => ("---", yaml::read),
        "+++" | "---toml" | "--- toml" => (first.get(..3).unwrap_or_default(), toml),
        ";;;" | "---json" | "--- json" => (first.get(..3).unwrap_or_default(), json),
        _ => return unfenced(text, opened),
    };
    let start = opened.split_inclusive('\n').next().map_or(0, str::len);
    let rest = opened.get(start..).unwrap_or_default();
    let mut end = 0;
    for line in rest.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            let front = rest.get(..end).unwrap_or_default();
            return (read(front), Written::Fenced, rest.get(end + line.len()..).unwrap_or_default());
        }
        end += line.len();
    }
    (Fields::default(), Written::Nowhere, text)
}

fn unfenced<'t>(text: &'t str, opened: &'t str) -> (Fields, Written, &'t str) {
    if opened.starts_with('{') {
        let mut values = serde_json::Deserializer::from_str(opened).into_iter::<serde_json::Value>();
        if let Some(Ok(value)) = values.next()
            && let Value::Table(fields) = Value::from(&value)
        {
            let end = values.byte_offset();
            return (fields, Written::Fenced, opened.get(end..).unwrap_or_default());
        }
    }
    match lines::split(text) {
        Some((fields, body)) => (fields, Written::Lines, body),
        None => (Fields::default(), Written::Nowhere, text),
    }
}

/// The fields of TOML; none where it is not.
pub(super) fn toml(text: &str) -> Fields {
    let table: toml::Table = text.parse().unwrap_or_default();
    table.iter().map(|(name, value)| (name.clone(), Value::from(value))).collect()
}

/// The fields of JSON; none where it is not.
pub(super) fn json(text: &str) -> Fields {
    match serde_json::from_str::<serde_json::Value>(text).as_ref().map(Value::from) {
        Ok(Value::Table(fields)) => fields,
        _ => Fields::default(),
    }
}

/// The fields of a JSON object; none where it is no object.
pub(super) fn table(value: &serde_json::Value) -> Fields {
    if let Value::Table(fields) = Value::from(value) { fields } else { Fields::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<String> {
        let (fields, written, body) = split(text);
        let mut lines: Vec<String> = fields.flat().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        lines.sort();
        lines.push(format!("{written:?}: {body}"));
        lines
    }

    #[test]
    fn fields_of_every_kind_of_front_matter() {
        let text = "---\ntitle: \"The \\\"mill\\\": again\"\ndate: 2024-05-01 # day\nauthor:\n  - Ann\n  - 'O''Hara'\nauthors: [{name: Bo}]\ntags: [a, b]\nseo:\n  x: y\n  deep:\n    z: w\n  list:\n    - c\nparams: {paid: true, k: 'v'}\nnote: >\n  one\n  two\nnone: null\nversion: 1.10\n---\nBody\n";
        let yaml = [
            "author=Ann, O'Hara",
            "authors=Bo",
            "date=2024-05-01",
            "note=one two",
            "params.k=v",
            "params.paid=true",
            "seo.deep.z=w",
            "seo.list=c",
            "seo.x=y",
            "tags=a, b",
            "title=The \"mill\": again",
            "version=1.10",
            "Fenced: Body\n",
        ];
        assert_eq!(check(text), yaml);
        assert_eq!(
            check("+++\ntitle = 'x'\ndraft = true\n[extra]\npaid = 1\n+++\nB"),
            ["draft=true", "extra.paid=1", "title=x", "Fenced: B"]
        );
        assert_eq!(check("{\"title\": \"x\", \"n\": 1}\nB"), ["n=1", "title=x", "Fenced: \nB"]);
        assert_eq!(check("---json\n{\"title\": \"x\"}\n---\nB"), ["title=x", "Fenced: B"]);
        assert_eq!(check("no front matter"), ["Nowhere: no front matter"]);
    }

    #[test]
    fn a_colon_in_a_title_took_all_fields_away() {
        let text = "---\ntitle: The mill: again\ndate: 2024-05-01\nauthor:\n  - Ann\nparams:\n  paid: true\n---\nB";
        assert_eq!(
            check(text),
            ["author=Ann", "date=2024-05-01", "params.paid=true", "title=The mill: again", "Fenced: B"]
        );
    }

    #[test]
    fn lines_before_the_first_blank_one() {
        assert_eq!(
            check("Title: The mill\nDate: 2024-05-01\nSummary: It reopens\n    on Monday.\n\nB\n"),
            ["date=2024-05-01", "summary=It reopens\non Monday.", "title=The mill", "Lines: B\n"]
        );
        assert_eq!(check(".. title: The mill\n.. slug: mill\n\nB"), ["slug=mill", "title=The mill", "Lines: B"]);
        assert_eq!(
            check("<!--\n.. title: The mill\n.. slug: mill\n-->\n\nB"),
            ["slug=mill", "title=The mill", "Lines: \nB"]
        );
        assert_eq!(
            check("title: The mill\ndate: 2024-05-01\n---\nB"),
            ["date=2024-05-01", "title=The mill", "Lines: B"]
        );
        for text in ["Note: the mill is shut.\n\nB", "He said: no.\nAnd left.", "Date: on Monday\nwe met\n\nB"] {
            assert_eq!(check(text), [format!("Nowhere: {text}")]);
        }
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "(---|[+]{3}|;;;)?\n?([a-z: '\"\\[\\]{}&*-]{0,12}\n){0,6}(---\n)?") {
            let _ = split(&text);
        }
    }
}
