//! A JSON Feed as its parser takes it.

use serde_json::{Value, json};

use super::super::reading::Reading;

/// What of a feed is told beside its items.
const OF_THE_FEED: [&str; 8] =
    ["version", "title", "home_page_url", "feed_url", "author", "authors", "language", "description"];

/// The feed with ids that are text: the specification has readers take numbers, too. Of one that ends in the middle, the
/// items that are whole. What is no JSON is as it was.
pub(super) fn mended(text: &str, reading: &mut Reading) -> String {
    let mut feed = match serde_json::from_str::<Value>(text) {
        Ok(feed) => feed,
        Err(_) => match whole_items(text) {
            Some(feed) => {
                reading.notes.push("mended: it ends in the middle: what is whole was read".to_owned());
                feed
            }
            None => return text.to_owned(),
        },
    };
    let items = feed.get_mut("items").and_then(Value::as_array_mut);
    for item in items.into_iter().flatten() {
        if let Some(id) = item.get_mut("id").filter(|id| id.is_number()) {
            *id = Value::String(id.to_string());
        }
    }
    feed.to_string()
}

/// The feed with one of its items alone, for each of them.
pub(super) fn articles(feed: &str) -> Vec<String> {
    let Ok(Value::Object(mut feed)) = serde_json::from_str::<Value>(feed) else { return Vec::new() };
    let Some(Value::Array(items)) = feed.remove("items") else { return Vec::new() };
    let alone = |item: Value| {
        let mut one = feed.clone();
        one.insert("items".to_owned(), json!([item]));
        Value::Object(one).to_string()
    };
    items.into_iter().map(alone).collect()
}

/// What stands before the items, and the items that are whole, of a text that ends inside one.
fn whole_items(text: &str) -> Option<Value> {
    let at = text.find("\"items\"")?;
    let list = at + text.get(at..)?.find('[')? + 1;
    let mut items = Vec::new();
    let mut rest = text.get(list..)?;
    loop {
        rest = rest.trim_start_matches([',', ' ', '\n', '\r', '\t']);
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let Some(Ok(item)) = stream.next() else { break };
        items.push(item);
        rest = rest.get(stream.byte_offset()..)?;
    }
    let head = text.get(..at)?.trim_end().trim_end_matches(',');
    let mut feed: Value = serde_json::from_str(&format!("{head}}}")).unwrap_or_else(|_| json!({}));
    let fields = feed.as_object_mut()?;
    fields.retain(|name, _| OF_THE_FEED.contains(&name.as_str()));
    fields.entry("version").or_insert_with(|| json!("https://jsonfeed.org/version/1.1"));
    fields.insert("items".to_owned(), Value::Array(items));
    Some(feed)
}
