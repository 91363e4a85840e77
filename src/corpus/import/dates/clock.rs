//! The time of day beside a day.

use jiff::civil::{DateTime, Time};

use super::Days;

/// When a source says that something was: its day, and the time as its clock showed it, midnight where it names none. No
/// zone is reckoned with, so only times of one source compare.
pub(in crate::corpus::import) fn moment(text: &str, days: Days) -> Option<DateTime> {
    Some(days.read(text)?.date.to_datetime(time(text).unwrap_or(Time::midnight())))
}

/// `16:29:06`, `4:20 pm`.
fn time(text: &str) -> Option<Time> {
    let text = crate::text::clip(text, 200).0;
    text.match_indices(':').find_map(|(colon, _)| {
        let digits = |text: &str, most: usize| {
            let length = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
            text.get(..length)?.parse::<i8>().ok()
        };
        let before = text.get(..colon)?;
        let hour_length = before.bytes().rev().take(2).take_while(u8::is_ascii_digit).count();
        let hour: i8 = before.get(colon - hour_length..)?.parse().ok()?;
        let after = text.get(colon + 1..)?;
        let minute = digits(after, 2)?;
        let rest = after.get(2..).unwrap_or_default();
        let second = rest.strip_prefix(':').and_then(|rest| digits(rest, 2)).unwrap_or(0);
        let half = rest
            .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ':')
            .trim_start()
            .to_ascii_lowercase();
        let hour = match hour {
            12 if half.starts_with("am") || half.starts_with("a.m") => 0,
            1..=11 if half.starts_with("pm") || half.starts_with("p.m") => hour + 12,
            hour => hour,
        };
        Time::new(hour, minute, second.min(59), 0).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_beside_a_day() {
        let check = |text: &str| moment(text, Days::default()).map(|at| at.to_string()).unwrap_or_default();
        assert_eq!(check("2018-01-24T16:29:06-08:00"), "2018-01-24T16:29:06");
        assert_eq!(check("Wed, 24 Jan 2018 06:04 GMT"), "2018-01-24T06:04:00");
        assert_eq!(check("01/24/2018 4:20 pm PST"), "2018-01-24T16:20:00");
        assert_eq!(check("January 24, 2018, 12:05 a.m."), "2018-01-24T00:05:00");
        assert_eq!(check("2018-01-24"), "2018-01-24T00:00:00");
        assert_eq!(check("16:29"), "");
    }

    proptest::proptest! {
        #[test]
        fn never_fails(text in "[0-9: apmé-]{0,20}") {
            let _ = moment(&text, Days::default());
        }
    }
}
