//! From a feed's poll to the card of a new issue, beside ten thousand follows.

use std::time::{Duration, Instant};

use pullquote::desk::follows::{Follow, Whose};
use pullquote::desk::{Desk, Hold, SetUp};
use pullquote::engine::follow::{Followed, Kind};

use crate::discord::FakeDiscord;
use crate::program::{Program, sample};
use crate::web::Web;
use crate::{Outcome, ensure};

/// People, and what each of them follows.
const PEOPLE: usize = 500;
const EACH: usize = 20;
/// From the poll that brings the article to its card.
const LATEST: Duration = Duration::from_secs(5);
/// Of the whole program, in MB.
const MEMORY: f64 = 300.0;

async fn fill(data: &std::path::Path) {
    let desk = Desk::open(&data.join("desk.sqlite")).await.expect("a desk");
    let set = |set_up: &mut SetUp| {
        set_up.new_issue_channel = Some("50".into());
        set_up.issue_hold = Some(Hold::For(0));
    };
    desk.change_set_up("6", 0, set).await.expect("written");
    for number in 0..PEOPLE * EACH {
        // Every hundredth follows what will come.
        let value = if number % 100 == 0 { "mill reopened".to_owned() } else { format!("number {number}") };
        let follow = Follow {
            id: desk.fresh_id(),
            server: "6".into(),
            whose: Whose::Person((900_000 + number / EACH).to_string()),
            followed: Followed { kind: Kind::Phrase, value },
            weekly: false,
            locale: None,
            expires_at: i64::MAX,
        };
        desk.follow(&follow, 0).await.expect("written");
    }
    desk.close().await;
}

fn feed(items: &[(&str, &str)]) -> String {
    let today = jiff::Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    let item = |(name, text): &(&str, &str)| {
        format!(
            "<item><title>On the {name}</title><link>https://valley.example/{name}</link><guid>{name}</guid>\
             <pubDate>{today}</pubDate><description>&lt;p&gt;{text}&lt;/p&gt;</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>The Valley Letter</title>{items}</channel></rss>")
}

/// An article that a feed brings is announced, and sent to those who follow what it says.
pub async fn announced() -> Outcome {
    let (fake, data, web) = (FakeDiscord::start().await, sample(), Web::start());
    fill(data.path()).await;
    let url = web.url("/feed");
    let settings =
        format!("[fetch]\nhttp = true\nallow_addresses = [\"127.0.0.1\"]\n[[feed]]\nurl = \"{url}\"\nevery = \"1s\"\n");
    std::fs::write(data.path().join("pullquote.toml"), settings).expect("written");
    web.put("/feed", Some("\"1\""), feed(&[("weir", "The weir was repaired.")]));
    let program = Program::start(data.path(), &fake, &[], "error");
    fake.ready(1).await;
    fake.furnish("6", &[("6", u64::MAX)], &["50"]);
    // The first article came while nothing was known yet, or is announced itself.
    tokio::time::sleep(Duration::from_secs(15)).await;
    let before = web.with(|site| site.asked.iter().filter(|asked| asked.status == 200).count());
    web.put(
        "/feed",
        Some("\"2\""),
        feed(&[("weir", "The weir was repaired."), ("mill", "The mill reopened on Monday.")]),
    );
    fake.posted("50", "the card", |own| own.body.to_string().contains("On the mill")).await;
    let came = Instant::now();
    let polled =
        web.with(|site| site.asked.iter().filter(|asked| asked.status == 200).nth(before).map(|asked| asked.at));
    let polled = polled.ok_or("the feed was never asked")?;
    let wanted = PEOPLE * EACH / 100;
    let told = |state: &crate::discord::Kept| {
        (state.messages.iter().filter(|own| own.channel.starts_with("779")).count() >= wanted).then_some(())
    };
    fake.until("messages to those who follow it", told).await;
    let (after, sent, memory) = (came - polled, polled.elapsed(), program.peak_memory());
    program.end().await?;
    fake.end();
    let figure = format!(
        "{} follows; card {:.2} s after the poll, {wanted} direct messages after {:.1} s; {memory:.0} MB",
        PEOPLE * EACH,
        after.as_secs_f64(),
        sent.as_secs_f64()
    );
    ensure!(after < LATEST && memory < MEMORY, "{figure}");
    Ok(figure)
}
