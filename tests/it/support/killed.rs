//! A desk whose process is killed while readers ask and editors answer: what was acknowledged is there afterwards, and no
//! message is doubled.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use pullquote::desk::{Desk, SetUp};
use serde_json::{Value, json};

use super::desks;
use super::discord::{APPLICATION, FakeDiscord, Posted, TOKEN};

/// The editors' channel, and the one where readers ask.
const EDITORS: &str = "50";
const READERS: &str = "5";
const SETTINGS: &str = "[publication]\nsite = \"https://valley.example/\"\n\n[discord]\ndesk_servers = [\"6\"]\n";
/// So much is asked of one process, at most: it takes no more than 60 questions an hour.
const OF_ONE: usize = 40;
/// A process lives for so long, at most, from when it can be asked; PostgreSQL is connected to first.
const LIFE: [f64; 2] = [0.25, 1.0];

/// The program, until it is killed.
pub(super) struct Running {
    child: Child,
    pub(super) at: SocketAddr,
}

impl Running {
    pub(super) fn start(data: &Path, fake: &FakeDiscord) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .args(["--data", data.to_str().expect("a name"), "serve", "--http", "127.0.0.1:0"])
            .env("DISCORD_TOKEN", TOKEN)
            .env("DISCORD_API", &fake.base)
            .env("RUST_LOG", "error")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let named = |line: String| line.split("served at http://").nth(1)?.split('/').next()?.parse().ok();
        let at = lines.by_ref().map_while(Result::ok).find_map(named).expect("it says where it serves");
        // What it says is read on, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Running { child, at }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().expect("it is killed, or is gone");
        self.child.wait().expect("it is gone");
    }
}

/// What Discord was told to be done.
#[derive(Default)]
struct Acknowledged {
    asked: BTreeSet<usize>,
    answered: BTreeSet<usize>,
}

pub(super) fn window(id: usize, user: usize, custom_id: &str, fields: &[(&str, &str)]) -> Value {
    let field = |(name, value): &(&str, &str)| {
        let mut input = json!({"custom_id": name, "value": value});
        if *name == "agree" {
            input = json!({"custom_id": name, "values": [value]});
        }
        json!({"type": 18, "component": input})
    };
    let fields: Vec<Value> = fields.iter().map(field).collect();
    json!({"id": id.to_string(), "token": format!("t{id}"), "application_id": APPLICATION, "type": 5,
        "data": {"custom_id": custom_id, "components": fields}, "channel_id": READERS, "guild_id": "6",
        "member": {"user": {"id": user.to_string()}, "permissions": "32", "roles": []}})
}

/// The number of the question that a card shows; each is of a user of that number.
fn number(card: &Posted) -> Option<usize> {
    let text = card.body.to_string();
    text.split("barge ").nth(1)?.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

fn button(card: &Posted, letter: char) -> Option<String> {
    let text = card.body.to_string();
    let id = text.split(&format!("3dq{letter}")).nth(1)?.split('"').next()?;
    Some(format!("3dq{letter}{id}"))
}

fn cards(fake: &FakeDiscord) -> Vec<Posted> {
    fake.with(|state| state.messages.iter().filter(|own| own.channel == EDITORS).cloned().collect())
}

/// Asks and answers until nobody answers any more.
async fn use_it(fake: &FakeDiscord, at: SocketAddr, next: &mut usize, done: &mut Acknowledged) {
    for _ in 0..OF_ONE {
        *next += 1;
        let id = *next;
        let text = format!("Who painted barge {id}?");
        let asked = window(id, id, "3dqa", &[("text", &text), ("tell", "mention"), ("agree", "yes")]);
        let Some((200, answer)) = fake.try_call(at, &asked).await else { return };
        if answer.to_string().contains("Sent to the editors") {
            done.asked.insert(id);
        }
        let open = cards(fake).into_iter().find(|card| button(card, 'l').is_some());
        if let Some((card, link)) = open.and_then(|card| Some((number(&card)?, button(&card, 'l')?))) {
            *next += 1;
            let answered = window(*next, 1, &link, &[("text", "https://valley.example/barges")]);
            let Some((200, answer)) = fake.try_call(at, &answered).await else { return };
            if answer.to_string().contains("Done") {
                done.answered.insert(card);
            }
        }
    }
}

/// How often each number comes.
fn counts(numbers: impl Iterator<Item = usize>) -> BTreeMap<usize, usize> {
    let mut counts = BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_default() += 1);
    counts
}

