//! What editors approve on a machine that pulled its archive, until the importer has written and published it.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use pullquote::desk::published::IMPORTER;
use pullquote::shell::{Locations, Settings};
use serde_json::Value;
use tempfile::TempDir;

use super::super::{Transport, content, shown, turn};
use super::proposals::{LIST, handed_in};
use super::wrong::{as_answer, case, ready};
use super::{DeskBot, by_editor};
use crate::support::{desks, folder, sample, times};

/// A bot over an archive that was pulled, with the desk of the importer that published it.
struct Machines {
    at: DeskBot,
    importer: TempDir,
    replica: TempDir,
    store: TempDir,
}

impl Machines {
    /// After a first publication.
    async fn new() -> Machines {
        let folder = || tempfile::tempdir().expect("a folder");
        let own = Machines {
            at: ready(Transport::Gateway).await,
            importer: folder::data(&[]),
            replica: folder(),
            store: folder(),
        };
        sample::write(&own.importer.path().join("corpus"));
        own.set_up(own.importer.path());
        assert!(own.publish().await.contains("published generation 1"));
        own.pull().await;
        own
    }

    fn desk(&self) -> std::path::PathBuf {
        self.at.folder.path().join("desk.sqlite")
    }

    /// The settings of an importer.
    fn set_up(&self, data: &Path) {
        let desk =
            desks::postgres().map(|url| format!("desk = {url:?}\ndesk_schema = {:?}\n", desks::schema(&self.desk())));
        let settings = desk.unwrap_or_default() + "desk_writes = true\n[publication]\nname = \"The Valley\"\n";
        fs::write(data.join("pullquote.toml"), settings).expect("settings");
    }

    fn start(&self, data: &Path, arguments: &[&str]) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
        command.args(arguments).current_dir(data).env("PULLQUOTE_STORE", self.store.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    async fn run(&self, data: &Path, arguments: &[&str]) -> (bool, String) {
        let child = self.start(data, arguments);
        let ended = tokio::task::spawn_blocking(move || child.wait_with_output()).await.expect("it is waited for");
        let Output { status, stdout, stderr } = ended.expect("it ends");
        (status.success(), String::from_utf8([stdout, stderr].concat()).expect("text"))
    }

    async fn publish(&self) -> String {
        let (good, said) = self.run(self.importer.path(), &["publish"]).await;
        assert!(good, "{said}");
        said
    }

    /// The replica pulls, and the bot answers from what came.
    async fn pull(&self) {
        let (good, said) = self.run(self.replica.path(), &["pull"]).await;
        assert!(good, "{said}");
        let at = Locations::new(Some(self.replica.path().to_owned()), None, None).current();
        assert!(at.is_pulled());
        let settings = Settings::of(&at).expect("settings");
        assert!(settings.desk_writes, "a replica knows that the importer writes");
        self.at.bot.handler.state.set_folder(at, settings);
    }

    /// A proposal of Seattle, approved on the replica; the answer.
    async fn approved(&self) -> Value {
        let (_, _, card) = handed_in(&self.at, 1).await;
        let approved = self.at.bot.ask(by_editor(turn(9, &card, "Approve", false))).await;
        self.at.bot.fake.posted("50", "approved", |own| own.body.to_string().contains("Approved.")).await;
        approved
    }

    fn list(&self) -> String {
        fs::read_to_string(self.importer.path().join("corpus").join(LIST)).expect("a list")
    }

    /// How many records of Seattle the importer's list has.
    fn records(&self) -> usize {
        self.list().matches("Seattle, Wash.").count()
    }

    async fn waiting(&self) -> usize {
        let now = jiff::Timestamp::now().as_second();
        self.at.desk.corpus_writes(now).await.expect("read").len()
    }

    /// What the replica answers of Seattle.
    fn answer(&self) -> String {
        let asked = "{\"command\": \"letter\", \"options\": {\"place\": \"Seattle, Wash.\"}}\n";
        let (_, out, err) = folder::run(self.replica.path(), &["batch"], asked);
        let reply: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}"));
        reply["verdict"].as_str().expect("a verdict").to_owned()
    }

    /// Lets the lease of an importer that was killed end at once.
    async fn free_lease(&self) {
        let now = jiff::Timestamp::now().as_second() + 1_000;
        self.at.desk.take_lease(IMPORTER, "the test", now, 0).await.expect("a desk").expect("its time is over");
    }
}

