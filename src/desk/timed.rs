//! A connection while work is done on it: each statement comes to an end, and a connection whose statement did not is closed.
//!
//! A server that stopped, or a network that drops what is sent, answers nothing and refuses nothing: whoever waited without a
//! limit would wait for ever, with a connection and a lock that others want.

use std::fmt;
use std::io;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use sqlx::any::{AnyArguments, AnyQueryResult, AnyRow, AnyStatement, AnyTypeInfo};
use sqlx::error::BoxDynError;
use sqlx::pool::PoolConnection;
use sqlx::{Any, Either, Error, Execute, Executor, SqlStr};

type Future<'e, T> = std::pin::Pin<Box<dyn std::future::Future<Output = Result<T, Error>> + Send + 'e>>;
type Stream<'e, T> = std::pin::Pin<Box<dyn stream::Stream<Item = Result<T, Error>> + Send + 'e>>;

/// What comes of work that may take so long, where there is a limit.
pub(super) async fn within<T>(
    limit: Option<Duration>,
    work: impl std::future::Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let Some(limit) = limit else { return work.await };
    let late = |_| Error::Io(io::Error::new(io::ErrorKind::TimedOut, "the database does not answer"));
    tokio::time::timeout(limit, work).await.map_err(late)?
}

/// A connection of a pool. A transaction that is begun on it is undone where it is not committed.
pub struct Timed {
    // There until it is dropped.
    connection: Option<PoolConnection<Any>>,
    // How long the database may be silent.
    limit: Option<Duration>,
    in_transaction: bool,
    // From before a statement is sent until it has ended: also where nobody waits for it any more.
    under_way: bool,
}

impl Timed {
    /// A connection on which nothing was begun.
    pub(super) fn new(connection: PoolConnection<Any>, limit: Option<Duration>) -> Timed {
        Timed { connection: Some(connection), limit, in_transaction: false, under_way: false }
    }

    /// Begins a transaction with this statement.
    pub(super) async fn begin(mut self, statement: SqlStr) -> Result<Timed, Error> {
        // Of several statements in one the first may be done, with the lock that it takes.
        self.in_transaction = true;
        self.execute(statement).await?;
        Ok(self)
    }

    /// Makes what was changed. Where this is not answered, nobody knows whether it was.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        self.execute("COMMIT").await?;
        self.in_transaction = false;
        Ok(())
    }
}

impl Drop for Timed {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        // SQLite has no limit: what nobody waits for ends by itself.
        if self.under_way && self.limit.is_some() {
            connection.close_on_drop();
        } else if self.in_transaction {
            let limit = self.limit;
            // Nobody has the connection before it is done.
            tokio::spawn(async move {
                if within(limit, connection.execute("ROLLBACK")).await.is_err() && limit.is_some() {
                    connection.close_on_drop();
                }
            });
        }
    }
}

impl fmt::Debug for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timed").field("under_way", &self.under_way).finish_non_exhaustive()
    }
}

/// Whether a statement may not have ended: a database that refused it has answered.
fn is_under_way<T>(done: &Result<T, Error>) -> bool {
    done.as_ref().is_err_and(|error| !matches!(error, Error::Database(_) | Error::RowNotFound | Error::Encode(_)))
}

impl<'c> Executor<'c> for &'c mut Timed {
    type Database = Any;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Stream<'e, Either<AnyQueryResult, AnyRow>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let Timed { connection: Some(connection), limit, under_way, .. } = self else {
            return stream::iter([Err(Error::PoolClosed)]).boxed();
        };
        let limit = *limit;
        *under_way = true;
        let rows = (&mut **connection).fetch_many(Planned::of(query));
        stream::unfold(Some((rows, under_way)), move |left| async move {
            let (mut rows, under_way) = left?;
            // The limit is for each row: a long table may take longer.
            let row = within(limit, async { rows.next().await.transpose() }).await;
            *under_way = match &row {
                Ok(row) => row.is_some(),
                failed => is_under_way(failed),
            };
            let row = row.transpose()?;
            let left = row.is_ok().then_some((rows, under_way));
            Some((row, left))
        })
        .boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> Future<'e, Option<AnyRow>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Any>,
    {
        let planned = Planned::of(query);
        Box::pin(async move {
            let connection = self.connection.as_deref_mut().ok_or(Error::PoolClosed)?;
            self.under_way = true;
            let row = within(self.limit, connection.fetch_optional(planned)).await;
            self.under_way = is_under_way(&row);
            row
        })
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [AnyTypeInfo]) -> Future<'e, AnyStatement>
    where
        'c: 'e,
    {
        Box::pin(async move {
            let connection = self.connection.as_deref_mut().ok_or(Error::PoolClosed)?;
            self.under_way = true;
            let statement = within(self.limit, connection.prepare_with(sql, parameters)).await;
            self.under_way = is_under_way(&statement);
            statement
        })
    }
}

/// A statement. PostgreSQL refuses to run a plan that it made before a column came to a table, where the statement asks for
/// all columns: that one is planned each time, since a later version of the program may add a column at any moment.
struct Planned {
    sql: SqlStr,
    arguments: Option<Result<Option<AnyArguments>, BoxDynError>>,
    is_kept: bool,
}

impl Planned {
    fn of<'q>(mut query: impl Execute<'q, Any>) -> Planned {
        let (arguments, is_kept) = (Some(query.take_arguments()), query.persistent());
        let sql = query.sql();
        Planned {
            is_kept: is_kept && !sql.as_str().contains("SELECT *") && !sql.as_str().contains(".*"),
            sql,
            arguments,
        }
    }
}

impl Execute<'_, Any> for Planned {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&AnyStatement> {
        None
    }

    fn take_arguments(&mut self) -> Result<Option<AnyArguments>, BoxDynError> {
        self.arguments.take().unwrap_or(Ok(None))
    }

    fn persistent(&self) -> bool {
        self.is_kept
    }
}
