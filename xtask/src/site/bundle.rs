//! One wasm app: compiled, then made loadable by a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::halves::{self, Halves};
use super::{glue, order, trim};
use crate::command;
use crate::paths;
use crate::progress::Step;
use crate::setup::{self, WasmCompiler, distribution};

const TARGET: &str = "wasm32-unknown-unknown";
/// Flags that rebuild the standard library without messages for panics that no visitor will read, and Leptos so that views
/// of different elements share their code.
const SMALL_FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none --cfg erase_components";
const OWN_STD: &str = "-Zbuild-std=std,panic_abort";
const SMALL_STD: &str = "-Zbuild-std-features=optimize_for_size";

/// What the bundles are built for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Quality {
    /// For visitors: every byte counts, a build takes minutes.
    Smallest,
    /// For development: built in seconds, with messages for panics.
    Quick,
}

impl Quality {
    /// Cargo's profile, and the folder it writes to.
    fn profile(self) -> &'static str {
        match self {
            Self::Smallest => "wasm",
            Self::Quick => "wasm-dev",
        }
    }
}

/// An app as browsers load it. The glue's start function takes the address of the wasm, so it need not know the name.
pub struct Bundle {
    /// A JavaScript module, minified.
    pub glue: String,
    /// The compiled app, or the half of it that begins.
    pub wasm: Vec<u8>,
    /// The other half.
    pub later: Option<Vec<u8>>,
}

/// What an app is made of for browsers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parts {
    /// All of it begins.
    One,
    /// What isn't needed at first comes later.
    Halves,
}

/// The console's agents stay all day and come to most pages late; the widget fetches by itself what few need.
fn parts(app: &str) -> Parts {
    if app == "console" { Parts::Halves } else { Parts::One }
}

/// What turns the apps into bundles: found once, used for each.
pub struct Builder {
    compiler: WasmCompiler,
    quality: Quality,
    /// Whether the standard library is built too.
    own_std: bool,
}

impl Builder {
    /// Installs what is missing for a quality.
    ///
    /// # Errors
    /// When nothing here compiles to WebAssembly.
    pub fn new(quality: Quality) -> Result<Self> {
        let compiler = setup::wasm()?;
        let own_std = match compiler {
            WasmCompiler::Pinned => quality == Quality::Smallest && setup::standard_library_sources(),
            WasmCompiler::Distribution => true,
        };
        Ok(Self { compiler, quality, own_std })
    }

    /// Builds one of the apps.
    ///
    /// # Errors
    /// When it does not compile, or brings JavaScript of its own, which would cost another request.
    pub fn build(&self, app: &str) -> Result<Bundle> {
        let compiled = self.compile(app)?;
        let step = Step::begin(&format!("Preparing {app} for browsers"), "");
        let bundle = self.bind(app, &compiled)?;
        step.end();
        Ok(bundle)
    }

    fn compile(&self, app: &str) -> Result<PathBuf> {
        let target = match self.compiler {
            WasmCompiler::Pinned => paths::wasm_target(),
            WasmCompiler::Distribution => distribution::target(),
        };
        let profile = self.quality.profile();
        let mut cargo = self.cargo()?;
        cargo
            .args([
                "rustc",
                "--package",
                app,
                "--bin",
                app,
                "--target",
                TARGET,
                "--profile",
                profile,
                "--target-dir",
            ])
            .arg(&target);
        if self.cuts(app) {
            cargo.args(["--", halves::LINK_FLAGS]);
        }
        let step = Step::begin(&format!("Compiling {app} to WebAssembly"), "minutes the first time");
        command::show(&mut cargo)?;
        step.end();
        Ok(target.join(TARGET).join(profile).join(format!("{app}.wasm")))
    }

    fn cargo(&self) -> Result<Command> {
        let mut cargo = match self.compiler {
            WasmCompiler::Pinned => command::cargo(),
            WasmCompiler::Distribution => distribution::cargo()?,
        };
        if self.own_std {
            // These flags are not stable yet; this lets a stable compiler take them, for the bundles only.
            cargo.env("RUSTC_BOOTSTRAP", "1").arg(OWN_STD);
            if self.quality == Quality::Smallest {
                cargo.arg(SMALL_STD).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SMALL_FLAGS);
            }
        }
        Ok(cargo)
    }

    /// Whether the app is cut: that takes a while, which a quick build hasn't.
    fn cuts(&self, app: &str) -> bool {
        parts(app) == Parts::Halves && self.quality == Quality::Smallest
    }

    fn bind(&self, app: &str, compiled: &Path) -> Result<Bundle> {
        let cut = self.cuts(app);
        let mut bindgen = Bindgen::new();
        let mut of_later = Vec::new();
        if cut {
            let compiled =
                std::fs::read(compiled).with_context(|| format!("reading {}", compiled.display()))?;
            let (module, memory) = halves::read(&compiled)?;
            bindgen.input_module(app, module);
            of_later = memory;
        } else {
            bindgen.input_path(compiled);
        }
        let mut output = bindgen
            .out_name(app)
            .web(true)?
            .typescript(false)
            .omit_default_module_path(true)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate_output()
            .with_context(|| format!("making {app} loadable by browsers"))?;
        // Crates may carry snippets that nothing in the app calls: only what the glue imports counts.
        if let Some(import) = output.js().lines().find(|line| line.starts_with("import ")) {
            bail!("{app} must be one script, but a crate of it brings JavaScript of its own: {import}");
        }
        let js = output.js().to_owned();
        let more = match parts(app) {
            Parts::One => "",
            Parts::Halves => glue::FOR_HALVES,
        };
        let glue = trim::trim(&js, more, output.wasm_mut()).context("the generated glue")?;
        order::variables(output.wasm_mut());
        if cut {
            let Halves { first, later } =
                halves::cut(output.wasm_mut(), &of_later).context("cutting the app in two")?;
            return Ok(Bundle {
                glue,
                wasm: order::functions(&first)?,
                later: Some(order::functions(&later)?),
            });
        }
        let wasm = order::functions(&output.wasm_mut().emit_wasm())?;
        let later = (parts(app) == Parts::Halves).then(|| halves::NOTHING.to_vec());
        Ok(Bundle { glue, wasm, later })
    }
}
