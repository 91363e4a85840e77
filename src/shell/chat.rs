//! The chat: a line editor on a terminal; a question a line, without a prompt, anywhere else.

use std::io::{self, BufRead, IsTerminal, Write};

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Config, Context, Editor, Helper};

use crate::commands::{self, Call, Completion, RequestError, RequestErrorKind, Table, Value};
use crate::engine::Request;
use crate::render::terminal;
use crate::reply::{Part, Reply};

use super::grammar::{MORE, OWN};
use super::look::look;
use super::{Opened, answer};

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
    anstream::println!("{}", words.say("chat.page", &[]));
    let mut chat = Chat { opened, last: None };
    loop {
        match editor.readline("> ") {
            Ok(line) if leaves(line.trim()) => return Ok(()),
            Ok(line) => chat.answer(&line)?,
            // Ctrl-C drops the line, Ctrl-D leaves, as in any shell.
            Err(ReadlineError::Interrupted) => {}
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

fn leaves(line: &str) -> bool {
    let word = line.strip_prefix('/').unwrap_or(line);
    word != MORE && OWN.contains(&word)
}

/// A conversation: the last reply's choices can be picked by number.
struct Chat<'a> {
    opened: &'a Opened,
    last: Option<(Call, Reply)>,
}

impl Chat<'_> {
    fn answer(&mut self, line: &str) -> io::Result<()> {
        let line = line.trim();
        if line.is_empty() {
            return Ok(());
        }
        let table = &self.opened.table;
        let mut out = anstream::stdout().lock();
        let own = if line.strip_prefix('/') == Some(MORE) { Some(self.further()) } else { self.picked(line) };
        let call = own.unwrap_or_else(|| commands::decode_typed(table, line));
        let result = call.and_then(|call| Ok((answer(&self.opened.engine, table, &call)?, call)));
        match result {
            Ok((reply, call)) => {
                out.write_all(terminal::reply(&reply, table.words(), look(true)).as_bytes())?;
                self.last = Some((call, reply));
            }
            Err(error) => writeln!(out, "{}", terminal::safe(&error.message))?,
        }
        writeln!(out)?;
        out.flush()
    }

    /// The call for what comes after the last reply.
    fn further(&self) -> Result<Call, RequestError> {
        let next = self.last.as_ref().and_then(|(call, reply)| {
            let mut call = call.clone();
            let one = terminal::shows_one(reply, look(true));
            call.request.page.offset += if one { 1 } else { call.request.page.limit };
            // Of what is no answer nobody is shown more.
            let answers = !one || reply.parts(Part::Answer).count() > 1;
            (answers && call.request.page.offset < reply.total).then_some(call)
        });
        let message = || self.opened.table.words().say("chat.no_more", &[]);
        next.ok_or_else(|| RequestError { kind: RequestErrorKind::BadOption, message: message() })
    }

    /// The call for the choice of this number, where the last reply offered one.
    fn picked(&self, line: &str) -> Option<Result<Call, RequestError>> {
        let (call, reply) = self.last.as_ref()?;
        let choice = reply.choices.get(line.parse::<usize>().ok()?.checked_sub(1)?)?;
        if let Some(command) = call.command.picked(&choice.value) {
            return Some(Ok(Call { command, request: Request::default(), notes: Vec::new() }));
        }
        let table = &self.opened.table;
        let command = table.command(reply.routed.as_ref().unwrap_or(&reply.command))?;
        let mut arguments = command.arguments(table.words());
        let set = arguments.set(command.leading_option()?.name, Value::Text(choice.value.clone()));
        Some(set.and_then(|()| command.call(arguments)))
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
    let Some((command, option, start)) = commands::open_option(table, line) else { return (line.len(), Vec::new()) };
    let asked = Completion {
        command: command.name.clone(),
        option: option.name.to_owned(),
        partial: line.get(start..).unwrap_or_default().to_owned(),
    };
    let choices = commands::complete(&opened.engine, table, &asked);
    let pairs = choices.into_iter().map(|choice| {
        // A number says nothing to a reader, and the label is understood as well.
        let number = choice.value.bytes().all(|byte| byte.is_ascii_digit());
        let replacement = if number { choice.label.clone() } else { choice.value };
        Pair { display: terminal::safe(&choice.label).into_owned(), replacement }
    });
    (start, pairs.collect())
}

fn command_names(table: &Table, partial: &str) -> Vec<Pair> {
    let names = table.commands().iter().map(|command| command.name.as_str()).chain(OWN);
    let names = names.filter(|name| name.starts_with(partial));
    names.map(|name| Pair { display: format!("/{name}"), replacement: format!("/{name} ") }).collect()
}
