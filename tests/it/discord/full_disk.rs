//! A front whose disk is full: it answers on, says once what is wrong, and catches up when there is room again.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::FileExt;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::feeds::{feed, until_asked, until_found};
use super::program::data as sample;
use super::{command, shown};
use crate::support::discord::{FakeDiscord, TOKEN};
use crate::support::newsletter::Newsletter;
use crate::support::small_disk::{Shortage, on_a_small_disk};
use crate::support::web::Web;

const ROOM: u64 = 16 << 20;

#[test]
fn a_front_on_a_full_disk_answers_on_and_catches_up_when_there_is_room() {
    on_a_small_disk(
        "discord::full_disk::a_front_on_a_full_disk_answers_on_and_catches_up_when_there_is_room",
        |shortage| {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("a runtime").block_on(answers_on(shortage));
        },
    );
}

async fn answers_on(shortage: &Shortage) {
    let (fake, web) = (FakeDiscord::start().await, Web::start());
    let letter = Newsletter::at(shortage.folder().join("data"));
    crate::full_disk::copy(sample().path(), &letter.folder);
    let url = web.url("/feed");
    let settings = format!(
        "[discord]\npublic_answers_per_minute = 1000000\n[fetch]\nhttp = true\nallow_addresses = [\"127.0.0.1\"]\n\
         [[feed]]\nurl = \"{url}\"\nevery = \"1s\"\n"
    );
    fs::write(letter.folder.join("pullquote.toml"), settings).expect("written");
    let mill = ("mill", "The mill on Canal Street reopened.");
    web.put("/feed", Some("\"1\""), feed(&[mill]));
    let mut program = letter.program(&["serve"]);
    program.env("DISCORD_TOKEN", TOKEN).env("DISCORD_API", &fake.base);
    let mut program = shortage.with_room(ROOM, &program);
    let mut program = program.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let (said, pipe) = (Arc::new(Mutex::new(String::new())), program.stderr.take().expect("a pipe"));
    let heard = Arc::clone(&said);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            heard.lock().expect("no test panics in there").push_str(&format!("{line}\n"));
        }
    });
    let told = |words: &str| said.lock().expect("no test panics in there").matches(words).count();
    fake.ready(1).await;
    until_found(&fake, 1_000, "mill on Canal Street", "reopened", Instant::now()).await;

    shortage.begin(program.id());
    let sent = web.with(|site| site.asked.iter().filter(|asked| asked.status == 200).count());
    web.put("/feed", Some("\"2\""), feed(&[mill, ("weir", "The weir at Osier Bend was repaired.")]));
    until_asked(&web, 200, sent + 1).await;
    // A person's edit, which takes no room.
    let article = letter.folder.join("corpus/articles/2024-05-01-on-the-mill.md");
    let at = fs::read_to_string(&article).expect("an article").find("Canal Street").expect("its words");
    File::options()
        .write(true)
        .open(&article)
        .expect("the article")
        .write_all_at(b"Basin", at as u64)
        .expect("written");
    let begun = Instant::now();
    while told("the index cannot be written") == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "{said:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    fake.dispatch(command(5_000, "letter", &[("place", "NYC")]));
    assert!(shown(&fake.answer("5000").await).contains("Yes."));
    until_found(&fake, 6_000, "mill reopened", "Canal", Instant::now()).await;
    assert_eq!(told("nothing is imported until that is mended, answers go on"), 1);

    shortage.end(Some(program.id()));
    until_found(&fake, 10_000, "weir at Osier Bend", "was repaired", Instant::now()).await;
    until_found(&fake, 20_000, "mill reopened", "Basin", Instant::now()).await;
    super::program::end(program);
    fake.end();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_cannot_be_written_ends_nothing() {
    let (fake, letter) = (FakeDiscord::start().await, Newsletter::at(sample().keep()));
    let mut program = letter.program(&["serve"]);
    program.env("DISCORD_TOKEN", TOKEN).env("DISCORD_API", &fake.base).env("RUST_LOG", "trace");
    let full = File::options().write(true).open("/dev/full").expect("a disk that is always full");
    let program = program.stderr(full).spawn().expect("the program starts");
    fake.ready(1).await;
    fake.dispatch(command(1, "letter", &[("place", "NYC")]));
    assert!(shown(&fake.answer("1").await).contains("Yes."));
    super::program::end(program);
    fake.end();
    fs::remove_dir_all(&letter.folder).expect("it goes");
}
