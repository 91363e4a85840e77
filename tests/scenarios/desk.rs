//! A desk of many servers with many open questions: how long each action takes, the request over HTTP included.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use pullquote::desk::{Asker, Desk, SetUp, Tell};
use serde_json::{Value, json};

use crate::discord::FakeDiscord;
use crate::program::{Program, interaction, sample};
use crate::random::Random;
use crate::{Outcome, corpus, ensure};

const SERVERS: usize = 100;
const QUESTIONS: usize = 100;
/// How often each action is measured, and what it may take.
const ROUNDS: u64 = 60;
const MOST: Duration = Duration::from_millis(50);

fn words(random: &mut Random) -> String {
    let words: Vec<&str> = (0..6).map(|_| corpus::word(random)).collect();
    format!("When did the {} in {}?", words.join(" "), 1900 + random.below(100))
}

/// Fills the desk: the ids of the questions of each server.
async fn fill(data: &std::path::Path, random: &mut Random) -> Vec<Vec<String>> {
    let desk = Desk::open(&data.join("desk.sqlite")).await.expect("a desk");
    let mut all = Vec::new();
    for server in 0..SERVERS {
        let server = (6_000 + server).to_string();
        let editors = |set_up: &mut SetUp| set_up.editors_channel = Some(format!("{server}0"));
        desk.change_set_up(&server, 0, editors).await.expect("written");
        let mut ids = Vec::new();
        for number in 0..QUESTIONS {
            let asker = Asker {
                id: desk.fresh_id(),
                user: (900_000 + number).to_string(),
                text: words(random),
                named: false,
                tell: Tell::Message,
                channel: Some("5".into()),
                locale: None,
                told_at: None,
                untold: false,
                asked_at: 1_000_000_000,
                expires_at: i64::MAX,
            };
            ids.push(desk.ask(&server, asker, &[], |_| Vec::new()).await.expect("written").1.id);
        }
        all.push(ids);
    }
    desk.close().await;
    all
}

/// An interaction of a moderator's, with what is sent from a window where that is one.
fn act(id: u64, server: usize, user: u64, custom_id: &str, text: Option<&str>) -> Value {
    let field = |(name, value): (&str, Value)| {
        let mut component = value;
        component["custom_id"] = json!(name);
        json!({"type": 18, "component": component})
    };
    let fields = text.map(|text| {
        [("text", json!({"value": text})), ("agree", json!({"values": ["yes"]})), ("tell", json!({"value": "message"}))]
            .map(field)
    });
    let kind = if fields.is_some() { 5 } else { 3 };
    let mut acted = interaction(id, kind, json!({"custom_id": custom_id, "components": fields}));
    acted["guild_id"] = json!((6_000 + server).to_string());
    acted["member"] = json!({"user": {"id": user.to_string()}, "permissions": "32", "roles": []});
    acted
}

struct Measured<'a> {
    fake: &'a FakeDiscord,
    at: SocketAddr,
    taken: BTreeMap<&'static str, Vec<Duration>>,
}

impl Measured<'_> {
    async fn act(&mut self, what: &'static str, acted: Value) -> Result<Value, String> {
        let began = Instant::now();
        let answered = self.fake.try_call(self.at, &acted).await;
        self.taken.entry(what).or_default().push(began.elapsed());
        match answered {
            Some((200, answer)) if answer["type"] != json!(5) && answer["type"] != json!(6) => Ok(answer),
            other => Err(format!("{what}: {other:?}")),
        }
    }
}

