//! A replica says in the desk what it serves, for `doctor --cluster`: one row a process, however many newsletters it has.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::desk::replicas::{ReplicaReport, ServedGeneration};
use crate::desk::{Desk, DeskAddress, DeskError};
use crate::shell::freshness::Progress;

/// The pause between two reports.
const PAUSE: Duration = Duration::from_secs(10);
/// The database answers in this time, or the next report says it.
const PATIENCE: Duration = Duration::from_secs(8);

/// Says for ever what is served, by the names of newsletters. Only a desk that several machines share is told.
pub(in crate::shell) async fn keep_reporting(at: DeskAddress, served: impl Fn() -> BTreeMap<String, Progress>) {
    if !matches!(at, DeskAddress::Postgres { .. }) {
        return;
    }
    let mut desk = None;
    loop {
        let served = served().into_iter();
        let serves = served.map(|(name, Progress { served: generation, since, .. })| {
            let generation = ServedGeneration { generation, since };
            (name, generation)
        });
        let report = ReplicaReport { host: host(), serves: serves.collect() };
        match tokio::time::timeout(PATIENCE, tell(&at, &mut desk, &report)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "what is served here could not be reported"),
            Err(_) => tracing::debug!("what is served here could not be reported in time"),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn tell(at: &DeskAddress, desk: &mut Option<Desk>, report: &ReplicaReport) -> Result<(), DeskError> {
    let desk = match desk {
        Some(desk) => desk,
        None => {
            let opened = Desk::open(at).await?;
            opened.forget_replicas(opened.clock().await?).await?;
            desk.insert(opened)
        }
    };
    desk.report_replica(report, desk.clock().await?).await
}

/// The name of this machine, as its system or its environment has it.
fn host() -> String {
    let of_system = std::fs::read_to_string(Path::new("/proc/sys/kernel/hostname")).ok();
    let named =
        of_system.or_else(|| ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|name| std::env::var(name).ok()));
    named.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(|| "a machine".to_owned())
}
