//! The database: `SQLite`, or `PostgreSQL` when built with that feature.

use std::{str::FromStr, time::Duration};

use sqlx::{Database, error::DatabaseError, pool::PoolOptions};
use tokio::time::timeout;

#[cfg(all(feature = "sqlite", feature = "postgres"))]
compile_error!("choose one database: --no-default-features --features postgres");
#[cfg(not(any(feature = "sqlite", feature = "postgres")))]
compile_error!("choose a database: --features sqlite, or --features postgres");

/// The kind of database this program is built for.
#[cfg(feature = "sqlite")]
pub type Db = sqlx::Sqlite;
/// The kind of database this program is built for.
#[cfg(all(feature = "postgres", not(feature = "sqlite")))]
pub type Db = sqlx::Postgres;

/// Connections to the database, made when they are needed.
pub type Pool = sqlx::Pool<Db>;

/// A row of an answer; what a feature reads is `impl FromRow<'_, Row>`.
pub type Row = <Db as Database>::Row;

/// A connection with work under way.
pub type Connection = <Db as Database>::Connection;

type ConnectOptions = <Connection as sqlx::Connection>::Options;

/// The beginnings of a database's address.
#[cfg(feature = "sqlite")]
const SCHEMES: &[&str] = &["sqlite:"];
#[cfg(not(feature = "sqlite"))]
const SCHEMES: &[&str] = &["postgres:", "postgresql:"];
#[cfg(feature = "sqlite")]
const WANTED: &str = "this program is built for SQLite, as in sqlite://app.db";
#[cfg(not(feature = "sqlite"))]
const WANTED: &str =
    "this program is built for PostgreSQL, as in postgres://user:password@host/name";

/// The database when none is given.
#[cfg(feature = "sqlite")]
pub const DEFAULT: &str = "sqlite://app.db";
/// The database when none is given: one must be.
#[cfg(not(feature = "sqlite"))]
pub const DEFAULT: &str = "";

/// Its name, for parts of migrations.
#[cfg(feature = "sqlite")]
pub const NAME: &str = "sqlite";
/// Its name, for parts of migrations.
#[cfg(not(feature = "sqlite"))]
pub const NAME: &str = "postgres";

/// The values of a column, many rows in one, as JSON.
#[cfg(feature = "sqlite")]
#[must_use]
pub fn gathered(column: &str) -> String {
    format!("json_group_array({column})")
}

/// The values of a column, many rows in one, as JSON.
#[cfg(not(feature = "sqlite"))]
#[must_use]
pub fn gathered(column: &str) -> String {
    format!("coalesce(jsonb_agg({column}), '[]'::jsonb)")
}

