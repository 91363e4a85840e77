//! What stands around an article and is none of it: share bars, forms, sign-up boxes, lists of other articles. Each is told
//! by what stands in it.

use std::collections::HashMap;

use dom_query::NodeRef;

use super::elements::{CONTROLS, UNSEEN, is_apart, is_block};
use super::evidence::{Counted, Evidence};
use super::rule::Rule;

/// How much boilerplate is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus::import) enum Boilerplate {
    /// The HTML is an article's body: only what an editor's tool puts into bodies.
    Body,
    /// The HTML is a whole page: also what surrounds the article.
    Page,
    /// The HTML is a mail: also what a mailing service adds.
    Mail,
}

/// Words of a class or an id that boilerplate often has, anywhere. They only say where to look.
const WORDS: [&str; 41] = [
    "share",
    "sharing",
    "sharedaddy",
    "addtoany",
    "addthis",
    "social",
    "subscribe",
    "subscription",
    "signup",
    "optin",
    "related",
    "recirc",
    "recommended",
    "recommendations",
    "jp-relatedposts",
    "promo",
    "promobox",
    "advert",
    "advertisement",
    "adsbygoogle",
    "ads",
    "outbrain",
    "taboola",
    "paywall",
    "poll",
    "digest",
    "popup",
    "modal",
    "popover-content",
    "rollover-block",
    "tooltip-content",
    "tooltiptext",
    "cookie",
    "gdpr",
    "unsubscribe",
    "preheader",
    "preview-text",
    "screen-reader-text",
    "sr-only",
    "visually-hidden",
    "skip-link",
];

/// Whole classes that newsletter tools give to buttons, cards and players.
const CLASSES: [&str; 21] = [
    "subscription-widget-wrap",
    "subscription-widget",
    "button-wrapper",
    "captioned-button-wrap",
    "share-dialog",
    "digest-post-embed",
    "embedded-post-wrap",
    "embedded-publication-wrap",
    "community-chat",
    "install-substack-app-embed",
    "poll-embed",
    "kg-button-card",
    "kg-signup-card",
    "kg-bookmark-card",
    "wp-block-buttons",
    "subscription-widget-wrap-editor",
    "file-embed-wrapper",
    "wp-block-embed__wrapper",
    "kg-audio-player",
    "kg-video-container",
    "kg-file-card",
];

/// Words that what surrounds an article on its page often has.
const PAGE_WORDS: [&str; 43] = [
    "breadcrumb",
    "breadcrumbs",
    "comments",
    "commentlist",
    "respond",
    "disqus",
    "pagination",
    "pager",
    "sidebar",
    "widget",
    "toolbar",
    "byline",
    "dateline",
    "timestamp",
    "newsletter",
    "trending",
    "popular",
    "most-read",
    "more-from",
    "readmore",
    "read-more",
    "tags",
    "taglist",
    "topics",
    "masthead",
    "copyright",
    "credit",
    "sponsored",
    "promoted",
    "nextpost",
    "prevpost",
    "post-navigation",
    "author-bio",
    "author-box",
    "about-author",
    "authorbio",
    "metadata",
    "entry-meta",
    "post-meta",
    "meta",
    "banner",
    "overlay",
    "rating",
];

/// Words that what a mailing service adds often has.
const MAIL_WORDS: [&str; 6] = ["footer", "header-links", "view-online", "webversion", "archive-link", "mcnpreviewtext"];

/// Elements whose names or attributes are judged no further: they hold the article.
const WHOLE: [&str; 5] = ["html", "body", "main", "article", "tbody"];

/// What becomes of an element that is boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// A reader of the source does not see it either.
    Unseen,
    /// It is left out, by this rule.
    Left(Rule),
}

/// The most words of sentences beside fields and buttons that are about them.
const ABOUT_CONTROLS: usize = 40;

/// The most words on a button.
const BUTTON: usize = 8;

/// The most words of a line that has a boilerplate's name and is no sentence.
const LINE: usize = 20;

