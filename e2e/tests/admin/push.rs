//! News while no page is open: what the browser's part of it comes to where no push service can be reached, as here.

use anyhow::{Result, ensure};
use serde_json::json;

use crate::scene::play;

/// Subscribes as the switch does, and tells how that ended and whether the worker stands.
const START: &str = "return fetch('/api/agent/push').then((answer) => answer.json())
    .then(({ key }) => frontdeskPush.start(key))
    .then(() => 'on', (error) => error.name)
    .then(async (how) => {
        const registration = await navigator.serviceWorker.getRegistration('/console');
        return { how, scope: registration && new URL(registration.scope).pathname };
    });";
#[tokio::test(flavor = "multi_thread")]
async fn the_worker_is_let_in_and_the_switch_says_how_it_is() -> Result<()> {
    play("the_worker_is_let_in", async |scene| {
        let anna = scene.agent("Anna").await?;
        let browser = &anna.browser;
        let started = browser.script(START, Vec::new()).await?;
        ensure!(started["scope"] == "/console", "the worker stands: {started}");
        ensure!(started["how"] != json!("TypeError"), "the page's policy lets it: {started}");
        browser.click(".account-button").await?;
        browser.click(("#account button", "Notifications")).await?;
        browser.wait_for_text("dialog .switch", "Also when Frontdesk is closed on this device").await?;
        let barriers = browser.barriers().await?;
        ensure!(barriers.is_empty(), "axe found barriers: {barriers:#?}");
        browser.wait_for_text("#closed-hint", "push service of your browser").await
    })
    .await
}
