//! Places in a list that stay right while others change it: after the row with these values, in this order.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::Value;
use sqlx::QueryBuilder;

use crate::{columns::Column, db::Db};

/// One column of an order.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    column: &'static Column,
    down: bool,
}

impl Key {
    /// The order that `-due,title` asks for; none when a name is no column, or is there twice.
    #[must_use]
    pub fn all(text: &str, columns: &'static [Column]) -> Option<Vec<Self>> {
        let mut found: Vec<Self> = Vec::new();
        for part in text.split(',') {
            let (name, down) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
            let column = columns.iter().find(|column| column.name == name)?;
            if found.iter().any(|key| key.column.name == name) {
                return None;
            }
            found.push(Self { column, down });
        }
        Some(found)
    }

    /// How it orders rows: nulls last in both directions.
    #[must_use]
    pub fn sql(&self) -> String {
        let Column { name, optional, .. } = self.column;
        let nulls = if *optional { format!("{name} IS NULL, ") } else { String::new() };
        format!("{nulls}{}{}", self.column.ordered(), if self.down { " DESC" } else { "" })
    }

    /// Writes a condition: the row comes after this value, by this column alone.
    fn after(&self, value: Option<&str>, query: &mut QueryBuilder<Db>) {
        let Some(text) = value else {
            query.push("1 = 0");
            return;
        };
        let sign = if self.down { "<" } else { ">" };
        query.push(format!("({} {sign} ", self.column.ordered()));
        self.column.bind(query, text);
        if self.column.optional {
            query.push(format!(" OR {} IS NULL", self.column.name));
        }
        query.push(")");
    }

    /// Writes a condition: the row has this value.
    fn same(&self, value: Option<&str>, query: &mut QueryBuilder<Db>) {
        query.push(self.column.name);
        match value {
            None => {
                query.push(" IS NULL");
            }
            Some(text) => {
                query.push(" = ");
                self.column.bind(query, text);
            }
        }
    }
}

/// The values of a row by which a list is ordered, and its id.
#[derive(Debug, PartialEq)]
pub struct Cursor {
    values: Vec<Option<String>>,
    id: i64,
}

impl Cursor {
    /// The place of a row.
    pub fn of<T: Serialize>(row: &T, order: &[Key]) -> Self {
        let row = serde_json::to_value(row).unwrap_or_default();
        let values = order.iter().map(|key| match &row[key.column.name] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            value => Some(value.to_string()),
        });
        Self { values: values.collect(), id: row["id"].as_i64().unwrap_or_default() }
    }

    /// As it is sent to callers.
    #[must_use]
    pub fn text(&self, sort: &str) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::json!([sort, self.values, self.id]).to_string())
    }

    /// What a caller sent back; none when it is not from a list in this order.
    #[must_use]
    pub fn read(text: &str, sort: &str, order: &[Key]) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (of, values, id): (String, Vec<Option<String>>, i64) =
            serde_json::from_slice(&bytes).ok()?;
        let fits = |(key, value): (&Key, &Option<String>)| match value {
            None => key.column.optional,
            Some(text) => key.column.takes(text),
        };
        let right = of == sort && values.len() == order.len();
        (right && order.iter().zip(&values).all(fits)).then_some(Self { values, id })
    }

    /// Writes a condition: the row comes after this place.
    pub fn after(&self, order: &[Key], query: &mut QueryBuilder<Db>) {
        let keys: Vec<_> = order.iter().zip(self.values.iter().map(Option::as_deref)).collect();
        for (place, (key, value)) in keys.iter().enumerate() {
            for (before, value) in &keys[..place] {
                before.same(*value, query);
                query.push(" AND ");
            }
            key.after(*value, query);
            query.push(" OR ");
        }
        for (key, value) in &keys {
            key.same(*value, query);
            query.push(" AND ");
        }
        query.push("id > ").push_bind(self.id);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    static COLUMNS: [Column; 2] = [Column::of::<i32>("size").optional(), Column::text("title")];

    #[test]
    fn orders() {
        let order = Key::all("-size,title", &COLUMNS).unwrap();
        assert_eq!(order[0].sql(), "size IS NULL, size DESC");
        assert!(order[1].sql().starts_with("title"));
        for wrong in ["", "title,", "--title", "other", "title desc", "title,-title"] {
            assert!(Key::all(wrong, &COLUMNS).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_cursor_belongs_to_one_order() {
        let order = Key::all("-size,title", &COLUMNS).unwrap();
        let cursor = Cursor::of(&json!({"id": 7, "size": null, "title": "\u{e4}"}), &order);
        let text = cursor.text("-size,title");
        assert_eq!(Cursor::read(&text, "-size,title", &order), Some(cursor));
        assert_eq!(Cursor::read(&text, "size,title", &order), None);
        assert_eq!(Cursor::read(&format!("{text}x"), "-size,title", &order), None);
        for wrong in ["", "x", "W10", "\u{e9}"] {
            assert_eq!(Cursor::read(wrong, "", &[]), None, "{wrong}");
        }
    }

    #[test]
    fn what_comes_after() {
        let order = Key::all("size", &COLUMNS).unwrap();
        let mut query = QueryBuilder::new("");
        Cursor { values: vec![Some("3".to_owned())], id: 7 }.after(&order, &mut query);
        let written = query.into_string();
        let plain: String = written.chars().filter(|letter| !"?$123".contains(*letter)).collect();
        assert_eq!(plain, "(size >  OR size IS NULL) OR size =  AND id > ");
    }
}
