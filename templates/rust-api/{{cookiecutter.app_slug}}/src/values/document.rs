//! Objects and arrays of JSON, kept as a whole.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, Unexpected},
};
use serde_json::Value;
use sqlx::types::Json;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};

const DEEPEST: usize = 16;
const LARGEST: f64 = 9_007_199_254_740_991.0;

/// An object or an array whose text without spaces has `MOST` characters at most: `JSONB` in `PostgreSQL`, a text in
/// `SQLite`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document<const MOST: usize>(Value);

impl<'de, const MOST: usize> Deserialize<'de> for Document<MOST> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(source)?;
        let refused =
            |wanted: &str| Err(D::Error::invalid_value(Unexpected::Other("JSON"), &wanted));
        if !(value.is_object() || value.is_array()) {
            refused("an object or an array")
        } else if !is_kept(&value, 1) {
            refused(
                "no more than 16 levels, no NUL, and no numbers beyond what every client can read",
            )
        } else if value.to_string().chars().count() > MOST {
            refused("a shorter text without spaces")
        } else {
            Ok(Self(value))
        }
    }
}

/// Whether databases can keep all of it, and all clients can read it.
fn is_kept(part: &Value, depth: usize) -> bool {
    match part {
        Value::Null | Value::Bool(_) => true,
        Value::Number(number) => number.as_f64().is_some_and(|found| found.abs() <= LARGEST),
        Value::String(text) => !text.contains('\0'),
        Value::Array(items) => {
            depth <= DEEPEST && items.iter().all(|item| is_kept(item, depth + 1))
        }
        Value::Object(members) => {
            depth <= DEEPEST
                && members
                    .iter()
                    .all(|(name, item)| !name.contains('\0') && is_kept(item, depth + 1))
        }
    }
}

/// How the document describes a value.
#[must_use]
pub fn any() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Object, Type::Array]))
}

/// How the document describes a value that may be null.
#[must_use]
pub fn or_null() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Object, Type::Array, Type::Null]))
}

crate::stored_as!(
    Document<MOST>,
    Json<Value>,
    |document: &Self| Json(document.0.clone()),
    |found: Json<Value>| Ok(Self(found.0)),
    const MOST: usize
);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_can_be_kept() {
        let takes = |value: Value| serde_json::from_value::<Document<30>>(value).is_ok();
        assert!(takes(json!({})) && takes(json!([1, -0.5, null, {"a": [true]}])));
        for wrong in [json!(null), json!(1), json!("{}"), json!({"\0": 1}), json!(["a\0"])] {
            assert!(!takes(wrong));
        }
        assert!(
            takes(json!([9_007_199_254_740_991_i64])) && !takes(json!([9_007_199_254_740_992_i64]))
        );
        assert!(takes(json!(["x".repeat(26)])) && !takes(json!(["x".repeat(27)])));
        let nested = |depth: usize| (1..depth).fold(json!([]), |found, _| json!([found]));
        assert!(!takes(nested(17)));
        assert!(serde_json::from_value::<Document<40>>(nested(16)).is_ok());
    }
}
