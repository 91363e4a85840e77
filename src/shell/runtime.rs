//! The runtime that serves, and those beside it.

use tokio::runtime::{Handle, Runtime};
use tokio::task::{JoinHandle, JoinSet};

/// Runs what serves on a runtime of its own. At the end nothing that still runs there is waited for: an answer or a
/// reading may take for ever, and what they write is whole at any moment.
pub fn run_to_end<T>(serving: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = runtime.block_on(serving);
    runtime.shutdown_background();
    Ok(ended)
}

/// A runtime beside the one that serves, for what reads and hashes much. It ends with its holder.
pub struct Beside {
    handle: Handle,
    runtime: Option<Runtime>,
}

impl Beside {
    /// One whose threads have this name.
    pub fn new(name: &str) -> std::io::Result<Beside> {
        let mut runtime = tokio::runtime::Builder::new_multi_thread();
        let runtime = runtime.worker_threads(2).thread_name(name).enable_all().build()?;
        Ok(Beside { handle: runtime.handle().clone(), runtime: Some(runtime) })
    }

    /// Does work there.
    pub fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.handle.spawn(work)
    }

    /// The same as one of several.
    pub fn spawn_in<T: Send + 'static>(&self, set: &mut JoinSet<T>, work: impl Future<Output = T> + Send + 'static) {
        set.spawn_on(work, &self.handle);
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
