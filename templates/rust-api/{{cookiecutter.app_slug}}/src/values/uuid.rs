//! Identifiers that others have given.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema},
};

/// A UUID in its usual form, `00000000-0000-4000-8000-000000000001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uuid(uuid::Uuid);

impl FromStr for Uuid {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        text.parse::<uuid::fmt::Hyphenated>().map(|found| Self(found.into())).map_err(|_| ())
    }
}

impl Display for Uuid {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(target)
    }
}

impl PartialSchema for Uuid {
    fn schema() -> RefOr<Schema> {
        super::schema("uuid").into()
    }
}

crate::text_value!(Uuid, "a UUID such as 00000000-0000-4000-8000-000000000001");
#[cfg(feature = "sqlite")]
crate::stored_as!(
    Uuid,
    uuid::fmt::Hyphenated,
    |value: &Self| value.0.hyphenated(),
    |value: uuid::fmt::Hyphenated| Ok(Self(value.into()))
);
#[cfg(not(feature = "sqlite"))]
crate::stored_as!(Uuid, uuid::Uuid, |value: &Self| value.0, |value| Ok(Self(value)));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_usual_form() {
        let text = "01234567-89AB-4cde-8000-000000000001";
        assert_eq!(text.parse::<Uuid>().unwrap().to_string(), text.to_lowercase());
        let plain = text.replace('-', "");
        for wrong in ["", "x", &plain, &["{", text, "}"].concat(), &format!("urn:uuid:{text}")] {
            assert!(wrong.parse::<Uuid>().is_err(), "{wrong}");
        }
    }
}
