//! Members of a resource that are ids: of one other, or of any number, in a table of links.

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, Unexpected},
};
use sqlx::{AssertSqlSafe, Encode, Type, types::Json};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Type as Kind};

use crate::db::{Connection, Db, gathered};

const MOST: usize = 100;

/// A reference, or none.
pub trait Reference: for<'q> Encode<'q, Db> + Type<Db> {
    /// The id, if there is one.
    fn id(&self) -> Option<i64>;
}

impl Reference for i64 {
    fn id(&self) -> Option<i64> {
        Some(*self)
    }
}

impl Reference for Option<i64> {
    fn id(&self) -> Option<i64> {
        *self
    }
}

/// A member that is the ids of any number of others.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// What it is called in JSON.
    pub name: &'static str,
    /// The table of the links.
    pub table: &'static str,
    /// Its column for the resource.
    pub own: &'static str,
    /// Its column for the other one.
    pub other: &'static str,
    /// The table of the others.
    pub others: &'static str,
}

/// Ids of others, each once, in their order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Ids(Vec<i64>);

impl<'de> Deserialize<'de> for Ids {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let found = Self::sorted(Vec::deserialize(source)?);
        let apart = found.0.windows(2).all(|two| two[0] < two[1]);
        if apart && found.0.first().is_none_or(|id| *id > 0) && found.0.len() <= MOST {
            Ok(found)
        } else {
            let wanted = "ids from 1, each once, 100 at most";
            Err(D::Error::invalid_value(Unexpected::Seq, &wanted))
        }
    }
}

impl Ids {
    fn sorted(mut ids: Vec<i64>) -> Self {
        ids.sort_unstable();
        Self(ids)
    }

    /// Ids that a row has.
    #[must_use]
    pub fn of(ids: Vec<i64>) -> Self {
        Self(ids)
    }

    /// How many they are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// As a list of SQL, which is never empty.
    #[must_use]
    pub fn sql(&self) -> String {
        let ids: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        if ids.is_empty() { "NULL".to_owned() } else { ids.join(", ") }
    }
}

crate::stored_as!(Ids, Json<Vec<i64>>, |ids: &Self| Json(ids.0.clone()), |found: Json<
    Vec<i64>,
>| Ok(Self::sorted(
    found.0
)));

impl Link {
    /// The member as a column of a query on the table of the resource.
    #[must_use]
    pub fn selected(&self, owner: &str) -> String {
        let Self { name, table, own, other, .. } = self;
        let ids = gathered(other);
        format!("(SELECT {ids} FROM {table} WHERE {own} = {owner}.id) AS {name}")
    }

    /// A condition: the row with this id has others than these.
    #[must_use]
    pub fn differs(&self, id: i64, ids: &Ids) -> String {
        let Self { table, own, other, .. } = self;
        let (count, list) = (ids.count(), ids.sql());
        let all = format!("(SELECT count(*) FROM {table} WHERE {own} = {id}");
        format!("{all}) <> {count} OR {all} AND {other} IN ({list})) <> {count}")
    }

    /// Gives the row with this id these others.
    ///
    /// # Errors
    /// When the database fails, or one of the others is not there any more.
    pub async fn replace(&self, work: &mut Connection, id: i64, ids: &Ids) -> sqlx::Result<()> {
        let Self { table, own, other, .. } = self;
        let sql = format!("DELETE FROM {table} WHERE {own} = {id}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *work).await?;
        if ids.count() > 0 {
            let rows: Vec<_> = ids.0.iter().map(|other| format!("({id}, {other})")).collect();
            let sql = format!("INSERT INTO {table} ({own}, {other}) VALUES {}", rows.join(", "));
            sqlx::query(AssertSqlSafe(sql)).execute(work).await?;
        }
        Ok(())
    }
}

/// How the document describes the ids.
#[must_use]
pub fn schema() -> ArrayBuilder {
    let id = ObjectBuilder::new().schema_type(Kind::Integer).minimum(Some(1_i64));
    ArrayBuilder::new().items(id).max_items(Some(MOST)).unique_items(true)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn ids_are_sorted_and_each_is_there_once() {
        let read = |value: Value| serde_json::from_value::<Ids>(value);
        assert_eq!(json!(read(json!([3, 1])).unwrap()), json!([1, 3]));
        assert_eq!(
            (read(json!([])).unwrap().sql(), read(json!([2, 1])).unwrap().sql()),
            ("NULL".into(), "1, 2".into())
        );
        let many: Vec<i64> = (1..=101).collect();
        assert!(read(json!(many[1..])).is_ok());
        for wrong in [json!([0]), json!([1, 1]), json!(["1"]), json!([1.5]), json!(1), json!(many)]
        {
            assert!(read(wrong).is_err());
        }
    }
}
