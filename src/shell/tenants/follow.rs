//! A tenant that comes, goes, or changes its settings is taken in while the program runs.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use super::census::{self, Entry, Outline, Register};
use super::hosted::Tenants;
use super::registering;
use crate::shell::import;

/// The folder is looked at again after this time.
const PAUSE: Duration = Duration::from_secs(2);

/// Takes in the tenants that are there. Two that name the same are refused.
pub(super) fn begin(tenants: &Arc<Tenants>) -> anyhow::Result<Outline> {
    let outline = census::outline(&tenants.folder)?;
    let conflicts = take_in(tenants, &outline);
    anyhow::ensure!(conflicts.is_empty(), "{}", conflicts.join("\n"));
    Ok(outline)
}

/// Looks for ever.
pub(super) async fn follow(tenants: Arc<Tenants>, mut taken_in: Outline) {
    let mut before = taken_in.clone();
    loop {
        tokio::time::sleep(PAUSE).await;
        let looking = Arc::clone(&tenants);
        let Ok(Ok(now)) = tokio::task::spawn_blocking(move || census::outline(&looking.folder)).await else {
            // The last good ones stay.
            continue;
        };
        // What was still being written at the last look is not read half.
        let steady = now == before;
        before.clone_from(&now);
        if !steady || now == taken_in {
            continue;
        }
        taken_in.clone_from(&now);
        let own = Arc::clone(&tenants);
        let taking = tokio::task::spawn_blocking(move || {
            for conflict in take_in(&own, &now) {
                tracing::error!("{conflict}; who had it before keeps it");
            }
        });
        // A panic in there has been logged.
        let _taken = taking.await;
    }
}

/// Takes in who is there; what two of them name.
fn take_in(tenants: &Arc<Tenants>, outline: &Outline) -> Vec<String> {
    let before = tenants.register();
    let (mut found, problems) = census::read(&tenants.folder, outline);
    for problem in problems {
        tracing::error!("{problem}");
    }
    // With settings that cannot be read the last good ones stay.
    for (name, entry) in &before.all {
        if outline.contains_key(name) && !found.iter().any(|own| own.name == *name) {
            let (at, settings) = (entry.tenant.at.clone(), (*entry.settings).clone());
            found.push(census::Found { name: name.clone(), at, settings });
        }
    }
    let (register, conflicts) = Register::new(&before, found, |own| tenants.tenant(own));
    for (name, entry) in &register.all {
        let tenant = &entry.tenant;
        let is_otherwise = |before: &Entry| {
            let (before, now) = (&before.settings, &entry.settings);
            let is_elsewhere = before.publication.doors != now.publication.doors
                || before.discord.servers != now.discord.servers
                || (&before.desk, &before.desk_schema) != (&now.desk, &now.desk_schema);
            // All else an open archive takes in by itself.
            is_elsewhere || before != now && tenant.held().is_none()
        };
        if before.all.get(name).is_some_and(is_otherwise) {
            tenant.begins_anew();
        }
        if !entry.settings.feeds.is_empty() && tenant.begins_feeds() {
            let (arrived, gone) = (Arc::clone(&tenant.arrived), tenant.gone());
            let following = import::follow_feeds(
                tenant.at.clone(),
                tenant.whose.clone(),
                move || gone.load(Relaxed),
                move || arrived.notify_one(),
            );
            if let Err(error) = following {
                tracing::error!(%error, "{name}: its feeds are not followed");
            }
        }
    }
    for (name, entry) in &before.all {
        if !register.all.contains_key(name) {
            entry.tenant.leaves();
        }
    }
    registering::follow(tenants, &register);
    tenants.replace(register);
    conflicts
}
