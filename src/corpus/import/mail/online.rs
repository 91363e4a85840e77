//! A letter's copy on the web.

use super::super::html;
use super::service;

/// The link to the text on the web.
pub(super) fn linked_online(document: &dom_query::Document) -> Option<String> {
    let mut titled = None;
    for link in document.root().descendants_it().filter(|node| node.has_name("a")) {
        let Some(address) = link.attr("href").filter(|address| address.starts_with("http")) else { continue };
        if service::is_online(&html::folded(&link.text())) {
            return Some(address.to_string());
        }
        let in_title = link.ancestors_it(Some(3)).any(|above| above.has_name("h1"));
        if in_title && titled.is_none() {
            titled = Some(address.to_string());
        }
    }
    titled
}
