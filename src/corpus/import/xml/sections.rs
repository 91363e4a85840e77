//! Sections that are text as they stand, and declarations.

/// Elements that hold an article. One does not stand in another.
pub(super) const ARTICLES: [&str; 2] = ["item", "entry"];

/// How a section of text that is no markup opens, its `<` left out.
pub(super) const CDATA: &str = "![CDATA[";

/// What follows `!DOCTYPE …>`, declarations inside it included.
pub(super) fn after_doctype(mark: &str) -> &str {
    let head = mark.split('>').next().unwrap_or_default();
    let end = if head.contains('[') { mark.find("]>").map(|at| at + 2) } else { None };
    let end = end.or_else(|| mark.find('>').map(|at| at + 1)).unwrap_or(mark.len());
    mark.get(end..).unwrap_or_default()
}

/// A section that is text as it stands.
pub(super) struct Section<'a> {
    pub(super) text: &'a str,
    /// What follows it.
    pub(super) after: &'a str,
    /// Whether it is closed.
    pub(super) closed: bool,
}

/// Reads a section that was opened. One that is not closed, though the next article's is, ends where its element does.
pub(super) fn cdata(data: &str) -> Section<'_> {
    let (text, after) = data.split_once("]]>").unwrap_or((data, ""));
    let crossed = ARTICLES.iter().any(|name| {
        text.split_once(format!("</{name}>").as_str()).is_some_and(|(_, behind)| behind.contains("<![CDATA["))
    });
    if !crossed && text.len() < data.len() {
        return Section { text, after, closed: true };
    }
    let own = ARTICLES.iter().filter_map(|name| text.find(&format!("</{name}>"))).min();
    let own = own.and_then(|article| text.get(..article)?.rfind("</"));
    let (text, after) = own.and_then(|end| data.split_at_checked(end)).unwrap_or((text, after));
    Section { text, after, closed: false }
}
