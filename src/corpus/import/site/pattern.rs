//! Patterns of addresses: `/:year/:month/:title/`, and `{date:%Y}/{slug}.html`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};

/// The pattern with each name in it replaced. `known` tells what a name stands for; a name may be followed by letters
/// that are none of it (`:year_notes`). `None` where a name is not known.
pub(super) fn filled(pattern: &str, known: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find([':', '{']) {
        let (before, from) = rest.split_at_checked(at)?;
        out.push_str(before);
        if let Some(inner) = from.strip_prefix('{') {
            let (name, after) = inner.split_once('}')?;
            out.push_str(&known(name.trim())?);
            rest = after;
            continue;
        }
        let name = from.get(1..).unwrap_or_default();
        let end = name.find(|letter: char| !(letter.is_ascii_lowercase() || letter == '_')).unwrap_or(name.len());
        let Some(run) = name.get(..end).filter(|run| !run.is_empty()) else {
            // Hugo takes Go's spelling of a day: ":2006-01-02".
            let end = name.find(|letter: char| !(letter.is_ascii_digit() || letter == '-')).unwrap_or(name.len());
            match name.get(..end).filter(|layout| !layout.is_empty()).and_then(known) {
                Some(day) => {
                    out.push_str(&day);
                    rest = name.get(end..).unwrap_or_default();
                }
                None => {
                    out.push(':');
                    rest = name;
                }
            }
            continue;
        };
        // The longest part that is a name, with what is chosen of it: ":sections[1:]".
        let parts = std::iter::once(run.len()).chain(run.rmatch_indices('_').map(|(at, _)| at));
        let (length, value) = parts
            .filter_map(|length| run.get(..length).filter(|name| !name.is_empty()).map(|name| (length, name)))
            .find_map(|(length, name)| {
                let chosen = from.get(1 + length..).filter(|rest| rest.starts_with('['));
                let chosen = chosen.and_then(|rest| rest.get(..=rest.find(']')?)).unwrap_or_default();
                Some((length + chosen.len(), known(&format!("{name}{chosen}"))?))
            })?;
        out.push_str(&value);
        rest = name.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Some(out)
}

/// A path as it stands in an address: one slash before it, none doubled.
pub(super) fn path(path: &str) -> String {
    let mut out = String::from("/");
    for part in path.split_inclusive('/') {
        if part != "/" {
            out.push_str(part);
        }
    }
    out
}

/// What the names stand for that most generators take of a day, and of an hour where it is known.
pub(super) fn of_day(name: &str, moment: DateTime) -> Option<String> {
    let format = match name {
        "year" => "%Y",
        "short_year" => "%y",
        "month" => "%m",
        "i_month" => "%-m",
        "short_month" => "%b",
        "long_month" | "monthname" => "%B",
        "day" => "%d",
        "i_day" => "%-d",
        "y_day" => "%j",
        "yearday" => "%-j",
        "w_year" => "%G",
        "week" => "%V",
        "w_day" => "%u",
        "weekday" => "%w",
        "short_day" => "%a",
        "long_day" | "weekdayname" => "%A",
        "hour" => "%H",
        "minute" => "%M",
        "second" => "%S",
        layout if layout.contains("2006") => return go_layout(layout, moment),
        _ => return None,
    };
    formatted(format, moment)
}

/// A moment by a format of `strftime`.
pub(super) fn formatted(format: &str, moment: DateTime) -> Option<String> {
    strtime::format(format, moment).ok()
}

/// Go spells a format by how it would spell the second of January 2006.
fn go_layout(layout: &str, moment: DateTime) -> Option<String> {
    formatted(&layout.replace("2006", "%Y").replace("01", "%m").replace("02", "%d"), moment)
}

/// A moment as front matter writes it, in the zone of the site, and whether the day is sure: it does not hang on the zone
/// of a machine that is not known.
pub(super) fn moment(written: Option<&str>, day: Option<Date>, zone: Option<&str>) -> Option<(DateTime, bool)> {
    let start = || Some((day?.at(0, 0, 0, 0), true));
    let Some((local, offset)) = written.and_then(|text| timed(text.trim())) else { return start() };
    let Some(offset) = offset else { return Some((local, true)) };
    let Ok(instant) = offset.to_timestamp(local) else { return start() };
    let in_zone = |zone: TimeZone| zone.to_datetime(instant);
    Some(match zone.and_then(|zone| TimeZone::get(zone).ok()) {
        Some(zone) => (in_zone(zone), true),
        None => {
            let there = in_zone(TimeZone::UTC);
            (there, there.date() == local.date())
        }
    })
}

/// Day and hour, and how far from UTC they are told.
fn timed(text: &str) -> Option<(DateTime, Option<Offset>)> {
    const ZONED: [&str; 6] = [
        "%Y-%m-%d %H:%M:%S %z",
        "%Y-%m-%d %H:%M %z",
        "%Y-%m-%d %H:%M:%S%:z",
        "%Y-%m-%dT%H:%M:%S%:z",
        "%Y-%m-%dT%H:%M%:z",
        "%Y-%m-%dT%H:%M:%S%z",
    ];
    const PLAIN: [&str; 4] = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"];
    if let Ok(instant) = text.parse::<Timestamp>()
        && (text.ends_with('Z') || text.ends_with('z'))
    {
        return Some((TimeZone::UTC.to_datetime(instant), Some(Offset::UTC)));
    }
    let zoned = ZONED.iter().find_map(|format| {
        let parsed = strtime::parse(format, text).ok()?;
        Some((parsed.to_datetime().ok()?, Some(parsed.offset()?)))
    });
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    zoned.or_else(|| {
        PLAIN.iter().find_map(|format| Some((strtime::parse(format, text).ok()?.to_datetime().ok()?, None)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str) -> Option<String> {
        let (moment, _) = moment(Some("2024-05-01 08:09:10"), None, None)?;
        let known = |name: &str| match name {
            "title" | "slug" => Some("mill".to_owned()),
            "sections[1:]" => Some("news".to_owned()),
            name => of_day(name, moment),
        };
        filled(pattern, &known)
    }

    #[test]
    fn patterns_of_many_generators() {
        let told = |pattern| check(pattern).unwrap_or_else(|| "not known".to_owned());
        assert_eq!(told("/:year/:year:month:day"), "/2024/20240501");
        assert_eq!(told("/:year_notes/:title.html"), "/2024_notes/mill.html");
        assert_eq!(told("/:i_month/:short_month/:y_day/:title/"), "/5/May/122/mill/");
        assert_eq!(told("/W:week/:short_day"), "/W18/Wed");
        assert_eq!(told("/:sections[1:]/:slug"), "/news/mill");
        assert_eq!(told("/:2006-01-02/:slug"), "/2024-05-01/mill");
        assert_eq!(told("{slug}.html"), "mill.html");
        assert_eq!(told("/:hour:minute:second/:slug"), "/080910/mill");
        assert_eq!(told("/:colour/:slug"), "not known");
    }

    #[test]
    fn the_day_is_that_of_the_sites_zone() {
        let day = |written: &str, zone| {
            moment(Some(written), None, zone).map(|(moment, sure)| format!("{} {sure}", moment.date()))
        };
        let written = "2024-05-01 23:30:00 -0700";
        assert_eq!(day(written, Some("America/Los_Angeles")).as_deref(), Some("2024-05-01 true"));
        assert_eq!(day(written, Some("Europe/Vienna")).as_deref(), Some("2024-05-02 true"));
        assert_eq!(day(written, None).as_deref(), Some("2024-05-02 false"));
        assert_eq!(day("2024-05-01 08:00:00 -0700", None).as_deref(), Some("2024-05-01 true"));
        assert_eq!(day("2024-05-01T08:00:00Z", None).as_deref(), Some("2024-05-01 true"));
        assert_eq!(day("2024-05-01T08:00:00+02:00", None).as_deref(), Some("2024-05-01 true"));
    }

    proptest::proptest! {
        #[test]
        fn never_fails(pattern in "[a-z:{}/_%\\[\\]0-9]{0,30}", written in "[0-9T: +-]{0,26}") {
            let _ = (check(&pattern), moment(Some(&written), None, Some(&pattern)));
        }
    }
}
