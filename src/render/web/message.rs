//! A page that says one thing: that nothing is there, or why there is no answer.

use maud::html;

use super::look::Look;
use super::page::{Page, page};
use super::text::visible;

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
