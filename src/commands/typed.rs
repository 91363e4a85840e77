//! What a person types in a terminal: `/letter New Orleans`, `/said Sessions about: immigration`, a plain question.

use super::command::unknown_command;
use super::{Arguments, Call, CommandSpec, OptionSpec, RequestError, Table, Value, ask};

/// Reads a line: a command after a slash, the bare name of a command that needs nothing more (`help`), or a question.
///
/// An option is its name, a colon and white space; its value runs to the next option. Words before the first option
/// fill the command's leading one.
pub fn decode_typed(table: &Table, line: &str) -> Result<Call, RequestError> {
    let line = line.trim();
    if let Some(call) = line.strip_prefix('/') {
        let (name, rest) = call.split_once(char::is_whitespace).unwrap_or((call, ""));
        let name = name.to_lowercase();
        let command = table.command(&name).ok_or_else(|| unknown_command(table, &name))?;
        return options(table, command, rest);
    }
    let complete = |command: &&CommandSpec| command.name == line && command.options.iter().all(|o| !o.required);
    if let Some(command) = table.commands().iter().find(complete) {
        return options(table, command, "");
    }
    let ask = ask::MODULE.name;
    options(table, table.command(ask).ok_or_else(|| unknown_command(table, ask))?, line)
}

fn options(table: &Table, command: &CommandSpec, rest: &str) -> Result<Call, RequestError> {
    let mut arguments = command.arguments(table.words());
    fill_typed(&mut arguments, table, command, rest)?;
    command.call(arguments)
}

/// Sets the options that stand in what was typed after a command's name.
pub fn fill_typed(
    arguments: &mut Arguments<'_>,
    table: &Table,
    command: &CommandSpec,
    rest: &str,
) -> Result<(), RequestError> {
    for (option, value) in typed_options(table, command, rest) {
        match option {
            Some(name) => arguments.set(name, Value::Text(value))?,
            None => arguments.set(&value, Value::Text(String::new()))?,
        }
    }
    Ok(())
}

/// The options that stand in what was typed after a command's name; words that belong to none where it has no text to fill.
pub fn typed_options(table: &Table, command: &CommandSpec, rest: &str) -> Vec<(Option<&'static str>, String)> {
    let leading = command.leading_option().map(|option| option.name);
    let mut option = leading;
    let mut value = String::new();
    let mut options = Vec::new();
    let mut keep = |option: Option<&'static str>, value: &str| match (option, value.trim()) {
        (_, "") => {}
        // Quotation marks mean something in a search or a message: they only hold the value of another option together.
        (Some(name), value) if Some(name) != leading => options.push((option, unquoted(value).to_owned())),
        (_, value) => options.push((option, value.to_owned())),
    };
    for piece in rest.split_inclusive(char::is_whitespace) {
        match piece.trim_end().strip_suffix(':').and_then(|name| table.option(command, name)) {
            Some(named) => {
                keep(option, &value);
                option = Some(named.name);
                value.clear();
            }
            None => value.push_str(piece),
        }
    }
    keep(option, &value);
    options
}

/// What is being typed at the end of `line`: the command and its option to complete, and where the partial value begins.
pub fn open_option<'a>(table: &'a Table, line: &str) -> Option<(&'a CommandSpec, &'a OptionSpec, usize)> {
    let call = line.strip_prefix('/')?;
    let (name, rest) = call.split_once(char::is_whitespace)?;
    let command = table.command(&name.to_lowercase())?;
    let mut start = line.len() - rest.len();
    let mut open = command.leading_option().map(|option| (option, start));
    for piece in rest.split_inclusive(char::is_whitespace) {
        start += piece.len();
        let ended = piece.ends_with(char::is_whitespace);
        if let Some(option) =
            piece.trim_end().strip_suffix(':').and_then(|name| table.option(command, name)).filter(|_| ended)
        {
            open = Some((option, start));
        }
    }
    open.map(|(option, start)| (command, option, start))
}

fn unquoted(value: &str) -> &str {
    match value.strip_prefix('"').and_then(|value| value.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner,
        _ => value,
    }
}
