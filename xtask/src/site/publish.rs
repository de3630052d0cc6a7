//! Putting a finished site in place while a server may be reading it and another build may be running.
//!
//! Each file appears whole or not at all; the manifest and other fixed names follow after the hashed files they point
//! to, and what is no longer named goes last. Files that did not change are not touched, so nothing is rebuilt for them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};

/// Makes `folder` hold exactly `files`; gives back how many were written or removed.
///
/// # Errors
/// When the disk refuses.
pub fn into(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<usize> {
    fs::create_dir_all(folder)?;
    let _alone = lock(folder)?;
    let mut changed = 0;
    let (fixed, hashed): (Vec<_>, Vec<_>) = files.iter().partition(|(name, _)| points_to_others(name));
    for (name, content) in hashed.into_iter().chain(fixed) {
        let file = folder.join(name);
        if fs::read(&file).is_ok_and(|present| present == *content) {
            continue;
        }
        write_whole(&file, content).with_context(|| format!("writing {}", file.display()))?;
        changed += 1;
    }
    for stale in present_files(folder, folder)?.difference(&files.keys().cloned().collect()) {
        fs::remove_file(folder.join(stale))?;
        changed += 1;
    }
    Ok(changed)
}

/// Only one build writes at a time. The lock is a file beside the folder and is released when it is dropped.
fn lock(folder: &Path) -> Result<File> {
    let file = File::create(folder.with_extension("lock"))?;
    file.lock().context("waiting for another build to finish")?;
    Ok(file)
}

fn points_to_others(name: &str) -> bool {
    name.starts_with("manifest.json") || name.contains(".html")
}

fn write_whole(file: &Path, content: &[u8]) -> Result<()> {
    let folder = file.parent().context("a file without a folder")?;
    fs::create_dir_all(folder)?;
    // Next to the site, not in it: whoever lists the site must not meet unfinished files.
    let beside = crate::paths::at("target/site-cache");
    fs::create_dir_all(&beside)?;
    let mut unfinished = tempfile::Builder::new().permissions(readable()).tempfile_in(beside)?;
    unfinished.write_all(content)?;
    unfinished.persist(file)?;
    Ok(())
}

fn readable() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o644)
}

fn present_files(top: &Path, folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            names.extend(present_files(top, &path)?);
        } else {
            names.insert(path.strip_prefix(top)?.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        list.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_folder_holds_exactly_the_files() {
        let top = tempfile::tempdir_in(crate::paths::at("target")).unwrap();
        let site = top.path().join("site");
        assert_eq!(into(&site, &files(&[("a.js", "1"), ("fonts/b", "2")])).unwrap(), 2);
        assert_eq!(into(&site, &files(&[("a.js", "1"), ("manifest.json", "{}")])).unwrap(), 2);
        let names: Vec<_> = present_files(&site, &site).unwrap().into_iter().collect();
        assert_eq!(names, ["a.js", "manifest.json"]);
    }

    #[test]
    fn an_unchanged_file_is_left_alone() {
        let top = tempfile::tempdir_in(crate::paths::at("target")).unwrap();
        let site = top.path().join("site");
        into(&site, &files(&[("a.js", "1")])).unwrap();
        let before = fs::metadata(site.join("a.js")).unwrap().modified().unwrap();
        assert_eq!(into(&site, &files(&[("a.js", "1")])).unwrap(), 0);
        assert_eq!(fs::metadata(site.join("a.js")).unwrap().modified().unwrap(), before);
    }
}
