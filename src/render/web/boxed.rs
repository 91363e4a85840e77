//! The search box on a newsletter's own page: its script, the page of its frame, and a reply as the box shows it.

use maud::{DOCTYPE, Markup, html};
use serde_json::json;

use crate::domain::ParagraphKey;
use crate::engine::receipt::Receipt;
use crate::render::day;
use crate::render::terminal::safe as visible;
use crate::reply::{Excerpt, Part, Reply};
use crate::words::Words;

/// How it looks, on every page.
pub const STYLE: &str = include_str!("box.css");

const SCRIPT: &str = include_str!("box.js");

/// Passages that are shown where nothing answers: there is less room than on a page.
const CLOSEST: usize = 2;

/// The script, in these words.
pub fn script(words: &Words) -> String {
    let texts = json!({
        "label": words.say("box.label", &[]),
        "placeholder": words.say("box.placeholder", &[]),
        "ask": words.say("box.ask", &[]),
        "more": words.say("box.more", &[]),
        "about": words.say("box.about", &[]),
        "archive": words.say("box.archive", &[]),
        "failed": words.say("box.failed", &[]),
    });
    let function = SCRIPT.trim_end().trim_end_matches(';');
    format!("({function}\n)(document.currentScript, {texts}, {});\n", json!(STYLE))
}

/// The page of its frame: the form for where no scripts run, which the script takes the place of.
pub fn frame(words: &Words) -> Markup {
    html! {
        (DOCTYPE)
        html.frame lang=(words.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (words.say("box.label", &[])) }
                link rel="stylesheet" href="/box.css";
            }
            body {
                main {
                    h1 { (words.say("box.label", &[])) }
                    form data-pullquote action="/ask" method="post" target="_blank" rel="noopener" role="search" {
                        label for="question" { (words.say("box.label", &[])) }
                        div.row {
                            input #question name="question" type="search" required maxlength="500" autocomplete="off";
                            button { (words.say("box.ask", &[])) }
                        }
                    }
                }
                script src="/box.js" async {}
            }
        }
    }
}

/// The excerpts of a reply that the box has room for: the first answer with all its parts, or else what is closest.
pub fn chosen(reply: &mut Reply) -> Vec<Excerpt> {
    let mut excerpts = std::mem::take(&mut reply.excerpts);
    let answers = excerpts.iter().any(|own| own.part == Part::Answer);
    excerpts.retain(|own| own.part == if answers { Part::Answer } else { Part::Nearest });
    let room = if answers { 1 } else { CLOSEST };
    let parts = excerpts.chunk_by(same_utterance).take(room).map(<[Excerpt]>::len).sum();
    excerpts.truncate(parts);
    excerpts
}

/// A reply with the excerpts that were chosen of it. `option` names what a choice of it fills, and of which command.
pub fn answer(reply: &Reply, option: Option<(&str, &str)>, words: &Words) -> Markup {
    let closest = reply.excerpts.iter().any(|own| own.part == Part::Nearest);
    html! {
        div {
            p.verdict { (visible(&reply.headline)) }
            @for note in &reply.notes {
                p.note { (visible(note)) }
            }
            @if let Some((command, option)) = option {
                @if !reply.choices.is_empty() {
                    ul {
                        @for choice in &reply.choices {
                            li {
                                button data-command=(command) name=(option) value=(choice.value) { (visible(&choice.label)) }
                            }
                        }
                    }
                }
            }
            @if closest {
                p.label { (words.say("box.closest", &[])) }
            }
            @for parts in reply.excerpts.chunk_by(same_utterance) {
                (figure(parts, words))
            }
        }
    }
}

/// What went wrong, as the box shows it.
pub fn failure(message: &str) -> Markup {
    html! { div { p.failed { (visible(message)) } } }
}

fn same_utterance(a: &Excerpt, b: &Excerpt) -> bool {
    a.utterance.is_some() && a.utterance == b.utterance && a.article == b.article && a.speaker == b.speaker
}

fn figure(parts: &[Excerpt], words: &Words) -> Markup {
    let Some(first) = parts.first() else { return html! {} };
    let speaker = first.speaker.as_ref().filter(|_| first.certain != Some(false));
    html! {
        figure {
            @if let Some(speaker) = speaker {
                p.speaker { (visible(speaker)) @if let Some(role) = &first.role { ", " (visible(role)) } }
            }
            blockquote cite=(first.url) {
                @for part in parts.iter().filter(|part| !part.text.is_empty()) {
                    p { (marked(part)) }
                }
            }
            figcaption {
                p {
                    cite { a href=(first.url) { (visible(&first.title)) } }
                }
                p { (visible(&first.publisher)) ", " (day(words, first.date)) ", " (place(first.paragraph)) }
                p.licence {
                    (visible(&first.licence))
                    @if let Some(receipt) = Receipt::of(first) {
                        " · " a href={ "/r/" (receipt.code()) } { (words.say("box.permanent", &[])) }
                    }
                }
            }
        }
    }
}

fn place(key: ParagraphKey) -> String {
    match key {
        ParagraphKey::Body(number) => format!("¶{number}"),
        named => named.to_string(),
    }
}

/// The words, those that match marked.
fn marked(excerpt: &Excerpt) -> Markup {
    let mut pieces: Vec<(bool, &str)> = Vec::new();
    let mut at = 0;
    for [start, end] in &excerpt.highlights {
        let found = start.saturating_sub(excerpt.start)..end.saturating_sub(excerpt.start);
        if at <= found.start {
            pieces.push((false, excerpt.text.get(at..found.start).unwrap_or_default()));
            pieces.push((true, excerpt.text.get(found.clone()).unwrap_or_default()));
            at = found.end;
        }
    }
    pieces.push((false, excerpt.text.get(at..).unwrap_or_default()));
    html! {
        @for (matches, text) in pieces {
            @if matches { mark { (visible(text)) } } @else { (visible(text)) }
        }
    }
}
