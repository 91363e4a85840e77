//! What is not ready in time is refused, or said to be cut.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, RwLock, mpsc};
use std::time::Duration;

use pullquote::shell::http::{Patience, listen};
use pullquote::shell::web::{Serving, Timeouts, routes};
use pullquote::shell::{Locations, open};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::support::folder;
use crate::support::page::check_page;
use crate::support::pages::{Answer, send};

const ARTICLE: &str = "+++\nid = \"flood\"\ntitle = \"The flood\"\npublisher = \"The Weir\"\ndate = 2024-03-01\n\
    url = \"https://weir.example/flood\"\nlicence = \"CC BY 4.0\"\n+++\n\nOn Friday Orchard Mills signed the dam pledge.\n";
/// The words that its record rests on begin inside of a sentence: how they are linked is looked up, as long as there is time.
const LIST: &str = "id = \"dams\"\ncommand = \"dams\"\nquestion = \"Did the mill sign?\"\ntitle = \"The dam pledge\"\n\
    date = 2024-03-01\nsubject = \"name\"\nitem = \"mill\"\n\n[[record]]\nname = \"Orchard Mills\"\nreceived = true\n\
    article = \"flood\"\nevidence = \"Orchard Mills signed\"\n";

/// A small archive as the program serves it, in this process.
struct Served {
    runtime: Runtime,
    serving: Arc<Serving>,
    at: SocketAddr,
    _stop: watch::Sender<bool>,
    _data: TempDir,
}

impl Served {
    fn with(timeouts: Timeouts) -> Served {
        let data = folder::data(&[("articles/flood.md", ARTICLE), ("jurisdictions/dams.toml", LIST)]);
        let settings = "meaning = \"off\"\n[publication]\ndoors = [\"web\", \"api\"]\n";
        std::fs::write(data.path().join("pullquote.toml"), settings).expect("settings");
        let serving = Arc::new(serving(data.path(), timeouts));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        let (stop, stopped) = watch::channel(false);
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let at = listener.local_addr().expect("an address");
        runtime.spawn(listen(listener, routes(Arc::clone(&serving)), Patience::default(), stopped));
        Served { runtime, serving, at, _stop: stop, _data: data }
    }

    fn get(&self, path: &str) -> Answer {
        send(self.at, "GET", path, &[], b"")
    }
}

fn serving(data: &Path, timeouts: Timeouts) -> Serving {
    let at = Locations::new(Some(data.to_owned()), None, None);
    Serving::patient(&open(&at).expect("an archive"), &at, timeouts)
}

#[test]
fn work_whose_turn_does_not_come_is_never_done_and_its_asker_is_told() {
    /// As many as are worked on at one time, on the largest machine.
    const MOST: usize = 8;
    let served = Served::with(Timeouts { turn: Duration::ZERO, ..Timeouts::default() });
    let gate = Arc::new(RwLock::new(()));
    let shut = gate.write().expect("no panic");
    let (began, begins) = mpsc::channel();
    let working: Vec<_> = (0..MOST)
        .map(|_| {
            let (serving, gate) = (Arc::clone(&served.serving), Arc::clone(&gate));
            let (began, refused) = (began.clone(), began.clone());
            served.runtime.spawn(async move {
                let work = move |_: &_| {
                    began.send(true).expect("it is waited for");
                    drop(gate.read());
                };
                if serving.in_turn(work).await.is_none() {
                    refused.send(false).expect("it is waited for");
                }
            })
        })
        .collect();
    let taken = (0..MOST).filter(|_| begins.recv().expect("all are told of")).count();
    assert!((2..=MOST).contains(&taken), "{taken}");
    let none = served.runtime.block_on(Arc::clone(&served.serving).in_turn(|_| panic!("its turn has not come")));
    assert_eq!(none, None::<()>);
    let (form, json) = ("application/x-www-form-urlencoded", "application/json");
    let asked = [
        ("GET", "/", form, ""),
        ("POST", "/ask", form, "question=Who?"),
        ("POST", "/box", form, "question=Who?"),
        ("POST", "/complete.json", json, "{\"command\": \"said\", \"option\": \"who\", \"partial\": \"\"}"),
        ("POST", "/api/v1/about", json, "{}"),
    ];
    for (method, path, kind, body) in asked {
        let answer = send(served.at, method, path, &[("content-type", kind)], body.as_bytes());
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")), "{path}: {}", answer.text());
    }
    drop(shut);
    served.runtime.block_on(async {
        for work in working {
            work.await.expect("no panic");
        }
    });
    assert_eq!(served.runtime.block_on(Arc::clone(&served.serving).in_turn(|_| 7)), Some(7));
}

#[test]
fn a_table_that_was_cut_was_taken_for_the_whole() {
    let whole = Served::with(Timeouts::default()).get("/list/dams/table.csv");
    assert_eq!((whole.status, whole.header("content-type")), (200, Some("text/csv; charset=utf-8")));
    let served = Served::with(Timeouts { answer: Duration::ZERO, ..Timeouts::default() });
    let cut = served.get("/list/dams/table.csv");
    assert_eq!((cut.status, cut.header("content-disposition")), (503, None), "{}", cut.text());
    check_page(&cut);
    // The page says so instead.
    let page = check_page(&served.get("/list/dams"));
    assert!(page.select("main .aside").text().contains("took too long"), "{}", page.select("main").text());
}
