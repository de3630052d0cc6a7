//! Programs that come as packages of the distribution: the browsers with their drivers, PostgreSQL, a mail server, npm.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::command::{self, Watched};
use crate::{paths, progress};

/// Another package manager at work is waited for this long, in seconds.
const LOCK_TIMEOUT: &str = "DPkg::Lock::Timeout=900";

/// A program and the package that brings it.
struct Program {
    /// Any of these names will do.
    names: &'static [&'static str],
    package: &'static str,
}

const BROWSERS: &[Program] = &[
    Program { names: &["chromium"], package: "chromium" },
    Program { names: &["chromedriver"], package: "chromium-driver" },
    Program { names: &["firefox-esr", "firefox"], package: "firefox-esr" },
    Program { names: &["WebKitWebDriver"], package: "webkit2gtk-driver" },
    Program { names: &["Xvfb"], package: "xvfb" },
];

const NPM: &[Program] = &[Program { names: &["npm"], package: "npm" }];

/// Chromium, Firefox and WebKit with their drivers, and a display without a screen for WebKit.
pub fn browsers() -> Result<()> {
    need(BROWSERS, "browsers for the tests", "370 MB, about a minute")
}

/// npm, which fetches the accessibility checker.
pub fn npm() -> Result<()> {
    need(NPM, "npm", "about half a minute")
}

const MAIL_SERVER: &[Program] = &[Program { names: &["aiosmtpd"], package: "python3-aiosmtpd" }];
/// The distribution's own Python, which has the distribution's libraries whatever else is in the path.
const PYTHON: &str = "/usr/bin/python3";

/// A mail server for the tests, a library of Python; gives back the Python that has it.
pub fn mail_server() -> Result<PathBuf> {
    need(MAIL_SERVER, "a mail server for the tests", "5 MB, some seconds")?;
    let own = Path::new(PYTHON);
    if own.is_file() { Ok(own.into()) } else { paths::program("python3").context("there is no python3") }
}

/// PostgreSQL; gives back the folder with `initdb`.
pub fn postgres() -> Result<PathBuf> {
    if let Some(folder) = postgres_programs() {
        return Ok(folder);
    }
    install(&["postgresql"], "PostgreSQL for the tests", "20 MB, some seconds")?;
    postgres_programs().context("PostgreSQL was installed, but its program initdb cannot be found")
}

/// The folder with PostgreSQL's `initdb`, `pg_ctl` and `postgres`, the newest where several are installed.
fn postgres_programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    let in_path = || paths::program("initdb").and_then(|file| file.parent().map(Path::to_owned));
    versions.pop().map(|(_, folder)| folder).or_else(in_path)
}

fn need(programs: &[Program], what: &str, cost: &str) -> Result<()> {
    let absent = missing(programs, |name| paths::program(name).is_some());
    if absent.is_empty() { Ok(()) } else { install(&absent, what, cost) }
}

/// The packages whose programs are not there.
fn missing(programs: &[Program], present: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let absent = programs.iter().filter(|program| !program.names.iter().any(|name| present(name)));
    absent.map(|program| program.package).collect()
}

/// Installs packages of a Debian-like distribution.
///
/// # Errors
/// On other systems, and without the right to install, with a sentence that says what to do by hand.
pub fn install(packages: &[&str], what: &str, cost: &str) -> Result<()> {
    let list = packages.join(" ");
    if paths::program("apt-get").is_none() {
        bail!(
            "{what} cannot be installed automatically here. Install what Debian calls `{list}` with your package manager, then try again"
        );
    }
    let Some(root) = Root::find() else {
        bail!(
            "installing {what} needs the rights of root. Run this, then try again:\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}"
        );
    };
    progress::say(&format!("Missing: {list}"));
    let refresh = Watched {
        title: "Refreshing the list of packages",
        expectation: "",
        limit: Duration::from_secs(20 * 60),
        detail: command::every_line,
    };
    // A list that cannot be refreshed may still be good enough; if not, the installation says so.
    if let Err(error) = refresh.run(root.apt_get().arg("update")) {
        if command::interrupted() {
            return Err(error);
        }
        progress::warn(&format!("The list of packages is not fresh: {error:#}"));
    }
    Watched {
        title: &format!("Installing {what}"),
        expectation: cost,
        limit: Duration::from_secs(45 * 60),
        detail: apt_progress,
    }
    .run(
        root.apt_get()
            .args(["-o", "APT::Status-Fd=1", "install", "-y", "--no-install-recommends"])
            .args(packages),
    )
}

/// How the rights of root are had.
enum Root {
    Already,
    Sudo,
}

impl Root {
    fn find() -> Option<Self> {
        let id = Command::new("id").arg("-u").output().ok()?;
        if id.stdout.trim_ascii() == b"0" {
            return Some(Self::Already);
        }
        command::succeeds(Command::new("sudo").args(["-n", "true"])).then_some(Self::Sudo)
    }

    fn apt_get(&self) -> Command {
        let mut command = match self {
            Self::Already => command::program("env"),
            Self::Sudo => {
                let mut sudo = command::program("sudo");
                sudo.args(["-n", "env"]);
                sudo
            }
        };
        command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", LOCK_TIMEOUT]);
        command
    }
}

/// Reads apt's machine-readable progress: `dlstatus:1:12.5:Retrieving …` and `pmstatus:name:80.1:Installing …`.
fn apt_progress(line: &str) -> Option<String> {
    let mut fields = line.splitn(4, ':');
    let kind = fields.next()?;
    let _subject = fields.next()?;
    let percent: f32 = fields.next()?.parse().ok()?;
    let text = fields.next()?;
    match kind {
        "dlstatus" => Some(format!("download {percent:.0} %: {text}")),
        "pmstatus" => Some(format!("install {percent:.0} %: {text}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absent_programs_are_asked_for() {
        let present = |name: &str| matches!(name, "chromium" | "firefox" | "Xvfb");
        assert_eq!(missing(BROWSERS, present), ["chromium-driver", "webkit2gtk-driver"]);
    }

    #[test]
    fn progress_of_apt_is_understood() {
        assert_eq!(
            apt_progress("pmstatus:chromium:45.71:Installing chromium (amd64)").as_deref(),
            Some("install 46 %: Installing chromium (amd64)")
        );
        assert_eq!(apt_progress("Get:1 http://deb chromium"), None);
    }
}
