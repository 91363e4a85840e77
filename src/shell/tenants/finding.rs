//! Tenants that an importer publishes in the store that all have in common: whoever pulls finds them there.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use super::census::may_be_named;
use super::hosted::Tenants;
use super::readying::Readying;
use super::stores::Stores;
use crate::shell::settings::Common;

/// The store is asked who is there this often.
const PAUSE: Duration = Duration::from_secs(30);
/// The same while nobody is here.
const FIRST_PAUSE: Duration = Duration::from_secs(3);

/// Looks for ever.
pub(super) async fn keep_finding(tenants: Arc<Tenants>, stores: Arc<Stores>, readying: Arc<Readying>) {
    let (mut troubled, mut said) = (false, BTreeSet::new());
    loop {
        let found = match Common::of(&tenants.folder).map(|common| common.store()) {
            Ok(Some(address)) => find(&tenants.folder, &stores, &address).await,
            // What is wrong in the file is said by whoever takes in settings.
            Ok(None) | Err(_) => Ok(BTreeSet::new()),
        };
        match found {
            Ok(problems) => {
                for problem in problems.difference(&said) {
                    tracing::warn!("{problem}");
                }
                (troubled, said) = (false, problems);
                readying.found_all();
            }
            Err(error) => {
                if !std::mem::replace(&mut troubled, true) {
                    let problem = format!("{error:#}");
                    tracing::warn!(problem, "who is in the store cannot be seen; those that are here are served");
                }
            }
        }
        let nobody = tenants.register().all.is_empty();
        tokio::time::sleep(if nobody { FIRST_PAUSE } else { PAUSE }).await;
    }
}

/// Makes a folder for each that is published in the store and has none; what is amiss with some of them.
pub(super) async fn find(folder: &Path, stores: &Stores, address: &str) -> anyhow::Result<BTreeSet<String>> {
    let root = stores.root(address)?;
    let mut problems = BTreeSet::new();
    for name in root.parts().await? {
        let own = folder.join(&name);
        if !may_be_named(&name) || own.exists() {
            continue;
        }
        let made = async {
            let is_published = root.part(&name).current().await?.pointer.is_some();
            if is_published {
                std::fs::create_dir(&own).with_context(|| own.display().to_string())?;
            }
            anyhow::Ok(is_published)
        };
        match made.await {
            Ok(true) => tell!("{name} was found in {}.", root.name()),
            Ok(false) => {}
            Err(error) => _ = problems.insert(format!("{name}: {error:#}")),
        }
    }
    Ok(problems)
}
