//! Firefox by geckodriver.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::{LISTEN_LIMIT, Lack, Listening, Motion, Nature, command};
use crate::process::Process;
use crate::settings;

pub(super) async fn start(folder: &Path) -> Result<Listening> {
    let mut driver = command(&settings::geckodriver()?, folder);
    // Without a port of its own for BiDi, all sessions would want the same.
    driver.args(["--port", "0", "--websocket-port", "0", "--profile-root"]).arg(folder).env_remove("DISPLAY");
    let mut process = Process::start("geckodriver", driver)?;
    let port = |log: &str| {
        let rest = log.split_once("Listening on 127.0.0.1:")?.1;
        rest.split_once('\n')?.0.trim().parse().ok()
    };
    let port = process.printed(LISTEN_LIMIT, port).await?;
    Ok(Listening { process, display: None, port })
}

pub(super) fn capabilities(nature: Nature) -> Result<Value> {
    let browser = settings::installed(&["/usr/bin/firefox-esr", "/usr/bin/firefox"])?;
    Ok(json!({
        "browserName": "firefox",
        "webSocketUrl": true,
        "moz:firefoxOptions": {
            "binary": browser,
            "args": ["-headless"],
            "prefs": {
                "app.normandy.enabled": false,
                "app.update.disabledForTesting": true,
                "browser.safebrowsing.update.enabled": false,
                "datareporting.policy.dataSubmissionEnabled": false,
                "javascript.options.wasm": nature.lack != Lack::WebAssembly,
                "devtools.console.stdout.content": true,
                "network.captive-portal-service.enabled": false,
                "network.connectivity-service.enabled": false,
                "network.dns.disabled": true,
                "nimbus.rollouts.enabled": false,
                "ui.prefersReducedMotion": u8::from(nature.motion == Motion::Reduced),
            },
        },
    }))
}
