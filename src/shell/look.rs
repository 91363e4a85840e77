//! How wide the terminal is.

use std::io::{self, IsTerminal};

use crate::render::terminal;

/// As wide as the terminal, which a pipe is not.
pub(super) fn look(one: bool) -> terminal::Look {
    let width = if io::stdout().is_terminal() { terminal_size::terminal_size() } else { None };
    let width = width.map_or(terminal::Look::DEFAULT_WIDTH, |(width, _)| usize::from(width.0));
    terminal::Look { width, one }
}
