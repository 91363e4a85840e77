//! `pullquote batch`: a line in, a line out, in order, exit 0.

use std::io::Write;
use std::process::{Command, Stdio};

/// Replies to these lines, and whether the program ended well.
fn batch(input: &[u8]) -> Vec<serde_json::Value> {
    let data = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .arg("batch")
        .arg("--data")
        .arg(data.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("no panic").expect("all was read");
    assert!(output.status.success());
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).expect("a line of JSON")).collect()
}

#[test]
fn every_line_is_answered_in_order_with_its_id() {
    let lines = b"{\"id\":1,\"command\":\"help\"}\nnonsense\n\n{\"id\":\"b\",\"command\":\"sad\"}\n{\"id\":3,\"autocomplete\":{\"command\":\"help\",\"option\":\"command\",\"partial\":\"sa\"}}";
    let replies = batch(lines);
    let shown: Vec<String> = replies
        .iter()
        .map(|reply| format!("{} {} {}", reply["id"], reply["error"]["kind"], reply["choices"][0]["value"]))
        .collect();
    assert_eq!(shown, ["1 null null", "null \"bad_json\" null", "\"b\" \"unknown_command\" null", "3 null \"said\""]);
}

#[test]
fn bytes_that_are_no_text_and_very_long_lines_are_answered() {
    let mut input = b"{\"id\":7,\"command\":\"ask\",\"options\":{\"question\":\"\xff\"}}\n".to_vec();
    let long = format!("{{\"id\":8,\"command\":\"ask\",\"options\":{{\"question\":\"{}\"}}}}\n", "x".repeat(10 << 20));
    input.extend_from_slice(long.as_bytes());
    let replies = batch(&input);
    assert_eq!((&replies[0]["id"], &replies[0]["error"]["kind"]), (&7.into(), &"bad_json".into()));
    assert_eq!(replies[1]["id"], 8);
    assert!(replies[1]["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{}", replies[1]);
}
