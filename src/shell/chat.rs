//! The chat: a line editor on a terminal; a question a line, without a prompt, anywhere else.

use std::io::{self, BufRead, IsTerminal, Write};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use crate::command::{self, Arguments, Completion, RequestError, Table, Value};
use crate::render::terminal;
use crate::reply::Reply;
use crate::request::{Query, Request};

use super::{Opened, answer, cli};

/// Answers until the input ends or the reader leaves.
pub(super) fn run(opened: &Opened) -> anyhow::Result<()> {
    if io::stdin().is_terminal() { with_editor(opened) } else { Ok(line_by_line(opened, io::stdin().lock())?) }
}

fn line_by_line(opened: &Opened, mut input: impl BufRead) -> io::Result<()> {
    let mut chat = Chat { opened, last: None };
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        chat.answer(&String::from_utf8_lossy(&line))?;
    }
}

fn with_editor(opened: &Opened) -> anyhow::Result<()> {
    let words = opened.table.words();
    // What was asked is nobody's business once the chat is closed: the history lives in memory.
    let mut editor: Editor<Completing<'_>, MemHistory> =
        Editor::with_history(Config::builder().auto_add_history(true).build(), MemHistory::new())?;
    editor.set_helper(Some(Completing { opened }));
    anstream::println!("{}", words.say("chat.welcome", &[("articles", &opened.engine.archive().article_count())]));
    let mut chat = Chat { opened, last: None };
    loop {
        match editor.readline("> ") {
            Ok(line) if matches!(line.trim(), "quit" | "exit" | "/quit" | "/exit") => return Ok(()),
            Ok(line) => chat.answer(&line)?,
            // Ctrl-C drops the line, Ctrl-D leaves, as in any shell.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// A conversation: the last reply's choices can be picked by number.
struct Chat<'a> {
    opened: &'a Opened,
    last: Option<(Query, Reply)>,
}

impl Chat<'_> {
    fn answer(&mut self, line: &str) -> io::Result<()> {
        let line = line.trim();
        if line.is_empty() {
            return Ok(());
        }
        let table = &self.opened.table;
        let mut out = anstream::stdout().lock();
        let request = self.picked(line).unwrap_or_else(|| command::decode_typed(table, line));
        let result = request.and_then(|request| Ok((answer(&self.opened.engine, table, &request)?, request)));
        match result {
            Ok((reply, request)) => {
                out.write_all(terminal::reply(&reply, table.words(), cli::look()).as_bytes())?;
                self.last = Some((request.query, reply));
            }
            Err(error) => writeln!(out, "{}", terminal::safe(&error.message))?,
        }
        writeln!(out)?;
        out.flush()
    }

    /// The request for the choice of this number, where the last reply offered one.
    fn picked(&self, line: &str) -> Option<Result<Request, RequestError>> {
        let (query, reply) = self.last.as_ref()?;
        let choice = reply.choices.get(line.parse::<usize>().ok()?.checked_sub(1)?)?;
        if let Query::Said { about, .. } = query {
            let query = Query::Said { who: choice.value.clone(), about: about.clone() };
            return Some(Ok(Request::new(query)));
        }
        let table = &self.opened.table;
        let command = table.command(reply.routed.as_ref().unwrap_or(&reply.command))?;
        let mut arguments = Arguments::new(table, command);
        let set = arguments.set(command.leading_option()?.name, Value::Text(choice.value.clone()));
        Some(set.and_then(|()| arguments.request()))
    }
}

struct Completing<'a> {
    opened: &'a Opened,
}

impl Helper for Completing<'_> {}

impl Highlighter for Completing<'_> {}

impl Validator for Completing<'_> {}

impl Hinter for Completing<'_> {
    type Hint = String;
}

impl Completer for Completing<'_> {
    type Candidate = Pair;

    fn complete(&self, line: &str, at: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        Ok(completions(self.opened, line.get(..at).unwrap_or(line)))
    }
}

/// Where the replaced text starts, and what could stand there.
fn completions(opened: &Opened, line: &str) -> (usize, Vec<Pair>) {
    let table = &opened.table;
    if let Some(name) = line.strip_prefix('/').filter(|name| !name.contains(char::is_whitespace)) {
        return (0, command_names(table, name));
    }
    let Some((command, option, start)) = command::open_option(table, line) else { return (line.len(), Vec::new()) };
    let asked = Completion {
        command: command.name.clone(),
        option: option.name.to_owned(),
        partial: line.get(start..).unwrap_or_default().to_owned(),
    };
    let choices = command::complete(&opened.engine, table, &asked);
    let pairs = choices.into_iter().map(|choice| {
        // A number says nothing to a reader, and the label is understood as well.
        let number = choice.value.bytes().all(|byte| byte.is_ascii_digit());
        let replacement = if number { choice.label.clone() } else { choice.value };
        Pair { display: terminal::safe(&choice.label).into_owned(), replacement }
    });
    (start, pairs.collect())
}

fn command_names(table: &Table, partial: &str) -> Vec<Pair> {
    let names = table.commands().iter().map(|command| &command.name).filter(|name| name.starts_with(partial));
    names.map(|name| Pair { display: format!("/{name}"), replacement: format!("/{name} ") }).collect()
}
