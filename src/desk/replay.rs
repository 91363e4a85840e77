//! What was deleted on either side of an import goes on this one, and what showed it shows it no more.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::expiry::day;
use super::privacy::proposal_card;
use super::servers::{FORGOTTEN, forget_with_cards};
use super::store::Change;
use super::{DAY, DeskError, Seconds, follows, marks, posts, questions};

/// The key of the card of a row.
type CardKey = fn(&str) -> String;

/// When something was deleted, and until when that is remembered.
struct Deletion {
    at: Seconds,
    until: Seconds,
}

/// What was deleted, by the ids of rows and by what else is remembered.
#[derive(Default)]
pub(super) struct Deletions(HashMap<String, Deletion>);

impl Deletions {
    pub(super) async fn read(change: &mut Change<'_>) -> Result<Deletions, DeskError> {
        let rows: Vec<(String, Seconds, Seconds)> =
            sqlx::query_as("SELECT id, deleted_at, expires_at FROM deleted").fetch_all(&mut **change).await?;
        Ok(Deletions(rows.into_iter().map(|(id, at, until)| (id, Deletion { at, until })).collect()))
    }

    /// Whether the row of this id was deleted.
    pub(super) fn has(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// Whether a voice was withdrawn; not where the same person has spoken since, whose voice is kept longer.
    pub(super) fn has_vote(&self, mark: &str, voter: &str, expires_at: Seconds) -> bool {
        self.0.get(&marks::vote_key(mark, voter)).is_some_and(|deletion| expires_at <= deletion.until)
    }

    /// When a server was forgotten.
    pub(super) fn server(&self, id: &str) -> Option<Seconds> {
        self.0.get(&format!("{FORGOTTEN}{id}")).map(|deletion| deletion.at)
    }

    fn servers(&self) -> impl Iterator<Item = (&str, Seconds)> {
        self.0.iter().filter_map(|(id, deletion)| Some((id.strip_prefix(FORGOTTEN)?, deletion.at)))
    }
}

/// Whether counts of a week are of before a server was forgotten. Those of the week in which it was may be of afterwards.
pub(super) fn is_before(week: &str, forgotten: Seconds) -> bool {
    week <= day(forgotten - 7 * DAY).as_str()
}

/// Questions and marks whose cards show what is gone.
#[derive(Default)]
pub(super) struct Spoiled {
    questions: BTreeSet<String>,
    marks: BTreeSet<String>,
}

impl Spoiled {
    /// Notes a row by its table, where that is one of the two.
    pub(super) fn note(&mut self, row: Option<(&str, &str)>) {
        match row {
            Some(("question", id)) => self.questions.insert(id.to_owned()),
            Some(("mark", id)) => self.marks.insert(id.to_owned()),
            _ => false,
        };
    }

    /// Those of these ids.
    pub(super) fn among(mut self, ids: &HashSet<&str>) -> Spoiled {
        self.questions.retain(|id| ids.contains(id.as_str()));
        self.marks.retain(|id| ids.contains(id.as_str()));
        self
    }

    pub(super) fn extend(&mut self, other: Spoiled) {
        self.questions.extend(other.questions);
        self.marks.extend(other.marks);
    }

