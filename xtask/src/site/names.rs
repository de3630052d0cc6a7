//! Names with a hash of the content, and the manifest that maps plain names to them.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;
use sha2::{Digest, Sha256};

/// 32 bits are plenty to tell two versions of one file apart.
const HASH_BYTES: usize = 4;

/// Which hashed name stands for which plain one, as in `widget.wasm` → `widget-1a2b3c4d.wasm`.
#[derive(Default)]
pub struct Manifest(BTreeMap<String, String>);

impl Manifest {
    /// Notes a file and gives back its hashed name.
    pub fn add(&mut self, logical: &str, content: &[u8]) -> String {
        let name = hashed(logical, content);
        self.0.insert(logical.to_owned(), name.clone());
        name
    }

    /// The hashed name of a file.
    pub fn get(&self, logical: &str) -> Option<&str> {
        self.0.get(logical).map(String::as_str)
    }

    /// All files, plain name first, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(logical, name)| (logical.as_str(), name.as_str()))
    }

    /// The manifest as the server reads it: one JSON object, plain name to hashed name.
    pub fn to_json(&self) -> Result<String> {
        Ok(serde_json::to_string(&self.0)?)
    }
}

/// Puts the hash before the extension, keeping the folder: `fonts/a.woff2` → `fonts/a-1a2b3c4d.woff2`.
fn hashed(logical: &str, content: &[u8]) -> String {
    let (folder, file) = logical.rsplit_once('/').map_or(("", logical), |(folder, file)| (folder, file));
    let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
    let slash = if folder.is_empty() { "" } else { "/" };
    let dot = if extension.is_empty() { "" } else { "." };
    format!("{folder}{slash}{stem}-{}{dot}{extension}", short_hash(content))
}

fn short_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content)[..HASH_BYTES])
}

/// The whole hash of some content, in hexadecimal.
pub fn long_hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_stands_before_the_extension() {
        assert_eq!(hashed("widget.wasm", b"abc"), "widget-ba7816bf.wasm");
        assert_eq!(hashed("fonts/text.bold.woff2", b"abc"), "fonts/text.bold-ba7816bf.woff2");
        assert_eq!(hashed("icons/LICENSE", b"abc"), "icons/LICENSE-ba7816bf");
    }

    #[test]
    fn other_content_has_another_name() {
        assert_ne!(hashed("widget.js", b"a"), hashed("widget.js", b"b"));
    }

    #[test]
    fn the_manifest_maps_plain_names() {
        let mut manifest = Manifest::default();
        let name = manifest.add("console.css", b"abc");
        assert_eq!(manifest.get("console.css"), Some(name.as_str()));
        assert_eq!(manifest.to_json().unwrap(), r#"{"console.css":"console-ba7816bf.css"}"#);
    }
}
