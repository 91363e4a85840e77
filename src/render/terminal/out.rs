//! The page under construction: wrapped and styled lines.

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::safe::safe;
use crate::reply::Reply;
use crate::words::Words;

pub(super) const HEADLINE: Style = Style::new().bold();
pub(super) const MATCH: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const LINK: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));

/// The page under construction.
pub(super) struct Out<'a> {
    pub(super) text: String,
    pub(super) width: usize,
    pub(super) words: &'a Words,
}

impl Out<'_> {
    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Wraps `text` behind `indent`. A style is put on each line, so that no indent is styled.
    pub(super) fn paragraph(&mut self, indent: &str, text: &str, style: Option<Style>) {
        self.hanging(indent, 0, text, style);
    }

    /// The same, with `hang` more columns before every line but the first.
    pub(super) fn hanging(&mut self, indent: &str, hang: usize, text: &str, style: Option<Style>) {
        let width = self.width.saturating_sub(indent.width()).max(10);
        let later = " ".repeat(hang.min(width / 2));
        let options = textwrap::Options::new(width).break_words(false).subsequent_indent(&later);
        for line in textwrap::wrap(text, options) {
            self.text.push_str(indent);
            match style {
                Some(style) => self.text.push_str(&format!("{style}{line}{style:#}")),
                None => self.text.push_str(&line),
            }
            self.blank();
        }
    }

    /// One line that must not be broken.
    pub(super) fn line(&mut self, indent: &str, text: &str, style: Style) {
        self.text.push_str(&format!("{indent}{style}{text}{style:#}\n"));
    }

    pub(super) fn choices(&mut self, reply: &Reply) {
        for (number, choice) in reply.choices.iter().enumerate() {
            self.paragraph("  ", &format!("{}. {}", number + 1, safe(&choice.label)), None);
        }
    }
}
