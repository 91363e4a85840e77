//! Plain text to blocks: blank lines part paragraphs, `>` marks what is quoted, lines are joined by a space.

use super::html::{Block, BlockKind, clean};

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let mut quoted = false;
    for line in text.lines().chain([""]) {
        let (line, is_quoted) = match line.trim_start().strip_prefix('>') {
            Some(rest) => (rest.trim_start_matches(['>', ' ']), true),
            None => (line.trim(), false),
        };
        // A signature ends the text.
        if line == "--" {
            break;
        }
        let rule = line.chars().count() > 2 && !line.chars().any(char::is_alphanumeric);
        let item = line.strip_prefix(['*', '-', '•']).is_some_and(|rest| rest.starts_with(' '));
        if line.is_empty() || is_quoted != quoted || rule || item {
            end(&mut run, quoted, &mut blocks);
        }
        quoted = is_quoted;
        if !line.is_empty() && !rule {
            run.push(line);
        }
    }
    end(&mut run, quoted, &mut blocks);
    blocks
}

fn end(run: &mut Vec<&str>, quoted: bool, blocks: &mut Vec<Block>) {
    let text = clean(&run.join(" "));
    run.clear();
    if text.is_empty() {
        return;
    }
    let item = text.strip_prefix(['*', '-', '•']).and_then(|rest| rest.strip_prefix(' ')).map(str::to_owned);
    let (kind, text) = match item {
        _ if quoted => (BlockKind::Quotation, text),
        Some(item) => (BlockKind::Item, item),
        None => (BlockKind::Text, text),
    };
    blocks.push(Block { text, kind, source: None, linked: 0, links: Vec::new() });
}
