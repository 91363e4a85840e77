//! A reply as data: the machine contract's, with what lets an excerpt be checked.

use serde_json::Value as Json;

use crate::engine::receipt::{Receipt, address};
use crate::reply::{Excerpt, Reply};

/// The machine contract's reply. Each excerpt has three fields more: its `receipt`, where that is looked up (`receipt_url`,
/// where readers find the archive at `origin`), and the address of its licence.
pub fn structured(reply: &Reply, origin: Option<&str>) -> Json {
    // By way of text, since a number of four bytes would have eight in it, of which a batch does not write the last.
    let written = serde_json::to_string(reply).unwrap_or_default();
    let mut value: Json = serde_json::from_str(&written).unwrap_or_default();
    let shown = value.get_mut("excerpts").and_then(Json::as_array_mut).into_iter().flatten();
    for (shown, excerpt) in shown.zip(&reply.excerpts) {
        let Some(fields) = shown.as_object_mut() else { continue };
        let code = receipt(excerpt);
        let url = code.as_deref().zip(origin).map(|(code, origin)| address(code, origin));
        fields.insert("receipt".to_owned(), code.into());
        fields.insert("receipt_url".to_owned(), url.into());
        fields.insert("licence_url".to_owned(), excerpt.licence_url.clone().into());
    }
    value
}

/// The code of an excerpt; none where it has no words.
pub(super) fn receipt(excerpt: &Excerpt) -> Option<String> {
    Receipt::of(excerpt).map(|receipt| receipt.code())
}
