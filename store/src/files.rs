//! Files that hold a community: for the account that runs it alone. They keep the mail server's password, the key
//! that links are proven with, and mails.

use std::fs::{DirBuilder, File, Metadata, OpenOptions};
use std::io::Result;
use std::path::Path;

/// Makes an empty file that no other account may open. One that is there already is an error and stays as it is.
pub fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder, and those above it that are missing, which no other account may enter. One that is there
/// already stays as it is.
pub fn make_folder(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether accounts other than the owner's may do anything with it. Never outside of Unix.
pub fn is_open_to_others(path: &Path) -> Result<bool> {
    Ok(lets_others(&std::fs::metadata(path)?))
}

/// Whether every account of the machine may read it, or others than its owner may change it. Never outside of Unix.
pub fn is_public(path: &Path) -> Result<bool> {
    Ok(lets_everybody(&std::fs::metadata(path)?))
}

#[cfg(unix)]
fn lets_everybody(about: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o026 != 0
}

#[cfg(not(unix))]
const fn lets_everybody(_about: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn lets_others(about: &Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 != 0
}

#[cfg(not(unix))]
const fn lets_others(_about: &Metadata) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_is_made_is_for_its_owner_alone_and_what_was_there_stays() {
        let folder = std::env::temp_dir().join(format!("convene-files-{}", std::process::id()));
        let (inner, file) = (folder.join("a/b"), folder.join("a/b/convene.db"));
        make_folder(&inner).unwrap();
        create(&file).unwrap();
        for path in [&folder, &inner, &file] {
            assert!(!is_open_to_others(path).unwrap(), "{}", path.display());
        }
        std::fs::write(&file, "kept").unwrap();
        assert!(create(&file).is_err(), "it exists");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "kept");
        std::fs::set_permissions(&inner, std::fs::Permissions::from_mode(0o755)).unwrap();
        make_folder(&inner).unwrap();
        assert!(is_open_to_others(&inner).unwrap(), "whoever opened a folder meant it");
        for (mode, public) in [(0o600, false), (0o640, false), (0o644, true), (0o660, true), (0o602, true)] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(is_public(&file).unwrap(), public, "{mode:o}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
