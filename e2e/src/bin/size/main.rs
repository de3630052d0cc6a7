//! What a visitor downloads from the chat, added up over every response that a real Chromium gets from the chat's origin,
//! at three moments of a visit: before any intent, when the first form can be typed into, when the live panel works.
//!
//! `size` prints every response; `size --json` prints one object, as `cargo xtask size` reads it, and only that. Bytes are
//! those of the bodies: unpacked (`raw`) and as they travelled (`br`). Headers are shown apart. Frames of the socket
//! count as they are.

mod tally;

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use e2e::browser::{Browser, Place};
use e2e::driver::{Engine, Nature, Record};
use e2e::pages::Visit;
use e2e::server::{Server, Setup};
use e2e::until::{pause, until};
use serde::Serialize;

use tally::{Moment, Tally};

/// Nothing more arrives when nothing has arrived for this long.
const QUIET: Duration = Duration::from_millis(700);
const LIMIT: Duration = Duration::from_secs(20);

/// Sums up to three moments, each with all before it.
#[derive(Serialize)]
struct Sums {
    before_intent: Moment,
    first_form: Moment,
    live_panel: Moment,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let wants_json = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => false,
        ["--json"] => true,
        _ => bail!("usage: size [--json]"),
    };
    let (tally, sums) = visit().await?;
    let mut out = std::io::stdout().lock();
    if wants_json {
        writeln!(out, "{}", serde_json::to_string(&sums)?)?;
        return Ok(());
    }
    writeln!(out, "{tally}")?;
    for (name, moment) in [
        ("before intent", sums.before_intent),
        ("first form", sums.first_form),
        ("live panel", sums.live_panel),
    ] {
        writeln!(
            out,
            "{name:<14} {:>2} responses {:>9} raw {:>9} br",
            moment.requests, moment.raw, moment.br
        )?;
    }
    Ok(())
}

async fn visit() -> Result<(Tally, Sums)> {
    let server = Server::start(Setup::default()).await?;
    let mut tally = Tally::of(server.origin());
    let nature = Nature { record: Record::Network, ..Nature::default() };
    let browser = Browser::start_as(Engine::Chromium, "visitor", nature).await?;
    let visit = Visit::begin_in(browser, &server.demo_origin()).await?;
    let loader = format!("{}/w/demo.js", server.origin());
    listen(&visit, &mut tally, |tally| tally.until_arrived(&loader).is_some()).await?;
    tally.until_arrived(&loader).context("the loader never came")?;
    let before_intent = tally.all();

    visit.opens_chat().await?;
    visit.browser.turn_to(Place::Widget).await?;
    visit.browser.find("#before-email").await?;
    let document = format!("{}/widget/demo", server.origin());
    listen(&visit, &mut tally, |tally| tally.until_arrived(&document).is_some()).await?;
    let first_form = tally.until_arrived(&document).context("the widget's document never came")?;

    visit.fills_in("Sales", "Vera", "vera@example.org").await?;
    visit.waits().await?;
    listen(&visit, &mut tally, |_| true).await?;
    let live_panel = tally.all();
    visit.browser.quit().await?;
    Ok((tally, Sums { before_intent, first_form, live_panel }))
}

/// Takes in all events until the network is quiet and what must come has come: on a busy machine the browser tells of it
/// after it has shown it.
async fn listen(visit: &Visit, tally: &mut Tally, has_come: impl Fn(&Tally) -> bool) -> Result<()> {
    until("a quiet network", LIMIT, async || {
        pause(QUIET).await;
        let entries = visit.browser.session().get_log("performance").await?;
        let mut has_news = false;
        for entry in entries {
            has_news |= tally.take(&entry.message)?;
        }
        Ok((!has_news && tally.is_complete() && has_come(tally)).then_some(()))
    })
    .await
}
