//! The index on the disk: updated piece by piece, killed, damaged, fought over, and always right or rebuilt.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use pullquote::corpus::{MemorySource, Source, Stamp};
use pullquote::index::{Compared, IndexFolder, Unusable, UpdateError};

use crate::support::archives::{Made, contents, with_rules};
use crate::support::{files, times};

fn update(index: &IndexFolder, made: &Made) -> pullquote::index::Updated {
    with_rules(|rules| index.update(&made.source(), rules, &|_| ())).expect("an update")
}

fn program(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    command.args(arguments).current_dir(data).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn said(output: &Output) -> String {
    format!(
        "{:?}\n{}{}",
        output.status.code(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Fails on the first line that differs.
fn assert_alike(held: &str, truth: &str) {
    for (held, truth) in held.lines().zip(truth.lines()) {
        assert_eq!(held, truth);
    }
    assert_eq!(held.lines().count(), truth.lines().count());
}

#[test]
fn updates_end_where_a_fresh_build_begins() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path().join("corpus.index"));
    let mut made = Made::new(7, 20);
    let first = update(&index, &made).report;
    assert_eq!((first.added, first.changed, first.removed, first.unchanged), (20, 0, 0, 0));
    for _ in 0..times("PULLQUOTE_EDITS", 12) {
        made.edit();
        assert_alike(&contents(&update(&index, &made).archive), &made.truth());
        assert_alike(&contents(&index.open().expect("the index")), &made.truth());
    }
}

#[test]
fn one_changed_article_is_one_article_indexed() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let mut made = Made::new(3, 10);
    update(&index, &made);
    made.change(4);
    made.remove(5);
    let report = update(&index, &made).report;
    assert_eq!((report.added, report.changed, report.removed, report.unchanged), (0, 1, 1, 8));
    assert!(report.rebuilt.is_none());
}

#[test]
fn merged_segments_leave_no_files_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let mut made = Made::new(4, 5);
    update(&index, &made);
    made.change(2);
    update(&index, &made);
    let endings = files(folder.path()).into_iter().filter_map(|file| file.extension().map(ToOwned::to_owned));
    let mut endings: Vec<_> = endings.filter(|ending| ending != "json").collect();
    endings.sort();
    assert_eq!(endings, ["fast", "fieldnorm", "idx", "pos", "store", "term"]);
}

#[test]
fn nothing_changed_writes_nothing_and_asks_for_no_lock() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let made = Made::new(5, 3);
    update(&index, &made);
    let state = || files(folder.path()).into_iter().map(|file| (fs::read(&file).expect("a file"), file));
    let before: Vec<_> = state().collect();
    let lock = fs::File::open(folder.path().join("lock")).expect("the lock");
    lock.lock().expect("the lock is held");
    assert!(!update(&index, &made).report.wrote());
    assert_eq!(state().collect::<Vec<_>>(), before);
}

/// A corpus whose files have stamps. Its articles may be closed to whoever would read them.
struct Stamped {
    files: MemorySource,
    closed: bool,
}

impl Source for Stamped {
    fn files(&self) -> io::Result<Vec<String>> {
        self.files.files()
    }

    fn open(&self, path: &str) -> io::Result<Box<dyn BufRead + '_>> {
        match self.closed && path.ends_with(".jsonl") {
            true => Err(io::Error::from(io::ErrorKind::PermissionDenied)),
            false => self.files.open(path),
        }
    }

    fn stamp(&self, path: &str) -> Option<Stamp> {
        let mut hasher = DefaultHasher::new();
        self.files.0.iter().filter(|(name, _)| name == path).for_each(|file| file.hash(&mut hasher));
        let mut stamp = Stamp::default();
        stamp[..8].copy_from_slice(&hasher.finish().to_le_bytes());
        Some(stamp)
    }
}

