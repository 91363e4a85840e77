//! A reply as text for a terminal: headline, excerpts with the match marked, citations, links.
//!
//! Styles are always written; the shell's stream takes them out where they do not belong. Nothing that came from the
//! archive or from the asker reaches a terminal before [`safe`] has made it harmless.

mod excerpt;
mod out;
mod rows;
mod safe;

use crate::reply::{Excerpt, Part, Reply, Verdict};
use crate::words::Words;

pub use excerpt::{citation, paragraph, speaker};
pub use safe::safe;

use out::{FAINT, HEADLINE, Out};

/// Nearest passages shown where nothing answers.
const CLOSEST: usize = 3;

/// What a terminal shows.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns.
    pub width: usize,
    /// Whether one answer to a question is enough, as long as nobody asks for more.
    pub one: bool,
}

impl Look {
    /// Lines longer than this are hard to read, however wide the terminal is.
    pub const WIDEST: usize = 100;
    /// Columns where the terminal does not say.
    pub const DEFAULT_WIDTH: usize = 80;
}

/// The whole reply, ending in a line end.
pub fn reply(reply: &Reply, words: &Words, look: Look) -> String {
    let mut out = Out { text: String::new(), width: look.width.clamp(20, Look::WIDEST), words };
    out.paragraph("", &safe(&reply.headline), Some(HEADLINE));
    for note in &reply.notes {
        out.paragraph("  ", &safe(note), Some(FAINT));
    }
    out.choices(reply);
    rows::write(&mut out, reply);
    let one = shows_one(reply, look);
    let (answers, related) = if one { (1, 0) } else { (usize::MAX, usize::MAX) };
    let labels = [
        (Part::Answer, None, answers),
        (Part::Related, Some("terminal.related"), related),
        (Part::Nearest, Some("terminal.closest"), CLOSEST),
    ];
    for (part, label, most) in labels {
        let shown: Vec<&Excerpt> = reply.parts(part).take(most).collect();
        if let Some(label) = label.filter(|_| !shown.is_empty()) {
            out.blank();
            out.paragraph("", &words.say(label, &[]), Some(FAINT));
        }
        excerpt::write(&mut out, &shown);
    }
    let count = reply.rows.len().max(reply.excerpts.len());
    let shown = reply.offset + count;
    if one {
        let more = reply.parts(Part::Answer).count().saturating_sub(1);
        if more > 0 {
            out.blank();
            out.paragraph("", &words.say("terminal.one_of", &[("count", &more)]), Some(FAINT));
        }
    } else if reply.verdict != Verdict::NotFound && count > 0 && reply.total > shown {
        out.blank();
        let line = words.say("terminal.more", &[("shown", &shown), ("total", &reply.total)]);
        out.paragraph("", &line, Some(FAINT));
    }
    out.text
}

/// Whether a reply is shown by its first answer alone: further ones are asked for.
pub fn shows_one(reply: &Reply, look: Look) -> bool {
    look.one
        && reply.command == "ask"
        && reply.routed.is_none()
        && reply.offset == 0
        && reply.parts(Part::Answer).next().is_some()
}
