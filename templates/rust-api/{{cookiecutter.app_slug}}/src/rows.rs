//! What features do with the rows of their tables. A table has an `id`, `created_at`, `updated_at` and `row_version`.

use serde::Serialize;
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, Type};

use crate::{
    columns::Column,
    db::{Db, Pool, Row},
    etag::IfMatch,
    problem::{FieldError, Problem},
    values::Timestamp,
};

/// A row of a table, as it is answered.
pub trait Resource: Serialize + for<'r> FromRow<'r, Row> + Send + Unpin {
    /// The table.
    const TABLE: &'static str;
    /// What a list can be filtered and sorted by.
    const COLUMNS: &'static [Column];

    /// Its number.
    fn id(&self) -> i64;

    /// How often it was changed.
    fn version(&self) -> i32;
}

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

/// Values for columns of one row.
#[derive(Default)]
pub struct Values {
    names: Vec<&'static str>,
    bound: <Db as Database>::Arguments,
    references: Vec<(&'static str, &'static str, i64)>,
    failed: Option<sqlx::error::BoxDynError>,
}

impl Values {
    /// Gives a column its value.
    #[must_use]
    pub fn set<T>(mut self, name: &'static str, value: T) -> Self
    where
        T: for<'q> Encode<'q, Db> + Type<Db>,
    {
        self.names.push(name);
        if let Err(error) = self.bound.add(value) {
            self.failed = Some(error);
        }
        self
    }

    /// Gives a column the value that was sent, if one was.
    #[must_use]
    pub fn sent<T>(self, name: &'static str, value: Option<T>) -> Self
    where
        T: for<'q> Encode<'q, Db> + Type<Db>,
    {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// Gives a column the id of a row of another table, which must be there.
    #[must_use]
    pub fn refer<T: Reference>(mut self, name: &'static str, table: &'static str, id: T) -> Self {
        self.references.extend(id.id().map(|id| (name, table, id)));
        self.set(name, id)
    }

    /// Gives a column the id that was sent, if one was.
    #[must_use]
    pub fn sent_reference<T: Reference>(
        self,
        name: &'static str,
        table: &'static str,
        id: Option<T>,
    ) -> Self {
        match id {
            Some(id) => self.refer(name, table, id),
            None => self,
        }
    }

    /// Every reference must be to a row that is there.
    async fn check(&self, db: &Pool) -> Result<(), Problem> {
        let mut errors = Vec::new();
        for (name, table, id) in &self.references {
            if !exists(db, table, *id).await? {
                errors.push(FieldError::at("body", name, "nothing has this id", "reference"));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
    }

    async fn run<T: Resource>(self, db: &Pool, sql: String) -> sqlx::Result<Option<T>> {
        match self.failed {
            Some(error) => Err(sqlx::Error::Encode(error)),
            None => sqlx::query_as_with(AssertSqlSafe(sql), self.bound).fetch_optional(db).await,
        }
    }
}

/// Stores a new row.
///
/// # Errors
/// 422 for a reference to nothing, 409 for a value that another row has, and when the database fails.
pub async fn insert<T: Resource>(db: &Pool, values: Values) -> Result<T, Problem> {
    values.check(db).await?;
    let now = Timestamp::now();
    let values = values.set("created_at", now).set("updated_at", now);
    let marks: Vec<_> = (1..=values.names.len()).map(|number| format!("${number}")).collect();
    let (names, marks) = (values.names.join(", "), marks.join(", "));
    let sql = format!("INSERT INTO {} ({names}) VALUES ({marks}) RETURNING *", T::TABLE);
    values.run(db, sql).await?.ok_or(Problem::from(sqlx::Error::RowNotFound))
}

/// The row with this id.
///
/// # Errors
/// 404, and when the database fails.
pub async fn get<T: Resource>(db: &Pool, id: i64) -> Result<T, Problem> {
    let sql = format!("SELECT * FROM {} WHERE id = $1", T::TABLE);
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_one(db).await?)
}

/// True when there is a row with this id.
///
/// # Errors
/// When the database fails.
pub async fn exists(db: &Pool, table: &str, id: i64) -> sqlx::Result<bool> {
    let sql = format!("SELECT id FROM {table} WHERE id = $1");
    let found = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(id).fetch_optional(db).await;
    Ok(found?.is_some())
}

/// Changes the columns that have a new value, and no others; the row as it is then. Where all are as they were, nothing
/// changes, the version neither.
///
/// # Errors
/// 404, 412 for a row that has changed, 409 and 422 as for new rows, and when the database fails.
pub async fn update<T: Resource>(
    db: &Pool,
    id: i64,
    only: &IfMatch,
    values: Values,
) -> Result<T, Problem> {
    if !values.names.is_empty() {
        if !exists(db, T::TABLE, id).await? {
            return Err(Problem::not_found());
        }
        values.check(db).await?;
        let numbered = || values.names.iter().zip(1..);
        let sets: Vec<_> = numbered().map(|(name, at)| format!("{name} = ${at}")).collect();
        let news: Vec<_> =
            numbered().map(|(name, at)| format!("{name} IS DISTINCT FROM ${at}")).collect();
        let sql = format!(
            "UPDATE {} SET {}, updated_at = ${}, row_version = row_version + 1 \
             WHERE id = {id}{} AND ({}) RETURNING *",
            T::TABLE,
            sets.join(", "),
            sets.len() + 1,
            only.sql(),
            news.join(" OR "),
        );
        if let Some(row) = values.set("updated_at", Timestamp::now()).run(db, sql).await? {
            return Ok(row);
        }
    }
    let row: T = get(db, id).await?;
    if only.takes(row.version()) { Ok(row) } else { Err(Problem::changed()) }
}

/// Deletes the row with this id.
///
/// # Errors
/// 404, 412 for a row that has changed, 409 when another row refers to it, and when the database fails.
pub async fn delete<T: Resource>(db: &Pool, id: i64, only: &IfMatch) -> Result<(), Problem> {
    let sql = format!("DELETE FROM {} WHERE id = $1{}", T::TABLE, only.sql());
    let done = sqlx::query(AssertSqlSafe(sql)).bind(id).execute(db).await?;
    if done.rows_affected() == 0 { Err(unmatched(db, T::TABLE, id).await?) } else { Ok(()) }
}

/// Why a change found no row.
async fn unmatched(db: &Pool, table: &str, id: i64) -> sqlx::Result<Problem> {
    Ok(if exists(db, table, id).await? { Problem::changed() } else { Problem::not_found() })
}