/// Judges an element by what stands in it. `None` where it may be the article's: no name of a class or an id decides
/// that it is not.
pub(super) fn judge(node: &NodeRef<'_>, name: &str, which: Boilerplate, counted: &Counted) -> Option<Judged> {
    if UNSEEN.contains(&name) {
        return Some(Judged::Unseen);
    }
    if WHOLE.contains(&name) {
        return None;
    }
    let evidence = counted.get(node);
    let small = |parts: usize| evidence.letters * parts <= counted.whole();
    if CONTROLS.contains(&name) {
        let headed = || node.ancestors_it(Some(2)).any(|above| is_heading(&above));
        let read = evidence.words >= LINE && evidence.prose * 2 > evidence.words || name == "button" && headed();
        return (!read).then_some(Judged::Left(if name == "button" { Rule::Form } else { Rule::Navigation }));
    }
    // What an editor's tool says to whoever writes.
    if name == "label" && node.attr("contenteditable").as_deref() == Some("false") {
        return Some(Judged::Left(Rule::Component));
    }
    // Some pages stand in one form, or are hidden until a script has run.
    if name == "form" {
        return (small(4) && evidence.prose <= 2 * ABOUT_CONTROLS).then_some(Judged::Left(Rule::Form));
    }
    if is_hidden(node) {
        return small(4).then_some(Judged::Left(Rule::Hidden));
    }
    if which == Boilerplate::Page && matches!(name, "footer" | "aside") && !in_quotation(node) {
        return small(2).then_some(Judged::Left(Rule::Margin));
    }
    if matches!(
        node.attr("role").as_deref(),
        Some("navigation" | "search" | "complementary" | "contentinfo" | "dialog")
    ) {
        return small(2).then_some(Judged::Left(Rule::Margin));
    }
    // A button that is a link, where its line holds nothing but links.
    if name == "a" {
        let class = node.attr("class").unwrap_or_default().to_ascii_lowercase();
        let button = node.attr("role").as_deref() == Some("button")
            || class.split_ascii_whitespace().any(|class| holds(class, "button") || holds(class, "btn"));
        let button = button || node.has_attr("download");
        let alone = || node.parent().map(|around| counted.get(&around)).is_some_and(|all| all.words == all.linked);
        let short = evidence.words > 0 && evidence.words <= BUTTON;
        return (button && short && alone()).then_some(Judged::Left(Rule::Component));
    }
    // Generators of sites name a heading, and the section below it, by its words.
    if is_heading(node) {
        return None;
    }
    let mut names = node.attr("class").unwrap_or_default().to_ascii_lowercase();
    names.push(' ');
    names.push_str(&node.attr("id").unwrap_or_default().to_ascii_lowercase());
    let mut classes = names.split_ascii_whitespace();
    if classes.clone().any(|class| CLASSES.contains(&class)) {
        let filled_in = node.has_attr("data-attrs") || node.has_attr("data-component-name");
        let used = evidence.controls + evidence.recordings + evidence.linked > 0 || evidence.lettered == 0 || filled_in;
        let used = used || is_line(&evidence, BUTTON);
        return (used && evidence.prose <= ABOUT_CONTROLS).then_some(Judged::Left(Rule::Component));
    }
    let marked = classes.any(|class| {
        WORDS.iter().any(|word| holds(class, word))
            || which == Boilerplate::Page && PAGE_WORDS.iter().any(|word| holds(class, word))
            || which == Boilerplate::Mail && MAIL_WORDS.iter().any(|word| holds(class, word))
    });
    // A container named after one of its features ("has-sidebar") holds most of the page.
    if !marked || !small(4) || evidence.words == 0 {
        return None;
    }
    let rule = if evidence.is_linked(50) {
        Rule::Navigation
    } else if evidence.controls > 0 && evidence.prose <= ABOUT_CONTROLS {
        Rule::Form
    } else if which != Boilerplate::Body && is_block(name) && is_line(&evidence, LINE)
        || name == "aside" && is_line(&evidence, BUTTON)
    {
        Rule::Margin
    } else if which == Boilerplate::Page && is_thread(node, counted) {
        Rule::Comments
    } else {
        return None;
    };
    Some(Judged::Left(rule))
}

/// Whether there is no more than a few words, none of them a sentence or another's.
fn is_line(evidence: &Evidence, most: usize) -> bool {
    evidence.sentences == 0 && evidence.quotations == 0 && evidence.words <= most
}

fn is_heading(node: &NodeRef<'_>) -> bool {
    matches!(node.node_name().as_deref(), Some("h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary" | "dt"))
}

/// Whether what stands below the element is a list of contributions or teasers: boxes of one name, each with a line that is
/// no sentence (whose it is, when it was, where it leads), most of all that the element holds.
fn is_thread(node: &NodeRef<'_>, counted: &Counted) -> bool {
    let all = counted.get(node).words;
    let mut at = Some(*node);
    // Into the box that holds nearly all, as far as there is one.
    while let Some(here) = at {
        let mut boxes: HashMap<(String, String), (usize, usize)> = HashMap::new();
        for child in here.children_it(false).filter(NodeRef::is_element) {
            let evidence = counted.get(&child);
            let lines = evidence.words > evidence.prose && evidence.words > 0 && !child.has_name("p");
            if lines {
                let key = (child.node_name().unwrap_or_default().to_string(), first_class(&child));
                let known = boxes.entry(key).or_default();
                *known = (known.0 + 1, known.1 + evidence.words);
            }
        }
        if boxes.values().any(|(count, words)| *count > 1 && words * 10 >= all * 7) {
            return true;
        }
        at = here.children_it(false).find(|child| counted.get(child).words * 10 >= all * 8);
    }
    false
}

fn first_class(node: &NodeRef<'_>) -> String {
    node.attr("class").unwrap_or_default().split_ascii_whitespace().next().unwrap_or_default().to_owned()
}

/// Whether the word stands in the class, between hyphens or underscores or the class's ends.
fn holds(class: &str, word: &str) -> bool {
    class.match_indices(word).any(|(at, _)| {
        let ends = |edge: Option<u8>| edge.is_none_or(|byte| byte == b'-' || byte == b'_');
        let before = at.checked_sub(1).and_then(|before| class.as_bytes().get(before).copied());
        ends(before) && ends(class.as_bytes().get(at + word.len()).copied())
    })
}

/// Whether the element is not shown. Mails set letters of no size around boxes that set their own.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") {
        return true;
    }
    let Some(style) = node.attr("style") else { return false };
    let style: String = style.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let rules = || style.split(';');
    rules().any(|rule| matches!(rule, "display:none" | "display:none!important" | "visibility:hidden" | "mso-hide:all"))
        || rules().any(|rule| matches!(rule, "max-height:0" | "max-height:0px" | "font-size:0" | "font-size:0px"))
            && !node
                .descendants_it()
                .any(|inner| inner.attr("style").is_some_and(|style| style.to_ascii_lowercase().contains("font-size")))
}

fn in_quotation(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(Some(4)).any(|above| above.has_name("blockquote") || above.has_name("figure"))
}

/// How many bytes of text stand below a node, what is never text left out.
pub(in crate::corpus::import) fn letters(node: &NodeRef<'_>) -> usize {
    // Documents deeper than the limit were refused, so recursion is bounded.
    node.children_it(false)
        .map(|child| {
            if child.is_text() {
                child.text().trim().len()
            } else if child.node_name().is_some_and(|name| is_apart(&name)) {
                0
            } else {
                letters(&child)
            }
        })
        .sum()
}
