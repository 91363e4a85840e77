//! Feeds by themselves: the real program, a feed on a web server of our own, and readers who ask meanwhile.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::program::{data, end, program};
use super::{command, press, shown};
use crate::support::discord::FakeDiscord;
use crate::support::newsletter::Newsletter;
use crate::support::web::Web;

pub(super) fn feed(items: &[(&str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(name, text)| {
            format!(
                "<item><title>On the {name}</title><link>https://valley.example/{name}</link><guid>{name}</guid>\
                 <pubDate>Wed, 01 May 2024 08:00:00 GMT</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>The Valley Letter</title>{items}</channel></rss>")
}

/// Asks until an answer holds the words: how long after `since` that was, and the answer.
pub(super) async fn until_found(
    fake: &FakeDiscord,
    first: u64,
    query: &str,
    words: &str,
    since: Instant,
) -> (Duration, Value) {
    for id in first..first + 2_000 {
        fake.dispatch(command(id, "search", &[("query", query)]));
        let answer = fake.answer(&id.to_string()).await;
        if answer.to_string().contains(words) {
            return (since.elapsed(), answer);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{words} is not found");
}

/// Waits until the server was asked and answered like this; when that was.
pub(super) async fn until_asked(web: &Web, status: u16, times: usize) -> Instant {
    for _ in 0..6_000 {
        let asked = web.with(|site| site.asked.iter().filter(|asked| asked.status == status).nth(times).cloned());
        if let Some(asked) = asked {
            return asked.at;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never answered {status}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_feed_brings_is_found_and_a_broken_feed_is_reported_once() {
    let (fake, data, web) = (FakeDiscord::start().await, data(), Web::start());
    let url = web.url("/feed");
    fs::write(
        data.path().join("pullquote.toml"),
        format!(
            "[discord]\npublic_answers_per_minute = 1000000\n[fetch]\nhttp = true\n\
             allow_addresses = [\"127.0.0.1\"]\n[[feed]]\nurl = \"{url}\"\nevery = \"1s\"\n"
        ),
    )
    .expect("written");
    web.put("/feed", Some("\"1\""), feed(&[("mill", "The mill on Canal Street reopened.")]));
    let child = program(data.path(), &fake, &["serve"]);
    fake.ready(1).await;
    until_found(&fake, 1_000, "mill on Canal Street", "reopened", Instant::now()).await;
    // Nothing new: the server is asked, and sends nothing.
    until_asked(&web, 304, 1).await;

    let items = [("mill", "The mill on Canal Street reopened."), ("weir", "The weir at Osier Bend was repaired.")];
    let sent = web.with(|site| site.asked.iter().filter(|asked| asked.status == 200).count());
    web.put("/feed", Some("\"2\""), feed(&items));
    let fetched = until_asked(&web, 200, sent).await;
    let (after, _) = until_found(&fake, 10_000, "weir at Osier Bend", "was repaired", fetched).await;
    assert!(after < Duration::from_secs(2), "searchable {after:?} after the fetch");
    // A private answer can be shared, so its buttons name the excerpt.
    let mut private = command(15_000, "search", &[("query", "weir at Osier Bend")]);
    let options = private["data"]["options"].as_array_mut().expect("options");
    options.push(serde_json::json!({"name": "private", "type": 5, "value": true}));
    fake.dispatch(private);
    let old = fake.answer("15000").await;

    web.with(|site| {
        let feed = site.pages.get_mut("/feed").expect("the feed");
        (feed.status, feed.etag) = (500, None);
    });
    until_asked(&web, 500, 1).await;
    let (found, _) = until_found(&fake, 20_000, "weir at Osier Bend", "was repaired", Instant::now()).await;
    assert!(found < Duration::from_secs(10));
    // A source that changed is a new revision.
    let items = [("mill", "The mill on Canal Street reopened."), ("weir", "The weir at Osier Bend was replaced.")];
    web.put("/feed", Some("\"3\""), feed(&items));
    until_found(&fake, 30_000, "weir at Osier Bend", "was replaced", Instant::now()).await;
    assert_eq!(fs::read_dir(data.path().join("corpus/history/2024-05-01-on-the-weir")).expect("history").count(), 1);

    // The old answer's buttons tell of the correction.
    let old = old.to_string();
    let named = old.split("custom_id\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let pressed = named.filter(|id| ["3p", "3c", "3m"].iter().any(|kind| id.starts_with(kind))).last();
    fake.dispatch(press(40_000, pressed.expect("a button that names an excerpt"), true));
    let told = shown(&fake.answer("40000").await);
    assert!(told.contains("### The article was corrected on "), "{told}");
    assert!(told.contains("It said: The weir at Osier Bend was [repaired.]"), "{told}");
    assert!(told.contains("It says now: The weir at Osier Bend was [replaced.]"), "{told}");

    let said = end(child);
    let told: Vec<String> =
        said.lines().filter(|line| line.contains("feed http")).map(|line| line.replace(&url, "URL")).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    pullquote: feed URL: 1 added, 0 changed, 0 joined
    pullquote: feed URL: 1 added, 0 changed, 0 joined
    pullquote: feed URL: not fetched: the server answered 500; it is tried again, and this is not said again
    pullquote: feed URL: works again
    pullquote: feed URL: 0 added, 1 changed, 0 joined
    ");
    fake.end();
}

/// Waits until something holds.
async fn until(what: &str, holds: impl Fn() -> bool) {
    for _ in 0..6_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_that_is_gone_is_found_by_itself_and_its_feed_brought_it_back() {
    let (fake, letter, web) = (FakeDiscord::start().await, Newsletter::new(), Web::start());
    letter.run(&["init", ".", "--name", "The Valley Letter", "--site", &web.url("/")]);
    let items = |weir: &str| {
        let own = [("mill", "The mill on Canal Street reopened."), ("weir", weir), ("lock", "The lock was shut.")];
        feed(&own).replace("https://valley.example", &web.url(""))
    };
    let settings = fs::read_to_string(letter.folder.join("pullquote.toml")).expect("settings");
    let further = format!(
        "\n[import]\ncheck_every = \"1s\"\n[fetch]\nhttp = true\nallow_addresses = [\"127.0.0.1\"]\n[[feed]]\nurl = \"{}\"\nevery = \"1s\"\n",
        web.url("/feed")
    );
    fs::write(letter.folder.join("pullquote.toml"), settings + &further).expect("written");
    web.put("/feed", Some("\"1\""), items("The weir at Osier Bend was repaired."));
    web.put("/robots.txt", None, "User-agent: *\nDisallow: /lock\n");
    letter.run(&["import", "--feeds"]);
    let corpus = letter.folder.join("corpus");
    let earlier = r#"{"articles": {"2024-05-01-on-the-mill": {"gone": ["2024-06-01", "2024-06-02"]}}}"#;
    fs::write(corpus.join(".unpublished.json"), earlier).expect("written");
    web.put("/weir", None, "<html></html>");

    let child = program(&letter.folder, &fake, &["serve"]);
    fake.ready(1).await;
    let file = "2024-05-01-on-the-mill.md";
    until("the mill leaves", || corpus.join("unpublished").join(file).exists()).await;
    // Its feed still has it, and that alone does not bring it back.
    web.put("/feed", Some("\"2\""), items("The weir at Osier Bend was replaced."));
    let weir = || fs::read_to_string(corpus.join("articles/2024-05-01-on-the-weir.md")).expect("an article");
    until("the weir changes", || weir().contains("was replaced")).await;
    assert!(corpus.join("unpublished").join(file).exists() && !corpus.join("articles").join(file).exists());
    until("the weir is looked at", || web.with(|site| site.asked.iter().any(|asked| asked.path == "/weir"))).await;
    let said = end(child);
    assert!(said.contains("2024-05-01-on-the-mill: its page was gone on 3 days"), "{said}");
    assert!(web.with(|site| site.asked.iter().all(|asked| asked.path != "/lock")), "its site does not want it");
    fake.end();
}
