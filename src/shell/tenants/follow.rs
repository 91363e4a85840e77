//! A tenant that comes, goes, or changes its settings is taken in while the program runs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use super::census::{self, Entry, Outline, Register};
use super::hosted::Tenants;
use super::readying::Readying;
use super::registering;
use crate::shell::import;
use crate::shell::settings::Common;

/// The folder is looked at again after this time.
const PAUSE: Duration = Duration::from_secs(2);

/// What was taken in.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) outline: Outline,
    /// What was said to be amiss: it is said once.
    problems: BTreeSet<String>,
    conflicts: BTreeSet<String>,
}

/// Takes in the tenants that are there. Two that name the same are refused, but for those that are pulled: what is amiss in
/// one of them is mended elsewhere.
pub(super) fn begin(tenants: &Arc<Tenants>) -> anyhow::Result<Taken> {
    Common::of(&tenants.folder)?;
    let outline = census::outline(&tenants.folder)?;
    let mut taken = Taken::default();
    let conflicts = take_in(tenants, &mut taken, outline);
    anyhow::ensure!(conflicts.is_empty() || tenants.are_pulled, "{}", conflicts.join("\n"));
    taken.say_conflicts(conflicts);
    Ok(taken)
}

/// Looks for ever. A replica is told of what is taken in.
pub(super) async fn follow(tenants: Arc<Tenants>, mut taken: Taken, readying: Option<Arc<Readying>>) {
    let mut before = taken.outline.clone();
    loop {
        tokio::time::sleep(PAUSE).await;
        let looking = Arc::clone(&tenants);
        let Ok(Ok(now)) = tokio::task::spawn_blocking(move || census::outline(&looking.folder)).await else {
            // The last good ones stay.
            continue;
        };
        let steady = steady(&taken.outline, &before, &now);
        before = now;
        if steady != taken.outline {
            let own = Arc::clone(&tenants);
            let taking = tokio::task::spawn_blocking(move || {
                let conflicts = take_in(&own, &mut taken, steady);
                taken.say_conflicts(conflicts);
                taken
            });
            // A panic in there has been logged: all are taken in again.
            taken = taking.await.unwrap_or_default();
        }
        if let Some(readying) = &readying {
            readying.taken_in(&taken.outline);
        }
    }
}

/// What is taken in of a look: of who looks otherwise than at the look before, nothing yet, since it may be half written.
fn steady(taken: &Outline, before: &Outline, now: &Outline) -> Outline {
    let names: BTreeSet<&String> = taken.keys().chain(now.keys()).collect();
    let looks = names.into_iter().filter_map(|name| {
        let look = if before.get(name) == now.get(name) { now.get(name) } else { taken.get(name) };
        Some((name.clone(), look?.clone()))
    });
    looks.collect()
}

impl Taken {
    fn say_problems(&mut self, problems: Vec<String>) {
        let new = problems.iter().filter(|problem| !self.problems.contains(*problem));
        new.for_each(|problem| tracing::error!("{problem}"));
        self.problems = problems.into_iter().collect();
    }

    fn say_conflicts(&mut self, conflicts: Vec<String>) {
        let new = conflicts.iter().filter(|conflict| !self.conflicts.contains(*conflict));
        new.for_each(|conflict| tracing::error!("{conflict}; who had it before keeps it"));
        self.conflicts = conflicts.into_iter().collect();
    }
}

/// Takes in who is there; what two of them name.
fn take_in(tenants: &Arc<Tenants>, taken: &mut Taken, outline: Outline) -> Vec<String> {
    let before = tenants.register();
    let is_known = |name: &&String| before.all.contains_key(*name) && taken.outline.get(*name) == outline.get(*name);
    let (mut found, problems) = census::read(&tenants.folder, outline.keys().filter(|name| !is_known(name)));
    taken.say_problems(problems);
    // With settings that cannot be read the last good ones stay.
    for (name, entry) in &before.all {
        if outline.contains_key(name) && !found.iter().any(|own| own.name == *name) {
            let (at, settings) = (entry.tenant.at.clone(), (*entry.settings).clone());
            found.push(census::Found { name: name.clone(), at, settings });
        }
    }
    // What could not be read of somebody new is read again with the next look.
    let is_read = |name: &String| before.all.contains_key(name) || found.iter().any(|own| own.name == *name);
    taken.outline = outline.into_iter().filter(|(name, _)| is_read(name) || !census::may_be_named(name)).collect();
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
        if !tenants.are_pulled && !entry.settings.feeds.is_empty() && tenant.begins_feeds() {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_being_written_is_taken_in_later_and_the_others_at_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::create_dir_all(folder.path().join(name)).expect("a folder");
            std::fs::write(folder.path().join(name).join("pullquote.toml"), text).expect("written");
            census::outline(folder.path()).expect("an outline")
        };
        let taken = write("ada", "");
        let first = write("bea", "");
        // One that comes is taken in at the second look that sees it, whatever the others do.
        assert_eq!(steady(&taken, &taken, &first), taken);
        let second = write("ada", "# changed");
        let steadily = steady(&taken, &first, &second);
        assert_eq!((steadily.get("ada"), steadily.get("bea")), (taken.get("ada"), second.get("bea")));
        assert_eq!(steady(&steadily, &second, &second), second);
        // One that goes, too.
        std::fs::remove_dir_all(folder.path().join("ada")).expect("removed");
        let third = census::outline(folder.path()).expect("an outline");
        assert_eq!(steady(&second, &second, &third), second);
        assert_eq!(steady(&second, &third, &third), third);
        // What all have in common is of each.
        std::fs::write(folder.path().join("tenants.toml"), "").expect("written");
        assert_ne!(census::outline(folder.path()).expect("an outline"), third);
    }
}
