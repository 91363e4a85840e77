//! An article as an item of CSL-JSON, which reference managers read.
//!
//! <https://github.com/citation-style-language/schema/blob/v1.0.2/schemas/input/csl-data.json>

use serde_json::{Value, json};

use crate::reply::ArticleRow;

/// Words that a person's name does not have.
const NO_NAME: [&str; 22] = [
    "agencies",
    "agency",
    "associated",
    "board",
    "bureau",
    "correspondent",
    "desk",
    "editor",
    "editorial",
    "editors",
    "media",
    "news",
    "newsroom",
    "post",
    "press",
    "report",
    "reporter",
    "service",
    "staff",
    "team",
    "times",
    "writers",
];

/// The item.
pub(super) fn item(row: &ArticleRow) -> Value {
    let date = [i64::from(row.date.year()), i64::from(row.date.month()), i64::from(row.date.day())];
    let licence = match &row.licence_url {
        Some(url) => format!("{} ({url})", row.licence),
        None => row.licence.clone(),
    };
    let mut item = json!({
        "id": row.article,
        "type": "article-newspaper",
        "title": row.title,
        "container-title": row.publisher,
        "publisher": row.publisher,
        "issued": {"date-parts": [date]},
        "URL": row.url,
        "note": licence,
    });
    let authors = authors(row.byline.as_deref().unwrap_or_default());
    if !authors.is_empty() {
        item["author"] = Value::Array(authors);
    }
    item
}

/// Who wrote it: given name and surname where each part of the byline surely is a person's of two words, else the byline as
/// it is.
fn authors(byline: &str) -> Vec<Value> {
    let byline = byline.trim();
    let bare = byline.get(..3).filter(|start| start.eq_ignore_ascii_case("by ")).and_then(|_| byline.get(3..));
    let bare = bare.unwrap_or(byline).trim();
    if bare.is_empty() {
        return Vec::new();
    }
    let parts =
        bare.split(" and ").flat_map(|part| part.split(", ")).map(|part| part.trim().trim_start_matches("and "));
    let people: Option<Vec<Value>> = parts.map(person).collect();
    people.unwrap_or_else(|| vec![json!({"literal": bare})])
}

fn person(name: &str) -> Option<Value> {
    let mut words = name.split(' ');
    let (given, family) = (words.next()?, words.next()?);
    let is_name = |word: &str| {
        let letters = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’');
        word.chars().count() > 1
            && word.starts_with(char::is_uppercase)
            // Initials and abbreviations are in capitals throughout.
            && word.chars().any(char::is_lowercase)
            && word.chars().all(letters)
            && !NO_NAME.contains(&word.to_lowercase().as_str())
    };
    (words.next().is_none() && is_name(given) && is_name(family)).then(|| json!({"given": given, "family": family}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(byline: &str) -> String {
        Value::Array(authors(byline)).to_string()
    }

    #[test]
    fn only_what_surely_is_a_name_is_taken_apart() {
        insta::assert_snapshot!(check("By Ann Reed"), @r#"[{"family":"Reed","given":"Ann"}]"#);
        insta::assert_snapshot!(check("Ann Reed, Tom Fox and Ida O’Hara"), @r#"[{"family":"Reed","given":"Ann"},{"family":"Fox","given":"Tom"},{"family":"O’Hara","given":"Ida"}]"#);
        insta::assert_snapshot!(check("Jon Queally, staff writer"), @r#"[{"literal":"Jon Queally, staff writer"}]"#);
        insta::assert_snapshot!(check("The Associated Press"), @r#"[{"literal":"The Associated Press"}]"#);
        insta::assert_snapshot!(check("Valley News"), @r#"[{"literal":"Valley News"}]"#);
        insta::assert_snapshot!(check("Ludwig van Beethoven"), @r#"[{"literal":"Ludwig van Beethoven"}]"#);
        insta::assert_snapshot!(check("AP"), @r#"[{"literal":"AP"}]"#);
        insta::assert_snapshot!(check(" "), @"[]");
    }
}
