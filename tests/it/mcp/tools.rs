//! What tools there are, and that they answer what a batch answers.

use pullquote::commands::{Front, Table};
use pullquote::words::Words;
use serde_json::{Value, json};

use super::{Conversation, archive, as_batch, batch, request, timeless};

#[test]
fn the_tools_are_the_commands() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let listed = program.ask(&request(1, "tools/list", json!({})));
    let tools = listed["result"]["tools"].as_array().expect("tools").clone();
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    insta::assert_snapshot!(names.join(" "), @"ask said people search check_quote jurisdictions articles article about tracker");
    for tool in &tools {
        let hints = &tool["annotations"];
        assert_eq!((&hints["readOnlyHint"], &hints["openWorldHint"]), (&json!(true), &json!(false)));
        assert_eq!(tool["inputSchema"]["additionalProperties"], json!(false), "{tool}");
        assert_eq!(tool["outputSchema"]["type"], "object", "{tool}");
    }
    let tracker = tools.iter().find(|tool| tool["name"] == "tracker").expect("the tool of the lists");
    insta::assert_json_snapshot!(tracker["inputSchema"], @r#"
    {
      "additionalProperties": false,
      "properties": {
        "limit": {
          "description": "How many results to show",
          "maximum": 50,
          "minimum": 1,
          "type": "integer"
        },
        "list": {
          "description": "Which list: dams (Did the mill sign the dam pledge?)",
          "enum": [
            "dams"
          ],
          "type": "string"
        },
        "offset": {
          "description": "How many results to leave out first",
          "maximum": 1000,
          "minimum": 0,
          "type": "integer"
        },
        "subject": {
          "description": "The place or the name that is asked about; without it the list's records are listed",
          "maxLength": 100,
          "type": "string"
        }
      },
      "required": [
        "list"
      ],
      "type": "object"
    }
    "#);
}

#[test]
fn every_command_of_the_front_is_a_tool_and_no_other() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let listed = program.ask(&request(1, "tools/list", json!({})));
    let tools = listed["result"]["tools"].as_array().expect("tools").clone();
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    // A list's command is no tool, but a value of one.
    let mut expected = vec!["tracker"];
    for command in Table::builtin(&Words::english()).commands() {
        let name = if command.name == "source" { "check_quote" } else { &command.name };
        let is_open = command.fronts.contains(&Front::Mcp);
        assert_eq!(names.contains(&name), is_open, "{name}");
        let answer = program.ask(&super::call(name, json!({})));
        assert_eq!(answer["error"]["code"] == json!(-32602), !is_open, "{name}: {answer}");
        let options: Vec<&str> = command.options.iter().map(|option| option.name).collect();
        let tool = tools.iter().find(|tool| tool["name"] == name);
        let fields = tool.map(|tool| &tool["inputSchema"]["properties"]);
        assert!(fields.is_none_or(|fields| options.iter().all(|option| fields[*option].is_object())), "{name}");
        expected.extend(is_open.then(|| names.iter().find(|own| **own == name).copied()).flatten());
    }
    assert_eq!(names.len(), expected.len(), "{names:?}, {expected:?}");
}

#[test]
fn a_tool_answers_what_a_batch_answers() {
    // Only what everybody and every program may see: else a batch has more.
    let data = archive("");
    for shut in ["inner.md", "ledger.md", "lines.jsonl"] {
        std::fs::remove_file(data.path().join("corpus/articles").join(shut)).expect("a file");
    }
    let list = data.path().join("corpus/jurisdictions/dams.toml");
    let open = std::fs::read_to_string(&list).expect("a list");
    let records = open.split("\n[[record]]").take(2).collect::<Vec<_>>().join("\n[[record]]");
    std::fs::write(&list, records).expect("a list");
    let asked: Vec<(&str, Value, Value)> = [
        ("ask", "ask", json!({ "question": "When did the reservoir break?" })),
        ("ask", "ask", json!({ "question": "Who painted the moon?" })),
        ("said", "said", json!({ "who": "Ann Lee" })),
        ("search", "search", json!({ "query": "reservoir", "limit": 50 })),
        ("check_quote", "source", json!({ "text": "Ann Lee said \"We lost the old mill\"" })),
        ("check_quote", "source", json!({ "text": "\"We lost the young mill,\" said Ann Lee" })),
        ("people", "people", json!({})),
        ("articles", "articles", json!({ "limit": 2, "offset": 1 })),
        ("article", "article", json!({ "title": "The flood report", "limit": null })),
        ("article", "article", json!({ "title": "The gates report" })),
        ("jurisdictions", "jurisdictions", json!({ "verdict": "yes" })),
        ("about", "about", json!({})),
    ]
    .into_iter()
    .map(|(tool, command, options)| (tool, json!({ "command": command, "options": options.clone() }), options))
    .chain([
        (
            "tracker",
            json!({ "command": "dams", "options": { "name": "Orchard Mills" } }),
            json!({ "list": "dams", "subject": "Orchard Mills" }),
        ),
        ("tracker", json!({ "command": "dams" }), json!({ "list": "dams" })),
    ])
    .collect();
    let requests: Vec<Value> = asked.iter().map(|(_, request, _)| request.clone()).collect();
    let mut program = Conversation::begin(data.path());
    for ((tool, request, arguments), reply) in asked.iter().zip(batch(data.path(), &requests)) {
        let result = program.call(tool, arguments.clone());
        assert_eq!(result["isError"], json!(false), "{request}: {result}");
        assert_eq!(as_batch(result["structuredContent"].clone()), timeless(reply), "{request}");
    }
}

