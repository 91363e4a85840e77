//! Days as sources write them.

use jiff::civil::Date;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The day in any of the forms that feeds, mails, pages and exports use: ISO 8601, RFC 2822, "January 24, 2018".
/// The day is the one that the source writes: no clock is moved to another zone.
pub(super) fn any(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| worded(text)).or_else(|| numbered(text)).filter(|date| (1900..=2200).contains(&date.year()))
}

/// The day in an address: `/2018/01/24/`.
pub(super) fn in_address(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '?', '#']).collect();
    let written = parts.windows(3).find_map(|three| match three {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => date(year, month, day),
        _ => None,
    });
    written.or_else(|| parts.iter().find_map(|part| iso(part))).filter(|date| date.year() >= 1990)
}

/// `2018-01-24`, whatever follows.
fn iso(text: &str) -> Option<Date> {
    let day = text.get(..10)?;
    let follows = text.get(10..).and_then(|rest| rest.bytes().next());
    if follows.is_some_and(|byte| byte.is_ascii_alphanumeric() && !matches!(byte, b'T' | b't')) {
        return None;
    }
    let mut parts = day.split(['-', '/']);
    let (year, month, rest) = (parts.next()?, parts.next()?, parts.next()?);
    if year.len() != 4 || month.len() != 2 || rest.len() != 2 {
        return None;
    }
    date(year, month, rest)
}

/// `Wed, 24 Jan 2018 …`, `January 24, 2018`, `24 January 2018`.
fn worded(text: &str) -> Option<Date> {
    let words: Vec<&str> = text.split([' ', ',', '.', '\t', '-']).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| month(word).is_some())?;
    let month = month(words.get(at)?)?;
    let number = |at: usize| words.get(at).map(|word| word.trim_end_matches(|letter: char| letter.is_alphabetic()));
    let is_day = |word: &str| word.parse::<i8>().is_ok_and(|day| (1..=31).contains(&day)) && word.len() <= 2;
    let (day, year) =
        match (at.checked_sub(1).and_then(number).filter(|day| is_day(day)), number(at + 1), number(at + 2)) {
            (Some(day), Some(year), _) if year.len() == 4 => (day, year),
            (Some(day), Some(year), _) if year.len() == 2 => return short_year(year, month, day),
            (_, Some(day), Some(year)) if is_day(day) && year.len() == 4 => (day, year),
            _ => return None,
        };
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

fn short_year(year: &str, month: i8, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    Date::new(if year < 70 { 2000 + year } else { 1900 + year }, month, day.parse().ok()?).ok()
}

/// Seconds or milliseconds since 1970, as JSON exports write them.
fn numbered(text: &str) -> Option<Date> {
    if !(9..=13).contains(&text.len()) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = if text.len() > 11 { number / 1000 } else { number };
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(seconds / 86_400)).ok()
}

fn month(word: &str) -> Option<i8> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == start)?;
    word.bytes().all(|byte| byte.is_ascii_alphabetic()).then_some(())?;
    i8::try_from(at + 1).ok()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        any(text).map_or_else(|| "no day".to_owned(), |date| date.to_string())
    }

    #[test]
    fn the_forms_that_sources_use() {
        assert_eq!(check("2018-01-24T23:30:00-08:00"), "2018-01-24");
        assert_eq!(check("2018-01-24 08:00:00 +0000 UTC"), "2018-01-24");
        assert_eq!(check("Wed, 24 Jan 2018 16:04:00 GMT"), "2018-01-24");
        assert_eq!(check("Wed Jan 24 2018"), "2018-01-24");
        assert_eq!(check("January 24th, 2018 at 4 p.m."), "2018-01-24");
        assert_eq!(check("24 Jan 18 10:00 EST"), "2018-01-24");
        assert_eq!(check("1516752000"), "2018-01-24");
        assert_eq!(check("May"), "no day");
        assert_eq!(check("2018-13-40"), "no day");
        assert_eq!(
            in_address("https://a.example/2018/1/24/mill").map(|date| date.to_string()).as_deref(),
            Some("2018-01-24")
        );
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in ".{0,40}") {
            let _ = (any(&text), in_address(&text));
        }
    }
}
