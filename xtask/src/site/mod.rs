//! Everything that browsers are served: the two bundles, style sheets, the loader, pages, texts, pictures.
//!
//! What a page names by hash is kept for ever by browsers and so carries a hash of its content in its name; the
//! manifest tells the server which is which. All text is stored compressed beside the plain form, so that the server
//! compresses nothing while it serves.

mod bundle;
mod compress;
mod names;
mod publish;
mod script;
mod style;
mod trim;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::progress::{self, Step};

use bundle::Builder;
pub use bundle::Quality;
use names::Manifest;

/// The wasm apps, in the order in which they are built.
const APPS: [&str; 2] = ["widget", "console"];
/// Folders of `public` whose files are named by hash. Everything else there keeps its name.
const HASHED: [&str; 4] = ["fonts", "icons", "images", "sounds"];
/// Files of `public` that are ingredients, not served as they are.
const INGREDIENTS: [&str; 2] = ["loader.js", "tokens.css"];

/// A site as it is put together: content by the name it will be served under.
#[derive(Default)]
struct Site {
    files: BTreeMap<String, Vec<u8>>,
    manifest: Manifest,
}

impl Site {
    /// Adds a file under a name with the hash of its content.
    fn add_hashed(&mut self, logical: &str, content: Vec<u8>) {
        let name = self.manifest.add(logical, &content);
        self.files.insert(name, content);
    }
}

/// Builds the site into `target/site`, as good as `quality` asks.
///
/// # Errors
/// When something does not compile, a source is missing or malformed, or the disk refuses.
pub fn build(quality: Quality) -> Result<()> {
    let mut site = Site::default();
    add_assets(&mut site)?;
    add_styles(&mut site, quality)?;
    let builder = Builder::new(quality)?;
    for app in APPS {
        let bundle = builder.build(app)?;
        site.add_hashed(&format!("{app}.wasm"), bundle.wasm);
        site.add_hashed(&format!("{app}.js"), bundle.glue.into_bytes());
    }
    add_pages(&mut site, quality)?;
    site.files.insert("manifest.json".to_owned(), site.manifest.to_json()?.into_bytes());

    let mut step = Step::begin("Compressing and publishing the site", "");
    let compressed = compress::all(&site.files, quality, |name| step.detail(name))?;
    let changed = publish::into(&paths::site(), &compressed)?;
    step.end();
    report(&site, &compressed, changed);
    Ok(())
}

/// Pictures, fonts and sounds, which style sheets and pages name.
fn add_assets(site: &mut Site) -> Result<()> {
    for folder in HASHED {
        for file in files_below(&paths::at("public").join(folder))? {
            let logical = relative_name(&file)?;
            site.add_hashed(&logical, read(&file)?);
        }
    }
    Ok(())
}

fn add_styles(site: &mut Site, quality: Quality) -> Result<()> {
    let tokens = paths::at("public/tokens.css");
    let sheets = [
        ("widget", vec![paths::at("widget/style.css")]),
        ("console", vec![tokens, paths::at("console/style.css")]),
    ];
    for (app, sources) in sheets {
        let mut text = String::new();
        for source in sources.iter().filter(|source| present(source, quality)) {
            text.push_str(&read_text(source)?);
        }
        let minified = style::minify(&text, &site.manifest).with_context(|| format!("the style of {app}"))?;
        site.add_hashed(&format!("{app}.css"), minified.into_bytes());
    }
    Ok(())
}

fn add_pages(site: &mut Site, quality: Quality) -> Result<()> {
    let public = paths::at("public");
    let loader = public.join("loader.js");
    if present(&loader, quality) {
        let minified =
            script::minify(&read_text(&loader)?, script::Kind::Classic).context("public/loader.js")?;
        site.files.insert("widget.js".to_owned(), minified.into_bytes());
    }
    for file in files_below(&public)? {
        let name = relative_name(&file)?;
        let top = name.split('/').next().unwrap_or_default();
        if HASHED.contains(&top) || INGREDIENTS.contains(&name.as_str()) {
            continue;
        }
        let content = page(&name, read(&file)?).with_context(|| format!("public/{name}"))?;
        if site.files.insert(name.clone(), content).is_some() {
            bail!("public/{name} takes the name of a generated file");
        }
    }
    Ok(())
}

/// Makes a page's file smaller where that is safe.
fn page(name: &str, content: Vec<u8>) -> Result<Vec<u8>> {
    if !name.ends_with(".json") {
        return Ok(content);
    }
    let value: serde_json::Value = serde_json::from_slice(&content)?;
    Ok(serde_json::to_vec(&value)?)
}

/// Whether a source is there. A release lets it fail where it is read; `dev` goes on without it.
fn present(source: &Path, quality: Quality) -> bool {
    let there = source.is_file();
    if !there && matches!(quality, Quality::Quick) {
        progress::warn(&format!("{} is missing", source.display()));
    }
    there || matches!(quality, Quality::Smallest)
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in std::fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

/// The name of a file below `public`, with slashes.
fn relative_name(file: &Path) -> Result<String> {
    let relative = file.strip_prefix(paths::at("public"))?;
    let name = relative.to_str().with_context(|| format!("{} is not UTF-8", relative.display()))?;
    Ok(name.to_owned())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("reading {}", file.display()))
}

fn read_text(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}

fn report(site: &Site, compressed: &BTreeMap<String, Vec<u8>>, changed: usize) {
    let size = |name: &str| compressed.get(name).map_or(0, Vec::len);
    let line = |label: &str, name: &str| {
        let (raw, brotli) = (size(name), size(&format!("{name}.br")));
        progress::say(&format!("{label:<14} {raw:>9} bytes, {brotli:>8} with brotli"));
    };
    line("loader", "widget.js");
    for (logical, name) in site.manifest.iter().filter(|(logical, _)| !logical.contains('/')) {
        line(logical, name);
    }
    progress::done(&format!("target/site is up to date, {changed} files changed"));
}
