//! Opening the database and everything on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use convene_service::account::setup;
use convene_service::{Chance, Clock, Service, Settings};
use convene_store::Db;

use crate::config::Config;

/// Connects without touching the tables.
pub async fn database(config: &Config) -> Result<Db, String> {
    match &config.database_url {
        Some(url) => Db::open_postgres(url)
            .await
            .map_err(|error| format!("PostgreSQL does not answer as configured: {error}")),
        None => {
            std::fs::create_dir_all(&config.data).map_err(|error| {
                format!("the data folder {} cannot be made: {error}", config.data.display())
            })?;
            let path = config.sqlite_path();
            Db::open_sqlite(&path)
                .await
                .map_err(|error| format!("{} cannot be opened: {error}", path.display()))
        }
    }
}

/// Brings the tables up to date, after a copy of a SQLite file that has some.
pub async fn migrate(db: &Db, config: &Config, stamp: &str) -> Result<(), String> {
    let pending = db.migrations_pending().await.map_err(|error| error.to_string())?;
    if pending && db.kind() == "sqlite" && db.is_in_use().await.map_err(|error| error.to_string())? {
        let copy = backup_path(&config.data, stamp);
        db.copy_to(&copy).await.map_err(|error| format!("the backup before the update failed: {error}"))?;
        tracing::info!(file = %copy.display(), "backed up before the update");
    }
    db.migrate().await.map_err(|error| format!("the tables cannot be brought up to date: {error}"))
}

fn backup_path(data: &Path, stamp: &str) -> PathBuf {
    data.join(format!("convene-before-update-{stamp}.db"))
}

/// The whole service on an open, migrated database.
pub async fn service(config: &Config, db: Db, clock: Arc<dyn Clock>) -> Result<Service, String> {
    let chance = Chance::system();
    let address_key = setup::address_key(&db, &chance).await.map_err(|error| error.to_string())?;
    let settings = Settings { public_url: config.public_url.clone(), smtp: config.smtp.clone(), address_key };
    Ok(Service::new(db, clock, chance, settings))
}
