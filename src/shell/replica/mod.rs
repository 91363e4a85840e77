//! The reader's side: `pullquote pull`, and a replica that follows what is published.

mod folder;
mod follow;
mod keeping;
mod looking;
mod report;

use std::process::ExitCode;
use std::sync::Arc;

use clap::ArgMatches;

use self::folder::Pulled;
use self::looking::{Fetched, Replica, row};
use super::freshness::Freshness;
use super::store::Store;
use super::{Locations, runtime};
use crate::cluster::Followed;

pub(super) use self::folder::hold;
pub(super) use self::follow::follow;
pub(super) use self::keeping::Keeping;
pub(super) use self::looking::PATIENCE;
pub(super) use self::report::keep_reporting;

/// `pullquote pull`.
pub(super) fn run(at: &Locations, own: &ArgMatches) -> anyhow::Result<ExitCode> {
    let store = Store::named(at, own.get_one::<String>("store").map(String::as_str), false)?;
    anstream::println!("{}", runtime::run_to_end(once(at, store))??);
    Ok(ExitCode::SUCCESS)
}

/// Pulls what is new; what is to be said of it.
pub(super) async fn once(at: &Locations, store: Store) -> anyhow::Result<String> {
    let mut replica = Replica::of(at, store, Arc::new(Pulled::open(at)?));
    let followed = replica.look(row(at).await, &Freshness::default()).await?;
    let Fetched { objects, bytes } = replica.fetched;
    let name = replica.store.name();
    match followed {
        Followed::Switched(generation) => {
            Ok(format!("pulled generation {generation} from {name}: {objects} objects, {bytes} bytes fetched"))
        }
        Followed::Same(generation) => Ok(format!("generation {generation} is the newest in {name}")),
        Followed::Unpublished | Followed::Failed => anyhow::bail!("{name}: nothing was published there"),
    }
}