    /// Takes what is gone off questions, marks and their cards; `shown` is what these say until they are drawn anew.
    pub(super) async fn blank(self, change: &mut Change<'_>, shown: &Value, now: Seconds) -> Result<(), DeskError> {
        for id in &self.questions {
            sqlx::query("UPDATE question SET stale = 1 WHERE id = $1").bind(id).execute(&mut **change).await?;
        }
        for id in &self.marks {
            marks::spoil(change, id).await?;
        }
        questions::blank_stale(change, shown, now).await?;
        marks::blank_stale(change, shown, now).await
    }
}

/// Deletes what was deleted elsewhere, and says so on its card; how many rows. What shows some of it is noted in `spoiled`.
pub(super) async fn replay(
    change: &mut Change<'_>,
    gone: &Deletions,
    spoiled: &mut Spoiled,
    shown: &Value,
    now: Seconds,
) -> Result<usize, DeskError> {
    let mut rows = 0;
    for (server, at) in gone.servers() {
        rows += forget_again(change, server, at, now).await?;
    }
    let askers: Vec<(String, String)> =
        sqlx::query_as("SELECT id, question FROM asker WHERE id IN (SELECT id FROM deleted)")
            .fetch_all(&mut **change)
            .await?;
    rows += askers.len();
    for (id, question) in askers {
        questions::untell(change, &id, true, now).await?;
        sqlx::query("DELETE FROM asker WHERE id = $1").bind(id).execute(&mut **change).await?;
        spoiled.questions.insert(question);
    }
    for delete in [
        "DELETE FROM remark WHERE id IN (SELECT id FROM deleted) RETURNING mark",
        "DELETE FROM vote WHERE EXISTS (SELECT 1 FROM deleted
             WHERE deleted.id = 'vote/' || vote.mark || '/' || vote.voter AND deleted.expires_at >= vote.expires_at)
             RETURNING mark",
    ] {
        let of: Vec<String> = sqlx::query_scalar(delete).fetch_all(&mut **change).await?;
        rows += of.len();
        for id in &of {
            marks::spoil(change, id).await?;
        }
        spoiled.marks.extend(of);
    }
    for delete in [
        "DELETE FROM answer WHERE id IN (SELECT id FROM deleted)",
        "DELETE FROM corpus_write WHERE id IN (SELECT id FROM deleted)",
    ] {
        rows += sqlx::query(delete).execute(&mut **change).await?.rows_affected() as usize;
    }
    // A later mark of the same excerpt may come.
    marks::drop_unheard(change, shown, now).await?;
    let cards: [(&str, CardKey); 3] = [
        ("DELETE FROM question WHERE id IN (SELECT id FROM deleted) RETURNING id", questions::card_key),
        ("DELETE FROM mark WHERE id IN (SELECT id FROM deleted) RETURNING id", marks::card_key),
        ("DELETE FROM proposal WHERE id IN (SELECT id FROM deleted) RETURNING id", proposal_card),
    ];
    for (delete, card) in cards {
        let ids: Vec<String> = sqlx::query_scalar(delete).fetch_all(&mut **change).await?;
        rows += ids.len();
        for id in ids {
            posts::withdraw(change, &card(&id), shown, now).await?;
        }
    }
    let ended: Vec<String> = sqlx::query_scalar("SELECT id FROM follow WHERE id IN (SELECT id FROM deleted)")
        .fetch_all(&mut **change)
        .await?;
    rows += ended.len();
    for id in &ended {
        follows::end(change, id, now).await?;
    }
    let hidden = sqlx::query("DELETE FROM hidden WHERE id IN (SELECT id FROM deleted)").execute(&mut **change).await?;
    Ok(rows + usize::try_from(hidden.rows_affected()).unwrap_or_default())
}

/// Forgets a server that was forgotten elsewhere, unless it was set up since.
async fn forget_again(change: &mut Change<'_>, server: &str, at: Seconds, now: Seconds) -> Result<usize, DeskError> {
    let since: Option<Seconds> =
        sqlx::query_scalar("SELECT since FROM server WHERE id = $1").bind(server).fetch_optional(&mut **change).await?;
    match since {
        Some(since) if since > at => Ok(0),
        Some(_) => forget_with_cards(change, server, at, now).await,
        // Nothing was set there, and something may have been counted, before and since.
        None => {
            let counters = sqlx::query("DELETE FROM counter WHERE server = $1 AND week <= $2")
                .bind(server)
                .bind(day(at - 7 * DAY))
                .execute(&mut **change)
                .await?;
            Ok(usize::try_from(counters.rows_affected()).unwrap_or_default())
        }
    }
}
