//! Debian's aiosmtpd, started for a test and gone with it.

use serde::Deserialize;
use shared::mail::Encryption;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// User and password that the server lets in.
pub const USER: &str = "frontdesk";
pub const PASSWORD: &str = "correct horse battery";

/// A mail server that keeps what it gets.
pub struct MailServer {
    process: Child,
    folder: TempDir,
    /// Where it listens.
    pub port: u16,
}

/// What it was told beside a mail.
#[derive(Debug, Deserialize, PartialEq, Eq)]
pub struct Told {
    pub from: String,
    pub to: Vec<String>,
    pub encrypted: bool,
    pub authenticated: bool,
    pub hello: String,
}

/// Who vouches for the server, in a file.
pub struct Authority {
    folder: TempDir,
}

impl Authority {
    /// A fresh one, with a certificate for `localhost`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut of_authority = rcgen::CertificateParams::new(Vec::new()).unwrap();
        of_authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let key = rcgen::KeyPair::generate().unwrap();
        let authority = of_authority.self_signed(&key).unwrap();
        let issuer = rcgen::Issuer::from_params(&of_authority, &key);
        let own = rcgen::KeyPair::generate().unwrap();
        let of_server = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let server = of_server.signed_by(&own, &issuer).unwrap();
        for (name, pem) in
            [("ca.pem", authority.pem()), ("server.pem", server.pem()), ("key.pem", own.serialize_pem())]
        {
            std::fs::write(folder.path().join(name), pem).unwrap();
        }
        Self { folder }
    }

    /// The flag with which Frontdesk trusts it.
    pub fn flag(&self) -> String {
        format!("--mail-ca {}", self.folder.path().join("ca.pem").display())
    }
}

impl MailServer {
    /// Starts one that wants [`USER`] and [`PASSWORD`]. `None`, and a word about it, where aiosmtpd isn't installed.
    pub fn start(encryption: Encryption, authority: &Authority) -> Option<Self> {
        let python = python()?;
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../e2e/smtp/server.py");
        let mut process = Command::new(python)
            .arg(script)
            .arg("--folder")
            .arg(folder.path())
            .args(["--user", USER, "--password", PASSWORD])
            .args(["--encryption", serde_json::to_value(encryption).unwrap().as_str().unwrap()])
            .arg("--certificate")
            .arg(authority.folder.path().join("server.pem"))
            .arg("--key")
            .arg(authority.folder.path().join("key.pem"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().strip_prefix("listening ").unwrap().parse().unwrap();
        Some(Self { process, folder, port })
    }

    /// The mails that it has, each with what it was told beside.
    pub fn mails(&self) -> Vec<(Told, String)> {
        let read = |number: usize, kind: &str| {
            std::fs::read_to_string(self.folder.path().join(format!("{number}.{kind}"))).ok()
        };
        let mail = |number| {
            let mail = read(number, "eml")?;
            Some((serde_json::from_str(&read(number, "json")?).unwrap(), mail))
        };
        (1..).map_while(mail).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where programs are")]
fn python() -> Option<String> {
    let told = std::env::var("FRONTDESK_TEST_PYTHON").ok();
    let python = told.clone().unwrap_or_else(|| "/usr/bin/python3".into());
    let has_it = Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
    if has_it.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    assert_eq!(told, None, "this Python has no aiosmtpd");
    eprintln!("not run: there is no aiosmtpd (`cargo xtask setup` installs Debian's python3-aiosmtpd)");
    None
}
