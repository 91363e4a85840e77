//! The HTTP API: the contract, its description, its errors, its limits.

use proptest::prelude::*;
use pullquote::commands::{Front, Table};
use pullquote::words::Words;
use serde_json::{Value, json};

use crate::support::folder;
use crate::support::hostile::PIECES;
use crate::support::pages::{Answer, Pages};
use crate::support::sample;
use crate::support::schema::departures;

/// Settings under which nothing is refused for having asked too often.
const PATIENT: &str = "meaning = \"off\"\n[publication]\ndoors = [\"discord\", \"terminal\", \"api\"]\n[web]\naddress = \"https://archive.example.org\"\nrequests_per_minute = 1000000\n";

/// The program over the sample corpus and these files.
fn serve(settings: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, Pages) {
    let data = data(settings, files);
    let pages = Pages::serve(data.path());
    (data, pages)
}

fn data(settings: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let data = folder::data(files);
    sample::write(&data.path().join("corpus"));
    std::fs::write(data.path().join("pullquote.toml"), settings).expect("settings");
    data
}

/// A program over the sample corpus. It ends with the test: one that is kept for all tests would outlive them.
fn sample_server() -> (tempfile::TempDir, Pages) {
    serve(PATIENT, &[])
}

/// Asks a command, and holds what comes against the description.
fn ask(pages: &Pages, command: &str, options: Value) -> Value {
    let answer = pages.post_json(&format!("/api/v1/{command}"), &options);
    assert_eq!(answer.status, 200, "{command} {options}: {}", answer.text());
    described(pages, "Reply", &answer)
}

fn described(pages: &Pages, schema: &str, answer: &Answer) -> Value {
    let document = pages.get("/api/v1/openapi.json").json();
    let value = answer.json();
    assert_eq!(departures(&document, schema, &value), Vec::<String>::new());
    value
}

/// Status and kind of an answer that is an error; its message is there.
fn refused(answer: &Answer) -> (u16, String) {
    let error = answer.json()["error"].clone();
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    (answer.status, error["kind"].as_str().expect("a kind").to_owned())
}

#[test]
fn a_reply_is_that_of_a_batch_with_receipts() {
    let (_data, pages) = &sample_server();
    let reply = ask(pages, "ask", json!({"question": "Who threatened to charge elected officials?", "explain": true}));
    let excerpt = &reply["excerpts"][0];
    let code = excerpt["receipt"].as_str().expect("a receipt");
    assert_eq!(excerpt["receipt_url"], json!(format!("https://archive.example.org/r/{code}")));
    let receipt = pages.get(&format!("/api/v1/receipts/{code}"));
    let named = described(pages, "Receipt", &receipt);
    assert_eq!((&named["outcome"], &named["excerpt"]["text"]), (&json!("stands"), &excerpt["text"]));
    for (code, outcome) in [("nonsense", "unreadable"), ("%ff%fe", "unreadable"), ("1000000000000000000", "unreadable")]
    {
        let named = described(pages, "Receipt", &pages.get(&format!("/api/v1/receipts/{code}")));
        assert_eq!(named["outcome"], json!(outcome), "{code}");
    }
}

#[test]
fn every_command_of_the_front_is_served_and_no_other() {
    let (_data, pages) = &sample_server();
    let document = pages.get("/api/v1/openapi.json").json();
    let files = sample::files();
    let trackers = sample::read(&files).trackers;
    let table = Table::new(&Words::english(), &trackers).expect("a table");
    for command in table.commands() {
        let path = format!("/api/v1/{}", command.name);
        let is_open = command.fronts.contains(&Front::Api);
        let answer = pages.post_json(&path, &json!({}));
        assert_eq!(document["paths"].get(&path).is_some(), is_open, "{path} in the description");
        assert_eq!(answer.status != 404, is_open, "{path}: {}", answer.text());
    }
}

