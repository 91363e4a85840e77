//! Importer and replica are of two versions of the program, in either order.

use std::fs;
use std::path::Path;

use pullquote::cluster::{Blob, Digest, File, Manifest, PackList, Pointer};
use serde_json::json;

use super::network::{Network, answers};

/// What is published.
fn newest(store: &Path) -> (Pointer, Manifest) {
    let pointer = Pointer::decode(&fs::read(store.join("current.json")).expect("a pointer")).expect("a pointer");
    let manifest = fs::read(store.join(format!("manifests/{}.json", pointer.manifest))).expect("a manifest");
    (pointer.clone(), Manifest::decode(&manifest, &pointer.manifest).expect("a manifest"))
}

/// Publishes the bytes of a manifest as the next generation.
fn publish(store: &Path, pointer: &Pointer, manifest: &serde_json::Value) {
    let bytes = manifest.to_string().into_bytes();
    let named = Digest::of(&bytes);
    fs::write(store.join(format!("manifests/{named}.json")), bytes).expect("written");
    let next = Pointer { generation: pointer.generation + 1, manifest: named, ..pointer.clone() };
    let mut next: serde_json::Value = serde_json::from_slice(&next.encode().expect("bytes")).expect("JSON");
    next["later"] = json!({"a": 1});
    fs::write(store.join("current.json"), next.to_string()).expect("written");
}

/// Publishes what is published as a program of another version would have: another mark in the index, fields and keys that
/// this one does not know.
fn publish_as_another_version(store: &Path) {
    let (pointer, mut manifest) = newest(store);
    let read = |pack: &Blob| fs::read(store.join("blobs").join(pack.name())).expect("a pack");
    let packs: Vec<(PackList, Vec<Vec<u8>>)> = manifest
        .packs
        .iter()
        .map(|pack| {
            let bytes = read(pack);
            let (list, parts) = PackList::unpack(&bytes).expect("a pack");
            let parts = parts.into_iter().map(<[u8]>::to_vec).collect();
            (list, parts)
        })
        .collect();
    let part = |path: &dyn Fn(&str) -> bool| {
        let all = packs.iter().flat_map(|(list, parts)| list.files.iter().zip(parts));
        all.clone()
            .find(|(file, _)| path(&file.path))
            .map(|(file, bytes)| (file.path.clone(), bytes.clone()))
            .expect("a file")
    };
    let (index, bytes) = part(&|path| path.starts_with("corpus.index/") && path.ends_with("/manifest"));
    let mut foreign: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    foreign["mark"] = json!("another");
    let foreign = foreign.to_string().into_bytes();
    let (_, current) = part(&|path| path == "corpus.index/CURRENT");
    let current = String::from_utf8(current).expect("text");
    let (generation, hash) = current.trim_end().split_once(' ').expect("a name and a hash");
    assert_eq!(Digest::of(&bytes).to_string(), hash);
    let current = format!("{generation} {}\n", Digest::of(&foreign)).into_bytes();
    let (_, settings) = part(&|path| path == "pullquote.toml");
    let settings =
        [b"weather = \"good\"\nlanguage = \"es\"\n".as_slice(), &settings, b"loud = true\n[later]\na = 1\n"].concat();
    let words = b"[later]\nword = \"x\"\n[none]\nasked = \"y\"\n".to_vec();
    manifest.packs.clear();
    for (list, parts) in packs {
        let mut files: Vec<(String, u64, Vec<u8>)> = Vec::new();
        for (file, bytes) in list.files.into_iter().zip(parts) {
            let bytes = match file.path.as_str() {
                path if path == index => foreign.clone(),
                "corpus.index/CURRENT" => current.clone(),
                "pullquote.toml" => {
                    files.push(("words/es.toml".to_owned(), 0, words.clone()));
                    settings.clone()
                }
                _ => bytes,
            };
            files.push((file.path, file.modified, bytes));
        }
        let listed = |(path, modified, bytes): &(String, u64, Vec<u8>)| File {
            path: path.clone(),
            hash: Digest::of(bytes),
            size: bytes.len() as u64,
            modified: *modified,
        };
        let line = PackList { files: files.iter().map(listed).collect() }.line().expect("a line");
        let pack = files.iter().fold(line, |pack, (_, _, bytes)| [pack, bytes.clone()].concat());
        let blob = Blob { hash: Digest::of(&pack), size: pack.len() as u64, attempt: "later".to_owned() };
        fs::write(store.join("blobs").join(blob.name()), pack).expect("written");
        manifest.packs.push(blob);
    }
    manifest.generation += 1;
    let mut manifest: serde_json::Value = serde_json::from_slice(&manifest.encode().expect("bytes")).expect("JSON");
    manifest["later"] = json!([1]);
    publish(store, &pointer, &manifest);
}

#[test]
fn what_another_version_published_is_served_with_an_index_of_ones_own() {
    let network = Network::new(20);
    network.publish(&[]);
    network.pulled();
    assert!(!network.replica.path().join("pulled/own.index").exists());
    publish_as_another_version(network.folder.path());
    let said = network.pulled();
    assert!(said.contains("pulled generation 2"), "{said}");
    for key in
        ["pullquote.toml:1: unknown field `weather`", "unknown field `loud`", "unknown field `later`", "later.word"]
    {
        assert!(said.contains(key), "{key}: {said}");
    }
    assert!(network.replica.path().join("pulled/own.index/CURRENT").exists());
    let own = network.importer.path().join("pullquote.toml");
    let settings = fs::read_to_string(&own).expect("settings");
    // The language is known here, and what the importer asks in it is answered the same.
    fs::write(&own, format!("language = \"es\"\n{settings}")).expect("written");
    network.assert_same();
    fs::write(&own, format!("weather = \"good\"\n{settings}")).expect("written");
    let refused = network.program(network.importer.path(), &["publish"]).output().expect("the program runs");
    assert!(!refused.status.success(), "a file of a person's is refused");
    fs::write(&own, settings).expect("written");
    // The importer is of this version again.
    network.write(7, "It cost more.");
    network.publish(&["--anew"]);
    network.pulled();
    network.assert_same();
}

#[test]
fn a_form_that_is_not_known_is_named_and_the_last_good_generation_stays() {
    let network = Network::new(3);
    network.publish(&[]);
    network.pulled();
    let before = answers(network.replica.path());
    let (pointer, _) = newest(network.folder.path());
    publish(network.folder.path(), &pointer, &json!({"format": 2, "generation": 2, "parts": {}}));
    let (good, said) = network.pull();
    assert!(!good && said.contains("its form is 2, and this program reads 1"), "{said}");
    assert_eq!(answers(network.replica.path()), before);
    let mut form = serde_json::from_slice::<serde_json::Value>(&pointer.encode().expect("bytes")).expect("JSON");
    form["format"] = json!(2);
    fs::write(network.folder.path().join("current.json"), form.to_string()).expect("written");
    let (_, said) = network.pull();
    assert!(said.contains("current.json: its form is 2"), "{said}");
    assert_eq!(answers(network.replica.path()), before);
}
