//! `doctor --cluster` says what is wrong between the machines.

use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::network::Network;
use crate::support::desks;

/// What it finds, a line each; whether all is well.
fn looked(network: &Network, data: &Path, arguments: &[&str]) -> (bool, Vec<String>) {
    let output = network.program(data, &[&["doctor", "--cluster"], arguments].concat()).output().expect("it runs");
    let told = String::from_utf8(output.stdout).expect("text");
    assert!(!told.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.success(), told.lines().map(str::to_owned).collect())
}

fn wrong(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.strip_prefix("wrong  ")).collect()
}

fn holds(lines: &[String], text: &str) -> bool {
    lines.iter().any(|line| line.contains(text))
}

#[test]
fn a_store_that_lost_something_is_told_and_how_to_mend_it() {
    let network = Network::new(60);
    let data = network.importer.path();
    let (good, lines) = looked(&network, data, &[]);
    assert!(good && holds(&lines, "published: nothing yet"), "{lines:?}");
    network.publish(&[]);
    let before = network.objects();
    let (good, lines) = looked(&network, data, &[]);
    assert!(good, "{lines:?}");
    for told in [
        "and may be written",
        "published: generation 1, the same in desk and store",
        "all there",
        "kept beside them: nothing",
        "importer: nobody publishes at this moment",
        "replicas: none has reported itself",
    ] {
        assert!(holds(&lines, told), "{told}: {lines:?}");
    }
    // Looking leaves nothing behind.
    assert_eq!(network.objects(), before);
    assert!(fs::read_dir(network.folder.path()).expect("a folder").count() <= 4);
    let blob = before.iter().find(|path| path.to_string_lossy().contains("blobs")).expect("an object");
    let bytes = fs::read(blob).expect("an object");
    fs::write(blob, &bytes[1..]).expect("written");
    let (good, lines) = looked(&network, data, &[]);
    let told = wrong(&lines);
    assert!(!good && told.len() == 1 && told[0].contains("missing or cut short: 1"), "{lines:?}");
    assert!(told[0].ends_with("pullquote publish, at the importer, puts them again"), "{told:?}");
    network.publish(&[]);
    assert!(looked(&network, data, &[]).0);
    // A copy that is behind, as where it could not be written.
    let copy = network.folder.path().join("current.json");
    let old = fs::read(&copy).expect("a copy");
    network.write(7, "It cost more.");
    network.publish(&[]);
    fs::write(&copy, old).expect("written");
    let (good, lines) = looked(&network, data, &[]);
    assert!(
        !good && wrong(&lines).iter().any(|own| own.contains("generation 3 in the desk, 2 in the store")),
        "{lines:?}"
    );
    let output = network.program(data, &["doctor", "--cluster", "--json"]).output().expect("it runs");
    let told: Value = serde_json::from_slice(&output.stdout).expect("an object");
    assert_eq!((&told["sound"], told["checks"][0]["check"].as_str()), (&Value::from(false), Some("database")));
    // A replica looks and writes nothing.
    network.publish(&[]);
    network.pulled();
    let (good, lines) = looked(&network, network.replica.path(), &[]);
    assert!(good && !holds(&lines, "may be written"), "{lines:?}");
    fs::rename(network.folder.path(), network.folder.path().with_extension("away")).expect("moved");
    let (good, lines) = looked(&network, data, &[]);
    assert!(!good && holds(&lines, "no such folder"), "{lines:?}");
    fs::rename(network.folder.path().with_extension("away"), network.folder.path()).expect("moved");
}

