//! What is told of the database, and of who holds what in it.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::finding::{Finding, Findings};
use crate::desk::duty::{OUTBOX, PROCESS};
use crate::desk::examined::{Examined, SeenLease, ServerState, TABLES};
use crate::desk::published::IMPORTER;
use crate::desk::{DeskAddress, DeskError, Seconds};
use crate::shell::discord::SHARD;

/// Clocks may differ by so many seconds.
const SAME_TIME: Seconds = 5;

/// A desk that cannot be read.
pub(super) fn unreachable(desk: &DeskAddress, error: &DeskError) -> Finding {
    let mend = match desk {
        DeskAddress::File(_) => "",
        DeskAddress::Postgres { .. } => {
            "; answers go on without it, and nothing is stored: is the server up, are PULLQUOTE_DESK and its password right?"
        }
    };
    Finding::wrong(format!("desk {desk}"), format!("{error}{mend}"))
}

/// The server of a database that answered in this time, when it was `here` on this machine.
pub(super) fn server(url: &str, state: &ServerState, took: Duration, here: Seconds) -> Findings {
    let answers = format!("database {url}: PostgreSQL {}, answers in {} ms", state.version, took.as_millis());
    let read_only =
        state.is_standby.then(|| "it is a standby, where nothing can be written: name the primary".to_owned());
    let off = here - state.now;
    let clock = match off.abs() {
        0..=SAME_TIME => Finding::good(format!("clock: as the database's, within {SAME_TIME} s")),
        by => {
            let way = if off > 0 { "ahead of" } else { "behind" };
            let mend = "what expires here goes at another time than there: set both by NTP";
            Finding::wrong(format!("clock: {by} s {way} the database's"), mend)
        }
    };
    vec![Finding { what: answers, fault: read_only }, clock, standby(state)]
}

/// Whether a commit outlives the server's disk. Without a standby it need not: that is told, and is no fault.
fn standby(state: &ServerState) -> Finding {
    let ServerState { waits_for, commits, standbys, .. } = state;
    let waits = !waits_for.is_empty() && matches!(commits.as_str(), "on" | "remote_write" | "remote_apply");
    if !waits {
        return Finding::good(format!(
            "commits wait for no standby ({standbys} connected): what was written last is lost with the server's disk"
        ));
    }
    let what = format!("commits wait for a standby ({waits_for}; {standbys} connected)");
    match standbys {
        0 => Finding::wrong(
            what,
            "none is connected, so every change waits: start one, or empty synchronous_standby_names",
        ),
        _ => Finding::good(what),
    }
}

/// Which program may use the tables.
pub(super) fn tables(desk: &DeskAddress, version: Option<i64>, readable_by: Option<i64>) -> Finding {
    let program = env!("CARGO_PKG_VERSION");
    let what = format!("desk {desk}");
    match version {
        None => Finding::good(format!("{what}: has no tables yet; the first program that uses it makes them")),
        Some(TABLES) => Finding::good(format!("{what}: tables of version {TABLES}, those of this program ({program})")),
        Some(older) if older < TABLES => Finding::good(format!(
            "{what}: tables of version {older}; a program like this one ({program}) brings them to {TABLES} when it opens them"
        )),
        Some(newer) if readable_by.is_some_and(|oldest| oldest <= TABLES) => Finding::good(format!(
            "{what}: tables of version {newer}, with which this program ({program}, {TABLES}) can work, too"
        )),
        Some(newer) => Finding::wrong(
            format!("{what}: tables of version {newer}"),
            format!("this program ({program}) has {TABLES}: use the version that made them"),
        ),
    }
}

/// Who holds what.
pub(super) fn leases(examined: &Examined) -> Findings {
    if examined.tables.is_none() {
        return Findings::new();
    }
    let lease = |name: &str| examined.leases.iter().find(|lease| lease.name == name);
    let live: Vec<&str> =
        under(&examined.leases, PROCESS).filter(|(_, own)| own.left > 0).map(|(name, _)| name).collect();
    let importer = match lease(IMPORTER).filter(|own| own.left > 0) {
        Some(own) => format!("importer: process {} may publish, for {} s still", own.holder, own.left),
        None => "importer: nobody publishes at this moment".to_owned(),
    };
    let outbox = match lease(OUTBOX).filter(|own| own.left > 0) {
        Some(own) => Finding::good(format!("outbox: process {} sends, for {} s still", own.holder, own.left)),
        None if live.is_empty() => Finding::good("outbox: no process sends, and none lives that would"),
        None => Finding::wrong(
            format!("outbox: nobody sends, though processes live: {}", live.len()),
            "one of them takes it up within half a minute; where none does, their logs say why they cannot write",
        ),
    };
    let processes = Finding::good(match live.len() {
        0 => "processes with a bot that live: none".to_owned(),
        count => format!("processes with a bot that live: {count} ({})", live.join(", ")),
    });
    [Finding::good(importer), outbox, processes].into_iter().chain(shards(&examined.leases)).collect()
}

