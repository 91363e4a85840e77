//! A paragraph that many issues carry is found once, at its first date, with the others named.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::support::newsletter::Newsletter;

const STANDING: &str = "Readers who know of a leaking gate may write to the harbour desk before Friday noon.";

/// Twelve issues with one standing paragraph, each beside one of its own; of these days no more may be shown than this.
fn issues(bounded: &[(usize, &str)]) -> Newsletter {
    let letter = Newsletter::new();
    letter.run(&[
        "init",
        ".",
        "--name",
        "Harbour Notes",
        "--site",
        "https://harbour.example",
        "--licence",
        "CC BY 4.0",
    ]);
    for day in 1..=12 {
        let show = bounded.iter().find(|(of, _)| *of == day).map_or("whole", |(_, show)| show);
        let text = format!(
            "+++\nid = \"issue-{day}\"\ntitle = \"Issue {day}\"\npublisher = \"Harbour Notes\"\ndate = 2024-05-{day:02}\nurl = \"https://harbour.example/{day}\"\nlicence = \"CC BY 4.0\"\nshow = \"{show}\"\n+++\n\n{STANDING}\n\nThe gate of lock {day} was mended by its own keeper on day {day}.\n"
        );
        fs::write(letter.folder.join(format!("corpus/articles/issue-{day}.md")), text).expect("written");
    }
    letter
}

/// The articles of a reply's excerpts, each with how many others it names.
fn check(bounded: &[(usize, &str)], command: &str, options: Value) -> String {
    let letter = issues(bounded);
    let request = format!("{}\n", serde_json::json!({"command": command, "options": options}));
    let mut program = letter.program(&["batch"]);
    let mut running = program.stdin(Stdio::piped()).spawn().expect("started");
    running.stdin.take().expect("a stream").write_all(request.as_bytes()).expect("written");
    let output = running.wait_with_output().expect("ended");
    let reply: Value = serde_json::from_slice(&output.stdout).expect("a reply");
    let mut out = format!("{} of {}\n", reply["verdict"].as_str().expect("a word"), reply["total"]);
    for excerpt in reply["excerpts"].as_array().expect("a list") {
        let also = excerpt["also"].as_array().expect("a list");
        let last = also.last().and_then(|also| also["date"].as_str()).unwrap_or("-");
        writeln!(out, "{} {} (also {}, to {last})", excerpt["article"], excerpt["text"], also.len()).expect("written");
    }
    out
}

#[test]
fn a_search_shows_a_standing_paragraph_once() {
    insta::assert_snapshot!(check(&[], "search", serde_json::json!({"query": "leaking gate harbour desk", "limit": 3})), @r#"
    found of 1
    "issue-1" "Readers who know of a leaking gate may write to the harbour desk before Friday noon." (also 11, to 2024-05-12)
    "#);
}

#[test]
fn an_answer_cites_a_standing_paragraph_once() {
    insta::assert_snapshot!(check(&[], "ask", serde_json::json!({"question": "Who may write to the harbour desk of a leaking gate?", "limit": 3})), @r#"
    found of 17
    "issue-1" "Readers who know of a leaking gate may write to the harbour desk before Friday noon." (also 11, to 2024-05-12)
    "issue-11" "The gate of lock 11 was mended by its own keeper on day 11." (also 0, to -)
    "issue-5" "The gate of lock 5 was mended by its own keeper on day 5." (also 0, to -)
    "#);
}

#[test]
fn a_standing_paragraph_was_cut_from_an_issue_that_may_not_be_shown() {
    let bounded = [(1, "cite"), (2, "quote")];
    let search = serde_json::json!({"query": "leaking gate harbour desk", "limit": 3});
    insta::assert_snapshot!(check(&bounded, "search", search), @r#"
    found of 1
    "issue-3" "Readers who know of a leaking gate may write to the harbour desk before Friday noon." (also 11, to 2024-05-12)
    "#);
    let ask = serde_json::json!({"question": "Who may write to the harbour desk of a leaking gate?", "limit": 1});
    insta::assert_snapshot!(check(&[(1, "quote"), (2, "quote")], "ask", ask), @r#"
    found of 17
    "issue-3" "Readers who know of a leaking gate may write to the harbour desk before Friday noon." (also 11, to 2024-05-12)
    "#);
}
