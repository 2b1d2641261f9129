//! What features do with the rows of their tables. A table has an `id`, `created_at` and `updated_at`.

use serde::{Deserialize, Serialize};
use sqlx::{Encode, FromRow, QueryBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use crate::{
    checks::Checks,
    db::{Db, Pool, Row},
    problem::Problem,
    sent::Sent,
    values::Timestamp,
};

const USUAL_LIMIT: i64 = 20;
const MOST: i64 = 100;

/// A part of a list, and how long the whole list is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: i64,
    /// How many the part has at most.
    pub limit: i64,
    /// How many come before it.
    pub offset: i64,
}

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Window {
    /// How many are answered at most.
    #[serde(default = "usual_limit")]
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: i64,
    /// How many are left out at the beginning.
    #[serde(default)]
    #[param(minimum = 0, default = 0)]
    pub offset: i64,
}

fn usual_limit() -> i64 {
    USUAL_LIMIT
}

/// A part of a table by id: the rows that have, in each column of the filter, the value that is asked for.
///
/// # Errors
/// 422 for a window that is out of bounds, and when the database fails.
pub async fn page<T>(
    db: &Pool,
    table: &str,
    filter: &[(&str, Option<i64>)],
    window: Window,
) -> Result<Page<T>, Problem>
where
    T: for<'r> FromRow<'r, Row> + Send + Unpin,
{
    let Window { limit, offset } = window;
    let mut checks = Checks::of("query");
    checks.range("limit", &limit, &(1..=MOST));
    checks.range("offset", &offset, &(0..));
    checks.end()?;
    let mut count = narrowed(format!("SELECT count(*) FROM {table}"), filter);
    let (total,) = count.build_query_as::<(i64,)>().fetch_one(db).await?;
    let mut part = narrowed(format!("SELECT * FROM {table}"), filter);
    part.push(" ORDER BY id LIMIT ").push_bind(limit).push(" OFFSET ").push_bind(offset);
    let items = part.build_query_as().fetch_all(db).await?;
    Ok(Page { items, total, limit, offset })
}

fn narrowed(start: String, filter: &[(&str, Option<i64>)]) -> QueryBuilder<'static, Db> {
    let mut query = QueryBuilder::new(start);
    let mut word = " WHERE ";
    for (column, value) in filter {
        if let Some(value) = value {
            query.push(word).push(column).push(" = ").push_bind(*value);
            word = " AND ";
        }
    }
    query
}

/// The row with this id.
///
/// # Errors
/// `RowNotFound`, which is a 404, and when the database fails.
pub async fn get<T>(db: &Pool, table: &str, id: i64) -> sqlx::Result<T>
where
    T: for<'r> FromRow<'r, Row> + Send + Unpin,
{
    let mut query = narrowed(format!("SELECT * FROM {table}"), &[("id", Some(id))]);
    query.build_query_as().fetch_one(db).await
}

/// True when there is a row with this id.
///
/// # Errors
/// When the database fails.
pub async fn exists(db: &Pool, table: &str, id: i64) -> sqlx::Result<bool> {
    let mut query = narrowed(format!("SELECT id FROM {table}"), &[("id", Some(id))]);
    Ok(query.build().fetch_optional(db).await?.is_some())
}

/// Deletes the row with this id.
///
/// # Errors
/// `RowNotFound`, which is a 404, and when the database fails; when another row refers to it, that is a 409.
pub async fn delete(db: &Pool, table: &str, id: i64) -> sqlx::Result<()> {
    let mut query = narrowed(format!("DELETE FROM {table}"), &[("id", Some(id))]);
    let done = query.build().execute(db).await?;
    if done.rows_affected() == 0 { Err(sqlx::Error::RowNotFound) } else { Ok(()) }
}

