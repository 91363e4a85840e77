//! What readers could not find, as a card with its table.

use super::super::card::{Block, Button, Card};
use super::super::{Attachment, Message, escape, heading, small};
use super::wrong;
use crate::render::report::Report;
use crate::words::Words;

/// Lines a part, and how much of each is shown, in characters.
const LINES: usize = 5;
const WHAT: usize = 90;

/// The card, with all of it as a table.
pub fn card(report: &Report, words: &Words) -> Message {
    let say = |key: &str| words.say(key, &[]);
    let mut card = Card::default();
    card.text(heading(&say("desk.report_title")));
    if report.is_empty() {
        card.text(say("desk.report_nothing"));
    }
    for (key, rows) in report.parts().iter().filter(|(_, rows)| !rows.is_empty()) {
        let mut lines = vec![format!("**{}**", say(key))];
        lines.extend(rows.iter().take(LINES).map(line));
        if let Some(more) = rows.len().checked_sub(LINES).filter(|more| *more > 0) {
            lines.push(small(&words.say("desk.report_more", &[("count", &more)])));
        }
        card.text(lines.join("\n"));
    }
    card.text(small(&say("desk.report_least")));
    let name = "report.csv".to_owned();
    card.blocks.push(Block::File { name: name.clone() });
    let hidden = wrong::Step::Hidden(0).id().map(|id| Button::act(id, say("desk.wrong_list")));
    card.buttons(hidden.into_iter().collect());
    let (bytes, description) = (report.csv(words).into_bytes(), say("desk.report_title"));
    let file = Attachment { name, media_type: "text/csv; charset=utf-8", bytes, description };
    Message { card: Some(card.fitted()), files: vec![file], private: true, ..Message::default() }
}

fn line([when, what, how]: &[String; 3]) -> String {
    let what = escape::echoed(&escape::words(what, WHAT), WHAT + 1);
    let how = escape::echoed(how, WHAT);
    match (when.is_empty(), how.is_empty()) {
        (true, true) => format!("- {what}"),
        (true, false) => format!("- {what}: {how}"),
        (false, _) => {
            let day: String = when.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
            format!("- {what}: {how} ({day})")
        }
    }
}
