//! A desk whose disk is full: it says so to whoever acts, answers go on, and it recovers by itself.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::super::program::data as sample;
use super::super::{command, content, shown};
use super::{choose, pullquote};
use crate::support::discord::{FakeDiscord, TOKEN};
use crate::support::newsletter::Newsletter;
use crate::support::small_disk::{Shortage, on_a_small_disk};
use serde_json::{Value, json};

const ROOM: u64 = 16 << 20;

#[test]
fn a_desk_on_a_full_disk_says_so_and_recovers_while_answers_go_on() {
    on_a_small_disk(
        "discord::desk::rooms::a_desk_on_a_full_disk_says_so_and_recovers_while_answers_go_on",
        |shortage| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime").block_on(recovers(shortage));
        },
    );
}

async fn ask(fake: &FakeDiscord, asked: Value) -> Value {
    let id = asked["id"].as_str().expect("an id").to_owned();
    fake.dispatch(asked);
    fake.answer(&id).await
}

async fn recovers(shortage: &Shortage) {
    let fake = FakeDiscord::start().await;
    fake.furnish("6", &[("6", 0)], &[]);
    let letter = Newsletter::at(shortage.folder().join("data"));
    crate::full_disk::copy(sample().path(), &letter.folder);
    fs::write(letter.folder.join("pullquote.toml"), "[discord]\npublic_answers_per_minute = 100\n").expect("written");
    let mut program = letter.program(&["serve"]);
    program.env("DISCORD_TOKEN", TOKEN).env("DISCORD_API", &fake.base);
    let mut program = shortage.with_room(ROOM, &program);
    let program = program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    fake.ready(1).await;
    let mut id = 0;
    // The desk is opened beside the connection.
    let panel = loop {
        id += 1;
        let panel = ask(&fake, pullquote(id, "setup")).await;
        if content(&panel).contains("Where answers are public") {
            break panel;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let limit = |id: u64, count: u64| choose(id, &panel, "limit", &[["1", "2", "3"][count as usize % 3]], json!({}));
    shortage.begin(program.id());
    let (mut refused, begun) = (String::new(), Instant::now());
    // What was reserved before may still take some.
    for count in 0.. {
        id += 1;
        refused = content(&ask(&fake, limit(id, count)).await);
        if refused.starts_with("Nothing can be stored at the moment") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{refused}");
    }
    insta::assert_snapshot!(refused, @"Nothing can be stored at the moment, so this was not done; please try again later. Answers are not touched by it.");
    for _ in 0..20 {
        id += 2;
        assert!(shown(&ask(&fake, command(id, "letter", &[("place", "NYC")])).await).contains("Yes."));
        ask(&fake, limit(id + 1, id)).await;
    }
    shortage.end(Some(program.id()));
    id += 10;
    let saved = ask(&fake, limit(id, 0)).await;
    assert!(content(&saved).contains("Where answers are public"), "{saved}");
    super::super::program::end(program);
    fake.end();
}
