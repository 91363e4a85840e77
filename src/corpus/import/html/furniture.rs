//! What stands around an article and is none of it: share bars, forms, sign-up boxes, lists of other articles.

use dom_query::NodeRef;

/// How much furniture is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus::import) enum Furniture {
    /// The HTML is an article's body: only what an editor's tool puts into bodies.
    Body,
    /// The HTML is a whole page: also what surrounds the article.
    Page,
    /// The HTML is a mail: also what a mailing service adds.
    Mail,
}

/// Elements that hold no text of an article, whatever stands in them.
const NO_TEXT: [&str; 28] = [
    "script", "style", "noscript", "template", "svg", "math", "button", "input", "select", "textarea", "iframe",
    "object", "embed", "applet", "audio", "video", "canvas", "nav", "dialog", "head", "title", "meta", "link", "map",
    "menu", "progress", "meter", "datalist",
];

/// Words of a class or an id that mark furniture anywhere.
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

/// Whole classes of newsletter tools that hold buttons and widgets.
const CLASSES: [&str; 18] = [
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
    "image-gallery-embed",
    "kg-button-card",
    "kg-signup-card",
    "kg-cta-card",
    "kg-product-card",
    "kg-bookmark-card",
    "wp-block-buttons",
];

/// Words that mark what surrounds an article on its page.
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

/// Words that mark what a mailing service adds.
const MAIL_WORDS: [&str; 6] = ["footer", "header-links", "view-online", "webversion", "archive-link", "mcnpreviewtext"];

/// Elements whose names or attributes are judged no further: they hold the article.
const WHOLE: [&str; 5] = ["html", "body", "main", "article", "tbody"];

/// Whether the element and all in it are left out.
pub(super) fn is_furniture(node: &NodeRef<'_>, name: &str, which: Furniture, whole: usize) -> bool {
    if NO_TEXT.contains(&name) {
        return true;
    }
    if WHOLE.contains(&name) {
        return false;
    }
    // Some pages stand in one form, or are hidden until a script has run.
    if name == "form" || node.has_attr("hidden") || node.attr("style").is_some_and(|style| is_hidden(&style)) {
        return small(node, whole, 4);
    }
    if which == Furniture::Page && matches!(name, "footer" | "aside") && !in_quotation(node) {
        return small(node, whole, 2);
    }
    if matches!(
        node.attr("role").as_deref(),
        Some("navigation" | "search" | "complementary" | "contentinfo" | "dialog")
    ) {
        return small(node, whole, 2);
    }
    let mut names = node.attr("class").unwrap_or_default().to_ascii_lowercase();
    names.push(' ');
    names.push_str(&node.attr("id").unwrap_or_default().to_ascii_lowercase());
    let mut classes = names.split_ascii_whitespace();
    if classes.clone().any(|class| CLASSES.contains(&class)) {
        return true;
    }
    let marked = classes.any(|class| {
        WORDS.iter().any(|word| holds(class, word))
            || which == Furniture::Page && PAGE_WORDS.iter().any(|word| holds(class, word))
            || which == Furniture::Mail && MAIL_WORDS.iter().any(|word| holds(class, word))
    });
    // A container named after one of its features ("has-sidebar") holds most of the page.
    marked && small(node, whole, 4)
}

/// Whether the word stands in the class, between hyphens or underscores or the class's ends.
fn holds(class: &str, word: &str) -> bool {
    class.match_indices(word).any(|(at, _)| {
        let ends = |edge: Option<u8>| edge.is_none_or(|byte| byte == b'-' || byte == b'_');
        let before = at.checked_sub(1).and_then(|before| class.as_bytes().get(before).copied());
        ends(before) && ends(class.as_bytes().get(at + word.len()).copied())
    })
}

fn is_hidden(style: &str) -> bool {
    let style: String = style.chars().filter(|letter| !letter.is_whitespace()).collect::<String>().to_ascii_lowercase();
    ["display:none", "visibility:hidden", "mso-hide:all", "max-height:0px", "font-size:0px"]
        .iter()
        .any(|rule| style.contains(rule))
        || style.split(';').any(|rule| matches!(rule, "max-height:0" | "font-size:0"))
}

fn in_quotation(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(Some(4)).any(|above| above.has_name("blockquote") || above.has_name("figure"))
}

/// Whether the node holds no more than one part in `parts` of all text.
fn small(node: &NodeRef<'_>, whole: usize, parts: usize) -> bool {
    letters(node) * parts <= whole
}

/// How many bytes of text stand below a node, what is never text left out.
pub(in crate::corpus::import) fn letters(node: &NodeRef<'_>) -> usize {
    // Documents deeper than the limit were refused, so recursion is bounded.
    node.children_it(false)
        .map(|child| {
            if child.is_text() {
                child.text().trim().len()
            } else if child.node_name().is_some_and(|name| NO_TEXT.contains(&&*name)) {
                0
            } else {
                letters(&child)
            }
        })
        .sum()
}
