//! Desks of many tenants, by the databases that they lie in: one is asked for all of its desks at once.

use std::sync::Arc;

use crate::desk::Server;

/// What belongs to desks, by their databases.
pub(super) fn by_database<T>(desks: impl Iterator<Item = (Arc<Server>, T)>) -> Vec<(Arc<Server>, Vec<T>)> {
    let mut databases: Vec<(Arc<Server>, Vec<T>)> = Vec::new();
    for (server, own) in desks {
        match databases.iter_mut().find(|(known, _)| Arc::ptr_eq(known, &server)) {
            Some((_, all)) => all.push(own),
            None => databases.push((server, vec![own])),
        }
    }
    databases
}
