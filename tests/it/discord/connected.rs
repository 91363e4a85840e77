//! Staying connected: what Discord refuses or limits for a while ends no bot, and holds up nobody whom it does not mean.

use std::path::Path;
use std::time::{Duration, Instant};

use pullquote::shell::discord::Front;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::hostile_archive::{hostile_archive, hostile_bot, hostile_bot_of};
use super::program::{data, end, program};
use super::{Bot, command, settings};
use crate::support::discord::{FakeDiscord, Mood};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registration_that_fails_ends_no_bot() {
    for status in [400, 403, 429, 503] {
        let fake = FakeDiscord::start().await;
        fake.with(|state| state.refused = vec![("PUT /api/v10/applications", status)]);
        let bot = of_servers(&fake, None, None);
        fake.ready(1).await;
        fake.until("a refusal", |state| state.requests.iter().any(|request| request.status == status).then_some(()))
            .await;
        fake.dispatch(command(1, "ask", &[("question", "x")]));
        fake.answer("1").await;
        fake.with(|state| state.refused.clear());
        fake.until("a registration", |state| (!state.commands.is_empty()).then_some(())).await;
        bot.end().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_serves_its_old_commands_while_it_cannot_register() {
    let (fake, data) = (FakeDiscord::start().await, data());
    fake.with(|state| state.refused = vec![("PUT /api/v10/applications", 503)]);
    let child = program(data.path(), &fake, &["serve"]);
    fake.ready(1).await;
    fake.dispatch(command(1, "letter", &[("place", "New Orleans")]));
    fake.answer("1").await;
    let began = Instant::now();
    let said = end(child);
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(said.contains("Connected to Discord") && !said.contains("are registered"), "{said}");
    fake.end();
}

/// A command of two words' description.
fn one(name: &str) -> Value {
    json!({"name": name, "type": 1, "description": "does it", "integration_types": [0], "contexts": [0]})
}

/// A bot with the commands `ask` and `letter`.
fn of_servers(fake: &FakeDiscord, guild: Option<&str>, remembered: Option<&Path>) -> Bot {
    let front = Front {
        guild: guild.map(str::to_owned),
        remembered: remembered.map(Path::to_owned),
        commands: watch::channel(json!([one("ask"), one("letter")])).1,
        ..Front::default()
    };
    Bot::run(fake.clone(), front, hostile_archive(), settings())
}

/// What server 6 shows after a front of this server and then one of all; `others` stands there already.
async fn shown_after_both(others: &[Value], is_member: bool, remembers: bool) -> Vec<String> {
    let (fake, folder) = (FakeDiscord::start().await, tempfile::tempdir().expect("a folder"));
    let remembered = remembers.then(|| folder.path().join("index/discord-commands.json"));
    fake.with(|state| state.servers = if is_member { vec!["8", "6"] } else { Vec::new() });
    let tried = of_servers(&fake, Some("6"), remembered.as_deref());
    fake.until("a registration", |state| state.commands.contains_key("6").then_some(())).await;
    fake.ready(1).await;
    tried.stop.send(true).expect("it runs");
    tried.running.await.expect("no panic").expect("a clean end");
    fake.with(|state| {
        state.identifies.clear();
        let own = state.commands.get_mut("6").expect("a server");
        own.extend(others.iter().cloned());
    });
    let all = of_servers(&fake, None, remembered.as_deref());
    fake.ready(2).await;
    let settled =
        |names: &[String]| names.iter().filter(|name| *name == "ask").count() == 1 && names.len() == 2 + others.len();
    for _ in 0..100 {
        if settled(&fake.shown_in("6")) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    all.end().await;
    fake.shown_in("6")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_that_were_tried_in_one_server_do_not_show_twice_there() {
    // Known from the last time, or asked of Discord: it was another machine.
    for (is_member, remembers) in [(true, false), (false, true)] {
        assert_eq!(shown_after_both(&[], is_member, remembers).await, ["ask", "letter"]);
    }
    let mut others = [one("another")];
    others[0]["id"] = json!("77");
    assert_eq!(shown_after_both(&others, true, false).await, ["another", "ask", "letter"], "not ours to remove");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limits_of_one_interaction_hold_up_no_other() {
    let bot = hostile_bot(Mood::Good).await;
    bot.fake.ready(1).await;
    let empty = vec![("x-ratelimit-bucket", "b"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "600")];
    bot.fake.with(|state| state.told = vec![("/interactions/", empty.clone()), ("/webhooks/", empty)]);
    // More than there are places in a lane, and each with a follow-up.
    for id in 1..=30 {
        bot.fake.dispatch(command(id, "slow", &[("question", "x")]));
    }
    for id in 101..=130 {
        bot.fake.dispatch(command(id, "ask", &[("question", "x")]));
    }
    for id in (1..=30).chain(101..=130) {
        bot.fake.answer(&id.to_string()).await;
    }
    bot.fake.edit("30").await;
    bot.fake.dispatch(command(200, "ask", &[("question", "x")]));
    bot.fake.answer("200").await;
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_short_connections_an_answer_is_in_time() {
    let bot = hostile_bot_of(FakeDiscord::start().await, Mood::DropAfter(Duration::from_millis(250))).await;
    bot.fake.until("resumptions", |state| (state.resumes >= 6).then_some(())).await;
    // Asked while nobody is connected, at the worst.
    bot.fake.dispatch(command(1, "ask", &[("question", "x")]));
    bot.fake.answer("1").await;
    let (sent, identifies) = bot.fake.with(|state| (state.interactions["1"].clone(), state.identifies.len()));
    let taken = sent.answered.expect("it is answered").0 - sent.at;
    assert!(taken < Duration::from_secs(3) && identifies == 1, "{taken:?}, {identifies} sessions");
    bot.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dials_that_fail_cost_no_session() {
    let bot = hostile_bot(Mood::DropAfter(Duration::from_millis(100))).await;
    bot.fake.ready(1).await;
    bot.fake.with(|state| state.mood = Mood::HangUp);
    bot.fake.until("dials", |state| (state.connects.len() >= 4).then_some(())).await;
    bot.fake.with(|state| state.mood = Mood::Good);
    bot.fake.until("a resumption", |state| (state.resumes > 0).then_some(())).await;
    assert_eq!(bot.fake.with(|state| state.identifies.len()), 1);
    bot.end().await;
}
