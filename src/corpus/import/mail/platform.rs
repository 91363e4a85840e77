//! Mails of platforms that say in their markup which of it is the letter. What stands around it is read for the title, the
//! line under it, and who wrote it.

use dom_query::{Document, NodeRef};

use super::super::html::{self, Block, Boilerplate, clean};

/// What a platform prints above a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) title: Option<String>,
    pub(super) dek: Option<String>,
    pub(super) byline: Option<String>,
    /// Whether it says that the letter is for paying readers.
    pub(super) paid: bool,
}

impl Printed {
    pub(super) fn add(&mut self, other: Printed) {
        self.title = self.title.take().or(other.title);
        self.dek = self.dek.take().or(other.dek);
        self.byline = self.byline.take().or(other.byline);
        self.paid |= other.paid;
    }
}

/// The blocks of the letter, and what is printed above it.
pub(super) fn read(document: &Document) -> (Vec<Block>, Printed) {
    let root = document.root();
    // Substack: `div.body.markup` is the text, `div.post-header` what is above it.
    let bodies: Vec<NodeRef<'_>> =
        root.descendants_it().filter(|node| has(node, "body") && has(node, "markup")).collect();
    let every = |node: &NodeRef<'_>| html::every_block(node, Boilerplate::Mail, &[]);
    let blocks: Vec<Block> = bodies.iter().flat_map(every).collect();
    if blocks.iter().all(|block| block.dropped.is_some()) {
        return (every(&root), Printed::default());
    }
    let headers = || root.descendants_it().filter(|node| has(node, "post-header"));
    let first = |of: &dyn Fn(&NodeRef<'_>) -> bool| {
        let text = headers().flat_map(|header| header.descendants_it().collect::<Vec<_>>()).find(|node| of(node));
        text.map(|node| clean(&node.text())).filter(|text| !text.is_empty())
    };
    let in_meta = |node: &NodeRef<'_>| node.ancestors_it(None).any(|above| has(&above, "post-meta"));
    let printed = Printed {
        title: first(&|node| has(node, "post-title")),
        dek: first(&|node| has(node, "subtitle")),
        byline: first(&|node| node.has_name("a") && in_meta(node)),
        paid: first(&|node| node.has_name("td") && in_meta(node) && clean(&node.text()) == "Paid").is_some(),
    };
    (blocks, printed)
}

fn has(node: &NodeRef<'_>, class: &str) -> bool {
    node.attr("class").is_some_and(|own| own.split_ascii_whitespace().any(|own| own == class))
}
