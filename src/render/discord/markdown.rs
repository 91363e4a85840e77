//! Discord's markdown, of text that is escaped already.

/// An address that leads somewhere and ends no markdown.
pub(super) fn link(url: &str) -> Option<&str> {
    let good = (url.starts_with("https://") || url.starts_with("http://"))
        && !url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`'));
    good.then_some(url)
}

/// Words that lead somewhere. A parenthesis in an address would end the link.
pub(super) fn linked(escaped: &str, url: &str) -> String {
    format!("[{escaped}]({})", url.replace('(', "%28").replace(')', "%29"))
}

/// A heading, which is one line.
pub(super) fn heading(escaped: &str) -> String {
    format!("### {}", escaped.replace('\n', " "))
}

/// Lines as a block quotation.
pub(super) fn quoted(escaped: &str) -> String {
    escaped.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}

/// Small print, which is one line.
pub(super) fn small(escaped: &str) -> String {
    format!("-# {}", escaped.replace('\n', " "))
}
