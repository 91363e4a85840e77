//! Words of time in a question about what somebody said: "since 2016", "over the years".

use std::ops::Range;

use jiff::civil::Date;

use crate::engine::people::Period;

/// When what is asked after was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct When {
    pub(super) period: Period,
    /// Whether it is asked how it went in time.
    pub(super) over_time: bool,
}

/// The first words of time among these, folded, and when that is.
pub(super) fn when(words: &[&str]) -> Option<(Range<usize>, When)> {
    (0..words.len()).find_map(|at| {
        let (length, when) = opening(words.get(at..)?)?;
        Some((at..at + length, when))
    })
}

/// The same where they stand at the very start: how many they are.
fn opening(words: &[&str]) -> Option<(usize, When)> {
    let over = |length| Some((length, When { over_time: true, ..When::default() }));
    let span = |length, from, to| Some((length, When { period: Period { from, to }, over_time: false }));
    match words {
        ["over" | "across" | "through" | "throughout", "time" | "years", ..] => over(2),
        ["over" | "across" | "through" | "throughout" | "during", "the", "years" | "months", ..] => over(3),
        ["between", first, "and", last, ..] | ["from", first, "to" | "until" | "till" | "through", last, ..] => {
            span(4, Some(new_year(first, 0)?), Some(year_s_end(last, 0)?))
        }
        ["in" | "during" | "throughout", year, ..] => span(2, Some(new_year(year, 0)?), year_s_end(year, 0)),
        ["since" | "from", year, ..] => span(2, Some(new_year(year, 0)?), None),
        ["after", year, ..] => span(2, Some(new_year(year, 1)?), None),
        ["before", year, ..] => span(2, None, Some(year_s_end(year, -1)?)),
        ["until" | "till", year, ..] => span(2, None, Some(year_s_end(year, 0)?)),
        _ => None,
    }
}

fn new_year(year: &str, later: i16) -> Option<Date> {
    Date::new(number(year)? + later, 1, 1).ok()
}

fn year_s_end(year: &str, later: i16) -> Option<Date> {
    Date::new(number(year)? + later, 12, 31).ok()
}

fn number(year: &str) -> Option<i16> {
    year.parse().ok().filter(|year| (1000..3000).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str) -> String {
        let words: Vec<&str> = question.split(' ').collect();
        let Some((range, When { period, over_time })) = when(&words) else { return "-".to_owned() };
        let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.to_string());
        let told = words.get(range).unwrap_or_default().join(" ");
        format!("{told}: {} to {}{}", day(period.from), day(period.to), if over_time { ", over time" } else { "" })
    }

    #[test]
    fn words_of_time_are_years_or_all_of_it() {
        let questions = [
            "what has lee said about tolls over the years",
            "what did lee say in 2019 about tolls",
            "what has lee said since 2019",
            "lee on tolls between 2017 and 2019",
            "lee on tolls from 2017 to 2019",
            "lee before 2017",
            "lee after 2017",
            "lee in maine",
            "over the bridge",
            "between 2017",
            "since 99999",
            "",
        ];
        insta::assert_snapshot!(questions.map(check).join("\n"), @"
        over the years: … to …, over time
        in 2019: 2019-01-01 to 2019-12-31
        since 2019: 2019-01-01 to …
        between 2017 and 2019: 2017-01-01 to 2019-12-31
        from 2017 to 2019: 2017-01-01 to 2019-12-31
        before 2017: … to 2016-12-31
        after 2017: 2018-01-01 to …
        -
        -
        -
        -
        -
        ");
    }
}
