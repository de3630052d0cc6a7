//! A place for files, as an operator names it.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use url::Url;

/// A folder, written as a path or as a `file://` URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(PathBuf);

impl Folder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl FromStr for Folder {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "write a folder such as /srv/files or its URL such as file:///srv/files";
        if text.is_empty() {
            return Err(EXPECTED);
        }
        if !text.contains("://") {
            return Ok(Self(text.into()));
        }
        let url = Url::parse(text).map_err(|_| EXPECTED)?;
        if url.scheme() != "file" {
            return Err(EXPECTED);
        }
        url.to_file_path().map(Self).map_err(|()| EXPECTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_or_a_file_url() {
        for (text, path) in [
            ("./files", Some("./files")),
            ("/srv/files", Some("/srv/files")),
            ("file:///srv/my%20files", Some("/srv/my files")),
            ("s3://bucket", None),
            ("file://host/srv", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Folder>().ok().as_ref().map(Folder::path), path.map(Path::new), "{text}");
        }
    }
}
