//! An importer of many newsletters and replicas of them, each a program of its own with a folder of its own.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pullquote::desk::{Desk, Server};
use tempfile::TempDir;

use super::doors::all_show_their_own_alone;
use super::{ADA, ALL, BEA, CYD, Newsletter, folder_of, holds};
use crate::cluster::s3::S3;
use crate::support::pages::Pages;
use crate::support::{desks, folder};

struct Machines {
    importer: TempDir,
    replica: TempDir,
    store: TempDir,
}

impl Machines {
    fn new(tenants: &[&Newsletter]) -> Machines {
        let folder = || tempfile::tempdir().expect("a folder");
        let own = Machines { importer: folder_of(tenants), replica: folder(), store: folder() };
        let mut common = format!("store = {:?}\n", own.store.path().join("news"));
        if let Some(url) = desks::database() {
            common += &format!("desk = {url:?}\n");
        }
        for folder in [&own.importer, &own.replica] {
            fs::write(folder.path().join("tenants.toml"), &common).expect("settings");
        }
        own
    }

    fn importer(&self) -> Pages {
        Pages::serve_with(self.importer.path(), &["--tenants", "."])
    }

    fn replica(&self) -> Pages {
        Pages::serve_with(self.replica.path(), &["--tenants", ".", "--replica"])
    }

    /// Runs something by hand in a folder, with the arguments `--tenants .`; whether it went well, and what it says.
    fn by_hand(folder: &Path, command: &str) -> (bool, String) {
        let (code, out, err) = folder::run(folder, &[command, "--tenants", "."], "");
        (code == Some(0), out + &err)
    }
}

/// Waits until something holds.
fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(90), "never: {what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn shows(pages: &Pages, own: &Newsletter, path: &str, word: &str) -> bool {
    let answer = own.get(pages, path);
    answer.status == 200 && holds(&answer.text(), word)
}

#[test]
fn what_an_importer_publishes_is_shown_by_a_replica_that_knew_of_nobody() {
    let machines = Machines::new(&[&ADA, &BEA]);
    // Started first, with an empty folder.
    fs::create_dir_all(machines.store.path().join("news")).expect("a store");
    let replica = machines.replica();
    let is_ready = |replica: &Pages| ADA.get(replica, "/readyz").status == 200;
    assert!(!is_ready(&replica), "it knows nobody");
    let importer = machines.importer();
    for own in [&ADA, &BEA] {
        until(own.name, || shows(&replica, own, "/a/flood", own.word));
    }
    until("what a balancer asks", || is_ready(&replica));
    // One changes, though nobody asks its importer for it.
    let late = "corpus/articles/late.md";
    let text = fs::read_to_string(machines.importer.path().join("ada/corpus/articles/flood.md")).expect("an article");
    fs::write(machines.importer.path().join("ada").join(late), text.replace("\"flood\"", "\"late\"")).expect("written");
    until("what is new", || shows(&replica, &ADA, "/a/late", ADA.word));
    // Its settings come along: it moves to another host, which is nobody's before.
    let moved = ADA.settings().replace("ada.example", "dee.example");
    fs::write(machines.importer.path().join("ada/pullquote.toml"), moved).expect("settings");
    const DEE: Newsletter = Newsletter { name: "dee", word: ADA.word, ..ADA };
    until("the other host", || shows(&replica, &DEE, "/a/late", ADA.word));
    assert_eq!(ADA.get(&replica, "/").status, 404);
    // A third one comes.
    CYD.write(machines.importer.path());
    until("the new one", || shows(&replica, &CYD, "/a/flood", CYD.word));
    drop(importer);
    // The store goes: what is there is served on, and after another start.
    let (there, away) = (machines.store.path().join("news"), machines.store.path().join("away"));
    fs::rename(&there, &away).expect("moved");
    std::thread::sleep(Duration::from_secs(4));
    assert!(shows(&replica, &DEE, "/a/late", ADA.word));
    drop(replica);
    let replica = machines.replica();
    for own in [&DEE, &BEA, &CYD] {
        assert!(shows(&replica, own, "/a/flood", own.word), "{}", own.name);
    }
    until("what a balancer asks without the store", || is_ready(&replica));
    fs::rename(&away, &there).expect("moved");
    // After another start the importer reads none of them anew, and still publishes what changes.
    let mut importer = machines.importer();
    fs::remove_file(machines.importer.path().join("bea/corpus/articles/grant.md")).expect("removed");
    until("what went", || BEA.get(&replica, "/a/grant").status == 404);
    let said = importer.ended();
    let published: Vec<&str> = said.lines().filter(|line| line.contains("was published")).collect();
    assert_eq!(published.len(), 1, "{said}");
}

