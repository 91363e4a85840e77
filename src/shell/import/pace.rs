//! How often a feed brings something, by the days of what it lists, and whether it has been silent for longer than that.

use jiff::civil::Date;

/// Days that are kept, the newest.
const KEPT: usize = 13;
/// With fewer gaps between days nothing is usual.
const LEAST: usize = 4;
/// A feed is silent once it has brought nothing for so many times its usual gap.
const TIMES: i32 = 3;

/// The distinct days of what a feed lists, the newest first, as many as are kept. What is dated ahead says nothing.
pub(super) fn days(listed: impl Iterator<Item = Date>, today: Date) -> Vec<Date> {
    let mut days: Vec<Date> = listed.filter(|day| *day <= today).collect();
    days.sort_unstable_by(|one, other| other.cmp(one));
    days.dedup();
    days.truncate(KEPT);
    days
}

/// The gap in days that is usual between these days, the newest first, where the feed has been silent for much longer.
pub(super) fn silent(days: &[Date], today: Date) -> Option<i32> {
    let apart = |newer: Date, older: Date| newer.since(older).map_or(0, |span| span.get_days());
    let mut gaps: Vec<i32> = days.windows(2).filter_map(|pair| Some(apart(*pair.first()?, *pair.last()?))).collect();
    if gaps.len() < LEAST {
        return None;
    }
    gaps.sort_unstable();
    let usual = gaps.get(gaps.len() / 2).copied()?.max(1);
    (apart(today, *days.first()?) > TIMES * usual).then_some(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days of November 2026.
    fn check(listed: &[i8], today: i8) -> Option<i32> {
        let day = |day: &i8| jiff::civil::date(2026, 11, *day);
        silent(&days(listed.iter().map(day), day(&today)), day(&today))
    }

    #[test]
    fn a_feed_is_silent_after_three_times_its_usual_gap() {
        assert_eq!(check(&[1, 2, 3, 4, 5], 8), None);
        assert_eq!(check(&[1, 2, 3, 4, 5], 9), Some(1));
        assert_eq!(check(&[1, 8, 15, 22, 29], 30), None);
        assert_eq!(check(&[2, 4, 6, 8, 10], 17), Some(2));
    }

    #[test]
    fn weekends_and_several_a_day_change_nothing() {
        // Monday the 16th to Friday the 20th, twice on Friday; then Tuesday, Wednesday.
        let weekdays = [9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 20];
        assert_eq!((check(&weekdays, 23), check(&weekdays, 24)), (None, Some(1)));
    }

    #[test]
    fn little_and_what_is_dated_ahead_say_nothing() {
        assert_eq!(check(&[1, 2, 3, 4], 30), None);
        assert_eq!(check(&[1, 2, 3, 4, 29], 20), None);
        assert_eq!(check(&[], 20), None);
    }
}
