//! `publish --tenants DIR` and `pull --tenants DIR`: each tenant in turn, a line each.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ArgMatches;

use super::stores::{Stores, address};
use super::{finding, names, pulling};
use crate::shell::settings::{Common, part_of};
use crate::shell::store::Store;
use crate::shell::whose::Whose;
use crate::shell::{Locations, Settings, publish, replica, runtime};

/// `pullquote publish --tenants DIR`.
pub(in crate::shell) fn publish(folder: &Path, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let (stores, anew) = (Stores::new(true), own.get_flag("anew"));
    runtime::run_to_end(each(folder, own, &stores, async |at: &Locations, store| {
        anyhow::ensure!(at.corpus.is_dir() || at.current().is_pulled(), "{}: no such folder", at.corpus.display());
        publish::once(at, store, anew).await
    }))?
}

/// `pullquote pull --tenants DIR`.
pub(in crate::shell) fn pull(folder: &Path, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let (_lock, stores) = (pulling::lock(folder)?, Stores::new(false));
    runtime::run_to_end(async {
        let root = own.get_one::<String>("store").cloned();
        if let Some(root) = root.map_or_else(|| anyhow::Ok(Common::of(folder)?.store()), |root| Ok(Some(root)))? {
            let problems = finding::find(folder, &stores, &root).await?;
            problems.iter().for_each(|problem| anstream::eprintln!("{problem}"));
        }
        each(folder, own, &stores, replica::once).await
    })?
}

async fn each(
    folder: &Path,
    own: &ArgMatches,
    stores: &Stores,
    work: impl AsyncFn(&Locations, Store) -> anyhow::Result<String>,
) -> anyhow::Result<ExitCode> {
    let root = own.get_one::<String>("store");
    let names = names(folder)?;
    let mut failed = 0;
    for name in &names {
        let at = Locations::of_tenant(folder, name);
        let done = Whose::tenant(name).around(async {
            let address = match root {
                Some(root) => Some(part_of(root, name)),
                None => address(&at, &Settings::of_machine(&at)?),
            };
            let address = address.ok_or_else(|| anyhow::anyhow!("no store is named"))?;
            work(&at, stores.of(name, &address)?).await
        });
        match done.await {
            Ok(said) => anstream::println!("{name}: {said}"),
            Err(error) => {
                failed += 1;
                anstream::eprintln!("{name}: {error:#}");
            }
        }
    }
    anyhow::ensure!(failed == 0, "{failed} of {} failed", names.len());
    Ok(ExitCode::SUCCESS)
}

/// The folder of tenants that the arguments name.
pub(in crate::shell) fn folder(own: &ArgMatches) -> Option<&PathBuf> {
    own.get_one("tenants")
}