/// Who holds the gateway's shards, where several processes share them.
fn shards(leases: &[SeenLease]) -> Option<Finding> {
    let mut held: BTreeMap<u32, BTreeMap<u32, &str>> = BTreeMap::new();
    for (name, own) in under(leases, SHARD).filter(|(_, own)| own.left > 0) {
        let (number, total) = name.split_once('/')?;
        held.entry(total.parse().ok()?).or_default().insert(number.parse().ok()?, &own.holder);
    }
    let (total, held) = held.pop_last()?;
    let by: Vec<String> = held.iter().map(|(number, holder)| format!("{number} by {holder}")).collect();
    let lacking: Vec<String> =
        (0..total).filter(|number| !held.contains_key(number)).map(|own| own.to_string()).collect();
    let what = format!("gateway: {} of {total} shards are held ({})", held.len(), by.join(", "));
    Some(if lacking.is_empty() {
        Finding::good(what)
    } else {
        let mend = "a process with the bot's token takes it up within half a minute, where one lives";
        Finding::wrong(what, format!("nobody runs shard {}: {mend}", lacking.join(", ")))
    })
}

/// The leases whose names begin so, by what follows.
fn under<'a>(leases: &'a [SeenLease], beginning: &'a str) -> impl Iterator<Item = (&'a str, &'a SeenLease)> {
    leases.iter().filter_map(move |own| Some((own.name.strip_prefix(beginning)?, own)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(findings: impl IntoIterator<Item = Finding>) -> String {
        let line = |Finding { what, fault }| fault.map_or_else(|| what.clone(), |fault| format!("{what}! {fault}"));
        findings.into_iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn lease(name: &str, holder: &str, left: Seconds) -> SeenLease {
        SeenLease { name: name.to_owned(), holder: holder.to_owned(), left }
    }

    #[test]
    fn the_server() {
        let state = ServerState { version: "16.3".into(), now: 1_000, standbys: 0, ..ServerState::default() };
        let took = Duration::from_millis(4);
        insta::assert_snapshot!(told(server("postgres://db/x", &state, took, 1_002)), @r#"
        database postgres://db/x: PostgreSQL 16.3, answers in 4 ms
        clock: as the database's, within 5 s
        commits wait for no standby (0 connected): what was written last is lost with the server's disk
        "#);
        let waiting = ServerState { waits_for: "*".into(), commits: "on".into(), is_standby: true, ..state };
        insta::assert_snapshot!(told(server("postgres://db/x", &waiting, took, 900)), @r#"
        database postgres://db/x: PostgreSQL 16.3, answers in 4 ms! it is a standby, where nothing can be written: name the primary
        clock: 100 s behind the database's! what expires here goes at another time than there: set both by NTP
        commits wait for a standby (*; 0 connected)! none is connected, so every change waits: start one, or empty synchronous_standby_names
        "#);
        let waiting = ServerState { standbys: 1, ..waiting };
        insta::assert_snapshot!(told([standby(&waiting), standby(&ServerState { commits: "local".into(), ..waiting.clone() })]), @r#"
        commits wait for a standby (*; 1 connected)
        commits wait for no standby (1 connected): what was written last is lost with the server's disk
        "#);
    }

    #[test]
    fn which_program_may_use_the_tables() {
        let desk = DeskAddress::File("desk.sqlite".into());
        let check = |version, readable_by| tables(&desk, version, readable_by);
        let newer = TABLES + 1;
        let told = told([
            check(None, None),
            check(Some(TABLES), Some(1)),
            check(Some(1), None),
            check(Some(newer), Some(TABLES)),
            check(Some(newer), Some(newer)),
        ]);
        insta::assert_snapshot!(told, @r#"
        desk desk.sqlite: has no tables yet; the first program that uses it makes them
        desk desk.sqlite: tables of version 5, those of this program (0.1.0)
        desk desk.sqlite: tables of version 1; a program like this one (0.1.0) brings them to 5 when it opens them
        desk desk.sqlite: tables of version 6, with which this program (0.1.0, 5) can work, too
        desk desk.sqlite: tables of version 6! this program (0.1.0) has 5: use the version that made them
        "#);
    }

    #[test]
    fn who_holds_what() {
        let check = |rows: &[(&str, &str, Seconds)]| {
            let leases = rows.iter().map(|(name, holder, left)| lease(name, holder, *left)).collect();
            told(leases_of(leases))
        };
        insta::assert_snapshot!(check(&[]), @r#"
        importer: nobody publishes at this moment
        outbox: no process sends, and none lives that would
        processes with a bot that live: none
        "#);
        insta::assert_snapshot!(check(&[
            ("gateway/shard/0/2", "a", 9),
            ("gateway/shard/1/2", "b", 12),
            ("importer", "c", 21),
            ("outbox", "a", 10),
            ("process/a", "a", 11),
            ("process/b", "b", -7),
        ]), @r#"
        importer: process c may publish, for 21 s still
        outbox: process a sends, for 10 s still
        processes with a bot that live: 1 (a)
        gateway: 2 of 2 shards are held (0 by a, 1 by b)
        "#);
        insta::assert_snapshot!(check(&[
            ("gateway/shard/0/2", "a", -30),
            ("gateway/shard/1/2", "b", 12),
            ("importer", "c", -21),
            ("outbox", "a", -10),
            ("process/b", "b", 3),
        ]), @r#"
        importer: nobody publishes at this moment
        outbox: nobody sends, though processes live: 1! one of them takes it up within half a minute; where none does, their logs say why they cannot write
        processes with a bot that live: 1 (b)
        gateway: 1 of 2 shards are held (1 by b)! nobody runs shard 0: a process with the bot's token takes it up within half a minute, where one lives
        "#);
    }

    fn leases_of(own: Vec<SeenLease>) -> Findings {
        leases(&Examined { tables: Some(TABLES), leases: own, ..Examined::default() })
    }
}