/// Each action of askers and editors, while all open questions are asked again after the start.
pub async fn many_questions() -> Outcome {
    let (fake, data, mut random) = (FakeDiscord::start().await, sample(), Random::seeded());
    let ids = fill(data.path(), &mut random).await;
    let servers: Vec<String> = (0..SERVERS).map(|server| format!("\"{}\"", 6_000 + server)).collect();
    let settings = format!(
        "[publication]\nsite = \"https://valley.example/\"\n[discord]\ndesk_servers = [{}]\n",
        servers.join(", ")
    );
    std::fs::write(data.path().join("pullquote.toml"), settings).expect("written");
    let program = Program::start(data.path(), &fake, &["--http", "127.0.0.1:0"], "error");
    let at = program.endpoint().await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut measured = Measured { fake: &fake, at, taken: BTreeMap::new() };
    for round in 0..ROUNDS {
        let (server, base) = (round as usize % SERVERS, 10_000 + round * 20);
        let id = &ids[server][round as usize % QUESTIONS];
        let step = |letter: char| format!("3dq{letter}{id}");
        measured.act("ask: window", act(base, server, base, "3dqa", None)).await?;
        let text = words(&mut random);
        let stored = measured.act("ask", act(base + 1, server, base, "3dqa", Some(&text))).await?;
        measured.act("answer: window", act(base + 2, server, 1, &step('s'), None)).await?;
        measured.act("answer: passages", act(base + 3, server, 1, &step('s'), Some("New Orleans letter"))).await?;
        measured.act("close", act(base + 4, server, 1, &step('c'), None)).await?;
        measured.act("reopen", act(base + 5, server, 1, &step('o'), None)).await?;
        measured.act("link", act(base + 6, server, 1, &step('l'), Some("https://valley.example/a"))).await?;
        let own = crate::program::custom_ids(&stored).into_iter().find(|id| id.starts_with("3dqw"));
        let own = own.ok_or_else(|| format!("no way to withdraw: {stored}"))?;
        measured.act("withdraw", act(base + 7, server, base, &own, None)).await?;
    }
    let taken = std::mem::take(&mut measured.taken);
    program.end().await?;
    fake.end();
    let mut figures = Vec::new();
    let mut slowest = Duration::ZERO;
    for (what, mut times) in taken {
        times.sort();
        let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
        figures.push(format!("{what} {:.1}/{:.1} ms", at(0.5).as_secs_f64() * 1e3, at(0.95).as_secs_f64() * 1e3));
        slowest = slowest.max(at(0.95));
    }
    let figure = format!("{} open questions, median/95th: {}", SERVERS * QUESTIONS, figures.join(", "));
    ensure!(slowest < MOST, "{figure}");
    Ok(figure)
}

/// Questions that are asked of each program in turn.
const TURNS: u64 = 400;
/// How much slower an answer may be beside a full desk: what two runs of one program differ by.
const SLOWER: f64 = 1.15;

/// Whether an answer is slower where there is a full desk: two programs in one run, asked in turns.
pub async fn answers_beside() -> Outcome {
    let mut random = Random::seeded();
    let (fakes, data) = ([FakeDiscord::start().await, FakeDiscord::start().await], [sample(), sample()]);
    fill(data[0].path(), &mut random).await;
    let servers: Vec<String> = (0..SERVERS).map(|server| format!("\"{}\"", 6_000 + server)).collect();
    let settings = format!("[discord]\ndesk_servers = [{}]\n", servers.join(", "));
    std::fs::write(data[0].path().join("pullquote.toml"), settings).expect("written");
    let programs = [0, 1].map(|at| Program::start(data[at].path(), &fakes[at], &["--http", "127.0.0.1:0"], "error"));
    let endpoints = [programs[0].endpoint().await, programs[1].endpoint().await];
    // The open questions are asked again after the start.
    tokio::time::sleep(Duration::from_secs(20)).await;
    let mut taken = [Vec::new(), Vec::new()];
    for turn in 0..TURNS {
        let question = json!([{"name": "question", "type": 3, "value": words(&mut random)}]);
        for at in [turn as usize % 2, 1 - turn as usize % 2] {
            let mut asked = interaction(turn + 1, 2, json!({"name": "ask", "type": 1, "options": question}));
            asked["guild_id"] = json!((6_000 + turn as usize % SERVERS).to_string());
            let began = Instant::now();
            let answered = fakes[at].try_call(endpoints[at], &asked).await;
            taken[at].push(began.elapsed());
            ensure!(answered.as_ref().is_some_and(|(status, _)| *status == 200), "no answer: {answered:?}");
        }
    }
    for (program, fake) in programs.into_iter().zip(fakes) {
        program.end().await?;
        fake.end();
    }
    taken.iter_mut().for_each(|times| times.sort());
    let at = |program: usize, part: f64| taken[program][((TURNS - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    let ratio = at(0, 0.5) / at(1, 0.5);
    let figure = format!(
        "with a desk of {} questions and without, median {:.2} and {:.2} ms ({ratio:.2}), 95th {:.2} and {:.2} ms",
        SERVERS * QUESTIONS,
        at(0, 0.5),
        at(1, 0.5),
        at(0, 0.95),
        at(1, 0.95)
    );
    ensure!(ratio < SLOWER, "{figure}");
    Ok(figure)
}
