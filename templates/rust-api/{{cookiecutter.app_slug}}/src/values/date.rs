//! Days of the calendar.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use time::{format_description::BorrowedFormatItem, macros::format_description};
use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema},
};

const FORM: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// A day of the years 1 to 9999, `2024-02-28`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(time::Date);

impl FromStr for Date {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let found = time::Date::parse(text, FORM).map_err(|_| ())?;
        // The library knows years before the first, and signs.
        if text.len() == 10 && found.year() > 0 { Ok(Self(found)) } else { Err(()) }
    }
}

impl Display for Date {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(target)
    }
}

impl PartialSchema for Date {
    fn schema() -> RefOr<Schema> {
        super::schema("date").into()
    }
}

crate::text_value!(Date, "a date such as 2024-02-28");
crate::stored_as!(Date, time::Date, |date: &Self| date.0, |date| Ok(Self(date)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days() {
        for text in ["0001-01-01", "2024-02-29", "1970-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert!("2024-02-28".parse::<Date>() < "2024-03-01".parse());
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "",
            "today",
            "2024-2-8",
            "2023-02-29",
            "2024-00-01",
            "0000-01-01",
            "10000-01-01",
            "-0001-01-01",
            "+2024-01-01",
            "2024-02-28T00:00:00Z",
            "28.02.2024",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
