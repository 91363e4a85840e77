//! A program that is killed while it announces new issues in a text channel, in announcements and in a forum: each card,
//! thread, beginning of a thread and publication is there once afterwards.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use pullquote::desk::changes::Seen;
use pullquote::desk::{Desk, Hold, SetUp};

use super::desks;
use super::discord::{FakeDiscord, Kept, Posted, TOKEN};

/// A server with a channel of each type: text, announcements, forum.
const PLACES: [(&str, &str, u64); 3] = [("6", "60", 0), ("7", "70", 5), ("8", "80", 15)];
/// Issues that are published: Discord takes ten an hour.
const PUBLISHED: usize = 8;
/// A process lives until Discord has taken so many of its messages, threads and publications, or for so long.
const WRITES: usize = 9;
const LIFE: Duration = Duration::from_millis(1_500);
/// The last one is let be for so long at most, in looks of 200 milliseconds.
const LOOKS: usize = 600;

fn start(data: &Path, fake: &FakeDiscord) -> Child {
    Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["--data", data.to_str().expect("a name"), "serve", "--http", "127.0.0.1:0"])
        .env("DISCORD_TOKEN", TOKEN)
        .env("DISCORD_API", &fake.base)
        .env("RUST_LOG", "error")
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

fn kill(mut child: Child) {
    child.kill().expect("it is killed, or is gone");
    child.wait().expect("it is gone");
}

/// What an issue says before and after it is corrected.
const WORDS: [&str; 2] = ["will leave the harbor", "left the harbor"];

/// An issue of today, as an import leaves it.
fn bring(data: &Path, number: usize, words: &str) {
    let today = jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date();
    let text = format!(
        "+++\nid = \"issue-{number:04}\"\ntitle = \"On barge {number}\"\npublisher = \"The Valley Letter\"\n\
         date = {today}\nurl = \"https://valley.example/issue-{number:04}\"\nlicence = \"CC BY 4.0\"\n+++\n\n\
         Mayor Ann Reed said, “Barge {number} {words} in the morning.” Forty people saw it.\n"
    );
    let folder = data.join("corpus/articles");
    let written = folder.join(format!("issue-{number:04}.tmp"));
    std::fs::write(&written, text).expect("written");
    std::fs::rename(written, folder.join(format!("issue-{number:04}.md"))).expect("renamed");
}

/// Whether an issue is corrected while the next one comes.
fn is_corrected(number: usize) -> bool {
    number.is_multiple_of(3)
}

/// The announcements in a channel; in a forum, the first messages of its posts.
fn cards<'s>(state: &'s Kept, channel: &str, kind: u64) -> Vec<&'s Posted> {
    let is_post = |own: &&Posted| state.threads.iter().any(|thread| thread.parent == channel && thread.id == own.id);
    let own = state.messages.iter();
    if kind == 15 { own.filter(is_post).collect() } else { own.filter(|own| own.channel == channel).collect() }
}

