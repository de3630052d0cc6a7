//! `frontdesk serve`.

use super::setup::Tools;
use super::{open_store, say};
use crate::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::http::health;
use crate::http::limits::Limits;
use crate::http::listen::{self, Doors};
use crate::live::Live;
use crate::site::Site;
use crate::store::Store;
use anyhow::Context;
use clap::Args;
use clap::builder::FalseyValueParser;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

/// The metrics are tidied this often, in milliseconds, so that they don't grow while nobody reads them.
const UPKEEP_MILLIS: i64 = 5_000;

/// What `serve` can be told.
#[derive(Args)]
pub struct Options {
    /// Also make two queues and a widget for the demo site
    #[arg(long, env = "FRONTDESK_DEMO", value_parser = FalseyValueParser::new())]
    demo_data: bool,
}

/// Serves until told to stop.
pub async fn run(mut config: Config, options: Options) -> anyhow::Result<()> {
    let clock = Clock::System;
    let entropy = Entropy::from_system();
    let recorder = health::recorder();
    let store = open_store(&config, &entropy).await?;
    let doors = Doors::open(&mut config).await?;
    let first_sign_in = prepare(&store, &clock, &entropy, &config, &options).await?;
    warn_of_hidden_addresses(&config);

    let live = Live::start(&store, &clock, &entropy, config.messages_per_minute).await?;
    let limits = Limits::new(&clock, config.connections_per_address)?;
    let app = Arc::new(App { config, store, clock, entropy, live, site: Site::open()?, limits });
    let upkeep = tokio::spawn({
        let clock = app.clock.clone();
        async move {
            loop {
                clock.sleep(UPKEEP_MILLIS).await;
                recorder.run_upkeep();
            }
        }
    });
    let stop = stop_signal()?;
    announce(&app.config, first_sign_in.as_deref())?;
    listen::serve(doors, Arc::clone(&app), stop).await;
    upkeep.abort();
    app.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Makes what is missing. The link of the first sign-in, if nobody can sign in yet.
async fn prepare(
    store: &Store,
    clock: &Clock,
    entropy: &Entropy,
    config: &Config,
    options: &Options,
) -> anyhow::Result<Option<String>> {
    let tools = Tools { store, clock, entropy, config };
    if options.demo_data {
        tools.demo().await?;
    }
    tools.first_queue().await?;
    tools.first_sign_in().await
}

/// The addresses, one a line. Programs wait for these lines.
fn announce(config: &Config, first_sign_in: Option<&str>) -> anyhow::Result<()> {
    let public = config.public_origin();
    say(&format!("Listening on http://{}", config.listen))?;
    say(&format!("Console  {public}/console"))?;
    if let Some(demo) = config.demo_origins().first() {
        say(&format!("Demo     {demo}/"))?;
    }
    if let Some(link) = first_sign_in {
        say(&format!("First sign-in  {link}"))?;
    }
    Ok(())
}

/// Behind a proxy that isn't named, all visitors would share one address and its limits.
fn warn_of_hidden_addresses(config: &Config) {
    if config.public_url.is_some() && config.listen.ip().is_loopback() && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "all visitors seem to come from one address: name your proxy in FRONTDESK_TRUSTED_PROXIES, such as 127.0.0.1"
        );
    }
}

/// Ends with the first of Ctrl-C and the service manager's request.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt()).context("can't wait for Ctrl-C")?;
    let mut terminate = signal(SignalKind::terminate()).context("can't wait for the request to end")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping");
    })
}
