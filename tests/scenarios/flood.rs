//! Many interactions, odd and hostile ones among them; memory; and what the log holds.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::discord::{FakeDiscord, Kept};
use crate::program::{Program, command, custom_ids, interaction, sample};
use crate::random::Random;
use crate::{Outcome, corpus, ensure, hostile};

/// Interactions a second, and how many are sent at a time.
const RATE: usize = 400;
const BATCH: usize = 20;

/// Sends interactions at a steady pace, and waits until all are answered.
async fn send(fake: &FakeDiscord, all: Vec<Value>) -> Vec<Value> {
    let ids: Vec<String> = all.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect();
    let mut pace = tokio::time::interval(Duration::from_secs_f64(BATCH as f64 / RATE as f64));
    for batch in all.chunks(BATCH) {
        pace.tick().await;
        batch.iter().for_each(|one| fake.dispatch(one.clone()));
    }
    let mut answers = Vec::new();
    for id in ids {
        answers.push(fake.answer(&id).await);
    }
    answers
}

/// Times from an interaction to its answer: median, and the 99.9th in a hundred.
fn times(fake: &FakeDiscord) -> (Duration, Duration) {
    let taken = |state: &mut Kept| {
        let all = state.interactions.values();
        let mut times: Vec<Duration> =
            all.filter_map(|sent| Some(sent.answered.as_ref()?.0.saturating_duration_since(sent.at))).collect();
        times.sort();
        times
    };
    let times = fake.with(taken);
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    (at(0.5), at(0.999))
}

/// Questions that the sample corpus answers, or does not.
const ASKED: [(&str, &str, &str); 10] = [
    ("letter", "place", "New Orleans"),
    ("letter", "place", "Springfield"),
    ("ask", "question", "Who threatened to charge elected officials?"),
    ("ask", "question", "What is the capital of France?"),
    ("said", "who", "Sessions"),
    ("search", "query", "grant money -drug"),
    ("source", "text", "Sessions said \"enough is enough\""),
    ("jurisdictions", "state", "CA"),
    ("article", "title", "Renewing"),
    ("help", "command", "said"),
];

/// Asks each of these once: the ids of all buttons and menus of the answers.
async fn offered_ids(fake: &FakeDiscord) -> Vec<String> {
    let asked = ASKED.iter().zip(1..).map(|((name, option, text), id)| command(id, name, option, text));
    send(fake, asked.collect()).await.iter().flat_map(custom_ids).collect()
}

/// Payloads that no model takes.
fn malformed(id: u64, random: &mut Random) -> Value {
    let odd = [json!(null), json!([1]), json!({"custom_id": 5}), json!({"options": 5, "name": null}), json!("x")];
    let mut one = interaction(id, random.below(100) as u64, random.of(&odd).clone());
    for field in ["locale", "member", "message", "channel_id", "guild_id", "application_id", "version"] {
        if random.below(3) == 0 {
            one[field] = random.of(&odd).clone();
        }
    }
    one
}

/// 10,000 random interactions, 500 of them malformed.
pub async fn ten_thousand() -> Outcome {
    let (fake, data, mut random) = (FakeDiscord::start().await, sample(), Random::seeded());
    let program = Program::start(data.path(), &fake, &[], "error");
    fake.ready(1).await;
    let ids = offered_ids(&fake).await;
    let all = (0..10_000).map(|n| {
        let id = 1_000 + n;
        let (name, option, text) = *random.of(&ASKED);
        match random.below(20) {
            0 => malformed(id, &mut random),
            1..=4 => {
                let partial: String = text.chars().take(random.below(8)).collect();
                let typed = json!({"name": name, "options": [{"name": option, "value": partial, "focused": true}]});
                interaction(id, 4, typed)
            }
            5..=8 => interaction(id, 3, json!({"custom_id": random.of(&ids), "values": ["2255000"]})),
            9 => command(id, name, option, &"q\u{202E}<@2> ".repeat(random.below(300))),
            _ => command(id, name, option, text),
        }
    });
    send(&fake, all.collect()).await;
    let (median, slow) = times(&fake);
    let (doubled, violations) = fake.with(|state| (state.doubled, state.violations.clone()));
    let said = program.end().await?;
    ensure!(!said.contains("a fault of ours"), "{said}");
    ensure!(slow < Duration::from_secs(2), "p99.9 {slow:?}");
    ensure!(doubled == 0 && violations.is_empty(), "{doubled} doubled, {violations:?}");
    fake.end();
    Ok(format!("10,000 of 10,000 answered, 0 panics, 0 violations, median {median:?}, p99.9 {slow:?}"))
}

/// What in an answer does harm; completions and what only says "seen" have no words.
fn harm(answer: &Value) -> Option<String> {
    let wordless = answer["type"] == json!(8) || answer["type"] == json!(6);
    if wordless { None } else { hostile::harm(answer, "https://www.commondreams.org/") }
}

