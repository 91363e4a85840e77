//! What one request may cost, and one connection hold.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use pullquote::commands::Front;
use pullquote::shell::http::{Patience, listen};
use pullquote::shell::{Locations, Published, open};
use pullquote::words::Words;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::page::{check_page, check_refusal};
use crate::support::pages::Pages;
use crate::support::{folder, sample};

fn archive(settings: &str) -> tempfile::TempDir {
    let data = folder::data(&[]);
    sample::write(&data.path().join("corpus"));
    std::fs::write(data.path().join("pullquote.toml"), format!("meaning = \"off\"\n{settings}")).expect("settings");
    data
}

#[test]
fn a_form_of_a_hundred_thousand_fields_completed_each_of_them() {
    let data = archive("");
    let pages = Pages::serve(data.path());
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let body = "state=a&".repeat(100_000);
    let answer = pages.send("POST", "/jurisdictions", &form, body.as_bytes());
    let page = check_page(&answer);
    assert_eq!(answer.status, 400);
    assert!(page.select("[role=alert]").text().contains("each field once"), "{}", answer.text());
    // What is given twice counts as it was given last.
    let answer = pages.post("/jurisdictions", &[("state", "Texas"), ("state", "California")]);
    let page = check_page(&answer);
    assert_eq!((answer.status, page.select("[name=state]").attr("value").as_deref()), (200, Some("California")));
}

#[test]
fn pages_box_api_and_assistants_took_any_limit_and_offset() {
    let data = archive("");
    let pages = Pages::serve(data.path());
    let cases = [
        ("limit", "51", "limit: expected a whole number from 1 to 50, got 51"),
        ("limit", "1000", "limit: expected a whole number from 1 to 50, got 1000"),
        ("offset", "4000000000", "offset: expected a whole number from 0 to 1000, got 4000000000"),
    ];
    for (option, value, said) in cases {
        let page = pages.post("/search", &[("query", "grant"), (option, value)]);
        let boxed = pages.post("/box", &[("command", "search"), ("query", "grant"), (option, value)]);
        for typed in [json!(value), json!(value.parse::<i64>().expect("a number"))] {
            let asked = json!({ "query": "grant", option: typed });
            let api = pages.post_json("/api/v1/search", &asked);
            for answer in [&page, &boxed, &api] {
                assert_eq!((answer.status, answer.text().contains(said)), (400, true), "{asked}: {}", answer.text());
            }
            let call = json!({
                "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "search", "arguments": asked },
            });
            let headers = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
            let result = pages.send("POST", "/mcp", &headers, call.to_string().as_bytes()).json()["result"].take();
            assert_eq!(result["isError"], json!(true), "{asked}: {result}");
            assert!(result["content"][0]["text"].as_str().is_some_and(|text| text.contains(said)), "{result}");
        }
    }
}

#[test]
fn each_page_and_each_refusal_made_a_table_and_looked_for_the_publisher() {
    let data = archive("");
    let at = Locations::new(Some(data.path().to_owned()), None, None);
    let published = Published::new(&open(&at).expect("it opens"), &at);
    for words in Words::shipped() {
        let tables = [0, 1].map(|_| published.table(Front::Web, words));
        assert!(Arc::ptr_eq(&tables[0], &tables[1]), "{}", words.language());
        assert_eq!(tables[0].words().language(), words.language());
    }
    let publisher = published.publisher.expect("one publisher");
    let pages = Pages::serve(data.path());
    assert_eq!(check_page(&pages.get("/")).select("a.brand").text().trim(), publisher);
}

#[test]
fn whoever_was_sent_away_was_sent_a_whole_page() {
    let data =
        archive("[publication]\ndoors = [\"web\"]\nname = \"The Weir Weekly\"\n[web]\nrequests_per_minute = 1\n");
    let pages = Pages::serve(data.path());
    let spanish = [("accept-language", "es")];
    let home = check_page(&pages.send("GET", "/", &spanish, b""));
    let answer = pages.send("GET", "/", &spanish, b"");
    let refused = check_refusal(&answer);
    assert_eq!((answer.status, refused.select("html").attr("lang").as_deref()), (429, Some("es")));
    assert!(!answer.text().contains("Weir") && !answer.text().contains("/ask"), "{}", answer.text());
    // It looks like the others, by day and by night.
    for (element, attribute) in [("link[rel=stylesheet]", "href"), ("meta[name=color-scheme]", "content")] {
        assert_eq!(refused.select(element).attr(attribute), home.select(element).attr(attribute), "{element}");
    }
    std::fs::write(
        data.path().join("pullquote.toml"),
        "[publication]\ndoors = [\"api\"]\nname = \"The Weir Weekly\"\n",
    )
    .expect("settings");
    let shut = Pages::serve(data.path()).send("GET", "/", &[("host", "archive.example")], b"");
    assert_eq!((shut.status, check_refusal(&shut).text().contains("Weir")), (403, false));
}

#[test]
fn a_refused_completion_had_no_word() {
    let data = archive("");
    let pages = Pages::serve(data.path());
    for body in [json!({}), json!({ "command": "said", "option": "how", "partial": "" })] {
        let answer = pages.post_json("/complete.json", &body);
        assert_eq!((answer.status, answer.text().as_str()), (400, "no completion\n"), "{body}");
    }
}

#[test]
fn whoever_read_slowly_was_taken_for_idle_and_cut_off() {
    const BYTES: usize = 64 << 20;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (at, stop) = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let at = listener.local_addr().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let routes = Router::new().route("/", get(|| async { vec![b'x'; BYTES] }));
        let (short, long) = (Duration::from_millis(50), Duration::from_secs(600));
        let patience = Patience { head: long, body: long, send: long, idle: short, connections: 8 };
        tokio::spawn(listen(listener, routes, patience, stopped));
        (at, stop)
    });
    let mut stream = TcpStream::connect(at).expect("it listens");
    stream.write_all(b"GET / HTTP/1.1\r\nhost: weir\r\n\r\n").expect("it reads");
    let began = Instant::now();
    let mut came = vec![0; 1];
    stream.read_exact(&mut came).expect("a beginning");
    // Much longer than a connection may be idle.
    while began.elapsed() < Duration::from_millis(1_000) {
        std::thread::sleep(Duration::from_millis(100));
    }
    // It ends once all was read and nothing more is asked: it is idle then.
    stream.read_to_end(&mut came).expect("the rest");
    assert_eq!(came.iter().filter(|byte| **byte == b'x').count(), BYTES);
    drop(stop);
}
