//! How soon the console can be used on a telephone: a slow processor and a slow network, signed in, nothing kept of before.

use std::time::Duration;

use anyhow::{Context, Result};
use e2e::browser::Browser;
use e2e::driver::Engine;
use e2e::pages::Console;
use e2e::server::{Server, Setup};
use e2e::until::until;
use serde::Deserialize;
use serde_json::json;
use thirtyfour::Cookie;

use crate::row::{Row, progress};

const ROUNDS: usize = 5;
const LIMIT: Duration = Duration::from_secs(90);
/// How many times slower the processor is made: about a telephone of the middle range.
const SLOWER: u32 = 4;
const NETWORKS: [Network; 2] = [
    Network { name: "9 Mbit/s, 85 ms", bits_per_second: 9_000_000, round_trip_ms: 85 },
    Network { name: "1.6 Mbit/s, 150 ms", bits_per_second: 1_600_000, round_trip_ms: 150 },
];
/// A page of the same origin that brings nothing along.
const ELSEWHERE: &str = "/healthz";

/// Notes when the inbox is drawn.
const WATCH: &str = "
    new MutationObserver((_, observer) => {
        if (!document.getElementById('inbox-waiting')) return;
        observer.disconnect();
        requestAnimationFrame(() => { window.__usable = performance.now(); });
    }).observe(document, { childList: true, subtree: true });";

/// What was noted; nothing before the inbox is drawn. Bodies are counted as they travelled.
const NOTED: &str = "
    const usable = window.__usable;
    if (!usable) return null;
    const paint = name => performance.getEntriesByName(name)[0]?.startTime ?? usable;
    const arrived = ['navigation', 'resource'].flatMap(type => performance.getEntriesByType(type))
        .filter(entry => entry.responseEnd > 0 && entry.responseEnd <= usable);
    return {
        painted: paint('first-paint'),
        filled: paint('first-contentful-paint'),
        usable,
        bytes: arrived.reduce((sum, entry) => sum + entry.encodedBodySize, 0),
    };";

struct Network {
    name: &'static str,
    bits_per_second: u32,
    round_trip_ms: u32,
}

/// One visit, in milliseconds since it began.
#[derive(Debug, Deserialize)]
struct Visit {
    painted: f64,
    filled: f64,
    usable: f64,
    bytes: f64,
}

/// The medians of first paint, first content, the inbox, and what was downloaded until then, by each network.
///
/// # Errors
/// When the server or the browser doesn't do its part.
pub async fn first_paint() -> Result<Vec<Row>> {
    let mut server = Server::start(Setup::default()).await?;
    let link = server.first_sign_in().await?;
    let owner = Console::welcome(Engine::Chromium, &server.origin(), &link, "owner").await?;
    let cookies = owner.browser.session().get_all_cookies().await?;
    owner.browser.quit().await?;
    let mut rows = Vec::new();
    for network in &NETWORKS {
        let mut visits = Vec::new();
        for _ in 0..ROUNDS {
            let visit = visit(&server.origin(), &cookies, network).await?;
            progress(&format!("console at {}: {visit:.0?}", network.name));
            visits.push(visit);
        }
        let median = |figure: fn(&Visit) -> f64| {
            let mut figures: Vec<f64> = visits.iter().map(figure).collect();
            figures.sort_by(f64::total_cmp);
            figures[ROUNDS / 2]
        };
        let name = |what: &str| format!("console at {}: {what}", network.name);
        rows.extend([
            Row::alone(name("first paint"), median(|visit| visit.painted), "ms"),
            Row::alone(name("first contentful paint"), median(|visit| visit.filled), "ms"),
            Row::alone(name("inbox drawn"), median(|visit| visit.usable), "ms"),
            Row::alone(name("downloaded until then"), median(|visit| visit.bytes) / 1024.0, "KiB"),
        ]);
    }
    Ok(rows)
}

/// Visits with a browser that has never been there but is signed in.
async fn visit(origin: &str, cookies: &[Cookie], network: &Network) -> Result<Visit> {
    let browser = Browser::start(Engine::Chromium, "telephone").await?;
    browser.set_viewport(390, 844).await?;
    browser.go(&format!("{origin}{ELSEWHERE}")).await?;
    for cookie in cookies {
        browser.session().add_cookie(cookie.clone()).await?;
    }
    let tools = browser.session().cdp();
    let bytes_per_second = network.bits_per_second / 8;
    for (command, parameters) in [
        ("Network.enable", json!({})),
        (
            "Network.emulateNetworkConditions",
            json!({
                "offline": false,
                "latency": network.round_trip_ms,
                "downloadThroughput": bytes_per_second,
                "uploadThroughput": bytes_per_second,
            }),
        ),
        ("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })),
        ("Page.enable", json!({})),
        ("Page.addScriptToEvaluateOnNewDocument", json!({ "source": WATCH })),
    ] {
        tools.send_raw(command, parameters).await.with_context(|| command.to_owned())?;
    }
    browser.session().goto(format!("{origin}/console")).await?;
    let visit = until("the inbox", LIMIT, async || {
        let noted = browser.script(NOTED, Vec::new()).await?;
        Ok(serde_json::from_value::<Option<Visit>>(noted)?)
    })
    .await?;
    browser.quit().await?;
    Ok(visit)
}
