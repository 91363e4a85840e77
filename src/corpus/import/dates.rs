//! Days as sources write them, in the forms and languages of feeds, mails, pages and exports. The day is the one that the
//! source writes: no clock is moved to another zone.
//!
//! Days in numbers alone may be read in two ways. Then the source's own dates tell ([`Days::of`]), or the weekday beside
//! it; where nothing does, the reading is a guess that is told as one ([`Day::or`]).

mod clock;
mod numbers;
mod words;

use jiff::civil::Date;

pub(super) use clock::moment;
use numbers::{Number, Token, YEARS, tokens};

/// Which of a day's first two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

/// How a source writes its days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Days {
    order: Option<Order>,
}

/// A day, and the other that the same text may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Day {
    pub(super) date: Date,
    pub(super) or: Option<Date>,
}

impl Day {
    fn sure(date: Date) -> Day {
        Day { date, or: None }
    }

    /// What is to be told of a guess.
    pub(super) fn doubt(self, written: &str) -> Option<String> {
        let written = crate::text::clip(written.trim(), 40).0;
        self.or.map(|or| format!("its date {written:?} is taken for {}, and may be {or}", self.date))
    }
}

/// The day in any of the forms that sources use, a guess included.
pub(super) fn any(text: &str) -> Option<Date> {
    Days::default().read(text).map(|day| day.date)
}

impl Days {
    /// How the source of these texts writes days: in one that has days beyond the twelfth, the others are read alike.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Days {
        let mut order = None;
        for own in texts.filter_map(|text| told(&tokens(text))) {
            if *order.get_or_insert(own) != own {
                // It contradicts itself.
                return Days::default();
            }
        }
        Days { order }
    }

    /// The day that a text of this source means.
    pub(super) fn read(self, text: &str) -> Option<Day> {
        let text = text.trim();
        let day = numbers::since_1970(text).or_else(|| numbers::unparted(text)).map(Day::sure);
        let day = day.or_else(|| {
            let tokens = tokens(text);
            let sure = numbers::year_first(&tokens).or_else(|| words::named(&tokens));
            sure.map(Day::sure).or_else(|| self.year_last(&tokens))
        });
        day.filter(|day| YEARS.contains(&day.date.year()))
    }

    /// `03/30/2020`, `30.3.2020`: three numbers of which the last is the year.
    fn year_last(self, tokens: &[Token]) -> Option<Day> {
        let (first, second, year) = triple(tokens)?;
        let by = |order| match order {
            Order::DayFirst => Date::new(year.year()?, second.small()?, first.small()?).ok(),
            Order::MonthFirst => Date::new(year.year()?, first.small()?, second.small()?).ok(),
        };
        match (by(Order::DayFirst), by(Order::MonthFirst)) {
            (Some(one), Some(other)) if one == other => Some(Day::sure(one)),
            (Some(day_first), Some(month_first)) => {
                let known = told(tokens).or(self.order).or_else(|| dotted(second).then_some(Order::DayFirst));
                Some(match known {
                    Some(Order::DayFirst) => Day::sure(day_first),
                    Some(Order::MonthFirst) => Day::sure(month_first),
                    None => Day { date: month_first, or: Some(day_first) },
                })
            }
            (one, other) => one.or(other).map(Day::sure),
        }
    }
}

