//! `doctor --cluster`: what lies between the machines of one newsletter, or of all of a folder. It looks and changes nothing,
//! but for an object that it puts into the store and takes away again, where the archive here is the importer's.

mod database;
mod replicas;
mod store;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::finding::{Checked, Finding, Findings, Telling};
use crate::desk::examined::Examined;
use crate::desk::{DeskAddress, DeskError};
use crate::shell::settings::Common;
use crate::shell::store::{Store, address as store_address};
use crate::shell::{Locations, Settings, publish, run_to_end, tenants};

/// A database that does not answer in this time does not answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells of the newsletter at these places, or of all in a folder.
pub(super) fn run(at: &Locations, folder: Option<&Path>, telling: &mut Telling<impl Write>) -> anyhow::Result<()> {
    run_to_end(async {
        let mut look = Look::default();
        let (folder, names) = match (folder, at.tenant()) {
            (Some(folder), _) => (folder, tenants::names(folder)?),
            (None, Some(one)) => (one.folder.as_path(), vec![one.name.clone()]),
            (None, None) => return look.newsletter(at, telling).await,
        };
        if let Some(desk) = Common::of(folder)?.desk_at()? {
            look.program = look.desk(&desk, telling).await?;
        }
        for name in names {
            look.tenant = Some(name.clone());
            look.newsletter(&Locations::of_tenant(folder, &name), telling).await?;
        }
        Ok(())
    })?
}

/// The store that is named, if any is.
fn place(at: &Locations) -> anyhow::Result<Option<Store>> {
    store_address(at, None)?.map(|address| Store::open(&address, false)).transpose()
}

/// A look at one newsletter after the other.
#[derive(Default)]
struct Look {
    tenant: Option<String>,
    /// The desk of a program that has many: their replicas report themselves there.
    program: Option<Examined>,
    /// The database that was told of: several desks lie in one.
    told: Option<String>,
}

impl Look {
    async fn newsletter(&mut self, at: &Locations, telling: &mut Telling<impl Write>) -> anyhow::Result<()> {
        let began = Instant::now();
        let desk = match Settings::of_machine(at).map_err(anyhow::Error::from).and_then(|own| own.desk_at(at)) {
            Ok(desk) => desk,
            Err(error) => {
                let wrong = Finding::wrong("settings", format!("{error:#}"));
                return self.tell("settings", began, vec![wrong], telling);
            }
        };
        let examined = self.desk(&desk, telling).await?;
        let began = Instant::now();
        let (findings, newest) = match place(at) {
            Ok(Some(named)) => {
                let is_importer = at.corpus.is_dir() && !at.current().is_pulled();
                store::findings(&named, examined.as_ref(), is_importer).await
            }
            Ok(None) => (vec![Finding::good("store: none is named, so nothing is published")], None),
            Err(error) => (vec![Finding::wrong("store", format!("{error:#}"))], None),
        };
        self.tell("store", began, findings, telling)?;
        let row = examined.as_ref().and_then(|own| own.published.as_ref());
        let newest = newest.max(row.and_then(|(row, _)| publish::pointer(row)).map(|pointer| pointer.generation));
        let age = row.map(|(_, at)| jiff::Timestamp::now().as_second() - at);
        // Where a program has many, it reports them in what is its own.
        let name = self.tenant.as_deref().unwrap_or_default();
        let of_program = replicas::serving(self.program.as_ref(), name);
        let reports = of_program.chain(replicas::serving(examined.as_ref(), ""));
        self.tell("replicas", began, replicas::findings(reports, newest, age), telling)
    }

    /// Tells of a desk; what it holds, where it could be read.
    async fn desk(
        &mut self,
        desk: &DeskAddress,
        telling: &mut Telling<impl Write>,
    ) -> anyhow::Result<Option<Examined>> {
        let began = Instant::now();
        let examined = tokio::time::timeout(PATIENCE, Examined::of(desk)).await;
        let examined =
            examined.unwrap_or_else(|_| Err(DeskError::Unreadable("it does not answer in ten seconds".into())));
        let examined = match examined {
            Ok(examined) => examined,
            Err(error) => {
                self.tell("database", began, vec![database::unreachable(desk, &error)], telling)?;
                return Ok(None);
            }
        };
        let mut findings = Findings::new();
        if let (DeskAddress::Postgres { server, .. }, Some(state)) = (desk, &examined.server) {
            let url = server.url().to_string();
            if self.told.as_ref() != Some(&url) {
                let here = jiff::Timestamp::now().as_second();
                findings.extend(database::server(&url, state, began.elapsed(), here));
                self.told = Some(url);
            }
        }
        findings.push(database::tables(desk, examined.tables, examined.readable_by));
        self.tell("database", began, findings, telling)?;
        self.tell("leases", Instant::now(), database::leases(&examined), telling)?;
        Ok(Some(examined))
    }

    fn tell(
        &self,
        check: &'static str,
        began: Instant,
        findings: Findings,
        telling: &mut Telling<impl Write>,
    ) -> anyhow::Result<()> {
        Ok(telling.tell(Checked { check, tenant: self.tenant.clone(), took: began.elapsed(), findings })?)
    }
}
