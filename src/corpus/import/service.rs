//! Lines that a service adds to an article on its way, told by where they stand, by their links, and by a form of words
//! that is the whole line.

use super::html::{Block, BlockKind, Rule, folded};

/// Forms of the line that says where an article appeared first: what stands before its title, and between the title and
/// the site, in small letters. WordPress's own, in the languages of its sites, and those of other publishing tools.
const APPEARED: [(&str, &str); 23] = [
    ("the post", "appeared first on"),
    ("the post", "first appeared on"),
    ("the article", "appeared first on"),
    ("the article", "first appeared on"),
    ("the story", "appeared first on"),
    ("the story", "first appeared on"),
    ("this post", "appeared first on"),
    ("this post", "first appeared on"),
    ("", "on medium where people are continuing the conversation"),
    ("", "was originally published in"),
    ("", "was originally published on"),
    ("", "appeared first on"),
    ("", "first appeared on"),
    ("der beitrag", "erschien zuerst auf"),
    ("der artikel", "erschien zuerst auf"),
    ("l article", "est apparu en premier sur"),
    ("cet article", "est apparu en premier sur"),
    ("la entrada", "se publicó primero en"),
    ("la entrada", "apareció primero en"),
    ("l articolo", "proviene da"),
    ("o post", "apareceu primeiro em"),
    ("het bericht", "verscheen eerst op"),
    ("artykuł", "pochodzi z serwisu"),
];

/// The most blocks that a service adds, and the longest of them, in words.
const MOST: usize = 3;
const LONGEST: usize = 60;

/// Leaves out such lines at the end of an article.
pub(super) fn drop_lines(blocks: &mut [Block]) {
    let own = |block: &&mut Block| block.dropped.is_none();
    let mut left: Vec<&mut Block> = blocks.iter_mut().filter(own).collect();
    for _ in 0..MOST {
        if left.len() < 2 {
            return;
        }
        let Some(last) = left.pop() else { return };
        if last.kind != BlockKind::Text || !(is_appeared(last) || is_signpost(last)) {
            return;
        }
        last.dropped = Some(Rule::Service);
    }
}

/// "The post … appeared first on …": the title and the site are links, or at least names, and nothing else is there.
fn is_appeared(block: &Block) -> bool {
    let folded = folded(&block.text);
    folded.split(' ').count() <= LONGEST
        && APPEARED.iter().any(|(opening, middle)| {
            let whole = folded.strip_prefix(opening).is_some_and(|rest| rest.contains(middle));
            // Without an opening of its own, a sentence of the article may have the form.
            whole
                && match (*opening, middle.split(' ').count()) {
                    ("", 7..) => block.is_linked(10),
                    ("", _) => block.is_linked(60),
                    _ => block.is_linked(20) || names_both(&block.text, opening, middle),
                }
        })
}

/// Whether what follows each of the two forms of words begins as a name does.
fn names_both(text: &str, opening: &str, middle: &str) -> bool {
    let words: Vec<&str> =
        text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let middle: Vec<&str> = middle.split(' ').collect();
    let at = lower.windows(middle.len()).position(|run| run == middle.as_slice());
    let is_name = |at: usize| words.get(at).is_some_and(|word| word.starts_with(char::is_uppercase));
    at.is_some_and(|at| is_name(opening.split(' ').count()) && is_name(at + middle.len()))
}

/// A line that is one link, and leads to where the article stands or to the service.
fn is_signpost(block: &Block) -> bool {
    const LEADS: [&str; 15] = [
        "powered by",
        "read more",
        "continue reading",
        "keep reading",
        "read the full",
        "read the rest",
        "read this post",
        "read online",
        "read in browser",
        "view in browser",
        "view online",
        "comments",
        "comment on this",
        "leave a comment",
        "share this",
    ];
    let words = folded(&block.text);
    block.is_linked(80) && words.split(' ').count() <= 8 && LEADS.iter().any(|lead| words.starts_with(lead))
}

#[cfg(test)]
mod tests {
    use super::super::html::{self, Boilerplate};
    use super::*;

    fn check(last: &str) -> bool {
        let document = html::parse(&format!("<p>The ferry sails again.</p>{last}")).expect("a body");
        let mut blocks = html::every_block(&document.root(), Boilerplate::Body, &[]);
        drop_lines(&mut blocks);
        blocks.iter().any(|block| block.dropped == Some(Rule::Service))
    }

    #[test]
    fn lines_that_a_service_adds_go_and_sentences_like_them_stay() {
        for line in [
            "<p>The post <a href=x>The ferry</a> first appeared on <a href=y>Harbour Notes</a>.</p>",
            "<p>The post <a href=x>The ferry</a> appeared first on <a href=y>Harbour Notes</a>.</p>",
            "<p>Der Beitrag <a href=x>Die Fähre</a> erschien zuerst auf <a href=y>Hafenblatt</a>.</p>",
            "<p>L’article <a href=x>Le bac</a> est apparu en premier sur <a href=y>Le Port</a>.</p>",
            "<hr><p><a href=x>The ferry</a> was originally published in <a href=y>Harbour Notes</a> on Medium, where people are \
             continuing the conversation by highlighting and responding to this story.</p>",
            "<p><a href=x>Continue reading →</a></p>",
            "<p>The post The ferry appeared first on Harbour Notes.</p>",
        ] {
            assert!(check(line), "{line}");
        }
        for line in [
            "<p>The post that Ida Berg held first appeared on the rolls of the town in 1911.</p>",
            "<p>Her poem first appeared on <a href=x>a wall</a> by the old pier, in white paint, and was gone in a week.</p>",
            "<p>The post was hers.</p>",
        ] {
            assert!(!check(line), "{line}");
        }
    }
}