/// Kills it so often; the figure, or what was lost or doubled.
pub async fn killed(data: &Path, times: usize, seed: u64) -> Result<String, String> {
    std::fs::write(data.join("pullquote.toml"), SETTINGS).expect("written");
    desks::named_in(data);
    let desk = Desk::open(desks::at(data.join("desk.sqlite"))).await.expect("a desk");
    let editors = |set_up: &mut SetUp| set_up.editors_channel = Some(EDITORS.into());
    desk.change_set_up("6", 0, editors).await.expect("written");
    desk.close().await;
    let fake = FakeDiscord::start().await;
    let (mut random, mut next, mut done) = (fastrand::Rng::with_seed(seed), 1_000, Acknowledged::default());
    for _ in 0..times {
        let running = Running::start(data, &fake);
        let life = Duration::from_secs_f64(LIFE[usize::from(desks::postgres().is_some())] * random.f64());
        let _over = tokio::time::timeout(life, use_it(&fake, running.at, &mut next, &mut done)).await;
        drop(running);
    }
    // The last one is let be until it has sent everything.
    let running = Running::start(data, &fake);
    let complete = |done: &Acknowledged, cards: &[Posted]| {
        let all: BTreeSet<usize> = cards.iter().filter_map(number).collect();
        let open = cards.iter().filter(|card| button(card, 'l').is_some()).filter_map(number);
        let open: BTreeSet<usize> = open.collect();
        done.asked.is_subset(&all) && done.answered.is_disjoint(&open)
    };
    // Between two messages a busy machine may be quiet for longer than a look at it.
    let told = || {
        let own = |own: &&Posted| own.channel == READERS;
        let user = |own: &Posted| own.body["allowed_mentions"]["users"][0].as_str()?.parse::<usize>().ok();
        fake.with(|state| state.messages.iter().filter(own).filter_map(user).collect::<BTreeSet<usize>>())
    };
    let mut waited = 0;
    let mut last = (0, 0);
    loop {
        let now = fake.with(|state| (state.messages.len(), state.requests.len()));
        let all = complete(&done, &cards(&fake)) && done.answered.is_subset(&told());
        if now == last && all || waited > 300 {
            break;
        }
        (last, waited) = (now, waited + 1);
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    drop(running);
    let cards = cards(&fake);
    let shown = counts(cards.iter().filter_map(number));
    let mentions =
        fake.with(|state| state.messages.iter().filter(|own| own.channel == READERS).cloned().collect::<Vec<_>>());
    let mentioned = |own: &Posted| own.body["allowed_mentions"]["users"][0].as_str().and_then(|user| user.parse().ok());
    let told = counts(mentions.iter().filter_map(mentioned));
    let lost: Vec<&usize> = done.asked.iter().filter(|id| !shown.contains_key(id)).collect();
    let open: BTreeSet<usize> = cards.iter().filter(|card| button(card, 'l').is_some()).filter_map(number).collect();
    let unanswered: Vec<&usize> =
        done.answered.iter().filter(|id| open.contains(id) || !told.contains_key(id)).collect();
    let doubled: Vec<&usize> = shown.iter().chain(&told).filter(|(_, count)| **count > 1).map(|(id, _)| id).collect();
    let violations = fake.with(|state| state.violations.clone());
    if !lost.is_empty() || !unanswered.is_empty() || !doubled.is_empty() || !violations.is_empty() {
        return Err(format!("lost {lost:?}, unanswered {unanswered:?}, doubled {doubled:?}, {violations:?}"));
    }
    let (asked, answered) = (done.asked.len(), done.answered.len());
    if asked < times / 2 || answered == 0 {
        return Err(format!("{times} kills left time for {asked} questions and {answered} answers alone"));
    }
    Ok(format!("{times} kills: {asked} questions and {answered} answers acknowledged, 0 lost, 0 messages doubled"))
}
