//! What replicas say of themselves, compared with what is published.

use super::super::finding::{Finding, Findings};
use crate::desk::Seconds;
use crate::desk::examined::Examined;
use crate::desk::replicas::ServedGeneration;

/// A generation reaches the replicas in this time, or something keeps it back.
const ARRIVES: Seconds = 60;

/// A replica that serves a newsletter: its process, its machine, how many seconds the report holds, and what it serves.
pub(super) type Serving<'a> = (&'a str, &'a str, Seconds, ServedGeneration);

/// The replicas that report themselves to a desk and serve what has this name there.
pub(super) fn serving<'a>(desk: Option<&'a Examined>, name: &str) -> impl Iterator<Item = Serving<'a>> {
    let reports = desk.into_iter().flat_map(|desk| &desk.replicas);
    reports.filter_map(move |(process, report, left)| {
        Some((process.as_str(), report.host.as_str(), *left, *report.serves.get(name)?))
    })
}

/// Each replica: which generation it serves, and whether that is the newest, published so many seconds ago.
pub(super) fn findings<'a>(
    replicas: impl Iterator<Item = Serving<'a>>,
    newest: Option<u64>,
    age: Option<Seconds>,
) -> Findings {
    let findings: Findings = replicas
        .map(|(process, host, left, served)| {
            let who = format!("replica {host} ({process})");
            let Some(generation) = served.generation else {
                let mend = "its log says why: the store's address, keys, or nothing is published";
                return Finding::wrong(format!("{who}: has pulled nothing yet"), mend);
            };
            let since = jiff::Timestamp::from_second(served.since).unwrap_or_default();
            let what = format!("{who}: generation {generation} since {since}");
            let is_behind = newest.is_some_and(|newest| generation < newest) && age.is_none_or(|age| age > ARRIVES);
            match (left, newest) {
                (..=0, _) => {
                    Finding::good(format!("{what}, as it said last: it ended, or does not reach the database"))
                }
                (_, Some(newest)) if is_behind => {
                    let mend = "its log says what keeps it from pulling; it goes on answering from what it has";
                    Finding::wrong(what, format!("is behind, {newest} is published: {mend}"))
                }
                _ => Finding::good(what),
            }
        })
        .collect();
    if findings.is_empty() { vec![Finding::good("replicas: none has reported itself to this desk")] } else { findings }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::replicas::ReplicaReport;

    #[test]
    fn one_that_is_behind_or_gone_is_told() {
        let report = |host: &str, generation, left| {
            let served = ServedGeneration { generation, since: 1_800_000_000 };
            let report = ReplicaReport { host: host.to_owned(), serves: [("valley".to_owned(), served)].into() };
            (host.to_owned(), report, left)
        };
        let replicas =
            vec![report("a", Some(7), 20), report("b", Some(6), 20), report("c", Some(6), -40), report("d", None, 5)];
        let desk = Examined { replicas, ..Examined::default() };
        let check = |name: &str, age| {
            let told = findings(serving(Some(&desk), name), Some(7), Some(age))
                .into_iter()
                .map(|Finding { what, fault }| fault.map_or_else(|| what.clone(), |fault| format!("{what}! {fault}")));
            told.collect::<Vec<_>>().join("\n")
        };
        insta::assert_snapshot!(check("valley", 90), @r#"
        replica a (a): generation 7 since 2027-01-15T08:00:00Z
        replica b (b): generation 6 since 2027-01-15T08:00:00Z! is behind, 7 is published: its log says what keeps it from pulling; it goes on answering from what it has
        replica c (c): generation 6 since 2027-01-15T08:00:00Z, as it said last: it ended, or does not reach the database
        replica d (d): has pulled nothing yet! its log says why: the store's address, keys, or nothing is published
        "#);
        insta::assert_snapshot!(check("valley", 10), @r#"
        replica a (a): generation 7 since 2027-01-15T08:00:00Z
        replica b (b): generation 6 since 2027-01-15T08:00:00Z
        replica c (c): generation 6 since 2027-01-15T08:00:00Z, as it said last: it ended, or does not reach the database
        replica d (d): has pulled nothing yet! its log says why: the store's address, keys, or nothing is published
        "#);
        insta::assert_snapshot!(check("hill", 90), @"replicas: none has reported itself to this desk");
    }
}