#[test]
fn what_the_contract_refuses_has_its_kind_and_a_status() {
    let (_data, pages) = sample_server();
    let check = |path: &str, body: &str| {
        refused(&pages.send("POST", path, &[("content-type", "application/json; charset=utf-8")], body.as_bytes()))
    };
    let cases = [
        ("/api/v1/ask", "{", 400, "bad_json"),
        ("/api/v1/ask", "[1]", 400, "bad_json"),
        ("/api/v1/ask", "", 400, "missing_option"),
        ("/api/v1/ask", "{\"question\": null}", 400, "missing_option"),
        ("/api/v1/ask", "{\"question\": 7}", 400, "bad_option"),
        ("/api/v1/ask", "{\"question\": \"Who?\", \"plase\": null}", 400, "unknown_option"),
        ("/api/v1/search", "{\"query\": \"grant\", \"from\": \"soon\"}", 400, "bad_option"),
        ("/api/v1/search", "{\"query\": \"grant\", \"limit\": 51}", 400, "bad_option"),
        ("/api/v1/search", "{\"query\": \"grant\", \"limit\": \"1000\"}", 400, "bad_option"),
        ("/api/v1/search", "{\"query\": \"grant\", \"offset\": 1001}", 400, "bad_option"),
        ("/api/v1/serch", "{}", 404, "unknown_command"),
        ("/api/v1/follow", "{}", 404, "unknown_command"),
        ("/api/v1/%ff", "{}", 404, "unknown_path"),
        ("/api/v1/ask/more", "{}", 404, "unknown_path"),
        ("/api/v1/complete", "{\"command\": \"said\"}", 400, "bad_json"),
        ("/api/v1/complete", "{\"command\": \"said\", \"option\": \"who\", \"partial\": {}}", 400, "bad_json"),
        ("/api/v1/complete", "{\"command\": \"sad\", \"option\": \"who\"}", 404, "unknown_command"),
        ("/api/v1/complete", "{\"command\": \"said\", \"option\": \"how\"}", 400, "unknown_option"),
    ];
    for (path, body, status, kind) in cases {
        assert_eq!(check(path, body), (status, kind.to_owned()), "{path} {body}");
    }
}

#[test]
fn what_http_refuses_is_an_error_of_the_contract() {
    let (_data, pages) = &sample_server();
    let json = [("content-type", "application/json")];
    let check = |method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]| {
        let answer = pages.send(method, path, headers, body);
        (refused(&answer), answer.header("allow").map(str::to_owned))
    };
    let of = |status: u16, kind: &str, allow: Option<&str>| ((status, kind.to_owned()), allow.map(str::to_owned));
    assert_eq!(check("GET", "/api/v1/ask", &[], b""), of(405, "wrong_method", Some("POST")));
    assert_eq!(check("POST", "/api/v1/openapi.json", &json, b"{}"), of(405, "wrong_method", Some("GET,HEAD")));
    assert_eq!(check("GET", "/api/v1/receipts", &[], b"").0.0, 405, "it may be a command");
    let plain = [("content-type", "text/plain")];
    assert_eq!(check("POST", "/api/v1/about", &plain, b"{}"), of(415, "no_json", None));
    assert_eq!(refused(&pages.post("/api/v1/ask", &[("question", "Who?")])), (415, "no_json".to_owned()), "a form");
    let long = format!("{{\"question\": \"{}\"}}", "x".repeat(300_000));
    assert_eq!(check("POST", "/api/v1/ask", &json, long.as_bytes()), of(413, "too_long", None));
}

#[test]
fn long_texts_are_cut_with_a_note() {
    let (_data, pages) = sample_server();
    for text in ["x ".repeat(5_000), "\u{1F600}".repeat(10_000), "\"".repeat(10_000), "é".repeat(10_000)] {
        for (command, option) in [("ask", "question"), ("search", "query"), ("said", "who"), ("source", "text")] {
            let reply = ask(&pages, command, json!({option: text}));
            let cut = |note: &Value| note.as_str().is_some_and(|note| note.contains("was cut after"));
            assert!(reply["notes"].as_array().is_some_and(|notes| notes.iter().any(cut)), "{command}: {reply}");
        }
    }
}

#[test]
fn completions_are_those_of_the_contract() {
    let (_data, pages) = sample_server();
    let asked = json!({"command": "letter", "option": "place", "partial": "new y"});
    let choices = described(&pages, "Choices", &pages.post_json("/api/v1/complete", &asked));
    assert_eq!(choices["choices"][0], json!({"value": "3651000", "label": "New York City, N.Y."}));
}

#[test]
fn any_site_may_ask_and_nothing_is_kept() {
    let (_data, pages) = sample_server();
    let origin = [("origin", "https://elsewhere.example"), ("access-control-request-method", "POST")];
    let preflight = pages.send("OPTIONS", "/api/v1/ask", &origin, b"");
    assert_eq!((preflight.status, preflight.body.len()), (204, 0));
    assert_eq!(preflight.header("access-control-allow-headers"), Some("content-type"));
    assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
    for answer in [pages.post_json("/api/v1/about", &json!({})), pages.get("/api/v1/nothing/here")] {
        let expected = [
            ("access-control-allow-origin", "*"),
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
            ("x-robots-tag", "noindex"),
        ];
        expected.iter().for_each(|(name, value)| assert_eq!(answer.header(name), Some(*value), "{name}"));
        assert_eq!(answer.header("set-cookie"), None);
    }
}

