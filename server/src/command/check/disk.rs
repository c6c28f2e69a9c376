//! Whether there is room for the database, and whether only this account can read it.

use std::path::{Path, PathBuf};

use convene_store::files;

use super::Finding;
use crate::config::Config;
use crate::open;

const MB: u64 = 1 << 20;
/// With less than this, what people store next may already be lost.
const LEAST: u64 = 64 * MB;
/// With less than this, it is time to make room.
const ENOUGH: u64 = 1024 * MB;

pub fn check(config: &Config) -> Vec<Finding> {
    if config.database_url.is_some() {
        return vec![Finding::Good("disk: the database is elsewhere".to_owned())];
    }
    let probe = config.data.join(".convene-doctor");
    let written = open::data_folder(config)
        .and_then(|()| std::fs::write(&probe, vec![0u8; 1 << 20]).map_err(|error| error.to_string()))
        .and_then(|()| std::fs::remove_file(&probe).map_err(|error| error.to_string()));
    if let Err(error) = written {
        return vec![Finding::Bad(format!(
            "disk: {} cannot be written ({error}). Free some space or give this account the folder",
            config.data.display()
        ))];
    }
    let size = std::fs::metadata(config.sqlite_path()).map_or(0, |file| file.len());
    let mut findings = vec![match free(&config.data) {
        Some(free) => room(&config.data, free, size),
        None => Finding::Good(format!("disk: {} can be written", config.data.display())),
    }];
    findings.extend(open_to_others(config));
    findings
}

/// Bytes that this account may still write where `folder` is.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

#[cfg(not(unix))]
fn free(_folder: &Path) -> Option<u64> {
    None
}

/// Before its tables are updated, the database of `size` bytes is copied: that must fit too.
fn room(folder: &Path, free: u64, size: u64) -> Finding {
    let said = format!("disk: {} MB are free where {} is", free / MB, folder.display());
    if free < LEAST {
        Finding::Bad(format!("{said}. Make room now: nothing can be stored on a full disk"))
    } else if free < ENOUGH.max(2 * size) {
        Finding::Notice(format!(
            "{said}, and the database has {} MB, which are copied before an update. Make room soon",
            size / MB
        ))
    } else {
        Finding::Good(format!("{said}, and it can be written"))
    }
}

/// The folder, the database with what SQLite puts beside it, and the copies: they hold the mail server's password.
fn open_to_others(config: &Config) -> Option<Finding> {
    let inside = std::fs::read_dir(&config.data).into_iter().flatten().flatten().map(|entry| entry.path());
    let ours = inside.filter(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("convene")) && path.is_file()
    });
    let mut open: Vec<PathBuf> = std::iter::once(config.data.clone())
        .chain(ours)
        .filter(|path| files::is_open_to_others(path).unwrap_or(false))
        .collect();
    open.sort();
    let first = open.first()?;
    let others = match open.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let data = config.data.display();
    Some(Finding::Notice(format!(
        "files: other accounts of this machine may look into {}{others}, where the mail server's password and mails \
         are. Close them: chmod 700 {data}; chmod 600 {data}/convene*",
        first.display()
    )))
}

/// The settings file, while it holds a password: whether other accounts may read or change it. Its group may read it,
/// as where root owns it and the program's account is in the group.
pub fn settings(config: &Config) -> Option<Finding> {
    let file = config.file.as_ref()?;
    let path = file.path.display();
    let secrets = file.secrets.join(" and ");
    files::is_public(&file.path).unwrap_or(false).then(|| {
        Finding::Notice(format!(
            "files: {path} holds {secrets}, and every user on this machine can read it. Restrict it: chmod 600 {path}, \
             or chmod 640 where the program's account reads it through its group"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_a_notice_and_next_to_none_is_a_problem() {
        let room = |free, size| room(Path::new("data"), free, size);
        assert!(matches!(room(2_000 * MB, 10 * MB), Finding::Good(_)));
        assert!(matches!(room(1_000 * MB, 10 * MB), Finding::Notice(_)));
        assert!(matches!(room(2_000 * MB, 1_500 * MB), Finding::Notice(_)), "no room for the copy");
        assert!(matches!(room(60 * MB, 0), Finding::Bad(_)));
    }

    #[cfg(unix)]
    #[test]
    fn the_free_space_of_a_folder_is_known() {
        assert!(free(&std::env::temp_dir()).is_some_and(|bytes| bytes > 0));
        assert_eq!(free(Path::new("/nowhere/at/all")), None);
    }
}
