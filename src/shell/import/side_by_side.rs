//! The report of an import as a page: each article in doubt, its source and what came of it side by side.

use std::fmt::Write;
use std::fs::OpenOptions;

use anyhow::Context;

use crate::corpus::import::SourceBlock;

use super::report::Doubt;

/// The page's looks. It has no script, asks for nothing, and reads on a narrow screen too.
const STYLE: &str = include_str!("side_by_side.css");

/// How many blocks around a doubtful one are shown, and how many beyond these are worth folding up.
const AROUND: usize = 2;
const FOLDED: usize = 3;

/// Whether the page can be written to this file, before there is anything to write. What is in it stays.
pub(super) fn may_write(file: &str) -> anyhow::Result<()> {
    let opened = OpenOptions::new().append(true).create(true).open(file);
    opened.map(drop).with_context(|| format!("--report {file}: cannot be written, so nothing was imported"))
}

/// Writes the page.
pub(super) fn write(file: &str, doubts: &[Doubt]) -> anyhow::Result<()> {
    std::fs::write(file, page(doubts)).with_context(|| format!("--report {file}: cannot be written; the import stands"))
}

/// The page.
fn page(doubts: &[Doubt]) -> String {
    let mut out = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let _infallible =
        writeln!(out, "<title>What an import left out</title>\n<style>\n{STYLE}</style>\n</head>\n<body>");
    let passages: usize = doubts.iter().map(|doubt| doubt.loss.doubts().count()).sum();
    out.push_str("<header>\n<h1>What an import left out</h1>\n");
    match doubts.len() {
        0 => out.push_str("<p>Nothing that was left out reads like an article's own text.</p>\n"),
        count => {
            let _infallible = writeln!(
                out,
                "<p>{}, with {} that read like the article’s own text and were left out. Each is marked with the rule \
                 that left it out. Look whether it belongs there; if it does, add it to the article’s file: an edited \
                 file stays as it is.</p>",
                counted(count, "article"),
                counted(passages, "passage"),
            );
        }
    }
    out.push_str("</header>\n");
    if doubts.len() > 1 {
        out.push_str("<nav><ol>\n");
        for (doubt, number) in doubts.iter().zip(1..) {
            let (title, percent) = (escaped(&doubt.title), doubt.loss.percent());
            let _infallible = writeln!(out, "<li><a href=\"#a{number}\">{title}</a> <small>{percent} %</small></li>");
        }
        out.push_str("</ol></nav>\n");
    }
    for (doubt, number) in doubts.iter().zip(1..) {
        article(doubt, number, &mut out);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn article(doubt: &Doubt, number: usize, out: &mut String) {
    let loss = &doubt.loss;
    let title = escaped(&doubt.title);
    let _infallible = writeln!(out, "<article id=\"a{number}\">\n<h2>{title}</h2>");
    let address = doubt.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let address = address.map(|url| format!(" · <a href=\"{0}\" rel=\"noreferrer\">{0}</a>", escaped(url)));
    let _infallible = writeln!(
        out,
        "<p class=\"about\"><code>{}</code>{} · {} of {} words kept · <strong class=\"{}\">{} % of its prose in doubt</strong></p>",
        escaped(&doubt.id),
        address.unwrap_or_default(),
        loss.kept,
        loss.words,
        if doubt.loss.is_much() { "much" } else { "some" },
        doubt.loss.percent(),
    );
    out.push_str("<div class=\"row head\"><div>Source</div><div>Article</div></div>\n");
    let shown = |at: usize| {
        let near = at.saturating_sub(AROUND)..(at + AROUND + 1).min(loss.blocks.len());
        loss.blocks.get(near).is_some_and(|near| near.iter().any(|block| block.doubtful))
    };
    let near: Vec<bool> = (0..loss.blocks.len()).map(shown).collect();
    let mut from = 0;
    for run in near.chunk_by(|one, next| one == next) {
        let blocks = loss.blocks.get(from..from + run.len()).unwrap_or_default();
        from += run.len();
        let folds = run.first() == Some(&false) && run.len() >= FOLDED;
        if folds {
            let _infallible = writeln!(out, "<details><summary>{}</summary>", summed(blocks));
        }
        blocks.iter().for_each(|block| row(block, out));
        out.push_str(if folds { "</details>\n" } else { "" });
    }
    out.push_str("</article>\n");
}

/// A block of the source, and beside it what came of it.
fn row(block: &SourceBlock, out: &mut String) {
    let text = escaped(&block.text);
    let _infallible = match block.rule {
        None => writeln!(out, "<div class=\"row kept\"><div>{text}</div><div>{text}</div></div>"),
        Some(rule) => {
            let class = if block.doubtful { "doubt" } else { "left" };
            let rule = rule.told();
            writeln!(
                out,
                "<div class=\"row {class}\"><div>{text}</div><div class=\"rule\">left out: {rule}</div></div>"
            )
        }
    };
}

/// "9 paragraphs kept, 12 left out: navigation 8, form 4".
fn summed(run: &[SourceBlock]) -> String {
    let mut rules: Vec<(&str, usize)> = Vec::new();
    for told in run.iter().filter_map(|block| block.rule).map(|rule| rule.told()) {
        match rules.iter_mut().find(|(known, _)| *known == told) {
            Some((_, count)) => *count += 1,
            None => rules.push((told, 1)),
        }
    }
    rules.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let left: usize = rules.iter().map(|(_, count)| count).sum();
    let kept = (run.len() > left).then(|| format!("{} kept", counted(run.len() - left, "paragraph")));
    let rules: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    let left = (left > 0).then(|| format!("{} left out: {}", counted(left, "block"), rules.join(", ")));
    kept.into_iter().chain(left).collect::<Vec<_>>().join("; ")
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

/// Text as HTML has it. Marks that turn the direction of a text are kept inside of their own block by the page's looks.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
