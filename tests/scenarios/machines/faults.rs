//! One fault after the other, under load.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::actions::Actions;
use super::asking::{READY, Reader};
use super::cluster::Cluster;
use super::corpora::Newsletter;
use super::readers::{self, Asked, Floors};
use super::reference::Reference;
use super::supervisor::Supervised;
use super::tally::{Row, Tally};
use super::{logs_in, number, written};
use crate::discord::FakeDiscord;
use crate::{Outcome, ensure};

/// What was published is shown by all replicas within this time, once the fault is over.
const PATIENCE: Duration = Duration::from_secs(240);
/// The newsletters that have a server in Discord and a desk: at most so many.
const DESKS: usize = 40;
/// The row of the time between two faults.
const QUIET: &str = "between the faults";
/// One of so many newsletters changes during a fault.
const CHANGING: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    Replica(usize),
    /// The replica comes again with an empty disk.
    Disk(usize),
    Importer,
    Store,
    Database,
}

const FAULTS: [(&str, Fault); 7] = [
    ("nothing", Fault::None),
    ("replica 1 killed", Fault::Replica(0)),
    ("replica 2 killed", Fault::Replica(1)),
    ("replica 2 killed, its disk lost", Fault::Disk(1)),
    ("importer killed as it publishes", Fault::Importer),
    ("store away for half the time", Fault::Store),
    ("database killed, standby promoted", Fault::Database),
];

/// All of them.
pub async fn run(folder: &Path) -> Outcome {
    let (count, seconds) = (number("PULLQUOTE_TENANTS", 200), number("PULLQUOTE_SECONDS", 60) as u64);
    let (logs, newsletters) = (logs_in(folder), written(folder, count, DESKS.min(count.div_ceil(2))));
    let fake = FakeDiscord::start().await;
    for own in newsletters.iter().filter(|own| own.has_desk) {
        fake.furnish(&own.server(), &[(&own.server(), u64::MAX)], &[&own.channel()]);
    }
    let reference = Reference::start(&folder.join("reference"), &logs);
    let first: Vec<(Newsletter, u32)> = newsletters.iter().map(|own| (*own, 1)).collect();
    reference.prepare(&first).await?;
    let began = Instant::now();
    let cluster = Cluster::start(folder, &logs, &newsletters, &fake, 2).await?;
    let floors: Floors = Arc::new(newsletters.iter().map(|_| AtomicU32::new(1)).collect());
    let tally = Arc::new(Tally::new(count));
    let running = Running { cluster, reference, newsletters, floors, tally, seconds: Duration::from_secs(seconds) };
    let shown = running.until_shown(&first, began).await?;
    println!("{count} newsletters at two replicas that began with nothing: after {:.1} s", shown.as_secs_f64());
    running.kill_all(&fake).await
}

/// The cluster under load.
struct Running {
    cluster: Cluster,
    reference: Reference,
    newsletters: Vec<Newsletter>,
    floors: Floors,
    tally: Arc<Tally>,
    seconds: Duration,
}

impl Running {
    async fn kill_all(self, fake: &FakeDiscord) -> Outcome {
        let asked = Asked {
            at: self.cluster.pages,
            answers: Arc::clone(&self.reference.answers),
            floors: Arc::clone(&self.floors),
            tally: Arc::clone(&self.tally),
        };
        let actions = Actions::default();
        let first = self.newsletters[0];
        Reader::new(0).until_shown(self.cluster.pages, first, 1, PATIENCE).await?;
        self.tally.begin(QUIET);
        let reading = readers::begin(&self.newsletters, &asked);
        let acting = actions.begin(&self.newsletters, fake, self.cluster.interactions, &self.tally);
        let mut problem = None;
        let wanted = std::env::var("PULLQUOTE_FAULTS").unwrap_or_default();
        let faults = FAULTS.iter().filter(|(name, _)| name.contains(&wanted));
        for (round, (name, fault)) in faults.enumerate() {
            if let Err(late) = self.during(name, *fault, round).await {
                problem = Some(format!("{name}: {late}"));
                break;
            }
        }
        drop((reading, acting));
        self.tally.end(None, None);
        self.compare(&actions)?;
        let rows = self.tally.rows();
        println!("\n{}\n", rows.iter().map(Row::line).collect::<Vec<_>>().join("\n"));
        let processes = self.cluster.processes().chain([&self.reference.process]);
        let trouble: Vec<String> = processes.filter_map(Supervised::trouble).collect();
        let (wrong, lost): (usize, usize) =
            (rows.iter().map(|row| row.wrong).sum(), rows.iter().map(|row| row.lost).sum());
        let (answered, acknowledged): (usize, usize) =
            (rows.iter().map(|row| row.answered).sum(), rows.iter().map(|row| row.acknowledged).sum());
        let twice = cards_twice(fake);
        let memory: Vec<String> =
            self.cluster.replicas.iter().map(|own| format!("{:.0}", own.process.peak_memory())).collect();
        let figure = format!(
            "{answered} answers, {wrong} wrong; {acknowledged} actions acknowledged, {lost} lost; {twice} cards twice; \
             replicas had {} MB, the importer {:.0} MB",
            memory.join(" and "),
            self.cluster.importer.peak_memory()
        );
        let violations = fake.with(|state| std::mem::take(&mut state.violations));
        ensure!(problem.is_none(), "{}; {figure}", problem.unwrap_or_default());
        ensure!(wrong == 0 && lost == 0 && twice == 0, "{figure}");
        ensure!(trouble.is_empty(), "{}; {figure}", trouble.join(", "));
        ensure!(violations.is_empty(), "Discord would have refused: {violations:?}; {figure}");
        Ok(figure)
    }

