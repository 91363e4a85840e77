//! A backup is one file, and becomes the same newsletter elsewhere, or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use pullquote::cluster::Digest;
use pullquote::desk::proposals::Proposed;
use pullquote::desk::{DAY, Desk, DeskAddress, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::folder;
use crate::support::newsletter::Newsletter;
use crate::support::small_disk::on_a_small_disk;
use crate::support::{desks, files, sample, times};

const SETTINGS: &str = "# Ours.\nlanguage = \"en\"\n[publication]\nname = \"The Valley\" # the name\n";
const ASKED: &str = r#"{"id":1,"command":"letter","options":{"place":"NYC"}}
{"id":2,"command":"ask","options":{"question":"Who threatened elected officials?"}}
{"id":3,"command":"search","options":{"query":"weir broke","limit":20}}
{"id":4,"command":"said","options":{"who":"Sessions"}}
{"id":5,"command":"articles","options":{}}
{"id":6,"command":"about","options":{}}
"#;

fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Runs the program with a data folder; whether it ended well, and what it said.
fn run(data: &Path, arguments: &[&str]) -> (bool, String) {
    let output = program(data, arguments).output().expect("the program runs");
    (output.status.success(), String::from_utf8([output.stdout, output.stderr].concat()).expect("text"))
}

fn program(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    command.arg("--data").arg(data).args(arguments).stdin(Stdio::null());
    command
}

fn well(data: &Path, arguments: &[&str]) -> String {
    let (good, said) = run(data, arguments);
    assert!(good, "{arguments:?}: {said}");
    said
}

/// The replies in a folder, without the time that they took.
fn answers(data: &Path) -> Vec<String> {
    let (code, out, err) = folder::run(data, &["batch"], ASKED);
    assert_eq!(code, Some(0), "{err}");
    let without_time = |line: &str| {
        let mut reply: Value = serde_json::from_str(line).expect("a reply");
        reply.as_object_mut().expect("a reply").remove("took_us");
        assert!(reply.get("error").is_none(), "{reply}");
        reply.to_string()
    };
    out.lines().map(without_time).collect()
}

/// The desk's rows, as they are exported.
fn rows(data: &Path) -> Vec<String> {
    let (good, said) = run(data, &["desk", "export"]);
    assert!(good, "{said}");
    let mut rows: Vec<String> = said.lines().map(str::to_owned).collect();
    rows.sort();
    rows
}

fn article(text: &str) -> String {
    format!(
        "+++\nid = \"weir\"\ntitle = \"The weir\"\npublisher = \"The Valley\"\ndate = \"2024-03-01\"\n\
         url = \"https://valley.example/weir\"\nlicence = \"CC BY 4.0\"\n+++\n\n{text}\n"
    )
}

/// Fills a data folder: articles, one of which was corrected, what an import remembers, golden sets.
fn fill(data: &Path) {
    sample::write(&data.join("corpus"));
    let write = |path: &str, text: &str| {
        let path = data.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    };
    write("corpus/articles/weir.md", &article("The weir broke at noon."));
    well(data, &["index"]);
    write("corpus/articles/weir.md", &article("The weir broke at one."));
    well(data, &["index"]);
    write("corpus/.forgotten", "old\n");
    write("corpus/.import-x.tmp", "half of it");
    write("words/xx.toml", "# none\n");
    write("eval/desk.jsonl", "{}\n");
    let own = fs::read_to_string(data.join("pullquote.toml")).unwrap_or_default();
    write("pullquote.toml", &format!("{own}{SETTINGS}"));
}

/// Fills a desk: a question, a server's settings, a proposal.
async fn fill_desk(at: DeskAddress) {
    let desk = Desk::open(at).await.expect("a desk");
    let now = now();
    desk.change_set_up("6", now, |own| own.language = Some("es".into())).await.expect("written");
    desk.propose("6", "8", "list", &Proposed::default(), now).await.expect("written");
    let asker = desks::asker("q7", "7", "Why did it break?", (now, now + 50 * DAY));
    desk.ask("6", asker, &[], |_| Vec::new()).await.expect("written");
    desk.close().await;
}

/// A data folder with a desk; its database is named in its settings where that is no file.
fn newsletter() -> TempDir {
    let data = tempfile::tempdir().expect("a folder");
    desks::named_in(data.path());
    fill(data.path());
    data
}

/// What lies in a data folder, without the caches and the desk.
fn kept(data: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let inside = |path: PathBuf| {
        let bytes = fs::read(&path).expect("a file");
        (path.strip_prefix(data).expect("inside").to_owned(), bytes)
    };
    let is_kept = |path: &PathBuf| {
        let top = path.strip_prefix(data).expect("inside").to_string_lossy().into_owned();
        !top.starts_with("corpus.index") && !top.starts_with("desk.sqlite") && !top.contains(".import")
    };
    files(data).into_iter().filter(is_kept).map(inside).collect()
}

#[tokio::test]
async fn a_backup_becomes_the_same_newsletter_elsewhere() {
    let data = newsletter();
    fill_desk(desks::at(data.path().join("desk.sqlite"))).await;
    let place = tempfile::tempdir().expect("a folder");
    let (zip, to) = (place.path().join("valley.zip"), place.path().join("elsewhere"));
    let said = well(data.path(), &["backup", zip.to_str().expect("a name"), "--with-key"]);
    assert!(said.contains("with the desk and its key"), "{said}");
    assert_eq!(files(place.path()).len(), 1, "nothing else is left there");
    if desks::postgres().is_some() {
        fs::create_dir(&to).expect("a folder");
        desks::named_in(&to);
    }
    let said = well(&to, &["restore", zip.to_str().expect("a name")]);
    // A server, a question with who asks it, a proposal.
    assert!(said.contains("4 rows of the desk came in, 0 were passed over"), "{said}");
    assert_eq!(answers(&to), answers(data.path()));
    assert_eq!(rows(&to), rows(data.path()));
    let (mut here, mut there) = (kept(data.path()), kept(&to));
    let settings = there.remove(Path::new("pullquote.toml")).expect("settings");
    let settings = String::from_utf8(settings).expect("text");
    assert!(settings.ends_with(SETTINGS), "with its comments: {settings}");
    here.remove(Path::new("pullquote.toml"));
    assert_eq!(here, there);
    // Readers are told when a text was put away.
    let history = |data: &Path| {
        let put_away = |file: PathBuf| fs::metadata(file).expect("a file").modified().expect("a time");
        let since = put_away(files(&data.join("corpus/history")).remove(0)).duration_since(std::time::UNIX_EPOCH);
        since.expect("after 1970").as_millis()
    };
    assert_eq!(history(&to), history(data.path()));
    // A second time, there is something there.
    let (good, said) = run(&to, &["restore", zip.to_str().expect("a name")]);
    assert!(!good && said.contains("is not empty"), "{said}");
}

#[tokio::test]
async fn what_says_only_where_this_machine_has_its_desk_stays_behind() {
    let data = tempfile::tempdir().expect("a folder");
    fill(data.path());
    let own = fs::read_to_string(data.path().join("pullquote.toml")).expect("settings");
    let secret = "postgres://me:sesame@nowhere.example/desk";
    let store = data.path().join("store");
    fs::create_dir(&store).expect("a folder");
    let machine = format!("store = {store:?}\ndesk = \"{secret}\"\n");
    fs::write(data.path().join("pullquote.toml"), format!("{machine}{own}")).expect("settings");
    let zip = data.path().join("valley.zip");
    // A desk that cannot be read is not left out in silence.
    let (good, said) = run(data.path(), &["backup", zip.to_str().expect("a name")]);
    assert!(!good && !zip.exists() && !said.contains("sesame"), "{said}");
    fs::write(data.path().join("pullquote.toml"), format!("store = {store:?}\n{own}")).expect("settings");
    let said = well(data.path(), &["backup", zip.to_str().expect("a name")]);
    assert!(said.contains("there is no desk"), "{said}");
    let to = data.path().join("elsewhere");
    well(&to, &["restore", zip.to_str().expect("a name")]);
    assert_eq!(fs::read_to_string(to.join("pullquote.toml")).expect("settings"), own);
}

#[tokio::test]
async fn what_was_deleted_since_stays_deleted_where_the_desk_is_still_there() {
    let data = newsletter();
    fill_desk(desks::at(data.path().join("desk.sqlite"))).await;
    let zip = data.path().join("valley.zip");
    well(data.path(), &["backup", zip.to_str().expect("a name")]);
    let desk = Desk::open(desks::at(data.path().join("desk.sqlite"))).await.expect("a desk");
    desk.forget_server("6", now()).await.expect("deleted");
    desk.close().await;
    if !desk.is_shared() {
        return;
    }
    // The folder is lost, and the database is not.
    let to = tempfile::tempdir().expect("a folder");
    let own = fs::read_to_string(data.path().join("pullquote.toml")).expect("settings");
    let places = own.lines().take_while(|line| line.starts_with("desk")).map(|line| format!("{line}\n"));
    fs::write(to.path().join("pullquote.toml"), places.collect::<String>()).expect("settings");
    let said = well(to.path(), &["restore", zip.to_str().expect("a name")]);
    assert!(said.contains("0 rows of the desk came in"), "{said}");
    assert!(!rows(to.path()).concat().contains("Why did it break"), "it stays deleted");
}

#[tokio::test]
async fn a_tenant_becomes_another_tenant() {
    let all = tempfile::tempdir().expect("a folder");
    let desk = desks::postgres().map(|url| format!("desk = {url:?}\n")).unwrap_or_default();
    fs::write(all.path().join("tenants.toml"), desk).expect("written");
    let [name, other] = ["one", "other"].map(|name| desks::schema(&all.path().join(name)));
    let [one, other] = [all.path().join(&name), all.path().join(other)];
    fs::create_dir(&one).expect("a folder");
    fill(&one);
    let server = desks::postgres().map(|url| Server::new(url.parse().expect("a URL of PostgreSQL")));
    let desk = server.map(|server| server.schema(name.parse().expect("a schema")));
    fill_desk(desk.unwrap_or_else(|| one.join("desk.sqlite").into())).await;
    let zip = all.path().join("one.zip");
    well(&one, &["backup", zip.to_str().expect("a name"), "--with-key"]);
    well(&other, &["restore", zip.to_str().expect("a name")]);
    assert_eq!(answers(&other), answers(&one));
    assert_eq!(rows(&other), rows(&one));
}

/// Restores a zip, which must fail and leave nothing; what it says.
fn refused(zip: &Path) -> String {
    let place = tempfile::tempdir().expect("a folder");
    let to = place.path().join("elsewhere");
    let (good, said) = run(&to, &["restore", zip.to_str().expect("a name")]);
    assert!(!good && !to.exists() && files(place.path()).is_empty(), "{said}");
    assert!(said.lines().count() == 1, "{said}");
    said
}

#[test]
fn a_backup_that_is_damaged_is_refused_and_leaves_nothing() {
    let data = tempfile::tempdir().expect("a folder");
    fill(data.path());
    let zip = data.path().join("valley.zip");
    well(data.path(), &["backup", zip.to_str().expect("a name")]);
    let whole = fs::read(&zip).expect("a file");
    let damaged = data.path().join("damaged.zip");
    let points = times("PULLQUOTE_DAMAGES", 12);
    let mut harmless = 0;
    for point in 0..points {
        let at = whole.len() * point / points;
        fs::write(&damaged, &whole[..at]).expect("written");
        refused(&damaged);
        let mut flipped = whole.clone();
        flipped[at] ^= 4;
        fs::write(&damaged, flipped).expect("written");
        let to = tempfile::tempdir().expect("a folder");
        if run(to.path(), &["restore", damaged.to_str().expect("a name")]).0 {
            // What nobody reads: the time of an entry, say.
            assert_eq!(kept(to.path()), kept_of_backup(data.path()));
            harmless += 1;
        } else {
            assert_eq!(files(to.path()), Vec::<PathBuf>::new());
        }
    }
    assert!(harmless < points / 2, "{harmless} of {points}");
}

fn kept_of_backup(data: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let is_own = |path: &Path| path.extension().is_some_and(|ending| ending == "zip");
    kept(data).into_iter().filter(|(path, _)| !is_own(path)).collect()
}

/// A zip of these entries, whose list says this of them.
fn zip_of(path: &Path, entries: &[(&str, &[u8])], listed: &[(&str, &[u8], u64)]) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).expect("a file"));
    let options = zip::write::SimpleFileOptions::default();
    let files: Vec<Value> = listed
        .iter()
        .map(|(path, bytes, size)| json!({"path": path, "hash": Digest::of(bytes).to_string(), "size": size}))
        .collect();
    let list = json!({"pullquote_backup": 1, "program": "0", "made_at": "now", "files": files}).to_string();
    for (name, bytes) in entries.iter().chain([&("backup.json", list.as_bytes())]) {
        zip.start_file(*name, options).and_then(|()| Ok(zip.write_all(bytes)?)).expect("written");
    }
    zip.finish().expect("written");
}