/// The issues that a message names.
fn named(card: &Posted) -> Vec<usize> {
    let text = card.body.to_string();
    let rest = text.split("valley.example/issue-").skip(1);
    let mut named: Vec<usize> = rest.filter_map(|rest| rest.get(..4)?.parse().ok()).collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// How often each issue is announced in a channel, and what is wrong with its threads and publications.
fn announced(state: &Kept, (_, channel, kind): (&str, &str, u64)) -> (BTreeMap<usize, usize>, Vec<String>) {
    let (mut counts, mut wrong) = (BTreeMap::new(), Vec::new());
    let threads: Vec<_> = state.threads.iter().filter(|own| own.parent == channel).collect();
    let cards = cards(state, channel, kind);
    for card in &cards {
        let named = named(card);
        let is_one = named.len() == 1;
        named.into_iter().for_each(|number| *counts.entry(number).or_default() += 1);
        let of_thread = threads.iter().filter(|thread| thread.id == card.id).count();
        let in_thread = state.messages.iter().filter(|own| own.channel == card.id && own.id != card.id).count();
        let wanted = match (kind, is_one) {
            (15, one) => (1, usize::from(one)),
            (_, one) => (usize::from(one), usize::from(one)),
        };
        if (of_thread, in_thread) != wanted {
            wrong.push(format!("{channel}: {of_thread} threads with {in_thread} messages for {wanted:?}"));
        }
        if kind == 5 && state.published.iter().filter(|own| **own == card.id).count() != 1 {
            wrong.push(format!("{channel}: a card is not published once"));
        }
    }
    if threads.iter().any(|thread| !cards.iter().any(|card| card.id == thread.id)) {
        wrong.push(format!("{channel}: a thread on nothing"));
    }
    (counts, wrong)
}

/// Lets a program be until all these issues are announced; what was lost or doubled, and how many cards there are.
async fn complete(data: &Path, fake: &FakeDiscord, wanted: &[(usize, usize)]) -> Result<usize, String> {
    let child = start(data, fake);
    let look = |state: &Kept| {
        let mut found = Vec::new();
        for (place, (_, last)) in PLACES.into_iter().zip(wanted) {
            let (counts, mut wrong) = announced(state, place);
            let lost = (0..*last).filter(|number| !counts.contains_key(number)).count();
            let doubled = counts.values().filter(|count| **count > 1).count();
            // A digest says no words of it.
            let stale = cards(state, place.1, place.2).into_iter().filter(|card| {
                let is_old = |own: &[usize]| matches!(own, [own] if is_corrected(*own) && own + 1 < *last);
                is_old(&named(card)) && !card.body.to_string().contains(WORDS[1])
            });
            let stale = stale.count();
            if stale > 0 {
                wrong.push(format!("{}: {stale} not corrected", place.1));
            }
            if lost > 0 || doubled > 0 {
                wrong.push(format!("{}: {lost} lost, {doubled} doubled", place.1));
            }
            found.extend(wrong);
        }
        found.extend(state.violations.iter().cloned());
        (found, state.requests.len())
    };
    let mut last = (vec![String::new()], 0);
    for _ in 0..LOOKS {
        let now = fake.with(|state| look(state));
        // Nothing more is on its way.
        if now == last && now.0.is_empty() {
            break;
        }
        last = now;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    kill(child);
    let (wrong, _) = fake.with(|state| look(state));
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    Ok(fake.with(|state| state.messages.len()))
}

/// Kills it so often while issues come one by one; the figure, or what was lost or doubled.
pub async fn killed(data: &Path, first: &Seen, times: usize, seed: u64) -> Result<String, String> {
    let fake = FakeDiscord::start().await;
    desks::named_in(data);
    let desk = Desk::open(desks::at(data.join("desk.sqlite"))).await.expect("a desk");
    desk.note_archive(first, 0).await.expect("noted");
    for (server, channel, kind) in PLACES {
        fake.furnish(server, &[(server, u64::MAX >> 1)], &[]);
        fake.furnish_channel(server, channel, kind, &[]);
        let set = |set_up: &mut SetUp| {
            (set_up.new_issue_channel, set_up.issue_hold) = (Some(channel.into()), Some(Hold::For(0)));
            set_up.issue_threads = true;
        };
        desk.change_set_up(server, 0, set).await.expect("written");
    }
    desk.close().await;
    let mut random = fastrand::Rng::with_seed(seed);
    // Gives how many kills left something half done.
    let rounds = async |from: usize, to: usize, random: &mut fastrand::Rng| {
        let mut half_done = 0;
        for number in from..to {
            bring(data, number, WORDS[0]);
            if let Some(before) = number.checked_sub(1).filter(|before| is_corrected(*before)) {
                bring(data, before, WORDS[1]);
            }
            let child = start(data, &fake);
            let writes = || fake.with(|state| state.requests.iter().filter(|own| own.method == "POST").count());
            let (most, began) = (writes() + random.usize(0..WRITES), Instant::now());
            while writes() < most && began.elapsed() < LIFE {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            // What is under way may or may not be done.
            tokio::time::sleep(Duration::from_micros(random.u64(0..3_000))).await;
            kill(child);
            let is_half_done = |state: &mut Kept| PLACES.iter().any(|place| !announced(state, *place).1.is_empty());
            half_done += usize::from(fake.with(is_half_done));
        }
        half_done
    };
    let published = PUBLISHED.min(times);
    let mut half_done = rounds(0, published, &mut random).await;
    complete(data, &fake, &[(0, published), (0, published), (0, published)]).await?;
    let desk = Desk::open(desks::at(data.join("desk.sqlite"))).await.expect("a desk");
    desk.change_set_up("7", 0, |set_up| set_up.new_issue_channel = None).await.expect("written");
    desk.close().await;
    half_done += rounds(published, times, &mut random).await;
    let messages = complete(data, &fake, &[(0, times), (0, published), (0, times)]).await?;
    Ok(format!(
        "{times} kills, {half_done} in the midst of it: {times} issues announced, {messages} messages, 0 lost, 0 doubled"
    ))
}
