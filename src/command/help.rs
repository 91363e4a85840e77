//! `help [command]`, from the table itself.

use crate::engine::{Engine, Examples};
use crate::reply::{CommandRow, Reply, Row, Verdict};

use super::arguments::{closest, shown};
use super::{CommandSpec, Table};

pub(super) fn answer(engine: &Engine, table: &Table, asked: Option<&str>) -> Reply {
    let words = table.words();
    let examples = engine.examples();
    let row = |command: &CommandSpec| row(command, &examples);
    let Some(asked) = asked.map(|name| name.trim().trim_start_matches('/').to_lowercase()) else {
        return listing(words.say("help.all", &[]), table.commands().iter().map(row).collect());
    };
    match table.command(&asked) {
        Some(command) => {
            let mut reply = listing(command.description.clone(), vec![row(command)]);
            reply.notes =
                command.options.iter().map(|option| format!("{}: {}", option.name, option.description)).collect();
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

fn row(command: &CommandSpec, examples: &Examples) -> Row {
    Row::Command(CommandRow {
        name: command.name.clone(),
        usage: command.usage(),
        description: command.description.clone(),
        examples: examples.fill(&command.examples),
    })
}
