//! The program as a person starts it: one-shot commands, help, the chat without a terminal, golden sets, the doctor.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::folder::{self, run};

/// A data folder with an empty corpus.
fn data() -> TempDir {
    folder::data(&[])
}

#[test]
fn help_is_the_table() {
    let (code, out, _) = run(data().path(), &["help", "said"], "");
    insta::assert_snapshot!(format!("{code:?}\n{out}"), @"
    Some(0)
    What somebody said, in their own words
      who: A name or a role
      about: What it must be about
      from: Not before this day: 2018-01-24, 2018-01 or 2018
      to: Not after this day: 2018-01-24, 2018-01 or 2018

      /said who [about] [from] [to]  What somebody said, in their own words
    ");
}

#[test]
fn the_grammar_lists_every_command_and_suggests() {
    let (code, out, _) = run(data().path(), &["--help"], "");
    assert_eq!(code, Some(0));
    assert!(["said", "search", "doctor", "batch"].iter().all(|name| out.contains(name)), "{out}");
    let (code, _, err) = run(data().path(), &["serch", "x"], "");
    assert_eq!(code, Some(2));
    assert!(err.contains("'search'"), "{err}");
}

#[test]
fn folders_are_named_before_and_after_the_command() {
    let elsewhere = data();
    let folder = elsewhere.path().to_str().expect("a name");
    fs::write(elsewhere.path().join("pullquote.toml"), "langage = \"en\"\n").expect("settings");
    for arguments in [["--data", folder, "about"], ["about", "--data", folder]] {
        let (code, _, err) = run(data().path(), &arguments, "");
        assert_eq!(code, Some(1));
        assert!(err.contains("pullquote.toml:1: unknown field `langage`"), "{err}");
    }
}

#[test]
fn a_chat_without_a_terminal_answers_line_by_line() {
    let (code, out, _) = run(data().path(), &[], "/sad x\n\n/help about\nno end");
    assert_eq!(code, Some(0));
    assert!(out.starts_with("there is no command sad; did you mean said?\n"), "{out}");
    assert!(!out.contains('>') && !out.contains('\u{1B}'), "{out}");
}

#[test]
fn json_answers_and_errors_are_one_line() {
    let (code, out, _) = run(data().path(), &["search", "x", "--json", "--limit", "0"], "");
    assert_eq!(code, Some(2));
    insta::assert_snapshot!(out, @r#"{"id":null,"error":{"kind":"bad_option","message":"limit: expected a whole number from 1 to 1000, got 0"}}"#);
    let (code, out, _) = run(data().path(), &["--json", "help", "about"], "");
    assert_eq!(code, Some(0));
    assert_eq!(serde_json::from_str::<serde_json::Value>(&out).expect("JSON")["verdict"], "found");
}

#[test]
fn a_golden_set_prints_its_misses_and_obeys_the_threshold() {
    let data = data();
    let cases = "{\"command\":\"help\",\"verdict\":\"found\"}\n{\"command\":\"help\",\"verdict\":\"not_found\",\"must\":[[\"a\",\"b\"]]}\n";
    fs::write(data.path().join("cases.jsonl"), cases).expect("cases");
    let (code, out, _) = run(data.path(), &["eval", "cases.jsonl", "--min", "50"], "");
    insta::assert_snapshot!(format!("{code:?}\n{out}"), @r#"
    Some(0)
    cases.jsonl:2: {"command":"help","verdict":"not_found","must":[["a","b"]]}
        verdict: found, not not_found
        no excerpt holds "a" or "b"
    1 of 2 (50.0 %)
    "#);
    assert_eq!(run(data.path(), &["eval", "cases.jsonl", "--min", "51"], "").0, Some(1));
}

#[test]
fn the_doctor_says_what_is_wrong() {
    let data = data();
    assert_eq!(run(data.path(), &["doctor"], "").0, Some(0));
    fs::write(data.path().join("pullquote.toml"), "language = \"xx\"\n").expect("settings");
    let (code, out, _) = run(data.path(), &["doctor", "--corpus", "nowhere"], "");
    // How far a process can be confined is the kernel's.
    let out: Vec<&str> = out.lines().filter(|line| !line.contains("documents are read")).collect();
    let out = out.join("\n");
    assert_eq!(code, Some(1));
    insta::assert_snapshot!(out, @"
    ok     data folder .
    wrong  corpus nowhere: No such file or directory (os error 2); name the corpus with --corpus DIR
    ok     index nowhere.index (no index has been built here yet; the next start builds it)
    wrong  settings ./pullquote.toml: ./words/xx.toml: cannot be read: No such file or directory (os error 2)
    ok     answers in servers: private, each with Share; [discord] public_channels names where they are public at once
    ok     doors that are open: discord, terminal
    ");
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let data = data();
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .arg("batch")
        .current_dir(data.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let _closed = child.stdin.take().expect("a pipe").write_all(b"{\"command\":\"help\"}\n");
    assert!(child.wait().expect("an end").success());
}