#[test]
fn an_address_waits_once_it_asked_enough_and_proxies_are_seen_through() {
    let settings = "[publication]\ndoors = [\"api\"]\n[web]\nproxies = 1\nrequests_per_minute = 3\n";
    let (_data, pages) = serve(settings, &[]);
    let from = |address: &str| {
        let headers = [("content-type", "application/json"), ("x-forwarded-for", address)];
        pages.send("POST", "/api/v1/about", &headers, b"{}")
    };
    let statuses = |address: &str| (0..4).map(|_| from(address).status).collect::<Vec<_>>();
    assert_eq!(statuses("192.0.2.1"), [200, 200, 200, 429]);
    assert_eq!(statuses("192.0.2.2"), [200, 200, 200, 429], "another reader has their own");
    // Whatever a reader claims stands in front of what the proxy saw.
    assert_eq!(from("203.0.113.9, 192.0.2.1").status, 429);
    let late = from("192.0.2.1");
    assert_eq!(refused(&late), (429, "too_many".to_owned()));
    let wait: u64 = late.header("retry-after").and_then(|wait| wait.parse().ok()).expect("seconds");
    assert!((1..=20).contains(&wait), "{wait}");
}

#[test]
fn a_shut_door_says_how_it_is_opened() {
    let (_data, pages) = serve("[publication]\ndoors = [\"web\"]\n", &[]);
    let answer = pages.send("GET", "/api/v1/openapi.json", &[("host", "archive.example.org")], b"");
    assert_eq!(refused(&answer), (403, "door_shut".to_owned()));
    assert!(answer.text().contains(r#"doors = [\"web\", \"api\"]"#), "{}", answer.text());
}

/// An article with these lines in its front matter and this text.
fn article(id: &str, front: &str, text: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Notes of the {id}\"\npublisher = \"The Weir\"\ndate = 2024-03-01\n\
         url = \"https://weir.example/{id}\"\nlicence = \"All rights reserved\"\n{front}\n+++\n\n{text}\n"
    )
}

#[test]
fn what_may_not_be_given_is_not_given() {
    let said = |word: &str| {
        format!("The {word} keeper opened the sluice. \"The {word} sluice is open,\" said Ada Weir of the {word}.")
    };
    let files = [
        ("articles/paid.md", article("paidcanary", "show = \"whole\"\naudience = \"paid\"", &said("paidcanary"))),
        ("articles/kept.md", article("keptcanary", "show = \"whole\"\nassistants = false", &said("keptcanary"))),
        ("articles/cite.md", article("cited", "show = \"cite\"", &said("citecanary"))),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let (data, pages) = serve(PATIENT, &files);
    let table = Table::builtin(&Words::english()).on(Front::Api);
    for command in table.commands() {
        let mut asked = vec![json!({})];
        for option in command.options {
            for text in
                ["keptcanary sluice", "Ada Weir", "The keptcanary sluice is open", "paidcanary", "citecanary keeper"]
            {
                asked.push(json!({option.name: text, "limit": 50}));
            }
        }
        for options in asked {
            let answer = pages.post_json(&format!("/api/v1/{}", command.name), &options).text();
            let given = answer.replace(options.to_string().as_str(), "");
            let leaks = ["sluice is open", "keeper opened", "Notes of the paidcanary", "Notes of the keptcanary"];
            // A headline may say the question again.
            let excerpts = serde_json::from_str::<Value>(&given).expect("JSON");
            let told = format!("{}{}{}", excerpts["excerpts"], excerpts["rows"], excerpts["choices"]);
            assert!(!leaks.iter().any(|leak| told.contains(leak)), "{} {options}: {told}", command.name);
        }
    }
    // The archive has all of it.
    let (_, out, _) = folder::run(data.path(), &["search", "--json", "keptcanary"], "");
    assert!(out.contains("keeper opened") || out.contains("sluice is open"), "{out}");
}

#[test]
fn of_what_shows_only_quotations_an_address_is_given_a_share_a_day() {
    let facts: Vec<String> = (0..60)
        .map(|at| {
            format!("In the year {at} the weirs of parish number {at} were mended by the town with oak and iron.")
        })
        .collect();
    let (_data, pages) =
        serve(PATIENT, &[("articles/long.md", &article("long", "show = \"quote\"", &facts.join("\n\n")))]);
    let mut words = std::collections::BTreeSet::new();
    let mut said = 0;
    for at in 0..60 {
        let reply = ask(&pages, "search", json!({"query": format!("\"parish number {at}\""), "limit": 50}));
        for excerpt in reply["excerpts"].as_array().expect("a list") {
            let text = excerpt["text"].as_str().expect("text");
            assert_eq!(
                text.len() as u64,
                excerpt["end"].as_u64().expect("end") - excerpt["start"].as_u64().expect("start")
            );
            assert_eq!(excerpt["receipt"].is_null(), text.is_empty());
            words.insert(text.to_owned());
        }
        said += usize::from(reply["notes"].to_string().contains("as much of this article today"));
    }
    words.remove("");
    assert!((1..=10).contains(&words.len()) && said >= 40, "{} excerpts, {said} notes", words.len());
}

#[test]
fn no_question_stands_in_a_log() {
    let data = data(PATIENT, &[]);
    let mut pages = Pages::serve_logging(data.path(), "trace");
    let asked = [
        ("ask", json!({"question": "Who saw the sealcanary?"})),
        ("search", json!({"query": "sealcanary", "from": "sealcanary"})),
        ("source", json!({"text": "\"sealcanary\" said Sessions"})),
        ("said", json!({"who": "sealcanary"})),
        ("complete", json!({"command": "said", "option": "who", "partial": "sealcanary"})),
        ("sealcanary", json!({})),
    ];
    for (command, options) in asked {
        pages.post_json(&format!("/api/v1/{command}"), &options);
    }
    pages.send("POST", "/api/v1/ask", &[("content-type", "application/json")], b"{\"question\": \"sealcanary");
    let log = pages.ended();
    assert!(log.contains("Pages are served"), "{log}");
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("sealcanary")).collect();
    assert_eq!(lines, Vec::<&str>::new());
}

#[test]
fn any_bytes_are_answered() {
    let (_data, pages) = sample_server();
    let cases = crate::support::times("PULLQUOTE_API_BODIES", 200);
    let commands = ["ask", "search", "said", "source", "letter", "complete", "article", "help", "%00", "..%2f"];
    let kinds = ["application/json", "text/plain", "application/json; charset=utf-16", "\u{7f}"];
    let bodies = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        hostile().prop_map(|value| value.to_string().into_bytes())
    ];
    let asked = (prop::sample::select(commands.to_vec()), bodies, prop::sample::select(kinds.to_vec()));
    proptest!(ProptestConfig::with_cases(cases as u32), |((command, body, kind) in asked)| {
        let answer = pages.send("POST", &format!("/api/v1/{command}"), &[("content-type", kind)], &body);
        prop_assert!(answer.status < 500, "{} {}", answer.status, answer.text());
        if answer.status != 200 && !answer.body.is_empty() {
            refused(&answer);
        }
    });
}

