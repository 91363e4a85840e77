//! Which generation of the archive is served: the row that decides it, wherever copies of it lie.

use std::collections::HashMap;

use sqlx::AssertSqlSafe;

use super::across::schemas_with;
use super::leases::{self, Lease};
use super::store::Change;
use super::{Desk, DeskAddress, DeskError, Schema, Seconds, Server};

/// The only row there is.
const ARCHIVE: &str = "archive";
/// The lease under which it is written.
pub const IMPORTER: &str = "importer";

/// A generation that was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedGeneration {
    /// Its number; they grow.
    pub generation: i64,
    /// The hash of its manifest, in hexadecimal digits.
    pub manifest: String,
    /// The token of the lease under which it was published.
    pub token: i64,
}

impl Desk {
    /// The generation that is served.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn published(&self) -> Result<Option<PublishedGeneration>, DeskError> {
        let row: Option<(i64, String, i64)> =
            sqlx::query_as("SELECT generation, manifest, token FROM published WHERE name = $1")
                .bind(ARCHIVE)
                .fetch_optional(&mut *self.look().await?)
                .await?;
        Ok(row.map(|(generation, manifest, token)| PublishedGeneration { generation, manifest, token }))
    }

    /// Serves a generation from now on: where the lease is still the importer's, and no later generation is served. Whether
    /// it is.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn publish(
        &self,
        generation: i64,
        manifest: &str,
        lease: &Lease,
        now: Seconds,
    ) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        if !is_importers(&mut change, lease, now).await? {
            return Ok(false);
        }
        let written = sqlx::query(
            "INSERT INTO published (name, generation, manifest, token, published_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, manifest = excluded.manifest,
                 token = excluded.token, published_at = excluded.published_at
             WHERE published.generation < excluded.generation",
        )
        .bind(ARCHIVE)
        .bind(generation)
        .bind(manifest)
        .bind(lease.token)
        .bind(now)
        .execute(&mut *change)
        .await?;
        // Replicas fetch it at once.
        change.is_told();
        change.commit().await?;
        Ok(written.rows_affected() > 0)
    }
}

/// Whether a lease is the importer's at a time: asked within the change that it allows.
pub(super) async fn is_importers(change: &mut Change<'_>, lease: &Lease, now: Seconds) -> Result<bool, DeskError> {
    Ok(lease.name == IMPORTER && leases::holds(change, lease, now).await?)
}

impl DeskAddress {
    /// The generation that is served. Of a database nothing is made or brought up to date for that.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn published(&self) -> Result<Option<PublishedGeneration>, DeskError> {
        match self {
            DeskAddress::File(path) if !path.is_file() => Ok(None),
            DeskAddress::File(path) => {
                let desk = Desk::open(path).await?;
                let row = desk.published().await;
                desk.close().await;
                row
            }
            DeskAddress::Postgres { server, schema } => {
                Ok(published_in(server, std::slice::from_ref(schema)).await?.remove(schema))
            }
        }
    }
}

/// The generations that are served of these desks of a database, by two statements however many they are: a desk that is not
/// there, or has published nothing, has none.
///
/// # Errors
/// See [`DeskError`].
pub async fn published_in(
    server: &Server,
    wanted: &[Schema],
) -> Result<HashMap<Schema, PublishedGeneration>, DeskError> {
    let mut look = server.look(None).await?;
    let there = schemas_with(&mut look, "published").await?;
    let there = wanted.iter().filter(|schema| there.contains(schema));
    let of = |schema: &Schema| {
        let own = schema.quoted();
        // A schema's name needs no escaping.
        format!(
            "SELECT CAST('{schema}' AS TEXT), generation, manifest, token FROM {own}.published WHERE name = '{ARCHIVE}'"
        )
    };
    let all: Vec<String> = there.map(of).collect();
    if all.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, i64, String, i64)> =
        sqlx::query_as(AssertSqlSafe(all.join(" UNION ALL "))).fetch_all(&mut look).await?;
    let row = |(schema, generation, manifest, token): (String, i64, String, i64)| {
        Some((schema.parse().ok()?, PublishedGeneration { generation, manifest, token }))
    };
    Ok(rows.into_iter().filter_map(row).collect())
}
