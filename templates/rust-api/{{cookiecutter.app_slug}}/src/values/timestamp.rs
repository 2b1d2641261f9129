//! Moments, to a millionth of a second.

use std::{
    fmt::{self, Display},
    str::FromStr,
    time::SystemTime,
};

use super::date::{Date, number};

const DAY: i64 = 24 * 60 * 60;
const MICROS: i64 = 1_000_000;

/// A moment in UTC, `2024-02-28T10:30:00Z`; given with another offset (RFC 3339), it is the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    day: Date,
    /// Millionths of a second since the day began.
    micros: i64,
}

impl Timestamp {
    /// The moment it is.
    #[must_use]
    pub fn now() -> Self {
        let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let seconds = i64::try_from(since.as_secs()).unwrap_or_default();
        let fallback = Self { day: Date::FIRST, micros: 0 };
        Self::new(seconds, i64::from(since.subsec_micros())).unwrap_or(fallback)
    }

    fn new(seconds: i64, micros: i64) -> Option<Self> {
        let day = Date::of_days(seconds.div_euclid(DAY))?;
        Some(Self { day, micros: seconds.rem_euclid(DAY) * MICROS + micros })
    }

    fn time(self) -> (i64, i64, i64, i64) {
        let seconds = self.micros / MICROS;
        (seconds / 3600, seconds / 60 % 60, seconds % 60, self.micros % MICROS)
    }

    /// Of one length, so that the database sorts moments rightly.
    fn stored(&self) -> String {
        let (hour, minute, second, micros) = self.time();
        format!("{}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z", self.day)
    }

    fn parsed(text: &str) -> Option<Self> {
        let (day, rest) = (text.get(..10)?, text.get(11..)?);
        let day: Date = day.parse().ok()?;
        let time = rest.get(..8)?;
        let bytes = (text.as_bytes().get(10)?.to_ascii_uppercase(), time.as_bytes());
        if bytes.0 != b'T' || bytes.1[2] != b':' || bytes.1[5] != b':' {
            return None;
        }
        let part = |from: usize, most: i64| {
            number(time.get(from..from + 2)?, 2).filter(|number| *number <= most)
        };
        let seconds = part(0, 23)? * 3600 + part(3, 59)? * 60 + part(6, 59)?;
        let (micros, zone) = fraction(rest.get(8..)?)?;
        Self::new(day.days() * DAY + seconds - offset(zone)?, micros)
    }
}

/// Millionths after the point, if there is one, and what follows.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, zone) = rest.split_at(length);
    let six: String = digits.chars().chain("000000".chars()).take(6).collect();
    (length > 0).then(|| number(&six, 6)).flatten().map(|micros| (micros, zone))
}

/// Seconds that a place is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let seconds = number(hours, 2).filter(|hours| *hours < 24)? * 3600
        + number(minutes, 2).filter(|minutes| *minutes < 60)? * 60;
    match zone.as_bytes()[0] {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

impl FromStr for Timestamp {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::parsed(text).ok_or(())
    }
}

impl Display for Timestamp {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second, micros) = self.time();
        write!(target, "{}T{hour:02}:{minute:02}:{second:02}", self.day)?;
        if micros != 0 {
            write!(target, ".{micros:06}")?;
        }
        target.write_str("Z")
    }
}

impl super::Textual for Timestamp {
    fn expected(target: &mut fmt::Formatter<'_>) -> fmt::Result {
        target.write_str("a moment with its offset from UTC such as 2024-02-28T10:30:00Z")
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        super::read(source)
    }
}

crate::stored_as!(Timestamp, String, Timestamp::stored, |text: String| {
    text.parse().map_err(|()| "no moment".into())
});

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
        ];
        for (given, shown) in cases {
            let moment: Timestamp = given.parse().unwrap();
            assert_eq!(moment.to_string(), shown);
            assert_eq!(moment.stored().parse(), Ok(moment));
            assert_eq!(moment.stored().len(), 27);
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
            "2024-02-28T10:30:60Z",
            "2024-02-28T10:30:00.Z",
            "2024-02-28T10:30:00+1:00",
            "2024-02-28T10:30:00+24:00",
            "2024-02-28T10:30:00ü01:00",
            "2024-02-30T10:30:00Z",
            "0001-01-01T00:00:00+00:01",
            "2024-02-2üT10:30:00Z",
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
