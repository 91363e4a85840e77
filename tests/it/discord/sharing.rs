//! Several processes run one bot: each shard is run by one of them, and moves without a new session.

use std::sync::Arc;
use std::time::Duration;

use pullquote::desk::Desk;
use pullquote::shell::discord::{Front, Sharing};
use tempfile::TempDir;

use super::hostile_archive::hostile_archive;
use super::{Bot, command, settings};
use crate::support::desks;
use crate::support::discord::FakeDiscord;

/// Processes of one bot on one desk.
struct Network {
    fake: FakeDiscord,
    desk: Arc<Desk>,
    _folder: TempDir,
}

impl Network {
    async fn new() -> Network {
        let folder = tempfile::tempdir().expect("a folder");
        let desk = Arc::new(Desk::open(desks::at(folder.path().join("desk.sqlite"))).await.expect("a desk"));
        Network { fake: FakeDiscord::start().await, desk, _folder: folder }
    }

    fn process(&self, holder: &str, shards: u32) -> Bot {
        let sharing = Sharing { holder: holder.to_owned(), lease: 2, look: Duration::from_millis(200) };
        let front = Front { shards, sharing: Some(sharing), ..Front::default() };
        let bot = Bot::run(self.fake.clone(), front, hostile_archive(), settings());
        bot.handler.state.set_desk(Arc::clone(&self.desk));
        bot
    }

    /// Waits until each of these holds so many shards.
    async fn settled(&self, wished: &[(&str, usize)]) {
        for _ in 0..200 {
            let now = jiff::Timestamp::now().as_second();
            let held = self.desk.leases_under("gateway/shard/", now).await.expect("read");
            let count = |process: &str| held.iter().filter(|(_, holder)| holder == process).count();
            if wished.iter().all(|(process, shards)| count(process) == *shards) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("never came: {wished:?}");
    }

    async fn answers(&self, id: u64) {
        self.fake.dispatch(command(id, "ask", &[("question", "x")]));
        self.fake.answer(&id.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shard_of_a_process_that_died_is_taken_up_by_another_without_a_new_session() {
    let network = Network::new().await;
    let first = network.process("a", 1);
    network.fake.ready(1).await;
    network.answers(1).await;
    let second = network.process("b", 1);
    network.settled(&[("a", 1), ("b", 0)]).await;
    let kept = async || network.desk.kept_session("0/1", 0).await.expect("read").is_some();
    while !kept().await {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // It says goodbye to nobody, and gives no lease back.
    first.running.abort();
    // Asked while nobody is connected, at the worst.
    network.answers(2).await;
    network.settled(&[("b", 1)]).await;
    let (identifies, resumes) = network.fake.with(|state| (state.identifies.len(), state.resumes));
    assert_eq!((identifies, resumes), (1, 1));
    second.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_gets_a_share_and_who_ends_gives_all_back_at_once() {
    let network = Network::new().await;
    let first = network.process("a", 2);
    network.fake.ready(2).await;
    let second = network.process("b", 2);
    network.settled(&[("a", 1), ("b", 1)]).await;
    network.fake.until("a resumption", |state| (state.resumes >= 1).then_some(())).await;
    first.stop.send(true).expect("it runs");
    first.running.await.expect("no panic").expect("a clean end");
    let now = jiff::Timestamp::now().as_second();
    let left = network.desk.leases_under("gateway/", now).await.expect("read");
    let is_kept = |(lease, holder): &(String, String)| holder == "a" && lease != "gateway/identify";
    assert!(!left.iter().any(is_kept), "{left:?}");
    network.settled(&[("b", 2)]).await;
    network.answers(1).await;
    let identifies = network.fake.with(|state| state.identifies.len());
    assert_eq!(identifies, 2, "what moves begins no session");
    second.end().await;
}

/// The look that took the lease was cut off, so that nobody ran the shard until its time was over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_shard_whose_taking_was_cut_off_is_run_at_the_next_look() {
    let network = Network::new().await;
    let now = jiff::Timestamp::now().as_second();
    let taken = network.desk.take_lease("gateway/shard/0/1", "a", now, now + 3_600).await.expect("written");
    let lost = taken.expect("nobody holds it");
    let first = network.process("a", 1);
    network.fake.ready(1).await;
    network.answers(1).await;
    assert!(!network.desk.renew_lease(&lost, now + 7_200).await.expect("written"), "that token is an old one");
    first.end().await;
}
