//! Databases made for one test and gone after it.

use std::future::Future;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use convene_store::Db;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

/// A name that no other test of this run or of one beside it uses.
fn unused_name() -> String {
    static MADE: AtomicU64 = AtomicU64::new(0);
    format!("convene_test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed))
}

/// Runs `body` on a fresh SQLite file.
pub async fn on_sqlite<F>(body: impl FnOnce(Db) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let folder: PathBuf = std::env::temp_dir().join(unused_name());
    std::fs::create_dir_all(&folder).expect("a folder for the test");
    let db = Db::open_sqlite(&folder.join("convene.db")).await.expect("SQLite opens");
    db.migrate().await.expect("SQLite migrates");
    let ended = tokio::spawn(body(db.clone())).await;
    db.close().await;
    std::fs::remove_dir_all(&folder).expect("the test's folder goes");
    if let Err(failed) = ended {
        resume_unwind(failed.into_panic());
    }
}

/// Runs `body` on a fresh database of the PostgreSQL server named by `CONVENE_TEST_POSTGRES`.
pub async fn on_postgres<F>(body: impl FnOnce(Db) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Some(server) = postgres_server() else { return };
    let name = unused_name();
    let mut admin =
        PgConnection::connect_with(&server).await.expect("CONVENE_TEST_POSTGRES names a running server");
    run(&mut admin, format!("CREATE DATABASE {name}")).await;
    let db =
        Db::open_postgres(server.database(&name).to_url_lossy().as_str()).await.expect("PostgreSQL opens");
    db.migrate().await.expect("PostgreSQL migrates");
    let ended = tokio::spawn(body(db.clone())).await;
    db.close().await;
    run(&mut admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(failed) = ended {
        resume_unwind(failed.into_panic());
    }
}

/// Where to make databases; none when the one who runs the tests left PostgreSQL out on purpose.
fn postgres_server() -> Option<PgConnectOptions> {
    if let Ok(url) = std::env::var("CONVENE_TEST_POSTGRES") {
        return Some(
            PgConnectOptions::from_str(&url).expect("CONVENE_TEST_POSTGRES is a postgres:// address"),
        );
    }
    let left_out = std::env::var("CONVENE_TEST_SQLITE_ONLY").is_ok_and(|value| value == "1");
    assert!(
        left_out,
        "Set CONVENE_TEST_POSTGRES to a server where databases may be made, for example \
        postgres://postgres@127.0.0.1:5432/postgres, or run `cargo xtask test`, which starts one. \
        CONVENE_TEST_SQLITE_ONLY=1 leaves PostgreSQL out."
    );
    println!("left out: PostgreSQL, because CONVENE_TEST_SQLITE_ONLY=1");
    None
}

async fn run(connection: &mut PgConnection, sql: String) {
    sqlx::query(sqlx::AssertSqlSafe(sql.as_str())).execute(connection).await.expect(&sql);
}
