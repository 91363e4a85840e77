//! The table's invariants, and requests read from JSON and from a terminal.

use proptest::prelude::*;

use super::options::is_command_name;
use super::*;
use crate::domain;
use crate::domain::{CountsAs, Record, RecordSubject, SubjectKind, TrackerWording};
use crate::words::Words;

fn pledge(id: &str, command: &str) -> domain::Tracker {
    domain::Tracker {
        id: id.to_owned(),
        command: command.to_owned(),
        question: "Did the company sign the pledge?".to_owned(),
        title: "The pledge".to_owned(),
        date: jiff::civil::date(2020, 1, 2),
        sender: None,
        subject: SubjectKind::Name,
        wording: TrackerWording {
            not_listed: "Not listed.".to_owned(),
            item: "company".to_owned(),
            items: "companies".to_owned(),
            ..TrackerWording::default()
        },
        records: vec![Record {
            subject: RecordSubject::Name { name: "Acme".to_owned(), aliases: Vec::new() },
            status: "signed".to_owned(),
            counts_as: CountsAs::Yes,
            date: None,
            article: "a".to_owned(),
            evidence: "Acme signed".to_owned(),
        }],
    }
}

fn table() -> Table {
    Table::new(&Words::english(), &[pledge("one", "pledge"), pledge("two", "pledge")]).expect("a table")
}

/// What a line of JSON is read as.
fn check(line: &str) -> String {
    match decode(&table(), line.as_bytes()).call {
        Ok(Line::Run(call)) => format!("{:?} {:?}", call.command, call.notes),
        Ok(Line::Complete(asked)) => format!("{asked:?}"),
        Err(error) => format!("{:?}: {error}", error.kind),
    }
}

/// What a typed line is read as.
fn check_typed(line: &str) -> String {
    match decode_typed(&table(), line) {
        Ok(call) => format!("{:?}", call.command),
        Err(error) => format!("{:?}: {error}", error.kind),
    }
}

#[test]
fn discord_takes_the_whole_table() {
    let table = table();
    let mut names: Vec<&str> = table.commands().iter().map(|command| command.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), table.commands().len(), "a name stands twice");
    for command in table.commands() {
        assert!(is_command_name(&command.name), "{}", command.name);
        assert!((1..=100).contains(&command.description.chars().count()), "{}", command.name);
        assert!(command.options.len() <= Table::MAX_OPTIONS, "{}", command.name);
        let first_optional = command.options.iter().position(|option| !option.required);
        let last_required = command.options.iter().rposition(|option| option.required);
        assert!(first_optional.is_none_or(|optional| last_required.is_none_or(|required| required < optional)));
        for (at, option) in command.options.iter().enumerate() {
            assert!(is_command_name(option.name), "{}", option.name);
            assert!((1..=100).contains(&option.description(table.words()).chars().count()), "{}", option.name);
            assert!(command.options.iter().skip(at + 1).all(|other| other.name != option.name));
            assert!(table.paging().iter().all(|common| common.name != option.name), "{}", option.name);
            match &option.kind {
                OptionKind::Text { max_length } => assert!((1..=6_000).contains(max_length)),
                OptionKind::Choice(choices) => assert!((1..=25).contains(&choices.len())),
                _ => {}
            }
        }
        // Templates are filled from an archive and tried in tests/it/examples.rs.
        for example in command.examples.iter().filter(|example| !example.contains('{')) {
            assert!(decode_typed(&table, example).is_ok(), "{example}");
        }
    }
}

