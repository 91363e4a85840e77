//! The protocol over HTTP: who may ask, how often, and how much of an article they are shown.

use serde_json::json;

use super::{archive, call, initialize, post, request};
use crate::support::pages::Pages;

const OPEN: &str = "[publication]\ndoors = [\"discord\", \"terminal\", \"mcp\"]\n";

#[test]
fn each_request_stands_for_itself_and_is_answered_with_one_document() {
    let data = archive(OPEN);
    let pages = Pages::serve(data.path());
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let answer = post(&pages, &[], &initialize(version).to_string());
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
        assert_eq!(answer.header("mcp-session-id"), None);
        assert_eq!(answer.json()["result"]["protocolVersion"], version);
    }
    let asked = call("ask", json!({ "question": "When did the reservoir break?" })).to_string();
    let answer = post(&pages, &[("mcp-protocol-version", "2025-06-18")], &asked);
    assert_eq!(answer.json()["result"]["structuredContent"]["verdict"], "found");
    assert_eq!(post(&pages, &[("mcp-protocol-version", "1999-01-01")], &asked).status, 400);
    let told = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }).to_string();
    assert_eq!(post(&pages, &[], &told).status, 202);
    assert_eq!(pages.post("/mcp", &[("question", "Who?")]).status, 406, "a form of a page is no message");
    assert_eq!(pages.get("/mcp").status, 405);
    assert_eq!(pages.send("DELETE", "/mcp", &[], b"").status, 405);
    assert_eq!(
        pages.post_json("/mcp", &json!({})).status,
        406,
        "whoever does not take both kinds of answers is no client"
    );
}

#[test]
fn the_newest_protocol_has_no_handshake() {
    let data = archive(OPEN);
    let pages = Pages::serve(data.path());
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let asked = json!({ "name": "said", "arguments": { "who": "Ann Lee" }, "_meta": meta });
    let headers = [("mcp-protocol-version", "2026-07-28"), ("mcp-method", "tools/call"), ("mcp-name", "said")];
    let answer = post(&pages, &headers, &request(3, "tools/call", asked).to_string());
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["result"]["structuredContent"]["verdict"], "found");
}

#[test]
fn a_page_of_another_site_gets_nothing_from_a_browser_on_this_machine() {
    let data = archive("");
    let pages = Pages::serve(data.path());
    let own = pages.at.to_string();
    let asked = call("ask", json!({ "question": "When did the reservoir break?" })).to_string();
    let status = |headers: &[(&str, &str)]| post(&pages, headers, &asked).status;
    // The door is shut: only this machine is answered.
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[("origin", &format!("http://{own}"))]), 200);
    assert_eq!(status(&[("origin", "https://evil.example")]), 403);
    assert_eq!(status(&[("origin", "null")]), 403);
    assert_eq!(status(&[("host", "evil.example"), ("origin", "http://evil.example")]), 403);
    let refused = post(&pages, &[("host", "archive.example")], &asked);
    assert_eq!(refused.status, 403);
    assert!(refused.text().contains("doors = [\"discord\", \"terminal\", \"mcp\"]"), "{}", refused.text());
    assert_eq!(status(&[("x-forwarded-for", "192.0.2.1")]), 403);
    // Open, it answers to the archive's own name, and still to no other.
    std::fs::write(data.path().join("pullquote.toml"), format!("{OPEN}[web]\naddress = \"https://archive.example\"\n"))
        .expect("settings");
    let pages = Pages::serve(data.path());
    let status = |headers: &[(&str, &str)]| post(&pages, headers, &asked).status;
    assert_eq!(status(&[("host", "archive.example")]), 200);
    assert_eq!(status(&[("host", "archive.example"), ("origin", "https://archive.example")]), 200);
    assert_eq!(status(&[("host", "archive.example"), ("origin", "https://evil.example")]), 403);
    assert_eq!(status(&[("host", "evil.example")]), 403);
}

#[test]
fn whoever_asks_too_often_is_told_to_wait() {
    let data = archive(&format!("{OPEN}[web]\nrequests_per_minute = 3\n"));
    let pages = Pages::serve(data.path());
    let asked = request(1, "ping", json!({})).to_string();
    let statuses: Vec<u16> = (0..4).map(|_| post(&pages, &[], &asked).status).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert!(post(&pages, &[], &asked).header("retry-after").is_some_and(|wait| wait.parse::<u32>().is_ok()));
}

#[test]
fn assistants_asked_outside_the_guard_of_all_other_doors() {
    let data = archive(&format!("{OPEN}[web]\nrequests_per_minute = 2\n"));
    let pages = Pages::serve(data.path());
    let asked = request(1, "ping", json!({})).to_string();
    // Answered, of another site, and too often.
    let answers = [&[][..], &[("host", "evil.example")], &[]].map(|headers| post(&pages, headers, &asked));
    assert_eq!(answers.each_ref().map(|answer| answer.status), [200, 403, 429]);
    for answer in answers {
        let expected = [
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-robots-tag", "noindex"),
        ];
        expected.iter().for_each(|(name, value)| assert_eq!(answer.header(name), Some(*value), "{name}"));
    }
}

#[test]
fn a_target_in_rust_log_had_questions_written_down() {
    let data = archive(OPEN);
    let mut pages = Pages::serve_logging(data.path(), "info,rmcp::service=trace,rmcp::transport=trace,rmcp=trace");
    let asked = call("ask", json!({ "question": "Who saw the sealcanary?" })).to_string();
    assert_eq!(post(&pages, &[], &asked).status, 200);
    let log = pages.ended();
    assert!(log.contains("Pages are served") && !log.contains("sealcanary"), "{log}");
}

