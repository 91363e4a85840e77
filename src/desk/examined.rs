//! What an operator is told of a desk: read in one look. Nothing is made, and no table is brought up to date, so that a newer
//! program may look at what an older one still uses.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::any::AnyPoolOptions;

use super::address::Schema;
use super::database::{self, CLUSTER, LATEST};
use super::published::PublishedGeneration;
use super::replicas::{REPLICA, ReplicaReport};
use super::server::{DeskAddress, Server};
use super::timed::Timed;
use super::{DeskError, Seconds};

/// The version of the tables that this program writes.
pub const TABLES: i64 = LATEST;

/// A desk as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Examined {
    /// The server that it lies on, where that is PostgreSQL.
    pub server: Option<ServerState>,
    /// The version of its tables, where there are any.
    pub tables: Option<i64>,
    /// The oldest version of the tables whose programs can work with these, where their own program said so.
    pub readable_by: Option<i64>,
    /// What processes hold or held.
    pub leases: Vec<SeenLease>,
    /// What replicas say of themselves, by process, and how many seconds it still holds.
    pub replicas: Vec<(String, ReplicaReport, Seconds)>,
    /// The generation that is published, and when it was.
    pub published: Option<(PublishedGeneration, Seconds)>,
}

/// A server of PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerState {
    /// Its version.
    pub version: String,
    /// What it takes for now.
    pub now: Seconds,
    /// Whether it only repeats what another does.
    pub is_standby: bool,
    /// `synchronous_standby_names`: whom its commits wait for.
    pub waits_for: String,
    /// `synchronous_commit`: for what of them.
    pub commits: String,
    /// The standbys that are connected.
    pub standbys: i64,
}

/// What a process holds, or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenLease {
    /// What it is for.
    pub name: String,
    /// Which process.
    pub holder: String,
    /// How many seconds it still holds; below 1 it has ended.
    pub left: Seconds,
}

impl Examined {
    /// Looks at a desk; one that is not there has nothing in it.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn of(at: &DeskAddress) -> Result<Examined, DeskError> {
        sqlx::any::install_default_drivers();
        match at {
            DeskAddress::File(path) if !path.is_file() => Ok(Examined::default()),
            DeskAddress::File(path) => {
                let path = path.to_str().ok_or_else(|| DeskError::Unreadable("its path is not UTF-8".to_owned()))?;
                let url = format!("sqlite://{}?mode=ro", utf8_percent_encode(path, NON_ALPHANUMERIC));
                let pool = AnyPoolOptions::new().max_connections(1).connect(&url).await?;
                let mut look = Timed::new(pool.acquire().await?, None);
                let there = "SELECT COUNT(*) FROM sqlite_master WHERE name = '_sqlx_migrations'";
                let there: i64 = sqlx::query_scalar(there).fetch_one(&mut look).await?;
                let now = jiff::Timestamp::now().as_second();
                let examined = rows(&mut look, there > 0, now).await;
                drop(look);
                pool.close().await;
                examined
            }
            DeskAddress::Postgres { server, schema } => on_server(server, schema).await,
        }
    }
}

async fn on_server(server: &Server, schema: &Schema) -> Result<Examined, DeskError> {
    let mut look = server.look(Some(schema)).await?;
    // What the driver for any database reads are texts, numbers and truths.
    let (version, now, is_standby, waits_for, commits, standbys): (String, i64, bool, String, String, i64) =
        sqlx::query_as(
            "SELECT current_setting('server_version'), CAST(FLOOR(EXTRACT(EPOCH FROM CLOCK_TIMESTAMP())) AS BIGINT),
                 pg_is_in_recovery(), current_setting('synchronous_standby_names'),
                 current_setting('synchronous_commit'), (SELECT COUNT(*) FROM pg_stat_replication)",
        )
        .fetch_one(&mut look)
        .await?;
    let there = "SELECT COUNT(*) FROM pg_catalog.pg_tables
                 WHERE CAST(schemaname AS TEXT) = $1 AND CAST(tablename AS TEXT) = '_sqlx_migrations'";
    let there: i64 = sqlx::query_scalar(there).bind(schema.name()).fetch_one(&mut look).await?;
    let state = ServerState { version, now, is_standby, waits_for, commits, standbys };
    Ok(Examined { server: Some(state), ..rows(&mut look, there > 0, now).await? })
}

async fn rows(look: &mut Timed, has_tables: bool, now: Seconds) -> Result<Examined, DeskError> {
    let mut examined = Examined::default();
    if !has_tables {
        return Ok(examined);
    }
    examined.tables = database::tables(look).await?;
    if examined.tables.is_none_or(|version| version < CLUSTER) {
        return Ok(examined);
    }
    examined.readable_by = database::readable_by(&mut *look).await?;
    let leases = sqlx::query_as("SELECT name, holder, ends_at FROM lease ORDER BY name");
    let leases: Vec<(String, String, i64)> = leases.fetch_all(&mut *look).await?;
    for (name, holder, ends_at) in leases {
        let left = ends_at - now;
        match name.strip_prefix(REPLICA) {
            // What another version of the program says may be more than is known here.
            Some(process) => {
                let report = serde_json::from_str(&holder).unwrap_or_default();
                examined.replicas.push((process.to_owned(), report, left));
            }
            None => examined.leases.push(SeenLease { name, holder, left }),
        }
    }
    let published = sqlx::query_as("SELECT generation, manifest, token, published_at FROM published");
    let published: Option<(i64, String, i64, i64)> = published.fetch_optional(&mut *look).await?;
    examined.published =
        published.map(|(generation, manifest, token, at)| (PublishedGeneration { generation, manifest, token }, at));
    Ok(examined)
}
