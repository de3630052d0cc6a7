//! Makes sure that the folder of the site exists, so that the server compiles before the site has been built.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=migrations");
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    if let Err(error) = std::fs::create_dir_all(&site) {
        println!("cargo::error=the folder {} can't be made: {error}", site.display());
    }
}