/// What words in braces stand for in a migration. `{auto_id}` is a key that counts up, and is given only once.
#[cfg(feature = "sqlite")]
pub const WORDS: [(&str, &str); 6] = [
    ("{auto_id}", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    ("{date}", "TEXT"),
    ("{timestamp}", "TEXT"),
    ("{uuid}", "TEXT"),
    ("{decimal}", "BIGINT"),
    ("{json}", "TEXT"),
];
/// What words in braces stand for in a migration. `{auto_id}` is a key that counts up, and is given only once.
#[cfg(not(feature = "sqlite"))]
pub const WORDS: [(&str, &str); 6] = [
    ("{auto_id}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    ("{date}", "DATE"),
    ("{timestamp}", "TIMESTAMPTZ"),
    ("{uuid}", "UUID"),
    ("{decimal}", "NUMERIC"),
    ("{json}", "JSONB"),
];

/// What begins work that writes: one writer at a time waits for its turn, from the first read on.
#[cfg(feature = "sqlite")]
pub const BEGIN: &str = "BEGIN IMMEDIATE";
/// What begins work that writes.
#[cfg(not(feature = "sqlite"))]
pub const BEGIN: &str = "BEGIN";

/// What keeps rows that are read from other writers until the work ends.
#[cfg(feature = "sqlite")]
pub const LOCK: &str = "";
/// What keeps rows that are read from other writers until the work ends.
#[cfg(not(feature = "sqlite"))]
pub const LOCK: &str = " FOR UPDATE";

/// What keeps rows that are read as they are until the work ends.
#[cfg(feature = "sqlite")]
pub const SHARE: &str = "";
/// What keeps rows that are read as they are until the work ends.
#[cfg(not(feature = "sqlite"))]
pub const SHARE: &str = " FOR SHARE";

/// What orders texts by their characters' numbers.
#[cfg(feature = "sqlite")]
pub const COLLATION: &str = "";
/// What orders texts by their characters' numbers.
#[cfg(not(feature = "sqlite"))]
pub const COLLATION: &str = " COLLATE \"C\"";

/// The function that finds a text in another one.
#[cfg(feature = "sqlite")]
pub const FIND: &str = "instr";
/// The function that finds a text in another one.
#[cfg(not(feature = "sqlite"))]
pub const FIND: &str = "strpos";

const MOST_CONNECTIONS: u32 = 10;
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const PING_LIMIT: Duration = Duration::from_secs(3);

/// Where the database is. It may hold a password, so it cannot be printed.
#[derive(Clone)]
pub struct Address {
    options: ConnectOptions,
    in_memory: bool,
}

impl FromStr for Address {
    type Err = String;

    /// The message does not repeat the address.
    fn from_str(text: &str) -> Result<Self, String> {
        if !SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            return Err(WANTED.to_owned());
        }
        let options =
            ConnectOptions::from_str(text).map_err(|_| format!("cannot be read; {WANTED}"))?;
        #[cfg(feature = "sqlite")]
        let options =
            options.create_if_missing(true).journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
        let in_memory = text.contains(":memory:") || text.contains("mode=memory");
        Ok(Self { options, in_memory })
    }
}

/// Connections to the database at `address`; none is made yet.
#[must_use]
pub fn pool(address: Address) -> Pool {
    let options = PoolOptions::new().acquire_timeout(CONNECT_LIMIT);
    // A database in memory lasts as long as its connection.
    let options = if address.in_memory {
        options.max_connections(1).idle_timeout(None).max_lifetime(None)
    } else {
        options.max_connections(MOST_CONNECTIONS)
    };
    options.connect_lazy_with(address.options)
}

/// Asks the database for an answer.
///
/// # Errors
/// When there is none, or none in time.
pub async fn ping(pool: &Pool) -> sqlx::Result<()> {
    let asked = timeout(PING_LIMIT, sqlx::query("SELECT 1").execute(pool)).await;
    asked.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map(drop)
}

/// The column whose value another row has already, as a failed change tells it.
#[cfg(feature = "sqlite")]
#[must_use]
pub fn taken(error: &dyn DatabaseError) -> Option<String> {
    let (_, place) = error.message().split_once("UNIQUE constraint failed: ")?;
    place.split([',', ' ']).next()?.rsplit('.').next().map(str::to_owned)
}

/// The column whose value another row has already, as a failed change tells it: `Key (name)=(…) already exists.`
#[cfg(not(feature = "sqlite"))]
#[must_use]
pub fn taken(error: &dyn DatabaseError) -> Option<String> {
    let found = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?;
    let name = found.detail()?.split(['(', ')']).nth(1)?;
    Some(name.trim_matches('"').to_owned())
}

#[cfg(all(test, feature = "sqlite"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_database_in_memory_keeps_its_data() {
        let pool = pool("sqlite::memory:".parse().unwrap());
        sqlx::query("CREATE TABLE t (n INTEGER)").execute(&pool).await.unwrap();
        sqlx::query("INSERT INTO t VALUES ($1)").bind(7).execute(&pool).await.unwrap();
        let n: i64 = sqlx::query_scalar("SELECT n FROM t").fetch_one(&pool).await.unwrap();
        assert_eq!(n, 7);
    }
}
