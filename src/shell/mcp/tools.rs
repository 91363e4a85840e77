//! The tools, made from the table of commands: what there is, what each takes, and what a call of one answers.

use std::sync::Arc;

use rmcp::ErrorData;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, Tool, ToolAnnotations};
use serde_json::{Value as Json, json};

use crate::commands::{CommandSpec, Front, RequestError, RequestErrorKind, SOURCE, Table, given};
use crate::engine::receipt::receipted;
use crate::render::assistant::{input, output, plain, property, structured, text};
use crate::reply::{Excerpt, Reply};
use crate::shell::Published;

/// Tools that are not called as their commands are.
const RENAMED: [(&str, &str); 1] = [(SOURCE, "check_quote")];
/// The one tool of all lists: their commands come and go with the corpus, and a model knows one tool better than many.
const TRACKER: &str = "tracker";
/// What it takes: the command of a list, and the place or the name.
const LIST: &str = "list";
const SUBJECT: &str = "subject";
/// The options of every command that tools have: `explain` is for whoever looks after the archive.
const PAGING: [&str; 2] = ["limit", "offset"];

/// The words that tools speak: the archive's own. A model reads any language, and whoever asks it is answered in theirs.
fn table(published: &Published) -> Arc<Table> {
    published.table(Front::Mcp, published.engine().words())
}

/// Whether a command is a list's.
fn is_list(command: &&CommandSpec) -> bool {
    command.about.is_none()
}

/// What a command's tool is called.
fn name_of(command: &CommandSpec) -> &str {
    RENAMED.iter().find(|(own, _)| *own == command.name).map_or(command.name.as_str(), |(_, tool)| tool)
}

/// The lists' commands, each with what it answers.
fn lists(table: &Table) -> Vec<(&str, &str)> {
    table.commands().iter().filter(is_list).map(|own| (own.name.as_str(), own.description.as_str())).collect()
}

/// Every tool.
pub(super) fn all(published: &Published) -> Vec<Tool> {
    let table = table(published);
    let words = table.words();
    let own = table.commands().iter().filter(|command| !is_list(command)).map(|command| {
        let options = command.options.iter();
        let fields = options.map(|option| (option.name.to_owned(), property(option, words))).collect();
        let required: Vec<&str> =
            command.options.iter().filter(|option| option.required).map(|option| option.name).collect();
        tool(&table, name_of(command), &command.description, fields, &required)
    });
    own.chain(tracker(&table)).collect()
}

/// The tool of all lists, where there are any.
fn tracker(table: &Table) -> Option<Tool> {
    let lists = lists(table);
    let words = table.words();
    let longest = table.commands().iter().filter(is_list).find_map(CommandSpec::leading_option)?;
    let mut subject = property(longest, words);
    let names: Vec<&str> = lists.iter().map(|(name, _)| *name).collect();
    let told: Vec<String> = lists.iter().map(|(name, question)| format!("{name} ({question})")).collect();
    let list = words.say("assistant.list", &[("lists", &told.join("; "))]);
    if let Some(fields) = subject.as_object_mut() {
        fields.insert("description".to_owned(), words.say("assistant.subject", &[]).into());
    }
    let list = json!({ "type": "string", "enum": names, "description": list });
    let fields = [(LIST.to_owned(), list), (SUBJECT.to_owned(), subject)].into_iter().collect();
    Some(tool(table, TRACKER, &words.say("assistant.tracker", &[]), fields, &[LIST]))
}

fn tool(table: &Table, name: &str, about: &str, mut fields: JsonObject, required: &[&str]) -> Tool {
    for option in table.paging().iter().filter(|option| PAGING.contains(&option.name)) {
        fields.insert(option.name.to_owned(), property(option, table.words()));
    }
    let annotations = ToolAnnotations::new().read_only(true).destructive(false).idempotent(true).open_world(false);
    Tool::new(name.to_owned(), about.to_owned(), input(fields, required))
        .with_raw_output_schema(output().into())
        .with_annotations(annotations)
}

/// What a call answers. `bound` leaves of the reply what whoever asks may still be shown of its articles.
pub(super) fn call(
    published: &Published,
    name: &str,
    arguments: JsonObject,
    bound: impl FnOnce(&mut Reply),
) -> Result<CallToolResult, ErrorData> {
    let table = table(published);
    let words = table.words();
    let asked = if name == TRACKER && !lists(&table).is_empty() {
        of_list(&table, arguments)
    } else {
        let command = table.commands().iter().find(|command| !is_list(command) && name_of(command) == name);
        let Some(command) = command else { return Err(unknown_tool(published)) };
        Ok((command, arguments))
    };
    let answered = asked.and_then(|(command, arguments)| {
        published.run((Front::Mcp, words), &command.name, given(&table, command, arguments))
    });
    match answered {
        Ok(mut reply) => {
            bound(&mut reply);
            let origin = published.settings.web.origin();
            reply.excerpts = reply.excerpts.into_iter().map(|excerpt| receipted(excerpt, origin)).collect();
            let mut result = CallToolResult::success(vec![ContentBlock::text(text(&reply, words))]);
            reply.excerpts = reply.excerpts.into_iter().map(Excerpt::as_data).collect();
            result.structured_content = Some(structured(&reply));
            Ok(result)
        }
        Err(error) => Ok(CallToolResult::error(vec![ContentBlock::text(plain(&error.message))])),
    }
}

/// The command of the list that is meant, with its own option in the place of the subject.
fn of_list(table: &Table, mut arguments: JsonObject) -> Result<(&CommandSpec, JsonObject), RequestError> {
    let named = arguments.remove(LIST);
    let named = named.as_ref().and_then(Json::as_str).unwrap_or_default();
    let Some(command) = table.commands().iter().filter(is_list).find(|command| command.name == named) else {
        let names: Vec<&str> = lists(table).into_iter().map(|(name, _)| name).collect();
        let message = table.words().say("assistant.lists_are", &[("lists", &names.join(", "))]);
        return Err(RequestError { kind: RequestErrorKind::BadOption, message });
    };
    if let (Some(subject), Some(option)) = (arguments.remove(SUBJECT), command.leading_option()) {
        arguments.insert(option.name.to_owned(), subject);
    }
    Ok((command, arguments))
}

fn unknown_tool(published: &Published) -> ErrorData {
    let names: Vec<String> = all(published).into_iter().map(|tool| tool.name.into_owned()).collect();
    let words = published.engine().words();
    ErrorData::invalid_params(words.say("assistant.tools_are", &[("tools", &names.join(", "))]), None)
}
