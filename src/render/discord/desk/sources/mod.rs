//! The sources of a thread: a card, and the files that it gives.

mod csl;

use super::super::card::{Block, Card, units};
use super::super::excerpt::{article, article_of, paragraph, speaker};
use super::super::{Attachment, Message, escape, heading, link, linked, quoted, small};
use super::Flow;
use super::press::act;
use crate::render::day;
use crate::reply::{ArticleRow, Excerpt};
use crate::words::Words;

/// Articles on the card, and what is shown there of an excerpt, in characters.
const ARTICLES: usize = 15;
const EXCERPT: usize = 600;
/// What is left of the card's room for what stands below.
const FOOT: usize = 300;

/// What is done with a button: the rest of an id of this flow.
pub mod step {
    /// List them.
    pub const LIST: &str = "";
    /// Give them as Markdown.
    pub const MARKDOWN: &str = "m";
    /// Give them as CSL-JSON.
    pub const CSL: &str = "j";
}

/// An article that answers cite, with the excerpts that they show.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The article.
    pub article: ArticleRow,
    /// Its excerpts, each once, in the order of the answers.
    pub excerpts: Vec<Excerpt>,
}

/// The sources, each once, in the order in which answers cited them first. An excerpt without words is its article's
/// citation alone.
pub fn by_article(excerpts: Vec<Excerpt>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for excerpt in excerpts {
        let at = sources.iter().position(|own| own.article.article == excerpt.article).unwrap_or_else(|| {
            sources.push(Source { article: article_of(&excerpt), excerpts: Vec::new() });
            sources.len() - 1
        });
        let Some(source) = sources.get_mut(at) else { continue };
        let same =
            |own: &Excerpt| (own.paragraph, own.start, own.end) == (excerpt.paragraph, excerpt.start, excerpt.end);
        if !excerpt.text.is_empty() && !source.excerpts.iter().any(same) {
            source.excerpts.push(excerpt);
        }
    }
    sources
}

/// The card. `unchecked` is how many messages were looked through, where answers may stand further back.
pub fn card(sources: &[Source], unchecked: Option<usize>, words: &Words) -> Message {
    let mut card = Card::default();
    card.text(heading(&match sources.len() {
        0 => words.say("sources.none", &[]),
        1 => words.say("sources.title_one", &[]),
        count => words.say("sources.title", &[("articles", &count)]),
    }));
    let mut left_out = 0;
    for (at, source) in sources.iter().enumerate() {
        let text = block(source, words);
        if at >= ARTICLES || units(&text) + FOOT > card.room() {
            left_out += 1;
            continue;
        }
        if at > 0 {
            card.blocks.push(Block::Line);
        }
        card.text(text);
    }
    if left_out > 0 {
        card.text(small(&words.say("sources.left_out", &[("count", &left_out)])));
    }
    if let Some(count) = unchecked {
        card.text(words.say("sources.unchecked", &[("count", &count)]));
    }
    if !sources.is_empty() {
        let say = |key: &str| words.say(key, &[]);
        let markdown = act(Flow::Sources, step::MARKDOWN, say("sources.markdown"));
        card.buttons(vec![markdown, act(Flow::Sources, step::CSL, say("sources.csl"))]);
    }
    Message { card: Some(card.fitted()), private: true, ..Message::default() }
}

fn block(source: &Source, words: &Words) -> String {
    let mut lines: Vec<String> = Vec::new();
    for excerpt in &source.excerpts {
        lines.push(quoted(&escape::excerpt(&escape::words(&excerpt.text, EXCERPT))));
        lines.push(small(&place(excerpt, words)));
    }
    lines.push(article(words, &source.article));
    lines.join("\n")
}

/// Where an excerpt stands in its article, and who said it: "¶3 · Ann Reed, Mayor".
fn place(excerpt: &Excerpt, words: &Words) -> String {
    let parts = [Some(paragraph(words, excerpt.paragraph)), speaker(words, excerpt), quoted_from(excerpt)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn quoted_from(excerpt: &Excerpt) -> Option<String> {
    excerpt.quoted_from.as_ref().map(|outlet| escape::excerpt(outlet))
}

/// The sources as Markdown.
pub fn markdown(sources: &[Source], words: &Words) -> Message {
    let mut out = format!("# {}\n", words.say("sources.file_title", &[]));
    for source in sources {
        let row = &source.article;
        let title = escape::excerpt(&row.title);
        let title = link(&row.url).map_or(title.clone(), |url| linked(&title, url));
        let mut about: Vec<String> = row.byline.iter().map(|byline| escape::excerpt(byline)).collect();
        about.extend([escape::excerpt(&row.publisher), day(words, row.date)]);
        let licence = escape::excerpt(&row.licence);
        about.push(row.licence_url.as_deref().and_then(link).map_or(licence.clone(), |url| linked(&licence, url)));
        out.push_str(&format!("\n## {title}\n\n{}\n", about.join(" · ")));
        for excerpt in &source.excerpts {
            let passage = link(&excerpt.url).map(|url| linked(&words.say("sources.open_passage", &[]), url));
            let at = [Some(place(excerpt, words)), passage].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            out.push_str(&format!("\n{}\n>\n> {at}\n", quoted(&escape::excerpt(&excerpt.text))));
        }
    }
    file(out, ("sources.md", "text/markdown; charset=utf-8"), "sources.markdown_file", words)
}

/// The articles as CSL-JSON.
pub fn csl(sources: &[Source], words: &Words) -> Message {
    let items: Vec<serde_json::Value> = sources.iter().map(|source| csl::item(&source.article)).collect();
    let text = serde_json::to_string_pretty(&items).unwrap_or_default();
    file(text, ("sources.json", "application/json"), "sources.csl_file", words)
}

fn file(text: String, (name, media_type): (&str, &'static str), about: &str, words: &Words) -> Message {
    let description = words.say(about, &[]);
    let mut card = Card::default();
    card.text(description.clone());
    card.blocks.push(Block::File { name: name.to_owned() });
    let file = Attachment { name: name.to_owned(), media_type, bytes: text.into_bytes(), description };
    Message { card: Some(card), files: vec![file], private: true, ..Message::default() }
}
