//! What is done by one process of several is done while this one holds the duty, and stops at once where it does not.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use crate::desk::Desk;
use crate::desk::duty::Term;

/// Whether it can be taken is looked this often: with a file it is free as soon as its holder is gone.
const PAUSE: Duration = Duration::from_secs(2);
const PAUSE_OF_FILE: Duration = Duration::from_millis(250);
/// Its holder makes it last longer this often.
const RENEWAL: Duration = Duration::from_secs(4);
/// What failed is tried again after this time.
const RETRY: Duration = Duration::from_secs(1);

/// Gives the duty back where the work is dropped with whoever waits for it.
struct GivenBack(Option<Arc<Desk>>);

impl Drop for GivenBack {
    fn drop(&mut self) {
        // Without a runtime the process ends.
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        let Some(desk) = self.0.take() else { return };
        runtime.spawn(async move { desk.end_duty().await });
    }
}

/// Does this work while this process holds the duty, for ever. Where the work is cut off, it is as if the process had been
/// killed: what was begun is taken up by whoever holds the duty next.
pub(super) async fn hold<Work: Future<Output = ()>>(desk: &Arc<Desk>, work: impl Fn() -> Work) {
    let pause = if desk.is_shared() { PAUSE } else { PAUSE_OF_FILE };
    let mut is_told = false;
    loop {
        let term = match desk.take_duty().await {
            Ok(Some(term)) => term,
            Ok(None) => {
                if !std::mem::replace(&mut is_told, true) {
                    tracing::info!("another process sends what this desk has to send");
                }
                tokio::time::sleep(pause).await;
                continue;
            }
            Err(error) => {
                tracing::debug!(%error, "whether another process has the duty is not known");
                tokio::time::sleep(pause).await;
                continue;
            }
        };
        is_told = false;
        let mut given_back = GivenBack(Some(Arc::clone(desk)));
        let term = Mutex::new(term);
        let (mut kept, mut working) = (pin!(keep(desk, &term)), pin!(work()));
        poll_fn(|context| {
            // A process that was stopped for a while finds its time over before it does anything else.
            let is_over = || term.lock().unwrap_or_else(PoisonError::into_inner).is_over();
            if kept.as_mut().poll(context).is_ready() || is_over() {
                return Poll::Ready(());
            }
            working.as_mut().poll(context)
        })
        .await;
        given_back.0 = None;
        desk.end_duty().await;
        tracing::warn!("this process does not hold the duty any more: another one sends");
    }
}

/// Makes it last longer, until it cannot any more.
async fn keep(desk: &Desk, term: &Mutex<Term>) {
    let current = || *term.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(_) = current().end() else { return std::future::pending().await };
    let mut pause = RENEWAL;
    loop {
        tokio::time::sleep(pause).await;
        let Some(end) = current().end() else { return };
        pause = match tokio::time::timeout_at(end.into(), desk.keep_duty()).await {
            Ok(Ok(Some(longer))) => {
                *term.lock().unwrap_or_else(PoisonError::into_inner) = longer;
                RENEWAL
            }
            Ok(Ok(None)) | Err(_) => return,
            Ok(Err(error)) => {
                tracing::debug!(%error, "the duty could not be kept for longer; it is tried again");
                RETRY
            }
        };
    }
}
