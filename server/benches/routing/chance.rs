//! What is drawn by lot on a simulated day. The same seed draws the same.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A source of lots.
pub struct Chance(StdRng);

impl Chance {
    /// Draws what this seed has drawn before.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Evenly from 0 to 1.
    pub fn share(&mut self) -> f64 {
        self.0.random()
    }

    /// Evenly among the numbers below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// Lognormal with this median: half are shorter, and a few much longer. Most lie within a factor of `e^spread`.
    pub fn around(&mut self, median: f64, spread: f64) -> f64 {
        // Box and Muller's way to a normal distribution; 1 - x is never 0.
        let (radius, angle) = (1.0 - self.share(), self.share());
        let normal = (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos();
        median * (spread * normal).exp()
    }
}
