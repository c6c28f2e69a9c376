//! The suite itself: it leaves nothing of the store out.

use std::fs;
use std::path::{Path, PathBuf};

/// Every `.rs` file below `folder`.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// Names of the free functions in a source that take a transaction.
fn functions(source: &str) -> Vec<&str> {
    let starts = source.match_indices("\npub async fn ");
    starts
        .map(|(at, start)| &source[at + start.len()..])
        .filter_map(|rest| rest.split_once('(').map(|(name, _)| name))
        .collect()
}

#[test]
fn every_function_of_the_store_is_exercised() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests: String =
        sources(&root.join("tests")).iter().map(|path| fs::read_to_string(path).expect("a source")).collect();
    let mut seen = 0;
    let mut left_out = Vec::new();
    for path in sources(&root.join("src")) {
        let source = fs::read_to_string(&path).expect("a source");
        let module = path.file_stem().expect("a name").to_string_lossy().into_owned();
        for function in functions(&source) {
            seen += 1;
            let call = format!("{module}::{function}(");
            if !tests.contains(&call) {
                left_out.push(call);
            }
        }
    }
    assert!(seen > 40, "the store has more functions than the {seen} found");
    assert!(left_out.is_empty(), "no contract test calls {left_out:?}");
}
