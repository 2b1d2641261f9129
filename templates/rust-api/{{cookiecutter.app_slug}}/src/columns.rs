//! What a list can be filtered, sorted and searched by: the columns of a resource.

use std::str::FromStr;

use sqlx::{Encode, QueryBuilder, Type};
use utoipa::{
    PartialSchema,
    openapi::{RefOr, Schema},
};

use crate::db::{COLLATION, Db, FIND};

/// A column of a table, called as the member in JSON.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Whether it may be null.
    pub optional: bool,
    /// How the document describes a value.
    pub schema: fn() -> RefOr<Schema>,
    bind: fn(&mut QueryBuilder<Db>, &str) -> bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Value,
    Choice,
    Text,
}

impl Column {
    /// A column whose values the database orders.
    #[must_use]
    pub const fn of<T>(name: &'static str) -> Self
    where
        T: FromStr + PartialSchema + Type<Db> + for<'q> Encode<'q, Db> + 'static,
    {
        Self { name, optional: false, schema: T::schema, bind: bind::<T>, kind: Kind::Value }
    }

    /// A column of a few texts.
    #[must_use]
    pub const fn choice<T>(name: &'static str) -> Self
    where
        T: FromStr + PartialSchema + Type<Db> + for<'q> Encode<'q, Db> + 'static,
    {
        Self { kind: Kind::Choice, ..Self::of::<T>(name) }
    }

    /// A column of any texts, which a search looks through.
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self { kind: Kind::Text, ..Self::of::<String>(name) }
    }

    /// The column, which may be null.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// Writes the value that a text stands for; false when it stands for none.
    pub(crate) fn bind(&self, query: &mut QueryBuilder<Db>, text: &str) -> bool {
        !text.contains('\0') && (self.bind)(query, text)
    }

    /// True when a text stands for a value.
    pub(crate) fn takes(&self, text: &str) -> bool {
        self.bind(&mut QueryBuilder::new(""), text)
    }

    /// Whether a search looks through it.
    pub(crate) fn is_searched(&self) -> bool {
        self.kind == Kind::Text
    }

    /// Its values in SQL, in an order that every database has: texts by their characters' numbers.
    pub(crate) fn ordered(&self) -> String {
        let collation = if self.kind == Kind::Value { "" } else { COLLATION };
        format!("{}{collation}", self.name)
    }

    /// Writes a condition: it holds this text, in any case of ASCII letters.
    pub(crate) fn holds(&self, query: &mut QueryBuilder<Db>, text: &str) {
        query.push(format!("{FIND}(lower({}), ", self.ordered()));
        query.push_bind(text.to_ascii_lowercase()).push(") > 0");
    }
}

fn bind<T>(query: &mut QueryBuilder<Db>, text: &str) -> bool
where
    T: FromStr + Type<Db> + for<'q> Encode<'q, Db> + 'static,
{
    let Ok(value) = text.parse::<T>() else { return false };
    query.push_bind(value);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{Date, Uuid};

    #[test]
    fn texts_stand_for_values() {
        assert!(Column::of::<i64>("size").takes("-5") && !Column::of::<i64>("size").takes("5.5"));
        assert!(Column::of::<bool>("done").takes("true") && !Column::of::<bool>("done").takes("1"));
        assert!(Column::of::<Date>("due").takes("2024-02-29"));
        assert!(!Column::of::<Uuid>("token").takes("x"));
        assert!(Column::text("title").takes("") && !Column::text("title").takes("a\0"));
    }

    #[test]
    fn only_texts_are_searched() {
        assert!(Column::text("title").is_searched());
        assert!(!Column::choice::<String>("status").is_searched());
        assert!(!Column::of::<i64>("size").optional().is_searched());
    }
}
