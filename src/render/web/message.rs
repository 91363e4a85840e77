//! A page that says one thing: that nothing is there, or why there is no answer.

use maud::{DOCTYPE, html};

use super::look::Look;
use super::page::{Page, looks, page};
use super::text::visible;
use crate::words::Words;

/// The page: a heading, and what is to be done.
pub fn message(look: &Look<'_>, heading: &str, about: &str) -> String {
    let main = html! {
        section.answer.plain aria-labelledby="outcome" {
            h1 id="outcome" { (heading) }
            @if !about.is_empty() { p { (visible(about)) } }
            p { a href="/" { (look.say("web.to_home")) } }
        }
    };
    page(look, &Page { title: heading.to_owned(), main, ..Page::default() })
}

/// The same for whoever is sent away: the least that looks like a page of ours, made from the bot's own words alone.
pub fn refusal(words: &Words, heading: &str, about: &str) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang=(words.language()) {
            head { (looks(heading)) }
            body {
                main {
                    section.answer.plain {
                        h1 { (heading) }
                        p { (visible(about)) }
                    }
                }
            }
        }
    };
    markup.into_string()
}
