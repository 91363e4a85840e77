//! What a page says to programs of search engines, in the words of schema.org.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::text;
use crate::domain::{Correction, Show};
use crate::index::StoredArticle;
use crate::reply::Excerpt;

/// Data for programs in a page's head.
pub(super) fn data(value: &Value) -> Markup {
    html! { script type="application/ld+json" { (text::json(value)) } }
}

/// An article of the newsletter.
pub(super) fn article(article: &StoredArticle) -> Value {
    let meta = &article.meta;
    // What a correction says is, or was, words of the article.
    let correction = |own: &Correction| match meta.show {
        Show::Whole => {
            json!({"@type": "CorrectionComment", "datePublished": own.date.to_string(), "text": own.text})
        }
        Show::Quote | Show::Cite => json!({"@type": "CorrectionComment", "datePublished": own.date.to_string()}),
    };
    let corrections: Vec<Value> = meta.corrections.iter().map(correction).collect();
    let mut said = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": meta.title,
        "datePublished": meta.date.to_string(),
        "publisher": {"@type": "Organization", "name": meta.publisher},
        "url": meta.url,
        "mainEntityOfPage": meta.url,
        "isAccessibleForFree": true,
    });
    let mut add = |name: &str, value: Option<Value>| {
        if let (Some(object), Some(value)) = (said.as_object_mut(), value) {
            object.insert(name.to_owned(), value);
        }
    };
    add("author", meta.byline.as_ref().map(|byline| json!({"@type": "Person", "name": byline})));
    add("inLanguage", meta.language.clone().map(Value::from));
    add("license", meta.licence_address().map(Value::from));
    add("dateModified", meta.corrections.last().map(|own| Value::from(own.date.to_string())));
    add("correction", (!corrections.is_empty()).then(|| Value::from(corrections)));
    said
}

/// The words that a receipt names, at an address.
pub(super) fn quotation(excerpt: &Excerpt, url: &str) -> Value {
    let speaker = excerpt.speaker.as_ref().filter(|_| excerpt.certain != Some(false));
    let mut said = json!({
        "@context": "https://schema.org",
        "@type": "Quotation",
        "text": excerpt.text,
        "url": url,
        "citation": excerpt.url,
        "isPartOf": {
            "@type": "NewsArticle",
            "headline": excerpt.title,
            "datePublished": excerpt.date.to_string(),
            "publisher": {"@type": "Organization", "name": excerpt.publisher},
            "url": crate::domain::without_text_fragment(&excerpt.url),
        },
    });
    if let Some(object) = said.as_object_mut() {
        if let Some(speaker) = speaker {
            object.insert("spokenByCharacter".to_owned(), json!({"@type": "Person", "name": speaker}));
        }
        if let Some(licence) = &excerpt.licence_url {
            object.insert("license".to_owned(), Value::from(licence.as_str()));
        }
    }
    said
}
