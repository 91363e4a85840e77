//! One bot for several tenants: each server is answered by its own, with its own commands, and nothing that is pressed there
//! opens another's archive.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Child;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{ADA, ALL, BEA, Newsletter, folder_of, holds, start};
use crate::discord::parts;
use crate::support::discord::{APPLICATION, FakeDiscord};

struct Running {
    fake: FakeDiscord,
    child: Child,
    _folder: TempDir,
    asked: u64,
    /// Where its counters are.
    metrics: std::net::SocketAddr,
}

impl Running {
    async fn start(memory: &str) -> Running {
        let (fake, folder) = (FakeDiscord::start().await, folder_of(&ALL));
        let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr());
        let metrics = free.expect("a free port");
        let child = start(&folder, &fake, &["--tenant-memory", memory, "--metrics", &metrics.to_string()]);
        fake.ready(1).await;
        Running { fake, child, _folder: folder, asked: 1_000, metrics }
    }

    /// Sends an interaction as of a server, or as a direct message; what was answered.
    async fn send(&mut self, server: Option<&str>, kind: u64, data: Value) -> Value {
        self.asked += 1;
        let id = self.asked.to_string();
        let mut sent = json!({"id": id, "token": format!("t{id}"), "application_id": APPLICATION, "type": kind, "data": data,
            "channel_id": "5", "message": {"id": "77", "flags": 64, "interaction_metadata": {"user": {"id": "7"}}}});
        let user = json!({"id": "7"});
        match server {
            Some(server) => {
                sent["guild_id"] = json!(server);
                sent["member"] = json!({"user": user, "permissions": "8", "roles": []});
            }
            None => sent["user"] = user,
        }
        self.fake.dispatch(sent);
        self.fake.answer(&id).await
    }

    async fn ask(&mut self, server: &str, name: &str, options: Value) -> Value {
        self.send(Some(server), 2, json!({"name": name, "type": 1, "options": options})).await
    }

    async fn press(&mut self, server: Option<&str>, custom_id: &str) -> Value {
        self.send(server, 3, json!({"custom_id": custom_id, "component_type": 2})).await
    }

    fn told_at(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.metrics).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut told = String::new();
        stream.read_to_string(&mut told).expect("it answers");
        told
    }

    fn end(mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
        self.fake.end();
    }
}

fn option(name: &str, value: &str) -> Value {
    json!([{"name": name, "type": 3, "value": value}])
}

/// The words of others in an answer.
fn told_of_others(own: &Newsletter, answer: &Value) -> Vec<&'static str> {
    let text = answer.to_string();
    ALL.iter().filter(|other| other.name != own.name && holds(&text, other.word)).map(|other| other.word).collect()
}

