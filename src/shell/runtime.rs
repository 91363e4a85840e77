//! The runtime that serves.

/// Runs what serves on a runtime of its own. At the end nothing that still runs there is waited for: an answer or a
/// reading may take for ever, and what they write is whole at any moment.
pub fn run_to_end<T>(serving: impl Future<Output = T>) -> std::io::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = runtime.block_on(serving);
    runtime.shutdown_background();
    Ok(ended)
}
