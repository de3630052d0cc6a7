//! What browsers are served: the site folder that the build leaves in `target/site`, inside the binary. A debug build
//! reads it from disk on each request, so that a rebuilt page shows at once.

use anyhow::{Context, Result};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use rust_embed::Embed;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
struct Embedded;

/// The languages that every text of the console is there in; the first is for whoever reads none of them. The widget has
/// [more](shared::settings::LANGUAGES).
pub const LANGUAGES: [&str; 3] = ["en", "ru", "pl"];

/// The site's files with what is derived from them.
pub struct Site {
    files: Files,
    derived: Arc<Derived>,
}

/// Where the files come from.
enum Files {
    /// The binary, or the disk in a debug build.
    Built,
    /// Whoever made the site.
    Given(BTreeMap<String, Vec<u8>>),
}

/// A file as it is served.
#[derive(Clone)]
pub struct File {
    /// Its bytes.
    pub content: Cow<'static, [u8]>,
    /// Names this version of it.
    pub sha256: [u8; 32],
}

impl Site {
    /// The site in this binary.
    ///
    /// # Errors
    /// The site was never built, or a page or a text can't be read.
    pub fn open() -> Result<Self> {
        Self::new(Files::Built)
    }

    /// A site of these files by their paths, for whoever brings pages of their own.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_files(files: BTreeMap<String, Vec<u8>>) -> Result<Self> {
        Self::new(Files::Given(files))
    }

    fn new(files: Files) -> Result<Self> {
        Ok(Self { derived: Arc::new(Derived::read(&files)?), files })
    }

    /// A file by its path in the site folder.
    pub fn file(&self, path: &str) -> Option<File> {
        self.files.get(path)
    }

    /// The pages, texts and names of now.
    ///
    /// # Errors
    /// In a debug build: a page or a text can't be read.
    pub fn derived(&self) -> Result<Arc<Derived>> {
        if cfg!(debug_assertions) {
            Derived::read(&self.files).map(Arc::new)
        } else {
            Ok(Arc::clone(&self.derived))
        }
    }
}

impl Files {
    fn get(&self, path: &str) -> Option<File> {
        match self {
            Self::Built => {
                let file = Embedded::get(path)?;
                Some(File { sha256: file.metadata.sha256_hash(), content: file.data })
            }
            Self::Given(files) => {
                let content = files.get(path)?;
                Some(File { sha256: Sha256::digest(content).into(), content: content.clone().into() })
            }
        }
    }

    fn paths(&self) -> Vec<String> {
        match self {
            Self::Built => Embedded::iter().map(Cow::into_owned).collect(),
            Self::Given(files) => files.keys().cloned().collect(),
        }
    }

    fn text(&self, path: &str) -> Result<String> {
        let file = self.get(path).with_context(|| format!("{path} is missing from the site"))?;
        String::from_utf8(file.content.into_owned()).with_context(|| format!("{path} isn't UTF-8"))
    }
}

/// What is read once.
pub struct Derived {
    assets: BTreeMap<String, String>,
    hashed: BTreeSet<String>,
    pages: Environment<'static>,
    texts: BTreeMap<String, BTreeMap<String, String>>,
    widget_style: String,
}

impl Derived {
    fn read(files: &Files) -> Result<Self> {
        let manifest =
            files.text("manifest.json").context("the site isn't built: run `cargo xtask build`")?;
        let manifest: BTreeMap<String, String> = serde_json::from_str(&manifest).context("manifest.json")?;
        let mut pages = Environment::new();
        // Whatever a page is called, what is put into it is text.
        pages.set_auto_escape_callback(|_| AutoEscape::Html);
        // A page without one of its scripts or texts is worse than none.
        pages.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        let mut texts = BTreeMap::new();
        for path in files.paths() {
            if path.starts_with("pages/") && path.ends_with(".html") {
                let source = files.text(&path)?;
                pages.add_template_owned(path.clone(), source).with_context(|| path.clone())?;
            } else if let Some(name) =
                path.strip_prefix("locales/").and_then(|name| name.strip_suffix(".json"))
            {
                let texts_of_part =
                    serde_json::from_str(&files.text(&path)?).with_context(|| path.clone())?;
                texts.insert(name.to_owned(), texts_of_part);
            }
        }
        let hashed = manifest.values().cloned().collect();
        let assets: BTreeMap<_, _> =
            manifest.into_iter().map(|(logical, name)| (logical, format!("/assets/{name}"))).collect();
        let widget_style = match assets.get("widget.css") {
            Some(address) => files.text(address.trim_start_matches("/assets/"))?,
            None => String::new(),
        };
        Ok(Self { assets, hashed, pages, texts, widget_style })
    }

    /// The address of a hashed file by its plain name.
    ///
    /// # Errors
    /// The site has no such file.
    pub fn address(&self, logical: &str) -> Result<&str> {
        let address = self.assets.get(logical).map(String::as_str);
        address.with_context(|| format!("{logical} is missing from the site"))
    }

    /// The addresses of the hashed files by their plain names.
    pub fn assets(&self) -> &BTreeMap<String, String> {
        &self.assets
    }

    /// Whether a file carries the hash of its content in its name, and so never changes.
    pub fn is_hashed(&self, path: &str) -> bool {
        self.hashed.contains(path)
    }

    /// The texts of a part (`widget` or `console`) in one of its languages.
    pub fn texts(&self, part: &str, lang: &str) -> Result<&BTreeMap<String, String>> {
        let name = format!("{part}.{lang}");
        self.texts.get(&name).with_context(|| format!("locales/{name}.json is missing"))
    }

    /// The widget's style sheet, which its document carries inline: one request less before the first paint.
    pub fn widget_style(&self) -> &str {
        &self.widget_style
    }

    /// A page out of `pages/`, filled in.
    pub fn render(&self, page: &str, values: Value) -> Result<String> {
        let page = self.pages.get_template(&format!("pages/{page}.html"))?;
        page.render(values).map_err(|error| anyhow::anyhow!("{error:#}"))
    }
}
