//! What stands around every page: head, the way to the commands, and what is said of all of them.

use maud::{DOCTYPE, Markup, html};

use super::assets;
use super::look::Look;
use super::text::{address, outward, segment, visible};
use crate::words::capital;

/// A page without what stands around it.
#[derive(Default)]
pub(super) struct Page<'a> {
    /// Its title, without the site's name. It never holds what was asked: browsers keep titles.
    pub(super) title: String,
    /// The command that it belongs to.
    pub(super) command: Option<&'a str>,
    /// What else stands in its head.
    pub(super) head: Markup,
    /// Whether search engines may list it.
    pub(super) is_indexable: bool,
    /// The element that the skip link leads to, where that is not the first.
    pub(super) skip_to: Option<&'a str>,
    /// What it says.
    pub(super) main: Markup,
}

/// The whole page.
pub(super) fn page(look: &Look<'_>, page: &Page<'_>) -> String {
    let site = look.site;
    // Without a name of its own it is called as in a sentence.
    let name = if site.name == look.say("web.archive") { capital(&site.name) } else { site.name.clone() };
    let title = if page.title.is_empty() { name.clone() } else { format!("{} — {name}", page.title) };
    let markup = html! {
        (DOCTYPE)
        html lang=(look.words.language()) {
            head {
                (looks(&title))
                meta name="referrer" content="no-referrer";
                @if !page.is_indexable { meta name="robots" content="noindex"; }
                script src=(assets::address("page.js")) defer {}
                (page.head)
            }
            body data-copied=(look.say("web.copied")) data-copy=(look.say("web.copy"))
                data-choices=(look.say("web.choices")) {
                a.skip href={ "#" (page.skip_to.unwrap_or("main")) } { (look.say("web.skip")) }
                header {
                    a.brand href="/" { (visible(&name)) }
                    (commands(look, page.command))
                }
                main id="main" tabindex="-1" { (page.main) }
                (footer(look))
            }
        }
    };
    markup.into_string()
}

/// What the head of each page has, so that it looks like ours.
pub(super) fn looks(title: &str) -> Markup {
    html! {
        meta charset="utf-8";
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        title { (visible(title)) }
        link rel="icon" href=(assets::address("icon.svg")) type="image/svg+xml";
        link rel="stylesheet" href=(assets::address("style.css"));
    }
}

/// The commands, each of which is a page of its own.
fn commands(look: &Look<'_>, here: Option<&str>) -> Markup {
    let current = |name: &str| (here == Some(name)).then_some("page");
    // What a reader asks most stands first, then the commands as help shows them.
    let ask = look.ask().map(|command| command.name.as_str());
    let others = look.table.commands().iter().map(|command| command.name.as_str()).filter(|name| Some(*name) != ask);
    html! {
        nav aria-label=(look.say("web.commands")) {
            ul {
                @for name in ask.into_iter().chain(others) {
                    li { a href={ "/" (segment(name)) } aria-current=[current(name)] { (look.label(name)) } }
                }
            }
        }
    }
}

fn footer(look: &Look<'_>) -> Markup {
    let links = [
        (look.site.home.as_deref(), look.site.name.clone()),
        (look.site.imprint.as_deref(), look.say("web.imprint")),
        (look.site.privacy.as_deref(), look.say("web.privacy")),
    ];
    let links: Vec<(&str, String)> =
        links.into_iter().filter_map(|(url, name)| Some((url.and_then(address)?, name))).collect();
    html! {
        footer {
            p { (look.say("web.promise")) }
            @if !links.is_empty() {
                ul {
                    @for (url, name) in &links { li { (outward(url, &html! { (visible(name)) })) } }
                }
            }
        }
    }
}
