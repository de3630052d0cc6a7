//! Everything that browsers are served: the two bundles, style sheets, the loader, pages, texts, pictures.
//!
//! What a page names by hash is kept for ever by browsers and so carries a hash of its content in its name; the
//! manifest tells the server which is which. All text is stored compressed beside the plain form, so that the server
//! compresses nothing while it serves.

mod bundle;
mod compress;
mod glue;
mod halves;
mod names;
mod order;
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

/// What becomes of a file of `public`.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    /// Pictures, fonts and sounds: named by hash.
    Asset,
    /// The one script that website owners put on their pages: minified; the server puts the settings in.
    Loader,
    /// A script of our own pages: minified, named by hash.
    Script,
    /// A style sheet of our own pages: minified, named by hash.
    Style,
    /// Texts: checked and written without blanks.
    Texts,
    /// Texts that a page fetches by itself: the same, named by hash.
    LateTexts,
    /// Part of something else, or nothing that browsers are served.
    Ingredient,
    /// Pages and the rest: as it is.
    Plain,
}

fn fate(name: &str) -> Fate {
    match name.split_once('/') {
        Some(("fonts" | "icons" | "images" | "sounds", _)) => Fate::Asset,
        Some(("widget", file)) if file.ends_with(".js") => Fate::Script,
        Some(("widget", file)) if file.ends_with(".css") => Fate::Style,
        Some(("locales", file)) if file.starts_with("extras.") => Fate::LateTexts,
        Some(("npm", _)) => Fate::Ingredient,
        None if name == "loader.js" => Fate::Loader,
        None if name == "tokens.css" => Fate::Ingredient,
        None if name.ends_with(".js") => Fate::Script,
        _ if name.ends_with(".json") => Fate::Texts,
        _ => Fate::Plain,
    }
}

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
    // First, because style sheets name pictures and fonts by their hash.
    add_public(&mut site, quality)?;
    add_styles(&mut site, quality)?;
    let builder = Builder::new(quality)?;
    for app in APPS {
        let bundle = builder.build(app)?;
        site.add_hashed(&format!("{app}-app.wasm"), bundle.wasm);
        site.add_hashed(&format!("{app}-app.js"), bundle.glue.into_bytes());
        if let Some(later) = bundle.later {
            site.add_hashed(&format!("{app}-later.wasm"), later);
        }
    }
    site.files.insert("manifest.json".to_owned(), site.manifest.to_json()?.into_bytes());

    let mut step = Step::begin("Compressing and publishing the site", "");
    let compressed = compress::all(&site.files, quality, |name| step.detail(name))?;
    let changed = publish::into(&paths::site(), &compressed)?;
    step.end();
    report(&site, &compressed, changed);
    Ok(())
}

/// One sheet for each app: `style.css`, then what stands in the folder `style`, in the order of names.
fn add_styles(site: &mut Site, quality: Quality) -> Result<()> {
    for app in APPS {
        let mut sources = vec![paths::at(app).join("style.css")];
        sources.extend(files_below(&paths::at(app).join("style"))?);
        if app == "console" {
            // The widget must stay small and brings its own few tokens.
            sources.insert(0, paths::at("public/tokens.css"));
        }
        let mut text = String::new();
        for source in sources {
            if present(&source, quality)? {
                text.push_str(&read_text(&source)?);
            }
        }
        let minified = style::minify(&text, &site.manifest).with_context(|| format!("the style of {app}"))?;
        site.add_hashed(&format!("{app}.css"), minified.into_bytes());
    }
    Ok(())
}

/// Adds the files of `public`, each as its fate is.
fn add_public(site: &mut Site, quality: Quality) -> Result<()> {
    present(&paths::at("public/loader.js"), quality)?;
    for file in files_below(&paths::at("public"))? {
        let name = relative_name(&file)?;
        add_file(site, &name, &file).with_context(|| format!("public/{name}"))?;
    }
    Ok(())
}

fn add_file(site: &mut Site, name: &str, file: &Path) -> Result<()> {
    match fate(name) {
        Fate::Asset => site.add_hashed(name, read(file)?),
        Fate::Script => {
            site.add_hashed(name, script::minify(&read_text(file)?, script::Kind::Either)?.into_bytes());
        }
        Fate::Style => {
            site.add_hashed(name, style::minify(&read_text(file)?, &site.manifest)?.into_bytes());
        }
        Fate::Loader => {
            let minified = script::minify(&read_text(file)?, script::Kind::Classic)?;
            site.files.insert(name.to_owned(), minified.into_bytes());
        }
        Fate::Texts => {
            site.files.insert(name.to_owned(), texts(file)?);
        }
        Fate::LateTexts => site.add_hashed(name, texts(file)?),
        Fate::Plain => {
            site.files.insert(name.to_owned(), read(file)?);
        }
        Fate::Ingredient => {}
    }
    Ok(())
}

/// A file of texts without blanks.
fn texts(file: &Path) -> Result<Vec<u8>> {
    let texts: serde_json::Value = serde_json::from_slice(&read(file)?)?;
    Ok(serde_json::to_vec(&texts)?)
}

/// Whether a source is there. What visitors get must be whole; while developing, a missing part is only told.
fn present(source: &Path, quality: Quality) -> Result<bool> {
    let there = source.is_file();
    match quality {
        _ if there => {}
        Quality::Smallest => bail!("{} is missing", source.display()),
        Quality::Quick => progress::warn(&format!("{} is missing", source.display())),
    }
    Ok(there)
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
    line("loader", "loader.js");
    for (logical, name) in site.manifest.iter().filter(|(logical, _)| !logical.contains('/')) {
        line(logical, name);
    }
    progress::done(&format!("target/site is up to date, {changed} files changed"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_has_one_place_for_settings_and_is_small() {
        let template =
            script::minify(&read_text(&paths::at("public/loader.js")).unwrap(), script::Kind::Classic)
                .unwrap();
        assert_eq!(template.matches("FRONTDESK_SETTINGS").count(), 1);
        // As the server fills it for a widget with four languages and no changes.
        let settings = r##"{"id":"demo","frame":"/widget/demo","more":"/assets/panel-1a2b3c4d.js","api":"/assets/api-1a2b3c4d.js","light":["#0f6f66","#ffffff"],"dark":["#3fb8a8","#061a17"],"texts":{"en":["Chat with us","unread"],"ru":["Написать нам","непрочитанные"],"pl":["Porozmawiaj z nami","nieprzeczytane"],"ar":["تحدث معنا","غير مقروءة"]}}"##;
        let loader = template.replace("FRONTDESK_SETTINGS", settings);
        let travels = compress::brotli(loader.as_bytes(), 11).unwrap().len();
        assert!(travels <= 3 * 1024, "{travels} bytes");
    }

    #[test]
    fn every_file_has_its_fate() {
        assert_eq!(fate("loader.js"), Fate::Loader);
        assert_eq!(fate("tokens.css"), Fate::Ingredient);
        assert_eq!(fate("panel.js"), Fate::Script);
        assert_eq!(fate("widget/start.js"), Fate::Script);
        assert_eq!(fate("widget/extras.css"), Fate::Style);
        assert_eq!(fate("npm/index.js"), Fate::Ingredient);
        assert_eq!(fate("icons/send.svg"), Fate::Asset);
        assert_eq!(fate("locales/widget.en.json"), Fate::Texts);
        assert_eq!(fate("locales/extras.en.json"), Fate::LateTexts);
        assert_eq!(fate("demo/shop.js"), Fate::Plain);
        assert_eq!(fate("pages/widget.html"), Fate::Plain);
    }
}
