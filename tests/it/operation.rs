//! What whoever operates the program sees of it: metrics, traces, logs, and whether it may be asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use prost::Message;
use serde_json::json;
use tempfile::TempDir;

use crate::support::folder;
use crate::support::pages::{Answer, Pages, send};

/// A word that is asked for, and that nothing may hold which leaves the program unasked.
const MARKER: &str = "quicksilver";

fn archive() -> TempDir {
    let article = "+++\nid = \"flood\"\ntitle = \"The flood\"\npublisher = \"The Weir\"\ndate = 2024-03-01\n\
                   url = \"https://weir.example/flood\"\nlicence = \"CC BY 4.0\"\n+++\n\nThe weir broke at noon.\n";
    folder::data(&[("articles/flood.md", article)])
}

/// Asks by pages, the HTTP API and as an assistant, in a question that nothing answers and with a command that is none.
fn ask(pages: &Pages) {
    assert_eq!(pages.post("/ask", &[("question", &format!("When did the weir break, {MARKER}?"))]).status, 200);
    assert_eq!(pages.post_json("/api/v1/search", &json!({"query": MARKER})).status, 200);
    assert_eq!(pages.post_json(&format!("/api/v1/{MARKER}"), &json!({})).status, 404);
    assert_eq!(pages.get(&format!("/{MARKER}")).status, 404);
    let call = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": format!("When did the weir break, {MARKER}?")}}});
    let accepted = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
    assert_eq!(pages.send("POST", "/mcp", &accepted, call.to_string().as_bytes()).status, 200);
}

#[test]
fn metrics_are_served_without_a_bot_and_hold_no_word_of_a_question() {
    let data = archive();
    let pages = Pages::serve_with(data.path(), &["--metrics", "127.0.0.1:0"]);
    let metrics = pages.metrics.expect("it says where they are");
    ask(&pages);
    let told = send(metrics, "GET", "/metrics", &[], b"").text();
    let counted: Vec<&str> = told.lines().filter(|line| line.starts_with("pullquote_requests_total{")).collect();
    let mut counted = counted;
    counted.sort_unstable();
    insta::assert_snapshot!(counted.join("\n"), @r#"
    pullquote_requests_total{front="api",command="other",outcome="refused"} 1
    pullquote_requests_total{front="api",command="search",outcome="answered"} 1
    pullquote_requests_total{front="mcp",command="ask",outcome="answered"} 1
    pullquote_requests_total{front="web",command="ask",outcome="answered"} 1
    pullquote_requests_total{front="web",command="other",outcome="refused"} 1
    "#);
    for line in ["pullquote_archive_articles 1", "pullquote_archive_generation 1", "pullquote_ready 1"] {
        assert!(told.lines().any(|own| own == line), "{line}: {told}");
    }
    assert!(!told.contains(MARKER) && !told.contains("pullquote_connected"), "{told}");
    for path in ["/livez", "/readyz", "/healthz"] {
        assert_eq!((pages.get(path).status, send(metrics, "GET", path, &[], b"").status), (200, 200), "{path}");
    }
}

/// Asks until it is so.
fn until(what: impl Fn() -> bool) {
    for _ in 0..1_200 {
        if what() {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("it never came to be");
}

#[test]
fn a_process_that_is_to_end_says_so_first_and_answers_all_that_still_comes() {
    let data = archive();
    let mut pages = Pages::serve_with(data.path(), &["--drain", "3600"]);
    assert_eq!(pages.get("/readyz").status, 200);
    let body = b"{\"question\": \"When did the weir break?\"}";
    // One that is under way: half of it has come.
    let mut begun = TcpStream::connect(pages.at).expect("it listens");
    begun.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out");
    let head = format!(
        "POST /api/v1/ask HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        pages.at,
        body.len()
    );
    pages.terminate();
    until(|| pages.get("/readyz").status == 503);
    let ready = pages.get("/readyz");
    assert_eq!(ready.text(), "not ready: the process is ending\n");
    assert_eq!(pages.get("/livez").status, 200);
    for _ in 0..20 {
        let answer: Answer = pages.post_json("/api/v1/ask", &json!({"question": "When did the weir break?"}));
        assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
    }
    begun.write_all(head.as_bytes()).and_then(|()| begun.write_all(&body[..10])).expect("it reads");
    // The balancer took note; what is under way still comes to its end.
    pages.terminate();
    until(|| TcpStream::connect(pages.at).is_err());
    begun.write_all(&body[10..]).expect("it reads");
    let mut came = String::new();
    begun.read_to_string(&mut came).expect("an answer");
    assert!(came.starts_with("HTTP/1.1 200"), "{came}");
    assert!(pages.ends_well());
}

/// A collector of traces: the bodies that were sent to it.
fn collector() -> (SocketAddr, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    let at = listener.local_addr().expect("an address");
    let (sent, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (mut writer, mut reader) = (stream.try_clone().expect("a stream"), BufReader::new(stream));
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                let own = line.to_ascii_lowercase();
                length =
                    own.strip_prefix("content-length:").map_or(length, |own| own.trim().parse().expect("a length"));
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).expect("a body");
            let answer = "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            writer.write_all(answer.as_bytes()).expect("it reads");
            if sent.send(body).is_err() {
                return;
            }
        }
    });
    (at, received)
}

