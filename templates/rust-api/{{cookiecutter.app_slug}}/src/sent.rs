//! Parts of a request that change something only when they are sent.

use serde::{Deserialize, Deserializer};

/// A part that may be left out; with `Sent<Option<T>>` a null is something else than nothing.
///
/// Its field needs `#[serde(default)]`.
#[derive(Debug, Default, PartialEq)]
pub enum Sent<T> {
    /// It was left out.
    #[default]
    No,
    /// It was sent.
    Yes(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Sent<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        T::deserialize(source).map(Self::Yes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Change {
        #[serde(default)]
        title: Sent<String>,
        #[serde(default)]
        notes: Sent<Option<String>>,
    }

    #[test]
    fn nothing_is_not_null() {
        let read = |text: &str| serde_json::from_str::<Change>(text);
        let nothing = Change { title: Sent::No, notes: Sent::No };
        assert_eq!(read("{}").unwrap(), nothing);
        assert_eq!(read(r#"{"notes": null}"#).unwrap().notes, Sent::Yes(None));
        assert_eq!(read(r#"{"title": "milk"}"#).unwrap().title, Sent::Yes("milk".to_owned()));
        assert!(read(r#"{"title": null}"#).is_err());
    }
}
