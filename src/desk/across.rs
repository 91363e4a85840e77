//! What is read of many desks of a database at once, whether they are open or not. No table is made or brought up to date
//! for it.

use std::time::Duration;

use sqlx::{AssertSqlSafe, SqlSafeStr as _, SqlStr};

use super::address::Schema;
use super::server::Server;
use super::timed::Timed;

/// PostgreSQL is waited for so long with each statement, and with each row: longer than it waits for a lock.
const SILENCE: Duration = Duration::from_secs(5);
/// A look whose process stopped in the middle ends soon: what changes the tables would wait for it, and everybody for that.
const LOOK: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = '60s';
     SET LOCAL idle_in_transaction_session_timeout = '15s'";

/// What begins a look, in a schema where one is named: all of it is as it is at one time.
pub(super) fn look(schema: Option<&Schema>) -> SqlStr {
    let path = schema.map(|own| format!("; SET LOCAL search_path TO {}", own.quoted())).unwrap_or_default();
    AssertSqlSafe(format!("{LOOK}{path}")).into_sql_str()
}

impl Server {
    /// Begins to read, in a schema where one is named.
    pub(super) async fn look(&self, schema: Option<&Schema>) -> Result<Timed, sqlx::Error> {
        sqlx::any::install_default_drivers();
        self.begin(look(schema)).await
    }

    /// Begins a transaction with this statement.
    pub(super) async fn begin(&self, statement: SqlStr) -> Result<Timed, sqlx::Error> {
        Timed::new(self.pool()?.acquire().await?, Some(SILENCE)).begin(statement).await
    }
}

/// The schemas that have this table, and may be read.
pub(super) async fn schemas_with(look: &mut Timed, table: &str) -> Result<Vec<Schema>, sqlx::Error> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT CAST(space.nspname AS TEXT) FROM pg_catalog.pg_class AS own
         JOIN pg_catalog.pg_namespace AS space ON space.oid = own.relnamespace
         WHERE CAST(own.relname AS TEXT) = $1 AND own.relkind = 'r' AND has_schema_privilege(space.oid, 'USAGE')
         AND has_table_privilege(own.oid, 'SELECT')",
    )
    .bind(table)
    .fetch_all(look)
    .await?;
    // What has another name is no desk.
    Ok(names.into_iter().filter_map(|name| name.parse().ok()).collect())
}
