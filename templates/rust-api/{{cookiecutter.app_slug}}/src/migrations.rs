//! The migrations: `migrations/*.sql`, embedded by `build.rs`, applied in the order of their numbers.

use std::{future::Future, pin::Pin};

use sqlx::{
    AssertSqlSafe, SqlSafeStr,
    error::BoxDynError,
    migrate::{MigrateError, Migration, MigrationSource, MigrationType, Migrator},
};

use crate::db::{NAME, Pool, WORDS};

/// Number, description and SQL of a migration.
pub type Embedded = (i64, &'static str, &'static str);

/// Every migration of the application.
pub const EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

#[derive(Debug)]
struct Source(&'static [Embedded]);

impl MigrationSource<'static> for Source {
    fn resolve(
        self,
    ) -> Pin<Box<dyn Future<Output = Result<Vec<Migration>, BoxDynError>> + Send + 'static>> {
        let all = self.0.iter().map(|&(version, description, sql)| {
            let sql = AssertSqlSafe(for_database(sql)).into_sql_str();
            Migration::new(version, description.into(), MigrationType::Simple, sql, false)
        });
        let all = all.collect();
        Box::pin(async move { Ok(all) })
    }
}

/// The SQL for the database of this program: what follows a line `--! sqlite` or `--! postgres`, up to `--! both`, is
/// for that one alone.
fn for_database(sql: &str) -> String {
    let mut takes = true;
    let mut found = String::new();
    for line in sql.split_inclusive('\n') {
        if let Some(name) = line.strip_prefix("--! ") {
            takes = ["both", NAME].contains(&name.trim());
        } else if takes {
            found.push_str(line);
        }
    }
    WORDS.iter().fold(found, |sql, (word, stands_for)| sql.replace(word, stands_for))
}

/// Applies the migrations that are not applied.
///
/// # Errors
/// When one fails, or one that was applied has changed or is gone.
pub async fn apply(pool: &Pool, migrations: &'static [Embedded]) -> Result<(), MigrateError> {
    Migrator::new(Source(migrations)).await?.run(pool).await
}

/// True when a migration is not applied.
///
/// # Errors
/// When the database does not answer.
pub async fn pending(pool: &Pool, migrations: &[Embedded]) -> sqlx::Result<bool> {
    if migrations.is_empty() {
        return Ok(false);
    }
    let applied =
        sqlx::query_scalar::<_, i64>("SELECT version FROM _sqlx_migrations WHERE success")
            .fetch_all(pool)
            .await;
    match applied {
        Ok(applied) => Ok(migrations.iter().any(|(version, ..)| !applied.contains(version))),
        // The table is made by the first migration.
        Err(sqlx::Error::Database(_)) => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;
    use crate::db;

    const ONE: Embedded = (1, "create", "CREATE TABLE t (n INTEGER);");
    const TWO: Embedded = (2, "fill", "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);");

    #[tokio::test]
    async fn applied_once_and_in_order() {
        let pool = db::pool("sqlite::memory:".parse().unwrap());
        assert!(pending(&pool, &[ONE, TWO]).await.unwrap());
        apply(&pool, &[ONE]).await.unwrap();
        assert!(!pending(&pool, &[ONE]).await.unwrap());
        assert!(pending(&pool, &[ONE, TWO]).await.unwrap());
        apply(&pool, &[ONE, TWO]).await.unwrap();
        apply(&pool, &[ONE, TWO]).await.unwrap();
        assert!(!pending(&pool, &[ONE, TWO]).await.unwrap());
        let rows: i64 =
            sqlx::query_scalar("SELECT count(*) FROM t").fetch_one(&pool).await.unwrap();
        assert_eq!(rows, 2);
    }

    #[tokio::test]
    async fn a_changed_migration_is_refused() {
        let pool = db::pool("sqlite::memory:".parse().unwrap());
        apply(&pool, &[ONE]).await.unwrap();
        let changed = apply(&pool, &[(1, "create", "CREATE TABLE other (n INTEGER);")]).await;
        assert!(matches!(changed, Err(MigrateError::VersionMismatch(1))));
    }

    #[test]
    fn parts_are_for_one_database() {
        let sql = "A {uuid};\n--! sqlite\nB;\n--! postgres\nC;\n--! both\nD;\n";
        assert_eq!(for_database(sql), "A TEXT;\nB;\nD;\n");
    }

    #[tokio::test]
    async fn a_key_counts_up_and_is_given_only_once() {
        const NOTES: Embedded = (1, "create", "CREATE TABLE notes (id {auto_id}, n INTEGER);");
        let pool = db::pool("sqlite::memory:".parse().unwrap());
        apply(&pool, &[NOTES]).await.unwrap();
        for id in 1..4_i64 {
            let insert = "INSERT INTO notes (n) VALUES (0) RETURNING id";
            let made: i64 = sqlx::query_scalar(insert).fetch_one(&pool).await.unwrap();
            assert_eq!(made, id);
            sqlx::query("DELETE FROM notes").execute(&pool).await.unwrap();
        }
    }

    #[tokio::test]
    async fn the_applications_own_migrations_apply() {
        let pool = db::pool("sqlite::memory:".parse().unwrap());
        apply(&pool, EMBEDDED).await.unwrap();
        assert!(!pending(&pool, EMBEDDED).await.unwrap());
    }
}
