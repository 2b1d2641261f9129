//! Days of the calendar.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

/// Days from the beginning of year 1 to the beginning of 1970.
const BEFORE_1970: i64 = 719_162;

/// A day of the years 1 to 9999, `2024-02-28`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: i64,
    month: i64,
    day: i64,
}

impl Date {
    /// The earliest day.
    pub(super) const FIRST: Self = Self { year: 1, month: 1, day: 1 };

    fn new(year: i64, month: i64, day: i64) -> Option<Self> {
        let exists = (1..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=length(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// Days since 1970-01-01.
    pub(super) fn days(self) -> i64 {
        let years = self.year - 1;
        let months: i64 = (1..self.month).map(|month| length(self.year, month)).sum();
        years * 365 + years / 4 - years / 100 + years / 400 + months + self.day - 1 - BEFORE_1970
    }

    /// The day so many days after 1970-01-01, if it is one of the years 1 to 9999.
    pub(super) fn of_days(days: i64) -> Option<Self> {
        // Never more than a year too early: leap years make years longer, not shorter.
        let days = days + BEFORE_1970;
        let mut year = days.div_euclid(366) + 1;
        let first = |year| Self { year, month: 1, day: 1 }.days() + BEFORE_1970;
        year += (days - first(year)) / 366;
        while days >= first(year + 1) {
            year += 1;
        }
        let mut rest = days - first(year);
        let mut month = 1;
        while rest >= length(year, month) {
            rest -= length(year, month);
            month += 1;
        }
        Self::new(year, month, rest + 1)
    }
}

fn length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A number of exactly so many digits.
pub(super) fn number(text: &str, digits: usize) -> Option<i64> {
    let fits = text.len() == digits && text.bytes().all(|letter| letter.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

impl FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '-');
        let mut part = |digits| parts.next().and_then(|part| number(part, digits)).ok_or(());
        Self::new(part(4)?, part(2)?, part(2)?).ok_or(())
    }
}

impl Display for Date {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(target, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

crate::text_value!(Date, "a date such as 2024-02-28");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_exist() {
        for text in ["2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "1970-01-01"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::of_days(date.days()), Some(date));
        }
    }

    #[test]
    fn days_that_do_not_exist() {
        let wrong =
            ["2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-04-31", "0000-01-01"];
        for text in
            wrong.into_iter().chain(["", "2024-2-28", "2024-02-28T", "+024-02-28", "２024-02-28"])
        {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let first: Date = "1896-01-01".parse().unwrap();
        let mut before = first;
        for days in first.days() + 1..first.days() + 80_000 {
            let date = Date::of_days(days).unwrap();
            assert_eq!(date.days(), days);
            assert!(date > before);
            before = date;
        }
        assert_eq!("1970-01-01".parse::<Date>().unwrap().days(), 0);
        assert_eq!("2026-11-30".parse::<Date>().unwrap().days(), 20_787);
        assert!(Date::of_days(3_000_000).is_none() && Date::of_days(-800_000).is_none());
    }
}
