//! Rows that are hidden when they are deleted: they keep what they have, and can be restored.

use axum::http::StatusCode;
use sqlx::{AssertSqlSafe, query_scalar};

use crate::{
    db::{BEGIN, Connection, LOCK, Pool, SHARE},
    etag::IfMatch,
    features::{REFERENCES, RESTORABLE},
    links::Ids,
    problem::Problem,
    rows::{Resource, selected_by_id},
    values::Timestamp,
};

/// How rows refer to rows that are only hidden when they are deleted: no constraint of the database sees that.
#[derive(Clone, Copy, Debug)]
pub struct Guarded {
    /// The table of those that refer.
    pub from: &'static str,
    /// The table of those that are referred to.
    pub to: &'static str,
    /// Asks how many rows that are not deleted refer to the row with the id `$1`.
    pub uses: &'static str,
    /// Asks for the ids that the row with the id `$1` refers to.
    pub used: &'static str,
}

/// True when rows of this table are only hidden when they are deleted.
#[must_use]
pub fn restorable(table: &str) -> bool {
    RESTORABLE.contains(&table)
}

/// The end of a condition of SQL: the row is no hidden one.
#[must_use]
pub fn shown(table: &str) -> &'static str {
    if restorable(table) { " AND deleted_at IS NULL" } else { "" }
}

/// Whether all the ids are of rows that are not deleted; of those that could be hidden, none is before the work ends.
///
/// # Errors
/// When the database fails.
pub async fn all_there(work: &mut Connection, table: &str, ids: &Ids) -> sqlx::Result<bool> {
    let share = if restorable(table) { SHARE } else { "" };
    let (list, shown) = (ids.sql(), shown(table));
    let sql = format!("SELECT id FROM {table} WHERE id IN ({list}){shown}{share}");
    let found: Vec<i64> = query_scalar(AssertSqlSafe(sql)).fetch_all(work).await?;
    Ok(found.len() == ids.count())
}

/// Hides the row with this id.
///
/// # Errors
/// 404, 412 for a row that has changed, 409 when another row refers to it, and when the database fails.
pub async fn hide<T: Resource>(db: &Pool, id: i64, only: &IfMatch) -> Result<(), Problem> {
    let mut work = db.begin_with(BEGIN).await?;
    let shown = shown(T::TABLE);
    let sql = format!("SELECT row_version FROM {} WHERE id = $1{shown}{LOCK}", T::TABLE);
    let found = query_scalar(AssertSqlSafe(sql)).bind(id).fetch_optional(&mut *work).await?;
    if !only.takes(found.ok_or_else(Problem::not_found)?) {
        return Err(Problem::changed());
    }
    for reference in REFERENCES.iter().filter(|reference| reference.to == T::TABLE) {
        let users: i64 = query_scalar(reference.uses).bind(id).fetch_one(&mut *work).await?;
        if users > 0 {
            return Err(Problem::of(StatusCode::CONFLICT));
        }
    }
    let now = Timestamp::now();
    let set = "deleted_at = $1, updated_at = $1, row_version = row_version + 1";
    let sql = format!("UPDATE {} SET {set} WHERE id = $2", T::TABLE);
    sqlx::query(AssertSqlSafe(sql)).bind(now).bind(id).execute(&mut *work).await?;
    Ok(work.commit().await?)
}

/// Shows the deleted row with this id again.
///
/// # Errors
/// 404, 409 when another row has a unique value of it or what it refers to is deleted, and when the database fails.
pub async fn restore<T: Resource>(db: &Pool, id: i64) -> Result<T, Problem> {
    let mut work = db.begin_with(BEGIN).await?;
    let now = Timestamp::now();
    let set = "deleted_at = NULL, updated_at = $1, row_version = row_version + 1";
    let sql = format!(
        "UPDATE {} SET {set} WHERE id = $2 AND deleted_at IS NOT NULL RETURNING id",
        T::TABLE
    );
    let done = query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(now).bind(id);
    done.fetch_optional(&mut *work).await?.ok_or_else(Problem::not_found)?;
    for reference in REFERENCES.iter().filter(|reference| reference.from == T::TABLE) {
        let ids: Vec<i64> = query_scalar(reference.used).bind(id).fetch_all(&mut *work).await?;
        if !all_there(&mut work, reference.to, &Ids::of(ids)).await? {
            return Err(Problem::new(StatusCode::CONFLICT, "Restore first what it refers to."));
        }
    }
    let row = selected_by_id(&mut work, id).await?;
    work.commit().await?;
    Ok(row)
}
