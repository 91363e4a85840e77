//! Imports that are killed: no article is lost, doubled or half there, and the next import completes it.

use std::fs;
use std::time::{Duration, Instant};

use crate::support::letters::Letters;
use crate::support::newsletter::{Newsletter, assert_between};
use crate::support::times;

/// How often the articles change before a new newsletter begins: one that grew on would spend the kills on itself.
const ROUNDS: usize = 6;

/// What came of kills.
#[derive(Default)]
struct Kills {
    done: usize,
    in_time: usize,
    half_way: usize,
}

/// Kills the import of a newsletter that changes.
fn kill_imports(seed: u64, kills: &mut Kills) {
    let (killed, clean) = (Newsletter::new(), Newsletter::new());
    let posts = tempfile::tempdir().expect("a folder");
    let import = ["import", posts.path().to_str().expect("a name")];
    let mut letters = Letters::new(seed, 40);
    letters.write(posts.path());
    killed.run(&import);
    clean.run(&import);
    let mut before = clean.state();
    for _ in 0..ROUNDS {
        letters.edit();
        letters.write(posts.path());
        let begun = Instant::now();
        clean.run(&import);
        let whole = begun.elapsed();
        let after = clean.state();
        for _ in 0..letters.random.usize(1..8) {
            let mut child = killed.program(&import).spawn().expect("the program starts");
            std::thread::sleep(whole.mul_f64(letters.random.f64()).min(Duration::from_secs(5)));
            child.kill().expect("it is killed, or is gone");
            kills.in_time += usize::from(!child.wait().expect("it is gone").success());
            let now = killed.state();
            assert_between(&now, &before, &after);
            kills.half_way += usize::from(now.articles != before.articles && now.articles != after.articles);
            kills.done += 1;
        }
        killed.run(&import);
        let now = killed.state();
        assert_eq!(now.articles, after.articles);
        assert_eq!(now.history, after.history);
        assert_eq!(now.index, after.index);
        assert_eq!(now.files, after.files);
        before = after;
    }
}

#[test]
fn an_import_that_is_killed_loses_and_doubles_nothing_and_the_next_completes_it() {
    let (most, mut kills) = (times("PULLQUOTE_IMPORT_KILLS", 40), Kills::default());
    for seed in 29.. {
        kill_imports(seed, &mut kills);
        if kills.done >= most {
            break;
        }
    }
    let Kills { done, in_time, half_way } = kills;
    eprintln!("{done} kills: {in_time} before the end, {half_way} of them left some articles new and others old");
    assert!(in_time * 2 > done, "only {in_time} of {done} were killed before their end");
}

/// A post, which Markdown holds or, with so long an attribution, does not.
fn mill(attribution: Option<&str>) -> String {
    let quotation = attribution.map(|name| format!("<blockquote><p>We opened.</p><cite>{name}</cite></blockquote>\n"));
    format!(
        "---\ntitle: The mill\ndate: 2024-05-01\nurl: https://valley.example/mill\n---\nThe mill reopened.\n\n{}",
        quotation.unwrap_or_default()
    )
}

const LONG: &str =
    "the Standing Committee of the Valley on Mills, Weirs, Locks and Other Works of the River and its Banks";

/// The names in the folder of articles.
fn names(letter: &Newsletter) -> Vec<String> {
    let found = fs::read_dir(letter.folder.join("corpus/articles")).expect("a folder");
    let mut names: Vec<String> =
        found.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_article_that_changed_its_form_stood_in_two_files_with_one_id() {
    let letter = Newsletter::new();
    let import = |text: &str| {
        fs::write(letter.folder.join("mill.md"), text).expect("written");
        letter.run(&["import", "mill.md"])
    };
    for (attribution, name) in
        [(None, "2024-05-01-the-mill.md"), (Some(LONG), "2024-05-01-the-mill.jsonl"), (None, "2024-05-01-the-mill.md")]
    {
        let said = import(&mill(attribution));
        assert_eq!(names(&letter), [name], "{said}");
        assert!(letter.run(&["index"]).starts_with("1 article: 0 added, 0 changed, 0 removed, 1 unchanged"));
    }
}

#[test]
fn an_article_that_was_between_two_forms_when_its_import_was_killed_is_not_lost() {
    let letter = Newsletter::new();
    fs::write(letter.folder.join("mill.md"), mill(None)).expect("written");
    fs::write(letter.folder.join("long.md"), mill(Some(LONG))).expect("written");
    letter.run(&["import", "long.md"]);
    let articles = letter.folder.join("corpus/articles");
    let (waiting, old) = (articles.join(".next-2024-05-01-the-mill.jsonl"), articles.join("2024-05-01-the-mill.jsonl"));
    // Killed when the old file was gone: the new one gets its name, whatever is imported next.
    fs::rename(&old, &waiting).expect("renamed");
    fs::write(letter.folder.join("weir.md"), mill(None).replace("mill", "weir")).expect("written");
    letter.run(&["import", "weir.md"]);
    assert_eq!(names(&letter), ["2024-05-01-the-mill.jsonl", "2024-05-01-the-weir.md"]);
    // Killed before: nothing was done, and the same import does it.
    letter.run(&["import", "mill.md"]);
    fs::write(&waiting, "half of a li").expect("written");
    letter.run(&["import", "mill.md"]);
    assert_eq!(names(&letter), ["2024-05-01-the-mill.md", "2024-05-01-the-weir.md"]);
    assert!(letter.run(&["index"]).starts_with("2 articles: "));
}
