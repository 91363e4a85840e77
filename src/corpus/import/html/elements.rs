//! HTML's elements by what their names say.

/// Whether elements of this name stand on lines of their own.
pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: [&str; 36] = [
        "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li",
        "main", "ol", "p", "section", "summary", "table", "td", "th", "tr", "ul",
    ];
    BLOCKS.contains(&name)
}

/// Elements that show no text of their own, whatever stands in them.
pub(super) const UNSEEN: [&str; 24] = [
    "script", "style", "noscript", "template", "svg", "math", "input", "select", "textarea", "iframe", "object",
    "embed", "applet", "audio", "video", "canvas", "head", "title", "meta", "link", "map", "progress", "meter",
    "datalist",
];

/// Elements that are there to be used and not to be read.
pub(super) const CONTROLS: [&str; 4] = ["button", "nav", "dialog", "menu"];

/// Whether what stands in the element counts nowhere around it.
pub(super) fn is_apart(name: &str) -> bool {
    UNSEEN.contains(&name) || CONTROLS.contains(&name)
}
