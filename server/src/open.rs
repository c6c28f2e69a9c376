//! Opening the database and everything on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use convene_domain::Time;
use convene_service::account::setup;
use convene_service::{Chance, Clock, Service, Settings};
use convene_store::{Db, files};

use crate::config::Config;

/// Connects without touching the tables.
pub async fn database(config: &Config) -> Result<Db, String> {
    match &config.database_url {
        Some(url) => Db::open_postgres(url)
            .await
            .map_err(|error| format!("PostgreSQL does not answer as configured: {error}")),
        None => {
            data_folder(config)?;
            let path = config.sqlite_path();
            Db::open_sqlite(&path)
                .await
                .map_err(|error| format!("{} cannot be opened: {error}", path.display()))
        }
    }
}

/// Makes the folder of the database, for this account alone, where it is missing.
pub fn data_folder(config: &Config) -> Result<(), String> {
    files::make_folder(&config.data)
        .map_err(|error| format!("the data folder {} cannot be made: {error}", config.data.display()))
}

/// Brings the tables up to date, after a copy of a SQLite file that has some. `now` goes into the copy's name.
pub async fn migrate(db: &Db, config: &Config, now: Time) -> Result<(), String> {
    let pending = db.migrations_pending().await.map_err(|error| error.to_string())?;
    if pending && db.kind() == "sqlite" && db.is_in_use().await.map_err(|error| error.to_string())? {
        let copy = backup_path(&config.data, now);
        db.copy_to(&copy).await.map_err(|error| format!("the backup before the update failed: {error}"))?;
        tracing::info!(file = %copy.display(), "backed up before the update");
    }
    db.migrate().await.map_err(|error| format!("the tables cannot be brought up to date: {error}"))
}

/// A name that no backup has yet: `convene-before-update-2026-11-22T120000Z.db`, with a number behind it for every
/// further one of the same second.
fn backup_path(data: &Path, now: Time) -> PathBuf {
    let stamp = jiff::Timestamp::from_millisecond(now.millis())
        .map_or_else(|_| now.millis().to_string(), |at| at.strftime("%Y-%m-%dT%H%M%SZ").to_string());
    let first = data.join(format!("convene-before-update-{stamp}.db"));
    let further = (2..).map(|number| data.join(format!("convene-before-update-{stamp}-{number}.db")));
    std::iter::once(first.clone()).chain(further).find(|path| !path.exists()).unwrap_or(first)
}

/// The whole service on an open, migrated database.
pub async fn service(config: &Config, db: Db, clock: Arc<dyn Clock>) -> Result<Service, String> {
    let chance = Chance::system();
    let address_key = setup::address_key(&db, &chance).await.map_err(|error| error.to_string())?;
    let settings = Settings {
        public_url: config.public_url.clone(),
        smtp: config.smtp.clone(),
        smtp_ca: config.smtp_ca.clone(),
        address_key,
    };
    Ok(Service::new(db, clock, chance, settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backup_before_an_update_is_named_for_its_second_and_never_like_one_that_is_there() {
        let folder = std::env::temp_dir().join(format!("convene-open-{}", std::process::id()));
        files::make_folder(&folder).unwrap();
        let noon = Time::from_millis(1_795_348_800_123);
        let mut names = Vec::new();
        for _ in 0..3 {
            let path = backup_path(&folder, noon);
            files::create(&path).unwrap();
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
        std::fs::remove_dir_all(&folder).unwrap();
        let name = |end: &str| format!("convene-before-update-2026-11-22T120000Z{end}.db");
        assert_eq!(names, [name(""), name("-2"), name("-3")]);
    }
}
