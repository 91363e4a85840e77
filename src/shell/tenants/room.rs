//! The memory that open archives may hold together: beyond, those that were asked longest ago are closed.

use std::sync::Arc;
use std::time::Instant;

use super::tenant::Tenant;

/// Closes archives until all that are open fit, those first that were asked longest ago; never the one that was opened for
/// whoever asks now, nor one that is being asked. Whether they fit then.
pub(super) fn make_room<'t>(tenants: impl Iterator<Item = &'t Arc<Tenant>>, limit: u64, keep: Option<&Tenant>) -> bool {
    let mut open: Vec<(Instant, u64, &Arc<Tenant>)> = tenants
        .filter_map(|tenant| {
            let (used, bytes) = tenant.held()?;
            Some((used, bytes, tenant))
        })
        .collect();
    let mut held: u64 = open.iter().map(|(_, bytes, _)| bytes).sum();
    open.sort_unstable_by_key(|(used, ..)| *used);
    for (_, bytes, tenant) in open {
        if held <= limit {
            break;
        }
        if keep.is_none_or(|keep| tenant.number != keep.number) && tenant.close_if_idle() {
            held -= bytes;
        }
    }
    held <= limit
}
