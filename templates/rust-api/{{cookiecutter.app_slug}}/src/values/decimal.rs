//! Exact numbers with a fixed count of digits after the point.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use garde::rules::range::{Bounds, OutOfBounds};
use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema},
};

/// A number with `PLACES` digits after the point: `"12.50"` in JSON, `NUMERIC` in `PostgreSQL`. `SQLite` has no exact
/// fractions and keeps the whole number 1250.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal<const PLACES: u32>(rust_decimal::Decimal);

impl<const PLACES: u32> Decimal<PLACES> {
    /// So many of the smallest unit: `Decimal::<2>::of(1250)` is 12.50.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, reason = "both halves of 64 bits")]
    pub const fn of(units: i64) -> Self {
        // The compiler checks the places: no more than 28, in a constant.
        Self(rust_decimal::Decimal::from_parts(
            units.unsigned_abs() as u32,
            (units.unsigned_abs() >> 32) as u32,
            0,
            units < 0,
            PLACES,
        ))
    }

    /// The digits without the point.
    #[cfg(feature = "sqlite")]
    fn units(&self) -> i64 {
        self.0.mantissa().try_into().unwrap_or(i64::MAX)
    }
}

impl<const PLACES: u32> FromStr for Decimal<PLACES> {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        // The library takes signs, underscores and exponents too.
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|one| one.is_ascii_digit());
        if !plain(whole) || !plain(part) {
            return Err(());
        }
        let found = rust_decimal::Decimal::from_str_exact(text).map_err(|_| ())?;
        let mut found = found.normalize();
        let fits = found.scale() <= PLACES;
        found.rescale(PLACES);
        let fits = fits && found.scale() == PLACES && i64::try_from(found.mantissa()).is_ok();
        if fits { Ok(Self(found)) } else { Err(()) }
    }
}

impl<const PLACES: u32> Display for Decimal<PLACES> {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(target)
    }
}

impl<const PLACES: u32> Bounds for Decimal<PLACES> {
    type Size = Self;

    const MIN: Self = Self::of(i64::MIN);
    const MAX: Self = Self::of(i64::MAX);

    fn validate_bounds(&self, low: Self, high: Self) -> Result<(), OutOfBounds> {
        if *self < low {
            Err(OutOfBounds::Lower)
        } else if *self > high {
            Err(OutOfBounds::Upper)
        } else {
            Ok(())
        }
    }
}

impl<const PLACES: u32> PartialSchema for Decimal<PLACES> {
    fn schema() -> RefOr<Schema> {
        super::schema("decimal").into()
    }
}

crate::text_value!(
    Decimal<PLACES>,
    "a decimal number as text, with no more digits after the point than it keeps",
    const PLACES: u32
);
#[cfg(feature = "sqlite")]
crate::stored_as!(Decimal<PLACES>, i64, Self::units, |units| Ok(Self::of(units)), const PLACES: u32);
#[cfg(not(feature = "sqlite"))]
crate::stored_as!(
    Decimal<PLACES>,
    rust_decimal::Decimal,
    |number: &Self| number.0,
    |mut number: rust_decimal::Decimal| {
        number.rescale(PLACES);
        Ok(Self(number))
    },
    const PLACES: u32
);

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
        for text in wrong.into_iter().chain(["99999999999999999999", "1.-5", "1_0", "NaN"]) {
            assert!(text.parse::<Decimal<2>>().is_err(), "{text}");
        }
    }
}
