//! Identifiers that others have given.

use std::{
    fmt::{self, Display},
    str::FromStr,
};

/// A UUID in its usual form, `00000000-0000-4000-8000-000000000001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uuid(uuid::Uuid);

impl FromStr for Uuid {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let found = uuid::Uuid::try_parse(text).map_err(|_| ())?;
        if text.eq_ignore_ascii_case(&found.to_string()) { Ok(Self(found)) } else { Err(()) }
    }
}

impl Display for Uuid {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(target)
    }
}

crate::text_value!(Uuid, "a UUID such as 00000000-0000-4000-8000-000000000001");

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
