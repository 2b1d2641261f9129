//! What features do with the rows of their tables. A table has an `id`, `created_at`, `updated_at` and `row_version`.

use serde::Serialize;
use sqlx::{Arguments, AssertSqlSafe, Database, Encode, FromRow, Type};

use crate::{
    columns::Column,
    db::{BEGIN, Connection, Db, Pool, Row},
    etag::IfMatch,
    links::{Ids, Link, Reference},
    problem::{FieldError, Problem},
    restorable::{all_there, hide, restorable, shown},
    values::Timestamp,
};

/// A row of a table, as it is answered.
pub trait Resource: Serialize + for<'r> FromRow<'r, Row> + Send + Unpin {
    /// The table.
    const TABLE: &'static str;
    /// What a list can be filtered and sorted by.
    const COLUMNS: &'static [Column];
    /// What it has any number of.
    const LINKS: &'static [Link] = &[];

    /// Its number.
    fn id(&self) -> i64;

    /// How often it was changed.
    fn version(&self) -> i32;
}

/// Values for columns of one row.
#[derive(Default)]
pub struct Values {
    names: Vec<&'static str>,
    bound: <Db as Database>::Arguments,
    references: Vec<(&'static str, &'static str, i64)>,
    links: Vec<(&'static Link, Ids)>,
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

    /// Gives the row others.
    #[must_use]
    pub fn link(mut self, link: &'static Link, ids: Ids) -> Self {
        self.links.push((link, ids));
        self
    }

    /// Gives the row the others that were sent, if they were.
    #[must_use]
    pub fn sent_link(self, link: &'static Link, ids: Option<Ids>) -> Self {
        match ids {
            Some(ids) => self.link(link, ids),
            None => self,
        }
    }

    /// Every reference must be to a row that is there, and is no hidden one before the work ends.
    async fn check(&self, work: &mut Connection) -> Result<(), Problem> {
        let mut errors = Vec::new();
        for (name, table, id) in &self.references {
            if !all_there(work, table, &Ids::of(vec![*id])).await? {
                errors.push(FieldError::at("body", name, "nothing has this id", "reference"));
            }
        }
        for (link, ids) in &self.links {
            if !all_there(work, link.others, ids).await? {
                let msg = "nothing has one of these ids";
                errors.push(FieldError::at("body", link.name, msg, "reference"));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
    }

    /// Runs a statement that returns the id of the row that it wrote, and writes the links of that row.
    async fn run<T: Resource>(self, db: &Pool, sql: String) -> Result<Option<T>, Problem> {
        let mut work = db.begin_with(BEGIN).await?;
        self.check(&mut work).await?;
        if let Some(error) = self.failed {
            return Err(sqlx::Error::Encode(error).into());
        }
        let written = sqlx::query_scalar_with(AssertSqlSafe(sql), self.bound);
        let Some(id) = written.fetch_optional(&mut *work).await? else { return Ok(None) };
        for (link, ids) in &self.links {
            link.replace(&mut work, id, ids).await?;
        }
        let row = selected_by_id(&mut work, id).await?;
        work.commit().await?;
        Ok(Some(row))
    }
}

/// The row with this id, also a hidden one.
///
/// # Errors
/// When there is none, and when the database fails.
pub async fn selected_by_id<T: Resource>(work: &mut Connection, id: i64) -> sqlx::Result<T> {
    let sql = format!("SELECT {} FROM {} WHERE id = $1", selected::<T>(), T::TABLE);
    sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_one(work).await
}

/// What a query on the table of a resource selects.
#[must_use]
pub fn selected<T: Resource>() -> String {
    let links = T::LINKS.iter().map(|link| link.selected(T::TABLE));
    std::iter::once("*".to_owned()).chain(links).collect::<Vec<_>>().join(", ")
}

/// Stores a new row.
///
/// # Errors
/// 422 for a reference to nothing, 409 for a value that another row has, and when the database fails.
pub async fn insert<T: Resource>(db: &Pool, values: Values) -> Result<T, Problem> {
    let now = Timestamp::now();
    let values = values.set("created_at", now).set("updated_at", now);
    let marks: Vec<_> = (1..=values.names.len()).map(|number| format!("${number}")).collect();
    let (names, marks) = (values.names.join(", "), marks.join(", "));
    let sql = format!("INSERT INTO {} ({names}) VALUES ({marks}) RETURNING id", T::TABLE);
    values.run(db, sql).await?.ok_or(Problem::from(sqlx::Error::RowNotFound))
}

/// The row with this id.
///
/// # Errors
/// 404, and when the database fails.
pub async fn get<T: Resource>(db: &Pool, id: i64) -> Result<T, Problem> {
    let (columns, shown) = (selected::<T>(), shown(T::TABLE));
    let sql = format!("SELECT {columns} FROM {} WHERE id = $1{shown}", T::TABLE);
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_one(db).await?)
}

/// True when there is a row with this id, and no hidden one.
///
/// # Errors
/// When the database fails.
pub async fn exists(db: &Pool, table: &str, id: i64) -> sqlx::Result<bool> {
    let sql = format!("SELECT id FROM {table} WHERE id = $1{}", shown(table));
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
    if !values.names.is_empty() || !values.links.is_empty() {
        if !exists(db, T::TABLE, id).await? {
            return Err(Problem::not_found());
        }
        let numbered = || values.names.iter().zip(1..);
        let mut sets: Vec<_> = numbered().map(|(name, at)| format!("{name} = ${at}")).collect();
        sets.push(format!("updated_at = ${}", sets.len() + 1));
        let news = numbered().map(|(name, at)| format!("{name} IS DISTINCT FROM ${at}"));
        let others = values.links.iter().map(|(link, ids)| link.differs(id, ids));
        let news: Vec<_> = news.chain(others).collect();
        let sql = format!(
            "UPDATE {} SET {}, row_version = row_version + 1 \
             WHERE id = {id}{}{} AND ({}) RETURNING id",
            T::TABLE,
            sets.join(", "),
            shown(T::TABLE),
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

/// Deletes the row with this id, or hides it.
///
/// # Errors
/// 404, 412 for a row that has changed, 409 when another row refers to it, and when the database fails.
pub async fn delete<T: Resource>(db: &Pool, id: i64, only: &IfMatch) -> Result<(), Problem> {
    if restorable(T::TABLE) {
        return hide::<T>(db, id, only).await;
    }
    let sql = format!("DELETE FROM {} WHERE id = $1{}", T::TABLE, only.sql());
    let done = sqlx::query(AssertSqlSafe(sql)).bind(id).execute(db).await?;
    if done.rows_affected() == 0 { Err(unmatched(db, T::TABLE, id).await?) } else { Ok(()) }
}

/// Why a change found no row.
async fn unmatched(db: &Pool, table: &str, id: i64) -> sqlx::Result<Problem> {
    Ok(if exists(db, table, id).await? { Problem::changed() } else { Problem::not_found() })
}
