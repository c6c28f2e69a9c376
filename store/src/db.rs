//! The two databases behind one face.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{PgPool, SqlitePool};

use crate::files;

/// What the database answered when it could not do as asked.
#[derive(Debug)]
pub enum Error {
    /// A unique key already holds this value; `constraint` names the table or key.
    Taken { constraint: String },
    /// A stored value does not read back as what it should be, or the database failed.
    Database(sqlx::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Taken { constraint } => write!(f, "already taken: {constraint}"),
            Error::Database(error) => write!(f, "database: {error}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error() {
            Some(refused) if refused.is_unique_violation() => {
                // SQLite names the columns in its message, PostgreSQL the constraint.
                let constraint = refused.constraint().unwrap_or_else(|| refused.message()).to_owned();
                Error::Taken { constraint }
            }
            _ => Error::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Error::Database(sqlx::Error::Migrate(Box::new(error)))
    }
}

/// An open database. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    Sqlite {
        /// One connection: SQLite has one writer, and waiting here is fairer than waiting in its lock.
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// A connection for reading, or an open transaction: what every function of this crate takes.
///
/// One that was begun and is dropped without [`Tx::commit`] is rolled back.
#[derive(Debug)]
pub enum Tx {
    SqliteRead(sqlx::pool::PoolConnection<sqlx::Sqlite>),
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    PostgresRead(sqlx::pool::PoolConnection<sqlx::Postgres>),
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
}

/// Runs the same body against whichever database `tx` belongs to.
///
/// `DB` names the database's type inside the body: `on!(tx, c => sqlx::query_as::<DB, Row>("..").fetch_all(c).await)`.
macro_rules! on {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::SqliteRead(connection) => {
                type DB = sqlx::Sqlite;
                let $conn = &mut **connection;
                $body
            }
            $crate::db::Tx::Sqlite(transaction) => {
                type DB = sqlx::Sqlite;
                let $conn = &mut **transaction;
                $body
            }
            $crate::db::Tx::PostgresRead(connection) => {
                type DB = sqlx::Postgres;
                let $conn = &mut **connection;
                $body
            }
            $crate::db::Tx::Postgres(transaction) => {
                type DB = sqlx::Postgres;
                let $conn = &mut **transaction;
                $body
            }
        }
    };
}

/// Runs a statement that answers no rows, with its values in order; how many rows it changed.
macro_rules! run {
    ($tx:expr, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($tx, c => {
            sqlx::query::<DB>($sql)$(.bind($value))*.execute(c).await.map(|done| done.rows_affected())
        })
    };
}

mod health;

