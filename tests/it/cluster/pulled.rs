//! What is published in a folder is pulled whole, or not at all.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use pullquote::cluster::{Digest, Manifest, Pointer};
use pullquote::desk::Desk;
use pullquote::desk::published::IMPORTER;

use super::network::{Network, answers, moved};
use crate::support::{files, times};

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let path = to.join(file.strip_prefix(from).expect("inside"));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::copy(file, path).expect("a copy");
    }
}

#[test]
fn a_replica_answers_as_the_importer_and_fetches_only_what_is_new() {
    let network = Network::new(200);
    let first = network.publish(&[]);
    assert_eq!(moved(&network.pulled()).1, moved(&first).1, "{first}");
    network.assert_same();
    assert!(network.publish(&[]).contains("holds the same"));
    assert!(network.pulled().contains("is the newest"));
    network.write(7, "It cost more.");
    let (sent, fetched) = (moved(&network.publish(&[])), moved(&network.pulled()));
    assert_eq!(sent, fetched);
    assert!(sent.1 < moved(&first).1 / 2 || sent.0 <= 6, "{sent:?} of {first}");
    network.assert_same();
    // What went, goes; and what was corrected shows what it said.
    fs::remove_file(network.importer.path().join("corpus/articles/town-3.md")).expect("removed");
    network.publish(&[]);
    network.pulled();
    network.assert_same();
    let kept = files(&network.replica.path().join("pulled/3/corpus/history"));
    assert!(!kept.is_empty(), "the history is published, too");
    let mut generations: Vec<String> = fs::read_dir(network.replica.path().join("pulled"))
        .expect("a folder")
        .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
        .filter(|name| name.parse::<u64>().is_ok())
        .collect();
    generations.sort();
    assert_eq!(generations, ["2", "3"]);
}

#[test]
fn a_pulled_folder_is_not_written_into() {
    let network = Network::new(3);
    network.publish(&[]);
    network.pulled();
    let data = network.replica.path();
    let state = || {
        let folder = data.join("pulled/1");
        files(&folder).into_iter().map(|file| (fs::read(&file).expect("a file"), file)).collect::<Vec<_>>()
    };
    let before = state();
    answers(data);
    for refused in [&["import", "x.md"][..], &["index"], &["publish"], &["keep", "town-1"], &["forget", "town-1"]] {
        let output = network.program(data, refused).output().expect("the program runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("was pulled"), "{refused:?}: {said}");
    }
    assert_eq!(state(), before);
    assert!(!data.join("pulled/own.index").exists(), "the index that came with it serves");
    // An index of another version is built anew beside it.
    let manifest = files(&data.join("pulled/1/corpus.index")).into_iter().find(|file| file.ends_with("manifest"));
    fs::remove_file(manifest.expect("a manifest")).expect("removed");
    network.assert_same();
    assert!(data.join("pulled/own.index/CURRENT").exists());
}

#[test]
fn each_object_that_is_damaged_cut_short_or_gone_is_named_and_the_last_good_generation_stays() {
    let network = Network::new(40);
    network.publish(&[]);
    network.pulled();
    let good = answers(network.replica.path());
    network.write(5, "It rained.");
    network.publish(&[]);
    let newest = fs::read(network.folder.path().join("current.json")).expect("a pointer");
    let newest = Pointer::decode(&newest).expect("a pointer");
    let named = newest.manifest.to_string();
    let manifest = fs::read(network.folder.path().join(format!("manifests/{named}.json"))).expect("a manifest");
    let manifest = Manifest::decode(&manifest, &newest.manifest).expect("a manifest");
    let own: Vec<String> =
        manifest.blobs().filter(|blob| blob.attempt == manifest.attempt).map(|blob| blob.name()).collect();
    assert!(own.len() > 1, "{own:?}");
    for object in network.objects() {
        let name = object.file_name().expect("a name").to_str().expect("a name").to_owned();
        if !own.contains(&name) && !name.contains(&named) {
            continue;
        }
        let bytes = fs::read(&object).expect("an object");
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        for spoilt in [Some(flipped), Some(bytes[..bytes.len() - 1].to_vec()), Some([&bytes[..], b"x"].concat()), None]
        {
            match spoilt {
                Some(spoilt) => fs::write(&object, spoilt).expect("written"),
                None => fs::remove_file(&object).expect("removed"),
            }
            // A folder of its own, since what is sound is kept.
            let replica = tempfile::tempdir().expect("a folder");
            copy(network.replica.path(), replica.path());
            let (done, said) = network.pull_into(replica.path());
            assert!(!done && said.contains(&name), "{name}: {said}");
            assert_eq!(answers(replica.path()), good);
        }
        fs::write(&object, bytes).expect("written");
    }
    assert_eq!(answers(network.replica.path()), good);
    // What was cut short or is gone is put again; what has another byte in it, with --anew.
    let blob = network.folder.path().join("blobs").join(&own[0]);
    fs::remove_file(&blob).expect("removed");
    assert!(network.publish(&[]).contains("published generation 3"));
    network.pulled();
    network.assert_same();
    assert!(network.publish(&["--anew"]).contains("published generation 4"));
    network.pulled();
    network.assert_same();
}

#[test]
fn a_store_that_is_away_leaves_what_was_pulled() {
    let network = Network::new(3);
    network.publish(&[]);
    network.pulled();
    let away = network.folder.path().with_extension("away");
    fs::rename(network.folder.path(), &away).expect("moved");
    let (done, said) = network.pull();
    assert!(!done && said.contains("no such folder"), "{said}");
    network.assert_same();
    fs::rename(away, network.folder.path()).expect("moved");
    assert!(network.pulled().contains("is the newest"));
}

#[test]
fn what_a_hostile_store_names_is_not_written() {
    let network = Network::new(1);
    network.publish(&[]);
    let store = network.folder.path();
    let pointer = Pointer::decode(&fs::read(store.join("current.json")).expect("a pointer")).expect("a pointer");
    let manifest = fs::read(store.join(format!("manifests/{}.json", pointer.manifest))).expect("a manifest");
    let manifest = Manifest::decode(&manifest, &pointer.manifest).expect("a manifest");
    let pack = manifest.packs[0].clone();
    for path in ["../outside.md", "/tmp/outside.md", "corpus/../../outside.md", "desk.sqlite", "pulled/CURRENT"] {
        let mut hostile = manifest.clone();
        hostile.files.push(pullquote::cluster::Whole { path: path.to_owned(), modified: 0, blob: pack.clone() });
        let bytes = hostile.encode().expect("bytes");
        let named = Digest::of(&bytes);
        fs::write(store.join(format!("manifests/{named}.json")), bytes).expect("written");
        let pointing = Pointer { manifest: named, ..pointer.clone() };
        fs::write(store.join("current.json"), pointing.encode().expect("bytes")).expect("written");
        let (done, said) = network.pull();
        assert!(!done && said.contains(path), "{path}: {said}");
        assert!(!network.replica.path().join("pulled/CURRENT").exists());
        assert!(!network.replica.path().join("outside.md").exists());
    }
}

/// Runs work with the desk of a folder.
fn with_desk<T>(data: &Path, work: impl AsyncFnOnce(&Desk) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let desk = Desk::open(&data.join("desk.sqlite")).await.expect("a desk");
        let done = work(&desk).await;
        desk.close().await;
        done
    })
}

