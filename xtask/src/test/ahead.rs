//! The tests, compiled while the site is: the last steps of a small bundle keep one core busy for minutes, and no other.

use std::process::{Child, Stdio};

use anyhow::{Context, Result};

use crate::command;
use crate::progress::Step;

/// A compiler at work that says nothing: what is wrong is said when the tests are run. It is ended when dropped.
pub struct Ahead(Child);

impl Ahead {
    /// Begins to compile what `cargo test` will run with these arguments.
    ///
    /// # Errors
    /// When Cargo cannot be started.
    pub fn begin(arguments: &[&str]) -> Result<Self> {
        let mut cargo = command::cargo();
        cargo.args(["test", "--no-run"]).args(arguments.iter().take_while(|argument| **argument != "--"));
        cargo.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ok(Self(cargo.spawn().context("cannot start `cargo test`")?))
    }

    /// Waits until it is done, however it went.
    ///
    /// # Errors
    /// When the person interrupts.
    pub fn finish(mut self) -> Result<()> {
        let step = Step::begin("Compiling the tests", "begun with the site");
        command::wait(&mut self.0, None)?;
        step.end();
        Ok(())
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            // Nobody is left to be told.
            let _ = command::end(&mut self.0);
        }
    }
}
