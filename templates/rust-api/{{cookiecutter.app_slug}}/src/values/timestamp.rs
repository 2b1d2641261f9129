//! Moments.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use time::{
    OffsetDateTime, UtcOffset,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};
use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema},
};

const WHOLE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
const PRECISE: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// A moment of the years 1 to 9999 in UTC, exact to the microsecond: `2024-02-28T10:30:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// This moment.
    #[must_use]
    pub fn now() -> Self {
        Self::exact(OffsetDateTime::now_utc())
    }

    /// Both databases keep microseconds.
    fn exact(moment: OffsetDateTime) -> Self {
        Self(moment.truncate_to_microsecond())
    }

    /// A text whose order is the order of moments.
    #[cfg(feature = "sqlite")]
    fn stored(&self) -> String {
        self.0.format(PRECISE).unwrap_or_default()
    }
}

impl FromStr for Timestamp {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let found = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| ())?;
        let utc = found.checked_to_offset(UtcOffset::UTC).ok_or(())?;
        let separated = text.as_bytes().get(10).is_some_and(|letter| b"Tt".contains(letter));
        if separated && utc.year() > 0 { Ok(Self::exact(utc)) } else { Err(()) }
    }
}

impl Display for Timestamp {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.0.microsecond() == 0 { WHOLE } else { PRECISE };
        target.write_str(&self.0.format(form).map_err(|_| fmt::Error)?)
    }
}

impl PartialSchema for Timestamp {
    fn schema() -> RefOr<Schema> {
        super::schema("date-time").into()
    }
}

crate::text_value!(Timestamp, "a moment with its offset from UTC such as 2024-02-28T10:30:00Z");
#[cfg(feature = "sqlite")]
crate::stored_as!(Timestamp, String, Timestamp::stored, |text: String| {
    text.parse().map_err(|()| "no moment".into())
});
#[cfg(not(feature = "sqlite"))]
crate::stored_as!(Timestamp, OffsetDateTime, |moment: &Self| moment.0, |moment| Ok(Self(moment)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_the_same_everywhere() {
        let cases = [
            ("2024-02-28T10:30:00Z", "2024-02-28T10:30:00Z"),
            ("2024-02-28T10:30:00.5Z", "2024-02-28T10:30:00.500000Z"),
            ("2024-02-28t10:30:00.123456789z", "2024-02-28T10:30:00.123456Z"),
            ("2024-02-29T00:30:00+01:00", "2024-02-28T23:30:00Z"),
            ("1969-12-31T23:59:59.000001-00:30", "1970-01-01T00:29:59.000001Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
        ];
        for (given, shown) in cases {
            let moment: Timestamp = given.parse().unwrap();
            assert_eq!(moment.to_string(), shown);
            #[cfg(feature = "sqlite")]
            assert_eq!((moment.stored().parse(), moment.stored().len()), (Ok(moment), 27));
        }
    }

    #[test]
    fn what_is_no_moment() {
        let cases = [
            "",
            "yesterday",
            "2024-02-28",
            "2024-02-28T10:30:00",
            "2024-02-28 10:30:00Z",
            "2024-02-28T24:00:00Z",
            "2024-02-28T10:60:00Z",
            "2024-02-28T10:30:00.Z",
            "2024-02-28T10:30:00+1:00",
            "2024-02-28T10:30:00+24:00",
            "2024-02-28T10:30:00ü01:00",
            "2024-02-30T10:30:00Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-14:00",
            "10000-01-01T00:00:00Z",
        ];
        for text in cases {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn now_is_later_than_this_test_was_written() {
        let now = Timestamp::now();
        assert!(now > "2025-01-01T00:00:00Z".parse().unwrap());
        assert!(now < "9999-01-01T00:00:00Z".parse().unwrap());
    }
}