#[test]
fn each_newsletter_of_a_folder_is_told_by_its_name() {
    let network = Network::new(1);
    let all = tempfile::tempdir().expect("a folder");
    let store = network.folder.path().to_str().expect("a name");
    fs::write(all.path().join("tenants.toml"), format!("store = {store:?}\n")).expect("written");
    for name in ["hill", "valley"] {
        let data = all.path().join(name);
        fs::create_dir_all(data.join("corpus/articles")).expect("a corpus");
        fs::write(data.join("corpus/articles/town-1.md"), super::network::article(1, name)).expect("an article");
    }
    network.program(&all.path().join("valley"), &["publish"]).output().expect("it runs");
    let (good, lines) = looked(&network, all.path(), &["--tenants", "."]);
    assert!(!good, "{lines:?}");
    assert!(holds(&lines, "ok     valley: published: generation 1"), "{lines:?}");
    // Nothing of it was ever published, so there is no such part of the store.
    assert!(wrong(&lines).iter().all(|own| own.starts_with("hill: store")), "{lines:?}");
    // One alone is told as one of them.
    let (good, lines) = looked(&network, &all.path().join("valley"), &[]);
    assert!(good && lines.iter().all(|line| line.starts_with("ok     valley: ")), "{lines:?}");
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _gone = self.0.kill();
        let _gone = self.0.wait();
    }
}

#[test]
fn replicas_of_one_database_say_what_they_serve() {
    let network = Network::new(2);
    desks::named_in(network.importer.path());
    let Some(url) = desks::postgres() else { return };
    fs::copy(network.importer.path().join("pullquote.toml"), network.replica.path().join("pullquote.toml"))
        .expect("a copy");
    network.publish(&[]);
    let replica = Killed(network.start(network.replica.path(), &["serve", "--replica", "--web", "127.0.0.1:0"]));
    let data = network.importer.path();
    let until = |text: &str| {
        let began = Instant::now();
        loop {
            let (_, lines) = looked(&network, data, &[]);
            if holds(&lines, text) {
                return lines;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "never {text:?}: {lines:?}");
            std::thread::sleep(Duration::from_secs(1));
        }
    };
    let lines = until("): generation 1 since");
    assert!(holds(&lines, "PostgreSQL ") && holds(&lines, "commits wait for no standby"), "{lines:?}");
    assert!(holds(&lines, "clock: as the database's") && wrong(&lines).is_empty(), "{lines:?}");
    // Nothing secret: neither who logs in nor with what.
    let user = url.split("://").nth(1).and_then(|rest| rest.split('@').next()).expect("a user");
    assert!(!user.is_empty() && !lines.concat().contains(&format!("{user}@")), "{lines:?}");
    network.write(9, "It is new.");
    network.publish(&[]);
    until("): generation 2 since");
    drop(replica);
    network.write(10, "It is newer.");
    network.publish(&[]);
    let lines = until("as it said last");
    assert!(wrong(&lines).is_empty(), "{lines:?}");
}

#[test]
fn a_program_with_many_newsletters_reports_them_all_at_once() {
    let Some(url) = desks::postgres() else { return };
    let network = Network::new(1);
    let [here, there] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
    // Names, and with them schemas, that no other test has.
    let [one, other, program] = ["one", "other", "program"].map(|name| desks::schema(&here.path().join(name)));
    let store = network.folder.path().to_str().expect("a name");
    for folder in [&here, &there] {
        let common = format!("desk = {url:?}\ndesk_schema = {program:?}\nstore = {store:?}\n");
        fs::write(folder.path().join("tenants.toml"), common).expect("written");
    }
    for name in [&one, &other] {
        let data = here.path().join(name);
        fs::create_dir_all(data.join("corpus/articles")).expect("a corpus");
        fs::write(data.join("corpus/articles/town-1.md"), super::network::article(1, name)).expect("an article");
        assert!(network.program(&data, &["publish"]).output().expect("it runs").status.success());
    }
    let arguments = ["serve", "--tenants", ".", "--replica", "--web", "127.0.0.1:0"];
    let _replica = Killed(network.start(there.path(), &arguments));
    let began = Instant::now();
    loop {
        let (good, lines) = looked(&network, here.path(), &["--tenants", "."]);
        let serve = |name: &str| {
            let told =
                |line: &String| line.starts_with(&format!("ok     {name}: replica ")) && line.contains("generation 1");
            lines.iter().any(told)
        };
        if serve(&one) && serve(&other) {
            assert!(good, "{lines:?}");
            // The database is told of once.
            assert_eq!(lines.iter().filter(|line| line.contains("PostgreSQL ")).count(), 1, "{lines:?}");
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{lines:?}");
        std::thread::sleep(Duration::from_secs(1));
    }
}
