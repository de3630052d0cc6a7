//! Passwords, kept as argon2id hashes. Hashing is dear by design, so it is done beside the async threads, a few at a
//! time.

use anyhow::{Context, anyhow};
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use std::thread;
use tokio::sync::Semaphore;
use tokio::task;

/// Random bytes for each hash.
pub const SALT_BYTES: usize = 16;
/// OWASP's second choice of equal strength: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// What is verified for whom there is no password, so that the answer takes as long.
const STAND_IN: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$ZnJvbnRkZXNrIHN0YW5kcw$EvpP5ZXmbDgJvEFWXGT4kGvArHBtIOJrVf2n1KSGDRk";

/// Hashes and verifies without holding up anything else.
pub struct Passwords {
    gate: Arc<Semaphore>,
}

impl Default for Passwords {
    /// As many at a time as there are cores.
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        Self { gate: Arc::new(Semaphore::new(cores)) }
    }
}

impl Passwords {
    /// The hash to keep of a new password.
    pub async fn hash(&self, password: String, salt: [u8; SALT_BYTES]) -> anyhow::Result<String> {
        self.beside(move || hash(&password, salt)).await?
    }

    /// Whether the password is the one of the hash. Without a hash: no, after the same time.
    pub async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let is_known = hash.is_some();
        let hash = hash.unwrap_or_else(|| STAND_IN.into());
        let is_right = self.beside(move || matches(&password, &hash)).await?;
        Ok(is_right && is_known)
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> anyhow::Result<T> {
        let turn = Arc::clone(&self.gate).acquire_owned().await?;
        task::spawn_blocking(move || {
            // The work can't be called off, so its turn lasts as long as it does, even if nobody waits any more.
            let _turn = turn;
            work()
        })
        .await
        .context("hashing broke off")
    }
}

/// The hash to keep of a new password, on this thread.
pub fn hash(password: &str, salt: [u8; SALT_BYTES]) -> anyhow::Result<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| anyhow!("argon2: {error}"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| anyhow!("the password can't be hashed: {error}"))?;
    Ok(hash.to_string())
}

fn matches(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_is_right() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into(), [7; SALT_BYTES]).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(hash.split('$').nth(3), STAND_IN.split('$').nth(3), "unknown accounts take as long");
        assert!(matches("nobody has this password", STAND_IN), "the stand-in is a hash");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("correct horsf".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("nobody has this password".into(), None).await.unwrap());
        assert!(!passwords.verify("x".into(), Some("not a hash".into())).await.unwrap());
    }
}
