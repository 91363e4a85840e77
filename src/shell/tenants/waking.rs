//! Archives that are opened though nobody asks: one whose folder changed, so that what is new in it is told of, and one whose
//! desk has something to do. Only those that answer in Discord: on a page nobody waits for what they did not ask.

use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use super::desk;
use super::hosted::Tenants;
use super::tenant::Tenant;
use crate::shell::follow::Stamp;

/// A pause between two rounds.
const PAUSE: Duration = Duration::from_secs(2);
/// Looking at folders takes this share of the time, at most.
const SHARE: u32 = 20;

/// Goes round for ever, from one tenant to the next.
pub(super) async fn wake(tenants: Arc<Tenants>) {
    loop {
        tokio::time::sleep(PAUSE).await;
        let register = tenants.register();
        for (name, entry) in &register.all {
            let tenant = &entry.tenant;
            if tenant.held().is_some() || register.servers_of(name).is_empty() {
                continue;
            }
            if tenant.is_due(desk::now()) || has_changed(tenant).await {
                // For what nobody asks, no more is opened than there is room for, unless it has waited for long.
                if tenants.make_room(None) || tenant.is_overdue(desk::now()) {
                    tenants.open_by_itself(tenant).await;
                }
            }
        }
    }
}

/// Whether the folder looks otherwise than when it was read last.
async fn has_changed(tenant: &Arc<Tenant>) -> bool {
    let (own, began) = (Arc::clone(tenant), Instant::now());
    let looked = tokio::task::spawn_blocking(move || {
        let read = own.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        read != Some(Stamp::of(&own.at.current()))
    });
    let changed = looked.await.unwrap_or(false);
    tokio::time::sleep(began.elapsed() * SHARE).await;
    changed
}
