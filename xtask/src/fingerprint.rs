//! Whether the inputs of a step changed since it last ran.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use sha2::{Digest, Sha256};

use crate::Result;

/// Every file under `folders` (or the files themselves), sorted, hidden ones left out.
pub fn files(folders: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for folder in folders {
        collect(folder, &mut found)?;
    }
    found.sort();
    Ok(found)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    if metadata.is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()))?;
    for entry in entries {
        let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            collect(&entry.path(), found)?;
        }
    }
    Ok(())
}

/// Path, length and time of change of every file: cheap, and different after every edit.
pub fn of(files: &[PathBuf]) -> String {
    let mut text = String::new();
    for file in files {
        let (length, changed) = fs::metadata(file).map_or((0, 0), |metadata| {
            let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
            (metadata.len(), since.map_or(0, |since| since.as_nanos()))
        });
        _ = writeln!(text, "{} {length} {changed}", file.display());
    }
    hash(text.as_bytes())
}

/// The first ten hexadecimal digits of SHA-256: what a file's name carries.
pub fn hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(5).fold(String::new(), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// Writes only when the content differs, so that whatever is built from the file stays fresh.
pub fn write_if_changed(file: &Path, content: &[u8]) -> Result<bool> {
    if fs::read(file).is_ok_and(|old| old == content) {
        return Ok(false);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(file, content).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_carries_the_start_of_the_contents_sha256() {
        assert_eq!(hash(b"abc"), "ba7816bf8f");
    }

    #[test]
    fn a_file_with_the_same_content_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("convene-fingerprint-{}", std::process::id()));
        let file = folder.join("a.txt");
        assert_eq!(write_if_changed(&file, b"one"), Ok(true));
        let before = of(std::slice::from_ref(&file));
        assert_eq!(write_if_changed(&file, b"one"), Ok(false));
        assert_eq!(of(std::slice::from_ref(&file)), before);
        assert_eq!(write_if_changed(&file, b"three"), Ok(true));
        assert_ne!(of(std::slice::from_ref(&file)), before);
        fs::remove_dir_all(folder).unwrap();
    }
}