#[test]
fn a_result_says_what_is_quoted_and_how_it_is_checked() {
    let data = archive("[web]\naddress = \"https://archive.example\"\n");
    let mut program = Conversation::begin(data.path());
    let text = |result: Value| result["content"][0]["text"].as_str().expect("text").to_owned();
    let answer = program.call("ask", json!({ "question": "When did the reservoir break?", "limit": 1 }));
    insta::assert_snapshot!(text(answer), @r#"
    Verdict: found. The archive says, as of March 1, 2024:
    Note: 19 more not shown: of such an article only a part may be quoted in one answer.

    Answer: "The reservoir broke at noon on Friday."
    — The Weir, The flood report, March 1, 2024, ¶1 (CC BY 4.0)
    https://weir.example/flood#:~:text=The%20reservoir%20broke%20at%20noon%20on%20Friday
    Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
    Receipt: 1rghd6h3kr640p2c90s https://archive.example/r/1rghd6h3kr640p2c90s

    1 of 11 shown; call again with offset 1 for the next ones.
    "#);
    let listed = program.call("tracker", json!({ "list": "dams" }));
    insta::assert_snapshot!(text(listed), @r#"
    Verdict: found. 1 mill signed the dam pledge.
    Note: Part of what is listed is not shown here; only the rest is counted.
    - Orchard Mills: signed (yes), March 1, 2024; "Orchard Mills signed the dam pledge.", The flood report, https://weir.example/flood#:~:text=Orchard%20Mills%20signed%20the%20dam%20pledge

    Answer: "Orchard Mills signed the dam pledge."
    — The Weir, The flood report, March 1, 2024, ¶2 (CC BY 4.0)
    https://weir.example/flood#:~:text=Orchard%20Mills%20signed%20the%20dam%20pledge
    Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
    Receipt: 1rghd6h3kr650m2ghzm https://archive.example/r/1rghd6h3kr650m2ghzm
    "#);
    let checked = program.call("check_quote", json!({ "text": "Ann Lee said \"We lost the old farm\"" }));
    insta::assert_snapshot!(text(checked), @r#"
    Verdict: altered. The archive has these words, but not as you gave them.

    Answer: "We lost the old mill,"
    Ann Lee, Mayor (said):
    You wrote: We lost the old [farm]
    The archive has: We lost the old [mill]
    — The Weir, The flood report, March 1, 2024, ¶1 (CC BY 4.0)
    https://weir.example/flood#:~:text=We%20lost%20the%20old%20mill
    Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/
    Receipt: 1rghd6h3kr64r2n192ak https://archive.example/r/1rghd6h3kr64r2n192ak
    "#);
}

#[test]
fn what_is_wrong_with_a_request_is_told_to_the_model_and_an_unknown_tool_to_its_program() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let wrong = [
        ("ask", json!({})),
        ("ask", json!({ "question": 7 })),
        ("ask", json!({ "question": "Who?", "colour": "red" })),
        ("search", json!({ "query": "reservoir", "limit": 51 })),
        ("search", json!({ "query": "reservoir", "limit": 0 })),
        ("search", json!({ "query": "reservoir", "from": "soon" })),
        ("jurisdictions", json!({ "verdict": "perhaps" })),
        ("tracker", json!({})),
        ("tracker", json!({ "list": "letters", "subject": "Orchard Mills" })),
    ];
    let told: Vec<String> = wrong
        .into_iter()
        .map(|(tool, arguments)| {
            let result = program.call(tool, arguments);
            assert_eq!(result["isError"], json!(true), "{result}");
            result["content"][0]["text"].as_str().expect("text").to_owned()
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    ask needs question: /ask question [article]
    question: expected text, got 7
    ask has no option colour; it is used like this: /ask question [article]
    limit: expected a whole number from 1 to 50, got 51
    limit: expected a whole number from 1 to 1000, got 0
    from: expected a day like 2018-01-24, a month or a year, got soon
    verdict: expected one of yes, no, neither, got perhaps
    there is no such list; there are: dams
    there is no such list; there are: dams
    "#);
    for unknown in ["dams", "source", "help", "pullquote", ""] {
        let answer = program.ask(&super::call(unknown, json!({})));
        assert_eq!(answer["error"]["code"], json!(-32602), "{answer}");
    }
    assert_eq!(program.ask(&request(7, "tools/destroy", json!({})))["error"]["code"], json!(-32601));
}

#[test]
fn articles_are_resources_that_are_read_as_far_as_they_may_be_shown() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let listed = program.ask(&request(1, "resources/list", json!({})))["result"].take();
    let addresses: Vec<&str> =
        listed["resources"].as_array().expect("resources").iter().filter_map(|own| own["uri"].as_str()).collect();
    insta::assert_snapshot!(addresses.join("\n"), @r#"
    pullquote://article/flood
    pullquote://article/gates
    pullquote://article/harbor
    "#);
    assert_eq!(
        listed["resources"][0]["annotations"]["lastModified"], "2024-03-01T00:00:00Z",
        "a day alone is refused by clients"
    );
    let templates = program.ask(&request(1, "resources/templates/list", json!({})));
    assert_eq!(templates["result"]["resourceTemplates"][0]["uriTemplate"], "pullquote://article/{id}");
    let mut read =
        |id: &str| program.ask(&request(1, "resources/read", json!({ "uri": format!("pullquote://article/{id}") })));
    let text = |answer: Value| answer["result"]["contents"][0]["text"].as_str().expect("text").to_owned();
    insta::assert_snapshot!(text(read("flood")), @r#"
    The flood report
    The Weir, March 1, 2024
    https://weir.example/flood
    CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)

    ¶1: The reservoir broke at noon on Friday. "We lost the old mill," said Mayor Ann Lee.

    ¶2: Orchard Mills signed the dam pledge. The council of Weirton paid for new gates at the reservoir.

    ¶3: Nobody was hurt when the reservoir broke, the fire chief Tom Reed said.
    "#);
    insta::assert_snapshot!(text(read("gates")), @r#"
    The gates report
    The Weir, March 1, 2024
    https://weir.example/gates
    All rights reserved

    Its licence (All rights reserved) does not let the whole text be shown here.
    "#);
    for kept in ["inner", "ledger", "lines", "nothing", "", "%00", "../flood"] {
        assert_eq!(read(kept)["error"]["code"], json!(-32002), "{kept}");
    }
    let reference = json!({ "type": "ref/resource", "uri": "pullquote://article/{id}" });
    let typed = json!({ "ref": reference, "argument": { "name": "id", "value": "the" } });
    let completed = program.ask(&request(1, "completion/complete", typed));
    assert_eq!(completed["result"]["completion"]["values"], json!(["flood", "gates", "harbor"]));
}

#[test]
fn a_long_list_of_articles_comes_in_pages() {
    let data = archive("");
    let lines: String = (0..230)
        .map(|number| {
            let line = json!({
                "id": format!("n{number:03}"), "title": format!("Note {number}"), "publisher": "The Weir",
                "date": "2020-01-01", "url": format!("https://weir.example/n{number}"), "licence": "CC0 1.0",
                "paragraphs": ["A note."], "assistants": number % 2 == 0,
            });
            format!("{line}\n")
        })
        .collect();
    std::fs::write(data.path().join("corpus/articles/notes.jsonl"), lines).expect("a file");
    let mut program = Conversation::begin(data.path());
    let (mut addresses, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let params = if cursor.is_null() { json!({}) } else { json!({ "cursor": cursor }) };
        let page = program.ask(&request(1, "resources/list", params))["result"].take();
        addresses.extend(page["resources"].as_array().expect("a page").iter().map(|own| own["uri"].to_string()));
        cursor = page["nextCursor"].clone();
        if cursor.is_null() {
            break;
        }
    }
    let listed = addresses.len();
    addresses.sort();
    addresses.dedup();
    assert_eq!((listed, addresses.len()), (118, 118));
    for wrong in ["-1", "x", "99999999999999999999"] {
        let answer = program.ask(&request(1, "resources/list", json!({ "cursor": wrong })));
        assert_eq!(answer["error"]["code"], json!(-32602), "{wrong}");
    }
}