    /// One fault, during which some newsletters change; others change before it.
    async fn during(&self, name: &str, fault: Fault, round: usize) -> Result<(), String> {
        let version = round as u32 * 2 + 2;
        let (before, during) = (self.changes(round, version), self.changes(round + 1, version + 1));
        self.reference.prepare(&before).await?;
        self.reference.prepare(&during).await?;
        self.publish(&before);
        self.until_shown(&before, Instant::now()).await?;
        self.tally.begin(name);
        let began = Instant::now();
        if fault != Fault::Importer {
            self.begin(fault)?;
        }
        self.publish(&during);
        let changed = Instant::now();
        match fault {
            Fault::Importer => {
                // As soon as something of it has arrived, the rest is being published.
                let (first, version) = during[0];
                let replica = self.cluster.replicas[0].pages;
                let _shown = Reader::new(first.number).until_shown(replica, first, version, self.seconds / 2).await;
                self.begin(fault)?;
            }
            Fault::Database => {
                tokio::time::sleep(Duration::from_secs(10)).await;
                self.cluster.database.promote()?;
            }
            _ => {}
        }
        let (shown, ready) = tokio::join!(self.until_shown(&during, changed), self.until_ready(began));
        tokio::time::sleep(self.seconds.saturating_sub(began.elapsed())).await;
        let row = self.tally.end(shown.as_ref().ok().copied(), ready.as_ref().ok().copied());
        println!("{}", row.line());
        self.tally.begin(QUIET);
        shown.and(ready).map(drop)
    }

    fn begin(&self, fault: Fault) -> Result<(), String> {
        match fault {
            Fault::None => {}
            Fault::Replica(number) => self.cluster.replicas[number].process.kill(),
            Fault::Disk(number) => self.cluster.replicas[number].lose(),
            Fault::Importer => self.cluster.importer.kill(),
            Fault::Store => self.cluster.store.kill_for(self.seconds / 2),
            Fault::Database => self.cluster.database.kill_primary()?,
        }
        Ok(())
    }

    /// The newsletters that change in a round, and to which version.
    fn changes(&self, round: usize, version: u32) -> Vec<(Newsletter, u32)> {
        let each = CHANGING.min(self.newsletters.len() / 2);
        let chosen = self.newsletters.iter().filter(|own| own.number % each == round % each);
        chosen.map(|own| (*own, version)).collect()
    }

    /// Changes them at the importer.
    fn publish(&self, changes: &[(Newsletter, u32)]) {
        for (own, version) in changes {
            own.change(&self.cluster.source, *version);
        }
    }

    /// Waits until every replica shows this: how long that took.
    async fn until_shown(&self, changes: &[(Newsletter, u32)], since: Instant) -> Result<Duration, String> {
        let mut last = Duration::ZERO;
        for (own, version) in changes {
            for replica in &self.cluster.replicas {
                let reader = Reader::new(own.number);
                let left = (PATIENCE + self.seconds).saturating_sub(since.elapsed());
                reader.until_shown(replica.pages, *own, *version, left).await?;
            }
            last = since.elapsed();
            self.floors[own.number].store(*version, SeqCst);
        }
        Ok(last)
    }

    /// Waits until every replica says that it may be asked: no two fail at one time.
    async fn until_ready(&self, since: Instant) -> Result<Duration, String> {
        // What was killed just now is gone.
        tokio::time::sleep(Duration::from_secs(1)).await;
        for replica in &self.cluster.replicas {
            while Reader::new(0).ask(replica.pages, self.newsletters[0], READY).await.is_err() {
                if since.elapsed() > PATIENCE + self.seconds {
                    return Err(format!("{} is never ready", replica.pages));
                }
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
        Ok(since.elapsed())
    }

    /// Compares what was acknowledged with what the desks hold now.
    fn compare(&self, actions: &Actions) -> Result<(), String> {
        let mut rows = BTreeMap::new();
        for own in self.newsletters.iter().filter(|own| own.has_desk) {
            let export = self.cluster.export(*own)?;
            let lines = export.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let askers = lines.filter(|line| line["table"] == "asker");
            let ids: BTreeSet<String> =
                askers.filter_map(|line| Some(line["row"]["id"].as_str()?.to_owned())).collect();
            rows.insert(own.number, ids);
        }
        actions.compare(&rows, &self.tally);
        Ok(())
    }
}

/// Cards of questions that were posted more than once.
fn cards_twice(fake: &FakeDiscord) -> usize {
    let question = |text: &str| Some(text.split("3dqs").nth(1)?.split('"').next()?.to_owned());
    let posted: Vec<String> =
        fake.with(|state| state.messages.iter().filter_map(|own| question(&own.body.to_string())).collect());
    posted.len() - posted.iter().collect::<BTreeSet<_>>().len()
}
