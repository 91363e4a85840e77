//! `serve --replica`: one archive that follows what is published.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use futures_util::FutureExt as _;

use super::keeping::Keeping;
use super::looking::row;
use super::report::keep_reporting;
use crate::shell::freshness::Freshness;
use crate::shell::store::Store;
use crate::shell::{Locations, Settings, runtime};

/// After a fault of ours it is tried again so late.
const AFTER_A_FAULT: Duration = Duration::from_secs(60);

/// Follows what is published, on a thread of its own; `arrived` is called after each switch. Returns once there is a
/// generation to serve: where one was pulled before, it does whatever becomes of the store. `freshness` knows how far it has
/// come.
pub(in crate::shell) async fn follow(
    at: &Locations,
    freshness: &Arc<Freshness>,
    arrived: impl Fn() + Send + 'static,
) -> anyhow::Result<()> {
    let mut keeping = Keeping::new(at, freshness);
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
    let (at, told, own) = (at.clone(), Arc::clone(freshness), Arc::clone(freshness));
    let (ready, mut is_ready) = tokio::sync::watch::channel(has_one);
    let keep_following = move || {
        let following = async {
            if let Ok(Ok(desk)) = Settings::of_machine(&at).map(|own| own.desk_at(&at)) {
                tokio::spawn(keep_reporting(desk, move || [(String::new(), told.now())].into()));
            }
            loop {
                let look = async { keeping.look(row(&at).await, || Store::named(&at, None, false)).await };
                match AssertUnwindSafe(look).catch_unwind().await {
                    Ok(true) => arrived(),
                    Ok(false) => {}
                    // A panic has been logged; what is served is served.
                    Err(_) => {
                        own.looked(false);
                        tokio::time::sleep(AFTER_A_FAULT).await;
                    }
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
