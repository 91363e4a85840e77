//! A reply as data: the machine contract's, with what lets an excerpt be checked.

use serde_json::Value as Json;

use crate::reply::Reply;

/// The machine contract's reply. Each excerpt has two fields more: where its receipt is looked up, also where that is nowhere,
/// and the address of its licence.
pub fn structured(reply: &Reply) -> Json {
    // By way of text, since a number of four bytes would have eight in it, of which a batch does not write the last.
    let written = serde_json::to_string(reply).unwrap_or_default();
    let mut value: Json = serde_json::from_str(&written).unwrap_or_default();
    let shown = value.get_mut("excerpts").and_then(Json::as_array_mut).into_iter().flatten();
    for (shown, excerpt) in shown.zip(&reply.excerpts) {
        let Some(fields) = shown.as_object_mut() else { continue };
        fields.insert("receipt_url".to_owned(), excerpt.receipt_url.clone().into());
        fields.insert("licence_url".to_owned(), excerpt.licence_url.clone().into());
    }
    value
}
