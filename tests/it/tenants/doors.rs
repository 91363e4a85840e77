//! Pages, box, API and assistants of several tenants: everything is asked of each, and shows its own alone.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ALL, Newsletter, folder_of, holds, serve};
use crate::support::folder;
use crate::support::pages::{Answer, Pages};

/// What is typed everywhere: words that all have, and names of what only one has.
const TYPED: [&str; 6] = ["When did the weir break?", "weir", "Mayor Quill", "fund", "ada", "flood"];

struct Sweep<'a> {
    pages: &'a Pages,
    own: &'a Newsletter,
    asked: usize,
    /// Ways in which its own word was shown.
    shown: BTreeSet<&'static str>,
    /// The codes of its receipts.
    codes: BTreeSet<String>,
}

impl Sweep<'_> {
    fn look(&mut self, way: &'static str, what: &str, answer: &Answer) {
        self.asked += 1;
        let text = String::from_utf8_lossy(&answer.body).into_owned() + &format!("{:?}", answer.headers);
        for other in ALL.iter().filter(|other| other.name != self.own.name) {
            for secret in [other.word, other.server, &other.host()] {
                assert!(!holds(&text, secret), "{} told of {secret} by {way} {what}: {text}", self.own.name);
            }
        }
        if holds(&text, self.own.word) {
            self.shown.insert(way);
        }
        let codes = text.split("/r/").skip(1).map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric));
        self.codes.extend(codes.map(Iterator::collect::<String>));
    }

    fn get(&mut self, way: &'static str, path: &str) -> Answer {
        let answer = self.own.get(self.pages, path);
        self.look(way, path, &answer);
        answer
    }

    fn post(&mut self, way: &'static str, path: &str, fields: &[(&str, &str)]) {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let answer = self.own.send(self.pages, "POST", path, &form, &body);
        self.look(way, &format!("{path} {body}"), &answer);
    }

    fn call(&mut self, way: &'static str, method: &str, params: &Value) -> Value {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string();
        let headers = [("content-type", "application/json"), ("accept", "application/json, text/event-stream")];
        let answer = self.own.send(self.pages, "POST", "/mcp", &headers, &body);
        self.look(way, &body, &answer);
        answer.json()
    }
}

/// The commands of the API with the names of their options.
fn commands(document: &Value) -> Vec<(String, Vec<String>)> {
    let paths = document["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &Value)| {
        let schema = &item["post"]["requestBody"]["content"]["application/json"]["schema"];
        let name = schema["$ref"].as_str().and_then(|at| document.pointer(at.strip_prefix('#')?));
        let options = name.unwrap_or(schema)["properties"].as_object();
        let command = path.rsplit('/').next()?.to_owned();
        item["post"]
            .is_object()
            .then(|| (command, options.into_iter().flatten().map(|(name, _)| name.clone()).collect()))
    };
    paths.iter().filter_map(of).filter(|(command, _)| command != "complete").collect()
}

fn sweep<'a>(pages: &'a Pages, own: &'a Newsletter, codes: &BTreeSet<String>) -> Sweep<'a> {
    let mut sweep = Sweep { pages, own, asked: 0, shown: BTreeSet::new(), codes: BTreeSet::new() };
    let document = sweep.get("openapi", "/api/v1/openapi.json").json();
    let commands = commands(&document);
    assert!(commands.iter().any(|(command, _)| command == "fund"), "{commands:?}");
    for (command, options) in &commands {
        sweep.get("form", &format!("/{command}"));
        sweep.post("page", &format!("/{command}"), &[]);
        let answer = own.ask(pages, command, &json!({}));
        sweep.look("api", command, &answer);
        for option in options {
            for typed in TYPED {
                let answer = own.ask(pages, command, &json!({ option: typed }));
                sweep.look("api", &format!("{command} {option} {typed}"), &answer);
                sweep.post("page", &format!("/{command}"), &[(option, typed)]);
                sweep.post("box", "/box", &[("command", command), (option, typed)]);
            }
            for partial in ["", "a", "w", "q"] {
                let asked = json!({"command": command, "option": option, "partial": partial});
                let answer = own.ask(pages, "complete", &asked);
                sweep.look("completion", &asked.to_string(), &answer);
            }
        }
    }
    for path in [
        "/",
        "/box",
        "/box.js",
        "/box.css",
        "/style.css",
        "/page.js",
        "/icon.svg",
        "/robots.txt",
        "/healthz",
        "/nothing.here",
    ] {
        sweep.get("site", path);
    }
    for path in ["/list/fund", "/list/fund/map.png", "/list/fund/table.csv"] {
        sweep.get("list", path);
    }
    for id in ["flood", "grant"].into_iter().chain(ALL.map(|other| other.name)) {
        sweep.get("article", &format!("/a/{id}"));
        sweep.call("resource", "resources/read", &json!({"uri": format!("pullquote://article/{id}")}));
    }
    for code in codes {
        sweep.get("receipt", &format!("/r/{code}"));
        sweep.get("receipt", &format!("/api/v1/receipts/{code}"));
    }
    sweep.call("resources", "resources/list", &json!({}));
    sweep.call("resources", "resources/templates/list", &json!({}));
    let tools = sweep.call("tools", "tools/list", &json!({}))["result"]["tools"].clone();
    for tool in tools.as_array().expect("tools") {
        let options = tool["inputSchema"]["properties"].as_object().expect("options");
        sweep.call("tool", "tools/call", &json!({"name": tool["name"], "arguments": {}}));
        for option in options.keys() {
            for typed in TYPED {
                sweep.call("tool", "tools/call", &json!({"name": tool["name"], "arguments": { option: typed }}));
            }
        }
    }
    for resource in
        sweep.call("resources", "resources/list", &json!({}))["result"]["resources"].as_array().into_iter().flatten()
    {
        sweep.call("resource", "resources/read", &json!({"uri": resource["uri"]}));
    }
    sweep
}

