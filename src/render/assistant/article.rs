//! An article as a document for a program.

use std::sync::Arc;

use super::plain;
use crate::domain::{ParagraphKey, Show};
use crate::index::{StoredArticle, StoredParagraph};
use crate::render::day;
use crate::render::terminal::paragraph;
use crate::words::Words;

/// Its particulars, and its paragraphs where its licence lets the whole be shown.
pub fn article(article: &StoredArticle, paragraphs: &[Arc<StoredParagraph>], words: &Words) -> String {
    let meta = &article.meta;
    let licence = match meta.licence_address() {
        Some(address) => format!("{} ({address})", meta.licence),
        None => meta.licence.clone(),
    };
    let mut lines = vec![plain(&meta.title)];
    lines.extend(meta.byline.as_deref().map(plain));
    lines.push(plain(&format!("{}, {}", meta.publisher, day(words, meta.date))));
    lines.push(plain(&meta.url));
    lines.push(plain(&licence));
    for correction in &meta.corrections {
        // What it says is, or was, words of the article.
        let said = match meta.show {
            Show::Whole => words.say("article.correction", &[("date", &correction.date), ("text", &correction.text)]),
            Show::Quote | Show::Cite => words.say("article.corrected", &[("date", &correction.date)]),
        };
        lines.push(plain(&said));
    }
    if meta.show == Show::Whole {
        for stored in paragraphs.iter().filter(|stored| stored.paragraph.key != ParagraphKey::Title) {
            let own = &stored.paragraph;
            let place = match &own.source {
                Some(outlet) => format!("{} ({})", paragraph(own.key), plain(outlet)),
                None => paragraph(own.key),
            };
            lines.push(format!("\n{place}: {}", plain(&own.text)));
        }
    } else {
        lines.push(format!("\n{}", plain(&words.say("article.not_shown", &[("licence", &meta.licence)]))));
    }
    lines.join("\n")
}