impl Db {
    /// Opens the SQLite file at `path`, making it when it is missing, for this account alone. What SQLite puts
    /// beside it is as closed as the file.
    pub async fn open_sqlite(path: &Path) -> Result<Self> {
        match files::create(path) {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(sqlx::Error::Io(error).into());
            }
            _ => {}
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10));
        // A file does not go away like a server does: asking before each use would only take time.
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .test_before_acquire(false)
            .connect_with(options.clone())
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .test_before_acquire(false)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Db::Sqlite { writer, readers })
    }

    /// Connects to the PostgreSQL server that `url` names.
    pub async fn open_postgres(url: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?;
        let pool = PgPoolOptions::new()
            .max_connections(20)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Db::Postgres(pool))
    }

    /// The host that `url` names, where what goes there may go unencrypted: neither over a Unix socket nor in a mode
    /// that insists on TLS. A mode that is not in `url` comes from the environment or is `prefer`, which does without
    /// TLS wherever a server, or whoever answers in its place, has none. None for what is no such address.
    pub fn unencrypted_host(url: &str) -> Option<String> {
        let options = PgConnectOptions::from_str(url).ok()?;
        let insists = match options.get_ssl_mode() {
            PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => true,
            PgSslMode::Disable | PgSslMode::Allow | PgSslMode::Prefer => false,
        };
        let is_socket = options.get_socket().is_some() || options.get_host().starts_with('/');
        (!insists && !is_socket).then(|| options.get_host().to_owned())
    }

    /// Brings the tables to this program's version.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Db::Sqlite { writer, .. } => sqlx::migrate!("../migrations/sqlite").run(writer).await?,
            Db::Postgres(pool) => sqlx::migrate!("../migrations/postgres").run(pool).await?,
        }
        Ok(())
    }

    /// Whether [`Db::migrate`] would change anything.
    pub async fn migrations_pending(&self) -> Result<bool> {
        let known = match self {
            Db::Sqlite { .. } => sqlx::migrate!("../migrations/sqlite").iter().count(),
            Db::Postgres(_) => sqlx::migrate!("../migrations/postgres").iter().count(),
        };
        let mut tx = self.read().await?;
        let count: std::result::Result<i64, sqlx::Error> = on!(&mut tx, c => {
            sqlx::query_scalar::<DB, i64>("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").fetch_one(c).await
        });
        // No such table: nothing was ever migrated.
        let done = count.unwrap_or(0);
        Ok(usize::try_from(done).unwrap_or(0) < known)
    }

    /// Whether any migration ever ran here: an empty file needs no backup.
    pub async fn is_in_use(&self) -> Result<bool> {
        let mut tx = self.read().await?;
        let count = on!(&mut tx, c => {
            sqlx::query_scalar::<DB, i64>("SELECT COUNT(*) FROM _sqlx_migrations").fetch_one(c).await
        });
        // No such table: nothing was ever migrated.
        Ok(count.unwrap_or(0) > 0)
    }

    /// A connection for reading outside a transaction.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Db::Sqlite { readers, .. } => Tx::SqliteRead(readers.acquire().await?),
            Db::Postgres(pool) => Tx::PostgresRead(pool.acquire().await?),
        })
    }

    /// A transaction for writing. On SQLite it holds the write lock from the start: a deferred one that
    /// upgrades later fails at once instead of waiting.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Db::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Db::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// `sqlite` or `postgres`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Db::Sqlite { .. } => "sqlite",
            Db::Postgres(_) => "postgres",
        }
    }

    /// Writes a consistent copy of a SQLite database to `target`, which must not exist, while others go on writing.
    /// Only this account may read it.
    /// On PostgreSQL it answers false: `pg_dump` is the tool there.
    pub async fn copy_to(&self, target: &Path) -> Result<bool> {
        let Db::Sqlite { writer, .. } = self else { return Ok(false) };
        // SQLite writes into an empty file too, and so nobody else may read this one at any time.
        files::create(target).map_err(sqlx::Error::Io)?;
        let copied = sqlx::query("VACUUM INTO $1").bind(target.to_string_lossy().into_owned());
        if let Err(error) = copied.execute(writer).await {
            // What is left of it is of no use; that it stays would be the smaller harm.
            _ = std::fs::remove_file(target);
            return Err(error.into());
        }
        Ok(true)
    }

    /// Moves everything committed into the main file and closes all connections.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                if let Err(error) = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await {
                    tracing::warn!(%error, "checkpoint at shutdown failed; the next start does it");
                }
                writer.close().await;
            }
            Db::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Sets a savepoint: what follows can be undone alone. Savepoints do not nest.
    pub async fn savepoint(&mut self) -> Result<()> {
        run!(self, "SAVEPOINT nested")?;
        Ok(())
    }

    /// Keeps what was done since [`Tx::savepoint`], provided the transaction is committed.
    pub async fn release_savepoint(&mut self) -> Result<()> {
        run!(self, "RELEASE SAVEPOINT nested")?;
        Ok(())
    }

    /// Undoes what was done since [`Tx::savepoint`], and that alone.
    pub async fn rollback_to_savepoint(&mut self) -> Result<()> {
        run!(self, "ROLLBACK TO SAVEPOINT nested")?;
        self.release_savepoint().await
    }

    /// Makes everything done in this transaction last. Nothing to do on a reading connection.
    pub async fn commit(self) -> Result<()> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await?,
            Tx::Postgres(tx) => tx.commit().await?,
            Tx::SqliteRead(_) | Tx::PostgresRead(_) => {}
        }
        Ok(())
    }
}
