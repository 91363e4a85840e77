//! A desk that several processes share, and one in PostgreSQL.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use pullquote::desk::proposals::{Begun, Proposed};
use pullquote::desk::writes::waiting_in;
use pullquote::desk::{Desk, DeskAddress, DeskError, Post, Server};
use serde_json::json;
use tempfile::TempDir;

use crate::support::killed_senders::{folder as empty, sender_killed, server_killed, server_paused};
use crate::support::{desks, times};

const NOW: i64 = 1_800_000_000;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("desk.sqlite");
    (folder, path)
}

/// Two processes with one desk.
async fn two(path: &Path) -> [Arc<Desk>; 2] {
    [Desk::open(desks::at(path)).await, Desk::open(desks::at(path)).await].map(|desk| Arc::new(desk.expect("a desk")))
}

/// Waits for up to ten seconds.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

#[tokio::test]
async fn it_lies_where_the_tests_say() {
    let (_folder, path) = folder();
    let desk = Desk::open(desks::at(&path)).await.expect("a desk");
    let on_postgres = desks::postgres().is_some();
    assert_eq!((desk.is_shared(), path.exists()), (on_postgres, !on_postgres));
}

/// Every module whose tests ask for a desk, by the filter that `.ci/run` gives to the second run.
const MODULES: [&str; 11] = [
    "backup.rs",
    "cluster/doctor.rs",
    "desk.rs",
    "desk_replay.rs",
    "desk_shared.rs",
    "desk_versions.rs",
    "discord/desk",
    "discord/community",
    "discord/sharing.rs",
    "tenants/machines.rs",
    "tenants/sharing.rs",
];
/// What of them says so in the first run. The number is checked below.
const NOTICE: &str = "199 tests of the desk ran on SQLite alone: .ci/run runs them on PostgreSQL, too";

#[test]
#[ignore = "199 tests of the desk ran on SQLite alone: .ci/run runs them on PostgreSQL, too"]
fn the_desk_on_postgres() {
    assert!(desks::postgres().is_some(), "{} names no database", desks::VARIABLE);
}

#[test]
fn it_is_said_how_many_tests_did_not_run_on_postgres() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let text = |path: &Path| -> String {
        match path.is_dir() {
            true => crate::support::files(path).iter().map(|path| fs::read_to_string(path).expect("a file")).collect(),
            false => fs::read_to_string(path).expect("a file"),
        }
    };
    let text: String = MODULES.iter().map(|module| text(&root.join(module))).collect();
    let marks = ["#[test]\n", "#[tokio::test]\n", "#[tokio::test("];
    let count: usize = marks.iter().map(|mark| text.matches(mark).count()).sum();
    // Those two ask for none, and the marks stand in one of them.
    assert!(NOTICE.starts_with(&format!("{} tests", count - 3)), "{} tests", count - 3);
}

#[tokio::test]
async fn a_change_that_waited_in_vain_spoils_no_connection() {
    let (_folder, path) = folder();
    let [one, other] = two(&path).await;
    let held = one.change().await.expect("begun");
    // With a file, a change waits when it writes, and not when it begins.
    let waits = one.is_shared();
    let refused = other.count(&[]).await;
    assert_eq!(matches!(refused, Err(DeskError::Unwritable(_))), waits, "{refused:?}");
    // One that nobody waits for any more.
    let given_up = tokio::time::timeout(Duration::from_millis(300), other.change()).await;
    assert_eq!(given_up.is_err(), waits);
    drop(given_up);
    drop(held);
    for _ in 0..12 {
        other.count(&[]).await.expect("written");
    }
    other.follows(NOW).await.expect("read");
}

#[tokio::test]
async fn what_another_process_sets_holds_here_and_what_it_writes_is_heard() {
    let (_folder, path) = folder();
    let [one, other] = two(&path).await;
    let heard = Arc::new(AtomicUsize::new(0));
    let (listening, counted) = (Arc::clone(&other), Arc::clone(&heard));
    let listening = tokio::spawn(async move {
        listening
            .hear_others(|| {
                counted.fetch_add(1, Ordering::Relaxed);
            })
            .await;
    });
    one.change_set_up("6", NOW, |own| own.language = Some("es".into())).await.expect("written");
    until("what it set", || other.set_up("6").language.as_deref() == Some("es")).await;
    one.left("6", NOW).await.expect("written");
    until("that it left", || other.set_up("6").language.is_none()).await;
    if other.is_shared() {
        let before = heard.load(Ordering::Relaxed);
        let post = Post { key: "editors/x".into(), body: Some(json!({})), ..Post::default() };
        one.put_post(&post, NOW).await.expect("written");
        until("what it wrote", || heard.load(Ordering::Relaxed) > before).await;
    }
    listening.abort();
}

