//! Whether the database can work: what `doctor` and the health check ask.

use std::path::Path;
use std::time::Duration;

use convene_domain::Time;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};

use super::{Db, Result};

impl Db {
    /// Answers at all.
    pub async fn ping(&self) -> Result<()> {
        let mut tx = self.read().await?;
        on!(&mut tx, c => sqlx::query_scalar::<DB, i32>("SELECT 1").fetch_one(c).await)?;
        Ok(())
    }

    /// What the database server's own clock shows. None on SQLite, which has none but ours.
    pub async fn clock(&self) -> Result<Option<Time>> {
        let Db::Postgres(pool) = self else { return Ok(None) };
        let millis: i64 = sqlx::query_scalar("SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT")
            .fetch_one(pool)
            .await?;
        Ok(Some(Time::from_millis(millis)))
    }

    /// The latest moment at which anything is known to have happened here; none where nothing has. It needs tables
    /// that are up to date.
    pub async fn newest(&self) -> Result<Option<Time>> {
        let mut tx = self.read().await?;
        let millis: Option<i64> = on!(&mut tx, c => {
            sqlx::query_scalar::<DB, Option<i64>>(
                "SELECT MAX(at) FROM (
                    SELECT MAX(seen_at) AS at FROM session
                    UNION ALL SELECT MAX(created_at) FROM person
                    UNION ALL SELECT MAX(created_at) FROM outbox
                ) AS happened",
            )
            .fetch_one(c)
            .await
        })?;
        Ok(millis.map(Time::from_millis))
    }

    /// Whether SQLite finds no damage and the tables are ours. PostgreSQL looks after its own pages.
    pub async fn is_sound(&self) -> Result<bool> {
        let Db::Sqlite { writer, .. } = self else { return Ok(true) };
        let verdict: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(writer).await?;
        let tables: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name IN ('person', 'session', 'setting')",
        )
        .fetch_one(writer)
        .await?;
        Ok(verdict == "ok" && tables == 3)
    }

    /// Whether some program has the SQLite file at `path` open right now.
    pub async fn is_open_elsewhere(path: &Path) -> Result<bool> {
        let options = SqliteConnectOptions::new().filename(path).busy_timeout(Duration::from_millis(100));
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        let mut connection = pool.acquire().await?;
        // In exclusive mode the first transaction locks the whole file, which others with it open prevent.
        let alone = sqlx::raw_sql("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK")
            .execute(&mut *connection)
            .await;
        drop(connection);
        pool.close().await;
        match alone {
            Ok(_) => Ok(false),
            // SQLITE_BUSY, in any of its extended forms.
            Err(sqlx::Error::Database(error)) if error.message().contains("locked") => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}
