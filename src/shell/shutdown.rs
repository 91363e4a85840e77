//! The end of the process, as what runs hears of it.

use tokio::sync::watch;

/// Ends when the process is to end.
pub async fn shutdown(stop: &mut watch::Receiver<bool>) {
    // The guard must not live on: it would make the whole future stay on one thread.
    let _ = stop.wait_for(|stop| *stop).await.is_ok();
}
