//! The built-in commands, and the form that a tracker's command takes.

use crate::domain::{JurisdictionKind, SubjectKind, Tracker};
use crate::words::Words;

use super::table::{ChoiceSpec, CommandKind, CommandSpec, Completer, OptionKind, OptionSpec, PeriodEdge, description};

/// Characters in a name, a role or a place.
const NAME: usize = 100;
/// Characters in a title.
const TITLE: usize = 200;
/// Characters in a question or a search.
const QUESTION: usize = 300;
/// Characters in a message whose source is looked for: as long as Discord lets one be, with room for its embeds.
const MESSAGE: usize = 6_000;

/// Every built-in command, in the order that help shows.
pub(super) fn commands(words: &Words) -> Vec<CommandSpec> {
    let say = |key: &str| words.say(key, &[]);
    let command = |name: &str, about: String, kind, options: Vec<OptionSpec>, examples: String| CommandSpec {
        name: name.to_owned(),
        description: description(&about),
        options,
        examples: lines(&examples),
        kind,
    };
    vec![
        command(
            "ask",
            say("command.ask"),
            CommandKind::Ask,
            vec![
                text("question", say("command.ask_question"), QUESTION).required(),
                text("article", say("command.ask_article"), TITLE).completed(Completer::Title),
            ],
            say("command.ask_examples"),
        ),
        command(
            "said",
            say("command.said"),
            CommandKind::Said,
            vec![
                text("who", say("command.said_who"), NAME).required().completed(Completer::Person),
                text("about", say("command.said_about"), NAME),
            ],
            say("command.said_examples"),
        ),
        command(
            "search",
            say("command.search"),
            CommandKind::Search,
            vec![
                text("query", say("command.search_query"), QUESTION).required(),
                date("from", say("command.from"), PeriodEdge::First),
                date("to", say("command.to"), PeriodEdge::Last),
                text("place", say("command.naming_place"), NAME).completed(Completer::Place),
                text("who", say("command.search_who"), NAME).completed(Completer::Person),
            ],
            say("command.search_examples"),
        ),
        command(
            "source",
            say("command.source"),
            CommandKind::Source,
            vec![text("text", say("command.source_text"), MESSAGE).required()],
            say("command.source_examples"),
        ),
        command(
            "jurisdictions",
            say("command.jurisdictions"),
            CommandKind::Jurisdictions,
            vec![
                text("state", say("command.jurisdictions_state"), NAME).completed(Completer::State),
                choice("kind", say("command.jurisdictions_kind"), kinds(words)),
                choice("verdict", say("command.jurisdictions_verdict"), verdicts(words)),
            ],
            say("command.jurisdictions_examples"),
        ),
        command(
            "articles",
            say("command.articles"),
            CommandKind::Articles,
            vec![
                text("place", say("command.naming_place"), NAME).completed(Completer::Place),
                date("from", say("command.from"), PeriodEdge::First),
                date("to", say("command.to"), PeriodEdge::Last),
            ],
            say("command.articles_examples"),
        ),
        command(
            "article",
            say("command.article"),
            CommandKind::Article,
            vec![
                text("title", say("command.article_title"), TITLE).required().completed(Completer::Title),
                text("paragraph", say("command.article_paragraph"), NAME),
            ],
            say("command.article_examples"),
        ),
        command("about", say("command.about"), CommandKind::About, Vec::new(), String::new()),
        command(
            "help",
            say("command.help"),
            CommandKind::Help,
            vec![text("command", say("command.help_command"), NAME).completed(Completer::Command)],
            say("command.help_examples"),
        ),
    ]
}

/// The options that every command takes in `batch` and in the terminal.
pub(super) fn paging(words: &Words) -> Vec<OptionSpec> {
    let offset = OptionKind::Integer { min: 0, max: i64::from(u32::MAX) };
    vec![
        OptionSpec::optional("limit", words.say("command.limit", &[]), OptionKind::limit()),
        OptionSpec::optional("offset", words.say("command.offset", &[]), offset),
        OptionSpec::optional("explain", words.say("command.explain", &[]), OptionKind::Flag),
    ]
}

/// The command that a tracker's file declares.
pub(super) fn tracker_command(words: &Words, tracker: &Tracker) -> CommandSpec {
    let option = match tracker.subject {
        SubjectKind::Place => text("place", words.say("command.tracker_place", &[]), NAME).completed(Completer::Place),
        SubjectKind::Name => text("name", words.say("command.tracker_name", &[]), NAME).completed(Completer::Subject),
    };
    let example = tracker.records.first().map(|record| format!("/{} {}", tracker.command, record.subject.label()));
    CommandSpec {
        name: tracker.command.clone(),
        description: description(&tracker.question),
        options: vec![option],
        examples: example.into_iter().collect(),
        kind: CommandKind::Tracker(tracker.subject),
    }
}

fn kinds(words: &Words) -> Vec<ChoiceSpec> {
    vec![
        ChoiceSpec { value: JurisdictionKind::State.word(), label: words.say("command.kind_state", &[]) },
        ChoiceSpec { value: JurisdictionKind::County.word(), label: words.say("command.kind_county", &[]) },
        ChoiceSpec { value: JurisdictionKind::City.word(), label: words.say("command.kind_city", &[]) },
        ChoiceSpec { value: JurisdictionKind::Town.word(), label: words.say("command.kind_town", &[]) },
        ChoiceSpec { value: JurisdictionKind::Cdp.word(), label: words.say("command.kind_cdp", &[]) },
        ChoiceSpec { value: JurisdictionKind::Consolidated.word(), label: words.say("command.kind_consolidated", &[]) },
    ]
}

fn verdicts(words: &Words) -> Vec<ChoiceSpec> {
    vec![
        ChoiceSpec { value: "yes", label: words.say("command.verdict_yes", &[]) },
        ChoiceSpec { value: "no", label: words.say("command.verdict_no", &[]) },
        ChoiceSpec { value: "neither", label: words.say("command.verdict_neither", &[]) },
    ]
}

fn text(name: &'static str, about: String, max_length: usize) -> OptionSpec {
    OptionSpec::optional(name, about, OptionKind::text(max_length))
}

fn date(name: &'static str, about: String, edge: PeriodEdge) -> OptionSpec {
    OptionSpec::optional(name, about, OptionKind::Date(edge))
}

fn choice(name: &'static str, about: String, choices: Vec<ChoiceSpec>) -> OptionSpec {
    OptionSpec::optional(name, about, OptionKind::Choice(choices))
}

impl OptionSpec {
    fn optional(name: &'static str, about: String, kind: OptionKind) -> Self {
        OptionSpec { name, description: description(&about), kind, required: false, completer: None }
    }

    fn required(self) -> Self {
        OptionSpec { required: true, ..self }
    }

    fn completed(self, completer: Completer) -> Self {
        OptionSpec { completer: Some(completer), ..self }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