#[tokio::test]
async fn one_process_has_the_duty_at_a_time() {
    let (_folder, path) = folder();
    let [one, other] = two(&path).await;
    let term = one.take_duty().await.expect("asked").expect("nobody has it");
    assert!(!term.is_over());
    assert_eq!(other.take_duty().await.expect("asked"), None);
    assert!(one.keep_duty().await.expect("asked").is_some());
    one.end_duty().await;
    assert!(one.keep_duty().await.expect("asked").is_none());
    assert!(other.take_duty().await.expect("asked").is_some());
    other.end_duty().await;
}

#[tokio::test]
async fn what_a_living_process_approves_is_not_given_back() {
    let (_folder, path) = folder();
    let [one, other] = two(&path).await;
    let Begun::Kept(id) = one.propose("6", "8", "list", &Proposed::default(), NOW).await.expect("written") else {
        panic!("not kept");
    };
    let proposal = one.proposal("6", &id, NOW).await.expect("read").expect("a proposal");
    assert!(one.hand_in("6", "50", &proposal, json!({}), NOW).await.expect("written"));
    one.take_duty().await.expect("asked").expect("nobody has it");
    assert!(one.claim_proposal("6", &id).await.expect("written"));
    let state = async || other.proposal("6", &id, NOW).await.expect("read").expect("a proposal").state;
    one.release_proposals().await.expect("written");
    assert_eq!(state().await, "approving", "its own");
    other.release_proposals().await.expect("written");
    assert_eq!(state().await, "approving", "that of one that lives");
    // What a process notes for as long as it lives.
    if other.is_shared() {
        desks::run(&path, "UPDATE lease SET ends_at = 0").await;
    }
    drop(one);
    other.release_proposals().await.expect("written");
    assert_eq!(state().await, "open", "that of one that ended");
}

#[tokio::test]
async fn rows_travel_between_a_file_and_another_desk_and_back() {
    let ((_one, path), (_two, second)) = (folder(), folder());
    let file = Desk::open(&path).await.expect("a desk");
    file.change_set_up("6", NOW, |own| own.editors_channel = Some("50".into())).await.expect("written");
    let proposed = file.propose("6", "8", "list", &Proposed::default(), NOW).await.expect("written");
    assert!(matches!(proposed, Begun::Kept(_)));
    let post = Post { key: "editors/x".into(), server: "6".into(), expires_at: NOW * 2, ..Post::default() };
    file.put_post(&post, NOW).await.expect("written");
    let lines = file.export(true, NOW).await.expect("lines");
    let brought = async |desk: &Desk, lines: &[String]| {
        let lines = lines.iter().map(|line| Ok(line.clone()));
        desk.import(lines, &json!({}), NOW).await.expect("taken in").added
    };
    let there = Desk::open(desks::at(second.with_file_name("there.sqlite"))).await.expect("a desk");
    assert_eq!(brought(&there, &lines).await, 3);
    let again = there.export(true, NOW).await.expect("lines");
    assert_eq!(again, lines);
    let back = Desk::open(&second).await.expect("a desk");
    assert_eq!(brought(&back, &again).await, 3);
    assert_eq!(back.export(true, NOW).await.expect("lines"), lines);
    assert_eq!(back.set_up("6").editors_channel.as_deref(), Some("50"));
    // No text of PostgreSQL has this character.
    let strange = json!({"table": "counter", "row": {"week": "2026-11-30", "server": "6", "what": "cited",
        "topic": "a\0b", "count": 1}});
    assert_eq!(brought(&there, &[lines[0].clone(), strange.to_string()]).await, 1);
}