/// Which order the text itself tells: one of the numbers is no month, or the weekday fits one reading alone.
fn told(tokens: &[Token]) -> Option<Order> {
    let (first, second, year) = triple(tokens)?;
    match (first.small()?, second.small()?) {
        (13..=31, 1..=12) => return Some(Order::DayFirst),
        (1..=12, 13..=31) => return Some(Order::MonthFirst),
        (1..=12, 1..=12) if first.small() != second.small() => {}
        _ => return None,
    }
    let weekday = words::weekday(tokens)?;
    let falls =
        |month, day| Some(Date::new(year.year()?, month, day).ok()?.weekday().to_monday_zero_offset() == weekday);
    match (falls(second.small()?, first.small()?)?, falls(first.small()?, second.small()?)?) {
        (true, false) => Some(Order::DayFirst),
        (false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Three numbers with the same mark between them, the last of them a year.
fn triple(tokens: &[Token]) -> Option<(&Number, &Number, &Number)> {
    (0..tokens.len()).find_map(|at| {
        let [Token::Number(first), Token::Number(second), Token::Number(year)] = tokens.get(at..at + 3)? else {
            return None;
        };
        let parted = second.gap == year.gap && matches!(second.gap.as_str(), "/" | "-" | "." | ". " | "\u{2013}");
        // A version or an address of a machine is longer.
        let ends = !matches!(tokens.get(at + 3), Some(Token::Number(next)) if next.gap == year.gap);
        let fits = first.digits <= 2 && second.digits <= 2 && matches!(year.digits, 2 | 4) && year.year().is_some();
        (parted && ends && fits).then_some((first, second, year))
    })
}

/// Who parts the numbers of a day by dots writes the day first.
fn dotted(second: &Number) -> bool {
    second.gap.starts_with('.')
}

/// The day in an address: `/2018/01/24/`.
pub(super) fn in_address(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '?', '#']).collect();
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let parted = parts.windows(3).find_map(|three| match three {
        [year, month, day] => {
            let small = |text| number(text, 1..=2).and_then(|number| i8::try_from(number).ok());
            Date::new(number(year, 4..=4)?, small(month)?, small(day)?).ok()
        }
        _ => None,
    });
    let within = |part: &&str| numbers::unparted(part).or_else(|| numbers::year_first(&tokens(part)));
    let opens = |part: &&&str| part.starts_with(|letter: char| letter.is_ascii_digit());
    parted.or_else(|| parts.iter().filter(opens).find_map(within)).filter(|date| (1990..=2200).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        match Days::default().read(text) {
            None => "no day".to_owned(),
            Some(Day { date, or: None }) => date.to_string(),
            Some(Day { date, or: Some(other) }) => format!("{date} or {other}"),
        }
    }

    #[test]
    fn the_forms_that_sources_use() {
        for text in [
            "2018-01-24T23:30:00-08:00",
            "2018-01-24 08:00:00 +0000 UTC",
            "2018-1-24",
            "2018/1/24 08:00",
            "Wed, 2018/01/24 08:19:53 EDT",
            "2018.01.24.",
            "2018. 1. 24. 오후 3:20",
            "2018年1月24日 星期三",
            "2018년 1월 24일",
            "平成30年1月24日",
            "２０１８年０１月２４日",
            "20180124",
            "20180124T100000Z",
            "20180124100000",
            "2018-01-24-the-ferry",
            "2018-W04-3",
            "2018-024",
            "Wed, 24 Jan 2018 16:04:00 GMT",
            "Wednesday, 24-Jan-18 16:04:00 GMT",
            "Wed Jan 24 2018",
            "Wed Jan 24 16:29:06 2018",
            "Wed Jan 24 16:29:06 PST 2018",
            "Wed Jan 24 16:29:06 +0000 2018",
            "Wed, 24 Jan 2018 16:29:06 -0800 (PST)",
            "24 January, 2018",
            "January 24th, 2018 at 4 p.m.",
            "Jan. 24 2018 4:20pm",
            "24 Jan 18 10:00 EST",
            "2018 Jan 24",
            "2018-Jan-24",
            "Issue 3, January 24, 2018",
            "4 p.m. Jan 24, 2018",
            "the 24th of January 2018",
            "Wed, 01/24/2018 - 19:19",
            "01/24/2018 4:20 pm PST",
            "24/01/2018",
            "24.1.2018",
            "24-01-18",
            "1516752000",
            "1516752000.25",
            "1516752000000",
        ] {
            assert_eq!(check(text), "2018-01-24", "{text}");
        }
    }

    #[test]
    fn months_in_the_languages_of_readers() {
        for text in [
            "mié., 1 de mayo de 2024 10:00",
            "qua., 1º de maio de 2024",
            "mer., 01 mai 2024 10:00:00 +0200",
            "1er mai 2024",
            "mercoledì 1 maggio 2024",
            "Mi., 1. Mai 2024, 10:00 Uhr",
            "wo 1 mei 2024",
            "1 мая 2024 г., 10:00",
            "ср, 01 май 2024",
            "1 травня 2024",
            "१ मई २०२४",
            "১ মে, ২০২৪",
            "1 مئی، 2024",
            "الأربعاء، ١ مايو ٢٠٢٤",
            "1 أيار 2024",
            "1 Mei 2024",
            "1 maja 2024",
            "1 Mayıs 2024",
            "2024. május 1.",
            "1. května 2024",
        ] {
            assert_eq!(check(text), "2024-05-01", "{text}");
        }
        assert_eq!(check("Do, 29 Mär 2018 00:00:00 +0200"), "2018-03-29");
        assert_eq!(check("29 août 2018"), "2018-08-29");
        assert_eq!(check("29 aout 2018"), "2018-08-29");
        assert_eq!(check("12 كانون الثاني 2018"), "2018-01-12");
        assert_eq!(check("12 تشرين الثاني 2018"), "2018-11-12");
        assert_eq!(check("3 फ़रवरी 2018"), "2018-02-03");
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "",
            "May",
            "May 2024",
            "soon",
            "2018-13-40",
            "31 June 2018",
            "Version 1.2.2018.4 of 3",
            "10:20:30",
            "2018",
            "March 24",
            "marching 24 2018",
            "2924-05-01",
            "0001-01-01",
            "00/00/2018",
            "12345678",
            "the mayor 12 2018",
        ] {
            assert_eq!(check(text), "no day", "{text}");
        }
    }

    #[test]
    fn numbers_that_fit_two_days_are_read_as_the_source_writes_others() {
        assert_eq!(check("03/04/2020"), "2020-03-04 or 2020-04-03");
        assert_eq!(check("Fri, 03/04/2020"), "2020-04-03");
        assert_eq!(check("Wed, 03/04/2020"), "2020-03-04");
        assert_eq!(check("3.4.2020"), "2020-04-03");
        assert_eq!(check("05/05/2020"), "2020-05-05");
        let read =
            |own: &[&str]| Days::of(own.iter().copied()).read("03/04/2020").map(|day| (day.date.to_string(), day.or));
        assert_eq!(read(&["03/04/2020", "25/04/2020"]), Some(("2020-04-03".to_owned(), None)));
        assert_eq!(read(&["04/25/2020 10:00"]), Some(("2020-03-04".to_owned(), None)));
        assert_eq!(read(&["Fri, 03/04/2020"]), Some(("2020-04-03".to_owned(), None)));
        assert!(read(&["25/04/2020", "04/25/2020"]).is_some_and(|(_, or)| or.is_some()));
    }

    #[test]
    fn days_in_addresses() {
        for url in [
            "https://a.example/2018/1/24/mill",
            "https://a.example/news/2018-01-24-mill",
            "https://a.example/news/20180124/mill?x=1",
        ] {
            assert_eq!(in_address(url).map(|date| date.to_string()).as_deref(), Some("2018-01-24"), "{url}");
        }
        assert_eq!(in_address("https://a.example/1066/10/14/p"), None);
        assert_eq!(in_address("https://a.example/p/12345678"), None);
    }

    proptest::proptest! {
        #[test]
        fn every_day_is_read_in_every_form(days in 0i32..70_000, hour in 0i8..24) {
            let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a day");
            let at = date.at(hour, 20, 30, 0);
            for form in [
                "%Y-%m-%dT%H:%M:%S+0200", "%Y%m%dT%H%M%SZ", "%a, %d %b %Y %H:%M:%S -0700", "%a %b %e %H:%M:%S %Y",
                "%A, %B %-d, %Y", "%-d %B %Y at %H:%M", "%Y/%-m/%-d", "%a, %m/%d/%Y - %H:%M", "%d.%m.%Y",
            ] {
                let text = at.strftime(form).to_string();
                // A weekday may fit both readings.
                let read = Days::default().read(&text);
                let both = read.is_some_and(|day| day.or == Some(date));
                proptest::prop_assert!(both || read.map(|day| day.date) == Some(date), "{text}: {read:?}");
            }
        }

        #[test]
        fn never_fails(text in "[0-9a-zA-Zé年月日मई ,./:+-]{0,40}") {
            let _ = (any(&text), in_address(&text));
        }
    }
}
