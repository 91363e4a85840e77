//! `serve --replica`: one archive that follows what is published.

use anyhow::Context as _;

use super::keeping::Keeping;
use super::looking::row;
use crate::shell::store::Store;
use crate::shell::{Locations, runtime};

/// Follows what is published, on a thread of its own; `arrived` is called after each switch. Returns once there is a
/// generation to serve: where one was pulled before, it does whatever becomes of the store.
pub(in crate::shell) async fn follow(at: &Locations, arrived: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    let mut keeping = Keeping::new(at);
    keeping.open()?;
    // What was pulled before is served at once, whatever becomes of the store.
    let has_one = keeping.generation().is_some();
    match Store::named(at, None, false) {
        Ok(store) => keeping.connect(store)?,
        Err(error) if has_one => {
            let problem = format!("{error:#}");
            tracing::warn!(problem, "the last good generation is served; the store is tried again");
        }
        Err(error) => return Err(error),
    }
    let at = at.clone();
    let (ready, mut is_ready) = tokio::sync::watch::channel(has_one);
    let keep_following = move || {
        let following = async {
            loop {
                if keeping.look(row(&at).await, || Store::named(&at, None, false)).await {
                    arrived();
                }
                if keeping.generation().is_some() {
                    ready.send_replace(true);
                }
                tokio::time::sleep(keeping.pause()).await;
            }
        };
        let _ended: std::io::Result<()> = runtime::run_to_end(following);
    };
    std::thread::Builder::new().name("pull".to_owned()).spawn(keep_following)?;
    let _open = is_ready.wait_for(|ready| *ready).await.context("the archive is not pulled any more")?;
    Ok(())
}