/// 5,000 hostile strings through every path.
pub async fn hostile_strings() -> Outcome {
    let (fake, data, mut random) = (FakeDiscord::start().await, sample(), Random::seeded());
    let program = Program::start(data.path(), &fake, &[], "error");
    fake.ready(1).await;
    let pieces = [hostile::PIECES.as_slice(), &["Sessions ", "New Orleans "]].concat();
    let all = (0..5_000).map(|n| {
        let id = 1_000 + n;
        let text: String = (0..1 + random.below(40)).map(|_| *random.of(&pieces)).collect();
        let (name, option, _) = *random.of(&ASKED);
        match n % 8 {
            0 => interaction(id, 3, json!({"custom_id": format!("2k{name}"), "values": [text]})),
            1 => interaction(id, 3, json!({"custom_id": text, "values": [text]})),
            2 => {
                interaction(id, 4, json!({"name": name, "options": [{"name": option, "value": text, "focused": true}]}))
            }
            3 => command(id, &text, &text, &text),
            4 => {
                let messages = json!({"9": {"content": text, "embeds": [{"title": text, "description": text}]}});
                let data =
                    json!({"name": "Find the source", "type": 3, "target_id": "9", "resolved": {"messages": messages}});
                interaction(id, 2, data)
            }
            _ => command(id, name, option, &text),
        }
    });
    let answers = send(&fake, all.collect()).await;
    let harmed: Vec<String> = answers.iter().filter_map(harm).collect();
    program.end().await?;
    ensure!(harmed.is_empty(), "{} do harm, the first: {}", harmed.len(), harmed[0]);
    fake.end();
    Ok("5,000 hostile strings: 0 without allowed_mentions, 0 pings, 0 foreign links, 0 bidirectional controls".into())
}

/// 10,000 flipped custom ids, pressed by somebody who owns nothing.
pub async fn flipped_ids() -> Outcome {
    let (fake, data, mut random) = (FakeDiscord::start().await, sample(), Random::seeded());
    let program = Program::start(data.path(), &fake, &[], "error");
    fake.ready(1).await;
    let ids = offered_ids(&fake).await;
    let all = (0..10_000).map(|n| {
        let id = random.of(&ids).clone();
        let mut pressed = interaction(1_000 + n, 3, json!({"custom_id": random.flipped(&id), "values": ["2255000"]}));
        pressed["message"]["interaction_metadata"]["user"]["id"] = json!("8");
        pressed
    });
    let answers = send(&fake, all.collect()).await;
    let harmed: Vec<String> = answers.iter().filter_map(harm).collect();
    let removed = fake.with(|state| state.requests.iter().filter(|request| request.method == "DELETE").count());
    let turned = answers.iter().filter(|answer| answer["type"] == json!(7)).count();
    let kind = |kind: u64| answers.iter().filter(|answer| answer["type"] == json!(kind)).count();
    let said = program.end().await?;
    ensure!(!said.contains("a fault of ours"), "{said}");
    ensure!(harmed.is_empty() && removed == 0 && turned == 0, "{harmed:?}, {removed} removed, {turned} turned");
    fake.end();
    Ok(format!("10,000 flipped ids: 0 panics, 0 of others' messages removed or turned, {} answered alone", kind(4)))
}

/// 5,000 articles in at most 256 MB.
pub async fn memory() -> Outcome {
    let (fake, data, mut random) = (FakeDiscord::start().await, sample(), Random::seeded());
    let megabytes = corpus::generate(&data.path().join("corpus/articles/generated.jsonl"), 5_000, &mut random);
    let began = Instant::now();
    let program = Program::start(data.path(), &fake, &[], "error");
    fake.ready(1).await;
    let started = began.elapsed();
    let at_start = program.peak_memory();
    let all = (0..2_000).map(|n| {
        let words: Vec<&str> = (0..3).map(|_| corpus::word(&mut random)).collect();
        let (name, option, _) = *random.of(&ASKED);
        command(1_000 + n, name, option, &words.join(" "))
    });
    send(&fake, all.collect()).await;
    let peak = program.peak_memory();
    program.end().await?;
    fake.end();
    // The second start finds whatever the first one left.
    fake.with(|state| state.identifies.clear());
    let again = Program::start(data.path(), &fake, &[], "error");
    fake.ready(2).await;
    let second = again.peak_memory();
    again.end().await?;
    let figure = format!(
        "5,000 articles ({megabytes:.0} MB): ready after {started:.1?} with {at_start:.0} MB, {peak:.0} MB after 2,000 \
         questions, {second:.0} MB on a second start"
    );
    ensure!(peak <= 256.0, "{figure}");
    Ok(figure)
}

/// A canary token and a canary question, at log level trace, over both transports.
pub async fn canary() -> Outcome {
    let mut bytes = 0;
    for over_http in [false, true] {
        let (fake, data) = (FakeDiscord::start().await, sample());
        let arguments: &[&str] = if over_http { &["--http", "127.0.0.1:0"] } else { &[] };
        let program = Program::start(data.path(), &fake, arguments, "trace");
        let mut all = vec![
            command(1, "ask", "question", "canary-question"),
            command(2, "canary-question", "canary-question", "canary-question"),
            interaction(
                3,
                4,
                json!({"name": "letter", "options": [{"name": "place", "value": "canary-question", "focused": true}]}),
            ),
            interaction(4, 3, json!({"custom_id": "canary-question", "values": ["canary-question"]})),
            json!({"id": "5", "type": "canary-question", "data": "canary-question"}),
        ];
        all.iter_mut().for_each(|one| one["token"] = json!("canary-interaction"));
        if over_http {
            let at = program.endpoint().await;
            for one in &all {
                fake.call(at, one).await;
            }
            fake.post(at, b"{canary-question".to_vec(), |_| {}).await;
        } else {
            fake.ready(1).await;
            send(&fake, all).await;
        }
        let said = program.end().await?;
        let traced = said.lines().filter(|line| line.contains("TRACE") || line.contains("DEBUG")).count();
        ensure!(traced >= 10, "too little was logged to say anything: {said}");
        let found: Vec<&str> = said.lines().filter(|line| line.contains("canary")).collect();
        ensure!(found.is_empty(), "{} lines hold it, the first: {}", found.len(), found[0]);
        bytes += said.len();
        fake.end();
    }
    Ok(format!("0 canaries in {bytes} bytes of log at trace"))
}
