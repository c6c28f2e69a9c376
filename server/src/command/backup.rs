//! `convene backup` and `convene restore`.

use std::path::{Path, PathBuf};

use convene_store::{Db, files};

use crate::config::Config;
use crate::open;

/// Copies a running database.
pub async fn backup(config: Config, file: &Path) -> Result<(), String> {
    if file.exists() {
        return Err(format!("{} exists already; nothing was written", file.display()));
    }
    if config.database_url.is_none() && !config.sqlite_path().exists() {
        return Err(format!("there is no database at {}", config.sqlite_path().display()));
    }
    let db = open::database(&config).await?;
    let copied = db.copy_to(file).await.map_err(|error| format!("the backup failed: {error}"))?;
    if !copied {
        return Err("this database is PostgreSQL: use pg_dump, which copies it consistently".to_owned());
    }
    println!("Backed up to {}", file.display());
    Ok(())
}

/// Puts a backup in place; what was there is kept beside it.
pub async fn restore(config: Config, file: &Path) -> Result<(), String> {
    if config.database_url.is_some() {
        return Err("this database is PostgreSQL: use pg_restore".to_owned());
    }
    if !file.is_file() {
        return Err(format!("there is no backup at {}", file.display()));
    }
    let target = config.sqlite_path();
    // A file that is no database at all is replaced; one in use is not.
    if target.exists() && Db::is_open_elsewhere(&target).await.unwrap_or(false) {
        return Err(format!("{} is in use; stop the portal first. Nothing was changed", target.display()));
    }
    open::data_folder(&config)?;
    let trial = config.data.join("convene-restoring.db");
    // One that was broken off may have left its own.
    remove(&trial)?;
    copy(file, &trial).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let checked = check(&trial).await;
    if let Err(error) = checked {
        remove(&trial)?;
        return Err(format!("{} is no usable backup: {error}; nothing was changed", file.display()));
    }
    let kept = set_aside(&target)?;
    std::fs::rename(&trial, &target).map_err(|error| format!("{}: {error}", target.display()))?;
    println!("Restored {}", file.display());
    if let Some(kept) = kept {
        println!("What was there before is kept as {}", kept.display());
    }
    Ok(())
}

/// Copies what is in a file, not who may read it.
fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut content = std::fs::File::open(from)?;
    std::io::copy(&mut content, &mut files::create(to)?)?;
    Ok(())
}

/// Opens the copy and asks SQLite whether every page of it is sound and it is ours.
async fn check(copy: &Path) -> Result<(), String> {
    let db = Db::open_sqlite(copy).await.map_err(|error| error.to_string())?;
    let sound = db.is_sound().await.map_err(|error| error.to_string());
    db.close().await;
    match sound? {
        true => Ok(()),
        false => Err("it is damaged, or not a Convene database".to_owned()),
    }
}

fn remove(path: &Path) -> Result<(), String> {
    for name in ["", "-wal", "-shm"] {
        let part = PathBuf::from(format!("{}{name}", path.display()));
        match std::fs::remove_file(&part) {
            // Not there, or taken away by the database at this very moment as it closes.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            removed => removed.map_err(|error| format!("{}: {error}", part.display()))?,
        }
    }
    Ok(())
}

/// Moves the present database, with what is not yet in its main file, out of the way.
fn set_aside(target: &Path) -> Result<Option<PathBuf>, String> {
    if !target.exists() {
        return Ok(None);
    }
    let free =
        |number: &u32| !PathBuf::from(format!("{}.before-restore-{number}", target.display())).exists();
    let number = (1..).find(free).unwrap_or(1);
    for name in ["", "-wal", "-shm"] {
        let from = PathBuf::from(format!("{}{name}", target.display()));
        let to = PathBuf::from(format!("{}.before-restore-{number}{name}", target.display()));
        if from.exists() {
            std::fs::rename(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
        }
    }
    Ok(Some(PathBuf::from(format!("{}.before-restore-{number}", target.display()))))
}
