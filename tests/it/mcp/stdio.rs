//! The official client against the program.

use rmcp::ServiceExt;
use rmcp::model::{CallToolRequestParams, ReadResourceRequestParams};
use rmcp::transport::TokioChildProcess;
use serde_json::{Value, json};

use super::{Conversation, archive, request};
use crate::support::folder;

#[test]
fn the_official_client_lists_calls_and_reads() {
    // A shut door is no matter on this machine: whoever starts the program has the data folder.
    let data = archive("[publication]\nname = \"The Weir\"\n");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_pullquote"));
        program.arg("mcp").current_dir(data.path());
        let client = ().serve(TokioChildProcess::new(program).expect("it starts")).await.expect("a handshake");
        let info = client.peer_info().expect("what the server says of itself");
        assert!(info.instructions.as_deref().is_some_and(|told| told.contains("The archive of The Weir")));
        let tools = client.list_all_tools().await.expect("tools");
        assert_eq!(tools.len(), 10);
        let arguments = json!({ "who": "Ann Lee" });
        let called =
            CallToolRequestParams::new("said").with_arguments(arguments.as_object().cloned().unwrap_or_default());
        let result = client.call_tool(called).await.expect("a result");
        let structured = result.structured_content.expect("data");
        assert_eq!(structured["excerpts"][0]["text"], "We lost the old mill,");
        let articles = client.list_all_resources().await.expect("articles");
        let first = articles.first().expect("an article").uri.clone();
        let read = client.read_resource(ReadResourceRequestParams::new(first)).await.expect("an article");
        assert_eq!(read.contents.len(), 1);
        client.cancel().await.expect("the end");
    });
}

#[test]
fn whatever_version_is_asked_for_one_is_agreed_on() {
    let data = archive("");
    let versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28", "1999-01-01"];
    let agreed = versions.map(|version| {
        let (code, out, err) = folder::run(data.path(), &["mcp"], &format!("{}\n", super::initialize(version)));
        assert_eq!((code, out.lines().count()), (Some(0), 1), "{out}{err}");
        let answer: Value = serde_json::from_str(&out).expect("JSON");
        answer["result"]["protocolVersion"].as_str().expect("a version").to_owned()
    });
    insta::assert_snapshot!(agreed.join(" "), @"2024-11-05 2025-03-26 2025-06-18 2025-11-25 2025-11-25 2025-11-25");
}

#[test]
fn nothing_but_the_protocol_is_said_and_the_end_of_the_input_is_the_end() {
    let data = archive("");
    let (code, out, _) = folder::run(data.path(), &["mcp"], "");
    assert_eq!((code, out.as_str()), (Some(0), ""));
    let question = super::call("ask", json!({ "question": "Where is my wallet?" })).to_string();
    let (code, out, err) = folder::run(data.path(), &["mcp"], &format!("{question}\n"));
    // Neither the answer to a call before the handshake nor the log repeats what it asked.
    let answer: Value = serde_json::from_str(&out).expect("one message");
    assert_eq!((code, &answer["error"]["code"]), (Some(0), &json!(-32602)));
    assert!(!out.contains("wallet") && !err.contains("wallet"), "{out}{err}");
}

#[test]
fn what_is_no_message_is_passed_over() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    for line in ["", "{", "\u{0}", "null", "[]", "\"x\"", &"[".repeat(100_000)] {
        program.tell(line);
    }
    // Some are answered with an error that has no id: what is asked next is answered all the same.
    program.tell(&request(9, "ping", json!({})).to_string());
    let answered = loop {
        let line = program.lines.next().expect("it answers").expect("text");
        let answer: Value = serde_json::from_str(&line).expect("JSON");
        if answer["id"] == json!(9) {
            break answer;
        }
        assert_eq!(answer["error"]["code"], json!(-32600), "{answer}");
    };
    assert_eq!(answered["result"], json!({}));
}

#[test]
fn a_change_of_the_corpus_is_answered_from_without_a_new_start() {
    let data = archive("");
    let mut program = Conversation::begin(data.path());
    let found = |program: &mut Conversation| {
        program.call("search", json!({ "query": "heron" }))["structuredContent"]["verdict"].clone()
    };
    assert_eq!(found(&mut program), json!("not_found"));
    let new = super::article("heron", "licence = \"CC BY 4.0\"\n", "A heron came to the reservoir.");
    std::fs::write(data.path().join("corpus/articles/heron.md"), new).expect("a file");
    let waiting = std::time::Instant::now();
    while found(&mut program) != json!("found") {
        assert!(waiting.elapsed().as_secs() < 120, "it is not read again");
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
}
