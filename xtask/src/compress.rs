//! `.br` and `.gz` beside each file that becomes smaller by it.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::{Result, fingerprint};

const COMPRESSIBLE: [&str; 7] = ["css", "js", "json", "svg", "wasm", "webmanifest", "txt"];
const SUFFIXES: [&str; 2] = ["br", "gz"];

/// Writes the compressed siblings that are missing. Names carry hashes, so one that is there is right.
pub fn siblings(folder: &Path) -> Result<()> {
    for file in fingerprint::files(&[folder.to_owned()])? {
        let extension = file.extension().map(|extension| extension.to_string_lossy().into_owned());
        let named_for_content = file.file_name().is_none_or(|name| name != "manifest.json");
        if !extension.is_some_and(|extension| COMPRESSIBLE.contains(&extension.as_str()))
            || !named_for_content
        {
            continue;
        }
        let content = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        for (suffix, compress) in [("br", brotli as fn(&[u8]) -> Result<Vec<u8>>), ("gz", gzip)] {
            let sibling = sibling(&file, suffix);
            if !sibling.exists() {
                fingerprint::write_if_changed(&sibling, &compress(&content)?)?;
            }
        }
    }
    Ok(())
}

/// `app.css` with `br` is `app.css.br`.
pub fn sibling(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// The file that a compressed sibling belongs to.
pub fn original(file: &Path) -> Option<PathBuf> {
    let extension = file.extension()?.to_string_lossy().into_owned();
    SUFFIXES.contains(&extension.as_str()).then(|| file.with_extension(""))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters)
        .map_err(|error| format!("brotli: {error}"))?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).and_then(|()| encoder.finish()).map_err(|error| format!("gzip: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siblings_know_their_original() {
        assert_eq!(sibling(Path::new("a/app.css"), "br"), Path::new("a/app.css.br"));
        assert_eq!(original(Path::new("a/app.css.br")), Some(PathBuf::from("a/app.css")));
        assert_eq!(original(Path::new("a/app.css")), None);
    }

    #[test]
    fn compression_loses_nothing() {
        let text = "convene ".repeat(500).into_bytes();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &brotli(&text).unwrap()[..], &mut back).unwrap();
        assert_eq!(back, text);
        assert!(gzip(&text).unwrap().len() < text.len());
    }
}
