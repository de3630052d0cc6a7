//! What must be kept in a form that can be read again, such as the password of the mail server, is kept encrypted: the
//! database alone, or a copy of it, gives nothing away. The key stands in `FRONTDESK_SECRET_KEY`, or else in a file beside
//! the data that only the server's own user may read.

use crate::config::Config;
use crate::entropy::Entropy;
use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The file with the key, in the data folder.
const FILE: &str = "secret.key";
/// Bytes of a key.
const KEY_BYTES: usize = 32;
/// Bytes of what makes two encryptions of the same text differ.
const NONCE_BYTES: usize = 24;
/// Stands before everything that was encrypted, so that another way can follow some day.
const MARK: &str = "x1:";

/// Encrypts and decrypts. Shows nothing of its key.
pub struct Secrets(XChaCha20Poly1305);

/// Something can't be decrypted: it was encrypted with another key, or isn't what it was stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it was encrypted with another key")]
pub struct Unreadable;

impl Secrets {
    /// With the key that the operator gave, or the one in the data folder, which is made if there is none.
    ///
    /// # Errors
    /// The key isn't 64 hexadecimal digits, the file can't be read or written, or everybody may read it.
    pub fn open(config: &Config, entropy: &Entropy) -> anyhow::Result<Self> {
        if let Some(key) = config.secret_key.as_ref().and_then(|key| key.reveal()) {
            return Self::of(key).context("FRONTDESK_SECRET_KEY");
        }
        let file = config.data.join(FILE);
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("can't make the data folder {}", config.data.display()))?;
        let key = key_in(&file, entropy)?;
        Self::of(key.trim()).with_context(|| file.display().to_string())
    }

    fn of(hexadecimal: &str) -> anyhow::Result<Self> {
        let mut key = [0; KEY_BYTES];
        if hex::decode_to_slice(hexadecimal, &mut key).is_err() {
            // Nothing of it may stand in a message.
            bail!("a key is 64 hexadecimal digits, such as `openssl rand -hex 32` prints");
        }
        Ok(Self(XChaCha20Poly1305::new(&Key::from(key))))
    }

    /// Encrypts a text. `place` names where it is kept; nothing can be moved to another place.
    pub fn seal(&self, entropy: &Entropy, place: &str, text: &str) -> String {
        let nonce = entropy.bytes::<NONCE_BYTES>();
        let payload = Payload { msg: text.as_bytes(), aad: place.as_bytes() };
        let sealed = self.0.encrypt(&XNonce::from(nonce), payload).expect("a text is short enough");
        format!("{MARK}{}", STANDARD_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Decrypts what was encrypted for a place.
    ///
    /// # Errors
    /// It was encrypted with another key or for another place, or was changed.
    pub fn unseal(&self, place: &str, sealed: &str) -> Result<String, Unreadable> {
        let bytes = sealed.strip_prefix(MARK).and_then(|text| STANDARD_NO_PAD.decode(text).ok());
        let bytes = bytes.ok_or(Unreadable)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(Unreadable)?;
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Unreadable)?;
        String::from_utf8(text).map_err(|_| Unreadable)
    }
}

/// The key in a file; a fresh one if there is none. Of several processes that start at once, one makes it.
fn key_in(file: &Path, entropy: &Entropy) -> anyhow::Result<String> {
    match std::fs::read_to_string(file) {
        Ok(key) => {
            let mode = std::fs::metadata(file).context("the key's file")?.permissions().mode();
            // The group may: clusters hand out volumes that way.
            if mode & 0o007 != 0 {
                bail!("everybody may read {}: run `chmod 600` on it", file.display());
            }
            return Ok(key);
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("can't read {}", file.display())),
    }
    let made = || format!("can't make {}", file.display());
    let folder = file.parent().unwrap_or_else(|| Path::new("."));
    // Written whole before it gets its name, so that nobody reads half a key.
    let mut fresh = tempfile::NamedTempFile::new_in(folder).with_context(made)?;
    fresh.write_all(entropy.secret().as_bytes()).with_context(made)?;
    fresh.as_file().sync_all().with_context(made)?;
    match fresh.persist_noclobber(file) {
        Ok(_) => sync(folder).with_context(made)?,
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error.error).with_context(made),
    }
    std::fs::read_to_string(file).with_context(made)
}

/// A power failure must not take the key and leave what was encrypted with it.
fn sync(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_text_is_read_again_with_its_key_in_its_place_alone() {
        let (secrets, entropy) = (Secrets::of(KEY).unwrap(), Entropy::seeded(1));
        let sealed = secrets.seal(&entropy, "mail", "hunter2");
        assert!(!sealed.contains("hunter2"));
        assert_eq!(secrets.unseal("mail", &sealed).as_deref(), Ok("hunter2"));
        assert_ne!(secrets.seal(&entropy, "mail", "hunter2"), sealed, "twice the same looks different");
        let other = Secrets::of(&KEY.replace('0', "1")).unwrap();
        assert_eq!(other.unseal("mail", &sealed), Err(Unreadable), "another key");
        assert_eq!(secrets.unseal("other", &sealed), Err(Unreadable), "another place");
        for changed in
            ["", "x1:", "x1:AAAA", "hunter2", &sealed.replace("x1:", "x2:"), &sealed[..sealed.len() - 2]]
        {
            assert_eq!(secrets.unseal("mail", changed), Err(Unreadable), "{changed}");
        }
    }

    #[test]
    fn the_key_is_made_once_and_is_nobody_elses() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let key = key_in(&file, &Entropy::seeded(1)).unwrap();
        assert_eq!(key_in(&file, &Entropy::seeded(2)).unwrap(), key);
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(key_in(&file, &Entropy::seeded(2)).unwrap(), key);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = key_in(&file, &Entropy::seeded(2)).unwrap_err().to_string();
        assert!(refused.contains("chmod 600") && !refused.contains(&key), "{refused}");
    }

    #[test]
    fn a_bad_key_is_not_repeated() {
        for bad in ["", "hunter2", &KEY[1..], &KEY.replace('0', "g")] {
            let told = Secrets::of(bad).err().map(|error| error.to_string()).unwrap_or_default();
            assert!(told.contains("64 hexadecimal digits") && !told.contains("hunter2"), "{bad}: {told}");
        }
    }
}