#[test]
fn an_article_that_shows_only_quotations_is_not_put_together_from_many_requests() {
    let data = archive(&format!("{OPEN}[web]\nrequests_per_minute = 1000\n"));
    let pages = Pages::serve(data.path());
    let mut shown: Vec<String> = Vec::new();
    for number in 1..=40 {
        let query = format!("gate {number} reservoir painted \"spring {number}\"");
        let answer = post(&pages, &[], &call("search", json!({ "query": query })).to_string()).json();
        let reply = answer["result"]["structuredContent"].clone();
        let excerpts = reply["excerpts"].as_array().expect("excerpts").clone();
        let gates = excerpts.iter().filter(|own| own["article"] == "gates");
        shown.extend(gates.filter_map(|own| own["text"].as_str()).filter(|text| !text.is_empty()).map(str::to_owned));
        let closed = excerpts.iter().any(|own| own["article"] == "gates" && own["text"] == "");
        let text = answer["result"]["content"][0]["text"].as_str().expect("text").to_owned();
        assert!(!closed || text.contains("(title and link only: its words are not shown here)"), "{text}");
    }
    shown.sort();
    shown.dedup();
    assert!((1..=10).contains(&shown.len()), "{shown:?}");
}

#[test]
fn an_assistant_was_not_told_that_a_days_share_was_used_up() {
    let data = archive(&format!("{OPEN}[web]\nrequests_per_minute = 1000\n"));
    let pages = Pages::serve(data.path());
    let mut told = [0, 0];
    for number in 1..=20 {
        let asked =
            call("search", json!({ "query": format!("gate {number} painted \"spring {number}\"") })).to_string();
        let result = post(&pages, &[], &asked).json()["result"].take();
        let reply = &result["structuredContent"];
        let excerpts = reply["excerpts"].as_array().expect("excerpts");
        let withheld = excerpts.iter().any(|own| own["article"] == "gates" && own["text"] == "");
        for own in excerpts {
            let place = |name: &str| own[name].as_u64().expect("a number");
            assert_eq!(place("end") - place("start"), own["text"].as_str().expect("text").len() as u64, "{own}");
        }
        let said = "You were shown as much of this article today as its terms allow";
        let text = result["content"][0]["text"].as_str().expect("text");
        assert_eq!(reply["notes"].to_string().contains(said), withheld, "{reply}");
        assert_eq!(text.contains(&format!("Note: {said}")), withheld, "{text}");
        told[usize::from(withheld)] += 1;
    }
    assert!(told[0] > 0 && told[1] > 0, "{told:?}");
}

#[test]
fn the_evidence_of_a_list_is_words_of_its_article_too() {
    let data = archive(&format!("{OPEN}[web]\nrequests_per_minute = 1000\n"));
    let records: String = (1..=30)
        .map(|number| {
            let evidence =
                format!("Gate {number} of the reservoir was painted in spring {number} by the crew of the harbor.");
            format!("\n[[record]]\nname = \"Gate {number}\"\nreceived = true\narticle = \"gates\"\nevidence = \"{evidence}\"\n")
        })
        .collect();
    let list = format!(
        "id = \"paint\"\ncommand = \"paint\"\nquestion = \"Was the gate painted?\"\ntitle = \"The paint\"\n\
         date = 2024-03-01\nsubject = \"name\"\nitem = \"gate\"\n{records}"
    );
    std::fs::write(data.path().join("corpus/jurisdictions/paint.toml"), list).expect("a list");
    let pages = Pages::serve(data.path());
    let (mut shown, mut named) = (std::collections::BTreeSet::new(), 0);
    for offset in 0..30 {
        let asked = call("tracker", json!({ "list": "paint", "limit": 1, "offset": offset })).to_string();
        let reply = post(&pages, &[], &asked).json()["result"]["structuredContent"].take();
        named += reply["rows"].as_array().expect("rows").len();
        let one = call("tracker", json!({ "list": "paint", "subject": format!("Gate {}", offset + 1) })).to_string();
        let other = post(&pages, &[], &one).json()["result"]["structuredContent"].take();
        let rows = reply["rows"].as_array().into_iter().flatten().map(|row| row["evidence"].clone());
        let excerpts = [&reply, &other].map(|reply| reply["excerpts"].as_array().cloned().unwrap_or_default());
        let texts = excerpts.concat().into_iter().map(|own| own["text"].clone());
        shown.extend(
            rows.chain(texts).filter_map(|text| text.as_str().map(str::to_owned)).filter(|text| !text.is_empty()),
        );
    }
    assert!(named == 30 && (1..=10).contains(&shown.len()), "{named}: {shown:?}");
}

#[test]
fn a_log_that_was_asked_for_a_part_of_the_library_held_questions() {
    let data = archive(OPEN);
    let mut pages =
        Pages::serve_logging(data.path(), "rmcp::service=debug,rmcp::transport=trace,rmcp::handler=trace,warn");
    let asked = call("ask", json!({ "question": "When did the quicksilver reservoir break?" })).to_string();
    assert_eq!(post(&pages, &[], &asked).status, 200);
    let said = pages.ended();
    assert!(said.contains("Pages are served") && !said.contains("quicksilver"), "{said}");
}
