//! What one, two and three replicas answer, each of which has a part of a processor alone.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::asking::{QUESTIONS, Reader};
use super::balancer::{self, Ports, ReplicaPorts, free_ports, here};
use super::cluster::Cluster;
use super::corpora::Newsletter;
use super::{logs_in, number, written};
use crate::discord::FakeDiscord;
use crate::{Outcome, ensure};

/// Of a processor, in hundredths: what a replica may use.
const SHARE: u32 = 40;
/// What is asked at one time.
const CONNECTIONS: usize = 48;
const NEWSLETTERS: usize = 20;
/// What two and three replicas answer must be so many times what one does.
const LEAST: [f64; 2] = [1.6, 2.2];
const PATIENCE: Duration = Duration::from_secs(180);

/// A group of processes with a share of a processor, which ends with this.
struct Group(PathBuf);

impl Group {
    /// Puts a process into a group of its own; nothing where the kernel gives us none.
    fn of(name: &str, pid: u32) -> Option<Group> {
        let group = |root: &str| PathBuf::from(root).join(format!("{name}-{pid}"));
        let (first, second) = (group("/sys/fs/cgroup/cpu"), group("/sys/fs/cgroup"));
        let made = if fs::create_dir(&first).is_ok() {
            let group = Group(first);
            fs::write(group.0.join("cpu.cfs_period_us"), "100000").ok()?;
            fs::write(group.0.join("cpu.cfs_quota_us"), (SHARE * 1_000).to_string()).ok()?;
            group
        } else {
            fs::create_dir(&second).ok()?;
            let group = Group(second);
            fs::write(group.0.join("cpu.max"), format!("{} 100000", SHARE * 1_000)).ok()?;
            group
        };
        fs::write(made.0.join("cgroup.procs"), pid.to_string()).ok()?;
        Some(made)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _gone = fs::remove_dir(&self.0);
    }
}

/// Counts with one, two and three replicas.
pub async fn run(folder: &Path) -> Outcome {
    let seconds = Duration::from_secs(number("PULLQUOTE_SECONDS", 20) as u64);
    let (logs, newsletters) = (logs_in(folder), written(folder, NEWSLETTERS, 0));
    let fake = FakeDiscord::start().await;
    let cluster = Cluster::start(folder, &logs, &newsletters, &fake, 3).await?;
    for own in &newsletters {
        for replica in &cluster.replicas {
            Reader::new(own.number).until_shown(replica.pages, *own, 1, PATIENCE).await?;
        }
    }
    let mut groups = Vec::new();
    for (own, name) in cluster.replicas.iter().zip(["pullquote-1", "pullquote-2", "pullquote-3"]) {
        let pid = own.process.pid().ok_or("a replica ended")?;
        match Group::of(name, pid.as_raw_nonzero().get().unsigned_abs()) {
            Some(group) => groups.push(group),
            // They would share what there is, and one could use all of it.
            None => {
                return Ok(
                    "SKIPPED: /sys/fs/cgroup/cpu cannot be written here; run it as root, or in a container of its own"
                        .to_owned(),
                );
            }
        }
    }
    let ports: Vec<ReplicaPorts> = cluster.replicas.iter().map(|own| own.ports).collect();
    let mut figures = Vec::new();
    for count in 1..=ports.len() {
        let [pages, interactions, database, primary, standby] = free_ports();
        let own = Ports { pages, interactions, database, primary, standby };
        let _balancer = balancer::start(folder, &logs, &own, &ports[..count]);
        Reader::new(0).until_shown(here(pages), newsletters[0], 1, PATIENCE).await?;
        figures.push(measured(here(pages), &newsletters, seconds).await?);
    }
    drop(cluster);
    drop(groups);
    fake.end();
    let said = (1..).zip(&figures).map(|(count, own)| {
        format!("{count}: {:.0} a second, median {:.0} ms, 99th {:.0} ms", own.rate, own.median, own.late)
    });
    let figure = format!(
        "searches answered by replicas of {SHARE} % of a processor each, {CONNECTIONS} at one time: {}",
        said.collect::<Vec<_>>().join("; ")
    );
    let grows = LEAST.iter().zip(&figures[1..]).all(|(least, own)| own.rate >= least * figures[0].rate);
    ensure!(grows, "{figure}");
    Ok(figure)
}

/// Answers a second, and milliseconds.
struct Measured {
    rate: f64,
    median: f64,
    late: f64,
}

/// Asks on many connections for so long.
async fn measured(at: SocketAddr, newsletters: &[Newsletter], seconds: Duration) -> Result<Measured, String> {
    let newsletters: Arc<[Newsletter]> = newsletters.into();
    let until = Instant::now() + seconds;
    let mut asking: JoinSet<Result<Vec<Duration>, String>> = (0..CONNECTIONS)
        .map(|number| {
            let newsletters = Arc::clone(&newsletters);
            async move {
                let (reader, mut took) = (Reader::new(number), Vec::new());
                for turn in number.. {
                    let began = Instant::now();
                    if began >= until {
                        break;
                    }
                    reader.ask(at, newsletters[turn % newsletters.len()], QUESTIONS[1]).await?;
                    took.push(began.elapsed());
                }
                Ok(took)
            }
        })
        .collect();
    let mut took = Vec::new();
    while let Some(own) = asking.join_next().await {
        took.extend(own.map_err(|error| error.to_string())??);
    }
    took.sort();
    let at = |part: f64| took[((took.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    Ok(Measured { rate: took.len() as f64 / seconds.as_secs_f64(), median: at(0.5), late: at(0.99) })
}
