//! Where things are: the folders of the repository and of what is built in it.

use std::path::{Path, PathBuf};

/// The top folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// A path below the top folder.
pub fn at(relative: impl AsRef<Path>) -> PathBuf {
    root().join(relative)
}

/// Tools that `setup` installs for this repository alone, as `cargo install --root` lays them out.
pub fn tools() -> PathBuf {
    at("target/tools")
}

/// Finished bundles and pages, from which the server's binary is made.
pub fn site() -> PathBuf {
    at("target/site")
}

/// Cargo's target folder for WebAssembly, apart from the native one so that neither waits for the other.
pub fn wasm_target() -> PathBuf {
    at("target/wasm")
}

/// The server's release binary.
pub fn server() -> PathBuf {
    at("target/release/frontdesk")
}

/// A variable of the environment, if it is set and not empty.
pub fn environment(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Finds a program in `PATH`.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = environment("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
