//! A throwaway PostgreSQL cluster for tests and benchmarks, durable like a real one and gone with them.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use tempfile::TempDir;

use crate::command::{self, Watched};
use crate::progress;

const SUPERUSER: &str = "frontdesk";
/// Whom to be when we are root, which PostgreSQL refuses; `nobody` is everywhere.
const ORDINARY_USERS: [&str; 2] = ["postgres", "nobody"];
const LIMIT: Duration = Duration::from_secs(120);

/// A running cluster; it is stopped and removed when dropped.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    user: Option<User>,
    port: u16,
    password: String,
}

#[derive(Clone, Copy)]
struct User {
    id: u32,
    group: u32,
}

impl Cluster {
    /// Makes a cluster in a temporary folder and starts it on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When it cannot be made or does not start; the message holds the last lines of its log.
    pub fn start(programs: &Path) -> Result<Self> {
        let user = ordinary_user()?;
        let folder = tempfile::Builder::new().prefix("frontdesk-postgres-").tempdir()?;
        let password = password()?;
        fs::write(folder.path().join("password"), &password)?;
        if let Some(user) = user {
            for path in [folder.path(), &folder.path().join("password")] {
                std::os::unix::fs::chown(path, Some(user.id), Some(user.group))?;
            }
        }
        let cluster = Self { folder, programs: programs.to_owned(), user, port: free_port()?, password };
        cluster.initialize()?;
        cluster.launch()?;
        Ok(cluster)
    }

    /// Where the tests find it, as someone who may create databases.
    pub fn url(&self) -> String {
        format!("postgres://{SUPERUSER}:{}@127.0.0.1:{}/postgres", self.password, self.port)
    }

    fn initialize(&self) -> Result<()> {
        Watched {
            title: "Making a throwaway PostgreSQL",
            expectation: "",
            limit: LIMIT,
            detail: command::every_line,
        }
        .run(
            self.program("initdb")
                .args([
                    "--username",
                    SUPERUSER,
                    "--auth",
                    "scram-sha-256",
                    "--encoding",
                    "UTF8",
                    "--no-locale",
                ])
                .arg("--pwfile")
                .arg(self.folder.path().join("password"))
                .arg("--pgdata")
                .arg(self.data()),
        )
    }

    fn launch(&self) -> Result<()> {
        let options = format!(
            "-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories= -c fsync=on -c max_connections=200",
            self.port
        );
        let log = self.folder.path().join("log");
        Watched { title: "Starting it", expectation: "", limit: LIMIT, detail: command::every_line }
            .run(self.control("start").arg("--log").arg(&log).arg("--options").arg(options))
            .with_context(|| format!("its log: {}", fs::read_to_string(&log).unwrap_or_default()))
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn control(&self, action: &str) -> Command {
        let mut control = self.program("pg_ctl");
        control.arg(action).arg("--wait").arg("--pgdata").arg(self.data());
        control
    }

    fn program(&self, name: &str) -> Command {
        let mut command = command::program(self.programs.join(name));
        command.current_dir(self.folder.path());
        if let Some(user) = self.user {
            command.uid(user.id).gid(user.group);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // A cluster that is thrown away need not save anything first.
        if self.data().join("postmaster.pid").exists()
            && !command::succeeds(self.control("stop").args(["--mode", "immediate"]))
        {
            progress::warn(&format!(
                "The throwaway PostgreSQL in {} could not be stopped",
                self.data().display()
            ));
        }
    }
}

/// Nobody in particular when we are an ordinary user already.
fn ordinary_user() -> Result<Option<User>> {
    if number("id", &["-u"]) != Some(0) {
        return Ok(None);
    }
    let find =
        |name: &&str| Some(User { id: number("id", &["-u", name])?, group: number("id", &["-g", name])? });
    let user = ORDINARY_USERS.iter().find_map(find);
    user.context("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`").map(Some)
}

fn number(program: &str, arguments: &[&str]) -> Option<u32> {
    let output = Command::new(program).args(arguments).output().ok()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().ok()
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Others on this machine can reach the port, so a password stands before it.
fn password() -> Result<String> {
    let mut random = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut random)?;
    Ok(random.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        let Some(programs) = crate::paths::environment(super::super::POSTGRES_PROGRAMS) else {
            progress::warn("Not run: FRONTDESK_TEST_POSTGRES_BIN does not say where PostgreSQL is");
            return;
        };
        let cluster = Cluster::start(Path::new(&programs)).unwrap();
        let (port, folder) = (cluster.port, cluster.folder.path().to_owned());
        assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
        drop(cluster);
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());
    }
}
