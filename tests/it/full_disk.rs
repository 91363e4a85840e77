//! A disk that is full: imports fail with a line that says so and leave nothing half written, and answers go on.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::support::letters::Letters;
use crate::support::newsletter::{Newsletter, assert_between};
use crate::support::small_disk::{Shortage, on_a_small_disk};
use crate::support::{files, times};

/// Copies a folder with what is in it.
pub fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("inside"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        fs::copy(&file, target).expect("a file");
    }
}

fn standard_error(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asks the program one question after the other, and several at once, with no room left at all.
fn assert_answers(letter: &Newsletter, shortage: &Shortage, requests: &Path) {
    let ask = |arguments: &[&str]| {
        let mut program = shortage.with_room(0, &letter.program(arguments));
        let output = program.stdin(fs::File::open(requests).expect("requests")).output().expect("the program runs");
        assert!(output.status.success(), "{arguments:?}: {}", standard_error(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let reply: Value = serde_json::from_str(&ask(&["letter", "NYC", "--json"])).expect("a reply");
    assert_eq!((&reply["verdict"], reply["excerpts"].as_array().map(Vec::is_empty)), (&json!("yes"), Some(false)));
    assert!(ask(&["ask", "Who threatened elected officials?", "--json"]).contains("\"verdict\":\"found\""));
    let batch = ask(&["batch"]);
    assert!(batch.lines().count() == 2 && batch.lines().all(|line| line.contains("\"verdict\":\"found\"")), "{batch}");
}

#[test]
fn a_full_disk_turns_imports_off_and_leaves_answers_on() {
    on_a_small_disk("full_disk::a_full_disk_turns_imports_off_and_leaves_answers_on", |shortage| {
        let (before, after) = (Newsletter::new(), Newsletter::new());
        let posts = tempfile::tempdir().expect("a folder");
        let import = ["import", posts.path().to_str().expect("a name")];
        let mut letters = Letters::new(37, 40);
        letters.write(posts.path());
        let requests = before.folder.join("requests");
        let lines = [
            json!({"command": "search", "options": {"query": "police"}}),
            json!({"command": "said", "options": {"who": "Sessions"}}),
        ];
        fs::write(&requests, lines.map(|line| line.to_string()).join("\n")).expect("written");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), &before.folder.join("corpus"));
        before.run(&import);
        copy(&before.folder, &after.folder);
        letters.edit();
        letters.write(posts.path());
        after.run(&import);
        let (old, new) = (before.state(), after.state());
        let most: u64 = files(&after.folder).iter().map(|file| fs::metadata(file).expect("a file").len()).sum();
        let (mut failed, mut behind) = (0, 0);
        let points = times("PULLQUOTE_FULL_DISKS", 12);
        for point in 0..points {
            let letter = Newsletter::at(shortage.folder().join("data"));
            copy(&before.folder, &letter.folder);
            // From no room at all to more than the old index, the new one and what it is made of take together.
            let room = 2 * most * point as u64 / points as u64;
            let output = shortage.with_room(room, &letter.program(&import)).output().expect("the program runs");
            let said = standard_error(&output);
            let now = letter.state();
            assert_between(&now, &old, &new);
            if output.status.success() {
                assert_eq!(now.articles, new.articles);
                let late = said.contains(shortage.message());
                assert!(late != (now.index == new.index), "{said}");
                behind += usize::from(late);
            } else {
                failed += 1;
                assert_eq!(now.index, old.index);
                assert!(now.articles.keys().all(|path| !path.to_string_lossy().contains(".import-")), "{now:?}");
                assert!(said.lines().count() == 1 && said.contains(shortage.message()), "{said}");
            }
            assert_answers(&letter, shortage, &requests);
            shortage.end(None);
            letter.run(&import);
            let now = letter.state();
            assert_eq!((now.articles, now.history), (new.articles.clone(), new.history.clone()));
            assert_eq!(now.index, new.index);
            assert_eq!(now.files, new.files);
            fs::remove_dir_all(&letter.folder).expect("it goes");
        }
        eprintln!("{points} points: {failed} imports failed, {behind} came in before the index could follow");
        assert!(failed > 0 && failed + behind < points, "the disk was full too early or too late");
    });
}