#[tokio::test]
async fn a_record_that_is_approved_on_a_replica_is_written_by_the_importer_and_answers_there() {
    let own = Machines::new().await;
    let approved = own.approved().await;
    if !own.at.desk.is_shared() {
        // The importer does not see what is in a file here.
        assert!(content(&approved).starts_with("The record for the list's file, checked"), "{approved}");
        return own.at.end().await;
    }
    insta::assert_snapshot!(content(&approved), @r#"
    The record stands in the list, and answers, once the importer has written it there:
    ```toml
    [[record]]
    place = "Seattle, Wash."
    geoid = "5363000"
    kind = "city"
    received = true
    article = "2018-01-24-renewing-racist-assault"
    evidence = "Among those receiving the letters was New York City."
    ```
    "#);
    assert_eq!((own.waiting().await, own.records(), own.answer().as_str()), (1, 0, "not_listed"));
    assert!(own.publish().await.contains("published generation 2"));
    assert_eq!((own.waiting().await, own.records()), (0, 1));
    own.pull().await;
    assert_eq!(own.answer(), "yes");
    assert!(own.publish().await.contains("holds the same"));
    assert_eq!(own.records(), 1);
    own.at.end().await;
}

#[tokio::test]
async fn a_case_that_is_made_on_a_replica_is_written_by_the_importer_once() {
    let own = Machines::new().await;
    let made = case(&own.at, 11, &[("question", &["Who won?"]), ("expected", &["Among those"])]).await;
    if !own.at.desk.is_shared() {
        assert!(content(&made).starts_with("A line for a file of cases"), "{made}");
        return own.at.end().await;
    }
    insta::assert_snapshot!(content(&made), @"The case stands in eval/desk.jsonl where the archive is published, once the importer has written it there.");
    let cases = || fs::read_to_string(own.importer.path().join("eval/desk.jsonl")).unwrap_or_default();
    assert_eq!((own.waiting().await, cases().as_str()), (1, ""));
    own.publish().await;
    insta::assert_snapshot!(cases(), @r#"{"command":"ask","must":["Among those"],"options":{"question":"Who won?"},"verdict":"found"}"#);
    assert_eq!(own.waiting().await, 0);
    assert!(!own.at.holds("Who won?"), "what is settled holds no text");
    own.at.end().await;
}

#[tokio::test]
async fn an_importer_that_is_killed_anywhere_writes_a_record_once() {
    let own = Machines::new().await;
    let _approved = own.approved().await;
    if !own.at.desk.is_shared() {
        return own.at.end().await;
    }
    let before = own.list();
    let mut random = fastrand::Rng::with_seed(times("PULLQUOTE_SEED", 1) as u64);
    for _ in 0..times("PULLQUOTE_KILLS", 4) {
        // As it was approved, and before anybody wrote it.
        fs::write(own.importer.path().join("corpus").join(LIST), &before).expect("written");
        let mut publishing = own.start(own.importer.path(), &["publish"]);
        tokio::time::sleep(Duration::from_millis(random.u64(0..1_500))).await;
        publishing.kill().expect("killed, or gone");
        publishing.wait().expect("gone");
        own.free_lease().await;
        assert!(own.waiting().await == 1 || own.records() == 1, "what is settled is there");
        if own.waiting().await == 0 {
            break;
        }
        assert!(own.records() <= 1);
    }
    own.publish().await;
    assert_eq!((own.waiting().await, own.records()), (0, 1));
    own.pull().await;
    assert_eq!(own.answer(), "yes");
    own.at.end().await;
}

#[tokio::test]
async fn an_importer_that_serves_writes_what_is_handed_over_without_being_told_otherwise() {
    let own = Machines::new().await;
    if !own.at.desk.is_shared() {
        return own.at.end().await;
    }
    let mut serving = own.start(own.importer.path(), &["serve", "--web", "127.0.0.1:0"]);
    // What was handed over before it looked is found; what comes later is heard.
    for question in ["one", "another"] {
        let now = own.at.desk.clock().await.expect("a desk");
        let line = format!("{{\"question\": \"{question}\"}}");
        own.at.desk.hand_over_case("6", &line, now).await.expect("written");
        let written = async {
            while own.waiting().await > 0 {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), written).await.expect("it is written");
    }
    serving.kill().expect("killed");
    serving.wait().expect("gone");
    let cases = fs::read_to_string(own.importer.path().join("eval/desk.jsonl")).expect("cases");
    assert_eq!(cases.lines().count(), 2);
    own.at.end().await;
}

#[tokio::test]
async fn what_another_wrote_meanwhile_is_not_written_again_and_a_former_importer_settles_nothing() {
    let own = Machines::new().await;
    let approved = own.approved().await;
    if !own.at.desk.is_shared() {
        return own.at.end().await;
    }
    let now = own.at.desk.clock().await.expect("a desk");
    let lease = own.at.desk.take_lease(IMPORTER, "a former one", now, now + 600).await.expect("a desk");
    let lease = lease.expect("nobody holds it");
    own.free_lease().await;
    let rows = own.at.desk.corpus_writes(now).await.expect("read");
    let ids: Vec<String> = rows.into_iter().map(|row| row.id).collect();
    assert!(!own.at.desk.corpus_written(&ids, &lease, now).await.expect("asked"));
    assert!(!own.at.desk.refuse_write(&ids[0], None, &lease, now).await.expect("asked"));
    assert_eq!(own.waiting().await, 1);
    // Copied there by hand.
    let block = content(&approved);
    let block = block.split("```toml\n").nth(1).expect("a block").trim_end_matches('`');
    fs::write(own.importer.path().join("corpus").join(LIST), own.list() + "\n" + block).expect("written");
    assert!(own.publish().await.contains("published generation 2"));
    assert_eq!((own.waiting().await, own.records()), (0, 1));
    own.at.end().await;
}

#[tokio::test]
async fn what_cannot_stand_in_the_list_by_now_is_told_to_the_editors_once() {
    let own = Machines::new().await;
    let approved = own.approved().await;
    if !own.at.desk.is_shared() {
        return own.at.end().await;
    }
    let block = content(&approved);
    let block = block.split("```toml\n").nth(1).expect("a block").trim_end_matches('`');
    let otherwise = block.replace("received = true", "received = false");
    fs::write(own.importer.path().join("corpus").join(LIST), own.list() + "\n" + &otherwise).expect("written");
    own.publish().await;
    let told = own.at.bot.fake.posted("50", "a refusal", |own| own.body.to_string().contains("could not be")).await;
    let card = shown(&as_answer(&told));
    let lines: Vec<&str> = card.lines().collect();
    // The last one is the row's id.
    insta::assert_snapshot!(lines[..lines.len() - 1].join("\n"), @r#"
    [type 4]
    ### An approved record could not be written
    -# For the list: Justice Department letters to 23 jurisdictions
    It cannot stand there: it says of Seattle, Wash. otherwise already, as of 2018-01-24: not received
    It was handed over to the importer, which did not write it. To copy, where the archive is published:
    ```toml
    [[record]]
    place = "Seattle, Wash."
    geoid = "5363000"
    kind = "city"
    received = true
    article = "2018-01-24-renewing-racist-assault"
    evidence = "Among those receiving the letters was New York City."
    ```
    "#);
    assert_eq!((own.waiting().await, own.records()), (0, 1));
    own.publish().await;
    // Where the importer writes nothing any more, it is told as well.
    let now = own.at.desk.clock().await.expect("a desk");
    own.at.desk.hand_over_case("6", "{\"question\": \"Who won?\"}", now).await.expect("written");
    let settings = own.importer.path().join("pullquote.toml");
    let text = fs::read_to_string(&settings).expect("settings").replace("desk_writes = true\n", "");
    fs::write(settings, text).expect("settings");
    own.publish().await;
    let told = own.at.bot.fake.posted("50", "a refusal", |own| own.body.to_string().contains("A case could")).await;
    assert!(shown(&as_answer(&told)).contains("Who won?"));
    own.at.end().await;
}

#[tokio::test]
async fn an_importer_whose_corpus_is_older_replaces_nothing() {
    let own = Machines::new().await;
    let older = folder::data(&[]);
    sample::write(&older.path().join("corpus"));
    own.set_up(older.path());
    if !own.at.desk.is_shared() {
        // One that lost its desk knows the store.
        let (good, said) = own.run(older.path(), &["publish"]).await;
        assert!(!good && said.contains("was published from another corpus"), "{said}");
        return own.at.end().await;
    }
    let refused = own.run(older.path(), &["publish"]).await;
    assert!(!refused.0 && refused.1.contains("generation 1"), "{refused:?}");
    assert!(refused.1.contains("was published from another corpus"), "{refused:?}");
    // A copy of the corpus brings along what it descends from.
    fs::copy(own.importer.path().join("corpus/.published"), older.path().join("corpus/.published")).expect("copied");
    let (good, said) = own.run(older.path(), &["publish"]).await;
    assert!(good, "{said}");
    // The other one is behind now, or says that it is not.
    fs::write(own.importer.path().join("pullquote.toml"), "").expect("settings");
    own.set_up(own.importer.path());
    fs::remove_file(own.importer.path().join("corpus/.published")).expect("removed");
    let (good, _) = own.run(own.importer.path(), &["publish"]).await;
    assert!(!good);
    let (good, said) = own.run(own.importer.path(), &["publish", "--anew"]).await;
    assert!(good, "{said}");
    assert!(own.publish().await.contains("holds the same"));
    own.at.end().await;
}
