//! One wasm app: compiled, then made loadable by a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::{order, trim};
use crate::command;
use crate::paths;
use crate::progress::Step;
use crate::setup::{self, WasmCompiler, distribution};

const TARGET: &str = "wasm32-unknown-unknown";
/// Flags that rebuild the standard library without messages for panics that no visitor will read.
const SMALL_FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
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
    /// The compiled app.
    pub wasm: Vec<u8>,
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
        let bundle = bind(app, &compiled)?;
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
            .args(["build", "--package", app, "--target", TARGET, "--profile", profile, "--target-dir"])
            .arg(&target);
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
}

fn bind(app: &str, compiled: &Path) -> Result<Bundle> {
    let mut bindgen = Bindgen::new();
    let mut output = bindgen
        .input_path(compiled)
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
    let glue = trim::trim(&js, output.wasm_mut()).context("the generated glue")?;
    order::variables(output.wasm_mut());
    let wasm = order::functions(&output.wasm_mut().emit_wasm())?;
    Ok(Bundle { glue, wasm })
}
