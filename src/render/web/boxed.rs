//! The search box on a newsletter's own page: its script, the page of its frame, and a reply as the box shows it.

use maud::{DOCTYPE, Markup, html};
use serde_json::json;

use super::excerpt::figure;
use super::look::Look;
use super::text::visible;
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

/// A reply with the excerpts that were chosen of it.
pub fn answer(look: &Look<'_>, reply: &Reply) -> Markup {
    let closest = reply.parts(Part::Nearest).next().is_some();
    html! {
        div {
            p.verdict { (visible(&reply.headline)) }
            @for note in &reply.notes { p.aside { (visible(note)) } }
            (choices(look, reply))
            @if closest { p.aside { (look.say("web.nearest")) } }
            @for excerpt in &reply.excerpts { (figure(look, excerpt)) }
        }
    }
}

/// The readings to choose from, each a button that asks anew: of which command, and by which of its options.
fn choices(look: &Look<'_>, reply: &Reply) -> Markup {
    let command = look.table.command(reply.routed.as_ref().unwrap_or(&reply.command));
    let option = command.and_then(|command| Some((&command.name, command.leading_option()?.name)));
    html! {
        @if let Some((command, option)) = option.filter(|_| !reply.choices.is_empty()) {
            ul.choices {
                @for choice in &reply.choices {
                    li { button data-command=(command) name=(option) value=(choice.value) { (visible(&choice.label)) } }
                }
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
