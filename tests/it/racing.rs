//! Answers while the articles change under them: every excerpt is cut from the revision that it names.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pullquote::commands::{Ask, Call, Said, Search, Source};
use pullquote::corpus::load;
use pullquote::domain::Article;
use pullquote::engine::Engine;
use pullquote::index::IndexFolder;
use pullquote::words::Words;
use serde_json::Value;

use crate::support::archives::{Made, with_rules, word};
use crate::support::{asked, times};

/// Every revision that ever stood in the corpus, by id and revision.
#[derive(Default)]
struct Revisions(Mutex<HashMap<(String, String), Article>>);

impl Revisions {
    fn take(&self, made: &Made) {
        let loaded = with_rules(|rules| load(&made.source(), rules));
        assert_eq!(loaded.errors, []);
        let mut all = self.0.lock().expect("no test panics in there");
        for article in loaded.articles {
            all.insert((article.meta.id.clone(), article.revision().to_string()), article);
        }
    }

    /// Compares the excerpts of a reply, as JSON, with the revisions that they name; how many there are.
    fn check(&self, reply: &Value) -> usize {
        let all = self.0.lock().expect("no test panics in there");
        let excerpts = reply["excerpts"].as_array().expect("excerpts");
        for excerpt in excerpts {
            let text = |field: &str| excerpt[field].as_str().expect("text").to_owned();
            let number = |field: &str| excerpt[field].as_u64().expect("a number") as usize;
            let article = &all[&(text("article"), text("revision"))];
            let named = |paragraph: &&pullquote::domain::Paragraph| {
                serde_json::to_value(paragraph.key).expect("a key") == excerpt["paragraph"]
            };
            let paragraph = article.paragraphs.iter().find(named).expect("a paragraph of the revision");
            assert_eq!(paragraph.text.get(number("start")..number("end")), Some(text("text").as_str()), "{excerpt}");
            assert_eq!(text("title"), article.meta.title);
        }
        excerpts.len()
    }
}

/// Something to ask, as a request of a batch.
fn question(random: &mut fastrand::Rng) -> (&'static str, String) {
    let words: Vec<&str> = (0..random.usize(1..4)).map(|_| word(random)).collect();
    let words = words.join(" ");
    match random.u8(0..4) {
        0 => ("ask", format!("What about the {words}?")),
        1 => ("search", words),
        2 => ("source", format!("The {words} is late, said Ada Byron")),
        _ => ("said", "Ada Byron".to_owned()),
    }
}

/// The answer of an engine that opens the index as it stands.
fn answered(index: &IndexFolder, (command, text): (&str, String)) -> Value {
    let query = match command {
        "ask" => Call::new(Ask { question: text, article: None }),
        "search" => Call::new(Search { query: text, from: None, to: None, place: None, who: None }),
        "source" => Call::new(Source { text }),
        _ => Call::new(Said { who: text, ..Said::default() }),
    };
    let engine = Engine::new(index.open().expect("an index that opens"), Words::english());
    serde_json::to_value(asked(&engine, &query)).expect("a reply")
}

fn program(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    command.args(arguments).current_dir(data).stdin(Stdio::null());
    command
}

/// The answer of the program, which brings the index up to date itself before it answers.
fn told(data: &Path, (command, text): (&str, String)) -> Value {
    let output = program(data, &[command, &text, "--json"]).output().expect("the program runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn answers_that_race_edits_cite_only_what_their_revision_says() {
    let (edits, answers) = (times("PULLQUOTE_RACING_EDITS", 25), times("PULLQUOTE_RACING_ANSWERS", 250));
    let data = tempfile::tempdir().expect("a folder");
    let (data, corpus) = (data.path(), data.path().join("corpus"));
    let index = IndexFolder::new(data.join("corpus.index"));
    let (mut made, revisions) = (Made::new(31, 30), Revisions::default());
    revisions.take(&made);
    made.write(&corpus);
    assert!(program(data, &["index"]).output().expect("the program runs").status.success());
    let (edited, asked, cited) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let racing = || edited.load(Ordering::SeqCst) < edits || asked.load(Ordering::SeqCst) < answers;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while racing() {
                made.edit();
                revisions.take(&made);
                made.write(&corpus);
                let output = program(data, &["index"]).output().expect("the program runs");
                assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                edited.fetch_add(1, Ordering::SeqCst);
            }
        });
        for seed in 0..2 {
            let (index, revisions, racing, asked, cited) = (&index, &revisions, &racing, &asked, &cited);
            scope.spawn(move || {
                let mut random = fastrand::Rng::with_seed(seed);
                while racing() {
                    let question = question(&mut random);
                    let reply = match random.u8(0..20) {
                        0 => told(data, question),
                        _ => answered(index, question),
                    };
                    cited.fetch_add(revisions.check(&reply), Ordering::SeqCst);
                    asked.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    let (edited, asked, cited) = (edited.into_inner(), asked.into_inner(), cited.into_inner());
    eprintln!("{edited} edits raced {asked} answers of {cited} excerpts");
    assert!(cited > asked, "{cited} excerpts in {asked} answers");
}
