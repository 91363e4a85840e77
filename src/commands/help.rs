//! `help [command]`, from the table itself.

use std::collections::HashMap;
use std::sync::Arc;

use super::arguments::{closest, shown};
use super::examples::Examples;
use super::options::{Completer, Declared, NAME, text};
use super::{Command, CommandSpec, Context, Front, Module, decode_typed, run};
use crate::engine::{Request, Viewer};
use crate::reply::{CommandRow, Reply, Row, Verdict};

const COMMAND: Declared<Option<String>> = text("command", "command.help_command", NAME).completed(Completer::Command);

pub(super) const MODULE: Module = Module {
    name: "help",
    about: "command.help",
    options: &[COMMAND.spec],
    examples: Some("command.help_examples"),
    // An assistant has a list of its tools.
    fronts: &[Front::Discord, Front::Terminal, Front::Batch, Front::Web, Front::Api],
    actions: &[],
    decode: |given| Ok(Arc::new(Help { command: given.take(&COMMAND)? })),
};

/// The commands, or one of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Help {
    /// The command.
    pub command: Option<String>,
}

impl Command for Help {
    fn answer(&self, context: &Context<'_>) -> Reply {
        of(context, self.command.as_deref())
    }
}

fn of(context: &Context<'_>, asked: Option<&str>) -> Reply {
    let table = context.table;
    let words = context.engine.words();
    let row = |command: &CommandSpec| row(context, command);
    let Some(asked) = asked.map(|name| name.trim().trim_start_matches('/').to_lowercase()) else {
        // Who looks after a server is told of its command by itself.
        let for_readers = table.commands().iter().filter(|command| !command.is_for_moderators());
        return listing(words.say("help.all", &[]), for_readers.map(row).collect());
    };
    match table.command(&asked) {
        Some(command) => {
            let mut reply = listing(command.description.clone(), vec![row(command)]);
            reply.notes =
                command.all_options().map(|option| format!("{}: {}", option.name, option.description(words))).collect();
            reply
        }
        None => {
            let names = table.commands().iter().map(|command| command.name.as_str());
            let headline = match closest(&asked, names) {
                Some(meant) => words.say("help.unknown_meant", &[("command", &shown(&asked)), ("meant", &meant)]),
                None => words.say("help.unknown", &[("command", &shown(&asked))]),
            };
            Reply::new("help", Verdict::NotFound, headline)
        }
    }
}

fn listing(headline: String, rows: Vec<Row>) -> Reply {
    let mut reply = Reply::new("help", Verdict::Found, headline);
    reply.total = rows.len();
    reply.rows = rows;
    reply
}

fn row(context: &Context<'_>, command: &CommandSpec) -> Row {
    Row::Command(CommandRow {
        name: command.name.clone(),
        usage: command.usage(),
        actions: command.actions.iter().map(|action| action.name.to_owned()).collect(),
        description: command.description.clone(),
        examples: answered(context).get(&command.name).cloned().unwrap_or_default(),
    })
}

/// The examples of each command that the archive answers to everybody. Trying all of them takes longer than any other
/// answer, so it is done once.
fn answered<'t>(context: &Context<'t>) -> &'t HashMap<String, Vec<String>> {
    context.table.answered.get_or_init(|| {
        // What is kept is not cut short by the time that one asker has, and names nothing that only some may see. Whether
        // programs ask is the same for all who have this table.
        let viewer = Viewer { paid: false, ..context.request.viewer };
        let request = Request { viewer, ..Request::default() };
        let context = Context { engine: &context.engine.answering(&request), request: &request, ..*context };
        let examples = Examples::of(&context);
        let of = |command: &CommandSpec| {
            let filled = examples.fill(&command.examples).into_iter();
            (command.name.clone(), filled.filter(|example| is_answered(&context, example)).collect())
        };
        context.table.commands().iter().map(of).collect()
    })
}

/// Whether this archive answers an example. Those of the help itself are always answered.
fn is_answered(context: &Context<'_>, example: &str) -> bool {
    if example.trim_start_matches('/').starts_with(MODULE.name) {
        return true;
    }
    let Ok(mut call) = decode_typed(context.table, example) else { return false };
    call.request.viewer = context.request.viewer;
    let reply = run(context.engine, context.table, &call);
    !matches!(reply.verdict, Verdict::NotFound | Verdict::UnknownPlace | Verdict::UnknownName)
}