#[test]
fn a_tracker_declares_a_command_and_two_may_share_it() {
    assert_eq!(table().commands().iter().filter(|command| command.name == "pledge").count(), 1);
    insta::assert_snapshot!(check(r#"{"command":"pledge","options":{"name":"Acme"}}"#), @r#"Tracker { command: "pledge", subject: Some("Acme") } []"#);
    insta::assert_snapshot!(check(r#"{"command":"pledge","options":{"name":" "}}"#), @r#"Tracker { command: "pledge", subject: None } []"#);
    insta::assert_snapshot!(check_typed("pledge"), @r#"Tracker { command: "pledge", subject: None }"#);
    insta::assert_snapshot!(check_typed("/pledge Acme"), @r#"Tracker { command: "pledge", subject: Some("Acme") }"#);
}

#[test]
fn a_front_has_the_commands_that_name_it() {
    let mut table = table();
    table
        .commands
        .iter_mut()
        .filter(|command| command.name == "about")
        .for_each(|about| about.fronts = &[Front::Terminal]);
    let names = |front| table.on(front).commands().iter().map(|command| command.name.clone()).collect::<Vec<_>>();
    assert!(names(Front::Terminal).contains(&"about".to_owned()));
    assert!(![names(Front::Discord), names(Front::Batch)].concat().contains(&"about".to_owned()));
    let decoded = decode(&table.on(Front::Batch), br#"{"command":"about"}"#).call;
    assert!(decoded.is_err_and(|error| error.kind == RequestErrorKind::UnknownCommand));
}

#[test]
fn an_option_is_read_as_it_is_declared() {
    insta::assert_snapshot!(check(r#"{"command":"people","options":{"role":"mayor","to":"2018"}}"#), @r#"People { role: Some("mayor"), from: None, to: Some(2018-12-31) } []"#);
    insta::assert_snapshot!(check(r#"{"command":"jurisdictions","options":{"kind":"City","verdict":"Neither"}}"#), @"Jurisdictions { state: None, kind: Some(City), verdict: Some(Neither) } []");
    insta::assert_snapshot!(check(r#"{"command":"article","options":{"title":"x","paragraph":"¶3"}}"#), @r#"Article { title: "x", paragraph: Some(Body(3)) } []"#);
}

#[test]
fn a_tracker_may_not_take_a_name() {
    let refused = |command| Table::new(&Words::english(), &[pledge("x", command)]).err().map(|error| error.to_string());
    insta::assert_snapshot!(refused("said").unwrap_or_default(), @"tracker x: command: said is one of pullquote's own commands");
    insta::assert_snapshot!(refused("The Pledge").unwrap_or_default(), @r#"tracker x: command: "The Pledge" is no command name (1 to 32 lower-case letters, digits, - and _)"#);
    let mixed = domain::Tracker { subject: SubjectKind::Place, ..pledge("y", "pledge") };
    let refused = Table::new(&Words::english(), &[pledge("x", "pledge"), mixed]).err();
    insta::assert_snapshot!(refused.map(|error| error.to_string()).unwrap_or_default(), @"tracker y: subject: the other trackers of command pledge have another subject");
}

#[test]
fn requests_in_json() {
    insta::assert_snapshot!(check(r#"{"command":"said","options":{"who":"Sessions","about":null}}"#), @r#"Said { who: "Sessions", about: None, from: None, to: None } []"#);
    insta::assert_snapshot!(check(r#"{"command":"search","options":{"query":"x","from":"2018","to":"2018-02"}}"#), @r#"Search { query: "x", from: Some(2018-01-01), to: Some(2018-02-28), place: None, who: None } []"#);
    insta::assert_snapshot!(check(r#"{"autocomplete":{"command":"pledge","option":"name","partial":"a"}}"#), @r#"Completion { command: "pledge", option: "name", partial: "a" }"#);
}

#[test]
fn errors_say_what_was_meant() {
    insta::assert_snapshot!(check("{"), @"BadJson: the line is not valid JSON: EOF while parsing an object at line 1 column 1");
    insta::assert_snapshot!(check("[]"), @"BadJson: the line is not a JSON object");
    insta::assert_snapshot!(check("{}"), @r#"BadJson: the request names no command: expected "command" or "autocomplete""#);
    insta::assert_snapshot!(check(r#"{"command":"sad"}"#), @"UnknownCommand: there is no command sad; did you mean said?");
    insta::assert_snapshot!(check(r#"{"command":"nonsense"}"#), @"UnknownCommand: there is no command nonsense; there are: pledge, ask, said, people, search, source, jurisdictions, articles, article, about, help, pullquote, digest, privacy, follow, sources");
    insta::assert_snapshot!(check(r#"{"command":"said","options":{"woh":"x"}}"#), @"UnknownOption: said has no option woh; did you mean who?");
    insta::assert_snapshot!(check(r#"{"command":"said"}"#), @"MissingOption: said needs who: /said who [about] [from] [to]");
    insta::assert_snapshot!(check(r#"{"command":"said","options":{"who":5}}"#), @"BadOption: who: expected text, got 5");
    insta::assert_snapshot!(check(r#"{"command":"search","options":{"query":"x","from":"soon"}}"#), @"BadOption: from: expected a day like 2018-01-24, a month or a year, got soon");
    insta::assert_snapshot!(check(r#"{"command":"search","options":{"query":"x","limit":1001}}"#), @"BadOption: limit: expected a whole number from 1 to 1000, got 1001");
    insta::assert_snapshot!(check(r#"{"command":"jurisdictions","options":{"kind":"village"}}"#), @"BadOption: kind: expected one of state, county, city, town, cdp, consolidated, got village");
    insta::assert_snapshot!(check(r#"{"command":"article","options":{"title":"x","paragraph":"0"}}"#), @"BadOption: paragraph: not a paragraph: expected title, dek, caption, notice, footnote-1 or a number from 1");
}

#[test]
fn what_is_too_long_is_cut_with_a_note() {
    let request =
        decode(&table(), format!(r#"{{"command":"said","options":{{"who":"{}"}}}}"#, "é".repeat(500)).as_bytes());
    let Ok(Line::Run(request)) = request.call else { panic!("a request") };
    insta::assert_debug_snapshot!(request.notes, @r#"
    [
        "who was cut after 100 characters.",
    ]
    "#);
}

#[test]
fn an_id_survives_bytes_that_are_no_text() {
    let envelope = decode(&table(), b"{\"id\":7,\"command\":\"ask\",\"options\":{\"question\":\"\xff\"}}");
    assert_eq!(envelope.id, Some(serde_json::Value::from(7)));
    assert!(envelope.call.is_err_and(|error| error.kind == RequestErrorKind::BadJson));
}

#[test]
fn requests_as_typed() {
    insta::assert_snapshot!(check_typed("/said Sessions about: public safety"), @r#"Said { who: "Sessions", about: Some("public safety"), from: None, to: None }"#);
    insta::assert_snapshot!(check_typed("Who said: enough?"), @r#"Ask { question: "Who said: enough?", article: None }"#);
    insta::assert_snapshot!(check_typed("/search \"public safety\" from: 2018 who: \"Jeff Sessions\""), @r#"Search { query: "\"public safety\"", from: Some(2018-01-01), to: None, place: None, who: Some("Jeff Sessions") }"#);
    insta::assert_snapshot!(check_typed("help"), @"Help { command: None }");
    insta::assert_snapshot!(check_typed("/about nothing"), @"UnknownOption: about has no option nothing; it is used like this: /about");
    insta::assert_snapshot!(check_typed("/letr Boston"), @"UnknownCommand: there is no command letr; there are: pledge, ask, said, people, search, source, jurisdictions, articles, article, about, help, pullquote, digest, privacy, follow, sources");
}

proptest! {
    #[test]
    fn no_line_panics(line in any::<Vec<u8>>(), typed in any::<String>()) {
        let table = table();
        let _any = decode(&table, &line);
        let _any = decode_typed(&table, &typed);
        let _any = decode_typed(&table, &format!("/said {typed}"));
        let _any = open_option(&table, &format!("/said {typed}"));
    }
}