#[test]
fn one_importer_waits_for_the_other_and_a_stale_token_is_refused() {
    let network = Network::new(3);
    let data = network.importer.path();
    let now = jiff::Timestamp::now().as_second();
    let lease = with_desk(data, async |desk| desk.take_lease(IMPORTER, "other", now, now + 600).await.expect("a desk"));
    let lease = lease.expect("nobody holds it");
    let mut waiting = network.start(data, &["publish"]);
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(waiting.try_wait().expect("a process").is_none(), "it waits");
    with_desk(data, async |desk| desk.end_lease(&lease).await.expect("a desk"));
    let output = waiting.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // The first one wakes up and writes.
    let refused = with_desk(data, async |desk| desk.publish(99, "00", &lease, now).await.expect("a desk"));
    assert!(!refused, "a stale token writes nothing");
    network.pulled();
    network.assert_same();
}

/// Lets the lease of somebody who was killed end at once.
fn free_lease(data: &Path) {
    let now = jiff::Timestamp::now().as_second();
    with_desk(data, async |desk| {
        let taken = desk.take_lease(IMPORTER, "the test", now + 1_000, now).await.expect("a desk");
        assert!(taken.is_some());
    });
}

#[test]
fn an_importer_that_is_killed_at_any_moment_leaves_a_store_that_is_whole() {
    let network = Network::new(60);
    network.publish(&[]);
    network.pulled();
    let mut random = fastrand::Rng::with_seed(times("PULLQUOTE_SEED", 1) as u64);
    let whole = {
        network.write(0, "First.");
        let began = Instant::now();
        network.publish(&[]);
        began.elapsed()
    };
    for round in 0..times("PULLQUOTE_KILLS", 20) {
        network.write(round % 60, &format!("Round {round}."));
        let mut publishing = network.start(network.importer.path(), &["publish", "--anew"]);
        std::thread::sleep(whole.mul_f64(random.f64() * 1.2));
        publishing.kill().expect("killed, or gone");
        publishing.wait().expect("gone");
        free_lease(network.importer.path());
        // Whatever is served by now is whole.
        network.pulled();
        answers(network.replica.path());
    }
    network.publish(&[]);
    network.pulled();
    network.assert_same();
}

#[test]
fn a_replica_that_is_killed_while_it_pulls_serves_what_it_served_or_what_is_new() {
    let network = Network::new(150);
    network.publish(&[]);
    let began = Instant::now();
    network.pulled();
    let whole = began.elapsed();
    let mut random = fastrand::Rng::with_seed(times("PULLQUOTE_SEED", 1) as u64);
    let mut before = answers(network.replica.path());
    for round in 0..times("PULLQUOTE_KILLS", 20) {
        network.write(round, &format!("Round {round}."));
        network.publish(&["--anew"]);
        let after = answers(network.importer.path());
        let mut pulling = network.start(network.replica.path(), &["pull"]);
        std::thread::sleep(whole.mul_f64(random.f64()));
        pulling.kill().expect("killed, or gone");
        pulling.wait().expect("gone");
        let now = answers(network.replica.path());
        assert!(now == before || now == after, "round {round}");
        before = now;
    }
    network.pulled();
    network.assert_same();
}
