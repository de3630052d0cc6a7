//! What the page tells of its user, seen from the agent's side.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use e2e::browser::{PATIENCE, Place};
use e2e::client::Credentials;
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use e2e::server::PASSWORD;
use e2e::until::until;
use serde_json::json;
use shared::settings::WidgetSettings;

use crate::calls::QUEUE;
use crate::desk::inbox;
use crate::scene::play;
use crate::site::Page;

/// What the site's server would do: the HMAC of the user's id.
const HASH: &str = "
    async function hashOf(id) {
        const bytes = (text) => new TextEncoder().encode(text);
        const key = await crypto.subtle.importKey('raw', bytes(SECRET), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
        const hash = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(id)));
        return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
    }";

const SIGN_IN: &str = "hashOf('u-42').then((hash) =>
    Frontdesk('setUser', 'u-42', { name: 'Vera', email: 'vera@example.org' }, { hash }))";

const TOLD: &str = "
    Frontdesk('setTopic', 'Night');
    Frontdesk('setCustomAttributes', { plan: 'gold', trial: true });
    Frontdesk('setCustomAttributes', { orders: 3 });
    Frontdesk('deleteCustomAttribute', 'trial');
    Frontdesk('prefill', 'Is the blue one in stock?');";

pub async fn what_the_page_tells_reaches_the_agent(engine: Engine) -> Result<()> {
    play(engine, "what_the_page_tells_reaches_the_agent", async |scene| {
        // So many topics that they stand in a list, where a closed one is marked beside its name.
        for topic in ["Returns", "Billing", "Press", "Jobs", "Night"] {
            scene.server.command(&["queue", "create", "--name", topic], "").await?;
        }
        scene.server.close_topic("Night").await?;
        scene.server.create_agent("anna@example.org", "Anna").await?;
        let origin = scene.server.origin();
        let anna = Credentials::sign_in(&origin, "anna@example.org", PASSWORD).await?;
        let mut settings = WidgetSettings::default();
        settings.chat.verified_only = true;
        let widget = scene.widget(settings).await?;
        let hash = HASH.replace("SECRET", &format!("'{}'", scene.secret(&widget).await?));
        let head = format!("<script>{QUEUE} {hash} {TOLD}</script>{}", widget.snippet);
        scene.visit("told", &Page::with(&head)).await?;
        scene.browser.click(LAUNCHER).await?;

        let say = async |call: &str| {
            scene.browser.turn_to(Place::Page).await?;
            scene.browser.script(call, Vec::new()).await?;
            scene.browser.turn_to(Place::Widget).await
        };
        // Who isn't vouched for, or no longer, may not write here.
        say("").await?;
        scene.browser.find("#barred").await?;
        say(SIGN_IN).await?;
        scene.browser.find("#form #submit").await?;
        scene.browser.find("#closed-notice").await?;
        let topic = scene.ask("document.querySelector('#topic').selectedOptions[0].text").await?;
        ensure!(topic.as_str().is_some_and(|text| text.starts_with("Night (")), "{topic} is picked");
        say("Frontdesk('setUser', null)").await?;
        scene.browser.find("#barred").await?;
        say(SIGN_IN).await?;
        say("Frontdesk('setTopic', 'Sales')").await?;
        scene.browser.gone("#closed-notice").await?;
        ensure!(scene.browser.value("#before-email").await? == "vera@example.org");
        scene.browser.click("#submit").await?;
        scene.browser.find("#composer").await?;
        scene
            .becomes("document.querySelector('#composer').value", json!("Is the blue one in stock?"))
            .await?;
        scene.browser.click("#send").await?;

        let item = until("a message in the inbox", PATIENCE, async || {
            Ok(inbox(&origin, &anna).await?.into_iter().find(|item| item.preview.is_some()))
        })
        .await?;
        ensure!(item.topic == "Sales" && item.visitor.user == "u-42", "{item:?}");
        ensure!(item.visitor.name == "Vera" && item.visitor.email == "vera@example.org", "{item:?}");
        ensure!(item.preview.is_some_and(|preview| preview.text == "Is the blue one in stock?"));
        let attributes = item.visitor.attributes.into_iter().map(|one| (one.label, one.value));
        let attributes: BTreeMap<String, String> = attributes.collect();
        ensure!(json!(attributes) == json!({ "plan": "gold", "orders": "3" }), "{attributes:?}");
        scene.browser.turn_to(Place::Page).await?;
        scene.is_quiet().await
    })
    .await
}
