//! The machine contract's answers: one object a line.

use serde::Serialize;
use serde_json::Value as Json;

use crate::commands::RequestError;
use crate::reply::{Choice, Reply, Verified};

/// Appends a reply and a line end.
pub fn write_reply(id: Option<&Json>, reply: &Reply, line: &mut Vec<u8>) {
    write(id, reply, line);
}

/// Appends completions and a line end.
pub fn write_choices(id: Option<&Json>, choices: &[Choice], line: &mut Vec<u8>) {
    #[derive(Serialize)]
    struct Choices<'a> {
        choices: &'a [Choice],
    }
    write(id, &Choices { choices }, line);
}

/// Appends what came of comparing a text with a receipt, and a line end.
pub fn write_verified(verified: &Verified, line: &mut Vec<u8>) {
    write(None, verified, line);
}

/// Appends an error and a line end. The id stands there even where there is none, as null.
pub fn write_error(id: Option<&Json>, error: &RequestError, line: &mut Vec<u8>) {
    #[derive(Serialize)]
    struct Error<'a> {
        error: &'a RequestError,
    }
    write(Some(id.unwrap_or(&Json::Null)), &Error { error }, line);
}

/// The id goes in front of the body's own fields, without a copy of the body.
fn write(id: Option<&Json>, body: &impl Serialize, line: &mut Vec<u8>) {
    let start = line.len();
    if let Some(id) = id {
        line.extend_from_slice(b"{\"id\":");
        let _never_fails = serde_json::to_writer(&mut *line, id);
    }
    let open = line.len();
    let _never_fails = serde_json::to_writer(&mut *line, body);
    if open > start
        && let Some(brace) = line.get_mut(open)
    {
        *brace = b',';
    }
    line.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Verdict;

    fn check(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut line = Vec::new();
        write(&mut line);
        let line = String::from_utf8(line).expect("JSON is UTF-8");
        assert!(serde_json::from_str::<Json>(&line).is_ok_and(|value| value.is_object()), "{line}");
        line
    }

    #[test]
    fn the_id_stands_first() {
        let reply = Reply::new("ask", Verdict::NotFound, "No.".to_owned());
        let line = check(|line| write_reply(Some(&Json::from("a\"b")), &reply, line));
        insta::assert_snapshot!(line.trim_end(), @r#"{"id":"a\"b","command":"ask","verdict":"not_found","headline":"No.","place":null,"status":null,"related":[],"choices":[],"routed":null,"notes":[],"rows":[],"excerpts":[],"total":0,"took_us":0}"#);
    }

    #[test]
    fn no_id_no_field() {
        insta::assert_snapshot!(check(|line| write_choices(None, &[], line)).trim_end(), @r#"{"choices":[]}"#);
    }
}