/// Changes the columns of a row for which something was sent.
pub struct Update(QueryBuilder<'static, Db>);

impl Update {
    /// Of a row of this table.
    #[must_use]
    pub fn of(table: &str) -> Self {
        let mut query = QueryBuilder::new(format!("UPDATE {table} SET updated_at = "));
        query.push_bind(Timestamp::now());
        Self(query)
    }

    /// Gives a column its new value, if there is one.
    #[must_use]
    pub fn set<T>(mut self, column: &str, value: Sent<T>) -> Self
    where
        T: Encode<'static, Db> + Type<Db> + 'static,
    {
        if let Sent::Yes(value) = value {
            self.0.push(", ").push(column).push(" = ").push_bind(value);
        }
        self
    }

    /// Changes the row with this id; the row as it is then.
    ///
    /// # Errors
    /// `RowNotFound`, which is a 404, and when the database fails.
    pub async fn row<T>(mut self, db: &Pool, id: i64) -> sqlx::Result<T>
    where
        T: for<'r> FromRow<'r, Row> + Send + Unpin,
    {
        self.0.push(" WHERE id = ").push_bind(id).push(" RETURNING *");
        self.0.build_query_as().fetch_one(db).await
    }
}

#[cfg(test)]
#[cfg(feature = "sqlite")]
mod tests {
    use super::*;
    use crate::db;

    type Note = (i64, String, Option<i64>);

    async fn notes() -> Pool {
        let pool = db::pool("sqlite::memory:".parse().unwrap());
        let columns = "id INTEGER PRIMARY KEY, title TEXT NOT NULL, size BIGINT, updated_at TEXT";
        sqlx::query(&format!("CREATE TABLE notes ({columns})")).execute(&pool).await.unwrap();
        let rows = "(1, 'a', 7, ''), (2, 'b', NULL, ''), (3, 'c', 7, '')";
        sqlx::query(&format!("INSERT INTO notes VALUES {rows}")).execute(&pool).await.unwrap();
        pool
    }

    #[tokio::test]
    async fn parts_of_a_list() {
        let db = notes().await;
        let titles = async |filter: Option<i64>, limit, offset| {
            let window = Window { limit, offset };
            let page = page::<Note>(&db, "notes", &[("size", filter)], window).await.unwrap();
            (page.total, page.items.into_iter().map(|note| note.1).collect::<String>())
        };
        assert_eq!(titles(None, 2, 0).await, (3, "ab".to_owned()));
        assert_eq!(titles(None, 2, 2).await, (3, "c".to_owned()));
        assert_eq!(titles(Some(7), 20, 0).await, (2, "ac".to_owned()));
        assert_eq!(titles(Some(8), 20, 0).await, (0, String::new()));
        for (limit, offset) in [(0, 0), (101, 0), (1, -1)] {
            let refused = page::<Note>(&db, "notes", &[], Window { limit, offset }).await;
            assert_eq!(refused.unwrap_err().errors.len(), 1);
        }
    }

    #[tokio::test]
    async fn single_rows() {
        let db = notes().await;
        assert_eq!(get::<Note>(&db, "notes", 2).await.unwrap(), (2, "b".to_owned(), None));
        assert!(exists(&db, "notes", 2).await.unwrap());
        delete(&db, "notes", 2).await.unwrap();
        assert!(!exists(&db, "notes", 2).await.unwrap());
        let again = [get::<Note>(&db, "notes", 2).await.map(drop), delete(&db, "notes", 2).await];
        assert!(again.iter().all(|done| matches!(done, Err(sqlx::Error::RowNotFound))));
    }

    #[tokio::test]
    async fn only_what_was_sent_changes() {
        let db = notes().await;
        let update = |title, size| Update::of("notes").set("title", title).set("size", size);
        let none: Sent<Option<i64>> = Sent::Yes(None);
        let changed: Note = update(Sent::<String>::No, none).row(&db, 1).await.unwrap();
        assert_eq!(changed, (1, "a".to_owned(), None));
        let title = Sent::Yes("z".to_owned());
        let changed: Note = update(title, Sent::No).row(&db, 3).await.unwrap();
        assert_eq!(changed, (3, "z".to_owned(), Some(7)));
        let gone = update(Sent::No, Sent::No).row::<Note>(&db, 9).await;
        assert!(matches!(gone, Err(sqlx::Error::RowNotFound)));
    }
}
