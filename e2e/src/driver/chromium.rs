//! Chromium by chromedriver.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::{LISTEN_LIMIT, Lack, Listening, Motion, Nature, Record, command};
use crate::process::Process;
use crate::settings;

/// Quiet and without a screen; nothing but 127.0.0.1 can be looked up.
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    "--disable-features=AutofillServerCommunication,OptimizationHints,MediaRouter,Translate",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
    "--window-size=1280,900",
];

pub(super) async fn start(folder: &Path) -> Result<Listening> {
    let program = settings::installed(&["/usr/bin/chromedriver", "/usr/local/bin/chromedriver"])?;
    let mut driver = command(&program, folder);
    driver.arg("--port=0");
    let mut process = Process::start("chromedriver", driver)?;
    let port = |log: &str| {
        let rest = log.split_once("started successfully on port ")?.1;
        rest.split_once('.')?.0.parse().ok()
    };
    let port = process.printed(LISTEN_LIMIT, port).await?;
    Ok(Listening { process, display: None, port })
}

pub(super) fn capabilities(folder: &Path, nature: Nature) -> Result<Value> {
    let browser = settings::installed(&["/usr/bin/chromium", "/usr/bin/google-chrome"])?;
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let lack = match nature.lack {
        Lack::Nothing => None,
        // Without a compiler there is none, as in Edge's enhanced security mode.
        Lack::WebAssembly => Some("--js-flags=--jitless"),
    };
    let motion = match nature.motion {
        Motion::Reduced => Some("--force-prefers-reduced-motion"),
        Motion::Any => None,
    };
    let logs = match nature.record {
        Record::Complaints => json!({ "browser": "ALL" }),
        Record::Network => json!({ "browser": "ALL", "performance": "ALL" }),
    };
    let arguments: Vec<&str> =
        ARGUMENTS.iter().copied().chain([profile.as_str()]).chain(lack).chain(motion).collect();
    Ok(json!({
        "browserName": "chrome",
        "webSocketUrl": true,
        "goog:loggingPrefs": logs,
        "goog:chromeOptions": { "binary": browser, "args": arguments },
    }))
}
