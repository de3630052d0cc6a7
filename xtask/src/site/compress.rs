//! The compressed forms that stand beside each text file: `.br` and `.gz`.
//!
//! The strongest brotli takes seconds, so results are kept by the hash of their content and looked up the next time.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::bundle::Quality;
use super::names::long_hash;
use crate::paths;

/// What compresses well. Pictures, fonts and sounds are compressed already.
const TEXT: [&str; 11] =
    ["css", "html", "js", "json", "map", "svg", "ts", "txt", "wasm", "webmanifest", "xml"];
/// Below this a compressed form is no smaller once headers are counted.
const SMALLEST: usize = 64;
const WINDOW_BITS: u32 = 22;

/// Adds the compressed forms to a set of files. `telling` hears the name of each file before its turn.
///
/// # Errors
/// When the disk refuses.
pub fn all(
    files: &BTreeMap<String, Vec<u8>>,
    quality: Quality,
    mut telling: impl FnMut(&str),
) -> Result<BTreeMap<String, Vec<u8>>> {
    let cache = paths::at("target/site-cache");
    std::fs::create_dir_all(&cache)?;
    let mut all = files.clone();
    for (name, content) in files.iter().filter(|(name, content)| worthwhile(name, content.len())) {
        telling(name);
        let level = brotli_level(quality);
        let key = format!("{}-{level}.br", long_hash(content));
        all.insert(format!("{name}.br"), cached(&cache, &key, || brotli(content, level))?);
        let key = format!("{}.gz", long_hash(content));
        all.insert(format!("{name}.gz"), cached(&cache, &key, || gzip(content))?);
    }
    Ok(all)
}

fn worthwhile(name: &str, size: usize) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    size >= SMALLEST && TEXT.contains(&extension)
}

fn brotli_level(quality: Quality) -> u32 {
    match quality {
        Quality::Smallest => 11,
        Quality::Quick => 4,
    }
}

fn cached(cache: &Path, key: &str, make: impl FnOnce() -> Result<Vec<u8>>) -> Result<Vec<u8>> {
    let file = cache.join(key);
    if let Ok(content) = std::fs::read(&file) {
        return Ok(content);
    }
    let content = make()?;
    let mut unfinished = tempfile::NamedTempFile::new_in(cache)?;
    unfinished.write_all(&content)?;
    unfinished.persist(&file).with_context(|| format!("keeping {}", file.display()))?;
    Ok(content)
}

pub(super) fn brotli(content: &[u8], level: u32) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut compressed, 64 * 1024, level, WINDOW_BITS);
    writer.write_all(content)?;
    drop(writer);
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn both_forms_unpack_to_the_original() {
        let original = "the same words again and again ".repeat(100).into_bytes();
        let mut unpacked = Vec::new();
        let packed = brotli(&original, 11).unwrap();
        brotli::Decompressor::new(packed.as_slice(), 4096).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, original);
        unpacked.clear();
        flate2::read::GzDecoder::new(gzip(&original).unwrap().as_slice()).read_to_end(&mut unpacked).unwrap();
        assert_eq!(unpacked, original);
    }

    #[test]
    fn only_text_of_some_length_is_compressed() {
        assert!(worthwhile("widget-1a2b3c4d.wasm", 1000));
        assert!(!worthwhile("photo.webp", 1000));
        assert!(!worthwhile("tiny.css", 10));
    }
}
