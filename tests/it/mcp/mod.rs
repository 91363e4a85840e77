//! Assistants, by the Model Context Protocol, as they reach the program: over its standard input, and over HTTP.

mod hostile;
mod http;
mod stdio;
mod tools;
mod withheld;

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::folder;
use crate::support::pages::{Answer, Pages};

/// Stands in each paragraph that no program may be given, and in no question.
const SECRETS: [&str; 2] = ["zirconium", "quokka"];

/// An article of these particulars beyond the usual ones.
fn article(id: &str, more: &str, body: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"The {id} report\"\npublisher = \"The Weir\"\ndate = 2024-03-01\n\
         url = \"https://weir.example/{id}\"\n{more}+++\n\n{body}\n"
    )
}

/// A list of which each record rests on another article.
const LIST: &str = "id = \"dams\"\ncommand = \"dams\"\nquestion = \"Did the mill sign the dam pledge?\"\n\
    title = \"The dam pledge\"\ndate = 2024-03-01\nsubject = \"name\"\nitem = \"mill\"\n\
    \n[[record]]\nname = \"Orchard Mills\"\nreceived = true\narticle = \"flood\"\nevidence = \"Orchard Mills signed the dam pledge.\"\n\
    \n[[record]]\nname = \"Prairie Mills\"\nreceived = true\narticle = \"ledger\"\nevidence = \"Prairie Mills signed the dam pledge in the quokka room.\"\n\
    \n[[record]]\nname = \"Valley Mills\"\nreceived = true\narticle = \"inner\"\nevidence = \"Valley Mills signed the dam pledge in the zirconium room.\"\n";

/// An archive of open articles, of one that shows only quotations and one only its link, of one for paying readers, and of two
/// that are withheld from programs.
fn archive(settings: &str) -> TempDir {
    let open = "licence = \"CC BY 4.0\"\n";
    let flood = article(
        "flood",
        open,
        "The reservoir broke at noon on Friday. \"We lost the old mill,\" said Mayor Ann Lee.\n\n\
         Orchard Mills signed the dam pledge. The council of Weirton paid for new gates at the reservoir.\n\n\
         Nobody was hurt when the reservoir broke, the fire chief Tom Reed said.",
    );
    let quoted: Vec<String> = (1..=40)
        .map(|number| {
            format!("Gate {number} of the reservoir was painted in spring {number} by the crew of the harbor.")
        })
        .collect();
    let quoted = article("gates", "licence = \"All rights reserved\"\nshow = \"quote\"\n", &quoted.join("\n\n"));
    let linked = article(
        "harbor",
        "licence = \"All rights reserved\"\nshow = \"cite\"\n",
        "The harbor master kept the reservoir in his own wapentake book.",
    );
    let paid = article(
        "inner",
        "licence = \"CC BY 4.0\"\naudience = \"paid\"\n",
        "The reservoir was lined with zirconium. \"The zirconium of the reservoir is ours,\" said Mayor Ann Lee.\n\n\
         Valley Mills signed the dam pledge in the zirconium room.",
    );
    let withheld = article(
        "ledger",
        "licence = \"CC BY 4.0\"\nassistants = false\n",
        "The reservoir has a quokka as its emblem. \"A quokka swims in the reservoir,\" said Mayor Ann Lee.\n\n\
         \"The quokka was drawn in a day,\" said Vera Quill, quokka painter of the reservoir.\n\n\
         Prairie Mills signed the dam pledge in the quokka room.",
    );
    let line = json!({
        "id": "lines", "title": "The lines report", "publisher": "The Weir", "date": "2024-03-02",
        "url": "https://weir.example/lines", "licence": "CC BY 4.0", "assistants": false,
        "paragraphs": ["The reservoir keeps a second quokka in the lines of its gate."],
    });
    let data = folder::data(&[
        ("articles/flood.md", &flood),
        ("articles/gates.md", &quoted),
        ("articles/harbor.md", &linked),
        ("articles/inner.md", &paid),
        ("articles/ledger.md", &withheld),
        ("articles/lines.jsonl", &format!("{line}\n")),
        ("jurisdictions/dams.toml", LIST),
    ]);
    std::fs::write(data.path().join("pullquote.toml"), settings).expect("settings");
    data
}

/// A request of the protocol.
fn request(id: u64, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

fn initialize(version: &str) -> Value {
    let client = json!({ "name": "test", "version": "1" });
    request(0, "initialize", json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client }))
}

fn call(tool: &str, arguments: Value) -> Value {
    request(1, "tools/call", json!({ "name": tool, "arguments": arguments }))
}

/// The program as an assistant on this machine starts it; ended with the test.
struct Conversation {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Conversation {
    /// After the handshake.
    fn begin(data: &Path) -> Conversation {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .arg("mcp")
            .current_dir(data)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut begun = Conversation { child, lines };
        let told = begun.ask(&initialize("2025-06-18"));
        assert_eq!(told["result"]["protocolVersion"], "2025-06-18");
        begun.tell(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string());
        begun
    }

    fn tell(&mut self, line: &str) {
        let input = self.child.stdin.as_mut().expect("a pipe");
        input.write_all(format!("{line}\n").as_bytes()).and_then(|()| input.flush()).expect("it reads");
    }

    /// What is answered: each line of the output is one message of the protocol.
    fn ask(&mut self, request: &Value) -> Value {
        self.tell(&request.to_string());
        let line = self.lines.next().expect("it answers").expect("text");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(answer["id"], request["id"], "{request}: {line}");
        answer
    }

    /// The result of a tool.
    fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask(&call(tool, arguments))["result"].take()
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Sends a message over HTTP, as a client of the protocol does.
fn post(pages: &Pages, more: &[(&str, &str)], body: &str) -> Answer {
    let mut headers = vec![("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
    headers.extend(more);
    pages.send("POST", "/mcp", &headers, body.as_bytes())
}

/// The replies of `batch` to these requests.
fn batch(data: &Path, requests: &[Value]) -> Vec<Value> {
    let input: String = requests.iter().map(|request| format!("{request}\n")).collect();
    let (code, out, err) = folder::run(data, &["batch"], &input);
    assert_eq!(code, Some(0), "{err}");
    out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Without what only an assistant is given, and without the time that it took.
fn as_batch(mut structured: Value) -> Value {
    for excerpt in structured["excerpts"].as_array_mut().expect("excerpts") {
        let fields = excerpt.as_object_mut().expect("an excerpt");
        for own in ["receipt", "receipt_url", "licence_url"] {
            assert!(fields.remove(own).is_some(), "{own}");
        }
    }
    timeless(structured)
}

fn timeless(mut reply: Value) -> Value {
    reply["took_us"] = json!(0);
    reply
}
