//! What a page says of itself to machines: JSON-LD.

use serde_json::Value;

use super::super::limits;

/// Types that are articles.
const ARTICLES: [&str; 11] = [
    "NewsArticle",
    "Article",
    "BlogPosting",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "LiveBlogPosting",
    "Report",
    "TechArticle",
];

/// Fields that name people and bodies, who may be described elsewhere on the page.
const NAMED: [&str; 3] = ["author", "creator", "publisher"];

/// The article that a page's JSON-LD describes.
pub(super) fn article(scripts: &[String]) -> Option<Value> {
    let read = |script: &String| limits::json(script.trim().trim_end_matches(';').as_bytes(), "json-ld").ok();
    let said: Vec<Value> = scripts.iter().filter_map(read).collect();
    let mut article = said.iter().find_map(|value| find(value, 0))?.clone();
    for name in NAMED {
        if let Some(field) = article.get_mut(name) {
            resolve(field, &said);
        }
    }
    Some(article)
}

/// Puts what an `@id` stands for in its place.
fn resolve(field: &mut Value, said: &[Value]) {
    match field {
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, said)),
        Value::Object(fields) if !fields.contains_key("name") => {
            let id = fields.get("@id").and_then(Value::as_str);
            let meant = id.and_then(|id| said.iter().find_map(|value| described(value, id, 0)));
            if let Some(meant) = meant {
                *field = meant.clone();
            }
        }
        _ => {}
    }
}

/// The description of what has this id.
fn described<'a>(value: &'a Value, id: &str, depth: usize) -> Option<&'a Value> {
    if depth > 6 {
        return None;
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| described(item, id, depth + 1)),
        Value::Object(fields) => {
            let is_it = fields.get("@id").and_then(Value::as_str) == Some(id);
            let names = fields.contains_key("name") || fields.contains_key("familyName");
            if is_it && names { Some(value) } else { fields.values().find_map(|inner| described(inner, id, depth + 1)) }
        }
        _ => None,
    }
}

fn find(value: &Value, depth: usize) -> Option<&Value> {
    if depth > 4 {
        return None;
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| find(item, depth + 1)),
        Value::Object(fields) => {
            let is_article = fields.get("@type").is_some_and(|kind| match kind {
                Value::String(kind) => ARTICLES.contains(&kind.as_str()),
                Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(|kind| ARTICLES.contains(&kind)),
                _ => false,
            });
            if is_article {
                return Some(value);
            }
            ["@graph", "mainEntity"]
                .iter()
                .filter_map(|name| fields.get(*name))
                .find_map(|inner| find(inner, depth + 1))
        }
        _ => None,
    }
}

/// The text of a field, whatever it is wrapped in.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    words(value.get(name)?)
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Object(fields) => {
            let said = |name: &&str| fields.get(*name).and_then(words);
            let person = || {
                let names: Vec<String> = ["givenName", "familyName"].iter().filter_map(said).collect();
                (!names.is_empty()).then(|| names.join(" "))
            };
            said(&"name").or_else(|| said(&"@list")).or_else(person).or_else(|| ["@id", "url"].iter().find_map(said))
        }
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter_map(words).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
