//! What the environment says, read in one place.
//!
//! | variable | meaning | default |
//! |---|---|---|
//! | `FRONTDESK_TEST_BINARY` | the server to test | `frontdesk` beside the test's own profile folder |
//! | `FRONTDESK_TEST_GECKODRIVER` | driver of Firefox | `target/tools/bin/geckodriver` |
//! | `FRONTDESK_TEST_AXE` | accessibility checker | `target/tools/axe/axe.min.js` |
//! | `FRONTDESK_TEST_NPM` | what `e2e/npm` lists | `target/tools/npm/node_modules` |
//! | `FRONTDESK_TEST_PYTHON` | a Python that has aiosmtpd | `/usr/bin/python3` |
//! | `FRONTDESK_TEST_POSTGRES_URL` | PostgreSQL whose user may create databases | none: such tests say so and do nothing |
//! | `FRONTDESK_TEST_KILLS` | how often the fault test kills the server | 100 |
//! | `FRONTDESK_TEST_SEED` | seed of the fault test | a new one, which is printed |
//! | `FRONTDESK_SCREENS` | set: the story saves pictures of every state to `target/screens` | none |

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The server's binary.
///
/// # Errors
/// When it isn't there, with the command that makes it.
pub fn server_binary() -> Result<PathBuf> {
    let path = match std::env::var_os("FRONTDESK_TEST_BINARY") {
        Some(path) => path.into(),
        None => profile_folder()?.join("frontdesk"),
    };
    existing(path, "build it with `cargo build -p server`")
}

/// The driver of Firefox.
///
/// # Errors
/// When it isn't there, with the command that installs it.
pub fn geckodriver() -> Result<PathBuf> {
    tool("FRONTDESK_TEST_GECKODRIVER", "tools/bin/geckodriver")
}

/// The script that looks for barriers on a page.
///
/// # Errors
/// When it isn't there, with the command that installs it.
pub fn axe() -> Result<PathBuf> {
    tool("FRONTDESK_TEST_AXE", "tools/axe/axe.min.js")
}

/// A file of a package that `e2e/npm` lists.
///
/// # Errors
/// When it isn't there, with the command that installs it.
pub fn npm(file: &str) -> Result<PathBuf> {
    let packages = match std::env::var_os("FRONTDESK_TEST_NPM") {
        Some(folder) => folder.into(),
        None => target_folder()?.join("tools/npm/node_modules"),
    };
    existing(packages.join(file), "run `cargo xtask setup`")
}

/// The Python that has a library for mail servers.
///
/// # Errors
/// When it isn't there, with the command that installs it.
pub fn python() -> Result<PathBuf> {
    let python = std::env::var_os("FRONTDESK_TEST_PYTHON").map_or("/usr/bin/python3".into(), PathBuf::from);
    existing(python, "run `cargo xtask setup`")
}

/// A program of the distribution by its usual places.
///
/// # Errors
/// When it isn't there, with the command that installs it.
pub fn installed(candidates: &[&str]) -> Result<PathBuf> {
    let found = candidates.iter().map(Path::new).find(|path| path.is_file());
    match found {
        Some(path) => Ok(path.into()),
        None => bail!("{} is not installed; run `cargo xtask setup`", candidates.join(" or ")),
    }
}

/// PostgreSQL to make databases in, if there is one.
pub fn postgres_url() -> Option<String> {
    text("FRONTDESK_TEST_POSTGRES_URL")
}

/// Whether pictures of every state are wanted.
pub fn screens_wanted() -> bool {
    std::env::var_os("FRONTDESK_SCREENS").is_some()
}

/// A number from the environment.
///
/// # Errors
/// When the variable is set to something else.
pub fn number(name: &str) -> Result<Option<u64>> {
    text(name)
        .map(|text| text.parse().with_context(|| format!("{name} must be a number, not {text:?}")))
        .transpose()
}

/// A folder in `target` for what a run leaves behind.
///
/// # Errors
/// When it can't be made.
pub fn output_folder(name: &str) -> Result<PathBuf> {
    let folder = target_folder()?.join(name);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder)
}

/// The running executable: measurements start themselves again as their own baseline.
///
/// # Errors
/// When the system doesn't tell.
pub fn this_executable() -> Result<PathBuf> {
    std::env::current_exe().context("the path of the running executable is unknown")
}

fn tool(variable: &str, default: &str) -> Result<PathBuf> {
    let path = match std::env::var_os(variable) {
        Some(path) => path.into(),
        None => target_folder()?.join(default),
    };
    existing(path, "run `cargo xtask setup`")
}

fn existing(path: PathBuf, remedy: &str) -> Result<PathBuf> {
    if !path.is_file() {
        bail!("{} is missing; {remedy}", path.display());
    }
    Ok(path)
}

/// `target/debug` or `target/release`: tests run from its subfolder `deps`.
fn profile_folder() -> Result<PathBuf> {
    let executable = this_executable()?;
    let folder = executable.parent().context("the running executable has no folder")?;
    Ok(if folder.ends_with("deps") { folder.parent().unwrap_or(folder) } else { folder }.into())
}

fn target_folder() -> Result<PathBuf> {
    let profile = profile_folder()?;
    Ok(profile.parent().context("the profile's folder has no parent")?.into())
}

fn text(name: &str) -> Option<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one door to the environment for tests and measurements"
    )]
    std::env::var(name).ok().filter(|text| !text.is_empty())
}