#[test]
fn a_corpus_whose_files_have_the_same_marks_is_not_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let mut made = Made::new(43, 5);
    let update = |made: &Made, closed| {
        let source = Stamped { files: made.source(), closed };
        with_rules(|rules| index.update(&source, rules, &|_| ())).expect("an update")
    };
    update(&made, false);
    let report = update(&made, true).report;
    assert_eq!((report.unchanged, report.wrote()), (5, false));
    for change in [Made::add, |made: &mut Made| made.change(1), |made: &mut Made| made.remove(2)] {
        change(&mut made);
        let updated = update(&made, false);
        assert!(updated.report.wrote());
        assert_alike(&contents(&updated.archive), &made.truth());
    }
}

#[test]
fn a_corpus_with_mistakes_leaves_the_last_good_index() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let made = Made::new(9, 3);
    update(&index, &made);
    let broken = made.source().with("articles/broken.md", "no front matter");
    let refused = with_rules(|rules| index.update(&broken, rules, &|_| ()));
    let Err(UpdateError::Faulty(errors)) = refused else { panic!("it was taken") };
    assert_eq!(errors.len(), 1);
    assert_alike(&contents(&index.open().expect("the index")), &made.truth());
}

/// Flips a bit of a file of the index with this ending, if one is named, or cuts the file; which file, and where.
fn damage(folder: &Path, ending: &str, random: &mut fastrand::Rng) -> (PathBuf, usize) {
    let mut held = files(folder);
    held.retain(|file| !file.ends_with("lock") && file.to_string_lossy().ends_with(ending));
    let file = &held[random.usize(0..held.len())];
    let mut bytes = fs::read(file).expect("a file");
    let at = random.usize(0..bytes.len());
    match random.u8(0..8) {
        0 => bytes.truncate(at),
        _ => bytes[at] ^= 1 << random.u8(0..8),
    }
    // A new file, as a broken disk would show it: the old one may be mapped by an open archive.
    fs::remove_file(file).expect("the file goes");
    fs::write(file, &bytes).expect("the damaged file");
    (file.clone(), at)
}

/// Flips a bit in the middle of the stored records: none of what is read when an index is opened.
fn damage_in_the_middle(folder: &Path) -> (PathBuf, usize) {
    let mut stores = files(folder);
    stores.retain(|file| file.extension().is_some_and(|ending| ending == "store"));
    stores.sort_by_key(|file| fs::metadata(file).expect("a file").len());
    let file = stores.pop().expect("stored records");
    let mut bytes = fs::read(&file).expect("a file");
    let at = bytes.len() / 2;
    assert!(at > 80_000, "of {at} bytes no block stands in the middle alone");
    bytes[at] ^= 1;
    fs::remove_file(&file).expect("the file goes");
    fs::write(&file, &bytes).expect("the damaged file");
    (file, at)
}

#[test]
fn flipped_bits_give_no_wrong_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let made = Made::new(11, 6);
    update(&index, &made);
    let truth = made.truth();
    let mut random = fastrand::Rng::with_seed(1);
    let mut refused = 0;
    let flips = times("PULLQUOTE_FLIPS", 200);
    for _ in 0..flips {
        let (file, at) = damage(folder.path(), "", &mut random);
        match index.open() {
            // White space after the pointer says nothing else.
            Ok(archive) => assert_eq!(contents(&archive), truth, "{}, byte {at}", file.display()),
            Err(_) => refused += 1,
        }
        let mended = update(&index, &made);
        assert_alike(&contents(&mended.archive), &truth);
    }
    assert!(refused * 100 >= flips * 95, "only {refused} of {flips} damaged files were refused");
}

