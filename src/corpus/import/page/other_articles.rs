//! Other articles on an article's page: blogs and endless pages print the next ones, whole, below the first.

use dom_query::{Document, NodeId, NodeRef};

use super::super::html::{folded, letters};

/// The least text of an `article` element that holds an article, in bytes. Some pages keep no more than the headline
/// or a teaser in the element that has the title, and the text in the next.
const SHORTEST: usize = 500;

/// Every `article` element but the one that has the title, what that one holds, and what it stands in.
pub(super) fn find(document: &Document, title: &str) -> Vec<NodeId> {
    let title = folded(title);
    let Some(own) = own(document, &title).filter(|_| !is_live(document)) else { return Vec::new() };
    let around: Vec<NodeId> = own.ancestors_it(None).map(|node| node.id).collect();
    document
        .root()
        .descendants_it()
        .filter(|node| node.has_name("article") && node.id != own.id && !around.contains(&node.id))
        .filter(|node| !node.ancestors_it(None).any(|above| above.id == own.id))
        .map(|node| node.id)
        .collect()
}

/// Whether the page says that it is a live blog, whose entries are articles of their own in its markup alone.
fn is_live(document: &Document) -> bool {
    let mut scripts = document.root().descendants_it().filter(|node| node.has_name("script"));
    scripts.any(|script| {
        script.attr("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json"))
            && script.text().contains("LiveBlogPosting")
    })
}

/// Takes them out of the document.
pub(super) fn remove(document: &Document, others: &[NodeId]) {
    let others: Vec<NodeRef<'_>> = document.root().descendants_it().filter(|node| others.contains(&node.id)).collect();
    others.iter().for_each(NodeRef::remove_from_parent);
}

/// The innermost `article` element around the printed title, where it has a text.
fn own<'a>(document: &'a Document, title: &str) -> Option<NodeRef<'a>> {
    let heading = document
        .root()
        .descendants_it()
        .find(|node| (node.has_name("h1") || node.has_name("h2")) && folded(&node.text()) == title)?;
    heading.ancestors_it(None).find(|above| above.has_name("article")).filter(|own| letters(own) >= SHORTEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(html: &str) -> String {
        let document = Document::from(html);
        remove(&document, &find(&document, "The ferry"));
        folded(&document.root().text())
    }

    #[test]
    fn the_next_articles_go_and_what_stands_around_or_inside_stays() {
        let long = "It sails at nine. ".repeat(40);
        let page = format!(
            "<article><section><article><h1>The ferry</h1><p>{long}</p><article>A letter.</article></article>\
             <p>Outside.</p><article><h1>The bridge</h1><p>It is closed.</p></article></section></article>"
        );
        let left = left(&page);
        assert!(left.contains("it sails at nine") && left.contains("a letter") && left.contains("outside"), "{left}");
        assert!(!left.contains("bridge") && !left.contains("closed"), "{left}");
    }

    #[test]
    fn the_entries_of_a_live_blog_are_the_article() {
        let long = "It sails at nine. ".repeat(40);
        let page = |kind: &str| {
            format!(
                "<script type=\"application/ld+json\">{{\"@type\": \"{kind}\"}}</script>\
                 <article><h1>The ferry</h1><p>{long}</p></article><article><h2>10:15</h2><p>It is full.</p></article>"
            )
        };
        assert!(left(&page("LiveBlogPosting")).contains("it is full"));
        assert!(!left(&page("NewsArticle")).contains("it is full"));
    }

    #[test]
    fn an_element_that_has_the_headline_alone_is_not_the_article() {
        let page = "<article><h1>The ferry</h1><p>A teaser.</p></article><article><p>It sails at nine.</p></article>";
        assert!(left(page).contains("it sails at nine"));
    }
}