/// Asks everything of each tenant.
pub fn all_show_their_own_alone(pages: &Pages) {
    let none = BTreeSet::new();
    let firsts = ALL.map(|own| sweep(pages, own, &none));
    let codes: BTreeSet<String> = firsts.iter().flat_map(|own| own.codes.clone()).collect();
    assert!(codes.len() >= 6, "{codes:?}");
    // With the receipts of the others.
    for own in ALL {
        let swept = sweep(pages, own, &codes);
        let ways = [
            "api",
            "article",
            "box",
            "completion",
            "form",
            "list",
            "openapi",
            "page",
            "receipt",
            "resource",
            "site",
            "tool",
            "tools",
        ];
        let missing: Vec<&str> = ways.into_iter().filter(|way| !swept.shown.contains(way)).collect();
        println!("{}: {} requests", own.name, swept.asked);
        assert!(missing.is_empty(), "{}: nothing of it in {missing:?}", own.name);
    }
}

#[test]
fn everything_that_is_asked_of_a_tenant_shows_its_own_alone() {
    let folder = folder_of(&ALL);
    let mut pages = Pages::serve_tenants(folder.path(), "debug");
    all_show_their_own_alone(&pages);
    // What is logged of one names no other, and holds no words of any.
    let said = pages.ended();
    for line in said.lines() {
        let held: Vec<&str> = ALL.iter().filter(|own| holds(line, own.word)).map(|own| own.name).collect();
        assert!(held.is_empty(), "{line}");
    }
}

#[test]
fn a_host_that_is_nobodys_is_told_nothing() {
    let folder = folder_of(&ALL);
    let pages = serve(&folder);
    for host in ["elsewhere.example", "127.0.0.1", "", "ada.example.elsewhere.example", "xada.example"] {
        for path in ["/", "/a/flood", "/api/v1/openapi.json", "/mcp", "/style.css"] {
            let answer = pages.send("GET", path, &[("host", host)], b"");
            assert_eq!((answer.status, answer.text().as_str()), (404, "404\n"), "{host} {path}");
        }
        let health = pages.send("GET", "/healthz", &[("host", host)], b"");
        assert_eq!((health.status, health.text().as_str()), (200, "ok\n"));
    }
    for host in ["ada.example", "ADA.example:443", "ada.example."] {
        assert_eq!(pages.send("GET", "/", &[("host", host)], b"").status, 200, "{host}");
    }
    let twice = pages.send("GET", "/", &[("host", "ada.example"), ("Host", "bea.example")], b"");
    assert!(matches!(twice.status, 400 | 404), "{}", twice.status);
    // Who is sent on by a proxy names the host that it was asked for, and no other header counts.
    let forwarded = [("host", "ada.example"), ("x-forwarded-host", "bea.example"), ("forwarded", "host=bea.example")];
    assert!(holds(&pages.send("GET", "/", &forwarded, b"").text(), ALL[0].word));
}

#[test]
fn a_door_is_open_where_its_own_tenant_opens_it() {
    let folder = folder_of(&ALL);
    let shut = ALL[1].settings().replace("\"web\", \"api\", ", "");
    std::fs::write(folder.path().join("bea/pullquote.toml"), shut).expect("settings");
    let pages = serve(&folder);
    let status = |own: &Newsletter, path| own.get(&pages, path).status;
    assert_eq!(ALL.map(|own| status(own, "/")), [200, 403, 200]);
    assert_eq!(ALL.map(|own| status(own, "/api/v1/openapi.json")), [200, 403, 200]);
}

#[test]
fn two_that_name_the_same_are_refused_at_the_start() {
    let folder = folder_of(&ALL);
    std::fs::write(folder.path().join("cyd/pullquote.toml"), ALL[0].settings()).expect("settings");
    let (code, _, err) = folder::run(folder.path(), &["serve", "--tenants", ".", "--web", "127.0.0.1:0"], "");
    assert_eq!(code, Some(1));
    assert!(err.contains("ada and cyd: both name ada.example (web.address)"), "{err}");
    assert!(err.contains("ada and cyd: both name 1000000000000000001 (discord.servers)"), "{err}");
}

#[test]
fn an_archive_that_cannot_be_opened_troubles_nobody() {
    let folder = folder_of(&ALL);
    let settings = folder.path().join("bea/pullquote.toml");
    std::fs::write(&settings, ALL[1].settings().replace("\"es\"", "\"xx\"")).expect("settings");
    let pages = serve(&folder);
    assert_eq!(ALL.map(|own| own.get(&pages, "/").status), [200, 503, 200]);
    let api = ALL[1].get(&pages, "/api/v1/openapi.json");
    assert_eq!((api.status, &api.json()["error"]["kind"]), (503, &json!("busy")));
    std::fs::write(&settings, ALL[1].settings()).expect("settings");
    while ALL[1].get(&pages, "/").status == 503 {
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    assert!(holds(&ALL[1].get(&pages, "/").text(), ALL[1].word));
}