#[test]
fn flipped_bits_of_an_index_that_is_compared_when_read_give_no_wrong_answer_that_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = IndexFolder::new(folder.path());
    let lazy = whole.clone().compared(Compared::WhenRead);
    // Enough that the file of stored records has several blocks.
    let mut made = Made::new(37, 450);
    update(&whole, &made);
    let mut random = fastrand::Rng::with_seed(2);
    let flips = times("PULLQUOTE_FLIPS", 4).min(60);
    let (mut refused, mut told) = (0, 0);
    for flip in 0..flips {
        let (file, at) = match flip % 2 {
            0 => damage(folder.path(), "", &mut random),
            _ => damage_in_the_middle(folder.path()),
        };
        match lazy.open() {
            Ok(archive) => {
                let same = contents(&archive) == made.truth();
                assert!(same || !archive.is_sound(), "{}, byte {at}", file.display());
                // What an index was made from is no part of what it serves, and read for the update below alone.
                told += usize::from(!archive.is_sound() || file.ends_with("sources"));
            }
            Err(_) => refused += 1,
        }
        // What is made from it is made from what is sound.
        made.edit();
        made.add();
        assert_alike(&contents(&update(&lazy, &made).archive), &made.truth());
        assert_alike(&contents(&whole.open().expect("the index")), &made.truth());
    }
    assert!((refused + told) * 100 >= flips * 90 && told > 0, "{refused} refused and {told} told of {flips}");
}

#[test]
fn the_program_answers_from_a_damaged_index_as_from_a_sound_one() {
    let data = tempfile::tempdir().expect("a folder");
    Made::new(41, 200).write(&data.path().join("corpus"));
    let ask = || {
        let asked = ["search", "mayor letter", "--limit", "1000", "--json"];
        let output = program(data.path(), &asked).output().expect("the program runs");
        let mut reply: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a reply");
        assert_ne!(reply["excerpts"].as_array().map_or(0, Vec::len), 0, "{reply}");
        reply["took_us"] = serde_json::Value::Null;
        reply
    };
    let sound = ask();
    let mut random = fastrand::Rng::with_seed(3);
    for flip in 0..times("PULLQUOTE_FLIPS", 10).min(100) {
        let ending = if flip % 2 == 0 { "" } else { ".store" };
        let (file, at) = damage(&data.path().join("corpus.index"), ending, &mut random);
        assert_eq!(ask(), sound, "{}, byte {at}", file.display());
    }
}

#[test]
fn a_missing_file_is_damage() {
    let folder = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(folder.path());
    let made = Made::new(12, 4);
    update(&index, &made);
    let generation = folder.path().join("gen-000001");
    for file in files(&generation) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = fs::read(&file).expect("a file");
        fs::remove_file(&file).expect("the file goes");
        assert!(matches!(index.open(), Err(Unusable::Damaged(_))), "{name}");
        fs::write(&file, bytes).expect("the file is back");
    }
    assert_alike(&contents(&index.open().expect("the index")), &made.truth());
}

#[test]
fn killed_at_any_moment_the_last_good_index_serves_and_the_next_update_works() {
    let data = tempfile::tempdir().expect("a folder");
    let index = IndexFolder::new(data.path().join("corpus.index"));
    let mut made = Made::new(13, 60);
    made.write(&data.path().join("corpus"));
    let begun = Instant::now();
    let output = program(data.path(), &["index"]).output().expect("the program runs");
    assert!(output.status.success(), "{}", said(&output));
    let whole = begun.elapsed();
    let mut old = made.truth();
    let mut interrupted = 0;
    for _ in 0..times("PULLQUOTE_KILLS", 6) {
        made.edit();
        made.write(&data.path().join("corpus"));
        let new = made.truth();
        let arguments: &[&str] = if made.random.bool() { &["index"] } else { &["index", "--rebuild"] };
        let mut child = program(data.path(), arguments).spawn().expect("the program starts");
        let delay = whole.mul_f64(made.random.f64());
        std::thread::sleep(delay.min(Duration::from_secs(5)));
        child.kill().expect("it is killed, or is gone");
        interrupted += usize::from(!child.wait().expect("it is gone").success());
        let served = contents(&index.open().expect("an index that opens"));
        assert!(served == old || served == new, "after {delay:?} neither the old nor the new articles are served");
        let output = program(data.path(), &["index"]).output().expect("the program runs");
        assert!(output.status.success(), "{}", said(&output));
        assert_alike(&contents(&index.open().expect("an index that opens")), &new);
        // Killed after the swap, the program leaves the generation before: whoever writes next removes it.
        let left = fs::read_dir(data.path().join("corpus.index")).expect("the index").count();
        assert!(left <= 5, "{left} entries: CURRENT, lock, a generation, and what one kill can leave");
        old = new;
    }
    eprintln!("killed in time: {interrupted}");
    made.edit();
    update(&index, &made);
    let left = fs::read_dir(data.path().join("corpus.index")).expect("the index").count();
    assert_eq!(left, 3, "CURRENT, lock and one generation");
}