/// A span in a line, without its times.
fn line_of(span: &opentelemetry_proto::tonic::trace::v1::Span) -> String {
    let fields = span.attributes.iter().map(|field| {
        let value = field.value.as_ref().and_then(|value| value.value.as_ref());
        let value = match value {
            Some(Value::StringValue(text)) => text.clone(),
            Some(Value::IntValue(number)) => number.to_string(),
            other => format!("{other:?}"),
        };
        format!(" {}={value}", field.key)
    });
    let fields: Vec<String> = fields.collect();
    let under = if span.parent_span_id.is_empty() { "" } else { "  " };
    format!("{under}{}{}", span.name, fields.concat())
}

/// The spans that were sent to a collector, once nothing more comes; none holds the marker.
fn spans(received: &Receiver<Vec<u8>>) -> String {
    let mut spans = Vec::new();
    while let Ok(body) = received.recv_timeout(Duration::from_secs(2)) {
        assert!(!body.windows(MARKER.len()).any(|part| part.eq_ignore_ascii_case(MARKER.as_bytes())), "{body:?}");
        let sent = ExportTraceServiceRequest::decode(body.as_slice()).expect("OpenTelemetry's form");
        for resource in &sent.resource_spans {
            let service = resource.resource.iter().flat_map(|own| &own.attributes);
            assert!(service.into_iter().any(|field| field.key == "service.name"), "{resource:?}");
        }
        let scopes = sent.resource_spans.iter().flat_map(|own| &own.scope_spans);
        spans.extend(scopes.flat_map(|own| &own.spans).map(line_of));
    }
    spans.sort();
    spans.join("\n")
}

#[test]
fn traces_reach_a_collector_and_hold_no_word_of_a_question() {
    let (data, (at, received)) = (archive(), collector());
    let endpoint = format!("http://{at}");
    let environment =
        [("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()), ("OTEL_BSP_SCHEDULE_DELAY", "50"), ("RUST_LOG", "trace")];
    let mut pages = Pages::serve_in(data.path(), &[], &environment);
    ask(&pages);
    // At its end it sends what is left.
    pages.terminate();
    assert!(pages.ends_well());
    insta::assert_snapshot!(spans(&received), @r#"
      answer
      answer
      answer
      answer
      wait
      wait
      wait
      wait
    request front=api http.response.status_code=404 command=other outcome=refused
    request front=api verdict=not_found http.response.status_code=200 command=search outcome=answered
    request front=mcp verdict=found http.response.status_code=200 command=ask outcome=answered
    request front=web http.response.status_code=404 command=other outcome=refused
    request front=web verdict=found http.response.status_code=200 command=ask outcome=answered
    "#);
}

#[test]
fn an_import_is_a_trace_too_and_names_no_source() {
    let (data, (at, received)) = (archive(), collector());
    let letter = data.path().join(format!("{MARKER}.md"));
    std::fs::write(&letter, "# The ferry\n\nThe ferry left at ten, and nobody was on it.\n").expect("written");
    let run = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["import", "--dry-run"])
        .arg(&letter)
        .current_dir(data.path())
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{at}"))
        .output()
        .expect("the program starts");
    assert!(run.status.code().is_some(), "{run:?}");
    insta::assert_snapshot!(spans(&received), @"import way=command outcome=done");
}

#[test]
fn every_line_of_a_log_in_json_is_an_object() {
    let data = archive();
    for (arguments, environment) in
        [(&["--log-format", "json"][..], &[][..]), (&[], &[("PULLQUOTE_LOG_FORMAT", "json")])]
    {
        let more = [("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_BSP_SCHEDULE_DELAY", "1")];
        let mut pages = Pages::serve_in(data.path(), arguments, &[environment, &more].concat());
        ask(&pages);
        pages.terminate();
        assert!(pages.ends_well());
        let said = pages.ended();
        let messages: Vec<String> = said
            .lines()
            .map(|line| {
                let line: serde_json::Value =
                    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
                format!(
                    "{} {}",
                    line["level"].as_str().expect("a level"),
                    line["fields"]["message"].as_str().expect("a message")
                )
            })
            .collect();
        assert!(messages[0].starts_with("INFO Pages are served at http://"), "{said}");
        assert!(messages.contains(&"WARN traces are lost: the collector cannot be reached".to_owned()), "{said}");
        assert!(!said.contains(MARKER), "{said}");
    }
}
