//! What is found out of an open archive when it is first asked for, and kept.

use std::sync::{Arc, OnceLock};

/// What is found out once of an open archive, when it is first asked for: for everyone, and for paying readers.
pub(super) struct PerViewer<T>(Arc<[OnceLock<T>; 2]>);

impl<T> PerViewer<T> {
    /// What `find` gives for such a viewer.
    pub(super) fn get(&self, paid: bool, find: impl FnOnce() -> T) -> &T {
        let [open, all] = &*self.0;
        if paid { all } else { open }.get_or_init(find)
    }
}

impl<T> Clone for PerViewer<T> {
    fn clone(&self) -> Self {
        PerViewer(Arc::clone(&self.0))
    }
}

impl<T> Default for PerViewer<T> {
    fn default() -> Self {
        PerViewer(Arc::default())
    }
}
