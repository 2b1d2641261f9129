//! Types with a few values, each with its text.

use std::fmt::Display;

use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

/// A type whose values are a few texts; `choices!` makes them.
pub trait Choice {
    /// The texts.
    const TEXTS: &'static [&'static str];
}

/// How the document describes a value.
#[must_use]
pub fn any<T: Choice>() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(T::TEXTS.iter().copied()))
}

/// How the document describes a value that may be null.
#[must_use]
pub fn or_null<T: Choice>() -> ObjectBuilder {
    let texts = T::TEXTS.iter().copied().map(Some).chain([None]);
    let types = SchemaType::from_iter([Type::String, Type::Null]);
    ObjectBuilder::new().schema_type(types).enum_values(Some(texts))
}

/// How the document describes a value that may be left out.
#[must_use]
pub fn or_default<T: Choice + Default + Display>() -> ObjectBuilder {
    any::<T>().default(Some(T::default().to_string().into()))
}

/// Makes an enum whose values are texts in JSON and in the database: `choices! { Size { Small = "small" } }`, with
/// `default Small` at the end for one that may be left out.
#[macro_export]
macro_rules! choices {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $text:literal),+ $(,)? } $(default $default:ident)?) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] $variant),+
        }

        $(impl Default for $name {
            fn default() -> Self {
                Self::$default
            }
        })?

        impl $crate::values::choice::Choice for $name {
            const TEXTS: &'static [&'static str] = &[$($text),+];
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, target: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                target.write_str(match self { $(Self::$variant => $text),+ })
            }
        }

        impl std::str::FromStr for $name {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                match text {
                    $($text => Ok(Self::$variant),)+
                    _ => Err(()),
                }
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::values::choice::any::<Self>().into()
            }
        }

        $crate::text_value!($name, concat!("one of these:" $(, " ", $text)+));
        $crate::stored_as!($name, String, ToString::to_string, |text: String| text
            .parse()
            .map_err(|()| concat!("none of these:" $(, " ", $text)+).into()));
    };
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    choices! {
        /// A size.
        Size { Small = "small", VeryLarge = "very-large" } default Small
    }

    #[test]
    fn the_document_lists_them() {
        let texts = json!(["small", "very-large"]);
        assert_eq!(json!(any::<Size>().build()), json!({"type": "string", "enum": texts}));
        let schema = json!({"type": "string", "enum": texts, "default": "small"});
        assert_eq!(json!(or_default::<Size>().build()), schema);
        let schema = json!({"type": ["string", "null"], "enum": ["small", "very-large", null]});
        assert_eq!(json!(or_null::<Size>().build()), schema);
    }

    #[test]
    fn values_are_texts() {
        assert_eq!(json!([Size::Small, Size::VeryLarge]), json!(["small", "very-large"]));
        let read: Size = serde_json::from_value(json!("very-large")).unwrap();
        assert_eq!(read, Size::VeryLarge);
        let refused = serde_json::from_value::<Size>(json!("huge")).unwrap_err();
        assert!(refused.to_string().ends_with(", expected one of these: small very-large"));
        assert!(serde_json::from_value::<Size>(json!(1)).is_err());
    }
}
