//! Values that are text in JSON: read once, and right from then on. Libraries know calendars and numbers; what is here
//! is which of their texts are taken, and how each database stores them.

pub mod choice;
mod date;
mod decimal;
pub mod document;
mod timestamp;
mod uuid;

use std::{
    fmt::{self, Display},
    marker::PhantomData,
    str::FromStr,
};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Unexpected, Visitor},
};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, Type};

pub use self::{date::Date, decimal::Decimal, timestamp::Timestamp, uuid::Uuid};

/// A value that is text in JSON.
pub trait Textual: Display + FromStr {
    /// Says what is expected, for messages.
    ///
    /// # Errors
    /// When nothing can be written.
    fn expected(target: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// The value that a text in JSON stands for.
///
/// # Errors
/// When it is no text, or stands for no value of the type.
pub fn read<'de, T: Textual, D: Deserializer<'de>>(source: D) -> Result<T, D::Error> {
    struct Reader<T>(PhantomData<T>);

    impl<T: Textual> Visitor<'_> for Reader<T> {
        type Value = T;

        fn expecting(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
            T::expected(target)
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
        }
    }

    source.deserialize_str(Reader(PhantomData))
}

/// Reads a part of a change that was sent: a null is a value of `Option` types, and no value of others.
///
/// Its field needs `#[serde(default, deserialize_with = "values::sent")]`.
///
/// # Errors
/// When it is no value of the type.
pub fn sent<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    source: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(source).map(Some)
}

/// How the document describes a text of this format.
#[must_use]
pub fn schema(format: &str) -> ObjectBuilder {
    let format = SchemaFormat::Custom(format.to_owned());
    ObjectBuilder::new().schema_type(Type::String).format(Some(format))
}

/// A type with `Display` and `FromStr` as text in JSON; the second part says what is expected.
#[macro_export]
macro_rules! text_value {
    ($name:ty, $expected:expr $(, $($generic:tt)+)?) => {
        impl $(<$($generic)+>)? $crate::values::Textual for $name {
            fn expected(target: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                target.write_str($expected)
            }
        }

        impl $(<$($generic)+>)? serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
                target.collect_str(self)
            }
        }

        impl<'de $(, $($generic)+)?> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                $crate::values::read(source)
            }
        }
    };
}

/// A type that the database has as another one: how it is made, and how it is read.
#[macro_export]
macro_rules! stored_as {
    ($name:ty, $kind:ty, $make:expr, $read:expr $(, $($generic:tt)+)?) => {
        impl $(<$($generic)+>)? sqlx::Type<$crate::db::Db> for $name {
            fn type_info() -> <$crate::db::Db as sqlx::Database>::TypeInfo {
                <$kind as sqlx::Type<$crate::db::Db>>::type_info()
            }

            fn compatible(found: &<$crate::db::Db as sqlx::Database>::TypeInfo) -> bool {
                <$kind as sqlx::Type<$crate::db::Db>>::compatible(found)
            }
        }

        impl $(<$($generic)+>)? sqlx::Encode<'_, $crate::db::Db> for $name {
            fn encode_by_ref(
                &self,
                target: &mut <$crate::db::Db as sqlx::Database>::ArgumentBuffer,
            ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                let stored: $kind = ($make)(self);
                sqlx::Encode::<$crate::db::Db>::encode(stored, target)
            }
        }

        impl<'r $(, $($generic)+)?> sqlx::Decode<'r, $crate::db::Db> for $name {
            fn decode(
                value: <$crate::db::Db as sqlx::Database>::ValueRef<'r>,
            ) -> Result<Self, sqlx::error::BoxDynError> {
                ($read)(<$kind as sqlx::Decode<$crate::db::Db>>::decode(value)?)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Change {
        #[serde(default, deserialize_with = "sent")]
        title: Option<String>,
        #[serde(default, deserialize_with = "sent")]
        notes: Option<Option<String>>,
    }

    #[test]
    fn nothing_is_not_null() {
        let read = |text: &str| serde_json::from_str::<Change>(text);
        assert_eq!(read("{}").unwrap(), Change { title: None, notes: None });
        assert_eq!(read(r#"{"notes": null}"#).unwrap().notes, Some(None));
        assert_eq!(read(r#"{"title": "milk"}"#).unwrap().title, Some("milk".to_owned()));
        assert!(read(r#"{"title": null}"#).is_err());
    }
}
