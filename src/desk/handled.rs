//! An interaction that Discord tells again, to the process that takes up the session of one that died, changes the desk once:
//! that it was handled is noted in the transaction of its first change. So it is done, or told again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use super::timed::Timed;
use super::{DeskError, Key, Seconds};

/// The notes lie among the leases, and nobody gives them back. Of an interaction its hash is kept.
const HANDLED: &str = "handled/";
/// Discord tells nothing again after this time: the session is forgotten, and the interaction's token is no longer valid.
const KEPT: Seconds = 15 * 60;

tokio::task_local! {
    static HANDLING: Arc<Handling>;
}

/// An interaction that is being handled.
pub(super) struct Handling {
    name: String,
    is_noted: AtomicBool,
}

impl Handling {
    /// Does what the interaction asks for.
    pub(super) async fn within<T>(interaction: &str, key: &Key, work: impl Future<Output = T>) -> T {
        let name = format!("{HANDLED}{}", key.hash("interaction", &[interaction]));
        HANDLING.scope(Arc::new(Handling { name, is_noted: AtomicBool::new(false) }), work).await
    }

    /// The note was made.
    pub(super) fn noted(&self) {
        self.is_noted.store(true, Relaxed);
    }
}

/// Notes in a transaction that the interaction was handled; nothing where it is noted, or no interaction asks for the change.
pub(super) async fn note(change: &mut Timed, process: &str) -> Result<Option<Arc<Handling>>, DeskError> {
    let handling = HANDLING.try_with(Arc::clone).ok().filter(|own| !own.is_noted.load(Relaxed));
    if let Some(own) = &handling {
        let note =
            "INSERT INTO lease (name, holder, token, ends_at) VALUES ($1, $2, 1, $3) ON CONFLICT (name) DO NOTHING";
        let until = jiff::Timestamp::now().as_second() + KEPT;
        let noted = sqlx::query(note).bind(&own.name).bind(process).bind(until).execute(change).await?;
        if noted.rows_affected() == 0 {
            return Err(DeskError::Repeated);
        }
    }
    Ok(handling)
}
