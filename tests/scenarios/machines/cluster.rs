//! All processes of a cluster on this machine: an importer, replicas, the store, the database, and the balancer.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use pullquote::desk::{Desk, Server, SetUp};
use tokio::net::TcpListener;

use super::balancer::{self, Ports, ReplicaPorts, free_ports, here};
use super::corpora::Newsletter;
use super::database::{self, Pair};
use super::supervisor::Supervised;
use crate::discord::{FakeDiscord, TOKEN};
use crate::s3;

/// What starts this program as the store.
const STORE: &str = "--store";

/// Serves a folder as the store, where this program was started for that.
pub async fn serve_store(arguments: &[String]) -> bool {
    let [first, folder, at] = arguments else { return false };
    if first != STORE {
        return false;
    }
    let listener = TcpListener::bind(at).await.expect("a port");
    s3::serve(listener, Path::new(folder), |_| {}).await;
    true
}

/// A replica, and where it serves.
pub struct Replica {
    pub process: Supervised,
    pub pages: SocketAddr,
    pub ports: ReplicaPorts,
    folder: PathBuf,
}

/// The cluster. What stands first ends first.
pub struct Cluster {
    pub replicas: Vec<Replica>,
    pub importer: Supervised,
    pub balancer: Supervised,
    pub store: Supervised,
    pub database: Pair,
    /// The importer's folder of newsletters.
    pub source: PathBuf,
    /// Where readers ask, and where Discord does.
    pub pages: SocketAddr,
    pub interactions: SocketAddr,
    environment: Vec<(&'static str, String)>,
}

/// Says what is not installed here.
pub fn check() -> Result<(), String> {
    balancer::check().and_then(|()| database::binaries().map(drop))
}

impl Cluster {
    /// Starts all of it in a folder, over newsletters that the folder `importer` in it has.
    pub async fn start(
        folder: &Path,
        logs: &Path,
        newsletters: &[Newsletter],
        fake: &FakeDiscord,
        replicas: usize,
    ) -> Result<Cluster, String> {
        let [pages, interactions, database, primary, standby, store] = free_ports();
        let ports = Ports { pages, interactions, database, primary, standby };
        let replica_ports: Vec<ReplicaPorts> = (0..replicas)
            .map(|_| {
                let [pages, interactions, metrics] = free_ports();
                ReplicaPorts { pages, interactions, metrics }
            })
            .collect();
        // The database's own user goes through here to its folder.
        fs::set_permissions(folder, fs::Permissions::from_mode(0o711)).map_err(|error| error.to_string())?;
        let pair = Pair::start(&folder.join("postgres"), [primary, standby])?;
        let balancer = balancer::start(folder, logs, &ports, &replica_ports);
        let (own, objects) = (std::env::current_exe().map_err(|error| error.to_string())?, folder.join("objects"));
        let store_process = Supervised::start("store", logs, move || {
            let mut command = Command::new(&own);
            command.arg(STORE).arg(&objects).arg(here(store).to_string());
            command
        });
        let url = format!("postgres://pullquote@{}/postgres", here(database));
        set_up(&url, newsletters).await?;
        let source = folder.join("importer");
        // The importer is told by its file where desk and store are, the replicas by the environment alone.
        let common = format!("desk = \"{url}\"\nstore = \"s3://bucket/newsletters\"\n");
        fs::write(source.join("tenants.toml"), common).map_err(|error| error.to_string())?;
        let keys = s3::environment(here(store));
        let (own, data) = (keys.clone(), source.clone());
        let importer = Supervised::start("importer", logs, move || {
            let [pages] = free_ports();
            let mut command = program(&own);
            command.args(["serve", "--web", &here(pages).to_string(), "--tenants"]).arg(&data);
            command
        });
        let mut environment = keys;
        environment.extend([
            ("PULLQUOTE_DESK", url),
            ("PULLQUOTE_STORE", "s3://bucket/newsletters".to_owned()),
            ("DISCORD_TOKEN", TOKEN.to_owned()),
            ("DISCORD_API", fake.base.clone()),
        ]);
        let names = ["replica-1", "replica-2", "replica-3"];
        let replicas = names.into_iter().zip(&replica_ports);
        let replicas = replicas.map(|(name, ports)| Replica::start(folder, logs, name, *ports, &environment)).collect();
        Ok(Cluster {
            replicas,
            importer,
            balancer,
            store: store_process,
            database: pair,
            source,
            pages: here(pages),
            interactions: here(interactions),
            environment,
        })
    }

    /// What the desk of a newsletter holds, as `desk export` says it.
    pub fn export(&self, of: Newsletter) -> Result<String, String> {
        let mut command = program(&self.environment);
        let output = command.arg("--data").arg(self.source.join(of.name())).args(["desk", "export"]).output();
        let output = output.map_err(|error| error.to_string())?;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if output.status.success() { Ok(out.into_owned()) } else { Err(format!("{}: desk export: {err}", of.name())) }
    }

    /// All processes that are started again.
    pub fn processes(&self) -> impl Iterator<Item = &Supervised> {
        self.replicas.iter().map(|own| &own.process).chain([&self.importer, &self.balancer, &self.store])
    }
}

impl Replica {
    /// Starts it with an empty folder.
    fn start(
        folder: &Path,
        logs: &Path,
        name: &'static str,
        ports: ReplicaPorts,
        environment: &[(&'static str, String)],
    ) -> Replica {
        let (data, environment) = (folder.join(name), environment.to_vec());
        fs::create_dir(&data).expect("a folder");
        let (tenants, pages) = (data.clone(), here(ports.pages));
        let process = Supervised::start(name, logs, move || {
            let mut command = program(&environment);
            command.args(["serve", "--replica", "--tenant-memory", "2GB", "--web", &pages.to_string()]);
            command.args(["--http", &here(ports.interactions).to_string()]);
            command.args(["--metrics", &here(ports.metrics).to_string(), "--tenants"]).arg(&tenants);
            command
        });
        Replica { process, pages, ports, folder: data }
    }

    /// Kills it, and its disk is gone with it.
    pub fn lose(&self) {
        self.process.kill();
        // At once, however long it takes to remove: the next process finds an empty one.
        let lost = self.folder.with_extension("lost");
        fs::rename(&self.folder, &lost).and_then(|()| fs::create_dir(&self.folder)).expect("an empty folder");
        let _gone = fs::remove_dir_all(lost);
    }
}

fn program(environment: &[(&'static str, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    command.envs(environment.iter().map(|(name, value)| (*name, value.as_str())));
    command
}

/// Says in each desk where the editors read.
async fn set_up(url: &str, newsletters: &[Newsletter]) -> Result<(), String> {
    let server = Server::new(url.parse()?);
    for own in newsletters.iter().filter(|own| own.has_desk) {
        let schema = own.name().parse()?;
        let desk = Desk::open(server.schema(schema)).await.map_err(|error| format!("{}: {error}", own.name()))?;
        let editors = |set_up: &mut SetUp| set_up.editors_channel = Some(own.channel());
        desk.change_set_up(&own.server(), 0, editors).await.map_err(|error| format!("{}: {error}", own.name()))?;
        desk.close().await;
    }
    Ok(())
}