#[test]
fn a_hostile_zip_writes_nothing() {
    let place = tempfile::tempdir().expect("a folder");
    let path = place.path().join("hostile.zip");
    let good = b"x".as_slice();
    for name in ["../escaped", "/tmp/escaped", "corpus/../../escaped", "desk.sqlite", "pulled/CURRENT", "corpus\\..\\x"]
    {
        zip_of(&path, &[(name, good)], &[(name, good, 1)]);
        assert!(refused(&path).contains(&format!("{name:?}")), "{name}");
    }
    // More than it says, and less; other bytes; nothing at all.
    let bomb = vec![b' '; 4 << 20];
    for (bytes, size) in [(bomb.as_slice(), 1), (good, 2), (b"y", 1)] {
        zip_of(&path, &[("corpus/a.md", bytes)], &[("corpus/a.md", good, size)]);
        assert!(refused(&path).contains("not those of its hash"));
    }
    zip_of(&path, &[], &[("corpus/a.md", good, 1)]);
    assert!(refused(&path).contains("corpus/a.md: is damaged"));
    zip_of(&path, &[("corpus/a.md", good)], &[("corpus/a.md", good, 1 << 40)]);
    assert!(refused(&path).contains("too many"));
    // A row that is none keeps all of it out.
    let rows = b"{\"pullquote_desk\": 1}\n{\"table\": \"x\", \"row\": {}}\n".as_slice();
    zip_of(&path, &[("desk.jsonl", rows)], &[("desk.jsonl", rows, rows.len() as u64)]);
    assert!(refused(&path).contains("no such table"));
    fs::write(&path, "no zip").expect("written");
    refused(&path);
    let mut whole = Vec::new();
    fs::File::open(&path).and_then(|mut file| file.read_to_end(&mut whole)).expect("a file");
    assert_eq!(files(place.path()), [path]);
}

#[test]
fn a_full_disk_leaves_the_old_backup_and_no_half_newsletter() {
    on_a_small_disk("backup::a_full_disk_leaves_the_old_backup_and_no_half_newsletter", |shortage| {
        let letter = Newsletter::new();
        fill(&letter.folder);
        let zip = shortage.folder().join("valley.zip");
        let named = zip.to_str().expect("a name");
        letter.run(&["backup", named]);
        let old = fs::read(&zip).expect("a backup");
        let to = shortage.folder().join("elsewhere");
        for share in [0, 2, 4] {
            let room = old.len() as u64 * share / 8;
            let output = shortage.with_room(room, &letter.program(&["backup", named])).output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && said.contains(shortage.message()), "{said}");
            let output = shortage.with_room(room / 8, &program(&to, &["restore", named])).output().expect("it runs");
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && said.contains(shortage.message()), "{said}");
            shortage.end(None);
            assert_eq!(fs::read(&zip).expect("a backup"), old);
            assert_eq!(files(shortage.folder()).len(), 1, "{:?}", files(shortage.folder()));
            assert!(!to.exists());
        }
        well(&to, &["restore", named]);
        assert_eq!(answers(&to), answers(&letter.folder));
    });
}
