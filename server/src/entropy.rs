//! The one door to randomness: ids and secrets from one generator, which tests seed.

use crate::clock::Clock;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::sync::{Arc, Mutex, PoisonError};

/// Makes ids and secrets.
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<StdRng>>);

impl Entropy {
    /// Seeded by the operating system.
    pub fn from_system() -> Self {
        Self(Arc::new(Mutex::new(rand::make_rng())))
    }

    /// The same sequence every time; for tests alone.
    pub fn seeded(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    /// A new id that sorts after those made before.
    pub fn id(&self, clock: &Clock) -> String {
        shared::ids::uuid_v7(clock.now().0, self.bytes())
    }

    /// 256 random bits in hexadecimal, for whatever must not be guessed.
    pub fn secret(&self) -> String {
        hex::encode(self.bytes::<32>())
    }
}
