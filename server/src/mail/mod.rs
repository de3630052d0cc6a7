//! Outgoing mail: what it looks like ([`compose`]), what is written ([`letter`]), how it is handed to the mail server
//! ([`smtp`], by [`route`]), who writes it ([`writer`]), and who sends it ([`worker`]). Mails are written by a row in the outbox, in the transaction
//! that brings them about; from there the worker takes them.

pub mod compose;
pub mod letter;
pub mod route;
pub mod smtp;
pub mod worker;
pub mod writer;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::limiter::Limiter;
use anyhow::{Context, ensure};
use lettre::transport::smtp::client::Certificate;
use shared::ids::AgentId;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;
use tokio::sync::Notify;

/// Mails to try the settings that one admin may send in [`TESTS_PERIOD`].
const TESTS: NonZeroU32 = NonZeroU32::new(20).expect("not zero");
const TESTS_PERIOD: Duration = Duration::from_secs(10 * 60);

/// What everybody who has to do with mail shares.
pub struct Mail {
    authorities: Vec<Certificate>,
    tests: Limiter,
    wake: Notify,
}

impl Mail {
    /// With the certificates that the operator trusts besides those that browsers do.
    ///
    /// # Errors
    /// The operator's file can't be read or holds no certificate.
    pub fn open(config: &Config, clock: &Clock) -> anyhow::Result<Self> {
        let authorities = match &config.mail_ca {
            Some(file) => {
                authorities(file).with_context(|| format!("FRONTDESK_MAIL_CA {}", file.display()))?
            }
            None => Vec::new(),
        };
        Ok(Self { authorities, tests: Limiter::new(TESTS, TESTS_PERIOD, clock), wake: Notify::new() })
    }

    /// There may be something to send. Called once what was put into the outbox is committed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    /// Returns once somebody has called [`Self::wake`].
    async fn woken(&self) {
        self.wake.notified().await;
    }

    /// Who may vouch for a mail server besides those that browsers trust.
    fn authorities(&self) -> &[Certificate] {
        &self.authorities
    }

    /// Counts a mail to try the settings.
    ///
    /// # Errors
    /// [`Code::TooMany`](shared::problem::Code::TooMany).
    pub fn admit_test(&self, agent: &AgentId) -> Result<(), Error> {
        let too_many = |wait| Error::too_many(wait, "too many mails to try the settings");
        self.tests.check(agent.as_str()).map_err(too_many)
    }
}

fn authorities(file: &Path) -> anyhow::Result<Vec<Certificate>> {
    let pem = std::fs::read_to_string(file)?;
    ensure!(pem.contains("-----BEGIN CERTIFICATE-----"), "it holds no certificate in PEM");
    Ok(vec![Certificate::from_pem(pem.as_bytes()).context("its certificates can't be read")?])
}
