//! One wasm app: compiled, then made loadable by a browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::script;
use crate::command;
use crate::paths;
use crate::progress::Step;
use crate::setup::{self, WasmCompiler};

const TARGET: &str = "wasm32-unknown-unknown";
/// Flags that rebuild the standard library without messages for panics that no visitor will read.
const SMALL_FLAGS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";
const SMALL_STD: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

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

/// Builds one of the apps.
///
/// # Errors
/// When it does not compile, or brings JavaScript of its own, which would cost another request.
pub fn build(app: &str, quality: Quality) -> Result<Bundle> {
    let compiled = compile(app, quality)?;
    let step = Step::begin(&format!("Preparing {app} for browsers"), "");
    let bundle = bind(app, &compiled)?;
    step.end();
    Ok(bundle)
}

fn compile(app: &str, quality: Quality) -> Result<PathBuf> {
    let (mut cargo, target) = compiler(quality)?;
    cargo
        .args(["build", "--package", app, "--target", TARGET, "--profile", quality.profile()])
        .arg("--target-dir")
        .arg(&target);
    let expectation = match quality {
        Quality::Smallest => "minutes the first time",
        Quality::Quick => "",
    };
    let step = Step::begin(&format!("Compiling {app} to WebAssembly"), expectation);
    command::show(&mut cargo)?;
    step.end();
    Ok(target.join(TARGET).join(quality.profile()).join(format!("{app}.wasm")))
}

/// Cargo with the flags of the quality, and the target folder it works in.
fn compiler(quality: Quality) -> Result<(Command, PathBuf)> {
    match (setup::wasm()?, quality) {
        (WasmCompiler::Distribution(mut cargo, target), quality) => {
            with_own_std(&mut cargo, quality);
            Ok((cargo, target))
        }
        (WasmCompiler::Pinned, Quality::Smallest) if setup::standard_library_sources() => {
            let mut cargo = command::cargo();
            // The pinned compiler is a stable one; this lets it take the flags below, for these two bundles only.
            cargo.env("RUSTC_BOOTSTRAP", "1");
            with_own_std(&mut cargo, quality);
            Ok((cargo, paths::wasm_target()))
        }
        (WasmCompiler::Pinned, _) => Ok((command::cargo(), paths::wasm_target())),
    }
}

fn with_own_std(cargo: &mut Command, quality: Quality) {
    match quality {
        Quality::Smallest => cargo.args(SMALL_STD).env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", SMALL_FLAGS),
        Quality::Quick => cargo.arg(SMALL_STD[0]),
    };
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
    if let Some(origin) = output.snippets().keys().chain(output.local_modules().keys()).next() {
        bail!("{app} must be one script, but {origin} brings JavaScript of its own");
    }
    let glue = script::minify(output.js(), script::Kind::Module).context("the generated glue")?;
    Ok(Bundle { glue, wasm: output.wasm_mut().emit_wasm() })
}
