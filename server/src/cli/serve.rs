//! `frontdesk serve`.

use super::office::Office;
use super::say;
use crate::App;
use crate::config::{Config, Origin};
use crate::files::{self, shelf::Shelf};
use crate::http::admin::agents::imports::Imports;
use crate::http::health;
use crate::http::limits::Limits;
use crate::http::listen::{self, Doors};
use crate::http::loader::Loaders;
use crate::http::preview::drafts::Drafts;
use crate::http::widget::DEMO;
use crate::live::{Live, indexing, push};
use crate::mail::{Mail, worker};
use crate::push::Push;
use crate::secrets::Secrets;
use crate::site::Site;
use anyhow::Context;
use clap::Args;
use clap::builder::FalseyValueParser;
use metrics_exporter_prometheus::PrometheusHandle;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};

/// The metrics are tidied this often, in milliseconds, so that they don't grow while nobody reads them.
const UPKEEP_MILLIS: i64 = 5_000;

/// What `serve` can be told.
#[derive(Args)]
pub struct Options {
    /// Make two queues and a widget for the demo site; an empty database gets them by itself where the demo site is on
    #[arg(long, env = "FRONTDESK_DEMO", value_parser = FalseyValueParser::new())]
    demo_data: bool,
}

/// Serves until told to stop.
pub async fn run(mut office: Office, options: Options) -> anyhow::Result<()> {
    let site = Site::open()?;
    let recorder = health::recorder();
    // Before links are made: they carry the port.
    let doors = Doors::open(&mut office.config).await?;
    if options.demo_data || (office.config.demo_address().is_some() && office.is_empty().await?) {
        office.demo().await?;
    }
    office.first_queue().await?;
    let first_sign_in = office.first_sign_in().await?;
    let demo = match office.store.widget(&DEMO.into()).await? {
        Some(_) => office.config.demo_origins().into_iter().next(),
        None => None,
    };
    let Office { config, store, clock, entropy } = office;
    warn_of_hidden_addresses(&config);

    let live = Live::start(&store, &clock, &entropy, config.messages_per_minute).await?;
    let shelf = Shelf::open(&config.files_folder())?;
    let limits = Limits::new(&clock, config.connections_per_address);
    let loaders = Loaders::default();
    let secrets = Secrets::open(&config, &entropy)?;
    let mail = Mail::open(&config, &clock)?;
    let pushing =
        Push::open(&store, &secrets, &entropy, (&config.public_origin(), &config.push_services)).await?;
    let app = Arc::new(App {
        config,
        store,
        clock,
        entropy,
        live,
        shelf,
        site,
        limits,
        loaders,
        drafts: Drafts::default(),
        imports: Imports::default(),
        secrets,
        mail,
        push: pushing,
    });
    let upkeep = tokio::spawn(keep_tidy(Arc::clone(&app), recorder));
    let sweeping = tokio::spawn(files::keep_swept(Arc::clone(&app)));
    let indexing = tokio::spawn(indexing::keep_indexed(Arc::clone(&app)));
    let mailing = tokio::spawn(worker::keep_sending(Arc::clone(&app)));
    let calling = tokio::spawn(push::keep_calling(Arc::clone(&app)));
    let stop = stop_signal()?;
    // Nobody may be reading any more; that is no reason not to serve.
    if let Err(error) = announce(&app.config, demo.as_ref(), first_sign_in.as_deref()) {
        tracing::warn!(?error, "the addresses were not printed");
    }
    listen::serve(doors, Arc::clone(&app), stop).await;
    upkeep.abort();
    sweeping.abort();
    mailing.abort();
    indexing.abort();
    calling.abort();
    app.store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Measures what isn't counted, and keeps the metrics from growing while nobody reads them.
async fn keep_tidy(app: Arc<App>, recorder: &'static PrometheusHandle) {
    loop {
        let (visitors, agents) = app.live.hub.connections();
        metrics::gauge!("frontdesk_connections", "party" => "visitor").set(visitors as f64);
        metrics::gauge!("frontdesk_connections", "party" => "agent").set(agents as f64);
        recorder.run_upkeep();
        app.clock.sleep(UPKEEP_MILLIS).await;
    }
}

/// The addresses, one a line. Programs wait for these lines.
fn announce(config: &Config, demo: Option<&Origin>, first_sign_in: Option<&str>) -> anyhow::Result<()> {
    let public = config.public_origin();
    say(&format!("Listening on http://{}", config.listen))?;
    say(&format!("Console  {public}/console"))?;
    if let Some(demo) = demo {
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