#[test]
fn each_is_published_and_pulled_by_hand_and_one_that_fails_is_said() {
    let machines = Machines::new(&ALL);
    let hold = |name: &str| fs::write(machines.importer.path().join(name), "= none").expect("written");
    hold("bea/pullquote.toml");
    let (good, said) = Machines::by_hand(machines.importer.path(), "publish");
    assert!(!good && said.contains("1 of 3 failed") && said.contains("bea: "), "{said}");
    assert!(["ada", "cyd"].iter().all(|name| said.contains(&format!("{name}: published generation 1 in "))), "{said}");
    fs::write(machines.importer.path().join("bea/pullquote.toml"), BEA.settings()).expect("settings");
    let (good, said) = Machines::by_hand(machines.importer.path(), "publish");
    assert!(good && said.contains("bea: published generation 1") && said.contains("holds the same"), "{said}");
    let (good, said) = Machines::by_hand(machines.replica.path(), "pull");
    assert!(good && said.matches("pulled generation 1 from").count() == 3, "{said}");
    // One of them by itself uses the same store.
    let (code, out, err) = folder::run(machines.replica.path(), &["--data", "bea", "pull"], "");
    assert!(code == Some(0) && out.contains("generation 1 is the newest"), "{out}{err}");
    // What was pulled by hand is served without a store, too.
    let pages = Pages::serve_with(machines.replica.path(), &["--tenants", "."]);
    for own in ALL {
        assert!(shows(&pages, own, "/a/flood", own.word), "{}", own.name);
    }
}

#[test]
fn a_folder_is_pulled_into_by_one_process() {
    let machines = Machines::new(&[&ADA]);
    Machines::by_hand(machines.importer.path(), "publish");
    let replica = machines.replica();
    until("it is shown", || shows(&replica, &ADA, "/a/flood", ADA.word));
    let (code, _, err) =
        folder::run(machines.replica.path(), &["serve", "--tenants", ".", "--replica", "--web", "127.0.0.1:0"], "");
    assert!(code == Some(1) && err.contains("another process pulls"), "{err}");
    let (code, _, err) = folder::run(machines.replica.path(), &["--data", "ada", "pull"], "");
    assert!(code == Some(1) && err.contains("another process pulls"), "{err}");
}

#[test]
fn everything_that_is_asked_of_a_pulled_tenant_shows_its_own_alone() {
    let machines = Machines::new(&ALL);
    let (good, said) = Machines::by_hand(machines.importer.path(), "publish");
    assert!(good, "{said}");
    let replica = machines.replica();
    for own in ALL {
        until(own.name, || shows(&replica, own, "/a/flood", own.word));
    }
    all_show_their_own_alone(&replica);
}

#[test]
fn a_round_in_which_nothing_is_new_asks_the_database_twice_and_the_store_nothing() {
    let machines = Machines::new(&ALL);
    let Some(url) = desks::database() else { return };
    let s3 = S3::start(machines.store.path());
    for folder in [&machines.importer, &machines.replica] {
        let common = format!("store = \"s3://bucket/news\"\ndesk = {url:?}\n");
        fs::write(folder.path().join("tenants.toml"), common).expect("settings");
    }
    let environment = s3.environment();
    let mut environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let importer = Pages::serve_in(machines.importer.path(), &["--tenants", "."], &environment);
    environment.push(("RUST_LOG", "sqlx=debug"));
    let mut replica = Pages::serve_in(machines.replica.path(), &["--tenants", ".", "--replica"], &environment);
    for own in ALL {
        until(own.name, || shows(&replica, own, "/a/flood", own.word));
    }
    // What is new is heard, and not only found by looking.
    drop(importer);
    s3.asked();
    std::thread::sleep(Duration::from_secs(12));
    let asked = s3.asked();
    let said = replica.ended();
    let count = |what: &str| said.lines().filter(|line| line.contains("summary") && line.contains(what)).count();
    // Beside them, what is served is reported every ten seconds, for all together.
    let (rounds, rows, all) = (count("pg_catalog.pg_class"), count("CAST('ada'"), count("SELECT"));
    println!("idle: the store was asked {asked:?}; of {rounds} rounds {rows} asked for rows, {all} statements in all");
    assert!(rounds >= 3 && rows <= rounds, "{said}");
    // But for who came, which is asked every half minute.
    assert!(asked.values().sum::<usize>() <= 1, "{asked:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_handed_over_at_a_replica_is_written_where_the_tenant_is_published() {
    let machines = Machines::new(&ALL);
    let Some(url) = desks::database() else { return };
    let common = format!("store = {:?}\ndesk = {url:?}\n", machines.store.path());
    fs::write(machines.importer.path().join("tenants.toml"), common).expect("settings");
    let data = machines.importer.path().join("bea");
    fs::write(data.join("pullquote.toml"), format!("desk_writes = true\n{}", BEA.settings())).expect("settings");
    let importer = machines.importer();
    until("all are published", || ALL.iter().all(|own| machines.store.path().join(own.name).exists()));
    let at = Server::new(url.parse().expect("a URL")).schema("bea".parse().expect("a schema"));
    let desk = Desk::open(at).await.expect("a desk");
    let now = desk.clock().await.expect("a desk");
    desk.hand_over_case(BEA.server, "{\"question\": \"Who won?\"}", now).await.expect("written");
    let cases = data.join("eval/desk.jsonl");
    until("it is written", || fs::read_to_string(&cases).is_ok_and(|cases| cases.contains("Who won?")));
    drop(importer);
    assert!(!machines.importer.path().join("ada/eval").exists());
}
