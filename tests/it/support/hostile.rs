//! Hostile words, and the harm that an answer must not do.

use serde_json::{Value, json};

/// Pieces that would ping, link, hide, turn the line around, or break the markdown.
pub const PIECES: [&str; 18] = [
    "<@1>",
    "@everyone",
    "@here",
    "<#5>",
    "<@&3>",
    "https://evil.example",
    "discord.gg/x",
    "\u{202E}",
    "\u{2066}",
    "**",
    "`",
    "||",
    "[a](https://evil.example)",
    "\n# ",
    "é",
    "👩\u{200D}👧",
    "\u{0}",
    "<t:1:R>",
];

/// What in an answer pings, links elsewhere than to `home`, or turns the line around.
pub fn harm(answer: &Value, home: &str) -> Option<String> {
    let data = &answer["data"];
    if data["allowed_mentions"]["parse"] != json!([]) {
        return Some(format!("no allowed_mentions: {answer}"));
    }
    let shown = format!("{}\n{}", data["content"], data["components"]);
    let pings = ["<@", "@everyone", "@here", "<#", "<t:", "discord.gg"].iter().any(|bad| shown.contains(bad));
    let own = [home, "https://creativecommons.org/", "attachment://"];
    let known: usize = own.iter().map(|own| shown.matches(own).count()).sum();
    let foreign = shown.matches("://").count() != known;
    let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    (pings || foreign || answer.to_string().contains(turns)).then(|| answer.to_string())
}
