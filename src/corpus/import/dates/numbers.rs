//! A date's text as numbers and words, and the days that are written in numbers alone.

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// The years of newsletters.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// A piece of a date. What tells the time of day or the zone is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Number(Number),
    /// A run of letters, folded.
    Word(String),
}

/// Digits that stand together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: i64,
    pub(super) digits: usize,
    /// What stands between it and the piece before.
    pub(super) gap: String,
}

impl Number {
    /// As a day or a month.
    pub(super) fn small(&self) -> Option<i8> {
        i8::try_from(self.value).ok().filter(|_| self.digits <= 2)
    }

    /// As a year; of two digits, one of the last or the coming decades.
    pub(super) fn year(&self) -> Option<i16> {
        let value = i16::try_from(self.value).ok()?;
        match self.digits {
            4 => Some(value).filter(|year| YEARS.contains(year)),
            2 => Some(if value < 70 { 2000 + value } else { 1900 + value }),
            _ => None,
        }
    }

    /// Whether it is a year of four digits.
    pub(super) fn is_year(&self) -> bool {
        self.digits == 4 && self.year().is_some()
    }
}

/// The longest text that is looked at: a date is short.
const LONGEST: usize = 200;

/// The text's numbers and words.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = folded(crate::text::clip(text, LONGEST).0).chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut gap) = (0, String::new());
    while let Some(letter) = letters.get(at) {
        let run = |of: fn(&char) -> bool| letters.iter().skip(at).take_while(|letter| of(letter)).count();
        if letter.is_ascii_digit() {
            let digits = run(char::is_ascii_digit);
            let end = at + digits;
            let is_time = letters.get(end) == Some(&':') && letters.get(end + 1).is_some_and(char::is_ascii_digit);
            if is_time {
                at = end + letters.iter().skip(end).take_while(|letter| is_of_time(**letter)).count();
                gap.push(' ');
                continue;
            }
            let value: String = letters.iter().skip(at).take(digits).collect();
            // No number of a date is longer than this.
            let value = value.parse().unwrap_or(i64::MAX);
            tokens.push(Token::Number(Number { value, digits, gap: std::mem::take(&mut gap) }));
            at = end;
        } else if is_of_word(letter) {
            let length = run(is_of_word);
            tokens.push(Token::Word(letters.iter().skip(at).take(length).collect()));
            gap.clear();
            at += length;
        } else {
            gap.push(*letter);
            at += 1;
        }
    }
    tokens
}

fn is_of_time(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, ':' | '.')
}

fn is_of_word(letter: &char) -> bool {
    !letter.is_ascii_digit() && (letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(*letter))
}

/// In small letters without accents, every script's digits as 0 to 9.
pub(super) fn folded(text: &str) -> String {
    text.nfd().filter(|letter| !is_accent(*letter)).flat_map(char::to_lowercase).map(digit).collect()
}

/// Marks that some write and some leave out. Those that are vowels of a script stay.
fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{655}' | '\u{93c}' | '\u{9bc}')
}

fn digit(letter: char) -> char {
    let zeros = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'].map(u32::from);
    let code = u32::from(letter);
    let value = zeros.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(letter)
}

/// Seconds or milliseconds since 1970, as JSON exports write them.
pub(super) fn since_1970(text: &str) -> Option<Date> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(9..=13).contains(&whole.len()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    // Twelve digits are a day and a time of the clock rather than milliseconds of the last century.
    if whole.len() == 12 && unparted(whole).is_some() {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let seconds = if whole.len() > 11 { number / 1000 } else { number };
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(seconds / 86_400)).ok()
}

/// `20180124`, with or without the time behind it.
pub(super) fn unparted(text: &str) -> Option<Date> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !matches!(digits, 8 | 12 | 14) {
        return None;
    }
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    let small = |range| number(range).and_then(|number| i8::try_from(number).ok());
    Date::new(number(0..4)?, small(4..6)?, small(6..8)?).ok().filter(|date| YEARS.contains(&date.year()))
}

/// Marks of year, month and day that stand behind their numbers.
const MARKS: [&str; 6] = ["年", "月", "日", "년", "월", "일"];

/// Years that are counted from an emperor's first, by what stands before them and the year before the first.
const ERAS: [(&str, i64); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];

/// `2018-01-24`, `2018/1/24`, `2018年1月24日`, `2018-W04-3`, `2018-024`.
pub(super) fn year_first(tokens: &[Token]) -> Option<Date> {
    let mut numbers: Vec<&Number> = Vec::new();
    let mut era = 0;
    for (token, next) in tokens.iter().zip(tokens.iter().skip(1).map(Some).chain([None])) {
        match token {
            // 月 is folded as it is; Korean marks come apart.
            Token::Word(word) if numbers.is_empty() => {
                era = ERAS.iter().find(|(name, _)| word.ends_with(name)).map_or(0, |(_, before)| *before);
            }
            Token::Word(word) if word == "w" && numbers.len() == 1 => return week(numbers.first()?, tokens),
            Token::Word(word) if MARKS.iter().any(|mark| folded(mark) == *word) => {}
            Token::Word(_) => break,
            Token::Number(number) => {
                let fits = match numbers.len() {
                    0 => number.is_year() || (era > 0 && number.digits <= 2),
                    1 => number.digits <= 2 || is_day_of_year(number, next),
                    _ => number.digits <= 2,
                };
                if !fits {
                    // What stands before the year is something else.
                    if numbers.is_empty() {
                        return None;
                    }
                    break;
                }
                numbers.push(number);
                if numbers.len() == 3 || number.digits == 3 {
                    break;
                }
            }
        }
    }
    match numbers.as_slice() {
        [year, month, day] => Date::new((year.value + era).try_into().ok()?, month.small()?, day.small()?).ok(),
        [year, day] if day.digits == 3 => {
            let first = Date::new(year.year()?, 1, 1).ok()?;
            let date = first.checked_add(jiff::Span::new().try_days(day.value.checked_sub(1)?).ok()?).ok()?;
            (date.year() == first.year() && day.value > 0).then_some(date)
        }
        _ => None,
    }
}

fn is_day_of_year(number: &Number, next: Option<&Token>) -> bool {
    let ends = match next {
        None => true,
        Some(Token::Word(word)) => word == "t",
        Some(Token::Number(_)) => false,
    };
    number.digits == 3 && number.gap == "-" && ends
}

/// The day of a week of a year: its Monday, or the one that is numbered.
fn week(year: &Number, tokens: &[Token]) -> Option<Date> {
    let mut numbers = tokens.iter().filter_map(|token| match token {
        Token::Number(number) => Some(number),
        Token::Word(_) => None,
    });
    let week = numbers.find(|number| *number != year).filter(|week| week.gap.is_empty())?.small()?;
    let day = numbers.next().filter(|day| day.digits == 1 && day.gap == "-").and_then(Number::small).unwrap_or(1);
    let weekday = jiff::civil::Weekday::from_monday_one_offset(day).ok()?;
    jiff::civil::ISOWeekDate::new(year.year()?, week, weekday).ok().map(jiff::civil::ISOWeekDate::date)
}