/// Options of hostile words, in every shape of JSON.
fn hostile() -> impl Strategy<Value = Value> {
    let text =
        prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..6).prop_map(|pieces| json!(pieces.concat()));
    let value = prop_oneof![
        4 => text.clone(),
        1 => any::<i64>().prop_map(|number| json!(number)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => any::<bool>().prop_map(|flag| json!(flag)),
        1 => Just(Value::Null),
        1 => prop::collection::vec(text, 0..3).prop_map(|list| json!(list)),
    ];
    let name = prop::sample::select(vec![
        "question",
        "query",
        "who",
        "about",
        "text",
        "place",
        "title",
        "paragraph",
        "limit",
        "offset",
        "explain",
        "from",
        "to",
        "command",
        "option",
        "partial",
        "\u{0}",
    ]);
    prop::collection::hash_map(name, value, 0..4).prop_map(|fields| json!(fields))
}

#[test]
fn a_list_called_complete_was_reached_by_nobody() {
    let list = |command: &str| {
        format!(
            "id = \"dams\"\ncommand = \"{command}\"\nquestion = \"Did it sign?\"\ntitle = \"Dams\"\ndate = 2024-03-01\n\
             subject = \"name\"\nitem = \"mill\"\n"
        )
    };
    for (command, is_taken) in [("complete", true), ("box", true), ("completed", false)] {
        let data = data(PATIENT, &[("jurisdictions/dams.toml", &list(command))]);
        let (code, out, err) = folder::run(data.path(), &["index"], "");
        assert_eq!(
            (code, err.contains(&format!("\"{command}\" is a name that pullquote has itself"))),
            (Some(i32::from(is_taken)), is_taken),
            "{out}{err}"
        );
        assert!(!is_taken || err.contains("jurisdictions/dams.toml:2"), "{err}");
    }
}