fn buttons(answer: &Value) -> Vec<String> {
    parts(answer).into_iter().filter_map(|part| Some(part["custom_id"].as_str()?.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_completions_and_buttons_show_the_tenant_of_the_server_alone() {
    let mut running = Running::start("1GB").await;
    for own in ALL {
        let server = own.server.to_owned();
        let there = running.fake.until("commands of a server", |kept| kept.commands.get(&server).cloned()).await;
        assert!(told_of_others(own, &json!(there)).is_empty(), "{there:?}");
        assert!(holds(&json!(there).to_string(), own.word), "{there:?}");
    }
    assert!(running.fake.with(|kept| kept.commands.get("").is_none_or(Vec::is_empty)));
    let mut pressed: BTreeSet<String> = BTreeSet::new();
    let mut shown = [false; 3];
    for _ in 0..2 {
        for (own, shown) in ALL.iter().zip(&mut shown) {
            let server = own.server;
            let commands = running.fake.with(|kept| kept.commands.get(server).cloned()).expect("commands");
            for command in commands.iter().filter(|command| command["type"] != json!(3)) {
                let (name, options) = (command["name"].as_str().expect("a name"), command["options"].as_array());
                for given in options.into_iter().flatten() {
                    let (given, kind) = (given["name"].as_str().expect("a name"), given["type"].as_u64());
                    let answer = match kind {
                        Some(1) => running.ask(server, name, json!([{"name": given, "type": 1, "options": []}])).await,
                        Some(3) => {
                            for typed in ["weir", "When did the weir break?", "flood", "Mayor Quill"] {
                                let answer = running.ask(server, name, option(given, typed)).await;
                                assert_eq!(told_of_others(own, &answer), [""; 0], "{name} {given} {typed}: {answer}");
                                *shown |= holds(&answer.to_string(), own.word);
                                pressed.extend(buttons(&answer));
                            }
                            let typed = json!([{"name": given, "type": 3, "value": "", "focused": true}]);
                            running.send(Some(server), 4, json!({"name": name, "type": 1, "options": typed})).await
                        }
                        _ => continue,
                    };
                    assert_eq!(told_of_others(own, &answer), [""; 0], "{name} {given}: {answer}");
                    pressed.extend(buttons(&answer));
                }
            }
        }
    }
    assert_eq!(shown, [true; 3]);
    let (metrics, health) = (running.told_at("/metrics"), running.told_at("/healthz"));
    for own in ALL {
        let answered = format!("pullquote_interactions_answered_total{{tenant=\"{}\"}} ", own.name);
        let count = metrics.split(&answered).nth(1).and_then(|rest| rest.lines().next()?.parse::<u64>().ok());
        assert!(count.is_some_and(|count| count > 0), "{metrics}");
        assert!(!holds(&metrics, own.word) && !metrics.contains(own.server) && !health.contains(own.name), "{metrics}");
    }
    assert!(health.contains("200 OK") && health.ends_with("gateway: connected\nok\n"), "{health}");
    assert!(pressed.len() > 20, "{pressed:?}");
    // What stands on a message of one is pressed in the servers of all.
    for own in ALL {
        for custom_id in &pressed {
            let answer = running.press(Some(own.server), custom_id).await;
            assert_eq!(told_of_others(own, &answer), [""; 0], "{custom_id}: {answer}");
        }
    }
    running.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_nobody_named_and_a_message_outside_are_told_where_to_ask() {
    let mut running = Running::start("1GB").await;
    let answer = running.ask("1000000000000000009", "ask", option("question", "When did the weir break?")).await;
    assert_eq!(answer["data"]["content"], json!("pullquote does not answer in this server."));
    let completed = running.send(Some("1000000000000000009"), 4, json!({"name": "ask", "type": 1, "options": [{"name": "question", "type": 3, "value": "w", "focused": true}]})).await;
    assert_eq!(completed["data"]["choices"], json!([]));
    for (kind, data) in [
        (2, json!({"name": "privacy", "type": 1})),
        (2, json!({"name": "ask", "type": 1, "options": option("question", "When did the weir break?")})),
        (3, json!({"custom_id": "anything", "component_type": 2})),
    ] {
        let answer = running.send(None, kind, data).await;
        let said = answer["data"]["content"].as_str().expect("a sentence");
        assert!(said.starts_with("Several newsletters answer through this bot."), "{answer}");
        assert!(answer["data"]["flags"].as_u64().is_some_and(|flags| flags & 64 == 64), "{answer}");
    }
    running.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_followed_is_ended_from_the_message_that_it_sent() {
    let mut running = Running::start("1GB").await;
    running.fake.until("commands of a server", |kept| kept.commands.get(BEA.server).cloned()).await;
    let consent =
        |answer: &Value| buttons(answer).into_iter().next().unwrap_or_else(|| panic!("no button in {answer}"));
    let mut asked = json!([{"name": "phrase", "type": 1, "options": option("phrase", "three million")}]);
    let commands = running.fake.with(|kept| kept.commands.get(BEA.server).cloned()).expect("commands");
    let follow = commands.iter().find(|own| own["name"] == json!("follow")).expect("a command");
    let phrase = follow["options"].as_array().into_iter().flatten().find(|own| own["name"] == json!("phrase"));
    asked[0]["options"][0]["name"] = phrase.expect("an action")["options"][0]["name"].clone();
    let mut answer = Value::Null;
    for own in [&ADA, &BEA] {
        let begun = running.ask(own.server, "follow", asked.clone()).await;
        let agreed = consent(&begun);
        answer = running.press(Some(own.server), &agreed).await;
    }
    assert!(answer["data"].is_object(), "{answer}");
    let listed = running.ask(BEA.server, "follow", json!([{"name": "list", "type": 1, "options": []}])).await;
    let menu = parts(&listed).into_iter().find(|part| part["type"] == json!(3)).unwrap_or_else(|| panic!("{listed}"));
    let (menu, id) = (menu["custom_id"].clone(), menu["options"][0]["value"].clone());
    let data = json!({"custom_id": menu, "component_type": 3, "values": [id]});
    running.send(None, 3, data).await;
    let listed = running.ask(BEA.server, "follow", json!([{"name": "list", "type": 1, "options": []}])).await;
    assert!(!listed.to_string().contains("three million"), "{listed}");
    let others = running.ask(ADA.server, "follow", json!([{"name": "list", "type": 1, "options": []}])).await;
    assert!(others.to_string().contains("three million"), "{others}");
    running.end();
}

/// Of a follow that had ended nobody knew whose it was, after the desks of all had been asked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_follow_sent_says_whose_it_is_when_it_has_ended_too() {
    let mut running = Running::start("1GB").await;
    let follow = |tenant: &str| {
        let mark: String = blake3::hash(tenant.as_bytes()).to_hex().chars().take(8).collect();
        format!("3dfe0123456789abcdef{mark}.w20000")
    };
    let said = |answer: &Value| answer["data"]["content"].as_str().unwrap_or_default().to_owned();
    let answer = running.press(None, &follow(BEA.name)).await;
    assert_eq!(said(&answer), "Eso ya no se sigue.");
    let answer = running.press(None, &follow(ADA.name)).await;
    assert_eq!(said(&answer), "That is not followed any more.");
    // One that a newsletter began before it was one of many, or under another name.
    for id in [follow("another"), "3dfe0123456789abcdef.w20000".to_owned()] {
        let answer = running.press(None, &id).await;
        assert!(said(&answer).starts_with("Several newsletters answer through this bot."), "{answer}");
    }
    running.end();
}
