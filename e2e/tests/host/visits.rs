//! Who is on the site: what a page tells, and when it tells nothing.

use anyhow::{Result, ensure};
use e2e::driver::Engine;
use serde_json::json;
use shared::settings::{Visits, WidgetSettings};

use crate::scene::{Scene, play};
use crate::site::Page;

/// What was fetched of ours besides the loader, by the beginnings of the names.
const FETCHED: &str = "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
    .filter((path) => /^.(assets.(visits|invite)|api.visits)/.test(path)).map((path) => path.split(/[/-]/).slice(0, 3).join('/'))";
const KEYS: &str =
    "[localStorage, sessionStorage].flatMap((area) => Object.keys(area).map((key) => key.split('.')[2]))";
/// The browser has had time for what waits until it is idle, and a while more.
const RESTS: &str = "new Promise((rest) => setTimeout(() => (window.requestIdleCallback ?? setTimeout)(() => rest(true)), 700))";
const PRIVATE: &str = "<script>Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })</script>";

async fn arrive(scene: &Scene, visits: Visits, head: &str) -> Result<()> {
    let mut settings = WidgetSettings::default();
    settings.chat.visits = visits;
    let tag = scene.widget(settings).await?.snippet;
    scene.visit("home", &Page::with(&format!("{head}{tag}"))).await
}

/// Nothing was fetched, nothing told, and nothing is kept.
async fn is_untouched(scene: &Scene, when: &str) -> Result<()> {
    scene.becomes(RESTS, json!(true)).await?;
    let (fetched, keys) = (scene.ask(FETCHED).await?, scene.ask(KEYS).await?);
    ensure!(fetched == json!([]) && keys == json!([]), "{when}: {fetched} {keys}");
    Ok(())
}

pub async fn visits_are_told_with_consent_alone(engine: Engine) -> Result<()> {
    play(engine, "visits_are_told_with_consent_alone", async |scene| {
        let consent = async |given: bool| {
            scene.browser.script(&format!("Frontdesk('consent', {given})"), Vec::new()).await
        };
        arrive(scene, Visits::Off, "").await?;
        consent(true).await?;
        is_untouched(scene, "off").await?;
        consent(false).await?;

        arrive(scene, Visits::Consented, "").await?;
        is_untouched(scene, "without a word of consent").await?;
        consent(false).await?;
        is_untouched(scene, "declined").await?;
        consent(true).await?;
        scene.becomes(FETCHED, json!(["/assets/visits", "/api/visits"])).await?;
        scene.becomes(KEYS, json!(["trail"])).await?;
        // The page was looked at once, whatever its banner says how often; the next one belongs to the same visit.
        consent(true).await?;
        let kept = "localStorage[Object.keys(localStorage)[0]].split(' ')[0]";
        let visit = scene.ask(kept).await?;
        scene.browser.script("history.pushState(null, '', '?next')", Vec::new()).await?;
        scene
            .becomes(&format!("{FETCHED}.filter((name) => name === '/api/visits').length > 1"), json!(true))
            .await?;
        ensure!(scene.ask(kept).await? == visit, "one visit");
        consent(false).await?;
        scene.becomes(KEYS, json!([])).await?;
        // The last word, that the visitor is gone.
        scene.becomes(RESTS, json!(true)).await?;
        let told = scene.ask(&format!("{FETCHED}.length")).await?;
        scene.browser.script("history.pushState(null, '', '?after')", Vec::new()).await?;
        scene.becomes(RESTS, json!(true)).await?;
        ensure!(scene.ask(&format!("{FETCHED}.length")).await? == told, "nothing is told after that");

        arrive(scene, Visits::Consented, PRIVATE).await?;
        consent(true).await?;
        scene.becomes(RESTS, json!(true)).await?;
        let (fetched, keys) = (scene.ask(FETCHED).await?, scene.ask(KEYS).await?);
        ensure!(fetched == json!(["/assets/visits"]) && keys == json!([]), "private: {fetched} {keys}");
        scene.is_quiet().await
    })
    .await
}

pub async fn visits_are_told_and_nothing_is_kept_if_the_owner_may(engine: Engine) -> Result<()> {
    play(engine, "visits_are_told_and_nothing_is_kept", async |scene| {
        arrive(scene, Visits::Always, "").await?;
        scene.becomes(FETCHED, json!(["/assets/visits", "/api/visits"])).await?;
        scene.becomes(RESTS, json!(true)).await?;
        ensure!(scene.ask(KEYS).await? == json!([]), "kept: {}", scene.ask(KEYS).await?);
        scene.browser.script("Frontdesk('consent', true)", Vec::new()).await?;
        scene.browser.script("history.pushState(null, '', '?next')", Vec::new()).await?;
        scene.becomes(KEYS, json!(["trail"])).await?;
        scene.browser.script("Frontdesk('consent', false)", Vec::new()).await?;
        scene.becomes(KEYS, json!([])).await?;
        ensure!(scene.ask("document.cookie").await? == "", "no cookie");
        scene.is_quiet().await
    })
    .await
}
