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

/// The article that a page's JSON-LD describes.
pub(super) fn article(scripts: &[String]) -> Option<Value> {
    scripts.iter().find_map(|script| {
        limits::json_depth(script.as_bytes()).ok()?;
        let value: Value = serde_json::from_str(script.trim().trim_end_matches(';')).ok()?;
        find(&value, 0).cloned()
    })
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
            ["name", "@id", "url"].iter().find_map(|name| fields.get(*name)?.as_str()).map(str::to_owned)
        }
        Value::Array(items) => {
            let names: Vec<String> = items.iter().filter_map(words).collect();
            (!names.is_empty()).then(|| names.join(", "))
        }
        _ => None,
    }
}
