//! A command as a form: its options, each by what values it takes.

use maud::{Markup, html};

use super::look::Look;
use super::text::{segment, visible};
use crate::commands::{CommandSpec, OptionKind, OptionSpec, Value};
use crate::words::capital;

/// The field that says which of the choices of a reply was picked. No option is called so.
pub const PICKED: &str = "_picked";

/// Texts of more characters than this get a field of several lines.
const ONE_LINE: usize = 300;

/// The form of a command, filled in with what was given. `error` says what is wrong with it.
pub fn asking(look: &Look<'_>, command: &CommandSpec, given: &[(String, String)], error: Option<&str>) -> Markup {
    let value = |option: &OptionSpec| {
        given.iter().find(|(name, _)| name == option.name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    // What must be given, or else the leading option, stands open; the others narrow it.
    let leading = command.leading_option().map(|option| option.name);
    let is_open = |option: &&OptionSpec| option.required || Some(option.name) == leading;
    let (open, narrowing): (Vec<&OptionSpec>, Vec<&OptionSpec>) = command.options.iter().partition(is_open);
    let is_wrong = |option: &OptionSpec| error.is_some() && !is_readable(look, command, option, value(option));
    let is_narrowed = narrowing.iter().any(|option| !value(option).is_empty());
    html! {
        form.ask method="post" action={ "/" (segment(&command.name)) } role="search" autocomplete="off"
            aria-label=(look.label(&command.name)) {
            @if let Some(error) = error { p.error id=(error_of(command)) role="alert" { (visible(error)) } }
            @for option in open { (field(look, command, option, (value(option), is_wrong(option)))) }
            div.go {
                button type="submit" { (look.say("web.go")) }
                @if !narrowing.is_empty() {
                    details open[is_narrowed] {
                        summary { (look.say("web.narrow")) }
                        div.fields { @for option in narrowing { (field(look, command, option, (value(option), is_wrong(option)))) } }
                    }
                }
            }
        }
    }
}

/// The place of what is wrong with a form.
fn error_of(command: &CommandSpec) -> String {
    format!("{}-error", command.name)
}

/// Whether an option can be what was typed, as far as its value alone tells.
fn is_readable(look: &Look<'_>, command: &CommandSpec, option: &OptionSpec, typed: &str) -> bool {
    if typed.trim().is_empty() {
        return !option.required;
    }
    // What is completed may be typed as its label, whose value is looked up before it is read.
    let mut arguments = command.arguments(look.words);
    option.completer.is_some() || arguments.set(option.name, Value::Text(typed.to_owned())).is_ok()
}

fn field(look: &Look<'_>, command: &CommandSpec, option: &OptionSpec, (value, is_wrong): (&str, bool)) -> Markup {
    let id = format!("{}-{}", command.name, option.name);
    let hint = format!("{id}-hint");
    let described = if is_wrong { format!("{} {hint}", error_of(command)) } else { hint.clone() };
    let keys = [format!("name.option_{}", option.name), format!("name.{}", option.name)];
    let label = keys.iter().find_map(|key| look.words.template(key)).unwrap_or(option.name);
    html! {
        div.field {
            label for=(id) { (capital(label)) }
            (input(look, command, option, (value, is_wrong), (&id, &described)))
            small id=(hint) { (option.description(look.words)) }
        }
    }
}

fn input(
    look: &Look<'_>,
    command: &CommandSpec,
    option: &OptionSpec,
    (value, is_wrong): (&str, bool),
    (id, described): (&str, &str),
) -> Markup {
    let (name, required) = (option.name, option.required);
    let wrong = is_wrong.then_some("true");
    // With the script it becomes a combobox.
    let complete = option.completer.map(|_| command.name.as_str());
    match option.kind {
        OptionKind::Text { max_length } if max_length > ONE_LINE => html! {
            textarea id=(id) name=(name) required[required] maxlength=(max_length) rows="4" aria-describedby=(described) aria-invalid=[wrong] { (value) }
        },
        OptionKind::Text { max_length } => html! {
            input id=(id) name=(name) type="text" required[required] maxlength=(max_length) value=(value)
                autocomplete="off" aria-describedby=(described) aria-invalid=[wrong] data-complete=[complete];
        },
        OptionKind::Date(_) => html! {
            input id=(id) name=(name) type="text" inputmode="numeric" required[required] maxlength="10" value=(value)
                placeholder="2018-01-24" autocomplete="off" aria-describedby=(described) aria-invalid=[wrong];
        },
        OptionKind::Integer { min, max } => html! {
            input id=(id) name=(name) type="number" required[required] min=(min) max=(max) value=(value) aria-describedby=(described) aria-invalid=[wrong];
        },
        OptionKind::Flag => html! {
            input id=(id) name=(name) type="checkbox" value="true" checked[value == "true"] aria-describedby=(described) aria-invalid=[wrong];
        },
        OptionKind::Choice(choices) => html! {
            select id=(id) name=(name) required[required] aria-describedby=(described) aria-invalid=[wrong] {
                option value="" { (look.say("web.any")) }
                @for choice in choices {
                    option value=(choice.value) selected[choice.value == value] { (choice.label(look.words)) }
                }
            }
        },
    }
}

/// What was given, as fields that nobody sees; without these.
pub(super) fn hidden(given: &[(String, String)], without: &[&str]) -> Markup {
    html! {
        @for (name, value) in given.iter().filter(|(name, _)| !without.contains(&name.as_str())) {
            input type="hidden" name=(name) value=(value);
        }
    }
}
