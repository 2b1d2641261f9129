//! Exact numbers with a fixed count of digits after the point.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

/// A number with `PLACES` digits after the point; `"12.50"` in JSON, the whole number 1250 in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal<const PLACES: u32>(i64);

impl<const PLACES: u32> Decimal<PLACES> {
    const ONE: i64 = 10_i64.pow(PLACES);

    /// So many of the smallest unit: `Decimal::<2>::of(1250)` is 12.50.
    #[must_use]
    pub const fn of(units: i64) -> Self {
        Self(units)
    }

    fn parsed(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let numbers = [whole, part];
        let fits = numbers.iter().all(|number| {
            !number.is_empty() && number.bytes().all(|letter| letter.is_ascii_digit())
        });
        let missing = PLACES.checked_sub(u32::try_from(part.trim_end_matches('0').len()).ok()?)?;
        if !fits {
            return None;
        }
        let part = match part.trim_end_matches('0') {
            "" => 0,
            digits => digits.parse::<i64>().ok()? * 10_i64.pow(missing),
        };
        let units = whole.parse::<i64>().ok()?.checked_mul(Self::ONE)?.checked_add(part)?;
        Some(Self(sign * units))
    }
}

impl<const PLACES: u32> FromStr for Decimal<PLACES> {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::parsed(text).ok_or(())
    }
}

impl<const PLACES: u32> Display for Decimal<PLACES> {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, one) = (self.0.unsigned_abs(), Self::ONE.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(target, "{sign}{}", units / one)?;
        match PLACES as usize {
            0 => Ok(()),
            places => write!(target, ".{:0places$}", units % one),
        }
    }
}

impl<const PLACES: u32> super::Textual for Decimal<PLACES> {
    fn expected(target: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(target, "a decimal number as text, with {PLACES} digits after the point at most")
    }
}

impl<const PLACES: u32> serde::Serialize for Decimal<PLACES> {
    fn serialize<S: serde::Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_str(self)
    }
}

impl<'de, const PLACES: u32> serde::Deserialize<'de> for Decimal<PLACES> {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        super::read(source)
    }
}

crate::stored_as!(Decimal<PLACES>, i64, |value: &Self| value.0, |units| Ok(Self(units)), const PLACES: u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_units() {
        let cases = [
            ("12.5", 1250, "12.50"),
            ("0", 0, "0.00"),
            ("-0.00", 0, "0.00"),
            ("-0.5", -50, "-0.50"),
            ("007.1000", 710, "7.10"),
            ("-12", -1200, "-12.00"),
            ("9999999999999.99", 999_999_999_999_999, "9999999999999.99"),
        ];
        for (text, units, shown) in cases {
            let read: Decimal<2> = text.parse().unwrap();
            assert_eq!((read, read.to_string().as_str()), (Decimal::of(units), shown));
        }
        assert_eq!("3".parse::<Decimal<0>>().unwrap().to_string(), "3");
        assert_eq!(Decimal::<14>::of(1).to_string(), "0.00000000000001");
    }

    #[test]
    fn what_is_no_decimal() {
        let wrong =
            ["", "-", ".5", "5.", "1.234", "1e3", "+1", "1,5", "--1", "1.2.3", " 1", "many", "٣"];
        for text in wrong.into_iter().chain(["99999999999999999999", "1.-5"]) {
            assert!(text.parse::<Decimal<2>>().is_err(), "{text}");
        }
    }
}
