//! `serve --replica`: one archive that follows what is published.

use std::sync::Arc;

use anyhow::Context as _;

use super::keeping::Keeping;
use super::looking::row;
use super::report::keep_reporting;
use crate::shell::freshness::Freshness;
use crate::shell::store::Store;
use crate::shell::{Locations, Settings, runtime};

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
    let (at, told) = (at.clone(), Arc::clone(freshness));
    let (ready, mut is_ready) = tokio::sync::watch::channel(has_one);
    let keep_following = move || {
        let following = async {
            if let Ok(Ok(desk)) = Settings::of_machine(&at).map(|own| own.desk_at(&at)) {
                tokio::spawn(keep_reporting(desk, move || [(String::new(), told.now())].into()));
            }
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
