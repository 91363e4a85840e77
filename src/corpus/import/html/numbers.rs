//! The numbers of ordered lists, as a browser sets them before the items.

use std::collections::HashMap;

use dom_query::{NodeId, NodeRef};

/// The lists that are being read, each with the number of its next item.
#[derive(Default)]
pub(super) struct Numbers {
    next: HashMap<NodeId, i64>,
}

impl Numbers {
    /// The mark of an item: "3.". `None` where its list has no numbers.
    pub(super) fn mark(&mut self, item: &NodeRef<'_>) -> Option<String> {
        let list = item.parent().filter(|list| list.has_name("ol"))?;
        let number = |node: &NodeRef<'_>, name: &str| node.attr(name).and_then(|text| text.trim().parse::<i64>().ok());
        let back = list.has_attr("reversed");
        let next = self.next.entry(list.id).or_insert_with(|| {
            let count = || list.children_it(false).filter(|child| child.has_name("li")).count();
            number(&list, "start").unwrap_or_else(|| if back { i64::try_from(count()).unwrap_or(1) } else { 1 })
        });
        let own = number(item, "value").unwrap_or(*next);
        *next = own.saturating_add(if back { -1 } else { 1 });
        let kind = list.attr("type").map(|kind| kind.to_string()).unwrap_or_default();
        Some(match kind.as_str() {
            "a" => format!("{}.", letter(own, b'a')?),
            "A" => format!("{}.", letter(own, b'A')?),
            _ => format!("{own}."),
        })
    }
}

fn letter(number: i64, first: u8) -> Option<char> {
    let at = u8::try_from(number.checked_sub(1)?).ok().filter(|at| *at < 26)?;
    Some(char::from(first + at))
}
