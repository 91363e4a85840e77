//! Leases: what one of several processes does at a time. One that dies loses its lease when its time is over.
//!
//! A holder may be slow instead of dead, and go on when its time is over. So each lease has a fencing token, larger than that
//! of any holder before, and what is written under it is written only while its token is the current one. (Gray and
//! Cheriton, "Leases", 1989; the token is that of Burrows, "The Chubby lock service", 2006, there a sequencer.)

pub use super::held::Lease;
use super::store::Change;
use super::{Desk, DeskError, Seconds};

impl Desk {
    /// Takes a lease until `ends_at` where nobody holds it at `now`. A process that holds it already renews it instead: a
    /// second lease would end its first.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn take_lease(
        &self,
        name: &str,
        holder: &str,
        now: Seconds,
        ends_at: Seconds,
    ) -> Result<Option<Lease>, DeskError> {
        let mut change = self.change().await?;
        let lease = take(&mut change, name, holder, now, ends_at).await?;
        change.commit().await?;
        Ok(lease)
    }

    /// Takes a lease anew that this holder has without knowing its token: its taking was cut off. Nothing where another
    /// holds it, or nobody does.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn retake_lease(
        &self,
        name: &str,
        holder: &str,
        now: Seconds,
        ends_at: Seconds,
    ) -> Result<Option<Lease>, DeskError> {
        let mut change = self.change().await?;
        let token: Option<i64> = sqlx::query_scalar(
            "UPDATE lease SET token = token + 1, ends_at = $4
             WHERE name = $1 AND holder = $2 AND ends_at > $3 RETURNING token",
        )
        .bind(name)
        .bind(holder)
        .bind(now)
        .bind(ends_at)
        .fetch_optional(&mut *change)
        .await?;
        change.commit().await?;
        Ok(token.map(|token| Lease { name: name.to_owned(), token }))
    }

    /// Makes a lease end later; whether it was this holder's still. One whose time is over is, as long as nobody took it.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn renew_lease(&self, lease: &Lease, ends_at: Seconds) -> Result<bool, DeskError> {
        let mut change = self.change().await?;
        let renewed = renew(&mut change, lease, ends_at).await?;
        change.commit().await?;
        Ok(renewed)
    }

    /// Gives a lease back: another may take it at once. The row stays, so that tokens go on growing.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn end_lease(&self, lease: &Lease) -> Result<(), DeskError> {
        self.renew_lease(lease, 0).await.map(|_| ())
    }

    /// Deletes leases whose names begin so and that ended before. What they begin with holds no `%` and no `_`.
    ///
    /// # Errors
    /// See [`DeskError`]; nothing is changed then.
    pub async fn forget_leases(&self, beginning: &str, before: Seconds) -> Result<(), DeskError> {
        let old = sqlx::query("DELETE FROM lease WHERE name LIKE $1 || '%' AND ends_at < $2");
        self.once(old.bind(beginning).bind(before)).await.map(|_| ())
    }

    /// The leases whose names begin so that are held at a time, each with its holder. What they begin with holds no `%` and
    /// no `_`.
    ///
    /// # Errors
    /// See [`DeskError`].
    pub async fn leases_under(&self, beginning: &str, now: Seconds) -> Result<Vec<(String, String)>, DeskError> {
        let held =
            sqlx::query_as("SELECT name, holder FROM lease WHERE name LIKE $1 || '%' AND ends_at > $2 ORDER BY name");
        Ok(held.bind(beginning).bind(now).fetch_all(&mut *self.look().await?).await?)
    }
}

/// Takes a lease where nobody holds it.
pub(super) async fn take(
    change: &mut Change<'_>,
    name: &str,
    holder: &str,
    now: Seconds,
    ends_at: Seconds,
) -> Result<Option<Lease>, DeskError> {
    let token: Option<i64> = sqlx::query_scalar(
        "INSERT INTO lease (name, holder, token, ends_at) VALUES ($1, $2, 1, $4)
         ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = lease.token + 1,
             ends_at = excluded.ends_at WHERE lease.ends_at <= $3 RETURNING token",
    )
    .bind(name)
    .bind(holder)
    .bind(now)
    .bind(ends_at)
    .fetch_optional(&mut **change)
    .await?;
    Ok(token.map(|token| Lease { name: name.to_owned(), token }))
}

/// Makes a lease end later; whether it was this holder's still.
pub(super) async fn renew(change: &mut Change<'_>, lease: &Lease, ends_at: Seconds) -> Result<bool, DeskError> {
    let renewed = sqlx::query("UPDATE lease SET ends_at = $3 WHERE name = $1 AND token = $2")
        .bind(&lease.name)
        .bind(lease.token)
        .bind(ends_at)
        .execute(&mut **change)
        .await?;
    Ok(renewed.rows_affected() > 0)
}

/// Notes that its only holder lives until then.
pub(super) async fn live(change: &mut Change<'_>, name: &str, ends_at: Seconds) -> Result<(), DeskError> {
    let alive = "INSERT INTO lease (name, holder, token, ends_at) VALUES ($1, $1, 1, $2)
         ON CONFLICT (name) DO UPDATE SET ends_at = excluded.ends_at";
    sqlx::query(alive).bind(name).bind(ends_at).execute(&mut **change).await?;
    Ok(())
}

/// Whether a lease is this holder's at a time: asked within the change that it allows.
pub(super) async fn holds(change: &mut Change<'_>, lease: &Lease, now: Seconds) -> Result<bool, DeskError> {
    let held = sqlx::query_scalar("SELECT COUNT(*) FROM lease WHERE name = $1 AND token = $2 AND ends_at > $3");
    let held: i64 = held.bind(&lease.name).bind(lease.token).bind(now).fetch_one(&mut **change).await?;
    Ok(held > 0)
}
