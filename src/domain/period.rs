//! Days, months and years as they are written in a filter.

use jiff::civil::Date;

/// A day (`2018-01-24`), or the first or last one of a month (`2018-01`) or a year (`2018`).
pub fn period_edge(written: &str, last: bool) -> Option<Date> {
    if let Ok(date) = written.parse() {
        return Some(date);
    }
    let number = |part: &str, digits| {
        part.parse::<i16>().ok().filter(|_| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (year, month) = match written.split_once('-') {
        Some((year, month)) => (year, i8::try_from(number(month, 2)?).ok()?),
        None => (written, if last { 12 } else { 1 }),
    };
    let first = Date::new(number(year, 4)?, month, 1).ok()?;
    Some(if last { first.last_of_month() } else { first })
}