#[tokio::test]
async fn what_is_handed_over_travels_goes_with_its_server_and_with_its_time_and_is_found_in_all_schemas() {
    let ((_one, path), (_two, second)) = (folder(), folder());
    let desk = Desk::open(desks::at(&path)).await.expect("a desk");
    // By the database's clock, as what looks into all schemas.
    let now = desk.clock().await.expect("a clock");
    let texts = async |desk: &Desk, at: i64| -> Vec<String> {
        desk.corpus_writes(at).await.expect("read").into_iter().map(|row| row.text).collect()
    };
    for (server, line) in [("6", "first"), ("7", "second"), ("6", "third")] {
        desk.hand_over_case(server, line, now).await.expect("written");
    }
    assert_eq!(texts(&desk, now).await, ["first", "second", "third"]);
    let there = Desk::open(desks::at(&second)).await.expect("a desk");
    let lines = desk.export(true, now).await.expect("lines");
    there.import(lines.into_iter().map(Ok), &json!({}), now).await.expect("taken in");
    assert_eq!(texts(&there, now).await, ["first", "second", "third"]);
    if let DeskAddress::Postgres { server, schema } = desks::at(&path) {
        assert!(waiting_in(&server, std::slice::from_ref(&schema)).await.expect("read").contains(&schema));
    }
    desk.forget_server("6", now).await.expect("forgotten");
    assert_eq!(texts(&desk, now).await, ["second"]);
    let later = now + 90 * 24 * 60 * 60;
    assert!(texts(&desk, later).await.is_empty());
    desk.expire(later, &json!({})).await.expect("gone");
    assert!(texts(&desk, now).await.is_empty());
    if let DeskAddress::Postgres { server, schema } = desks::at(&path) {
        assert!(!waiting_in(&server, std::slice::from_ref(&schema)).await.expect("read").contains(&schema));
    }
    // What was forgotten on one side is forgotten on both.
    let lines = desk.export(true, now).await.expect("lines");
    there.import(lines.into_iter().map(Ok), &json!({}), now).await.expect("taken in");
    assert_eq!(texts(&there, now).await, ["second"]);
}

#[tokio::test]
async fn a_database_that_is_away_says_so_and_is_no_damage() {
    // Nobody listens there.
    let away: DeskAddress = Server::new("postgres://me:secret@127.0.0.1:1/desk".parse().expect("a URL"))
        .schema("pullquote".parse().expect("a name"));
    let error = Desk::open(&away).await.err().expect("it is away");
    assert!(matches!(error, DeskError::Unwritable(_)), "{error}");
    assert!(!format!("{error} {error:?} {away} {away:?}").contains("secret"));
}

#[tokio::test]
async fn an_interaction_that_two_processes_are_told_changes_the_desk_once() {
    let (_folder, path) = folder();
    let [one, other] = two(&path).await;
    let asks = async |desk: &Desk, interaction: &str| {
        let twice = async {
            desk.put_post(&Post { key: "first".into(), ..Post::default() }, NOW).await?;
            desk.put_post(&Post { key: "second".into(), ..Post::default() }, NOW).await
        };
        desk.handling(interaction, twice).await
    };
    asks(&one, "5").await.expect("all its changes are made");
    for desk in [&one, &other] {
        assert!(matches!(asks(desk, "5").await, Err(DeskError::Repeated)));
    }
    // One whose process died in the middle of its change has done nothing, and one that changes nothing is not noted.
    one.handling("6", async { drop(one.change().await.expect("begun")) }).await;
    one.handling("6", one.follows(NOW)).await.expect("read");
    asks(&other, "6").await.expect("it is done now");
    // What nobody asked for is not counted as asked.
    for _ in 0..2 {
        one.put_post(&Post { key: "third".into(), ..Post::default() }, NOW).await.expect("written");
    }
    let later = jiff::Timestamp::now().as_second() + 1_000;
    assert!(!one.leases_under("handled/", later - 900).await.expect("read").is_empty());
    one.expire(later, &json!({})).await.expect("deleted");
    assert!(one.leases_under("handled/", 0).await.expect("read").is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_the_sender_is_killed_another_process_goes_on_and_each_message_is_there_once() {
    if desks::postgres().is_none() {
        return;
    }
    let (_folder, data) = empty();
    let figure = sender_killed(&data, 60, times("PULLQUOTE_DESK_SENDERS_KILLED", 1), 1).await;
    eprintln!("{}", figure.expect("all is there once"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_is_killed_and_comes_back_is_used_again_and_each_message_is_there_once() {
    if desks::postgres().is_none() {
        return;
    }
    let (_folder, data) = empty();
    let figure = server_killed(&data, 60, times("PULLQUOTE_DESK_SERVERS_KILLED", 1), 1).await;
    eprintln!("{}", figure.expect("all is there once"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_answers_nothing_holds_up_nobody_for_ever_and_each_message_is_there_once() {
    if desks::postgres().is_none() {
        return;
    }
    let (_folder, data) = empty();
    let figure = server_paused(&data, 60, times("PULLQUOTE_DESK_SERVERS_PAUSED", 1), 1).await;
    eprintln!("{}", figure.expect("all is there once"));
}
