//! Pages under strict policies, and pages that don't allow the chat.

use anyhow::{Result, ensure};
use e2e::browser::PATIENCE;
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use e2e::until::until;
use serde_json::json;
use shared::settings::WidgetSettings;

use crate::scene::play;
use crate::site::Page;

/// Trusted Types without any policy: no string becomes markup or a script.
const TYPES: &str = "require-trusted-types-for 'script'; trusted-types 'none'";

pub async fn obeys_strict_policies(engine: Engine) -> Result<()> {
    play(engine, "obeys_strict_policies", async |scene| {
        let tag = scene.tag().await?;
        let chat = scene.server.origin();
        // What docs/embed.md asks for, by address and by nonce.
        let by_address = format!("default-src 'none'; img-src 'self'; script-src {chat}; frame-src {chat}; {TYPES}");
        let by_nonce =
            format!("default-src 'none'; img-src 'self'; script-src 'nonce-n' 'strict-dynamic'; frame-src {chat}; {TYPES}");
        let with_nonce = tag.replace("<script ", "<script nonce=\"n\" ");
        for (name, tag, policy) in [("address", &tag, by_address), ("nonce", &with_nonce, by_nonce)] {
            scene.visit(name, &Page { policy, ..Page::with(tag) }).await?;
            scene.open().await?;
            scene.is_quiet().await?;
        }
        // Only whoever asks for the status needs more.
        let asked = "Frontdesk('getStatus').then(() => 'answered', () => 'refused')";
        scene.browser.script(&format!("{asked}.then(answer => window.answer = answer)"), Vec::new()).await?;
        scene.becomes("window.answer", json!("refused")).await?;
        // The browser tells of it a moment later.
        until("a breach of the policy", PATIENCE, async || {
            let complaints = scene.browser.complaints().await?;
            Ok(complaints.iter().any(|one| one.starts_with("policy: connect-src")).then_some(()))
        })
        .await?;

        let open =
            format!("default-src 'none'; img-src 'self'; script-src {chat}; frame-src {chat}; connect-src {chat}; {TYPES}");
        scene.visit("status", &Page { policy: open, ..Page::with(&tag) }).await?;
        scene.browser.script(&format!("{asked}.then(answer => window.answer = answer)"), Vec::new()).await?;
        scene.becomes("window.answer", json!("answered")).await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn a_page_without_room_for_us_is_told(engine: Engine) -> Result<()> {
    play(engine, "a_page_without_room_for_us_is_told", async |scene| {
        let tag = scene.tag().await?;
        let chat = scene.server.origin();
        // A policy that lets the script in and forbids the frame.
        let policy = format!("default-src 'none'; img-src 'self'; script-src 'nonce-n' {chat}");
        let listen = "<script nonce=\"n\">addEventListener('DOMContentLoaded', () =>
            document.addEventListener('frontdesk:error', (event) => (window.code = event.detail.code)))</script>";
        scene.visit("closed", &Page { policy, ..Page::with(&format!("{listen}{tag}")) }).await?;
        scene.browser.click(LAUNCHER).await?;
        scene.browser.find((".trouble button", "Try again")).await?;
        ensure!(scene.ask("window.code").await? == "unreachable");
        Ok(())
    })
    .await
}

pub async fn only_sites_of_the_widget_get_the_chat(engine: Engine) -> Result<()> {
    play(engine, "only_sites_of_the_widget_get_the_chat", async |scene| {
        let listen = "<script>addEventListener('frontdesk:error', (event) => (window.code = event.detail.code), true)</script>";
        let other = scene.widget_for("https://elsewhere.example".into(), WidgetSettings::default()).await?;
        // Whether or not the browser tells the server where it is.
        for (name, referrer) in [("strange", ""), ("silent", "<meta name=\"referrer\" content=\"no-referrer\">")] {
            scene.visit(name, &Page::with(&format!("{referrer}{listen}{}", other.snippet))).await?;
            scene.browser.click(LAUNCHER).await?;
            scene.browser.find((".trouble button", "Try again")).await?;
            ensure!(scene.ask("window.code").await? == "unreachable");
        }
        scene.browser.complaints().await?;

        let here = scene.site.origin.replace("127.0.0.1", "*.localhost");
        let family = scene.widget_for(here, WidgetSettings::default()).await?;
        let page = scene.site.page("family", &Page::with(&family.snippet));
        scene.browser.go(&page.replace("127.0.0.1", "shop.localhost")).await?;
        scene.open().await?;
        scene.is_quiet().await
    })
    .await
}