#[test]
fn of_two_that_index_at_once_the_second_says_so() {
    let data = tempfile::tempdir().expect("a folder");
    let made = Made::new(17, 2);
    made.write(&data.path().join("corpus"));
    fs::create_dir_all(data.path().join("corpus.index")).expect("a folder");
    let lock = fs::File::create(data.path().join("corpus.index/lock")).expect("the lock");
    lock.lock().expect("the lock is held");
    let second = program(data.path(), &["index"]).output().expect("the program runs");
    insta::assert_snapshot!(said(&second), @"
    Some(0)
    pullquote: another process is updating the index
    ");
    // A question is answered all the same.
    let asked = program(data.path(), &["pledge", "Acme", "--json"]).output().expect("the program runs");
    assert!(said(&asked).contains("\"verdict\":\"yes\""), "{}", said(&asked));
    drop(lock);
    let both = [0, 1].map(|_| program(data.path(), &["index"]).spawn().expect("the program starts"));
    for child in both {
        let output = child.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{}", said(&output));
    }
    let index = IndexFolder::new(data.path().join("corpus.index"));
    assert_alike(&contents(&index.open().expect("the index")), &made.truth());
}

#[test]
fn a_folder_that_cannot_be_written_is_served_from_memory() {
    let data = tempfile::tempdir().expect("a folder");
    Made::new(19, 2).write(&data.path().join("corpus"));
    fs::write(data.path().join("file"), "").expect("a file");
    let asked = program(data.path(), &["--index", "file/index", "pledge", "Acme", "--json"]).output();
    let said = said(&asked.expect("the program runs"));
    assert!(said.contains("\"verdict\":\"yes\""), "{said}");
    assert!(said.contains("file/index: the index cannot be written"), "{said}");
}

#[test]
fn index_reports_what_it_did() {
    let data = tempfile::tempdir().expect("a folder");
    let mut made = Made::new(23, 2);
    let check = |made: &Made, arguments: &[&str]| {
        made.write(&data.path().join("corpus"));
        said(&program(data.path(), arguments).output().expect("the program runs"))
    };
    insta::assert_snapshot!(check(&made, &["index"]), @"
    Some(0)
    2 articles: 2 added, 0 changed, 0 removed, 0 unchanged
    ");
    insta::assert_snapshot!(check(&made, &["index"]), @"
    Some(0)
    2 articles: 0 added, 0 changed, 0 removed, 2 unchanged
    ");
    made.add();
    insta::assert_snapshot!(check(&made, &["index"]), @"
    Some(0)
    3 articles: 1 added, 0 changed, 0 removed, 2 unchanged
    ");
    insta::assert_snapshot!(check(&made, &["index", "--rebuild"]), @"
    Some(0)
    3 articles: 3 added, 0 changed, 0 removed, 0 unchanged
    ");
    fs::write(data.path().join("corpus.index/CURRENT"), "gen-9").expect("damage");
    insta::assert_snapshot!(check(&made, &["index"]), @"
    Some(0)
    3 articles: 3 added, 0 changed, 0 removed, 0 unchanged; built anew, because the index is damaged: CURRENT does not name a generation
    ");
    fs::create_dir_all(data.path().join("corpus/articles")).expect("a folder");
    fs::write(data.path().join("corpus/articles/broken.md"), "x").expect("a broken article");
    insta::assert_snapshot!(check(&made, &["index"]), @"
    Some(1)
    pullquote: articles/broken.md:1: no front matter: the first line must be +++
    pullquote: nothing was indexed; the last good index stays in service
    ");
}
